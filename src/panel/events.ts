import type { TimeZone } from "../base/zone.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf, factDay } from "./days.ts";
import { delay, delayBand } from "./delays.ts";
import type { ContactCosts } from "./settings.ts";

/** What every event table needs to be cut: the engine, the zone, the end, and how money becomes reporting money. */
export interface Cutting {
  dialect: Dialect;
  zone: TimeZone;
  asOf: string | null;
  /** The reporting currency where facts in others exist, so that `panel_rate` is needed; otherwise null. */
  convertTo: string | null;
  /** What contacts cost that have no cost on record. */
  contactCosts?: ContactCosts | undefined;
}

const converted = ({ convertTo, dialect }: Cutting, amount: string): Sql => {
  const value = dialect.double(raw(`x.${amount}`));
  return convertTo === null ? sql`${value} as ${raw(amount)}` : sql`${value} * r.rate as ${raw(amount)}`;
};
// An amount that names no currency is in the reporting one.
const rateJoin = ({ convertTo }: Cutting): Sql =>
  convertTo === null
    ? raw("")
    : sql`left join panel_rate r on r.currency = coalesce(x.currency, ${convertTo}) and r.day = x.day`;

/** One row an order that was not cancelled: party, day, money in the reporting currency, cuts. */
export function orders(c: Cutting): Sql {
  const day = factDay(c.dialect, c.zone, "p");
  const promised = c.dialect.localDay(raw("p.promised"), c.zone);
  const arrived = c.dialect.localDay(raw("p.delivered"), c.zone);
  const delivered = sql`case when ${beforeAsOf(arrived, c.dialect, c.asOf)} then ${arrived} end`;
  // Numbers are compared much faster than the texts that they stand for.
  const product = sql`case when product is not null then ${c.dialect.hash(raw("product"))} end`;
  return sql`
    with lines as (
      select
        order_id,
        sum(amount) as amount,
        case when count(cost) = count(*) then sum(cost) end as cost,
        case when count(list_amount) = count(*) then sum(list_amount) end as list_amount,
        case when min(${product}) = max(${product}) then any_value(product) end as product,
        min(currency) as currency
      from fact_line
      group by order_id
    ),
    refunded as (
      select distinct order_id from fact_refund f
      where order_id is not null and ${beforeAsOf(factDay(c.dialect, c.zone, "f"), c.dialect, c.asOf)}
    ),
    x as (
      select
        p.id as id,
        i.party as party,
        ${day} as day,
        p.order_id as order_id,
        coalesce(p.currency, l.currency) as currency,
        coalesce(p.amount, l.amount) as amount,
        coalesce(p.cost, l.cost) as cost,
        coalesce(p.list_amount, l.list_amount) as list_amount,
        p.discount as discount,
        p.channel as channel,
        p.agent as agent,
        coalesce(p.product, l.product) as product,
        ${delivered} as delivered_day,
        case when ${delivered} > ${promised} then 1 when ${delivered} <= ${promised} then 0 end as late,
        -- Of an order without a number nobody can say that nothing of it was refunded.
        case when p.status = 'returned' or u.order_id is not null then 1 when p.order_id is not null then 0 end as returned
      from fact_purchase p
      left join lines l on l.order_id = p.order_id
      left join refunded u on u.order_id = p.order_id
      left join identity i on i.key = p.subject
      where (p.status is null or p.status <> 'cancelled')
    )
    select
      x.id as id, x.party as party, x.day as day, x.order_id as order_id,
      ${converted(c, "amount")}, ${converted(c, "cost")}, ${converted(c, "list_amount")}, ${converted(c, "discount")},
      x.channel as channel, x.agent as agent, x.product as product, x.returned as returned,
      x.delivered_day as delivered_day, x.late as late
    from x
    ${rateJoin(c)}
    where ${beforeAsOf(sql`x.day`, c.dialect, c.asOf)}
  `;
}

/** One row a refund, on its own day; the party is the refund's own, otherwise its order's. */
export function refunds(c: Cutting): Sql {
  // The few orders that matter: to group all of them would take longer than everything else here.
  const isRefunded = raw("order_id in (select order_id from fact_refund where order_id is not null)");
  return sql`
    with x as (
      select
        f.id as id,
        coalesce(i.party, o.party) as party,
        ${factDay(c.dialect, c.zone, "f")} as day,
        f.amount as amount,
        -- Money goes back in the currency in which it came.
        coalesce(f.currency, p.currency) as currency,
        f.reason as reason
      from fact_refund f
      left join identity i on i.key = f.subject
      left join (
        select order_id, min(currency) as currency from fact_purchase where ${isRefunded} group by order_id
      ) p on p.order_id = f.order_id
      left join (select order_id, min(party) as party from panel_order where ${isRefunded} group by order_id) o
        on o.order_id = f.order_id
    )
    select x.id as id, x.party as party, x.day as day, ${converted(c, "amount")}, x.reason as reason
    from x
    ${rateJoin(c)}
    where ${beforeAsOf(sql`x.day`, c.dialect, c.asOf)}
  `;
}

