import type { Dialect } from "../store/sql/dialect.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { factDay } from "./days.ts";
import { IS_LISTED, LIST_PRICE } from "./discounts.ts";
import type { Cutting } from "./events.ts";
import { BASELINE_DAYS, FAR_DAY, HORIZONS, PAUSE_DAYS, type PanelInfo } from "./settings.ts";
import { TOLD_BADLY } from "./told.ts";

/**
 * Stretches during which a party was a customer, half-open, disjoint for a party.
 * Contract: terms, joined where at most `PAUSE_DAYS` lie between them. Others: purchases, each of which keeps a
 * customer for `inactivityDays`; lost on the first day on which that could be known, never backdated.
 */
export function spells(c: Cutting, inactivityDays: number): Sql {
  const { dialect, zone, asOf } = c;
  const far = dialect.day(FAR_DAY);
  const day = factDay(dialect, zone, "t");
  return sql`
    with stated as (
      select
        i.party as party, t.subscription as subscription, t.change as change, t.until as until,
        ${day} as from_day, t.load as load_number, t.line as line
      from fact_term t
      inner join identity i on i.key = t.subject
      ${asOf === null ? raw("") : sql`where ${day} < ${dialect.day(asOf)}`}
    ),
    followed as (
      -- A stretch without an end lasts until the next one of the same subscription begins, or its end is stated.
      select
        party, change, until, from_day,
        lead(from_day) over (partition by party, subscription order by from_day, load_number, line) as next_from
      from stated
    ),
    ended as (
      select party, change, from_day, coalesce(until, next_from, ${far}) as to_day from followed
    ),
    term as (
      select distinct party, from_day, to_day from ended
      where to_day > from_day and (change is null or change <> 'end')
    ),
    bought as (
      select distinct party, day as from_day, day + ${raw(String(inactivityDays))} as to_day
      from panel_order
      where party is not null and day is not null and party not in (select party from term)
    ),
    stretch as (
      select party, from_day, to_day, 'contract' as kind, ${raw(String(PAUSE_DAYS))} as pause from term
      union all
      select party, from_day, to_day, 'purchase' as kind, 0 as pause from bought
    ),
    reach as (
      select
        party, from_day, to_day, kind, pause,
        max(to_day) over (partition by party order by from_day, to_day rows between unbounded preceding and 1 preceding) as reached
      from stretch
    ),
    marked as (
      select
        party, from_day, to_day, kind,
        sum(case when reached is null or from_day > reached + pause then 1 else 0 end)
          over (partition by party order by from_day, to_day rows between unbounded preceding and current row) as spell
      from reach
    ),
    spelled as (
      select party, kind, spell, min(from_day) as from_day, max(to_day) as to_day
      from marked
      group by party, kind, spell
    )
    select
      party, kind, spell, from_day, to_day,
      lag(to_day) over (partition by party order by from_day) as previous_to
    from spelled
  `;
}

/**
 * One row a party and day on which anything happened.
 * @param assumedMargin share of revenue, returned or not, that is taken for margin; null where costs are recorded
 */
export function customerDays(assumedMargin: number | null): Sql {
  const counts = ["orders", "uncosted", "returns", "contacts", "referrals", "praise", "criticism"];
  const sums = [
    ...["revenue", "cost", "refunded", "listed", "paid_of_listed"],
    ...["handle", "contact_cost", "points_earned", "points_redeemed"],
  ];
  const row = (from: string, values: Record<string, string>): Sql => {
    const columns = [
      ...counts.map((name) => `${values[name] ?? "null"} as ${name}`),
      ...sums.map((name) => `${values[name] ?? "0.0"} as ${name}`),
    ];
    return raw(`select party, day, ${columns.join(", ")} from ${from} where party is not null and day is not null`);
  };
  const all = join(
    [
      row("panel_order", {
        orders: "1",
        revenue: "coalesce(amount, 0.0)",
        cost: assumedMargin === null ? "coalesce(cost, 0.0)" : `coalesce(amount, 0.0) * ${1 - assumedMargin}`,
        uncosted: "case when cost is null and amount is not null then 1 end",
        listed: `case when ${IS_LISTED} then ${LIST_PRICE} else 0.0 end`,
        paid_of_listed: `case when ${IS_LISTED} then amount else 0.0 end`,
      }),
      row("panel_refund", {
        refunded: "coalesce(amount, 0.0)",
        returns: "1",
        ...(assumedMargin === null ? {} : { cost: `-coalesce(amount, 0.0) * ${1 - assumedMargin}` }),
      }),
      row("panel_contact", { contacts: "1", handle: "coalesce(handle, 0.0)", contact_cost: "coalesce(cost, 0.0)" }),
      row("panel_points", {
        points_earned: "case when change = 'earned' then points else 0.0 end",
        points_redeemed: "case when change = 'redeemed' then points else 0.0 end",
      }),
      row("panel_referral", { referrals: "1" }),
      row("(select * from panel_review where opinion is not null) spoken", {
        praise: "case when opinion = 'praise' then 1 end",
        criticism: "case when opinion = 'criticism' then 1 end",
      }),
    ],
    "\n      union all\n      ",
  );
  // Counted, not summed: a sum of whole numbers comes in the engine's widest type, which everything that reads the table would pay for.
  const columns = [
    ...counts.map((name) => `cast(count(${name}) as integer) as ${name}`),
    ...sums.map((name) => `sum(${name}) as ${name}`),
  ];
  return sql`
    select party, day, ${raw(columns.join(", "))}
    from (
      ${all}
    ) happened
    group by party, day
  `;
}

