import { afterEach, beforeEach, expect, it } from "vitest";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { contractNote, contractTables } from "../../src/value/clv/contract-finding.ts";
import { contractRows } from "../../src/value/clv/contract-rows.ts";
import { valueStudy } from "../../src/value/clv/study.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine, onFirstEngine } from "./engines.ts";

const MONTH = 365.25 / 12;
const dayOf = (n: number) => new Date(Date.UTC(2022, 0, 1) + Math.round(n) * 86_400_000).toISOString().slice(0, 10);
const DAYS = 1_000;

/** 400 contracts of 20 a month; those on the plan "Trial" are left with a chance of 12 % a month, the others with 2 %. */
function contracts(risky: number, calm: number) {
  const random = sfc32("contracts");
  return Array.from({ length: 400 }, (_, i) => {
    const plan = i % 3 === 0 ? "Trial" : "Full";
    const from = 600 * random();
    let lasts = 0;
    while (random() > (plan === "Trial" ? risky : calm) && lasts < 60) lasts++;
    const end = from + (lasts + 0.9) * MONTH;
    return {
      ...{ who: `s${i}`, at: dayOf(from), until: end < DAYS ? dayOf(end) : null, amount: 20, period: "month" },
      ...{ currency: "EUR", subscription: `s${i}`, change: "new", plan },
    };
  });
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("sees of each contract what was known on a day, as by hand", async () => {
    const term = { amount: 20, period: "month", currency: "EUR", change: "new" };
    const context = await contextOf(
      store,
      {
        term: [
          // Ann began 100 days before the day (3 months) and left 45 days after it, in her fifth month.
          {
            ...term,
            who: "ann",
            at: "2024-03-23",
            until: "2024-08-15",
            subscription: "a",
            plan: "Full",
            discount_asked: true,
          },
          { ...term, who: "ben", at: "2024-06-01", until: null, subscription: "b", plan: "Trial" },
          // Cleo had left before.
          { ...term, who: "cleo", at: "2024-01-01", until: "2024-03-01", subscription: "c", plan: "Full" },
        ],
        answer: [{ who: "ann", at: "2024-05-01", instrument: "nps", score: 3, answer_id: "1" }],
        contact: [
          { who: "ann", at: "2024-05-02", contact_id: "k1", complaint: true },
          { who: "ann", at: "2024-07-20", contact_id: "k2" },
          { who: "ben", at: "2024-06-10", contact_id: "k3", repeated: true },
        ],
      } as never,
      { asOf: "2024-12-31" as never },
    );
    const rows = await store.rows(sql`
      select r.entered as entered, r.last_month as last_month, r.lost as lost, exp(r.contacts) as contacts, r.complaint as complaint,
        r.repeated as repeated, r.low_score as low_score, r.discount as discount, exp(r.price) as price, r.plan_1 as plan_1
      from (${contractRows(context, { day: "2024-07-01" as never, until: "2024-12-31" as never, plans: ["Full", "Trial"] })}) r
      order by entered desc
    `);
    const whole = rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, Math.round(Number(v))])),
    );
    expect(whole).toEqual([
      {
        ...{ entered: 3, last_month: 5, lost: 1, contacts: 2, complaint: 1, repeated: 0, low_score: 1, discount: 1 },
        ...{ price: 241, plan_1: 0 },
      },
      {
        ...{ entered: 0, last_month: 6, lost: 0, contacts: 2, complaint: 0, repeated: 1, low_score: 0, discount: 0 },
        ...{ price: 241, plan_1: 1 },
      },
    ]);
  });
});

onFirstEngine((engine) => {
  it("takes covariates where they tell contracts that it had not seen, and the curve where they do not", async () => {
    const store = await engine.open();
    try {
      const of = async (term: ReturnType<typeof contracts>) => {
        const context = await contextOf(store, { term } as never, { asOf: dayOf(DAYS) as never });
        return { study: (await valueStudy(context, { months: 24, discount: 0.1 }))!, store };
      };
      const { study } = await of(contracts(0.12, 0.02));
      expect(study.choice!.hazards!.way).toBe("cox");
      const plan = study.choice!.hazards!.terms.find(({ id }) => id === "plan_1")!;
      // Six times the chance to leave in a month: ln 0.88 ÷ ln 0.98.
      const truth = Math.log(0.88) / Math.log(0.98);
      expect(plan.low).toBeLessThan(truth);
      expect(plan.high).toBeGreaterThan(truth);
      expect(contractTables(study)[1]!.rows[0]!.driver).toMatchObject({
        label: { code: "clv.contract.plan", values: { name: "Trial", group: "Full" } },
      });
      const stays = await store.rows(sql`
        select f.plan as plan, avg(v.stays) as stays from value_customer v inner join value_member m on m.party = v.party
        inner join identity i on i.party = v.party inner join fact_term f on f.subject = i.key
        where v.stays is not null group by f.plan order by plan
      `);
      // A year on: 0.98¹² and 0.88¹² by the chances that the contracts were made with.
      const [full, trial] = stays.map((row) => Number(row.stays));
      expect(Math.abs(full! - 0.98 ** 12)).toBeLessThan(0.1);
      expect(Math.abs(trial! - 0.88 ** 12)).toBeLessThan(0.1);
      const { study: alike } = await of(contracts(0.05, 0.05));
      expect(alike.choice!.hazards?.terms ?? []).toEqual([]);
      expect(contractNote({ ...alike, choice: null }).code).toBe("clv.model.contracts.few");
    } finally {
      await store.close();
    }
  });
});
