import { worthOf } from "../../../measures/definitions/common.ts";
import { EARNED_CHANNELS } from "../../../measures/definitions/retention.ts";
import { sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, notMeasured, periodOf } from "../claim.ts";
import { begun, broughtSince, followedUntil } from "../customers.ts";
import { isOneOf } from "../words.ts";

const YEAR = 365;
const lacks = ({ says }: { says: { acquisition_channel: boolean } }) =>
  says.acquisition_channel ? null : "acquisition_channel";
const isReferred = isOneOf(sql`p.acquisition_channel`, EARNED_CHANNELS);

/** B-10: referred customers close faster (and cost less to win, which records by customer do not say), and are worth as much or more. */
export const referredCustomersCloseFaster: Claim = {
  id: "b10",
  studies: [
    {
      ...{ id: "days", kind: "difference", direction: "less", unit: "days", published: null },
      needs: ["party", "purchase"],
      lacks,
      async read({ context: { store, info } }) {
        const [known] = await store.rows(sql`select count(joined) as n from panel_party`);
        if (Number(known?.n ?? 0) === 0) return notMeasured("joined");
        const { exact, daysBetween } = store.dialect;
        return {
          rows: sql`
            select p.party as id, p.party as party, case when ${isReferred} then 'first' else 'second' end as band,
              ${exact(daysBetween(sql`p.joined`, sql`o.day`))} as y_0, ${exact(sql`1`)} as x_0
            from panel_party p
            inner join (select party, min(day) as day from panel_order where party is not null group by party) o on o.party = p.party
            where p.acquisition_channel is not null and p.joined is not null and o.day >= p.joined`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
        };
      },
    },
    {
      ...{ id: "worth", kind: "ratio", direction: "more", unit: "money_per_customer", published: null },
      needs: ["party", "purchase"],
      lacks,
      read({ context: { store, info } }) {
        const last = followedUntil({ ...info, hasContracts: true }, YEAR);
        if (last === null || info.firstDay === null || last <= info.firstDay) return NO_HISTORY;
        const { day, exact } = store.dialect;
        const outcome = worthOf(info)!;
        const customers = sql`select b.party as party, b.since as since from (${begun(info, store.dialect)}) b where b.since < ${day(last)}`;
        return {
          rows: sql`
            select p.party as id, p.party as party, case when ${isReferred} then 'first' else 'second' end as band,
              coalesce(v.value, ${exact(sql`0`)}) as y_0, ${exact(sql`1`)} as x_0
            from panel_party p
            inner join (${customers}) b on b.party = p.party
            left join (${broughtSince(customers, YEAR, outcome, store.dialect)}) v on v.party = p.party
            where p.acquisition_channel is not null`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { days: YEAR, outcome },
        };
      },
    },
  ],
};
