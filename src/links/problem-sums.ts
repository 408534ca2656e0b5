import { inParallel } from "../base/in-parallel.ts";
import type { Period } from "../base/period.ts";
import type { Instruments } from "../facts/instruments.ts";
import { DELIVERY } from "../facts/timeline.ts";
import { touchpointOf } from "../measures/coverage/touchpoint.ts";
import { notEnoughContactCost, worthOf } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { inWindow } from "../measures/window.ts";
import { OUTCOME_SUMS } from "../panel/customers.ts";
import type { Row } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { bandSums, dividedOf, momentRows, type UnitColumn } from "./band-sums.ts";

/** What a problem can be about; a low score can be about either, an issue has a topic alone. */
export const PLACES = ["topic", "touchpoint"] as const;
export type Place = (typeof PLACES)[number];

/** Days within which a refund follows a problem. */
export const REFUND_DAYS = 30;

/** Whether a band of a score with bands of its own says that something was wrong. */
export function isLow(band: Sql, instruments: Instruments): Sql {
  const low = Object.values(instruments).flatMap(({ bands }) => bands.filter(({ tone }) => tone === "bad"));
  return sql`${band} in (${join(low.map(({ code }) => literal(code)))})`;
}

/** Of each place that is shown, the score with bands of its own that most answers about it were given to. */
export async function scoresAt(
  { store, info }: MeasureContext,
  place: Place,
  shown: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await store.rows(sql`
    select m.${raw(place)} as place, m.instrument as instrument, count(*) as n from scored_moment m
    where m.${raw(place)} in (${join(shown.map((name) => sql`${name}`))})
      and m.instrument in (${join(Object.keys(info.instruments).map(literal))})
    group by m.${raw(place)}, m.instrument
    order by n, instrument desc
  `);
  // The last of a place wins: the most answered.
  return new Map(rows.map((row) => [String(row.place), String(row.instrument)]));
}

/**
 * The side of a moment `m` at each place that is shown, by the place's own score: `low 0` or `other 0` at the first; null at any other.
 * @param scores of places, by name
 */
export function sidesOf(
  place: Place,
  shown: readonly string[],
  scores: ReadonlyMap<string, string>,
  instruments: Instruments,
): Sql {
  const sides = shown.flatMap((name, i) => {
    const score = scores.get(name);
    return score === undefined
      ? []
      : [
          sql`when m.${raw(place)} = ${name} and m.instrument = ${literal(score)} then case when ${isLow(sql`m.band`, instruments)} then ${literal(`low ${i}`)} else ${literal(`other ${i}`)} end`,
        ];
  });
  return sql`case ${join(sides, " ")} end`;
}

/** Sums of outcomes by side, from the moments of the scores that the places are told by. */
export async function sumsBySide(
  { store, record }: MeasureContext,
  { id, scores, sides }: { id: string; scores: ReadonlyMap<string, string>; sides: Sql },
  columns: readonly UnitColumn[],
): Promise<Row[]> {
  const found = await inParallel([...new Set(scores.values())].sort(), async (instrument) => {
    const query = bandSums(momentRows(instrument, columns, store.dialect, sides), dividedOf(columns), store.dialect);
    const rows = await store.rows(query);
    record(`${id}.${instrument}`, query, rows);
    return rows;
  });
  return found.flat();
}

/** What the company itself calls the touchpoint at which promises of delivery are kept or broken; null where none are on record, or problems are told by another place. */
export async function deliveryAmong(context: MeasureContext, place: Place): Promise<string | null> {
  const { store, info } = context;
  if (place !== "touchpoint" || !info.says.promised) return null;
  const rows = await store.rows(sql`
    select touchpoint as name, count(*) as n from panel_answer
    where state = 'valid' and touchpoint is not null
    group by touchpoint
    order by n desc, touchpoint`);
  return rows.map(({ name }) => String(name)).find((name) => touchpointOf(name) === DELIVERY) ?? DELIVERY;
}

/** The reductions behind a finding; null where the facts that one needs are not there. */
export function problemSums(
  context: MeasureContext,
  { place, delivery }: { place: Place; delivery: string | null },
  window: Period,
) {
  const { info } = context;
  const { dialect } = context.store;
  const within = (day: Sql) => inWindow(day, window, dialect);
  const column = raw(`p.${place}`);
  const metBy = [
    ...(place === "topic"
      ? [
          sql`select ${column} as place, p.party as party, p.day as day,
        case when p.came_back = 1 or p.was_reopened = 1 or p.first_contact_resolved = 0 then 1 else 0 end as bad
      from panel_case p
      where ${column} is not null and ${within(sql`p.day`)}`,
        ]
      : []),
    ...(delivery !== null
      ? [
          sql`select ${literal(delivery)} as place, p.party as party, p.delivered_day as day, p.late as bad
      from panel_order p
      where p.late is not null and ${within(sql`p.delivered_day`)}`,
        ]
      : []),
    sql`select ${column} as place, p.party as party, p.day as day, case when ${isLow(sql`p.band`, info.instruments)} then 1 else 0 end as bad
      from panel_answer p
      where p.state = 'valid' and p.band is not null and ${column} is not null and ${within(sql`p.day`)}`,
  ];
  const met = sql`met as (
      ${join(metBy, "\n      union all\n      ")}
    )`;
  const brought = OUTCOME_SUMS[worthOf(info) === "margin" ? "margin" : "revenue"];
  const yearly = sql`yearly as (
      select d.party as party, sum(${dialect.exact(raw(brought))}) as money
      from customer_day d
      where ${within(sql`d.day`)}
      group by d.party
    )`;
  return {
    byPlace: sql`
    with ${met},
    ${yearly},
    by_party as (
      select place, party, count(*) as n, max(bad) as bad, sum(bad) as times from met group by place, party
    )
    select
      b.place as place, sum(b.n) as n, count(b.party) as customers,
      sum(case when b.party is not null then b.bad else 0 end) as unhappy,
      sum(case when b.party is null then b.times else 0 end) as nameless,
      sum(case when b.bad = 1 then y.money end) as stake
    from by_party b
    left join yearly y on y.party = b.party
    group by b.place
    order by b.place
  `,
    total: sql`
    with ${met},
    ${yearly},
    by_party as (
      select party, max(bad) as bad from met where party is not null group by party
    )
    select
      count(*) as customers, sum(b.bad) as unhappy, sum(case when b.bad = 1 then y.money end) as stake,
      (select sum(money) from yearly) as everything
    from by_party b
    left join yearly y on y.party = b.party
  `,
    contactCost:
      place === "topic" && notEnoughContactCost(info) === null
        ? sql`
    select p.topic as place, sum(${dialect.exact(sql`p.cost`)}) as cost
    from panel_contact p
    where p.topic is not null and ${within(sql`p.day`)}
    group by p.topic
    order by p.topic
  `
        : null,
    refunds:
      (info.facts.refund ?? 0) > 0
        ? sql`
    with ${met},
    followed as (
      select distinct m.place as place, r.id as id, r.amount as amount
      from met m
      inner join panel_refund r on r.party = m.party and r.day >= m.day and r.day <= m.day + ${raw(String(REFUND_DAYS))}
      where m.bad = 1
    )
    select place, sum(${dialect.exact(sql`amount`)}) as refunded
    from followed
    group by place
    order by place
  `
        : null,
  };
}
