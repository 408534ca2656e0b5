import type { Day } from "../../base/day.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { EMPTY, join, raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Scopes that name some customers; any other concerns all. */
const SOME = sql`('channel', 'segment', 'customer', 'campaign')`;
/** Whom a cost concerns: all, or those of the segment, the channel or the number that it names. */
const CONCERNS = sql`(
  l.scope not in ${SOME}
  or (l.scope = 'channel' and m.channel = l.scope_value)
  or (l.scope = 'segment' and m.segment = l.scope_value)
  or (l.scope = 'customer' and m.label = l.scope_value)
)`;
/** Lines that all who were customers in the stretch bear alike. */
const FOR_ALL = sql`l.basis = 'equal' and l.line <> 'acquisition' and l.scope not in ${SOME}`;

/** Lines by the days of a table on which anything happened: rows are then found by their day. */
const byDay = (lines: Sql, days: Sql): Sql => sql`
  select l.id as id, l.scope as scope, l.scope_value as scope_value, l.basis as basis, d.day as day
  from value_cost_line l
  inner join (${days}) d on d.day >= l.from_day and d.day < l.to_day
  where ${lines}
`;

/** Stretches of those who left and came back. */
const SEVERAL = sql`
    select p.party as party, p.from_day as from_day, p.to_day as to_day
    from panel_spell p
    inner join (select party from panel_spell group by party having count(*) > 1) v on v.party = p.party
  `;

/**
 * How much of a line each party bears, of all or of some (`party in …`). What is spent to acquire is borne by those who were acquired in the stretch; what is
 * spent per order, revenue or minute of contact by those who caused it; everything else by all who were customers in the stretch. Of all,
 * those who were customers once, without a break, are not among them with what is for all: they bear it by the days of their stretch alone.
 */
const weights = (whose: Sql | null): Sql => {
  const those = whose === null ? EMPTY : sql`and m.party in ${whose}`;
  return sql`
  select l.id as id, m.party as party, 1.0 as weight, 1 as is_equal
  from (${byDay(sql`l.basis = 'equal' and l.line = 'acquisition'`, sql`select distinct since as day from value_member where since is not null`)}) l
  inner join value_member m on m.since = l.day
  where ${CONCERNS} ${those}
  union all
  select l.id, s.party, 1.0, 1
  from value_cost_line l
  inner join panel_spell s on s.from_day < l.to_day and s.to_day > l.from_day
  inner join value_member m on m.party = s.party
  where l.basis = 'equal' and l.line <> 'acquisition' and l.scope in ${SOME} and ${CONCERNS} ${those}
  union all
  select l.id, s.party, 1.0, 1
  from value_cost_line l
  inner join (${whose === null ? SEVERAL : sql`select p.party as party, p.from_day as from_day, p.to_day as to_day from panel_spell p where p.party in ${whose}`}) s
    on s.from_day < l.to_day and s.to_day > l.from_day
  where ${FOR_ALL}
  union all
  select l.id, m.party, case when l.basis = 'per_order' then 1.0 else coalesce(o.amount, 0.0) end, 0
  from (${byDay(sql`l.basis in ('per_order', 'per_revenue')`, sql`select distinct day from panel_order where day is not null`)}) l
  inner join panel_order o on o.day = l.day
  inner join value_member m on m.party = o.party
  where ${CONCERNS} ${those}
  union all
  select l.id, m.party, coalesce(k.handle, 0.0), 0
  from (${byDay(sql`l.basis = 'per_contact_minute'`, sql`select distinct day from panel_contact where day is not null`)}) l
  inner join panel_contact k on k.day = l.day
  inner join value_member m on m.party = k.party
  where ${CONCERNS} ${those}
`;
};

