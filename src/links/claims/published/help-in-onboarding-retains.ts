import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { begun, followedUntil, ONBOARDING_DAYS } from "../customers.ts";

const YEAR = 365;

/**
 * B-08: the chance to keep a customer is 30 to 50 % greater at the stage of onboarding. Of those who are still customers as it ends:
 * who had contact in it, against who had none; so nobody is in a group for having stayed.
 */
export const helpInOnboardingRetains: Claim = {
  id: "b08",
  studies: [
    {
      ...{ id: "kept", kind: "ratio", direction: "more", unit: "share", published: { low: 1.3, high: 1.5 } },
      needs: ["contact", "purchase"],
      read({ context: { store, info } }) {
        const last = followedUntil(info, YEAR);
        if (last === null || info.firstDay === null || last <= info.firstDay) return NO_HISTORY;
        const { day, exact, double } = store.dialect;
        const [onboarded, year] = [raw(String(ONBOARDING_DAYS)), raw(String(YEAR))];
        const customer = sql`
              select b.party as party, b.since as since, b.first_until as first_until
              from (${begun(info, store.dialect)}) b
              where b.since < ${day(last)} and b.first_until > b.since + ${onboarded}`;
        const early = sql`
              select c.party as party, sum(d.contacts) as contacts, sum(d.orders) as orders,
                sum(${double(sql`d.revenue - d.refunded`)}) as revenue
              from (${customer}) c
              inner join customer_day d on d.party = c.party and d.day >= c.since and d.day < c.since + ${onboarded}
              group by c.party`;
        return {
          rows: sql`
            select c.party as id, c.party as party, case when e.contacts > 0 then 'first' else 'second' end as band,
              ${exact(sql`case when c.first_until > c.since + ${year} then 1 else 0 end`)} as y_0
            from (${customer}) c
            left join (${early}) e on e.party = c.party`,
          history: { by: "party", rows: early, columns: ["orders", "revenue"] },
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { days: ONBOARDING_DAYS },
        };
      },
    },
  ],
};
