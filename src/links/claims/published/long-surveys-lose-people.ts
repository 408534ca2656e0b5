import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, notMeasured, periodOf } from "../claim.ts";

/** B-24: long surveys make people drop out. Surveys of more questions than the shortest, against the shortest. */
export const longSurveysLosePeople: Claim = {
  id: "b24",
  studies: [
    {
      ...{ id: "completed", kind: "difference", direction: "less", unit: "share", published: null },
      needs: ["invitation", "answer"],
      lacks: ({ says }) => (says.completed ? null : "completed"),
      async read({ context: { store, info } }) {
        const length = sql`
          select survey, count(distinct coalesce(item, instrument)) as questions
          from panel_answer where survey is not null and parts is null group by survey`;
        const [known] = await store.rows(
          sql`select count(distinct questions) as lengths, min(questions) as shortest from (${length}) l`,
        );
        if (Number(known?.lengths ?? 0) < 2) return notMeasured("survey_lengths");
        const shortest = raw(String(Number(known!.shortest)));
        const { exact } = store.dialect;
        return {
          rows: sql`
            select i.id as id, coalesce(i.party, i.id) as party, case when l.questions > ${shortest} then 'first' else 'second' end as band,
              ${exact(sql`i.completed`)} as y_0
            from panel_invitation i
            inner join (${length}) l on l.survey = i.survey
            where i.asked = 1`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { n: Number(known!.shortest) },
        };
      },
    },
  ],
};
