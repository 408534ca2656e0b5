import { worthOf } from "../../../measures/definitions/common.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { begun, broughtSince, followedUntil } from "../customers.ts";

const YEAR = 365;

/** B-26: higher retention means higher value. What customers brought in two years who were there after the first, against those who were not. */
export const thoseWhoStayAreWorthMore: Claim = {
  id: "b26",
  studies: [
    {
      ...{ id: "value", kind: "ratio", direction: "more", unit: "money_per_customer", published: null },
      needs: ["purchase"],
      read({ context: { store, info } }) {
        const last = followedUntil(info, 2 * YEAR);
        if (last === null || info.firstDay === null || last <= info.firstDay) return NO_HISTORY;
        const { day, exact } = store.dialect;
        const outcome = worthOf(info)!;
        const customers = sql`
          select b.party as party, b.since as since, b.first_until as first_until
          from (${begun(info, store.dialect)}) b where b.since < ${day(last)}`;
        return {
          rows: sql`
            select c.party as id, c.party as party, case when c.first_until > c.since + ${raw(String(YEAR))} then 'first' else 'second' end as band,
              coalesce(v.value, ${exact(raw("0"))}) as y_0
            from (${customers}) c
            left join (${broughtSince(customers, 2 * YEAR, outcome, store.dialect)}) v on v.party = c.party`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { outcome },
        };
      },
    },
  ],
};
