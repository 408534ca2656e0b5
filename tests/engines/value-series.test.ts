import { afterAll, beforeAll, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { buildOccasions, fitBase } from "../../src/value/clv/base.ts";
import { cohortValues } from "../../src/value/clv/cohort-value.ts";
import { dailyRate } from "../../src/value/clv/future.ts";
import { MONTH_DAYS } from "../../src/value/clv/retention.ts";
import { valueByQuarter } from "../../src/value/clv/series.ts";
import { seriesFinding } from "../../src/value/clv/series-finding.ts";
import { valueStudy } from "../../src/value/clv/study.ts";
import { expectedTotal } from "../../src/value/clv/total.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const dayOf = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
/** 2024-10-01, the first day of a quarter. */
const DAYS = 1_004;
const CUSTOMERS = 170;

/** Customers who come within the first 270 days, some of whom leave. Half of what they pay is what the goods cost. */
function purchases() {
  const random = sfc32("value-series");
  return Array.from({ length: CUSTOMERS }, (_, i) => {
    const every = 20 + 150 * random();
    const leaves = random() < 0.5 ? 300 + 500 * random() : Number.POSITIVE_INFINITY;
    const own = [];
    for (let day = Math.floor(270 * random()), n = 0; day < Math.min(DAYS, leaves); n++) {
      const amount = Math.round(3_000 + 4_000 * random()) / 50;
      own.push({ who: `c${i}`, at: dayOf(day), amount, cost: amount / 2, currency: "EUR", order_id: `${i}-${n}` });
      day += Math.max(1, Math.round(-every * Math.log(1 - random())));
    }
    return own;
  }).flat();
}
const earned = (rows: ReturnType<typeof purchases>) => rows.reduce((sum, { amount, cost }) => sum + amount - cost, 0);

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  it("values customers at each quarter's end from what was known then, and by when they came", async () => {
    const all = purchases();
    const terms = { months: 24, discount: 0.1 };
    const context = await contextOf(store, { purchase: all }, { asOf: dayOf(DAYS) as never });
    const study = (await valueStudy(context, terms))!;
    const series = await valueByQuarter(context, study);
    expect(series.map(({ day }) => day)).toEqual([
      ...["2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01"],
      ...["2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"],
    ]);
    // The last one is the value of today.
    const last = series.at(-1)!;
    expect(last.customers).toBe(CUSTOMERS);
    expect(last.toDate).toBeCloseTo(earned(all), 4);
    expect(Math.abs(last.toCome / study.toCome!.value - 1)).toBeLessThan(1e-3);
    expect(last.low).toBeLessThan(last.toCome);
    expect(last.high).toBeGreaterThan(last.toCome);

    const cohorts = await cohortValues(context);
    const firstOf = new Map<string, string>();
    for (const { who, at } of all) if (!(firstOf.get(who)! <= at)) firstOf.set(who, at);
    const quarters = [
      ...new Set(
        [...firstOf.values()].map(
          (at) => `2022-${["01", "04", "07"][Math.floor((Number(at.slice(5, 7)) - 1) / 3)]}-01`,
        ),
      ),
    ].sort();
    expect(cohorts.map(({ quarter }) => quarter)).toEqual(quarters);
    for (const { quarter, customers, toDate, toCome, mean } of cohorts) {
      const month = Number(quarter.slice(5, 7));
      const own = [...firstOf].filter(([, at]) => Math.floor((Number(at.slice(5, 7)) - 1) / 3) === (month - 1) / 3);
      expect(customers).toBe(own.length);
      const names = new Set(own.map(([who]) => who));
      expect(toDate).toBeCloseTo(earned(all.filter(({ who }) => names.has(who))), 3);
      expect(mean).toBeCloseTo((toDate + toCome) / customers, 6);
    }
    const sum = cohorts.reduce((total, { toDate, toCome }) => total + toDate + toCome, 0);
    expect(sum).toBeCloseTo(study.customers.clv, 2);

    const { verdict, tables } = (await seriesFinding(context, study, "v"))!;
    const worth = series.map(({ toDate, toCome }) => toDate + toCome);
    expect(verdict.code).toBe(`clv.series.${worth.at(-1)! < worth.at(-2)! ? "less" : "more"}`);
    expect(tables[0]!.rows).toHaveLength(series.length);

    // An earlier one is what a company that knew no more would have found.
    const then = series.find(({ day }) => day === "2024-01-01")!;
    const before = all.filter(({ at }) => at < then.day);
    const context2 = await contextOf(store, { purchase: before }, { asOf: then.day as never });
    await buildOccasions(context2, "margin");
    const asked = { day: then.day as Day, until: null, customers: CUSTOMERS, model: study.base!.fit.model };
    const { base } = (await fitBase(context2, asked))!;
    const ahead = { days: terms.months * MONTH_DAYS, rate: dailyRate(terms.discount) };
    expect(then.toCome).toBeCloseTo(expectedTotal(base, base.fit, { ahead, servicePerPurchase: 0 }), 3);
    expect(then.toDate).toBeCloseTo(earned(before), 4);
  }, 900_000);
});
