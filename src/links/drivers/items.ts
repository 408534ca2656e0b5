import { kinOf } from "../../facts/instruments.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { join, literal, raw, sql } from "../../store/sql/sql.ts";
import type { Driver } from "./driver.ts";
import { type Known, meanOf } from "./levers.ts";
import type { DriverValues } from "./rows.ts";

/** Sides that a survey asks about in one go, at most. */
const MOST_ITEMS = 12;
/** What is expected is asked as answers to an instrument whose name begins so, with the same items. */
const EXPECTATION = "expect";

/** What a survey asked about single sides, together with the score. */
export interface ItemRows {
  /** The instrument that the items belong to. */
  battery: string;
  customers: Float64Array;
  score: Float64Array;
  drivers: readonly DriverValues[];
  /** How important people say that an item is, on the scale on which they were asked; by item, where they were. */
  stated: ReadonlyMap<string, { mean: number; n: number }>;
  expected: readonly Expected[];
  query: string;
}

/** What people expected of an item, and what they found. */
export interface Expected {
  driver: Driver;
  n: number;
  expected: Known;
  found: Known;
  /** What was found less what had been expected; below 0 in the good direction it falls short. */
  gap: Known;
}

/** Reads the answers of a score by people who, on the same day, rated several sides. Null where nobody was asked so. */
export async function itemRows(context: MeasureContext, instrument: string): Promise<ItemRows | null> {
  const { store, record } = context;
  const { double, exact } = store.dialect;
  const found = await batteryOf(context, instrument);
  if (!found) return null;
  const { battery, items } = found;
  const value = (item: string) => sql`max(case when a.item = ${literal(item)} then a.score end)`;
  const query = sql`
    select ${double(sql`dense_rank() over (order by m.party)`)} as customer, ${double(sql`m.score`)} as score,
      ${join(items.map((_, i) => sql`round(${double(raw(`r.x_${i}`))}, 8) as ${raw(`x_${i}`)}`))}
    from scored_moment m
    inner join (
      select m.id as id, ${join(items.map(({ driver }, i) => sql`${value(driver.id)} as ${raw(`x_${i}`)}`))}
      from scored_moment m
      inner join panel_answer a
        on a.party = m.party and a.day = m.day and a.instrument = ${literal(battery)} and a.state = 'valid' and a.item is not null
      where m.instrument = ${literal(instrument)}
      group by m.id
    ) r on r.id = m.id
    where m.instrument = ${literal(instrument)} and ${join(
      items.map((_, i) => sql`r.${raw(`x_${i}`)} is not null`),
      " and ",
    )}
    order by m.id
  `;
  const columns = await store.columns(query);
  const sums = sql`
    select count(*) as n, ${join(["score", ...items.map((_, i) => `x_${i}`)].map((id) => sql`sum(${exact(raw(id))}) as ${raw(id)}`))}
    from (${query}) unit
  `;
  const name = `drivers.${instrument}.items`;
  record(name, sums, await store.rows(sums));
  const customers = columns.customer!;
  return {
    ...{ battery, customers, score: columns.score!, query: name },
    drivers: items
      .map(({ driver }, i) => ({ driver, values: columns[`x_${i}`]! }))
      .filter(({ values }) => values.some((each) => each !== values[0])),
    stated: new Map(items.flatMap(({ driver, stated }) => (stated ? [[driver.id, stated]] : []))),
    expected: await expectations(context, found),
  };
}

interface Item {
  driver: Driver;
  stated: { mean: number; n: number } | null;
}

/** The instrument with most answers beside the score that asks about several sides on one scale each. */
async function batteryOf(
  { store, info }: MeasureContext,
  instrument: string,
): Promise<{ battery: string; items: Item[] } | null> {
  const rows = await store.rows(sql`
    select a.instrument as battery, a.item as rated, count(*) as n, count(a.importance) as stated,
      sum(${store.dialect.exact(sql`coalesce(a.importance, 0)`)}) as importance,
      min(f.scale_min) as low, max(f.scale_min) as low_most, max(f.scale_max) as high, min(f.scale_max) as high_least,
      min(f.scale_best) as best, max(f.scale_best) as best_most
    from scored_moment m
    inner join panel_answer a
      on a.party = m.party and a.day = m.day and a.instrument not in (${join(kinOf(instrument, info.instruments).map(literal))}) and a.state = 'valid' and a.item is not null
    inner join (select id, scale_min, scale_max, scale_best from fact_answer) f on f.id = a.id
    where m.instrument = ${literal(instrument)} and a.instrument not like ${literal(`${EXPECTATION}%`)}
    group by a.instrument, a.item
    order by n desc, battery, rated
  `);
  const scaled = rows.filter(
    (row) =>
      row.low !== null &&
      row.high !== null &&
      row.low === row.low_most &&
      row.high === row.high_least &&
      row.best === row.best_most,
  );
  for (const battery of new Set(scaled.map((row) => String(row.battery)))) {
    const own = scaled.filter((row) => row.battery === battery);
    // An item that few were asked about would leave few answers to all of them.
    const items = own.filter(({ n }) => Number(n) >= Number(own[0]!.n) / 2).slice(0, MOST_ITEMS);
    if (items.length > 1) return { battery, items: items.map(itemOf) };
  }
  return null;
}

function itemOf(row: Readonly<Record<string, unknown>>): Item {
  const [low, high, n] = [row.low, row.high, row.stated].map(Number) as [number, number, number];
  const lever = row.best === "low" ? { worst: high, best: low } : { worst: low, best: high };
  const id = String(row.rated);
  return {
    driver: { id, kind: "rating", label: { data: id }, lever },
    stated: n > 0 ? { mean: Number(row.importance) / n, n } : null,
  };
}

/** What the same people had expected of each item, by their last word on it before or with the answer. */
async function expectations(
  { store }: MeasureContext,
  { battery, items }: { battery: string; items: readonly Item[] },
): Promise<Expected[]> {
  const { double, latest } = store.dialect;
  const number = items.map(({ driver }, i) => sql`when a.item = ${literal(driver.id)} then ${raw(String(i))}`);
  const columns = await store.columns(sql`
    select ${double(sql`dense_rank() over (order by x.party)`)} as customer, ${double(sql`x.side`)} as side,
      ${double(sql`x.found`)} as found, ${double(sql`x.expected`)} as expected
    from (
      select a.id as id, a.party as party, case ${join(number, " ")} end as side, max(a.score) as found,
        ${latest(sql`e.score`, sql`e.day`, sql`e.id`)} as expected
      from panel_answer a
      inner join panel_answer e on e.party = a.party and e.item = a.item and e.day <= a.day
      where a.instrument = ${literal(battery)} and a.state = 'valid' and a.score is not null and a.day is not null
        and e.instrument like ${literal(`${EXPECTATION}%`)} and e.state = 'valid' and e.score is not null
      group by a.id, a.party, a.item
    ) x
    where x.side is not null
    order by x.id
  `);
  return items.flatMap(({ driver }, i) => {
    const rows = Array.from(columns.side!.keys()).filter((row) => columns.side![row] === i);
    if (rows.length === 0) return [];
    const pick = (of: (row: number) => number) => Float64Array.from(rows, of);
    const customers = pick((row) => columns.customer![row]!);
    const mean = (of: (row: number) => number) => meanOf(pick(of), customers);
    return [
      {
        ...{ driver, n: rows.length },
        expected: mean((row) => columns.expected![row]!),
        found: mean((row) => columns.found![row]!),
        gap: mean((row) => columns.found![row]! - columns.expected![row]!),
      },
    ];
  });
}
