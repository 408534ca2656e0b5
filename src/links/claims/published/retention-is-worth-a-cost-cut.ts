import { isEstimate } from "../../../findings/figure.ts";
import { notEnoughCost } from "../../../measures/definitions/common.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import { type Claim, NO_HISTORY, periodOf } from "../claim.ts";

/** B-18: 2 % more retention does as much as a cut of costs by 10 %. What those bring in a year who would stay, over a tenth of what all cost in it. */
export const retentionIsWorthACostCut: Claim = {
  id: "b18",
  studies: [
    {
      ...{ id: "ratio", kind: "level", unit: "ratio", published: { low: 1, high: 1 } },
      needs: ["purchase"],
      lacks: notEnoughCost,
      async read({ context: { store, info }, measure, stretches }) {
        const kept = await measure("crr");
        if (!isEstimate(kept) || kept.value <= 0 || !stretches) return isEstimate(kept) ? NO_HISTORY : { state: kept };
        const { day, exact, double } = store.dialect;
        const { from, to } = stretches.second;
        // Each of those who stayed stands for so many that would stay with them.
        const more = raw(String(0.02 / kept.value));
        return {
          isDivided: true,
          rows: sql`
            select b.party as id, b.party as party, 'first' as band,
              ${exact(sql`case when b.to_day > ${day(to)} then ${more} * coalesce(v.margin, 0.0) else 0.0 end`)} as y_0,
              ${exact(sql`0.1 * coalesce(v.cost, 0.0)`)} as x_0
            from (
              select s.party as party, max(s.to_day) as to_day from panel_spell s
              where s.from_day <= ${day(from)} and s.to_day > ${day(from)} group by s.party
            ) b
            left join (
              select d.party as party, sum(${double(sql`d.revenue - d.cost - d.refunded - d.contact_cost`)}) as margin,
                sum(${double(sql`d.cost + d.contact_cost`)}) as cost
              from customer_day d
              where d.day >= ${day(from)} and d.day < ${day(to)}
              group by d.party
            ) v on v.party = b.party`,
          window: periodOf(stretches.second, info),
        };
      },
    },
  ],
};
