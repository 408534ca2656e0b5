import { addDays } from "../base/day.ts";
import { factTable } from "../facts/columns.ts";
import { worthOf } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { beforeAsOf, factDay } from "../panel/days.ts";
import { partyLabels } from "../panel/labels.ts";
import type { PanelInfo } from "../panel/settings.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Days before the end that are the last year. */
const YEAR = 365;

/** What a list of customers can be put in order by, each with its column of `customer_list`. */
export const CUSTOMER_SORTS = {
  value: "value",
  activity: "last_seen",
  score: "last_share",
  name: "sorted",
} as const;
export type CustomerSort = keyof typeof CUSTOMER_SORTS;

/**
 * Builds `customer_list`: one row a party with what a list of customers shows, and its place (`place_value` …) in every order, counted from
 * the greatest: so that a page anywhere is found by whole numbers. What has no value to be put in order by comes behind all that has.
 */
export const buildCustomerList = ({ store, info }: MeasureContext): Promise<void> => {
  const places = Object.entries(CUSTOMER_SORTS).map(
    ([sort, column]) => sql`
      cast(row_number() over (
        order by case when ${raw(column)} is null then 1 else 0 end, ${raw(column)} desc, party
      ) as integer) as ${raw(`place_${sort}`)}`,
  );
  const list = sql`select l.*, ${join(places)} from (${customerList(store.dialect, info)}) l`;
  return store.materialise("customer_list", list, ["party"]);
};

/**
 * `revenue` is net of refunds; `value` is the margin where costs are known, otherwise the revenue, null where nothing is bought at all.
 * `last_score` is the latest valid answer to any score; `last_share` is where it lies between the worst (0) and the best (1) of its scale,
 * null where the scale is not a known one. `last_seen` is the last day of any order, contact, answer, review, step or use.
 */
function customerList(dialect: Dialect, info: PanelInfo): Sql {
  const { asOf } = info;
  const worth = worthOf(info);
  const nothing = sql`cast(null as ${dialect.columnType("number", true)})`;
  const buys = (info.facts.purchase ?? 0) > 0;
  // Rounded as money is, so that the same records give the same bytes.
  const money = (amount: Sql) => dialect.double(dialect.exact(amount));
  const revenue = buys ? money(sql`s.revenue - s.refunded`) : nothing;
  const margin = worth === "margin" ? money(sql`s.margin`) : nothing;
  const year =
    asOf === null
      ? sql`d.contacts`
      : sql`case when d.day >= ${dialect.day(addDays(asOf, -YEAR))} and d.day < ${dialect.day(asOf)} then d.contacts else 0 end`;
  return sql`
    with labelled as (${partyLabels}),
    named as (
      select i.party as party,
        ${dialect.latest(sql`f.name`, sql`case when f.at is null then 0 else 1 end`, sql`coalesce(f.at, timestamp '1970-01-01 00:00:00')`, sql`f.load`, sql`f.line`, sql`f.id`)} as name
      from fact_party f
      inner join identity i on i.key = f.subject
      where f.name is not null
      group by i.party
    ),
    happened as (
      select d.party as party, cast(sum(${year}) as integer) as contacts_year,
        max(case when d.orders > 0 or d.contacts > 0 or d.points_earned > 0 or d.points_redeemed > 0 or d.referrals > 0 then d.day end) as day
      from customer_day d
      group by d.party
    ),
    elsewhere as (
      select party, max(day) as day
      from (
        select party, day from panel_answer where state = 'valid'
        union all
        select party, day from panel_review
        union all
        ${factDays(dialect, info, "touch")}
        union all
        ${factDays(dialect, info, "usage")}
      ) e
      where party is not null and day is not null
      group by party
    ),
    answered as (
      select a.party as party, a.day as day, a.instrument as measure, a.score as score, a.band as band,
        row_number() over (partition by a.party order by a.day desc, a.at desc, a.id) as place
      from panel_answer a
      where a.state = 'valid' and a.party is not null and a.day is not null
    )
    select
      s.party as party, l.label as label, l.label_kind as label_kind, n.name as name,
      lower(concat(coalesce(l.label, ''), ' ', coalesce(n.name, ''))) as said, lower(coalesce(n.name, l.label)) as sorted,
      s.segment as segment, s.country as country, s.status as status, s.customer_since as since,
      s.orders as orders, ${revenue} as revenue, ${margin} as margin,
      ${worth === "margin" ? margin : revenue} as value,
      coalesce(h.contacts_year, 0) as contacts_year,
      case when e.day is null or h.day > e.day then h.day else e.day end as last_seen,
      a.measure as last_measure, a.score as last_score, a.band as last_band, a.day as last_scored,
      ${shareOfScale(info)} as last_share
    from customer_state s
    left join labelled l on l.party = s.party
    left join named n on n.party = s.party
    left join happened h on h.party = s.party
    left join elsewhere e on e.party = s.party
    left join answered a on a.party = s.party and a.place = 1
  `;
}

function factDays(dialect: Dialect, { zone, asOf }: PanelInfo, kind: "touch" | "usage"): Sql {
  const day = factDay(dialect, zone, "f");
  return sql`
        select i.party as party, ${day} as day
        from ${raw(factTable(kind))} f
        inner join identity i on i.key = f.subject
        where ${beforeAsOf(day, dialect, asOf)}`;
}

/** Where a score `a.score` lies on its scale. */
function shareOfScale({ instruments }: PanelInfo): Sql {
  const number = (value: number) => raw(`cast(${value} as double)`);
  const known = Object.values(instruments).filter(({ min, max }) => max > min);
  const cases = known.map(({ id, min, max, best }) => {
    const [from, to] = best === "high" ? [min, max] : [max, min];
    return sql`when ${literal(id)} then (a.score - ${number(from)}) / ${number(to - from)}`;
  });
  return cases.length === 0 ? raw("cast(null as double)") : sql`case a.measure ${join(cases, " ")} end`;
}
