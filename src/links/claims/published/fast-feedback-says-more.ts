import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, notMeasured, periodOf } from "../claim.ts";

/** Up to so many days is fast; from so many on, slow. */
const [FAST, SLOW] = [1, 7];

/** B-23: feedback soon after what it is about is more truthful. Whether it is true no record says; how much people write, the records say. */
export const fastFeedbackSaysMore: Claim = {
  id: "b23",
  studies: [
    {
      ...{ id: "length", kind: "ratio", direction: "more", unit: "ratio", published: null },
      needs: ["answer"],
      async read({ context: { store, info } }) {
        const [known] = await store.rows(sql`
          select count(f.comment) as comments, count(a.about_day) as dated
          from panel_answer a inner join fact_answer f on f.id = a.id where a.state = 'valid'`);
        if (Number(known?.comments ?? 0) === 0) return notMeasured("comments");
        if (Number(known?.dated ?? 0) === 0) return notMeasured("asked_about");
        const { exact, daysBetween } = store.dialect;
        const after = daysBetween(sql`a.about_day`, sql`a.day`);
        return {
          rows: sql`
            select a.id as id, coalesce(a.party, a.id) as party,
              case when ${after} <= ${raw(String(FAST))} then 'first' else 'second' end as band,
              ${exact(sql`coalesce(char_length(f.comment), 0)`)} as y_0
            from panel_answer a
            inner join fact_answer f on f.id = a.id
            where a.state = 'valid' and a.about_day is not null and a.day is not null
              and ${after} >= 0 and (${after} <= ${raw(String(FAST))} or ${after} >= ${raw(String(SLOW))})`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { first_days: FAST, days: SLOW },
        };
      },
    },
  ],
};