/** Who was a customer over one stretch (`once`), what others bear (`weighed`), and what of each line all bear together (`borne`). */
const BEARING = sql`
    once as (
      select s.party as party, min(s.from_day) as from_day, max(s.to_day) as to_day
      from panel_spell s group by s.party having count(*) = 1
    ),
    weighed as (
      -- Who left and came back within a stretch was there once.
      select w.id as id, w.party as party, case when max(w.is_equal) = 1 then 1.0 else sum(w.weight) end as weight
      from (${weights(null)}) w
      where w.weight > 0
      group by w.id, w.party
    ),
    counted as (
      select w.id as id, sum(w.weight) as weight from weighed w group by w.id
      union all
      select l.id, 1.0 * sum(f.n)
      from value_cost_line l
      inner join (select from_day as day, count(*) as n from once group by from_day) f on f.day < l.to_day
      where ${FOR_ALL} group by l.id
      union all
      select l.id, -1.0 * sum(t.n)
      from value_cost_line l
      inner join (select to_day as day, count(*) as n from once group by to_day) t on t.day <= l.from_day
      where ${FOR_ALL} group by l.id
    ),
    borne as (select c.id as id, sum(c.weight) as weight from counted c group by c.id having sum(c.weight) > 0)
  `;

/** Smallest unit of money that the ledger holds: a ten-thousandth, the scale of every amount on record. */
const UNITS = raw("10000.0");
/** Parts of such a unit are added up as whole numbers of this fineness, so that any order gives the same sum. */
const FINE = raw("100000000.0");

/**
 * Costs of the cost records by party, stage and line, with a minus. What a stage bears is parted by weight and rounded by largest
 * remainders, so that the parts add up to it exactly; what nobody can be found for has no party.
 *
 * Who was a customer over one stretch bears of every line for all that overlaps it: all that began before its end, less those that
 * ended by its beginning. Both are sums by day, so that no customer meets any line.
 */
export function costLedger({ exact, double }: Dialect): Sql {
  const units = (amount: Sql) => sql`floor(${double(amount)} * ${UNITS} + 0.5)`;
  const each = sql`${exact(sql`${double(sql`l.amount`)} / b.weight * ${UNITS} * ${FINE}`)}`;
  /** Sum of what one bears of the lines for all, by day, over those that began before it, or ended by it. */
  const upTo = (days: Sql, isOver: Sql) => sql`
    select d.day as day, l.stage as stage, l.line as line, sum(case when ${isOver} then ${each} else ${exact(sql`0`)} end) as fine
    from (${days}) d
    cross join value_cost_line l
    inner join borne b on b.id = l.id
    where ${FOR_ALL}
    group by d.day, l.stage, l.line`;
  return sql`
    with ${BEARING},
    pool as (
      select l.stage as stage, l.line as line, ${units(sql`sum(l.amount)`)} as units
      from value_cost_line l
      inner join borne b on b.id = l.id
      group by l.stage, l.line
    ),
    begun as (${upTo(sql`select distinct to_day as day from once`, sql`l.from_day < d.day`)}),
    ended as (${upTo(sql`select distinct from_day as day from once`, sql`l.to_day <= d.day`)}),
    part as (
      select p.party as party, p.stage as stage, p.line as line, sum(p.units) as units
      from (
        select w.party as party, l.stage as stage, l.line as line,
          sum(${double(sql`l.amount`)} * w.weight / b.weight) * ${UNITS} as units
        from weighed w
        inner join borne b on b.id = w.id
        inner join value_cost_line l on l.id = w.id
        group by w.party, l.stage, l.line
        union all
        select o.party, a.stage, a.line, ${double(sql`a.fine - e.fine`)} / ${FINE}
        from once o
        inner join begun a on a.day = o.to_day
        inner join ended e on e.day = o.from_day and e.stage = a.stage and e.line = a.line
        where a.fine > e.fine
      ) p
      group by p.party, p.stage, p.line
    ),
    ranked as (
      select
        party, stage, line, floor(units) as whole,
        row_number() over (partition by stage, line order by units - floor(units) desc, party) as place
      from part
    ),
    given as (select stage, line, sum(whole) as units from ranked group by stage, line),
    rounded as (
      select r.party as party, r.stage as stage, r.line as line,
        r.whole + case when r.place <= p.units - g.units then 1.0 else 0.0 end as units
      from ranked r
      inner join given g on g.stage = r.stage and g.line = r.line
      inner join pool p on p.stage = r.stage and p.line = r.line
    )
    select party, stage, line, ${exact(sql`-units / ${UNITS}`)} as amount from rounded where units <> 0
    union all
    select null, 'none', l.line, sum(-l.amount)
    from value_cost_line l
    left join borne b on b.id = l.id
    where b.id is null
    group by l.line
  `;
}

