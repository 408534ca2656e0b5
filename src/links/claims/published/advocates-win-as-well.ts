import { EARNED_CHANNELS } from "../../../facts/came-from.ts";
import { worthOf } from "../../../measures/definitions/common.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { begun, broughtSince, followedUntil } from "../customers.ts";
import { ADVOCATES, isOneOf } from "../words.ts";

const YEAR = 365;

/** B-31: marketing by influencers and advocates does as well as other channels, or better. What customers bring in their first year, by how they were won. */
export const advocatesWinAsWell: Claim = {
  id: "b31",
  studies: [
    {
      ...{
        id: "value",
        kind: "ratio",
        direction: "more",
        unit: "money_per_customer",
        published: { low: 1, high: 1 },
      },
      needs: ["party", "purchase"],
      lacks: ({ says }) => (says.acquisition_channel ? null : "acquisition_channel"),
      read({ context: { store, info } }) {
        const last = followedUntil({ ...info, hasContracts: true }, YEAR);
        if (last === null || info.firstDay === null || last <= info.firstDay) return NO_HISTORY;
        const { day, exact } = store.dialect;
        const outcome = worthOf(info)!;
        const customers = sql`select b.party as party, b.since as since from (${begun(info, store.dialect)}) b where b.since < ${day(last)}`;
        return {
          rows: sql`
            select p.party as id, p.party as party,
              case when ${isOneOf(sql`p.acquisition_channel`, [...ADVOCATES, ...EARNED_CHANNELS])} then 'first' else 'second' end as band,
              coalesce(v.value, ${exact(raw("0"))}) as y_0
            from panel_party p
            inner join (${customers}) c on c.party = p.party
            left join (${broughtSince(customers, YEAR, outcome, store.dialect)}) v on v.party = p.party
            where p.acquisition_channel is not null`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { outcome, days: YEAR },
        };
      },
    },
  ],
};
