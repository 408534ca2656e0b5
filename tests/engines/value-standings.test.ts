import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { reducedShare, usualWhereUnknown } from "../../src/panel/discounts.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Sql, sql } from "../../src/store/sql/sql.ts";
import { growthPotential } from "../../src/value/stages/growth.ts";
import { standings } from "../../src/value/stages/history.ts";
import { cohortTable, rateOf } from "../../src/value/stages/onboarding-tables.ts";
import { stageFacts } from "../../src/value/stages/rates.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine, onFirstEngine } from "./engines.ts";

const DAY = 86_400_000;
const numberOf = (day: string) => Math.round(Date.parse(day) / DAY);
const dayOf = (n: number) => new Date(n * DAY).toISOString().slice(0, 10);
const ASKED = { inactivityDays: 200, asOf: "2025-07-01" } as never;

async function stood(store: Analytics, company: Company) {
  const context = await contextOf(store, company, ASKED);
  await store.materialise("value_standing", standings(context), ["party"]);
  const rows = await store.rows(sql`
    select n.value as who, h.stage as stage, h.from_day as from_day, h.to_day as to_day, h.next_stage as next_stage
    from value_standing h inner join identity i on i.party = h.party inner join identifier n on n.key = i.key order by who, from_day
  `);
  return {
    context,
    spells: rows.map(({ who, stage, from_day, to_day }) => [who, stage, String(from_day), String(to_day)] as const),
  };
}

const buy = (who: string, at: string, discount = 0) => ({
  ...{ who, at, amount: 100, cost: 50, discount, currency: "EUR", order_id: `${who}${at}` },
});

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("follows each customer from stage to stage, and says what happens in each, as by hand", async () => {
    const { context, spells } = await stood(store, {
      contact: [
        { who: "anna", at: "2023-12-01", contact_id: "k0" },
        { who: "anna", at: "2024-01-20", contact_id: "k1" },
        { who: "anna", at: "2024-01-22", contact_id: "k2" },
        { who: "anna", at: "2024-05-20", contact_id: "k3" },
      ],
      offer: [
        { who: "anna", at: "2023-12-10", decided: "2024-01-05 10:00:00", outcome: "won" },
        { who: "cleo", at: "2024-02-01", outcome: "lost" },
        { who: "anna", at: "2024-02-01", outcome: "lost" },
      ],
      purchase: [
        // Anna: taken in until 2024-04-09; at full price on 05-10, with a discount on 06-10, brings Ben on 07-01, gone 200 days after 10-20.
        ...[
          buy("anna", "2024-01-10"),
          buy("anna", "2024-05-10"),
          buy("anna", "2024-06-10", 5),
          buy("anna", "2024-10-20", 5),
        ],
        // Ben bought once: gone after 200 days.
        buy("ben", "2024-07-02"),
      ],
      referral: [{ who: "anna", at: "2024-07-01", referred_kind: "customer", referred_value: "ben" }],
    });
    expect(spells).toEqual([
      ["anna", "search", "2023-12-01", "2023-12-10"],
      ["anna", "selection", "2023-12-10", "2024-01-05"],
      ["anna", "purchase", "2024-01-05", "2024-01-10"],
      ["anna", "onboarding", "2024-01-10", "2024-04-09"],
      ["anna", "retention", "2024-04-09", "2024-05-10"],
      ["anna", "loyalty", "2024-05-10", "2024-06-10"],
      ["anna", "retention", "2024-06-10", "2024-07-01"],
      ["anna", "advocacy", "2024-07-01", "2025-05-08"],
      ["anna", "former", "2025-05-08", "2025-07-01"],
      ["ben", "onboarding", "2024-07-02", "2024-09-30"],
      ["ben", "retention", "2024-09-30", "2025-01-18"],
      ["ben", "former", "2025-01-18", "2025-07-01"],
      ["cleo", "selection", "2024-02-01", "2025-07-01"],
    ]);
    const facts = await stageFacts(context);
    // Two contacts in 180 days of onboarding of two customers; one lost offer in it, one lost and one won in selection.
    const first = facts.rates.filter(({ stage }) => stage === "onboarding");
    expect(first[0]).toMatchObject({ parties: 2, contacts: 2, revenue: 200 });
    expect(rateOf(first, "contacts")!.value).toBeCloseTo(2 / (180 / 7), 3);
    expect(facts.offers).toEqual([
      { stage: "selection", decided: 2, won: 1 },
      { stage: "onboarding", decided: 1, won: 0 },
    ]);
    // A year after 2024-01-20 Anna was a customer; a year after 2024-05-20 she was no more, since 2025-05-08.
    expect(facts.kept).toEqual([
      { stage: "onboarding", asked: 1, kept: 1 },
      { stage: "loyalty", asked: 1, kept: 0 },
    ]);
    // Anna began within 90 days of the first record; Ben was gone 200 days after he began, when that can first be known.
    expect(facts.onboarding).toEqual({ begun: 1, lost: 1, days: 200 });
    expect(facts.spend).toEqual(
      [
        { year: "2024", stage: "onboarding", customers: 2, revenue: 200 },
        { year: "2024", stage: "retention", customers: 1, revenue: 100 },
        { year: "2024", stage: "loyalty", customers: 1, revenue: 100 },
        { year: "2024", stage: "advocacy", customers: 1, revenue: 100 },
      ].sort((a, b) => (a.stage < b.stage ? -1 : 1)),
    );
  });

  it("takes nobody for loyal of whose orders nothing tells whether they were reduced", async () => {
    const order = (who: string, at: string, told: object) => ({ ...buy(who, at), discount: undefined, ...told });
    const { spells } = await stood(store, {
      purchase: [
        ...["2024-01-10", "2024-05-10", "2024-06-10"].map((at) => order("mute", at, {})),
        // A list price tells it as well as a discount does; what tells nothing changes nothing.
        ...[order("list", "2024-01-10", {}), order("list", "2024-05-10", { list_amount: 100 })],
        ...[order("list", "2024-05-20", {}), order("list", "2024-06-10", { list_amount: 120 })],
      ],
    });
    expect(spells.map(([who, stage, from]) => [who, stage, from]).filter(([, stage]) => stage !== "former")).toEqual([
      ["list", "onboarding", "2024-01-10"],
      ["list", "retention", "2024-04-09"],
      ["list", "loyalty", "2024-05-10"],
      ["list", "retention", "2024-06-10"],
      ["mute", "onboarding", "2024-01-10"],
      ["mute", "retention", "2024-04-09"],
    ]);
    // Of "list", one of two that tell was reduced; of "mute" nothing is known, which is the usual of those who are known.
    const rows = await store.rows(sql`
      select n.value as who, ${usualWhereUnknown(store.dialect, sql`s.share`)} as share
      from (select o.party as party, ${reducedShare("o")} as share from panel_order o group by o.party) s
      inner join identity i on i.party = s.party inner join identifier n on n.key = i.key order by who`);
    expect(rows.map(({ who, share }) => [who, Number(share)])).toEqual([
      ["list", 0.5],
      ["mute", 0.5],
    ]);
  });
});

