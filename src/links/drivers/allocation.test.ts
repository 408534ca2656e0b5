import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, budgetOf, type Candidate } from "./allocation.ts";

const gap = (value: number, low: number, high: number, cost: number | null) => ({
  worth: { value, interval: { low, high, level: 0.95 } },
  cost,
});

describe("a budget divided among gaps", () => {
  // 300 for 100, 120 for 60, 240 for 200: three, two and 1.2 for one spent.
  const [late, calls, returns] = [gap(300, 200, 400, 100), gap(120, 80, 160, 60), gap(240, 220, 260, 200)];
  const [unsure, dear, unknown] = [gap(500, -20, 1_020, 50), gap(10, 5, 15, 40), gap(900, 800, 1_000, null)];
  const all = [returns, unknown, dear, calls, unsure, late];

  it("goes to what comes back most for one spent, the last of them in part", () => {
    const { funded, missed, spent, left, brings } = allocate(all, 210);
    expect(funded.map(({ candidate, share, spent: gets }) => [candidate, share, gets])).toEqual([
      [late, 1, 100],
      [calls, 1, 60],
      [returns, 0.25, 50],
    ]);
    // 300 + 120 + a quarter of 240; the ends by themselves: 200 + 80 + 55, and 400 + 160 + 65.
    expect(brings).toEqual({ value: 480, interval: { low: 335, high: 625, level: 0.95 } });
    expect([spent, left]).toEqual([210, 0]);
    expect(missed).toEqual([
      { candidate: unknown, why: "unstated" },
      { candidate: dear, why: "costs_more" },
      { candidate: unsure, why: "open" },
    ]);
  });

  it("leaves what nothing that pays takes up, and says of what pays that the budget went elsewhere", () => {
    expect(allocate(all, 1_000)).toMatchObject({ spent: 360, left: 640, brings: { value: 660 } });
    const small = allocate(all, 80);
    expect(small).toMatchObject({ spent: 80, left: 0, brings: { value: 240, interval: { low: 160, high: 320 } } });
    expect(small.missed.slice(0, 2)).toEqual([
      { candidate: calls, why: "budget" },
      { candidate: returns, why: "budget" },
    ]);
    expect(allocate([unsure, dear, unknown], 80)).toMatchObject({ funded: [], spent: 0, left: 80, brings: null });
  });

  it("knows whole amounts where a fraction of them is not exact", () => {
    // 0.3 − 0.1 is a hair below 0.2 in doubles.
    const found = allocate([gap(0.9, 0.8, 1, 0.1), gap(1, 0.9, 1.1, 0.2)], 0.3);
    expect(found.funded.map(({ share }) => share)).toEqual([1, 1]);
    expect(found).toMatchObject({ left: 0, spent: 0.3 });
    // And 1.1 − 0.8 − 0.3 is a hair above nothing, which is not left.
    expect(allocate([gap(9, 8, 10, 0.8), gap(3, 2, 4, 0.3)], 1.1)).toMatchObject({ left: 0, spent: 1.1 });
  });

  const amount = fc.double({ min: 0.01, max: 1e6, noNaN: true });
  const candidate = fc
    .record({
      value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      half: fc.double({ min: 0, max: 1e5, noNaN: true }),
      cost: fc.oneof(amount, fc.constant(null)),
    })
    .map(({ value, half, cost }): Candidate => gap(value, value - half, value + half, cost));

  it("never spends more than there is, funds nothing that may not pay, and brings no less where there is more", () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), amount, amount, (candidates, budget, more) => {
        const [one, two] = [allocate(candidates, budget), allocate(candidates, budget + more)];
        for (const { funded, missed, spent, left } of [one, two]) {
          expect(funded.length + missed.length).toBe(candidates.length);
          expect(left).toBeGreaterThanOrEqual(0);
          for (const { candidate: each, share, spent: gets } of funded) {
            expect(each.worth.interval.low).toBeGreaterThan(each.cost!);
            expect(share).toBeGreaterThan(0);
            expect(gets).toBeLessThanOrEqual(each.cost!);
          }
          expect(funded.slice(0, -1).every(({ share }) => share === 1)).toBe(true);
          const sum = funded.reduce((total, each) => total + each.spent, 0);
          expect(Math.abs(sum - spent)).toBeLessThanOrEqual(1e-9 * (budget + more));
        }
        expect(one.spent).toBeLessThanOrEqual(budget);
        const [less, most] = [one.brings?.value ?? 0, two.brings?.value ?? 0];
        expect(most - less).toBeGreaterThanOrEqual(-1e-9 * most);
      }),
    );
  });

  it("is refused where it is no amount above 0", () => {
    for (const wrong of [-1, 0, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => budgetOf(wrong)).toThrow(
        expect.objectContaining({ code: "input.option_invalid", message: expect.stringContaining(String(wrong)) }),
      );
    expect([budgetOf(0.5), budgetOf(null)]).toEqual([0.5, null]);
  });
});
