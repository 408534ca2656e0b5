import { sql } from "../../../store/sql/sql.ts";
import { type Claim, notMeasured, periodOf } from "../claim.ts";

/** B-13: managers overestimate how satisfied and loyal customers are. What managers expect against what customers answer, of the scores that both were asked. */
export const managersOverestimate: Claim = {
  id: "b13",
  studies: [
    {
      ...{ id: "score", kind: "difference", direction: "more", unit: "score", published: null },
      needs: ["answer"],
      async read({ context: { store, info } }) {
        const asked = await store.rows(sql`
          select instrument, count(*) as n from panel_answer where respondent = 'manager' and score is not null
          group by instrument order by n desc, instrument`);
        const score = asked[0] ? String(asked[0].instrument) : undefined;
        if (score === undefined) return notMeasured("manager_estimates");
        const { exact } = store.dialect;
        return {
          rows: sql`
            select a.id as id, coalesce(a.party, a.id) as party, case when a.respondent = 'manager' then 'first' else 'second' end as band,
              ${exact(sql`a.score`)} as y_0
            from panel_answer a
            where a.instrument = ${score} and a.score is not null and (a.respondent = 'manager' or a.state = 'valid')`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { experience: score },
        };
      },
    },
  ],
};
