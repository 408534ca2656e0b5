import type { MeasureContext } from "../../measures/measure.ts";
import { factDay } from "../../panel/days.ts";
import { isReduced } from "../../panel/discounts.ts";
import { GOOD_RATING } from "../../panel/events.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { ONBOARDING_DAYS } from "../ledger/stages.ts";

/** Where somebody may stand on a day; the first three are parts of purchase, `former` is none of the five stages. */
export const STANDINGS = [
  "search",
  "selection",
  "purchase",
  "onboarding",
  "retention",
  "loyalty",
  "advocacy",
  "former",
] as const;
export type Standing = (typeof STANDINGS)[number];

/** Standings of those who are customers. */
export const CUSTOMER_STANDINGS: readonly Standing[] = ["onboarding", "retention", "loyalty", "advocacy"];
/** Days for which bringing somebody, or a good review, makes an advocate. */
export const ADVOCACY_DAYS = 365;

/**
 * Where everybody stood from which day to which (`value_standing`): one row a stretch, without gaps from the first sign of somebody to the end, so that each
 * stands in exactly one place a day. Before the first purchase, or the contract of those who have one: searching, from the first
 * offer on selecting, from an offer won on purchasing. Then 90 days
 * of onboarding; afterwards an advocate for a year after bringing somebody or a good review, otherwise loyal where the last order or renewal
 * that tells was without a discount, otherwise retained. Who is no customer any more is former, until the next purchase.
 */
export function standings({ store, info }: MeasureContext): Sql {
  const { dialect } = store;
  const { day, daysBetween } = dialect;
  const [end, onboarding, advocacy] = [day(info.asOf!), raw(String(ONBOARDING_DAYS)), raw(String(ADVOCACY_DAYS))];
  const dayOf = factDay(dialect, info.zone, "f");
  const number = (at: Sql) => daysBetween(day("1970-01-01"), at);
  const fact = (table: string) => sql`${raw(table)} f inner join identity i on i.key = f.subject`;
  /** One kind of event: what it sets, everything else being nothing. */
  const event = (
    from: Sql,
    at: Sql,
    sets: Partial<Record<"offered" | "won" | "bought" | "settled" | "paid" | "speaks" | "comes", Sql>>,
  ): Sql => {
    const of = (column: keyof typeof sets) => sets[column] ?? sql`0`;
    return sql`
      select e.party as party, ${at} as day, ${of("offered")} as offered, ${of("won")} as won, ${of("bought")} as bought, ${of("settled")} as settled,
        ${of("paid")} as paid, ${of("speaks")} as speaks, ${of("comes")} as comes
      from (${from}) e where e.party is not null and ${at} is not null and ${at} < ${end}`;
  };
  /** Twice the number of the day, and one more where nothing was taken off: the latest one is the greatest. */
  const paid = (isFull: Sql) => sql`2 * ${number(sql`e.day`)} + case when ${isFull} then 1 else 0 end`;
  const acts = sql`
    select party, day from panel_referral
    union all select party, day from panel_review where stars >= ${raw(String(GOOD_RATING))}`;
  const events = [
    event(sql`select party, day from panel_contact`, sql`e.day`, {}),
    event(sql`select i.party as party, ${dayOf} as day from ${fact("fact_touch")}`, sql`e.day`, {}),
    event(sql`select i.party as party, ${dayOf} as day from ${fact("fact_offer")}`, sql`e.day`, { offered: sql`1` }),
    event(
      sql`select i.party as party, coalesce(${dialect.localDay(sql`f.decided`, info.zone)}, ${dayOf}) as day from ${fact("fact_offer")} where f.outcome = 'won'`,
      sql`e.day`,
      { won: sql`1` },
    ),
    event(sql`select party, min(from_day) as day from panel_spell group by party`, sql`e.day`, { bought: sql`1` }),
    event(sql`select party, min(from_day) as day from panel_spell group by party`, sql`e.day + ${onboarding}`, {
      settled: sql`1`,
    }),
    event(
      sql`select o.party as party, o.day as day, ${isReduced("o")} as reduced
        from panel_order o inner join (select party, min(from_day) as since from panel_spell group by party) s on s.party = o.party
        where o.day >= s.since + ${onboarding} and ${isReduced("o")} is not null`,
      sql`e.day`,
      { paid: paid(sql`e.reduced = 0`) },
    ),
    event(
      sql`select i.party as party, ${dayOf} as day, f.discount_asked as asked from ${fact("fact_term")} where f.change = 'renewal' and f.discount_asked is not null`,
      sql`e.day`,
      { paid: paid(sql`not e.asked`) },
    ),
    event(acts, sql`e.day`, { speaks: sql`${number(sql`e.day`)} + ${advocacy}` }),
    event(acts, sql`e.day + ${advocacy}`, {}),
    event(sql`select party, from_day as day from panel_spell`, sql`e.day`, { comes: sql`1` }),
    event(sql`select party, to_day as day from panel_spell`, sql`e.day`, { comes: sql`-1` }),
  ].reduce((all, one) => sql`${all} union all ${one}`);
  const so = (column: string, how = "max") =>
    sql`${raw(how)}(d.${raw(column)}) over (partition by d.party order by d.day rows between unbounded preceding and current row) as ${raw(column)}`;
  return sql`
    with dated as (
      select h.party as party, h.day as day, max(h.offered) as offered, max(h.won) as won, max(h.bought) as bought, max(h.settled) as settled,
        max(h.paid) as paid, max(h.speaks) as speaks, sum(h.comes) as comes
      from (${events}) h group by h.party, h.day
    ),
    known as (
      select d.party as party, d.day as day, ${so("offered")}, ${so("won")}, ${so("bought")}, ${so("settled")}, ${so("paid")}, ${so("speaks")}, ${so("comes", "sum")}
      from dated d
    ),
    placed as (
      select k.party as party, k.day as day,
        case
          when k.bought = 0 and k.won = 1 then 'purchase'
          when k.bought = 0 and k.offered = 1 then 'selection'
          when k.bought = 0 then 'search'
          when k.comes <= 0 then 'former'
          when k.settled = 0 then 'onboarding'
          when k.speaks > ${number(sql`k.day`)} then 'advocacy'
          when k.paid % 2 = 1 then 'loyalty'
          else 'retention'
        end as stage
      from known k
    ),
    followed as (
      select p.party as party, p.day as day, p.stage as stage,
        lag(p.stage, 1, '') over (partition by p.party order by p.day) as previous
      from placed p
    ),
    begun as (select f.party as party, f.day as day, f.stage as stage from followed f where f.previous <> f.stage)
    select b.party as party, b.stage as stage, b.day as from_day,
      lead(b.day, 1, ${end}) over (partition by b.party order by b.day) as to_day,
      lead(b.stage, 1, '') over (partition by b.party order by b.day) as next_stage,
      row_number() over (partition by b.party order by b.day) as place
    from begun b
  `;
}
