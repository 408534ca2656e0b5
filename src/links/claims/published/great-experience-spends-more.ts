import { THIRDS } from "../../../facts/instruments.ts";
import { join, literal, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { broughtIn, historyOf } from "../customers.ts";

/** B-01: a great experience goes with 140 % more spending. */
export const greatExperienceSpendsMore: Claim = {
  id: "b01",
  studies: [
    {
      ...{
        id: "spend",
        kind: "ratio",
        direction: "more",
        unit: "money_per_customer",
        published: { low: 2.4, high: 2.4 },
      },
      needs: ["answer", "purchase"],
      read({ context: { store, info }, stretches }) {
        if (!stretches) return NO_HISTORY;
        const { day, exact } = store.dialect;
        const bands = [...Object.values(info.instruments).flatMap((each) => each.bands), ...THIRDS];
        const toned = (tone: string) =>
          sql`sum(case when band in (${join(bands.filter((band) => band.tone === tone).map(({ code }) => literal(code)))}) then 1 else 0 end)`;
        return {
          rows: sql`
            select r.party as id, r.party as party,
              case when 2 * r.good > r.n then 'first' when 2 * r.bad > r.n then 'second' end as band,
              coalesce(v.value, ${exact(sql`0`)}) as y_0
            from (
              select party, count(*) as n, ${toned("good")} as good, ${toned("bad")} as bad
              from scored_moment
              where day >= ${day(stretches.first.from)} and day < ${day(stretches.first.to)}
              group by party
            ) r
            left join (${broughtIn(stretches.second, "spend", store.dialect)}) v on v.party = r.party
            where 2 * r.good > r.n or 2 * r.bad > r.n`,
          history: historyOf(stretches.first, store.dialect),
          window: periodOf({ from: stretches.first.from, to: stretches.second.to }, info),
        };
      },
    },
  ],
};
