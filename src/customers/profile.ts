import { addDays, type Day } from "../base/day.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Identifiers, answers, cases and promises of one customer that a profile shows at most. */
const SHOWN = 50;
const YEAR = 365;

/** What is known of one customer. Rows as the engine gives them. */
export interface ProfileRows {
  /** The row of the list, and what the list does not show. */
  customer: Row;
  identifiers: Row[];
  accounts: Row[];
  /** The latest word on consent; undefined where nobody said anything. */
  consent: Row | undefined;
  /** The stretch as a customer that holds, or the last one. */
  spell: Row | undefined;
  scores: Row[];
  effort: Row;
  openCases: Row[];
  openDeliveries: Row[];
  openOffers: Row[];
  /** How contacts and orders came in, the channel of most of either. */
  channels: Row[];
}

/** The party that a key belongs to, of a customer or of any identifier that became one with others; null where there is none. */
export async function partyOf({ store }: MeasureContext, key: string): Promise<string | null> {
  if (!/^\d{1,20}$/.test(key) || BigInt(key) >= 2n ** 64n) return null;
  const [row] = await store.rows(sql`
    select concat('', max(party)) as party from identity where key = cast(${key} as ${store.dialect.columnType("key", true)})`);
  return row?.party ? String(row.party) : null;
}

/** Keys of every identifier of a party. */
export async function keysOf({ store }: MeasureContext, party: string): Promise<string[]> {
  const rows = await store.rows(sql`
    select concat('', key) as key from identity where party = cast(${party} as ${store.dialect.columnType("key", true)}) order by key`);
  return rows.map(({ key }) => String(key));
}

/** Everything that a profile shows; `customer_list` has to be built. */
export async function customerProfile(context: MeasureContext, party: string): Promise<ProfileRows | null> {
  const { store } = context;
  const id = sql`cast(${party} as ${store.dialect.columnType("key", true)})`;
  const limit = raw(`limit ${SHOWN}`);
  const [
    [customer],
    identifiers,
    accounts,
    [consent],
    [spell],
    scores,
    [effort],
    openCases,
    openDeliveries,
    openOffers,
    channels,
  ] = await Promise.all([
    store.rows(sql`
        select concat('', l.party) as id, l.label as label, l.label_kind as label_kind, l.name as name, l.segment as segment,
          l.country as country, l.status as status, l.since as since, l.orders as orders, l.revenue as revenue, l.margin as margin,
          l.contacts_year as contacts_year, l.last_seen as last_seen, l.last_measure as last_measure, l.last_score as last_score,
          l.last_band as last_band, l.last_scored as last_scored,
          p.region as region, p.language as language, p.acquisition_channel as acquisition_channel, p.party_kind as party_kind,
          p.joined as joined, p.plan as plan,
          s.customer_kind as customer_kind, s.refunded as refunded, s.contacts as contacts, s.contact_cost as contact_cost,
          (select count(*) from panel_contact c where c.party = ${id} and c.cost is null) as uncosted_contacts
        from customer_list l
        inner join panel_party p on p.party = l.party
        inner join customer_state s on s.party = l.party
        where l.party = ${id}`),
    store.rows(sql`
        select n.kind as kind, n.value as value
        from identity i inner join identifier n on n.key = i.key
        where i.party = ${id} order by n.kind, n.value ${limit}`),
    memberships(context, id),
    store.rows(sql`
        select f.consent as consent, f.at as at
        from fact_party f inner join identity i on i.key = f.subject
        where i.party = ${id} and f.consent is not null
        order by case when f.at is null then 1 else 0 end, f.at desc, f.load desc, f.line desc limit 1`),
    store.rows(
      sql`select from_day, to_day, previous_to, kind from panel_spell where party = ${id} order by from_day desc limit 1`,
    ),
    store.rows(sql`
        select a.day as day, a.instrument as measure, a.score as score, a.band as band, a.touchpoint as touchpoint, a.topic as topic
        from panel_answer a
        where a.party = ${id} and a.state = 'valid'
        order by case when a.day is null then 1 else 0 end, a.day desc, a.at desc, a.id ${limit}`),
    store.rows(effortOf(context, id)),
    store.rows(casesOf(context, id)),
    store.rows(deliveriesOf(context, id)),
    store.rows(sql`
        select f.offer_id as offer_id, f.product as product, ${store.dialect.double(sql`f.amount`)} as amount, f.currency as currency, f.stage as stage, f.at as at
        from fact_offer f inner join identity i on i.key = f.subject
        where i.party = ${id} and f.outcome = 'open' order by f.at desc ${limit}`),
    store.rows(channelsOf(id)),
  ]);
  if (!customer) return null;
  const rows = { identifiers, accounts, scores, openCases, openDeliveries, openOffers, channels };
  return { customer, ...rows, consent, spell, effort: effort! };
}

