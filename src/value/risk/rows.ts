import { addDays, type Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { reducedShare, usualWhereUnknown } from "../../panel/discounts.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";

/** What may go with leaving. `sign`: which direction makes sense; 0 where either may. Texts `risk.reason.<id>.more` and `.less`. */
export interface RiskDriver {
  id: string;
  sign: -1 | 0 | 1;
}

export const RISK_DRIVERS: readonly RiskDriver[] = [
  { id: "silence", sign: 1 },
  { id: "orders", sign: -1 },
  { id: "revenue", sign: 0 },
  { id: "tenure", sign: 0 },
  { id: "contacts", sign: 0 },
  { id: "complaint", sign: 1 },
  { id: "repeated", sign: 1 },
  { id: "refund", sign: 0 },
  { id: "low_score", sign: 1 },
  { id: "high_score", sign: -1 },
  { id: "discount", sign: 0 },
  { id: "contract", sign: 0 },
];

/** Of these, what customers went through and said of it; the others are what they bought and for how long. */
export const EXPERIENCE: ReadonlySet<string> = new Set([
  "contacts",
  "complaint",
  "repeated",
  "low_score",
  "high_score",
]);
/** Parts of the customers, by hash: each is predicted from the others. */
export const FOLDS = 5;

/** Customers that a fit is given at most; above, they are drawn by a hash. */
export const MOST = 20_000;

/**
 * Everybody who is a customer on a day, with what was known then of the year before; and, where an end is given, whether they were
 * gone by it (without a contract, bought nothing in between; with one, had none any more) and what they spent in between.
 */
export function riskRows(
  { store, info }: MeasureContext,
  { day, until, oneIn }: { day: Day; until: Day | null; oneIn: number },
): Sql {
  const { dialect } = store;
  const [at, from] = [dialect.day(day), dialect.day(addDays(day, -365))];
  const end = until === null ? null : dialect.day(until);
  const before = (alias: string) => sql`${raw(alias)}.day >= ${from} and ${raw(alias)}.day < ${at}`;
  const gone =
    end === null
      ? sql`0`
      : sql`case when b.kind = 'contract' then case when b.to_day <= ${end} then 1 else 0 end else case when n.party is null then 1 else 0 end end`;
  const later =
    end === null
      ? sql`select party, 0.0 as spent from panel_order where false`
      : sql`select party, ${dialect.double(sql`sum(${dialect.exact(sql`coalesce(amount, 0.0)`)})`)} as spent
        from panel_order where party is not null and day >= ${at} and day < ${end} group by party`;
  return sql`
    with base as (
      select s.party as party, max(s.kind) as kind, min(s.from_day) as from_day, max(s.to_day) as to_day
      from panel_spell s
      where s.from_day <= ${at} and s.to_day > ${at} and ${dialect.hash(sql`s.party`)} % ${raw(String(oneIn))} = 0
      group by s.party
    ),
    bought as (
      select d.party as party, sum(d.orders) as orders, sum(d.revenue) as revenue, max(case when d.orders > 0 then d.day end) as last_day,
        sum(d.contacts) as contacts, max(case when d.returns > 0 then 1 else 0 end) as refund
      from customer_day d where ${before("d")} group by d.party
    ),
    served as (
      select c.party as party, max(case when c.complaint then 1 else 0 end) as complaint, max(case when c.repeated then 1 else 0 end) as repeated
      from panel_contact c where ${before("c")} and c.party is not null group by c.party
    ),
    scored as (
      select a.party as party, min(a.score) as lowest, max(a.score) as highest
      from panel_answer a where a.instrument = 'nps' and a.state = 'valid' and ${before("a")} group by a.party
    ),
    reduced as (
      select o.party as party, ${reducedShare("o")} as share
      from panel_order o where ${before("o")} and o.party is not null group by o.party
    ),
    first as (select party, min(from_day) as since from panel_spell group by party),
    later as (${later})
    select
      b.party as party, ${gone} as gone, coalesce(n.spent, 0.0) as spent, ${dialect.hash(sql`b.party`, sql`'fold'`)} % ${raw(String(FOLDS))} as fold,
      ln(1.0 + case when k.last_day is null then 365 else ${dialect.double(dialect.daysBetween(sql`k.last_day`, at))} end) as silence,
      ln(1.0 + coalesce(k.orders, 0)) as orders, ln(1.0 + greatest(0.0, coalesce(k.revenue, 0.0))) as revenue,
      ln(1.0 + ${dialect.double(dialect.daysBetween(sql`f.since`, at))} / 365.25) as tenure,
      ln(1.0 + coalesce(k.contacts, 0)) as contacts,
      coalesce(v.complaint, 0) as complaint, coalesce(v.repeated, 0) as repeated, coalesce(k.refund, 0) as refund,
      case when a.lowest <= 6 then 1 else 0 end as low_score, case when a.highest >= 9 then 1 else 0 end as high_score,
      ${usualWhereUnknown(dialect, sql`r.share`)} as discount, case when b.kind = 'contract' then 1 else 0 end as contract
    from base b
    inner join first f on f.party = b.party
    left join bought k on k.party = b.party
    left join served v on v.party = b.party
    left join scored a on a.party = b.party
    left join reduced r on r.party = b.party
    left join later n on n.party = b.party
    ${info.asOf === null ? sql`where false` : sql``}
  `;
}
