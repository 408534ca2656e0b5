import { afterAll, beforeAll, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { equivalences } from "../../src/value/clv/chapter.ts";
import type { StatedYear } from "../../src/value/clv/equivalence.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

/** Ten customers by contract, two of whom leave in the middle of the year; what they buy brings 60 each, of the two 30. */
const who = Array.from({ length: 10 }, (_, i) => `c${i}`);
const stays = (i: number) => i < 8;
const COMPANY: Company = {
  term: who.map((each, i) => ({
    who: each,
    at: "2023-01-02",
    subscription: each,
    plan: "basic",
    change: "new",
    ...(stays(i) ? {} : { until: "2024-06-01" }),
  })),
  purchase: [
    { who: "c0", at: "2023-01-02", amount: 10, cost: 4, currency: "EUR", order_id: "first" },
    ...who.map((each, i) => ({
      ...{ who: each, at: "2024-03-01", currency: "EUR", order_id: each },
      ...(stays(i) ? { amount: 100, cost: 40 } : { amount: 50, cost: 20 }),
    })),
  ],
  contact: [{ who: "c0", at: "2024-05-01", contact_id: "k", channel: "phone", cost: 6, currency: "EUR" }],
  // In two years of records; half of it is a year's.
  cost: [{ at: "2023-06-01", area: "Acquisition", amount: 200, currency: "EUR" }],
};

onEveryEngine((engine) => {
  let store: Analytics;
  let context: MeasureContext;
  beforeAll(async () => {
    store = await engine.open();
    context = await contextOf(store, COMPANY, { asOf: "2025-01-01" as Day });
  });
  afterAll(() => store.close());

  const ask = async (stated: StatedYear = {}, points = 2): Promise<Finding> =>
    (await equivalences(context, "v"))({ stated, points })[0]!;
  const value = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell.value : undefined);
  const column = ({ tables }: Finding, table: string, name: string) =>
    tables.find(({ id }) => id === table)!.rows.map((row) => value(row[name]));

  it("counts the year of the records: who was there, who stayed, what they brought, what all cost and left", async () => {
    // 8 · 60 less the contact, by 8; 8 · 40 + 2 · 20 of goods, 6 and 100; 900 less that.
    expect(column(await ask(), "clv.equivalence.figures", "recorded")).toEqual([10, 0.8, 59.25, 466, 434]);
  });

  it("tells what points of retention bring, and the cut of costs that does the same", async () => {
    const told = await ask();
    expect(told.headline).toMatchObject({ value: expect.closeTo(0.2 * 59.25, 9), unit: "money", basis: "scenario" });
    // Seven brought 60 and one 54: the mean has a standard error of √(31.5 / 7 / 8) = 0.75.
    const { interval } = told.headline as { interval: { low: number; high: number } };
    expect(interval.low).toBeCloseTo(0.2 * (59.25 - 1.959964 * 0.75), 5);
    expect(interval.high).toBeCloseTo(0.2 * (59.25 + 1.959964 * 0.75), 5);
    const [points, percent, five] = column(told, "clv.equivalence", "cost_cut");
    expect(points).toBeCloseTo((0.2 * 59.25) / 466, 9);
    // Two percent of 0.8 are 1.6 points.
    expect(percent).toBeCloseTo((0.16 * 59.25) / 466, 9);
    expect(five).toBeCloseTo((0.5 * 59.25) / 466, 9);
    expect(told.verdict).toMatchObject({ code: "clv.equivalence", values: { points: 2, coverage: points } });
    expect(column(told, "clv.equivalence", "cost_cut").at(-1)).toBeCloseTo(0.1, 9);
  });

  it("tells what five points and five percent do to profit beside the published claim", async () => {
    const told = await ask();
    const [points, percent] = column(told, "clv.equivalence.profit", "year_1");
    expect(points).toBeCloseTo((0.5 * 59.25) / 434, 9);
    expect(percent).toBeCloseTo((0.4 * 59.25) / 434, 9);
    // Two are won a year: 2 / 0.15 − 10 more in the end.
    expect(column(told, "clv.equivalence.profit", "settled")[0]).toBeCloseTo(((2 / 0.15 - 10) * 59.25) / 434, 6);
    expect(column(told, "clv.equivalence.profit", "published_low")).toEqual([0.25, 0.25]);
    expect(column(told, "clv.equivalence.profit", "published_high")).toEqual([0.95, 0.95]);
    expect(told.notes![0]).toMatchObject({ code: "clv.equivalence.profit" });
  });

  it("takes figures that somebody states in the place of the records'", async () => {
    const stated = { customers: 1_000, retention: 0.9, perCustomer: 50, costs: 40_000, profit: 10_000 };
    const told = await ask(stated, 3);
    expect(told.headline).toMatchObject({ value: expect.closeTo(1_500, 9), n: 1_000, interval: null });
    expect(column(told, "clv.equivalence", "by")[0]).toBeCloseTo(0.03, 12);
    expect(column(told, "clv.equivalence", "of_profit")[0]).toBeCloseTo(0.15, 9);
    expect(column(told, "clv.equivalence.figures", "stated")).toEqual(Object.values(stated));
    expect(column(told, "clv.equivalence.figures", "recorded")).toEqual([10, 0.8, 59.25, 466, 434]);
    // The profit of the records is not that of other costs.
    const other = await ask({ costs: 1_000 });
    expect(column(other, "clv.equivalence.figures", "used").at(-1)).toBeNull();
    expect(other.notes![0]).toMatchObject({ code: "clv.equivalence.no_profit" });
  });

  it("without costs on record the worth of a customer has to be stated", async () => {
    const { cost: _, ...rest } = COMPANY;
    const free = { ...rest, purchase: rest.purchase!.map(({ cost: __, ...each }) => each) };
    const bare = await contextOf(store, free, { asOf: "2025-01-01" as Day });
    expect((await equivalences(bare, "v"))({ stated: {}, points: 2 })).toEqual([]);
    const [told] = (await equivalences(bare, "v"))({ stated: { perCustomer: 50 }, points: 2 });
    expect(told!.verdict).toMatchObject({ code: "clv.equivalence.no_cost", values: { value: expect.closeTo(10, 9) } });
  });
});
