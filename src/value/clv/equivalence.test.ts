import { expect, it } from "vitest";
import { type CompanyYear, pointsForCut, profitAfter, worthOfRise, yearWith } from "./equivalence.ts";

const YEAR: CompanyYear = { customers: 1_000, retention: 0.8, perCustomer: 50, costs: 40_000, profit: 10_000 };

it("two points of retention are so many customers, so much money, and a cut of costs that does the same", () => {
  // 20 of 1,000 at 50 each are 1,000: a tenth of the profit, and 2.5 percent of 40,000.
  const two = worthOfRise(YEAR, { unit: "points", by: 2 });
  expect(two.customers).toBeCloseTo(20, 9);
  expect(two.money).toBeCloseTo(1_000, 9);
  expect(two.ofProfit).toBeCloseTo(0.1, 12);
  expect(two.costCut).toBeCloseTo(0.025, 12);
  expect(two.percent).toBeCloseTo(0.025, 12);
});

it("five percent of a retention of 80 percent are four points", () => {
  const five = worthOfRise(YEAR, { unit: "percent", by: 5 });
  expect(five.points).toBeCloseTo(0.04, 12);
  expect(five.money).toBeCloseTo(2_000, 9);
});

it("a cut of costs by a tenth is as many points as it takes", () => {
  // 4,000 are 80 customers of 1,000.
  expect(pointsForCut(YEAR, 0.1)).toBeCloseTo(0.08, 12);
  const back = worthOfRise(YEAR, { unit: "points", by: 8 });
  expect(back.costCut).toBeCloseTo(0.1, 12);
  expect(pointsForCut({ ...YEAR, perCustomer: 0 }, 0.1)).toBeNull();
});

it("what lasts adds up: each year keeps more of those it kept before, until as many leave as come", () => {
  const five = { unit: "points", by: 5 } as const;
  // 200 are won a year. 1,000·0.85 + 200 = 1,050; 1,050·0.85 + 200 = 1,092.5; in the end 200 / 0.15 = 1,333.3.
  expect(profitAfter(YEAR, five, 1)).toBeCloseTo((50 * 50) / 10_000, 12);
  expect(profitAfter(YEAR, five, 2)).toBeCloseTo((92.5 * 50) / 10_000, 12);
  expect(profitAfter(YEAR, five, null)).toBeCloseTo((333.333333 * 50) / 10_000, 6);
  expect(profitAfter(YEAR, five, 1)).toBeCloseTo(worthOfRise(YEAR, five).ofProfit!, 12);
});

it("nobody can be kept twice: a rise ends with all of them, whose number never settles", () => {
  const all = { unit: "points", by: 50 } as const;
  expect(worthOfRise(YEAR, all).customers).toBeCloseTo(200, 9);
  expect(profitAfter(YEAR, all, 3)).toBeCloseTo((3 * 200 * 50) / 10_000, 12);
  expect(profitAfter(YEAR, all, null)).toBeNull();
});

it("without a profit or costs there is no share of them", () => {
  expect(worthOfRise({ ...YEAR, profit: -5, costs: null }, { unit: "points", by: 2 })).toMatchObject({
    ...{ ofProfit: null, costCut: null },
  });
});

it("what is stated stands in the place of what the records say, and profit does not outlive other costs", () => {
  expect(yearWith(YEAR, {})).toEqual(YEAR);
  expect(yearWith(YEAR, { profit: 1 })).toEqual({ ...YEAR, profit: 1 });
  expect(yearWith(YEAR, { costs: 9 })).toEqual({ ...YEAR, costs: 9, profit: null });
  expect(yearWith({}, { customers: 10, retention: 0.5 })).toBeNull();
  expect(yearWith({}, { customers: 10, retention: 0.5, perCustomer: 2 })).toMatchObject({ costs: null, profit: null });
});
