import { THIRDS } from "../../facts/instruments.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { OUTCOME_SUMS } from "../../panel/customers.ts";
import { join, literal, raw, sql } from "../../store/sql/sql.ts";
import { AMOUNTS, seasonAndDate } from "../covariates.ts";
import type { Outcome } from "../outcome.ts";
import { ORIGIN } from "../study.ts";

/** Months after an answer that are looked at, and days of each. */
export const MONTHS = 12;
export const MONTH_DAYS = 30;
/** Answers that are read at most; customers are drawn by a hash where there are more. */
const MOST_ROWS = 50_000;

/** Answers in the best and the worst band, with what their customers did month by month. */
export interface LagRows {
  best: string;
  worst: string;
  customers: Float64Array;
  /** 1 in the best band. */
  isBest: Float64Array;
  /** By month; NaN where it is not over yet. */
  months: Float64Array[];
  /** What was known before the answer. */
  history: Float64Array[];
  oneIn: number;
  query: string;
}

/** Reads the answers of a score with an outcome that is a sum of days, month by month after them. */
export async function lagRows(
  { store, info, record }: MeasureContext,
  instrument: string,
  { id, sum, knownBy }: Outcome & { sum: NonNullable<Outcome["sum"]> },
): Promise<LagRows | null> {
  const { double, daysBetween, day, exact } = store.dialect;
  const bands = info.instruments[instrument]?.bands ?? THIRDS;
  const [worst, best] = [bands[0]!.code, bands.at(-1)!.code];
  const until = knownBy === "contacts" ? info.knownUntil.contacts : info.knownUntil.purchases;
  if (until === null) return null;
  const counts = sql`m.instrument = ${literal(instrument)} and m.band in (${literal(best)}, ${literal(worst)})`;
  const [size] = await store.rows(sql`select count(*) as n from scored_moment m where ${counts}`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST_ROWS));
  const chosen = sql`${counts} and m.party % ${raw(String(oneIn))} = 0`;
  const month = Array.from({ length: MONTHS }, (_, k) => k);
  const start = 1 + info.gapDays;
  const history = [...AMOUNTS, ...seasonAndDate(day(ORIGIN), daysBetween)];
  const query = sql`
    select
      ${double(sql`dense_rank() over (order by m.party)`)} as customer,
      ${double(sql`case when m.band = ${literal(best)} then 1 else 0 end`)} as is_best,
      ${join(
        month.map(
          (k) =>
            sql`case when m.day + ${raw(String(start + (k + 1) * MONTH_DAYS))} <= ${day(until)} then round(${double(sql`coalesce(f.${raw(`y_${k}`)}, 0.0)`)}, 8) end as ${raw(`y_${k}`)}`,
        ),
      )},
      ${join(history.map(({ column }, i) => sql`round(${double(column)}, 8) as ${raw(`x_${i}`)}`))}
    from scored_moment m
    left join (
      select m.id as id, ${join(
        month.map(
          (k) =>
            sql`sum(case when d.day >= m.day + ${raw(String(start + k * MONTH_DAYS))} and d.day < m.day + ${raw(String(start + (k + 1) * MONTH_DAYS))} then ${double(raw(OUTCOME_SUMS[sum]))} else 0.0 end) as ${raw(`y_${k}`)}`,
        ),
      )}
      from scored_moment m
      inner join customer_day d on d.party = m.party and d.day >= m.day + ${raw(String(start))} and d.day < m.day + ${raw(String(start + MONTHS * MONTH_DAYS))}
      where ${chosen}
      group by m.id
    ) f on f.id = m.id
    where ${chosen}
    order by m.id
  `;
  const columns = await store.columns(query);
  const name = `lag.${instrument}.${id}`;
  // Rows of persons do not leave this run: the evidence holds the query inside the sums of its columns.
  const sums = sql`
    select is_best, count(*) as n, ${join(month.map((k) => sql`count(${raw(`y_${k}`)}) as ${raw(`n_${k}`)}, sum(${exact(raw(`y_${k}`))}) as ${raw(`y_${k}`)}`))}
    from (${query}) unit group by is_best order by is_best`;
  record(name, sums, await store.rows(sums));
  return {
    ...{ best, worst, oneIn, query: name, customers: columns.customer!, isBest: columns.is_best! },
    months: month.map((k) => columns[`y_${k}`]!),
    history: history.map((_, i) => columns[`x_${i}`]!).filter((values) => values.some((value) => value !== values[0])),
  };
}
