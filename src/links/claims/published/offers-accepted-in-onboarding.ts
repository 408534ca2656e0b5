import { factDay } from "../../../panel/days.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, periodOf } from "../claim.ts";
import { ONBOARDING_DAYS } from "../customers.ts";

/** B-07: complementary offers are five times as likely to be accepted in onboarding as later. */
export const offersAcceptedInOnboarding: Claim = {
  id: "b07",
  studies: [
    {
      ...{ id: "accepted", kind: "ratio", direction: "more", unit: "share", published: { low: 5, high: 5 } },
      needs: ["offer", "purchase"],
      read({ context: { store, info } }) {
        const { exact } = store.dialect;
        return {
          rows: sql`
            select o.id as id, b.party as party,
              case when o.day < b.since + ${raw(String(ONBOARDING_DAYS))} then 'first' else 'second' end as band,
              ${exact(sql`case when o.outcome = 'won' then 1 else 0 end`)} as y_0
            from (
              select f.id as id, i.party as party, ${factDay(store.dialect, info.zone, "f")} as day, f.outcome as outcome
              from fact_offer f
              inner join identity i on i.key = f.subject
              where f.outcome in ('won', 'lost', 'declined')
            ) o
            inner join (select party, min(from_day) as since from panel_spell group by party) b on b.party = o.party
            where o.day >= b.since`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { days: ONBOARDING_DAYS },
        };
      },
    },
  ],
};