onFirstEngine((engine) => {
  const day = fc.integer({ min: 0, max: 520 }).map((n) => dayOf(numberOf("2024-01-01") + n));
  const who = fc.constantFrom("a", "b", "c");

  it("has everybody in the one place that the rules give, day by day", async () => {
    const store = await engine.open();
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(who, day, fc.boolean()), { minLength: 1, maxLength: 12 }),
          fc.array(fc.tuple(who, day), { maxLength: 3 }),
          fc.array(fc.tuple(who, day, fc.boolean()), { maxLength: 4 }),
          fc.array(fc.tuple(who, day), { maxLength: 3 }),
          async (orders, referrals, offers, contacts) => {
            const { spells } = await stood(store, {
              purchase: orders.map(([name, at, isReduced], i) => ({
                ...buy(name, at, isReduced ? 5 : 0),
                order_id: `o${i}`,
              })),
              referral: referrals.map(([name, at]) => ({
                who: name,
                at,
                referred_kind: "customer",
                referred_value: "z",
              })),
              offer: offers.map(([name, at, isWon]) => ({ who: name, at, outcome: isWon ? "won" : "lost" })),
              contact: contacts.map(([name, at], i) => ({ who: name, at, contact_id: `k${i}` })),
            });
            for (const name of ["a", "b", "c"]) {
              const own = <T extends readonly [string, string, ...unknown[]]>(rows: readonly T[]) =>
                rows.filter(([party]) => party === name);
              const at = <T extends readonly [string, string, ...unknown[]]>(rows: readonly T[]) =>
                own(rows).map((row) => numberOf(row[1]));
              const [bought, signs] = [at(orders), [...at(orders), ...at(offers), ...at(contacts), ...at(referrals)]];
              if (signs.length === 0) continue;
              const since = Math.min(...bought);
              const end = numberOf("2025-07-01");
              for (let d = Math.min(...signs); d < end; d++) {
                const there = spells.filter(
                  ([party, , from, to]) => party === name && numberOf(from) <= d && d < numberOf(to),
                );
                const later = own(orders).filter(([, on]) => numberOf(on) <= d && numberOf(on) >= since + 90);
                const last = Math.max(...later.map(([, on]) => numberOf(on)));
                const isFull = later.some(([, on, isReduced]) => numberOf(on) === last && !isReduced);
                const expected =
                  d < since || bought.length === 0
                    ? own(offers).some(([, on, isWon]) => isWon && numberOf(on) <= d)
                      ? "purchase"
                      : at(offers).some((on) => on <= d)
                        ? "selection"
                        : "search"
                    : !bought.some((on) => on <= d && d < on + 200)
                      ? "former"
                      : d < since + 90
                        ? "onboarding"
                        : at(referrals).some((on) => on <= d && d < on + 365)
                          ? "advocacy"
                          : isFull
                            ? "loyalty"
                            : "retention";
                expect(
                  there.map(([, stage]) => stage),
                  `${name} on ${dayOf(d)}`,
                ).toEqual([expected]);
              }
            }
          },
        ),
        { numRuns: 8 },
      );
    } finally {
      await store.close();
    }
  });
});