/**
 * One row a contact; `spoken_with` is who is known to have had it, where `agent` may be who has its case. Times of its legs are summed; a case that no contact belongs to counts as one contact (`is_case`).
 * Handling time is talk + hold + wrap where talk is known, otherwise the sum that the source gave.
 */
export function contacts(c: Cutting): Sql {
  return sql`
    with legs as (
      select
        contact_id,
        count(*) as legs,
        sum(talk) as talk, sum(hold) as hold, sum(wrap) as wrap, sum(handle) as handle,
        min(agent) as agent, min(team) as team, min(department) as department
      from fact_leg
      group by contact_id
    ),
    cases as (
      select case_id, min(subject) as subject, min(topic) as topic, min(team) as team, min(agent) as agent
      from fact_case
      where case_id is not null
      group by case_id
    ),
    unheard as (
      select k.id, k.subject, k.at, k.precision, k.case_id, k.channel, k.topic, k.team, k.agent
      from fact_case k
      where k.case_id is null or (
        k.case_id not in (select case_id from fact_contact where case_id is not null)
        -- What says more of a case whose customer another record names is no case of its own.
        and (k.subject is not null or k.case_id not in (select case_id from cases where subject is not null))
      )
    ),
    x as (
      select
        f.id as id,
        i.party as party,
        ${factDay(c.dialect, c.zone, "f")} as day,
        f.at as at,
        0 as is_case,
        f.contact_id as contact_id,
        f.case_id as case_id,
        f.channel as channel,
        coalesce(f.topic, k.topic) as topic,
        coalesce(f.department, l.department) as department,
        coalesce(f.team, l.team, k.team) as team,
        coalesce(f.agent, l.agent, k.agent) as agent,
        coalesce(f.agent, l.agent) as spoken_with,
        f.handled_by as handled_by,
        f.abandoned as abandoned,
        f.resolved as resolved,
        f.complaint as complaint,
        f.repeated as repeated,
        f.templated as templated,
        f.cut_off as cut_off,
        f.ivr_steps as menu_steps,
        f.ivr_seconds as menu_seconds,
        f.ivr_loops as menu_loops,
        f.waited as waited,
        coalesce(f.talk, l.talk) as talk,
        coalesce(f.hold, l.hold) as hold,
        coalesce(f.wrap, l.wrap) as wrap,
        case
          when coalesce(f.talk, l.talk) is not null
            then coalesce(f.talk, l.talk) + coalesce(f.hold, l.hold, 0) + coalesce(f.wrap, l.wrap, 0)
          else coalesce(f.handle, l.handle)
        end as handle,
        coalesce(f.transfers, l.legs - 1) as transfers,
        f.cost as recorded_cost,
        f.currency as recorded_currency
      from fact_contact f
      left join legs l on l.contact_id = f.contact_id
      left join cases k on k.case_id = f.case_id
      left join identity i on i.key = coalesce(f.subject, k.subject)
      union all
      select
        u.id, i.party, ${factDay(c.dialect, c.zone, "u")}, u.at, 1, null, u.case_id, u.channel, u.topic, null, u.team, u.agent,
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null
      from unheard u
      left join identity i on i.key = u.subject
    ),
    costed as (
      select c.*, ${assumedCost(c)} as assumed_cost from x c
    ),
    priced as (
      select
        c.*, coalesce(${c.dialect.double(raw("c.recorded_cost"))}, c.assumed_cost) as cost,
        case when c.recorded_cost is null then ${c.contactCosts?.currency ? literal(c.contactCosts.currency) : raw("null")} else c.recorded_currency end as currency,
        case when c.recorded_cost is null and c.assumed_cost is not null then 1 else 0 end as cost_assumed
      from costed c
    )
    select
      x.id as id, x.party as party, x.day as day, x.at as at, x.is_case as is_case, x.contact_id as contact_id, x.case_id as case_id,
      case when x.case_id is not null then
        case when row_number() over (partition by x.case_id order by x.at, x.id) = 1 then 'first' else 'further' end
      end as place_in_case,
      x.channel as channel, x.topic as topic, x.department as department, x.team as team, x.agent as agent, x.spoken_with as spoken_with,
      x.handled_by as handled_by, x.abandoned as abandoned, x.resolved as resolved, x.complaint as complaint,
      x.repeated as repeated, x.templated as templated, x.cut_off as cut_off, x.menu_steps as menu_steps,
      x.menu_seconds as menu_seconds, x.menu_loops as menu_loops,
      x.waited as waited, x.talk as talk, x.hold as hold, x.wrap as wrap, x.handle as handle, x.transfers as transfers,
      ${converted(c, "cost")}, x.cost_assumed as cost_assumed
    from priced x
    ${rateJoin(c)}
    where ${beforeAsOf(sql`x.day`, c.dialect, c.asOf)}
  `;
}

