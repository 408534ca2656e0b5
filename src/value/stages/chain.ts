import { addDays } from "../../base/day.ts";
import { THIRDS } from "../../facts/instruments.ts";
import { adjustedDifference } from "../../links/claims/adjusted.ts";
import { brought } from "../../links/claims/customers.ts";
import { BAND_MINIMUM } from "../../links/contrast.ts";
import type { EqualHistory } from "../../links/equal-history.ts";
import { experiencesOf } from "../../links/link.ts";
import { worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { isReduced } from "../../panel/discounts.ts";
import { literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { BROAD, INDEX } from "../ledger/loyalty.ts";

/** Days of each stretch after an answer, the longest first that enough customers have. */
const HORIZONS = [365, 180, 90] as const;
/** Customers who have to have both stretches behind them for a longer one to be taken. */
const WANTED = 400;
/** Loyalty index from which on a customer counts as loyal rather than little loyal. */
export const LOYAL_FROM = 0.4;

export const LINKS = ["experience", "loyalty", "ends"] as const;
/** Experience to loyalty, loyalty to value, and both ends of the chain. */
export type ChainLink = (typeof LINKS)[number];

/** One link: two groups and what came strictly later. */
export interface LinkOfChain {
  link: ChainLink;
  /** The better group, and the other. */
  groups: readonly [Group, Group];
  /** The difference at equal history; null where a group is too small or cannot be told from its history. */
  adjusted: EqualHistory | null;
  /** Whether the interval lies above nothing, below it, or holds it. */
  state: "holds" | "reversed" | "open" | "too_few";
}

export interface Group {
  n: number;
  mean: number | null;
}

export interface Chain {
  experience: string;
  days: number;
  worth: "margin" | "spend";
  links: LinkOfChain[];
  /** Customers who have answered, but none of whose answers has both stretches behind it yet. */
  tooEarly: number;
}

/**
 * Whether a better experience goes before loyalty, and loyalty before value, on the company's own records. One row a customer: the latest answer with two whole
 * stretches after it; the loyalty index of the first stretch, without answers in it; what the second brought. Each link is told at
 * equal history up to where it begins. Null where nobody was asked or nothing is bought.
 */
export async function chainStudy(context: MeasureContext): Promise<Chain | null> {
  const { store, info } = context;
  const worth = worthOf(info);
  const end = info.knownUntil.purchases ?? info.asOf;
  const [experience] = await experiencesOf(context);
  if (worth === null || end === null || experience === undefined) return null;
  const { day } = store.dialect;
  let days: number = HORIZONS.at(-1)!;
  for (const each of [...HORIZONS].reverse()) {
    const [row] = await store.rows(sql`
      select count(distinct m.party) as n from scored_moment m
      where m.instrument = ${literal(experience)} and m.day < ${day(addDays(end, -2 * each))}`);
    if (Number(row!.n) >= WANTED) days = each;
  }
  await store.materialise(
    "value_chain",
    chainRows(context, { experience, days, worth, until: addDays(end, -2 * days) }),
    ["party"],
  );
  const links: LinkOfChain[] = [];
  for (const link of LINKS) links.push(await linkOf(context, link));
  const [left] = await store.rows(sql`
    select count(distinct m.party) as n from scored_moment m
    where m.instrument = ${literal(experience)} and m.band is not null and m.party not in (select party from value_chain)`);
  return { experience, days, worth, links, tooEarly: Number(left!.n) };
}

interface Asked {
  experience: string;
  days: number;
  worth: "margin" | "spend";
  until: string;
}

/** One row a customer: band, the index before and after, and what each stretch brought. */
function chainRows(context: MeasureContext, { experience, days, worth, until }: Asked): Sql {
  const { dialect } = context.store;
  const { double, exact, day } = dialect;
  const best = (context.info.instruments[experience]?.bands ?? THIRDS).at(-1)!.code;
  const h = raw(String(days));
  const net = (from: Sql, to: Sql) =>
    sql`sum(case when d.day > ${from} and d.day <= ${to} then ${brought(worth, dialect)} else ${exact(sql`0`)} end)`;
  return sql`
    with answered as (
      select a.id as id, a.party as party, a.day as day, a.band as band, a.contacts as contacts, a.tenure as tenure
      from (
        select m.id as id, m.party as party, m.day as day, m.band as band, m.baseline_contacts as contacts, m.tenure_days as tenure,
          row_number() over (partition by m.party order by m.day desc, m.id desc) as place
        from scored_moment m
        where m.instrument = ${literal(experience)} and m.band is not null and m.day < ${day(until)}
      ) a where a.place = 1
    ),
    money as (
      select a.id as id, ${net(sql`a.day - ${h}`, sql`a.day`)} as earlier, ${net(sql`a.day`, sql`a.day + ${h}`)} as during,
        ${net(sql`a.day + ${h}`, sql`a.day + 2 * ${h}`)} as later,
        sum(case when d.day <= a.day then d.orders else 0 end) as orders_earlier,
        sum(case when d.day > a.day and d.day <= a.day + ${h} then d.orders else 0 end) as orders_during
      from answered a
      inner join customer_day d on d.party = a.party and d.day > a.day - ${h} and d.day <= a.day + 2 * ${h}
      group by a.id
    ),
    before_parts as (${indexIn(sql`a.day - ${h}`, sql`a.day`)}),
    after_parts as (${indexIn(sql`a.day`, sql`a.day + ${h}`)})
    select a.id as id, a.party as party, case when a.band = ${literal(best)} then 1 else 0 end as is_best,
      coalesce(e.loyalty, 0.0) as loyalty_before, coalesce(f.loyalty, 0.0) as loyalty_after,
      ${double(sql`coalesce(m.earlier, ${exact(sql`0`)})`)} as money_before, ${double(sql`coalesce(m.during, ${exact(sql`0`)})`)} as money_during,
      ${double(sql`coalesce(m.later, ${exact(sql`0`)})`)} as money_after,
      coalesce(m.orders_earlier, 0) as orders_before, coalesce(m.orders_during, 0) as orders_during,
      coalesce(a.contacts, 0) as contacts_before, coalesce(a.tenure, 0) as tenure
    from answered a
    left join money m on m.id = a.id
    left join before_parts e on e.id = a.id
    left join after_parts f on f.id = a.id
  `;
}

/** The loyalty index of each answer's customer over some days after `from`, up to `to`: who bought nothing in them has none, which counts as 0. */
const indexIn = (from: Sql, to: Sql): Sql => sql`
  select b.id as id, ${INDEX} as loyalty
  from (
    select w.id as id, case when w.known > 0 then 1.0 - w.reduced / (1.0 * w.known) end as full_price,
      case when coalesce(p.products, 0) >= ${BROAD} then 1.0 else coalesce(p.products, 0) / (1.0 * ${BROAD}) end as breadth,
      case when s.id is null then 0.0 else 1.0 end as voice
    from (
      select a.id as id, count(${isReduced("o")}) as known, sum(coalesce(${isReduced("o")}, 0)) as reduced
      from answered a inner join panel_order o on o.party = a.party and o.day > ${from} and o.day <= ${to}
      group by a.id
    ) w
    left join (
      select q.id as id, count(distinct q.product) as products
      from (
        select a.id as id, coalesce(l.category, l.product, o.product) as product
        from answered a
        inner join panel_order o on o.party = a.party and o.day > ${from} and o.day <= ${to}
        left join fact_line l on l.order_id = o.order_id
      ) q where q.product is not null group by q.id
    ) p on p.id = w.id
    left join (
      select distinct a.id as id from answered a inner join (
        select party, day from panel_referral union all select party, day from panel_review
      ) v on v.party = a.party and v.day > ${from} and v.day <= ${to}
    ) s on s.id = w.id
  ) b`;

/** What each link compares: who is in the better group, what came later, and what is held equal. */
const DESIGN: Readonly<Record<ChainLink, { better: Sql; later: string; history: readonly string[] }>> = {
  experience: {
    better: sql`c.is_best = 1`,
    later: "loyalty_after",
    history: ["loyalty_before", "money_before", "orders_before", "contacts_before", "tenure"],
  },
  loyalty: {
    better: sql`c.loyalty_after >= ${LOYAL_FROM}`,
    later: "money_after",
    history: [
      ...["loyalty_before", "money_before", "orders_before", "contacts_before", "tenure"],
      ...["money_during", "orders_during"],
    ],
  },
  ends: {
    better: sql`c.is_best = 1`,
    later: "money_after",
    history: ["loyalty_before", "money_before", "orders_before", "contacts_before", "tenure"],
  },
};

async function linkOf(context: MeasureContext, link: ChainLink): Promise<LinkOfChain> {
  const { store, record } = context;
  const { better, later, history } = DESIGN[link];
  const units = sql`
    select c.id as id, c.party as party, case when ${better} then 'first' else 'second' end as band, c.${raw(later)} as y_0 from value_chain c`;
  const { exact, double } = store.dialect;
  const query = sql`select u.band as band, count(*) as customers, sum(${exact(sql`u.y_0`)}) as total from (${units}) u group by u.band order by band`;
  const rows = await store.rows(query);
  record(`stages.chain.${link}`, query, rows);
  const group = (band: string): Group => {
    const row = rows.find((each) => each.band === band);
    const n = Number(row?.customers ?? 0);
    return { n, mean: n > 0 ? Number(row!.total) / n : null };
  };
  const groups = [group("first"), group("second")] as const;
  const isEnough = groups.every(({ n }) => n >= BAND_MINIMUM);
  const adjusted = isEnough
    ? await adjustedDifference(
        { rows: units },
        {
          ...{ by: "id", columns: history },
          rows: sql`select c.id as id, ${history.map((column) => sql`${double(sql`c.${raw(column)}`)} as ${raw(column)}`).reduce((all, one) => sql`${all}, ${one}`)} from value_chain c`,
        },
        context,
      )
    : null;
  return { link, groups, adjusted, state: stateOf(adjusted) };
}

function stateOf(adjusted: EqualHistory | null): LinkOfChain["state"] {
  if (adjusted === null) return "too_few";
  if (adjusted.interval.low > 0) return "holds";
  return adjusted.interval.high < 0 ? "reversed" : "open";
}