it("gives no contacts below none, and the mean of five a t interval", () => {
  const rate = {
    stage: "search",
    parties: 4,
    weeks: 40,
    contacts: 1,
    revenue: 0,
    ww: 400,
    cc: 1,
    cw: 10,
    rr: 0,
    rw: 0,
  } as const;
  expect(rateOf([rate], "contacts")!.interval!.low).toBe(0);
  // R: t.test(c(10, 20, 30, 40, 50))$conf.int
  const table = cohortTable({ info: { currency: "EUR" } } as never, [
    { band: "promoter", customers: 5, sum: 150, squares: 5500 },
  ]);
  const { each_year } = table.rows[0]! as Record<string, { interval: { low: number; high: number } }>;
  expect(each_year!.interval.low).toBeCloseTo(10.36757, 5);
  expect(each_year!.interval.high).toBeCloseTo(49.63243, 5);
});

onFirstEngine((engine) => {
  it("learns who buys again from onboarding, and is right about later customers", async () => {
    const store = await engine.open();
    try {
      const random = sfc32("growth");
      // Of 1,000 customers who begin over 600 days, a third order twice in onboarding: 70 % of these buy again in the year after, 15 % of the others.
      const purchase = Array.from({ length: 1_000 }, (_, i) => {
        const since = numberOf("2023-01-01") + Math.floor(600 * random());
        const twice = random() < 1 / 3;
        const again = random() < (twice ? 0.7 : 0.15);
        const days = [
          since,
          ...(twice ? [since + 30] : []),
          ...(again ? [since + 100 + Math.floor(200 * random())] : []),
        ];
        return days.map((n) => ({ ...buy(`c${i}`, dayOf(n)), order_id: `${i}-${n}` }));
      }).flat();
      // Customers of old, of whom the records begin to tell within the window of inactivity, look like new ones, and all buy again.
      const old = Array.from({ length: 300 }, (_, i) => {
        const since = numberOf("2023-01-01") + 95 + Math.floor(95 * random());
        return [since, since + 150].map((n) => ({ ...buy(`old${i}`, dayOf(n)), order_id: `old${i}-${n}` }));
      }).flat();
      const context = await contextOf(store, { purchase: [...purchase, ...old] }, {
        ...{ inactivityDays: 200, asOf: "2026-01-01" },
      } as never);
      const recorded = new Map<string, { query: Sql; rows: readonly unknown[] }>();
      const growth = await growthPotential({
        ...context,
        record: (id, query, rows) => void recorded.set(id, { query, rows }),
      });
      if ("again" in growth) throw new Error("there are enough");
      // Pairs by hand: P(higher) + P(equal) / 2 with shares 0.233 of 0.333 and 0.1 of 0.667 who buy again.
      const among = 0.7 / 3 / (0.7 / 3 + 0.1);
      const amongNot = 0.3 / 3 / (0.3 / 3 + 0.85 * (2 / 3));
      const truth = among * (1 - amongNot) + (among * amongNot + (1 - among) * (1 - amongNot)) / 2;
      const { interval } = growth.test.auc;
      expect(interval!.low).toBeLessThan(truth);
      expect(interval!.high).toBeGreaterThan(truth - 0.02);
      // As many as expected, within what chance does to so many draws.
      const { expected, gone, customers } = growth.test;
      expect(Math.abs(expected - gone)).toBeLessThan(3 * Math.sqrt(0.25 * customers));
      const [low, high] = [growth.fifths[0]!, growth.fifths[4]!];
      expect(high.again / high.customers).toBeGreaterThan(2 * (low.again / low.customers));
      // The evidence holds what its query gives.
      const told = recorded.get("stages.growth")!;
      expect(await store.rows(told.query)).toEqual(told.rows);
    } finally {
      await store.close();
    }
  });
});
