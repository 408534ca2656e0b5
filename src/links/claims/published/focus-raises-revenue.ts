import { addDays } from "../../../base/day.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, notMeasured, periodOf } from "../claim.ts";

const DAYS = 180;

/** B-32: loyalty and revenue rise after a company turns to its customers. Revenue of those who were customers on the day of the latest change that the settings name: before it, and after. */
export const focusRaisesRevenue: Claim = {
  id: "b32",
  studies: [
    {
      ...{ id: "revenue", kind: "ratio", direction: "more", unit: "money_per_customer", published: null },
      needs: ["purchase"],
      read({ context: { store, info, events = [] } }) {
        if (events.length === 0) return notMeasured("stated_events");
        const [start, end] = [info.firstDay, info.knownUntil.purchases];
        const event = events.findLast(
          ({ on }) => start && end && addDays(on, -DAYS) >= start && addDays(on, DAYS) <= end,
        );
        if (!event) return NO_HISTORY;
        const { day, exact } = store.dialect;
        const from = day(event.on);
        const half = raw(String(DAYS));
        const side = (group: string, after: boolean) => sql`
            select b.party as id, b.party as party, ${raw(`'${group}'`)} as band,
              ${exact(sql`coalesce(v.value, 0)`)} as y_0
            from (select distinct s.party as party from panel_spell s where s.from_day <= ${from} and s.to_day > ${from}) b
            left join (
              select d.party as party, sum(${exact(raw("d.revenue - d.refunded"))}) as value from customer_day d
              where ${after ? sql`d.day >= ${from} and d.day < ${from} + ${half}` : sql`d.day >= ${from} - ${half} and d.day < ${from}`}
              group by d.party
            ) v on v.party = b.party`;
        return {
          rows: sql`${side("first", true)} union all ${side("second", false)}`,
          window: periodOf({ from: addDays(event.on, -DAYS), to: addDays(event.on, DAYS) }, info),
          values: { name: event.name, days: DAYS },
        };
      },
    },
  ],
};
