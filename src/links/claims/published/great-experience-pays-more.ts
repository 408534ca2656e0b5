import { literal, raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, notMeasured, periodOf } from "../claim.ts";
import { firstScore } from "../scored.ts";

/** Days after an answer in which what is bought counts. */
const DAYS = 180;

/** B-11: customers pay more for a great experience. What is paid of the list price, in the half year after an answer. */
export const greatExperiencePaysMore: Claim = {
  id: "b11",
  studies: [
    {
      ...{ id: "price", kind: "difference", direction: "more", unit: "share", published: null },
      needs: ["answer", "purchase"],
      async read(asked) {
        const { store, info } = asked.context;
        const score = firstScore(asked);
        if (score === undefined) return NO_HISTORY;
        const [listed] = await store.rows(
          sql`select count(list_amount) as n from panel_order where list_amount > amount`,
        );
        if (Number(listed?.n ?? 0) === 0) return notMeasured("list_amount");
        const { exact } = store.dialect;
        const bands = info.instruments[score]?.bands;
        const code = (tone: string) =>
          literal(bands?.find((band) => band.tone === tone)?.code ?? (tone === "good" ? "high_third" : "low_third"));
        return {
          isDivided: true,
          rows: sql`
            select o.id as id, m.party as party, case when m.band = ${code("good")} then 'first' else 'second' end as band,
              ${exact(sql`o.amount`)} as y_0, ${exact(sql`o.list_amount`)} as x_0
            from scored_moment m
            inner join panel_order o on o.party = m.party and o.day > m.day and o.day <= m.day + ${raw(String(DAYS))}
            where m.instrument = ${literal(score)} and m.band in (${code("good")}, ${code("bad")}) and o.list_amount > 0`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { experience: score, days: DAYS },
        };
      },
    },
  ],
};
