import { afterEach, beforeEach, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { buildCustomerList } from "../../src/customers/list.ts";
import { atRiskPage, buildOutlook } from "../../src/customers/outlook.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import { logistic } from "../../src/stats/special/logistic.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { riskPages } from "../../src/value/risk/customers.ts";
import { readinessWithin, readyRows } from "../../src/value/risk/readiness.ts";
import { riskRows } from "../../src/value/risk/rows.ts";
import { riskStudy } from "../../src/value/risk/study.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine, onFirstEngine } from "./engines.ts";

const dayOf = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);
const bought = (who: string, at: string, discount = 0) => ({
  ...{ who, at, amount: 20, cost: 10, discount, currency: "EUR", order_id: `${who}${at}` },
});

/** Purchases of customers of whom one half buys more often than the other, on average after so many days. */
function companyOf(
  seed: string,
  { customers, every, days }: { customers: number; every: readonly [number, number]; days: number },
) {
  const random = sfc32(seed);
  return Array.from({ length: customers }, (_, i) => {
    const on: number[] = [];
    const mean = every[i % 2]!;
    let day = Math.floor(80 * random());
    for (; day < days; day += Math.max(1, Math.round(-mean * Math.log(1 - random())))) on.push(day);
    return on.map((each) => bought(`c${i}`, dayOf(each)));
  }).flat();
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("knows of each customer what was known on the day, and who was gone after it, as by hand", async () => {
    const context = await contextOf(
      store,
      {
        purchase: [
          // Anna bought twice before the day and again after it; Ben once, with a discount, and never again; Cleo came later.
          ...[bought("anna", "2024-01-01"), bought("anna", "2024-06-01"), bought("anna", "2024-08-01")],
          ...[bought("ben", "2024-06-21", 5), bought("cleo", "2024-08-01"), bought("cleo", "2024-12-31")],
        ],
        refund: [{ who: "ben", at: "2024-06-25", amount: 5, currency: "EUR", order_id: "ben2024-06-21" }],
        contact: [
          { who: "ben", at: "2024-06-24", complaint: true, contact_id: "k" },
          { who: "anna", at: "2024-07-05", complaint: true, contact_id: "l" },
        ],
        answer: [{ who: "ben", at: "2024-06-30", instrument: "nps", score: 3, kind: "relationship" }],
      },
      { inactivityDays: 90 },
    );
    const query = riskRows(context, { day: "2024-07-01" as Day, until: "2024-12-28" as Day, oneIn: 1 });
    const rows = await store.rows(sql`
      select m.label as who, r.gone as gone, r.silence as silence, r.orders as orders, r.complaint as complaint, r.refund as refund,
        r.low_score as low_score, r.discount as discount
      from (${query}) r inner join (select i.party as party, n.value as label from identity i inner join identifier n on n.key = i.key) m on m.party = r.party
      order by who
    `);
    expect(
      rows.map((row) => ({ ...row, silence: Math.expm1(Number(row.silence)), orders: Math.expm1(Number(row.orders)) })),
    ).toEqual([
      {
        who: "anna",
        gone: 0,
        silence: expect.closeTo(30, 6),
        orders: expect.closeTo(2, 6),
        complaint: 0,
        refund: 0,
        low_score: 0,
        discount: 0,
      },
      {
        who: "ben",
        gone: 1,
        silence: expect.closeTo(10, 6),
        orders: expect.closeTo(1, 6),
        complaint: 1,
        refund: 1,
        low_score: 1,
        discount: 1,
      },
    ]);
  });
});

onEveryEngine((engine) => {
  it("counts as buying more another purchase, and with a contract an upgrade or an offer that was won, as by hand", async () => {
    const store = await engine.open();
    try {
      const term = { amount: 20, period: "month", currency: "EUR", until: null };
      const offer = { at: "2024-07-10", decided: "2024-08-01 09:00:00" };
      const context = await contextOf(
        store,
        {
          purchase: [
            ...[bought("anna", "2024-06-01"), bought("anna", "2024-08-01"), bought("ben", "2024-06-21")],
            // Those with a contract are billed: an order alone is no more than that. The records end with Zoe.
            ...[bought("cleo", "2024-08-05"), bought("zoe", "2025-03-01")],
          ],
          term: [
            ...["cleo", "dora", "emil"].map((who) => ({
              ...term,
              who,
              at: "2024-01-01",
              subscription: who,
              change: "new",
            })),
            { ...term, who: "dora", at: "2024-09-01", subscription: "dora", change: "upgrade", amount: 40 },
          ],
          offer: [
            { ...offer, who: "emil", outcome: "won" },
            { ...offer, who: "cleo", outcome: "lost" },
          ],
        },
        { inactivityDays: 90 },
      );
      const rows = await store.rows(sql`
        select n.value as who, r.happened as happened
        from (${readyRows(context, { day: "2024-07-01" as Day, until: "2024-12-28" as Day, oneIn: 1 })}) r
        inner join identity i on i.party = r.party inner join identifier n on n.key = i.key order by who
      `);
      expect(rows.map(({ who, happened }) => [who, Number(happened)])).toEqual([
        ["anna", 1],
        ["ben", 0],
        ["cleo", 0],
        ["dora", 1],
        ["emil", 1],
      ]);
    } finally {
      await store.close();
    }
  });
});

onFirstEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("scores in the engine what the model says, names what raises the risk most, and refuses where there is little", async () => {
    const purchase = companyOf("risk-company", { customers: 260, every: [25, 110], days: 600 });
    const stated = { inactivityDays: 200 };
    const context = await contextOf(store, { purchase }, stated);
    const study = (await riskStudy(context, 60))!;
    if (!("model" in study)) throw new Error(`refused: ${JSON.stringify(study)}`);
    // Those who buy rarely are gone for 60 days far more often: the records tell them apart.
    expect(study.test.auc.auc!).toBeGreaterThan(0.65);
    const now = await store.rows(sql`
      select r.risk as risk, r.first_reason as first_reason, ${sql`n.silence`} as silence, n.orders as orders, n.revenue as revenue, n.tenure as tenure
      from value_risk r inner join (${riskRows(context, { day: context.info.asOf!, until: null, oneIn: 1 })}) n on n.party = r.party
    `);
    expect(now).toHaveLength(study.scored.customers);
    for (const row of now.slice(0, 20)) {
      const parts = study.model.terms.map(({ id, weight, centre }) => ({
        // More of what raises the risk, or less of what lowers it.
        id: `${id}.${Number(row[id]) > centre ? "more" : "less"}`,
        part: weight * (Number(row[id]) - centre),
      }));
      const odds = parts.reduce((sum, { part }) => sum + part, study.model.intercept);
      expect(Number(row.risk)).toBeCloseTo(logistic(odds), 3);
      const [first] = parts.sort((a, b) => b.part - a.part);
      expect(row.first_reason).toBe(first!.part > 0.05 ? first!.id : null);
    }
    const listed: unknown[] = [];
    // Without contracts buying more is not being gone: the chances of both add up to one, and their tests agree.
    const ready = (await readinessWithin(context, 60))!;
    if (!("model" in ready)) throw new Error("refused");
    expect(ready.test.auc.auc!).toBeCloseTo(study.test.auc.auc!, 6);
    for await (const page of riskPages(context, true)) listed.push(...page);
    expect(listed).toHaveLength(now.length);
    for (const row of listed.slice(0, 20) as Record<string, number>[])
      expect(row.risk! + row.readiness!).toBeCloseTo(1, 3);
    const few = await contextOf(store, { purchase: purchase.slice(0, 200) }, stated);
    expect(await riskStudy(few, 60)).not.toHaveProperty("model");
    expect(await readinessWithin(few, 60)).not.toHaveProperty("model");
  });

  it("lists customers by the money at risk beside the chance to buy more, the same in any pages", async () => {
    const purchase = companyOf("outlook-company", { customers: 400, every: [60, 260], days: 1100 });
    const context = await contextOf(store, { purchase }, { inactivityDays: 400 });
    const basis = (await buildOutlook(context))!;
    expect([basis.horizon, basis.readyHorizon]).toEqual([180, 180]);
    await buildCustomerList(context);
    const whole = await atRiskPage(context, { limit: 1000, offset: 0 });
    expect(whole.rows).toHaveLength(whole.total);
    const [active] = await store.rows(sql`select count(*) as n from customer_state where status = 'active'`);
    expect(whole.total).toBe(Number(active!.n));
    const money = whole.rows.map((row) => Number(row.risk) * Number(row.to_come));
    expect(money).toEqual([...money].sort((a, b) => b - a));
    // Without contracts buying more is not being gone.
    for (const row of whole.rows) expect(Number(row.risk) + Number(row.ready)).toBeCloseTo(1, 3);
    const paged = [];
    for (let offset = 0; offset < whole.total; offset += 50)
      paged.push(...(await atRiskPage(context, { limit: 50, offset })).rows);
    expect(paged).toEqual(whole.rows);
  });
});
