import { afterAll, beforeAll, expect, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { type MeasureContext, measureWhole } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { contextOf } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

/** Forty members who earned 200 points each; all redeemed 100 for 0.80 or 1.20, every fourth let 40 expire. */
const POINTS = Array.from({ length: 40 }, (_, i) => i).flatMap((i) => {
  const moved = (change: string, at: string, points: number, cost: number | null = null) => ({
    ...{ who: `p${i}`, at, change, points, cost },
    ...(cost === null ? {} : { currency: "EUR" }),
  });
  return [
    moved("earned", "2024-01-02", 200),
    moved("redeemed", "2024-02-02", 100, i % 2 ? 0.8 : 1.2),
    ...(i % 4 === 0 ? [moved("expired", "2024-03-01", 40)] : []),
  ];
});

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());
  const value = async (id: string, c: MeasureContext) => {
    const { figure } = await measureWhole(measureDefinition(id), c);
    return isEstimate(figure) ? figure.value : figure.state;
  };

  it("values open points at what the settings state, and says so", async () => {
    const points = { value: 0.02, breakage: 0.25 };
    const c = await contextOf(store, { points: POINTS }, { points });
    // 40 × 200 − 40 × 100 − 10 × 40 = 3,600 points.
    const { figure } = await measureWhole(measureDefinition("points-liability"), c);
    expect(figure).toMatchObject({
      value: expect.closeTo(72, 9),
      currency: "EUR",
      basis: "assumption",
      interval: null,
    });
    expect(figure.cautions).toEqual([
      { code: "caution.assumed_point_value", values: expect.objectContaining({ value: 2 }) },
    ]);
    const expected = await measureWhole(measureDefinition("points-liability-expected"), c);
    expect(expected.figure).toMatchObject({ value: expect.closeTo(54, 9), basis: "assumption" });
    expect(expected.figure.cautions.map(({ code }) => code)).toEqual([
      "caution.assumed_point_value",
      "caution.assumed_breakage",
    ]);
    // In another currency than that of the report, at the rate of the last day.
    const zloty = await contextOf(
      store,
      { points: POINTS, rate: [{ at: "2024-02-28", from_currency: "PLN", to_currency: "EUR", value: 0.25 }] },
      { points: { value: 0.08, currency: "PLN" as Currency } },
    );
    expect(await value("points-liability", zloty)).toBeCloseTo(72, 9);
  });

  it("learns what a point is worth from redemptions, with its interval", async () => {
    const c = await contextOf(store, { points: POINTS });
    // A point has cost 40 / 4,000 = 0.01; residuals of ±0.2 a member: sqrt(40 / 39 × 40 × 0.04) / 4,000.
    const error = Math.sqrt((40 / 39) * 40 * 0.04) / 4000;
    const { figure } = await measureWhole(measureDefinition("points-liability"), c);
    expect(figure).toMatchObject({ value: expect.closeTo(36, 9), basis: "model" });
    expect((figure as { interval: { low: number } }).interval.low).toBeCloseTo(36 - 1.959964 * 3600 * error, 6);
    expect(figure.cautions[0]).toMatchObject({ code: "caution.point_value_learnt", values: { value: 1, n: 40 } });
    // 400 of the 4,400 points that were used or lost expired.
    expect(await value("settled-breakage", c)).toBeCloseTo(400 / 4400, 12);
    expect(await value("points-liability-expected", c)).toBeCloseTo(36 * (1 - 400 / 4400), 9);
  });

  it("does not value points where nobody says what one is worth", async () => {
    const free = POINTS.map((each) => ({ ...each, cost: null, currency: null }));
    const few = [...free.slice(0, -20), ...POINTS.slice(-20)];
    for (const points of [free, few]) {
      const c = await contextOf(store, { points }, { currency: "EUR" as Currency });
      const { figure } = await measureWhole(measureDefinition("points-liability"), c);
      expect(figure).toMatchObject({ state: "not_measured", needs: ["point_value"] });
    }
    const c = await contextOf(store, { points: free }, { points: { value: 0.02 } });
    expect((await measureWhole(measureDefinition("points-liability"), c)).figure).toMatchObject({
      needs: ["currency"],
    });
  });
});
