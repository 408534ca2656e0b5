import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";
import { begun, followedUntil, ONBOARDING_DAYS } from "../customers.ts";

/** B-09: only 5 to 10 % of customers leave during onboarding. Without a contract nobody is known to have left before the inactivity window is over. */
export const fewLeaveInOnboarding: Claim = {
  id: "b09",
  studies: [
    {
      ...{ id: "lost", kind: "level", unit: "share", published: { low: 0.05, high: 0.1 } },
      needs: ["purchase"],
      read({ context: { store, info } }) {
        const days = info.hasContracts ? ONBOARDING_DAYS : Math.max(ONBOARDING_DAYS, info.inactivity.days);
        const last = followedUntil(info, ONBOARDING_DAYS);
        if (last === null || info.firstDay === null || last <= info.firstDay) return NO_HISTORY;
        const { day, exact } = store.dialect;
        return {
          rows: sql`
            select b.party as id, b.party as party, 'first' as band,
              ${exact(sql`case when b.first_until <= b.since + ${raw(String(days))} then 1 else 0 end`)} as y_0
            from (${begun(info, store.dialect)}) b
            where b.since < ${day(last)}`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          values: { days },
        };
      },
    },
  ],
};
