import { LONG_HOLD_SECONDS } from "../../../panel/settings.ts";
import { join, literal, sql } from "../../../store/sql/sql.ts";
import { type Claim, periodOf } from "../claim.ts";

/** B-21: being on hold is the biggest annoyance, for 57 %. How many of the contacts that were scored low had a long hold. */
export const holdIsTheBiggestAnnoyance: Claim = {
  id: "b21",
  studies: [
    {
      ...{ id: "held", kind: "level", unit: "share", published: { low: 0.57, high: 0.57 } },
      needs: ["answer", "contact"],
      lacks: ({ says }) => (says.hold ? null : "hold"),
      read({ context: { store, info } }) {
        const { exact } = store.dialect;
        const bad = Object.values(info.instruments).flatMap(({ bands }) => bands.filter(({ tone }) => tone === "bad"));
        return {
          rows: sql`
            select k.id as id, k.party as party, 'first' as band, ${exact(sql`k.held`)} as y_0
            from panel_case k
            inner join (
              select distinct case_id from panel_answer
              where state = 'valid' and case_id is not null and band in (${join(bad.map(({ code }) => literal(code)))})
            ) a on a.case_id = k.case_id
            where k.held is not null and k.party is not null`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { seconds: LONG_HOLD_SECONDS },
        };
      },
    },
  ],
};
