import { addDays, type Day, daysBetween } from "../../base/day.ts";
import { worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BASELINE_DAYS, HORIZONS, type Horizon, type PanelInfo } from "../../panel/settings.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Days of history that customers need at least before the first day on which they are looked at. */
const SHORTEST_HISTORY = 180;
/** Customers that are read for each of the two days at most; they are drawn by a hash where there are more. */
const MOST_ROWS = 50_000;

/** Groups of customers, each of which is judged by models that learnt from the others. */
export const FOLDS = 5;

/** Two days on which customers are looked at, and how long they are followed: models learn from the first, and are judged on the second. */
export interface Landmarks {
  learn: Day;
  judge: Day;
  horizon: Horizon;
}

/** The longest horizon that leaves two of them, one after the other, behind enough history; null where the records are too short. */
export function landmarks({ firstDay, asOf, knownUntil, hasContracts, facts }: PanelInfo): Landmarks | null {
  const end = knownUntil.purchases ?? (hasContracts && (facts.term ?? 0) > 0 ? asOf : null);
  if (end === null || firstDay === null) return null;
  const horizon = HORIZONS.find((days) => daysBetween(firstDay, end) >= 2 * days + SHORTEST_HISTORY);
  return horizon ? { learn: addDays(end, -2 * horizon), judge: addDays(end, -horizon), horizon } : null;
}

/** What competes: a score, or what the records show of a customer's effort and of promises kept. */
export interface Contestant {
  /** Of an instrument, or of a measure of what is on record; has the text `measure.<id>.short`. */
  id: string;
  column: Sql;
}

/** What is to be predicted, of what customers do in the days after. */
export interface Predicted {
  /** Has the text `outcome.<id>`. */
  id: "margin" | "spend" | "gone";
  column: Sql;
}

/** What the records can be asked to predict: money where there is any, and who buys nothing any more (or, with contracts alone, who is lost). */
export function predictedOf(info: PanelInfo): Predicted[] {
  if ((info.facts.purchase ?? 0) === 0)
    return [{ id: "gone", column: sql`case when e.party is null then 1 else 0 end` }];
  return [
    { id: worthOf(info)!, column: sql`coalesce(a.money, 0.0)` },
    { id: "gone", column: sql`case when coalesce(a.orders, 0) > 0 then 0 else 1 end` },
  ];
}

/** What was known of a customer on the day, and every prediction has to do better than. */
const BASELINE = ["revenue", "log_revenue", "orders", "contacts", "returns", "days_since", "tenure"] as const;

/** Customers on one of the two days, as columns. */
export interface ContestRows {
  /** 0 to `FOLDS` − 1, by a hash of who it is: the same in both periods. */
  fold: Float64Array;
  baseline: Float64Array[];
  /** By contestant; NaN where the customer has none. */
  contestants: Map<string, Float64Array>;
  /** By what is predicted. */
  outcomes: Map<string, Float64Array>;
  oneIn: number;
}

/** Scores of items of an interaction quality index are one score: the mean of a customer's items, weighted by importance. */
const scoreOf = (id: string): Contestant => ({
  id,
  column: id === "qci" ? sql`q.qci` : sql`s.${raw(columnOf(id))}`,
});
const columnOf = (instrument: string): string => `s_${instrument.replace(/[^a-z0-9]/giu, "_")}`;

/** What the records show by themselves, asking nobody: the share of a customer's deliveries that broke their promise. */
export const BROKEN_PROMISES = "late-delivery-rate";

/** By what the records hold besides scores: cases with their effort, deliveries with what was promised. */
export const contestantsOf = (
  instruments: readonly string[],
  { cases, promises }: { cases: boolean; promises: boolean },
): Contestant[] => [
  ...instruments.map(scoreOf),
  ...(cases ? [{ id: "effort", column: sql`k.effort` }] : []),
  ...(promises ? [{ id: BROKEN_PROMISES, column: sql`l.late` }] : []),
];

