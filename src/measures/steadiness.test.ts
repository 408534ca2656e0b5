import { expect, it } from "vitest";
import type { Figure } from "../findings/figure.ts";
import type { MeasureRow } from "./measure.ts";
import { steadinessOf } from "./steadiness.ts";

const month = (i: number) => `20${20 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-01`;
const series = (values: readonly (number | null)[], n = 30): MeasureRow[] =>
  values.map((value, i) => ({
    period: month(i),
    cut: null,
    inference: null,
    figure: {
      n,
      ...(value === null ? { state: "too_few", required: 5 } : { state: "estimate", value, interval: null }),
    } as Partial<Figure> as Figure,
  }));
const EVEN = [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13];

it("finds nothing in ordinary ups and downs", () => {
  const found = steadinessOf(series(EVEN), "score")!;
  expect(found.signals).toEqual([]);
  expect(found.message).toEqual({ code: "control.steady", values: { n: 12, signals: 0 } });
  // Wheeler: centre ± 2.66 times the mean difference of neighbours, here 11.5 and 21/11.
  expect(found.limits!.centre).toBeCloseTo(11.5, 12);
  expect(found.limits!.high).toBeCloseTo(11.5 + (3 / (2 / Math.sqrt(Math.PI))) * (21 / 11), 9);
});

it("names the last month that stands out, and its rule", () => {
  const found = steadinessOf(series([...EVEN, 40]), "score")!;
  expect(found.signals).toEqual([{ period: "2021-01-01", rule: "beyondLimits" }]);
  expect(found.message).toEqual({ code: "control.beyond_limits", values: { n: 13, signals: 1, period: "2021-01" } });
});

it("draws no limits where the level moves all the time", () => {
  const found = steadinessOf(series(Array.from({ length: 24 }, (_, i) => i)), "score")!;
  expect(found).toMatchObject({ limits: null, signals: [], message: { code: "control.drifting" } });
});

it("keeps limits within what the unit can be", () => {
  expect(steadinessOf(series(EVEN.map((x) => (x - 10) / 4)), "share")!.limits).toMatchObject({ low: 0, high: 1 });
});

it("needs a year of months with a value", () => {
  expect(steadinessOf(series(EVEN.slice(1)), "score")).toBeNull();
  expect(steadinessOf(series([null, ...EVEN.slice(1)]), "score")).toBeNull();
  expect(steadinessOf(series(EVEN, 29), "score")).toBeNull();
});

it("takes a season of three years off before it judges a month", () => {
  const year = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30];
  const values = Array.from({ length: 36 }, (_, i) => EVEN[i % 12]! + year[i % 12]! + (i % 5) / 10);
  const found = steadinessOf(series(values), "score")!;
  expect(found.season![11]).toBeGreaterThan(20);
  expect(found.message).toMatchObject({ code: "control.steady" });
  values[30]! += 20;
  expect(steadinessOf(series(values), "score")!.signals.map(({ period }) => period)).toContain(month(30));
});
