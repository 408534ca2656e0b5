import { sql } from "../../../store/sql/sql.ts";
import { type Claim, notMeasured, periodOf } from "../claim.ts";
import { goodBands, unitKey } from "../teams.ts";

/** B-12: where customers' experience is good, employees are 1.5 times as engaged. Teams above the median of their customers' scores against the others. */
export const goodExperienceEngagesEmployees: Claim = {
  id: "b12",
  studies: [
    {
      ...{ id: "engaged", kind: "ratio", direction: "more", unit: "share", published: { low: 1.5, high: 1.5 } },
      needs: ["answer"],
      async read({ context: { store, info } }) {
        const [known] = await store.rows(
          sql`select count(*) as n from panel_answer where respondent = 'employee' and team is not null and band is not null`,
        );
        if (Number(known?.n ?? 0) === 0) return notMeasured("employee_answers");
        const { dialect } = store;
        const { exact, double } = dialect;
        const isGood = goodBands(info);
        return {
          rows: sql`
            with heard as (
              select team, avg(${double(sql`case when ${isGood} then 1 else 0 end`)}) as good
              from panel_answer
              where state = 'valid' and team is not null and band is not null
              group by team
            ),
            typical as (select ${dialect.quantile(sql`good`, 0.5)} as good from heard)
            select e.id as id, ${unitKey(sql`e.team`, dialect)} as party,
              case when h.good > t.good then 'first' else 'second' end as band,
              ${exact(sql`case when e.is_good = 1 then 1 else 0 end`)} as y_0
            from (
              select id, team, case when ${isGood} then 1 else 0 end as is_good
              from panel_answer where respondent = 'employee' and team is not null and band is not null
            ) e
            inner join heard h on h.team = e.team
            cross join typical t`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
        };
      },
    },
  ],
};
