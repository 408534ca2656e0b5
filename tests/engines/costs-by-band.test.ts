import { afterEach, beforeEach, expect, it } from "vitest";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { costsByBand, costsFinding } from "../../src/value/stages/costs-by-band.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const EUR = { currency: "EUR" };
const names = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
const [GLAD, SORE] = [names("g", 60), names("s", 60)];
const contact = (who: string, at: string, cost: number) => ({ who, at, contact_id: `${who}-${at}`, cost, ...EUR });
const score = (who: string, at: string, value: number) => ({
  ...{ who, at, instrument: "nps", score: value, scale_min: 0, scale_max: 10 },
});

/** The records end with 2024-12-30: the last year begins on 2024-01-01 (of 2024, a leap year), the one before on 2023-01-01. */
const COMPANY: Company = {
  term: [...GLAD, ...SORE].map((who) => ({
    ...{
      who,
      at: "2022-01-01",
      until: "2024-12-31",
      subscription: who,
      amount: 10,
      period: "month",
      change: "new",
      ...EUR,
    },
  })),
  purchase: [...GLAD, ...SORE].map((who) => ({
    ...{ who, at: "2024-03-01", amount: 50, cost: 30, order_id: who, ...EUR },
  })),
  answer: [
    // Who was glad in 2022 and sore in 2023 counts where they stood before each year; what was said later does not.
    ...SORE.flatMap((who) => [score(who, "2022-06-01", 10), score(who, "2023-06-01", 2), score(who, "2024-06-01", 10)]),
    ...GLAD.map((who) => score(who, "2023-06-01", 10)),
  ],
  contact: [
    ...SORE.map((who, i) => contact(who, "2024-02-01", i % 2 === 0 ? 6 : 10)),
    ...GLAD.filter((_, i) => i % 3 === 0).map((who) => contact(who, "2024-02-01", 3)),
    ...SORE.map((who) => contact(who, "2023-02-01", 1)),
    contact("g0", "2024-12-30", 0),
  ],
};

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("tells what customers cost year by year by the band that they stood in before, as by hand", async () => {
    const context = await contextOf(store, COMPANY);
    const found = (await costsByBand(context))!;
    const told = found.rows.map(({ from, band, customers, costs }) => [
      from,
      band,
      customers,
      costs.service?.value,
      costs.goods?.value,
    ]);
    expect(told).toEqual([
      ["2023-01-01", "promoter", 60, 1, 0],
      ["2024-01-01", "detractor", 60, 8, 30],
      ["2024-01-01", "promoter", 60, 1, 30],
    ]);
    // Journey steps are on no record: not nothing.
    expect(found.rows.every(({ costs }) => costs.steps === null)).toBe(true);
    const finding = costsFinding(context, found, "v")!;
    expect(finding.verdict.code).toBe("stages.costs.apart");
    expect(finding.headline).toMatchObject({ state: "estimate", value: 7, n: 120, grade: "association" });
    expect(finding.tables[0]!.rows[0]!.steps).toMatchObject({ message: { code: "clv.not_on_record" } });
  });

  it("compares no bands that are too small, and nothing where contacts have no cost", async () => {
    const small = (rows: Company["answer"]) => rows!.filter(({ who }) => Number(who!.slice(1)) < 20);
    const few = await contextOf(store, { ...COMPANY, answer: small(COMPANY.answer) });
    expect(costsFinding(few, await costsByBand(few), "v")).toMatchObject({
      ...{ verdict: { code: "stages.costs.too_few" }, headline: { state: "too_few", required: 50 } },
    });
    const uncosted = COMPANY.contact!.map((row) => ({ ...row, cost: null }));
    const free = await contextOf(store, { ...COMPANY, contact: uncosted });
    expect(await costsByBand(free)).toBeNull();
  });
});
