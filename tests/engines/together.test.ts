import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, type Day } from "../../src/base/day.ts";
import { reducedAhead } from "../../src/measures/ahead.ts";
import { measureFinding } from "../../src/measures/finding.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics, Row } from "../../src/store/ports/analytics.ts";
import { printable, type Sql } from "../../src/store/sql/sql.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const MEASURES = ["nps", "csat", "ces-mean", "orders", "margin", "aht", "fcr", "churn", "redemption-rate"] as const;
const CUSTOMERS = 60;

/** Two and a half years of a few customers, who answer more than once, some of them without a date or a customer. */
function company(): Company {
  const random = sfc32("together");
  const of = <T>(...each: readonly T[]): T => each[Math.floor(random() * each.length)]!;
  const day = (): Day => addDays("2022-01-01" as Day, Math.floor(random() * 900));
  const who = () => `c${Math.floor(random() * CUSTOMERS)}`;
  const many = (n: number, row: () => FactRow): FactRow[] => Array.from({ length: n }, row);
  const score = { nps: 11, csat: 5, ces: 7 } as const;
  return {
    party: Array.from({ length: CUSTOMERS }, (_, i) => ({
      ...{ who: `c${i}`, at: "2021-12-01", kind: "person" },
      ...{ segment: of("small", "large", null), country: of("PL", "SE", "RO") },
    })),
    answer: many(500, () => {
      const instrument = of("nps", "csat", "ces");
      return {
        ...{ who: random() < 0.05 ? null : who(), at: random() < 0.05 ? null : day(), instrument },
        ...{ kind: of("relationship", "transactional", null), channel: of("mail", "web", null) },
        score: random() < 0.1 ? null : Math.floor(random() * score[instrument]) + (instrument === "nps" ? 0 : 1),
      };
    }),
    purchase: many(300, () => ({
      ...{ who: who(), at: day(), currency: "EUR", amount: Math.round(random() * 1e5) / 100 },
      ...{ cost: Math.round(random() * 3e4) / 100, channel: of("web", "shop") },
    })),
    contact: many(300, () => ({
      ...{
        who: who(),
        at: day(),
        channel: of("phone", "chat"),
        topic: of("bill", "fault", null),
        direction: "inbound",
      },
      ...{ agent: of("a", "b", "c"), team: of("x", "y"), talk: Math.floor(random() * 600), abandoned: false },
    })),
    points: many(200, () => ({
      ...{ who: who(), at: day(), change: of("earned", "redeemed"), points: Math.floor(random() * 100) },
    })),
  };
}

onEveryEngine((engine) => {
  let store: Analytics;
  let context: MeasureContext;
  const recorded: { id: string; query: Sql; rows: readonly unknown[] }[] = [];
  beforeAll(async () => {
    store = await engine.open();
    const record = (id: string, query: Sql, rows: readonly unknown[]) => recorded.push({ id, query, rows });
    context = { ...(await contextOf(store, company())), record };
  });
  afterAll(() => store.close());

  it("every query of the evidence gives by itself the rows that it gave together with others", async () => {
    for (const id of MEASURES) {
      const measure = measureDefinition(id);
      const ahead = await reducedAhead(measure, context);
      recorded.length = 0;
      await measureFinding(measure, context, "test");
      const together = recorded.filter((each) => ahead.has(each.id));
      expect(together.length, id).toBeGreaterThan(measure.shown === undefined ? 1 : -1);
      for (const { query, rows } of together) {
        const alone: readonly Row[] = await store.rows(query);
        expect(rows, printable(query)).toEqual(alone);
      }
    }
  });

  it("asks each measure by itself where it has too many rows", async () => {
    const { info } = context;
    const many = { ...context, info: { ...info, facts: { ...info.facts, answer: 300_000 } } };
    expect((await reducedAhead(measureDefinition("nps"), many)).size).toBe(0);
  });
});
