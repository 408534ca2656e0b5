import { worthOf } from "../../../measures/definitions/common.ts";
import { isReduced } from "../../../panel/discounts.ts";
import type { Dialect } from "../../../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../../../store/sql/sql.ts";
import { type Asked, type Claim, NO_HISTORY, notMeasured, periodOf, type Units } from "../claim.ts";
import { broughtIn, historyOf } from "../customers.ts";

/** Those who bought in the first stretch: `first` where more than half of their orders that tell were at a discount, `second` otherwise; what followed in the second. */
async function seekers({ context: { store, info }, stretches }: Asked, y: (dialect: Dialect) => Sql): Promise<Units> {
  if (!stretches) return NO_HISTORY;
  const [known] = await store.rows(sql`select sum(${isReduced("o")}) as n from panel_order o`);
  if (Number(known?.n ?? 0) === 0) return notMeasured("list_amount");
  const { day } = store.dialect;
  const outcome = worthOf(info)!;
  return {
    rows: sql`
      select s.party as id, s.party as party, case when 2 * s.reduced > s.orders then 'first' else 'second' end as band,
        ${y(store.dialect)} as y_0
      from (
        select o.party as party, count(*) as orders, sum(${isReduced("o")}) as reduced
        from panel_order o
        where o.party is not null and ${isReduced("o")} is not null and o.day >= ${day(stretches.first.from)} and o.day < ${day(stretches.first.to)}
        group by o.party
      ) s
      left join (${broughtIn(stretches.second, outcome, store.dialect)}) v on v.party = s.party
      left join (
        select distinct party, 1 as again from panel_order
        where day >= ${day(stretches.second.from)} and day < ${day(stretches.second.to)}
      ) n on n.party = s.party`,
    history: historyOf(stretches.first, store.dialect),
    window: periodOf({ from: stretches.first.from, to: stretches.second.to }, info),
    values: { outcome },
  };
}

/** B-29: those who look for discounts are less loyal and worth less. */
export const discountSeekersAreWorthLess: Claim = {
  id: "b29",
  studies: [
    {
      ...{ id: "value", kind: "ratio", direction: "less", unit: "money_per_customer", published: null },
      needs: ["purchase"],
      read: (asked) => seekers(asked, ({ exact }) => sql`coalesce(v.value, ${exact(raw("0"))})`),
    },
    {
      ...{ id: "gone", kind: "difference", direction: "more", unit: "share", published: null },
      needs: ["purchase"],
      read: (asked) => seekers(asked, ({ exact }) => exact(sql`1 - coalesce(n.again, 0)`)),
    },
  ],
};