/** What a contact `c` costs after the first rule that fits it: null where none does. Nobody handled an abandoned one. */
function assumedCost({ contactCosts, dialect }: Cutting): Sql {
  if (!contactCosts) return sql`cast(null as ${dialect.columnType("number", true)})`;
  const rules = contactCosts.contact.map(({ channel, by, each = 0, hour = 0 }) => {
    const fits = [
      ...(channel === undefined ? [] : [sql`lower(c.channel) = ${literal(channel.toLowerCase())}`]),
      ...(by === undefined ? [] : [sql`c.handled_by = ${literal(by)}`]),
      ...(hour === 0 ? [] : [sql`c.handle is not null`]),
    ];
    const timed = hour === 0 ? raw("") : sql` + ${raw(String(hour))} * c.handle / 3600.0`;
    return sql`when ${all(fits)} then ${dialect.double(raw(String(each)))}${timed}`;
  });
  return sql`case when c.abandoned = true then ${dialect.double(raw("0"))} ${join(rules, " ")} end`;
}

/**
 * One row an invitation: whether the person was really asked, and answered. `request_days` lie between what it is about and
 * the invitation, as it says itself or as its answer does; `request_delay` is their band where it says so itself, whoever
 * answered. `answer_days` lie between the invitation and the answer.
 */
export function invitations(c: Cutting): Sql {
  const { dialect, zone, asOf } = c;
  const known = (day: Sql) => beforeAsOf(day, dialect, asOf);
  const completed = dialect.localDay(sql`f.completed`, zone);
  return sql`
    with answered as (
      select f.invitation_id as invitation_id, min(${factDay(dialect, zone, "f")}) as day, min(s.day) as about_day
      from fact_answer f
      left join panel_subject s on s.about = f.about and s.ref = f.about_id
      where f.invitation_id is not null and (f.score is not null or f.comment is not null) and ${known(factDay(dialect, zone, "f"))}
      group by f.invitation_id
    ),
    x as (
      select
        f.id as id, i.party as party, ${factDay(dialect, zone, "f")} as day,
        f.survey as survey, f.instrument as instrument, f.touchpoint as touchpoint, f.channel as channel,
        case when f.not_asked is null then 1 else 0 end as asked,
        case
          when a.invitation_id is not null then 1
          when f.completed is not null and ${known(completed)} then 1
          else 0
        end as completed,
        case when f.not_asked is null then s.day end as about_day,
        case when f.not_asked is null then coalesce(s.day, a.about_day) end as any_about_day,
        case when f.not_asked is null then coalesce(a.day, case when ${known(completed)} then ${completed} end) end as answered_day
      from fact_invitation f
      left join answered a on a.invitation_id = f.invitation_id
      left join panel_subject s on s.about = f.about and s.ref = f.about_id
      left join identity i on i.key = f.subject
    ),
    waited as (
      select x.*,
        ${delay(sql`x.about_day`, sql`x.day`, dialect)} as own_request_days,
        ${delay(sql`x.any_about_day`, sql`x.day`, dialect)} as request_days,
        ${delay(sql`x.day`, sql`x.answered_day`, dialect)} as answer_days
      from x
      where ${known(sql`x.day`)}
    )
    select id, party, day, survey, instrument, touchpoint, channel, asked, completed,
      request_days, answer_days, ${delayBand(sql`own_request_days`)} as request_delay, ${delayBand(sql`answer_days`)} as answer_delay
    from waited
  `;
}

/** Stars of five from which on a public rating praises. */
export const GOOD_RATING = 4;
/** Stars of five up to which it criticises. */
const BAD_RATING = 2;

/**
 * One row a public rating or mention; ratings as stars of five, where they lie on their site's scale. Whether it praises or criticises: by its
 * stars, without a rating by the sentiment that its source gave.
 */
export function reviews({ dialect, zone, asOf }: Cutting): Sql {
  return sql`
    with x as (
      select
        f.id as id, i.party as party, ${factDay(dialect, zone, "f")} as day, f.site as site, f.product as product,
        f.rating as rating, coalesce(f.rating_max, 5.0) as rating_max, f.sentiment as sentiment
      from fact_review f
      left join identity i on i.key = f.subject
    ),
    rated as (
      select
        id, party, day, site, product, sentiment,
        case when rating is null then 0 else 1 end as is_rated,
        case when rating >= 0 and rating <= rating_max and rating_max > 0 then 5.0 * rating / rating_max end as stars
      from x
      where ${beforeAsOf(sql`x.day`, dialect, asOf)}
    )
    select
      id, party, day, site, product, is_rated, stars,
      case
        when stars >= ${raw(String(GOOD_RATING))} or (is_rated = 0 and sentiment = 'positive') then 'praise'
        when stars <= ${raw(String(BAD_RATING))} or (is_rated = 0 and sentiment = 'negative') then 'criticism'
      end as opinion
    from rated
  `;
}