/** One row a party and month in which anything happened. */
export function customerMonths({ startOf }: Dialect): Sql {
  return sql`
    select
      d.party as party,
      ${startOf("month", sql`d.day`)} as month,
      sum(d.orders) as orders, sum(d.revenue) as revenue, sum(d.cost) as cost, sum(d.uncosted) as uncosted,
      sum(d.refunded) as refunded, sum(d.returns) as returns, sum(d.contacts) as contacts, sum(d.handle) as handle,
      sum(d.contact_cost) as contact_cost, sum(d.points_earned) as points_earned, sum(d.points_redeemed) as points_redeemed, sum(d.referrals) as referrals,
      sum(d.revenue) - sum(d.cost) - sum(d.refunded) as margin
    from customer_day d
    group by d.party, ${startOf("month", sql`d.day`)}
  `;
}

/** Outcome columns that a scored moment carries for each horizon: what they sum over the days of the window. */
export const OUTCOME_SUMS = {
  revenue: "d.revenue - d.refunded",
  margin: "d.revenue - d.cost - d.refunded",
  orders: "d.orders",
  returns: "d.returns",
  refunded: "d.refunded",
  contacts: "d.contacts",
  contact_cost: "d.contact_cost",
  referrals: "d.referrals",
} as const;

/** The same of what nobody's history is told by. */
const LATER_SUMS = {
  listed: "d.listed",
  paid_of_listed: "d.paid_of_listed",
  praise: "d.praise",
  criticism: "d.criticism",
} as const;

/**
 * One row an answer with a band, a party and a day: what went before (baseline columns, `[day − 365, day)`) and what came
 * after (outcome columns for each horizon, `[day + 1 + gap, day + 1 + gap + horizon)`), and whether each horizon is known
 * to its end. Customers who did nothing afterwards have zeros: they are not left out.
 */
