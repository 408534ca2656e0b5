import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { buildOccasions, fitBase } from "../../src/value/clv/base.ts";
import { checkBase } from "../../src/value/clv/check.ts";
import { trackPurchases } from "../../src/value/clv/tracking.ts";
import { dataSet, hasShared } from "../shared.ts";
import { contextOf } from "./company.ts";
import { duckDbEngine } from "./engines.ts";

/** The 1/10 sample of CDNOW (Fader & Hardie): purchases from 1997-01-01 to 1998-06-30. */
describe.skipIf(!hasShared)("CDNOW, from its purchases", () => {
  const [CUT, END] = ["1997-10-01", "1998-07-01"] as [Day, Day];
  let store: Analytics;
  let context: MeasureContext;
  beforeAll(async () => {
    store = await duckDbEngine.open();
    const rows = readFileSync(dataSet("cdnow/CDNOW_sample.txt"), "utf8").trim().split("\n");
    context = await contextOf(store, {
      purchase: rows.map((row, i) => {
        const [, who, day, , amount] = row.trim().split(/\s+/) as [string, string, string, string, string];
        const at = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
        return { who, at, amount: Number(amount), currency: "USD", order_id: `${i}` };
      }),
    });
    await buildOccasions(context, "spend");
  }, 60_000);
  afterAll(() => store?.close());

  const fitted = async (model: "bg-nbd" | "pareto-nbd") =>
    (await fitBase(context, { day: CUT, until: END, customers: 2_357, model }))!.base;

  it("has the published parameters: times are days here, weeks there", async () => {
    const bg = (await fitted("bg-nbd")).fit;
    // Fader, Hardie & Lee (2005), Marketing Science 24, table 2.
    expect(bg.n).toBe(2_357);
    expect(bg.params).toMatchObject({
      r: expect.closeTo(0.243, 3),
      a: expect.closeTo(0.793, 3),
      b: expect.closeTo(2.426, 3),
    });
    expect(bg.params.alpha / 7).toBeCloseTo(4.414, 3);
    const pareto = (await fitted("pareto-nbd")).fit;
    expect(pareto.params).toMatchObject({ r: expect.closeTo(0.553, 2), s: expect.closeTo(0.606, 2) });
    expect(pareto.params.alpha / 7).toBeCloseTo(10.578, 1);
  });

  it("spends what the published spend model says, from classes of mean spend", async () => {
    const { spend } = await fitted("bg-nbd");
    // Fader & Hardie, note 025: p = 6.25, q = 3.74, v = 15.44 on 946 repeat buyers.
    if (spend.kind !== "gamma-gamma") throw new Error("no spend model");
    expect(spend.fit.n).toBe(946);
    expect(spend.fit.params.p).toBeCloseTo(6.25, 1);
    expect(spend.fit.params.q).toBeCloseTo(3.74, 1);
    expect(spend.fit.params.v).toBeCloseTo(15.44, 0);
  });

  it("expects and sees what the published forecast of the next 39 weeks does, in all and by frequency", async () => {
    const check = checkBase(await fitted("bg-nbd"), END);
    // README of the data set: 1,882 purchases were seen, an independent fit expects 1,653.4.
    expect(check.purchases.actual).toBe(1_882);
    expect(Math.abs(check.purchases.expected - 1_653.4)).toBeLessThan(1);
    // Customers by repeat purchases in the first 39 weeks (Fader, Hardie & Lee 2005, figure 4).
    expect(check.classes.map(({ customers }) => customers)).toEqual([1_411, 439, 214, 100, 62, 38, 29, 64]);
  });

  it("tracks repeat purchases week by week as the model's own formula does", async () => {
    const { fit } = await fitted("bg-nbd");
    if (fit.model !== "bg-nbd") throw new Error("another model");
    const tracking = (await trackPurchases(context, { fit, cut: CUT, until: END }))!;
    // E[X(t)] of Fader, Hardie & Lee (2005), equation 9, with the hypergeometric function as its series.
    const { r, alpha, a, b } = fit.params;
    const expected = (t: number): number => {
      let [term, sum] = [1, 1];
      const z = t / (alpha + t);
      for (let k = 0; k < 20_000 && Math.abs(term) > 1e-14 * sum; k++)
        sum += term *= (((r + k) * (b + k)) / ((a + b - 1 + k) * (k + 1))) * z;
      return ((a + b - 1) / (a - 1)) * (1 - (alpha / (alpha + t)) ** r * sum);
    };
    const bought = new Map<string, Set<string>>();
    for (const row of readFileSync(dataSet("cdnow/CDNOW_sample.txt"), "utf8").trim().split("\n")) {
      const [who, , day] = row.trim().split(/\s+/) as [string, string, string];
      bought.set(who, (bought.get(who) ?? new Set()).add(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`));
    }
    const days = [...bought.values()].map((each) => [...each].sort());
    const dayNumber = (day: string) => Date.parse(day) / 86_400_000;
    for (const at of [20, 38, 60, tracking.weeks.length - 1]) {
      const week = tracking.weeks[at]!;
      const repeats = days.reduce((sum, [, ...later]) => sum + later.filter((day) => day <= week).length, 0);
      const model = days.reduce((sum, [first]) => sum + expected(Math.max(0, dayNumber(week) - dayNumber(first!))), 0);
      expect(tracking.actual[at]).toBe(repeats);
      expect(tracking.expected[at]! / model).toBeCloseTo(1, 6);
    }
    // All of the 78 weeks: within a few per cent of what came, as in figure 3 of the paper.
    expect(Math.abs(tracking.expected.at(-1)! / tracking.actual.at(-1)! - 1)).toBeLessThan(0.06);
  });
});