/** The channel by which most contacts, and most orders, came in: how many of those whose channel is known. What is as frequent stands by its name. */
const channelsOf = (id: Sql): Sql => sql`
  select c.what as what, c.channel as channel, c.n as n, c.known as known
  from (
    select u.what as what, u.channel as channel, count(*) as n, sum(count(*)) over (partition by u.what) as known,
      row_number() over (partition by u.what order by count(*) desc, u.channel) as place
    from (
      select 'contact' as what, channel from panel_contact where party = ${id} and channel is not null
      union all
      select 'order' as what, channel from panel_order where party = ${id} and channel is not null
    ) u
    group by u.what, u.channel
  ) c
  where c.place = 1`;

/** Accounts that the customer's identifiers are stated to belong to. */
const memberships = ({ store }: MeasureContext, id: Sql): Promise<Row[]> =>
  store.rows(sql`
    select f.account as account, max(f.role) as role, min(f.at) as since, max(f.until) as until
    from fact_membership f inner join identity i on i.key = f.subject
    where i.party = ${id} group by f.account order by f.account ${raw(`limit ${SHOWN}`)}`);

/** Signals of effort in the cases of the last year: how many cases show each, of how many whose records could. */
function effortOf({ store: { dialect }, info }: MeasureContext, id: Sql): Sql {
  const signals = Object.keys(info.effortWeights).map(
    (signal) =>
      sql`cast(sum(${raw(signal)}) as integer) as ${raw(signal)}, count(${raw(signal)}) as ${raw(`${signal}_known`)}`,
  );
  const year =
    info.asOf === null
      ? raw("true")
      : sql`day >= ${dialect.day(addDays(info.asOf, -YEAR))} and day < ${dialect.day(info.asOf)}`;
  return sql`
    select count(*) as cases, count(effort) as measured, avg(${dialect.exact(sql`effort`)}) as effort, ${join(signals)}
    from panel_case where party = ${id} and ${year}`;
}

/** Cases that are not resolved as far as anybody recorded it; none where cases are never recorded as resolved. */
const casesOf = ({ info }: MeasureContext, id: Sql): Sql => sql`
  with said as (
    -- Other records may say more of a case, and name nobody.
    select case_id, max(reopened) as reopened, max(first_answered) as first_answered
    from fact_case
    where case_id in (select k.case_id from fact_case k inner join identity j on j.key = k.subject where j.party = ${id})
    group by case_id
  )
  select f.case_id as case_id, f.at as at, f.topic as topic, f.channel as channel, f.team as team, f.agent as agent,
    f.priority as priority, f.status as status, coalesce(s.reopened, f.reopened) as reopened,
    case when coalesce(s.first_answered, f.first_answered) is null then 0 else 1 end as answered
  from fact_case f
  inner join identity i on i.key = f.subject
  left join said s on s.case_id = f.case_id
  where i.party = ${id} and f.resolved is null and ${raw(info.says.resolved_at ? "true" : "false")}
    and (f.status is null or lower(f.status) not in ('closed', 'resolved', 'solved', 'done'))
  order by f.at desc ${raw(`limit ${SHOWN}`)}`;

/** Orders that were promised for a moment and that nobody recorded as delivered; none where deliveries are never recorded. */
const deliveriesOf = ({ store: { dialect }, info }: MeasureContext, id: Sql): Sql => sql`
  select f.order_id as order_id, f.at as at, f.promised as promised, f.status as status, f.product as product,
    ${dialect.double(sql`f.amount`)} as amount, f.currency as currency,
    case when ${dialect.localDay(sql`f.promised`, info.zone)} < ${dialect.day(info.asOf ?? ("1970-01-01" as Day))} then 1 else 0 end as late
  from fact_purchase f inner join identity i on i.key = f.subject
  where i.party = ${id} and f.promised is not null and f.delivered is null
    and (f.status is null or f.status not in ('cancelled', 'returned', 'delivered'))
    and exists (select 1 from fact_purchase d where d.delivered is not null)
  order by f.promised ${raw(`limit ${SHOWN}`)}`;
