import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { begun, ONBOARDING_DAYS } from "../customers.ts";

/** B-06: seven times as many interactions in onboarding as in other stages, a customer and week. */
export const moreContactsInOnboarding: Claim = {
  id: "b06",
  studies: [
    {
      ...{ id: "contacts", kind: "ratio", direction: "more", unit: "ratio", published: { low: 7, high: 7 } },
      needs: ["contact", "purchase"],
      read({ context: { store, info } }) {
        const end = info.knownUntil.contacts;
        if (end === null) return NO_HISTORY;
        const { day, exact, daysBetween, double } = store.dialect;
        const [until, days] = [day(end), raw(String(ONBOARDING_DAYS))];
        const weeks = (length: ReturnType<typeof sql>) => exact(sql`${double(length)} / 7.0`);
        return {
          isDivided: true,
          rows: sql`
            with customer as (
              select b.party as party, b.since as since,
                case when b.first_until < ${until} then b.first_until else ${until} end as until
              from (${begun(info, store.dialect)}) b
              where b.since < ${until}
            ),
            asked as (
              select c.party as party,
                sum(case when d.day < c.since + ${days} then d.contacts else 0 end) as early,
                sum(case when d.day >= c.since + ${days} then d.contacts else 0 end) as late
              from customer c
              inner join customer_day d on d.party = c.party and d.day >= c.since and d.day < c.until
              group by c.party
            )
            select c.party as id, c.party as party, 'first' as band, ${exact(sql`coalesce(a.early, 0)`)} as y_0,
              ${weeks(sql`case when ${daysBetween(sql`c.since`, sql`c.until`)} < ${days} then ${daysBetween(sql`c.since`, sql`c.until`)} else ${days} end`)} as x_0
            from customer c
            left join asked a on a.party = c.party
            union all
            select c.party as id, c.party as party, 'second' as band, ${exact(sql`coalesce(a.late, 0)`)} as y_0,
              ${weeks(sql`${daysBetween(sql`c.since`, sql`c.until`)} - ${days}`)} as x_0
            from customer c
            left join asked a on a.party = c.party
            where ${daysBetween(sql`c.since`, sql`c.until`)} > ${days}`,
          window: periodOf({ from: info.firstDay, to: end }, info),
          values: { days: ONBOARDING_DAYS },
        };
      },
    },
  ],
};
