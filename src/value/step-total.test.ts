import { expect, it } from "vitest";
import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { withTotal } from "./step-total.ts";

/** A step worth 40 a customer with a standard error of 10. */
const step = (code = "worth.useful"): Finding => ({
  ...{ schema: 1, kind: "worth", id: "worth.nps.margin.passive", asOf: null, dataVersion: "v" },
  headline: {
    ...{
      id: "worth:nps:margin:passive>promoter",
      definition: "worth@1",
      unit: "money_per_customer",
      currency: "EUR" as never,
    },
    ...{ window: { from: null, to: null, zone: "UTC" as never }, grade: "matched", basis: "model", n: 900 },
    ...{ excluded: [], cautions: [], state: "estimate", value: 40 },
    interval: { low: 40 - 19.59964, high: 40 + 19.59964, level: 0.95 },
  },
  verdict: { code, values: { lowBand: "passive", highBand: "promoter", horizonDays: 365 } },
  ...{ figures: {}, tables: [], charts: [], evidence: [] },
});

const totalOf = (finding: Finding) => {
  const total = finding.figures.total!;
  if (!isEstimate(total) || !total.interval) throw new Error("no total");
  return total;
};

it("is the customers times the share times the worth, less the cost", () => {
  // Independent: mean 1000 · 0.2 · 40. Share: PERT (0.1, 0.2, 0.3) has mean 0.2 and variance (0.2 / 6)² · 9/7, so that the standard
  // deviation of the product is 1000 · √(0.2² · 10² + 40² · 0.001429 + 10² · 0.001429) = 2547; ± 1.645 of it within 10 %.
  const { value, interval, n, unit, basis, grade } = totalOf(withTotal(step(), 1_000, { share: 0.2, cost: 3_000 }));
  expect({ n, unit, basis, grade }).toEqual({ n: 1_000, unit: "money", basis: "scenario", grade: "matched" });
  expect(Math.abs(value - 5_000)).toBeLessThan(100);
  expect((interval!.high - interval!.low) / 2 / 1.645).toBeGreaterThan(0.9 * 2_547);
  expect((interval!.high - interval!.low) / 2 / 1.645).toBeLessThan(1.1 * 2_547);
});

it("gives the chance that it pays back, and without a cost what it may cost at most", () => {
  const paid = withTotal(step(), 1_000, { share: 0.2, cost: 3_000 }).notes!;
  expect(paid.map(({ code }) => code)).toEqual(["worth.total_cost", "worth.total_once"]);
  // P(product > 3000) of a nearly normal product: about Φ(5000 / 2547) = 0.975.
  expect(Number(paid[0]!.values.coverage)).toBeGreaterThan(0.96);
  expect(Number(paid[0]!.values.coverage)).toBeLessThan(0.995);
  const free = withTotal(step(), 1_000, { share: 0.2, cost: null }).notes!;
  expect(free.map(({ code }) => code)).toEqual(["worth.total", "worth.total_break_even", "worth.total_once"]);
});

it("claims no money where the step may be worth nothing, or nobody stands on it", () => {
  for (const code of ["worth.none", "worth.unclear", "worth.withheld"])
    expect(withTotal(step(code), 1_000, { share: 0.2, cost: null })).toEqual(step(code));
  expect(withTotal(step(), 0, { share: 0.2, cost: null })).toEqual(step());
});

it("is the same every time", () => {
  const scenario = { share: 0.1, cost: null };
  expect(withTotal(step(), 500, scenario)).toEqual(withTotal(step(), 500, scenario));
});