/** One row a movement of points. */
export function points(c: Cutting): Sql {
  return sql`
    with x as (
      select
        f.id as id, i.party as party, ${factDay(c.dialect, c.zone, "f")} as day,
        f.change as change, f.points as points, f.reward as reward, f.origin as origin, f.tier as tier, f.cost as cost, f.currency as currency
      from fact_points f
      left join identity i on i.key = f.subject
    )
    select
      x.id as id, x.party as party, x.day as day, x.change as change, x.points as points, x.reward as reward,
      x.origin as origin, x.tier as tier, ${converted(c, "cost")}
    from x
    ${rateJoin(c)}
    where ${beforeAsOf(sql`x.day`, c.dialect, c.asOf)}
  `;
}

/** One row a party that any fact names, with its latest description and the day it was first seen. */
export function parties({ dialect, zone, asOf }: Cutting): Sql {
  const described = ["segment", "country", "region", "language", "acquisition_channel", "party_kind"] as const;
  const latest = described.map(
    (column) =>
      sql`${dialect.latest(raw(`f.${column}`), sql`case when f.at is null then 0 else 1 end`, sql`coalesce(f.at, timestamp '1970-01-01 00:00:00')`, sql`f.load`, sql`f.line`, sql`f.id`)} as ${raw(column)}`,
  );
  const known = beforeAsOf(factDay(dialect, zone, "f"), dialect, asOf);
  return sql`
    with stated as (
      select i.party as party, ${join(described.map((column) => sql`f.${raw(column)} as ${raw(column)}`))},
        f.joined as joined, f.at as at, f.load as load, f.line as line, f.id as id
      from fact_party f
      inner join identity i on i.key = f.subject
      where ${known}
    ),
    several as (
      select party from stated group by party having count(*) > 1
    ),
    described as (
      -- Nearly every party is described once, and then there is nothing to choose.
      select party, ${join(described.map((column) => raw(column)))}, joined
      from stated
      where party not in (select party from several)
      union all
      select f.party as party, ${join(latest, ", ")}, min(f.joined) as joined
      from stated f
      where f.party in (select party from several)
      group by f.party
    ),
    planned as (
      select i.party as party, ${dialect.latest(sql`f.plan`, sql`f.at`, sql`f.load`, sql`f.line`, sql`f.id`)} as plan
      from fact_term f
      inner join identity i on i.key = f.subject
      where f.plan is not null and ${known}
      group by i.party
    )
    select
      p.party as party, ${join(described.map((column) => sql`d.${raw(column)} as ${raw(column)}`))}, d.joined as joined, t.plan as plan
    from (select distinct party from identity) p
    left join described d on d.party = p.party
    left join planned t on t.party = p.party
  `;
}

/**
 * Money in and out by its own day: orders, and refunds with a minus. One row each, for totals over time.
 * @param assumedMargin share of revenue, returned or not, that is taken for margin; null where costs are recorded
 */
export function income(assumedMargin: number | null): Sql {
  const [cost, refunded] =
    assumedMargin === null
      ? ["cost", "null"]
      : ["amount", "-amount"].map((amount) => `${amount} * ${1 - assumedMargin}`);
  return sql`
    select id, party, day, amount, ${raw(cost!)} as cost, channel, agent, product, 0 as is_refund from panel_order
    union all
    select id, party, day, -amount, ${raw(refunded!)}, null, null, null, 1 from panel_refund
  `;
}

/** One row a referral; the party is the one who brought somebody. */
export function referrals(c: Cutting): Sql {
  return sql`
    with x as (
      select f.id as id, i.party as party, ${factDay(c.dialect, c.zone, "f")} as day
      from fact_referral f
      left join identity i on i.key = f.subject
    )
    select id, party, day from x where ${beforeAsOf(sql`x.day`, c.dialect, c.asOf)}
  `;
}

/** One row a customer, or an agent, and arm of an action or experiment that they were put into. */
export function assignments(c: Cutting): Sql {
  return sql`
    with x as (
      select f.id as id, i.party as party, ${factDay(c.dialect, c.zone, "f")} as day, f.experiment as experiment, f.arm as arm,
        case when f.randomised then 1 else 0 end as randomised, f.agent as agent
      from fact_assignment f
      left join identity i on i.key = f.subject
    )
    select id, party, day, experiment, arm, randomised, agent from x where ${beforeAsOf(sql`x.day`, c.dialect, c.asOf)}
  `;
}
