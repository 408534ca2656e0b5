import { afterEach, beforeEach, expect, it } from "vitest";
import { lifetimeValue } from "../../src/stats/customer-base/lifetime-value.ts";
import { cohortSurvival } from "../../src/stats/customer-base/retention-model.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { customerPages } from "../../src/value/clv/customers.ts";
import { valueStudy } from "../../src/value/clv/study.ts";
import { buildStages, stagesFinding } from "../../src/value/ledger/finding.ts";
import { buildLoyalty } from "../../src/value/ledger/loyalty.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const dayOf = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
const DAYS = 1_000;

/** 160 customers without a contract, some of whom leave; 40 with one, of 20 a month, of whom some left. */
function company() {
  const random = sfc32("value-score");
  const purchase = [];
  for (let i = 0; i < 160; i++) {
    const every = 20 + 150 * random();
    const leaves = random() < 0.5 ? 150 + 500 * random() : Number.POSITIVE_INFINITY;
    for (let day = Math.floor(300 * random()), n = 0; day < Math.min(DAYS, leaves); n++) {
      const amount = Math.round(3_000 + 4_000 * random()) / 100;
      purchase.push({ who: `c${i}`, at: dayOf(day), amount, cost: amount / 2, currency: "EUR", order_id: `${i}-${n}` });
      day += Math.max(1, Math.round(-every * Math.log(1 - random())));
    }
  }
  const term = Array.from({ length: 40 }, (_, i) => {
    const from = 20 * (i % 20);
    const until = i % 3 === 0 ? dayOf(from + 60 + 15 * i) : null;
    return {
      who: `s${i}`,
      at: dayOf(from),
      until,
      amount: 20,
      period: "month",
      currency: "EUR",
      subscription: `s${i}`,
      change: "new",
    };
  });
  return { purchase, term };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("scores in the engine what the models say of each customer, and gives every customer in pages", async () => {
    const context = await contextOf(store, company(), { asOf: dayOf(DAYS) as never });
    const months = 24;
    const study = (await valueStudy(context, { months, discount: 0.1 }))!;
    const { base, contracts } = study;
    if (base === null || contracts === null || base.spend.kind !== "gamma-gamma") throw new Error("not fitted");
    const rows = await store.rows(sql`
      select t.kind as kind, t.alive as alive, t.amount as amount, t.low as low, t.high as high, m.label as label
      from value_to_come t inner join value_member m on m.party = t.party order by label
    `);
    const { bands } = base.spend;
    // Anybody's value by the library itself, month by month, from the purchases.
    const spent = await store.rows(sql`
      select m.label as label, o.day as day, o.value as value from value_occasion o inner join value_member m on m.party = o.party order by label, day
    `);
    for (const who of ["c1", "c7", "c20"]) {
      const own = spent.filter(({ label }) => label === who);
      const at = own.map(({ day }) => (Date.parse(String(day)) - Date.UTC(2022, 0, 1)) / 86_400_000);
      const later = own.slice(1).map(({ value }) => Number(value));
      const { value } = lifetimeValue(
        { purchases: base.fit, spend: base.spend.fit },
        {
          repeatPurchases: later.length,
          ageAtLastPurchase: at.at(-1)! - at[0]!,
          age: DAYS - 1 - at[0]!,
          meanRepeatSpend: later.length === 0 ? null : later.reduce((a, b) => a + b, 0) / later.length,
        },
        // Where frequency and value go together, each class of frequency is brought to its own mean.
        {
          margin: base.kept * (bands.findLast(({ from }) => later.length >= from)?.factor ?? 1),
          periods: 24 * 30,
          periodLength: 365.25 / 12 / 30,
          discount: 1.1 ** (1 / 360) - 1,
        },
      );
      const found = rows.find(({ label }) => label === who)!;
      const gap = Math.abs(Number(found.amount) - value);
      expect(gap, `${who}: ${found.amount} against ${value}`).toBeLessThan(0.01 + 0.005 * value);
      expect(Number(found.low)).toBeLessThanOrEqual(Number(found.high));
    }
    // A contract of 20 a month whose costs are unknown, by the curve itself; s1 began 20 days after the first day.
    const tenure = Math.floor((DAYS - 20) / (365.25 / 12));
    const survival = cohortSurvival(contracts.fit, tenure + months);
    const expected = Array.from(
      { length: months },
      (_, k) => (20 * survival[tenure + k + 1]!) / survival[tenure]! / 1.1 ** ((k + 1) / 12),
    );
    const contract = rows.find(({ label }) => label === "s1")!;
    const monthly = contracts.kept ?? 0;
    expect(Number(contract.amount)).toBeCloseTo(monthly * expected.reduce((a, b) => a + b, 0), 2);
    await buildLoyalty(context);
    const listed: unknown[] = [];
    for await (const page of customerPages(context)) listed.push(...page);
    expect(listed).toHaveLength(study.customers.customers);
    const sum = listed.reduce((total: number, row) => total + Number((row as { clv: number }).clv), 0);
    expect(sum).toBeCloseTo(study.customers.clv, 4);
    // The stages add up to the same total, and only what is to come is uncertain of it.
    await buildStages(context);
    const { headline } = await stagesFinding(context, { segments: [], toCome: study.toCome, dataVersion: "v" });
    if (headline.state !== "estimate" || headline.interval === null) throw new Error("no interval");
    expect(headline.value).toBeCloseTo(sum, 4);
    expect(headline.interval.low).toBeCloseTo(sum - study.toCome!.value + study.toCome!.low, 4);
    expect(headline.interval.high).toBeCloseTo(sum - study.toCome!.value + study.toCome!.high, 4);
  });
});
