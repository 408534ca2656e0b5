import { inWindow, lastYear } from "../../../measures/window.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import type { Claim } from "../claim.ts";
import { isOneOf, PHONE } from "../words.ts";

/** B-36: most customers still solve their problems by telephone. Its share of contacts over the last year. */
export const phoneStillLeads: Claim = {
  id: "b36",
  studies: [
    {
      ...{ id: "contacts", kind: "level", unit: "share", published: { low: 0.5, high: 1 } },
      needs: ["contact"],
      read({ context }) {
        const { exact } = context.store.dialect;
        const window = lastYear(context);
        return {
          rows: sql`
            select c.id as id, coalesce(c.party, c.id) as party, 'first' as band,
              ${exact(sql`case when ${isOneOf(sql`c.channel`, PHONE)} then 1 else 0 end`)} as y_0
            from panel_contact c
            where c.channel is not null and ${inWindow(raw("c.day"), window, context.store.dialect)}`,
          window,
        };
      },
    },
  ],
};
