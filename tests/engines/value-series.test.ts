import { afterAll, beforeAll, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { buildOccasions, fitBase } from "../../src/value/clv/base.ts";
import { cohortValues } from "../../src/value/clv/cohort-value.ts";
import { classSql, classSurvival } from "../../src/value/clv/contract-model.ts";
import { contractRows } from "../../src/value/clv/contract-rows.ts";
import { type CustomerQuarter, customerQuarters } from "../../src/value/clv/customer-quarters.ts";
import { dailyRate } from "../../src/value/clv/future.ts";
import { knownThen } from "../../src/value/clv/known-then.ts";
import { MONTH_DAYS } from "../../src/value/clv/retention.ts";
import { valueByQuarter } from "../../src/value/clv/series.ts";
import { seriesFinding } from "../../src/value/clv/series-finding.ts";
import { scoringOf, valueStudy } from "../../src/value/clv/study.ts";
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

/** 700 contracts of 20 a month; those on the plan "Trial" are left sooner. */
function contracts() {
  const random = sfc32("value-series.contracts");
  return Array.from({ length: 700 }, (_, i) => {
    const plan = i % 2 === 0 ? "Trial" : "Full";
    const from = Math.round(700 * random());
    let lasts = 0;
    while (random() > (plan === "Trial" ? 0.2 : 0.015) && lasts < 60) lasts++;
    const end = Math.round(from + (lasts + 0.9) * MONTH_DAYS);
    return {
      ...{ who: `s${i}`, at: dayOf(from), until: end < DAYS ? dayOf(end) : null, amount: 20, period: "month" },
      ...{ currency: "EUR", subscription: `s${i}`, change: "new", plan },
    };
  });
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

  it("says at each quarter's end what a company that knew no more would have said of one customer, with a contract or without", async () => {
    const terms = { months: 24, discount: 0.1 };
    const company = { purchase: purchases(), term: contracts() };
    const context = await contextOf(store, company as never, { asOf: dayOf(DAYS) as never });
    const study = (await valueStudy(context, terms))!;
    expect(study.choice!.hazards!.way).toBe("cox");
    const ends = await knownThen(context, scoringOf(study), study.value);
    expect(ends.map(({ asOf }) => asOf)).toEqual([
      ...["2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01"],
      ...["2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"],
    ]);
    const DAY = "2024-01-01";
    const WHO = ["c1", "c7", "c20", "c33", "s0", "s1", "s2", "s7", "s12"];
    const all = sql`select t.party as party, m.label as label, t.amount as amount, t.low as low, t.high as high
      from value_to_come t inner join value_member m on m.party = t.party order by label`;
    const today = await store.rows(all);
    const quarters = new Map<string, CustomerQuarter[]>();
    for (const who of WHO) {
      const party = sql`(select party from value_member where label = ${who})`;
      quarters.set(who, await customerQuarters(context, { value: study.value, ends }, party));
    }
    // The quarter that holds the end says what the list of customers says today: nothing of a contract that has ended.
    const agree = (who: string, rows: Awaited<typeof today>, quarter: string) => {
      const { toCome } = quarters.get(who)!.find((each) => each.quarter === quarter)!;
      const listed = rows.find(({ label }) => label === who);
      for (const [is, of] of [
        [toCome!.value, "amount"],
        [toCome!.low, "low"],
        [toCome!.high, "high"],
      ] as const)
        expect(is, `${who} ${of} at the end of ${quarter}`).toBeCloseTo(Number(listed?.[of] ?? 0), 3);
    };
    expect(WHO.filter((who) => !today.some(({ label }) => label === who)).length).toBeGreaterThan(0);
    for (const who of WHO) agree(who, today, "2024-07-01");
    for (const own of quarters.values()) {
      expect(own.at(-1)!.quarter).toBe("2024-07-01");
      // Too short a history a year after the first record, and before: missing, which is not nothing.
      expect(own.filter(({ quarter }) => quarter < "2022-10-01").every(({ toCome }) => toCome === null)).toBe(true);
      for (const [i, { moved, toCome, money }] of own.entries()) {
        const before = own[i - 1];
        if (!before?.toCome || !toCome) continue;
        const moves = [toCome.value - before.toCome.value, money.earned - before.money.earned];
        expect(Math.abs(moved?.by ?? 0)).toBeCloseTo(Math.max(...moves.map(Math.abs)), 6);
      }
    }

    // By hand, of one who has a contract: what is left of 20 a month, by the hazards of the day.
    const { contracts: base, hazards, asOf } = ends.find((each) => each.asOf === DAY)!;
    const ratios = await store.rows(sql`select r.entered as entered, ${classSql(hazards!)} as ratio_class from (
      ${contractRows(context, { day: asOf, until: null, plans: hazards!.plans, among: sql`s.party in (select party from value_member where label = 's1')` })}
    ) r`);
    const survival = classSurvival(hazards!, Number(ratios[0]!.ratio_class))(200);
    const tenure = Number(ratios[0]!.entered);
    let byHand = 0;
    for (let k = 1; k <= 24; k++)
      byHand += ((20 * base!.kept! * survival[tenure + k]!) / survival[tenure]!) * 1.1 ** (-k / 12);
    const s1 = quarters.get("s1")!.find(({ quarter }) => quarter === "2023-10-01")!;
    expect(s1.toCome!.value).toBeCloseTo(byHand, 3);

    // Who left after that day was there then; nothing that came later is known.
    const known = {
      purchase: company.purchase.filter(({ at }) => at < DAY),
      term: company.term
        .filter(({ at }) => at < DAY)
        .map((term) => ({ ...term, until: term.until !== null && term.until <= DAY ? term.until : null })),
    };
    const context2 = await contextOf(store, known as never, { asOf: DAY as never });
    const study2 = (await valueStudy(context2, terms))!;
    expect([study2.base!.fit.model, study2.choice!.hazards!.way]).toEqual([study.base!.fit.model, "cox"]);
    const rows = await store.rows(all);
    for (const who of WHO) agree(who, rows, "2023-10-01");
  }, 900_000);
});
