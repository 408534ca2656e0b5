import { sql } from "../../../store/sql/sql.ts";
import { type Claim, notMeasured, periodOf } from "../claim.ts";
import { unitKey } from "../teams.ts";

/** B-28: satisfaction falls where managers see it wrongly. Scores of teams after their manager was asked: those whose manager was further off than the median, against the others. */
export const wrongManagersLoseSatisfaction: Claim = {
  id: "b28",
  studies: [
    {
      ...{ id: "score", kind: "difference", direction: "less", unit: "score", published: null },
      needs: ["answer"],
      async read({ context: { store, info } }) {
        const asked = await store.rows(sql`
          select instrument, count(*) as n from panel_answer
          where respondent = 'manager' and score is not null and team is not null and day is not null
          group by instrument order by n desc, instrument`);
        const score = asked[0] ? String(asked[0].instrument) : undefined;
        if (score === undefined) return notMeasured("manager_estimates");
        const { exact, double, quantile } = store.dialect;
        return {
          rows: sql`
            with expected as (
              select team, avg(${double(sql`score`)}) as score, max(day) as day from panel_answer
              where respondent = 'manager' and instrument = ${score} and score is not null and team is not null and day is not null
              group by team
            ),
            off as (
              select e.team as team, e.day as day, abs(e.score - avg(${double(sql`a.score`)})) as gap
              from expected e
              inner join panel_answer a on a.team = e.team and a.instrument = ${score} and a.state = 'valid' and a.day <= e.day
              group by e.team, e.day, e.score
            ),
            typical as (select ${quantile(sql`gap`, 0.5)} as gap from off)
            select a.id as id, ${unitKey(sql`a.team`, store.dialect)} as party, case when o.gap > t.gap then 'first' else 'second' end as band,
              ${exact(sql`a.score`)} as y_0
            from panel_answer a
            inner join off o on o.team = a.team
            cross join typical t
            where a.instrument = ${score} and a.state = 'valid' and a.score is not null and a.day > o.day`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { experience: score },
        };
      },
    },
  ],
};