export function scoredMoments(c: Cutting, info: PanelInfo, gapDays: number): Sql {
  const { day: parse, double } = c.dialect;
  const start = `m.day + ${1 + gapDays}`;
  const later = { ...OUTCOME_SUMS, ...LATER_SUMS };
  const baseline = Object.entries({ ...OUTCOME_SUMS, handle: "d.handle" }).map(
    ([name, sum]) =>
      sql`sum(case when d.day < m.day then ${double(raw(sum))} else 0.0 end) as ${raw(`baseline_${name}`)}`,
  );
  const outcomes = HORIZONS.flatMap((h) =>
    Object.entries(later).map(
      ([name, sum]) =>
        sql`sum(case when d.day >= ${raw(start)} and d.day < ${raw(`${start} + ${h}`)} then ${double(raw(sum))} else 0.0 end) as ${raw(`${name}_${h}`)}`,
    ),
  );
  const names = [
    ...Object.keys({ ...OUTCOME_SUMS, handle: 0 }).map((name) => `baseline_${name}`),
    ...HORIZONS.flatMap((h) => Object.keys(later).map((name) => `${name}_${h}`)),
  ];
  const complete =
    (until: string | null, shift = 0) =>
    (h: number) =>
      until === null
        ? raw("false")
        : sql`cast(${raw(start)} + ${raw(String(h + shift))} <= ${parse(until)} as boolean)`;
  const purchases = complete(info.knownUntil.purchases);
  const contacts = complete(info.knownUntil.contacts);
  const reviews = complete(info.knownUntil.reviews);
  const answered = complete(info.knownUntil.answers);
  const toldBadly = HORIZONS.map((h) => {
    const isWithin = sql`t.day < ${raw(start)} + ${raw(String(h))}`;
    return sql`${double(sql`sum(case when ${isWithin} then t.score end)`)} / nullif(count(case when ${isWithin} then 1 end), 0) as ${raw(`told_badly_${h}`)}`;
  });
  const churn = complete(info.knownUntil.purchases ?? info.asOf, info.hasContracts ? 0 : info.inactivity.days);
  return sql`
    with m as (
      select id, party, day, instrument, kind, score, band, touchpoint, topic, channel
      from panel_answer
      where state = 'valid' and band is not null and party is not null and day is not null
    ),
    sums as (
      select m.id as id, ${join([...baseline, ...outcomes], ",\n        ")}
      from m
      inner join customer_day d
        on d.party = m.party and d.day >= m.day - ${raw(String(BASELINE_DAYS))} and d.day < ${raw(start)} + ${raw(String(Math.max(...HORIZONS)))}
      group by m.id
    ),
    spelled as (
      select
        m.id as id,
        max(case when s.from_day <= m.day + 1 and s.to_day > m.day + 1 then 1 else 0 end) as active,
        min(s.from_day) as since,
        ${join(HORIZONS.map((h) => sql`max(case when s.from_day <= ${raw(start)} + ${raw(String(h))} and s.to_day > ${raw(start)} + ${raw(String(h))} then 1 else 0 end) as active_${raw(String(h))}`))}
      from m
      inner join panel_spell s on s.party = m.party
      group by m.id
    ),
    told as (
      -- Those who were not asked again have told nobody anything that is known of.
      select m.id as id, ${join(toldBadly)}
      from m
      inner join (select party, day, score from panel_answer where ${TOLD_BADLY}) t on t.party = m.party
      where t.day >= ${raw(start)} and t.day < ${raw(start)} + ${raw(String(Math.max(...HORIZONS)))}
      group by m.id
    )
    select
      m.id as id, m.party as party, m.day as day, m.instrument as instrument, m.kind as kind, m.score as score,
      m.band as band, m.touchpoint as touchpoint, m.topic as topic, m.channel as channel,
      case when p.since is not null and p.since < m.day then ${c.dialect.daysBetween(sql`p.since`, sql`m.day`)} else 0 end as tenure_days,
      coalesce(p.active, 0) as active,
      ${raw(names.map((n) => `coalesce(s.${n}, 0.0) as ${n}`).join(", "))},
      ${raw(HORIZONS.map((h) => `t.told_badly_${h} as told_badly_${h}`).join(", "))},
      ${join(HORIZONS.map((h) => sql`case when p.active = 1 then 1 - p.active_${raw(String(h))} end as churn_${raw(String(h))}`))},
      ${join(HORIZONS.map((h) => sql`${purchases(h)} as purchases_known_${raw(String(h))}, ${contacts(h)} as contacts_known_${raw(String(h))}, ${reviews(h)} as reviews_known_${raw(String(h))}, ${answered(h)} as answers_known_${raw(String(h))}, ${churn(h)} as churn_known_${raw(String(h))}`))}
    from m
    left join sums s on s.id = m.id
    left join spelled p on p.id = m.id
    left join told t on t.id = m.id
  `;
}

/** One row a party as of the end: status, and totals to date. */
export function customerState({ day: parse }: Dialect, asOf: string | null): Sql {
  const status =
    asOf === null
      ? sql`case when s.party is null then 'prospect' else 'active' end`
      : sql`case when s.party is null then 'prospect' when s.last_to > ${parse(asOf)} then 'active' else 'former' end`;
  return sql`
    with spell as (
      select party, min(from_day) as first_from, max(to_day) as last_to, min(kind) as kind from panel_spell group by party
    ),
    totals as (
      select
        party,
        sum(orders) as orders, sum(revenue) as revenue, sum(cost) as cost, sum(uncosted) as uncosted,
        sum(refunded) as refunded, sum(contacts) as contacts, sum(contact_cost) as contact_cost, sum(handle) as handle
      from customer_day
      group by party
    )
    select
      p.party as id, p.party as party, p.segment as segment, p.country as country, p.region as region, p.language as language,
      p.acquisition_channel as acquisition_channel, p.plan as plan,
      ${status} as status, s.kind as customer_kind, s.first_from as customer_since,
      coalesce(t.orders, 0) as orders, coalesce(t.revenue, 0.0) as revenue, coalesce(t.cost, 0.0) as cost,
      coalesce(t.uncosted, 0) as uncosted, coalesce(t.refunded, 0.0) as refunded, coalesce(t.contacts, 0) as contacts,
      coalesce(t.contact_cost, 0.0) as contact_cost,
      coalesce(t.revenue, 0.0) - coalesce(t.cost, 0.0) - coalesce(t.refunded, 0.0) as margin
    from panel_party p
    left join spell s on s.party = p.party
    left join totals t on t.party = p.party
  `;
}
