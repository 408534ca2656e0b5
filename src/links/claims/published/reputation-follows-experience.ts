import { literal, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { firstScore } from "../scored.ts";

/** B-35: better experience makes a better reputation in public. Month by month: public ratings, and the score that customers give. */
export const reputationFollowsExperience: Claim = {
  id: "b35",
  studies: [
    {
      ...{ id: "months", kind: "correlation", direction: "more", published: null },
      needs: ["review", "answer"],
      read(asked) {
        const { store, info } = asked.context;
        const score = firstScore(asked);
        if (score === undefined) return NO_HISTORY;
        const { startOf, double, daysBetween, day } = store.dialect;
        return {
          rows: sql`
            select ${daysBetween(day("2000-01-01"), sql`a.month`)} as party, a.score as x_0, r.stars as y_0
            from (
              select ${startOf("month", sql`day`)} as month, avg(${double(sql`score`)}) as score from panel_answer
              where instrument = ${literal(score)} and state = 'valid' and band is not null and day is not null
              group by ${startOf("month", sql`day`)}
            ) a
            inner join (
              select ${startOf("month", sql`day`)} as month, avg(${double(sql`stars`)}) as stars from panel_review
              where stars is not null and day is not null
              group by ${startOf("month", sql`day`)}
            ) r on r.month = a.month`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { experience: score },
        };
      },
    },
  ],
};