/** Reads the customers of one of the two days: what was known of them then, and what they did in the horizon after it. */
export async function contestRows(
  { store, info, record }: MeasureContext,
  on: Day,
  {
    horizon,
    contestants,
    predicted,
  }: { horizon: Horizon; contestants: readonly Contestant[]; predicted: readonly Predicted[] },
): Promise<ContestRows> {
  const { day, double, daysBetween: between, exact } = store.dialect;
  const [from, to, next] = [day(addDays(on, -BASELINE_DAYS)), day(on), day(addDays(on, horizon))];
  const there = sql`select distinct s.party as party from panel_spell s where s.from_day < ${to} and s.to_day > ${to}`;
  const [size] = await store.rows(sql`select count(*) as n from (${there}) t`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST_ROWS));
  // Rounded far below a cent: the last bits of a sum of doubles depend on the order of its rows.
  const steady = (value: Sql, name: string) => sql`round(${double(value)}, 8) as ${raw(name)}`;
  const instruments = contestants.map(({ id }) => id).filter((id) => !["effort", "qci", BROKEN_PROMISES].includes(id));
  const money = raw(worthOf(info) === "margin" ? "d.revenue - d.cost - d.refunded" : "d.revenue - d.refunded");
  const query = sql`
    with t as (select party from (${there}) every_one where party % ${raw(String(oneIn))} = 0),
    history as (
      select d.party as party, sum(${double(sql`d.revenue - d.refunded`)}) as revenue, sum(d.orders) as orders,
        sum(d.contacts) as contacts, sum(d.returns) as returns, max(case when d.orders > 0 then d.day end) as last_day
      from customer_day d
      where d.day >= ${from} and d.day < ${to}
      group by d.party
    ),
    afterwards as (
      select d.party as party, sum(d.orders) as orders, sum(${double(money)}) as money
      from customer_day d
      where d.day >= ${to} and d.day < ${next}
      group by d.party
    ),
    latest as (
      select party, instrument, score from (
        select a.party as party, a.instrument as instrument, ${double(sql`a.score`)} as score,
          row_number() over (partition by a.party, a.instrument order by a.day desc, a.at desc, a.id desc) as newest_first
        from panel_answer a
        where a.state = 'valid' and a.band is not null and a.party is not null and a.day >= ${from} and a.day < ${to}
      ) ranked
      where newest_first = 1
    ),
    scores as (
      select party${join(
        instruments.map(
          (id) => sql`, max(case when instrument = ${literal(id)} then score end) as ${raw(columnOf(id))}`,
        ),
        "",
      )}
      from latest group by party
    ),
    items as (
      select party, sum(${double(sql`score * weight`)}) / sum(${double(sql`weight`)}) as qci
      from panel_answer
      where instrument = 'qci' and state = 'valid' and weight > 0 and party is not null and day >= ${from} and day < ${to}
      group by party
    ),
    effort as (
      select party, avg(${double(sql`effort`)}) as effort
      from panel_case
      where effort is not null and party is not null and day >= ${from} and day < ${to}
      group by party
    ),
    deliveries as (
      select party, avg(${double(sql`late`)}) as late
      from panel_order
      where late is not null and party is not null and delivered_day >= ${from} and delivered_day < ${to}
      group by party
    ),
    begun as (select party, min(from_day) as since from panel_spell group by party),
    ended as (select distinct party from panel_spell where from_day <= ${next} and to_day > ${next})
    select
      ${double(
        join(
          Array.from(
            { length: FOLDS - 1 },
            (_, k) =>
              sql`case when t.party % ${raw(String(FOLDS * oneIn))} >= ${raw(String((k + 1) * oneIn))} then 1 else 0 end`,
          ),
          " + ",
        ),
      )} as fold,
      ${steady(sql`coalesce(h.revenue, 0)`, "revenue")},
      ${steady(sql`case when h.revenue > 0 then ln(1 + h.revenue) else 0 end`, "log_revenue")},
      ${steady(sql`coalesce(h.orders, 0)`, "orders")}, ${steady(sql`coalesce(h.contacts, 0)`, "contacts")},
      ${steady(sql`coalesce(h.returns, 0)`, "returns")},
      ${steady(sql`case when h.last_day is null then ${raw(String(BASELINE_DAYS))} else ${between(sql`h.last_day`, to)} end`, "days_since")},
      ${steady(between(sql`b.since`, to), "tenure")},
      ${join(contestants.map(({ column }, i) => steady(column, `c_${i}`)))},
      ${join(predicted.map(({ column }, i) => steady(column, `y_${i}`)))}
    from t
    left join history h on h.party = t.party
    left join afterwards a on a.party = t.party
    left join scores s on s.party = t.party
    left join items q on q.party = t.party
    left join effort k on k.party = t.party
    left join deliveries l on l.party = t.party
    left join begun b on b.party = t.party
    left join ended e on e.party = t.party
    order by t.party
  `;
  const columns = await store.columns(query);
  // Rows of persons do not leave this run: the evidence holds the query inside the sums of its columns.
  const names = [...BASELINE, ...contestants.map((_, i) => `c_${i}`), ...predicted.map((_, i) => `y_${i}`)];
  const sums = sql`
    select count(*) as n, ${join(names.map((name) => sql`count(${raw(name)}) as ${raw(`n_${name}`)}, sum(${exact(raw(name))}) as ${raw(name)}`))}
    from (${query}) unit`;
  record(`contest.${on}`, sums, await store.rows(sums));
  return {
    fold: columns.fold!,
    baseline: BASELINE.map((name) => columns[name]!),
    contestants: new Map(contestants.map(({ id }, i) => [id, columns[`c_${i}`]!])),
    outcomes: new Map(predicted.map(({ id }, i) => [id, columns[`y_${i}`]!])),
    oneIn,
  };
}