/** What all bear together of each line (`value_borne`): what one customer bears is read beside it. */
export const bearing = (): Sql => sql`with ${BEARING} select id, weight from borne`;

/**
 * What some parties (`party in …`) bear of the cost records by period: what the ledger holds of them, spread over the days of each line's stretch since the
 * customer came. Rounded as it runs on, so that the periods of a line add up to the ledger's amount exactly. `value_borne` has to be there.
 * @param periods first day of each period, in order, and of the one after the last
 */
export function datedCosts({ exact, double, day, daysBetween }: Dialect, whose: Sql, periods: readonly Day[]): Sql {
  const calendar = join(
    periods.slice(1).map((end, i) => sql`select ${day(periods[i]!)} as period, ${day(end)} as period_end`),
    " union all ",
  );
  const later = (a: Sql, b: Sql) => sql`case when ${a} > ${b} then ${a} else ${b} end`;
  const earlier = (a: Sql, b: Sql) => sql`case when ${a} < ${b} then ${a} else ${b} end`;
  const end = day(periods.at(-1)!);
  return sql`
    with weighed as (
      select w.id as id, w.party as party, case when max(w.is_equal) = 1 then 1.0 else sum(w.weight) end as weight
      from (${weights(whose)}) w
      where w.weight > 0
      group by w.id, w.party
    ),
    stretch as (
      select w.party as party, l.stage as stage, l.line as line, ${double(sql`l.amount`)} * w.weight / b.weight as amount,
        case when m.since > l.from_day and m.since < l.to_day then m.since else l.from_day end as from_day,
        case when l.to_day > ${end} then ${end} else l.to_day end as to_day
      from weighed w
      inner join value_borne b on b.id = w.id
      inner join value_cost_line l on l.id = w.id
      inner join value_member m on m.party = w.party
    ),
    shared as (
      select s.party as party, s.stage as stage, s.line as line, c.period as period,
        sum(s.amount * ${double(daysBetween(later(sql`s.from_day`, sql`c.period`), earlier(sql`s.to_day`, sql`c.period_end`)))}
          / ${double(daysBetween(sql`s.from_day`, sql`s.to_day`))}) as amount
      from stretch s
      inner join (${calendar}) c on c.period < s.to_day and c.period_end > s.from_day
      group by s.party, s.stage, s.line, c.period
    ),
    running as (
      select s.party as party, s.stage as stage, s.line as line, s.period as period, ${double(sql`l.amount`)} * ${UNITS} as units,
        sum(s.amount) over (partition by s.party, s.stage, s.line order by s.period) as so_far,
        sum(s.amount) over (partition by s.party, s.stage, s.line) as total
      from shared s
      inner join value_ledger l on l.party = s.party and l.stage = s.stage and l.line = s.line
    ),
    rounded as (
      select r.party as party, r.stage as stage, r.line as line, r.period as period, floor(r.units * r.so_far / r.total + 0.5) as units
      from running r where r.total <> 0
    )
    select r.party as party, r.stage as stage, r.line as line, r.period as period,
      ${exact(sql`(r.units - coalesce(lag(r.units) over (partition by r.party, r.stage, r.line order by r.period), 0.0)) / ${UNITS}`)} as amount
    from rounded r
  `;
}
