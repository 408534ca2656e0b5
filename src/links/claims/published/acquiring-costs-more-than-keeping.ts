import { lastYear } from "../../../measures/window.ts";
import { sql } from "../../../store/sql/sql.ts";
import { type Claim, notMeasured } from "../claim.ts";
import { ACQUISITION, isOneOf, RETENTION } from "../words.ts";

/** B-04: winning a customer costs 5 to 25 times what keeping one costs. Of what the cost ledger says, over the last year. */
export const acquiringCostsMoreThanKeeping: Claim = {
  id: "b04",
  studies: [
    {
      ...{ id: "cost", kind: "computed", direction: "more", unit: "ratio", published: { low: 5, high: 25 } },
      needs: ["cost", "purchase"],
      async compute({ context }) {
        const { store, info } = context;
        const window = lastYear(context);
        if (window.from === null || window.to === null) return { state: { state: "undefined", why: "no_dates" } };
        const { day, exact, localDay } = store.dialect;
        const [from, to] = [day(window.from), day(window.to)];
        const spent = (words: readonly string[]) =>
          sql`coalesce(sum(case when ${isOneOf(sql`c.area`, words)} then ${exact(sql`c.amount`)} end), ${exact(sql`0`)})`;
        const currency = info.currency ?? "";
        const query = sql`
          select
            m.acquisition as acquisition, m.retention as retention, m.foreign_amounts as foreign_amounts,
            (select count(*) from (select party, min(from_day) as since from panel_spell group by party) b where b.since >= ${from} and b.since < ${to}) as won,
            (select count(distinct s.party) from panel_spell s where s.from_day <= ${from} and s.to_day >= ${to}) as kept
          from (
            select ${spent(ACQUISITION)} as acquisition, ${spent(RETENTION)} as retention,
              sum(case when c.currency is not null and c.currency <> ${currency} then 1 else 0 end) as foreign_amounts
            from fact_cost c
            where ${localDay(sql`c.at`, info.zone)} >= ${from} and ${localDay(sql`c.at`, info.zone)} < ${to}
          ) m`;
        const rows = await store.rows(query);
        context.record("claims.b04.cost", query, rows);
        const number = (key: string) => Number(rows[0]?.[key] ?? 0);
        if (number("foreign_amounts") > 0) return notMeasured("costs_in_one_currency");
        if (number("acquisition") <= 0 || number("retention") <= 0) return notMeasured("cost_areas");
        const [won, kept] = [number("won"), number("kept")];
        if (won === 0 || kept === 0) return { state: { state: "undefined", why: "empty_base" } };
        return {
          ...{ value: number("acquisition") / won / (number("retention") / kept), interval: null, n: won + kept },
          ...{ basis: "observed", window, query: { id: "claims.b04.cost" } },
        };
      },
    },
  ],
};
