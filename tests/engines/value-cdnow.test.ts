import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { buildOccasions, fitBase } from "../../src/value/clv/base.ts";
import { checkBase } from "../../src/value/clv/check.ts";
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
});
