import type { Day } from "../base/day.ts";
import { daysBetween } from "../base/day.ts";
import { THIRDS } from "../facts/instruments.ts";
import type { Dimension } from "../measures/dimension.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { OUTCOME_SUMS } from "../panel/customers.ts";
import { BASELINE_DAYS, HORIZONS } from "../panel/settings.ts";
import { pick, rowsWhere } from "../stats/causal/rows.ts";
import type { Study } from "../stats/causal/study.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { AMOUNTS, CATEGORIES, type Covariate, levelsOf, scoresBefore, seasonAndDate } from "./covariates.ts";
import { definedFor, knownFor, type Outcome } from "./outcome.ts";
import { type MoneyParts, moneyColumns, moneyPartsOf } from "./two-effects.ts";

/** Days before the answer that the placebo of the time before takes for its outcome. */
export const PLACEBO_DAYS = 180;
/** Dates of a matrix are days since then. */
export const ORIGIN = "2000-01-01" as Day;

/**
 * Scored answers of one instrument with one outcome over one horizon, as columns: what was known before the answer, and what
 * came after. Answers whose horizon is not complete are not among them.
 */
export interface DesignMatrix {
  bands: readonly string[];
  /** Position in `bands`, by row. */
  band: Float64Array;
  outcome: Float64Array;
  /** A number for each customer, by row. */
  customers: Float64Array;
  covariates: readonly Covariate[];
  columns: readonly Float64Array[];
  /** Day of the answer, in days since `ORIGIN`. */
  days: Float64Array;
  /** What the outcome was before the answer; null where it is not a sum of days. */
  before: Before | null;
  /** The outcome over the last part of the horizon alone; null where it is not a sum of days, or the horizon is the shortest. */
  later: Later | null;
  /** What of an outcome in money was income and what cost, where that was asked. */
  money?: MoneyParts;
  /** How many of all who could have answered each answer stands for, averaging 1; null where that is not known. */
  weights: Float64Array | null;
  /** The answers of customers who gave several, for comparing them with themselves; null where they were not read. */
  repeats: Repeats | null;
  /** One in so many customers is among them; 1: all. */
  oneIn: number;
  /** The group of each row, where a dimension was asked for: a position in `names`, NaN where the records name none. */
  groups?: { names: readonly string[]; of: Float64Array };
}

/** The outcome's own past, by row. */
export interface Before {
  /** Over the year before the answer. */
  year: Float64Array;
  /** Over the last `PLACEBO_DAYS` of it. */
  late: Float64Array;
  /** What was known when these days began: sums over the part of the year before them. */
  early: readonly Float64Array[];
  /** 1 where the records reach back over the whole year. */
  known: Float64Array;
}

/** The outcome once the first part of the horizon is over, by row. */
export interface Later {
  outcome: Float64Array;
  /** How many days the last part has. */
  days: number;
}

/** Answers of customers who gave several, by customer and day. */
export interface Repeats {
  customers: Float64Array;
  /** Days since `ORIGIN`. */
  days: Float64Array;
  band: Float64Array;
  score: Float64Array;
  /** The outcome over the year before. */
  before: Float64Array;
  /** The outcome over each horizon, the longest first; NaN where it is not complete. */
  after: readonly { days: number; outcome: Float64Array }[];
}

/** Rows that a model is given at most: more would make it slower and hardly surer. */
const MOST_ROWS = 250_000;

/**
 * Reads the design matrix of a link. Covariates: what the customer brought, bought, returned and asked for in the year
 * before the answer (as amounts, and as logarithms, so that neither the many small customers nor the few large ones decide alone), the score before, how long
 * they had been a customer, what kind of survey it was and through which channel, the country, the season and the date.
 * What is known of a customer only as of today is no covariate: it may be a consequence.
 * @param since the first day of the answers; null: all of them
 * @param isToldApart whether income and costs are read too, where the outcome is money that is told apart
 * @param mostRows with more answers than this, customers are drawn by a hash
 */
export async function designMatrix(
  context: MeasureContext,
  {
    instrument,
    outcome,
    horizon,
    by = null,
    since = null,
    isToldApart = false,
  }: {
    instrument: string;
    outcome: Outcome;
    horizon: number;
    by?: Dimension | null;
    since?: Day | null;
    isToldApart?: boolean;
  },
  mostRows = MOST_ROWS,
): Promise<DesignMatrix> {
  const { store } = context;
  const { double } = store.dialect;
  const steady = steadied(store.dialect);
  const {
    bands,
    oneIn,
    counts,
    covariates,
    columns: known,
    from,
  } = await answersWithHistory(
    context,
    {
      instrument,
      complete: all([
        ...[knownFor(outcome, horizon), definedFor(outcome, horizon)],
        ...(since === null ? [] : [sql`m.day >= ${store.dialect.day(since)}`]),
      ]),
    },
    mostRows,
  );
  const groups = by ? await groupsOf(context, by, counts) : [];
  const group = groups.map((level, i) => sql`when c.${raw(by!.column)} = ${level} then ${raw(String(i))}`);
  const shorter = outcome.sum ? (HORIZONS.find((days) => days < horizon) ?? null) : null;
  const money = isToldApart ? moneyColumns(outcome.id, horizon) : null;
  const query = sql`
    select
      ${join(
        (money ?? []).map(([id, value]) => sql`${steady(value)} as ${raw(id)}, `),
        "",
      )}
      ${groups.length > 0 ? sql`${double(sql`case ${join(group, " ")} end`)} as in_group,` : raw("")}
      ${steady(outcome.value(horizon))} as outcome,
      ${shorter === null ? raw("") : sql`${steady(sql`${outcome.value(horizon)} - ${outcome.value(shorter)}`)} as later,`}
      ${
        outcome.sum
          ? join(
              beforeColumns(outcome.sum).map(([id, value]) => sql`${steady(value)} as ${raw(id)}, `),
              "",
            )
          : raw("")
      }
      ${known}
    from ${from}
    ${outcome.sum ? sql`left join (${lateSums(instrument, store.dialect.double)}) e on e.id = m.id` : raw("")}
    where ${counts}
    order by m.id
  `;
  const columns = await store.columns(query);
  // Rows of persons do not leave this run: the evidence holds the query inside the sums of its columns.
  const names = ["outcome", ...covariates.map((_, i) => `x_${i}`)];
  const sums = sql`
    select band, count(*) as n, ${join(names.map((each) => sql`sum(${store.dialect.exact(raw(each))}) as ${raw(each)}`))}
    from (${query}) unit
    group by band
    order by band
  `;
  context.record(
    `${queryOf({ instrument, outcome })}${since === null ? "" : `.since-${since}`}`,
    sums,
    await store.rows(sums),
  );
  return {
    ...historyIn(columns, { bands, covariates }),
    outcome: columns.outcome!,
    before: outcome.sum ? beforeOf(columns, context.info.firstDay) : null,
    later: shorter === null ? null : { outcome: columns.later!, days: horizon - shorter },
    ...(money ? { money: moneyPartsOf(columns, context.info) } : {}),
    weights: null,
    repeats: null,
    oneIn,
    ...(groups.length > 0 ? { groups: { names: groups, of: columns.in_group! } } : {}),
  };
}

/** Answers of one instrument as rows of an engine's query, each with who gave it, its day and band, and what was known before it. */
export interface AnswersWithHistory {
  bands: readonly string[];
  /** One in so many customers is among them; 1: all. */
  oneIn: number;
  covariates: readonly Covariate[];
  /** The columns that `historyIn` reads. */
  columns: Sql;
  /** The moments as `m`, their customers as `c`. */
  from: Sql;
  /** Which of the moments count. */
  counts: Sql;
}

/** Rounded far below a cent: the last bits of a sum of doubles depend on the order of its rows. */
const steadied =
  ({ double }: Dialect) =>
  (value: Sql): Sql =>
    sql`round(${double(value)}, 8)`;

/** @param complete of a moment `m`, whether what came after it is known */
export async function answersWithHistory(
  context: MeasureContext,
  { instrument, complete }: { instrument: string; complete: Sql },
  mostRows: number,
): Promise<AnswersWithHistory> {
  const { store, info } = context;
  const { double, day, daysBetween } = store.dialect;
  const steady = steadied(store.dialect);
  const bands = (info.instruments[instrument]?.bands ?? THIRDS).map(({ code }) => code);
  const asked = all([sql`m.instrument = ${literal(instrument)}`, complete]);
  const [size] = await store.rows(sql`select count(*) as n from scored_moment m where ${asked}`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / mostRows));
  // A party's number is a hash of who it is: its remainder draws whole customers, and the same ones each time.
  const counts = oneIn === 1 ? asked : all([asked, sql`m.party % ${raw(String(oneIn))} = 0`]);
  const covariates = [...AMOUNTS, ...scoresBefore(bands), ...seasonAndDate(day(ORIGIN), daysBetween)];
  for (const [id, column] of CATEGORIES) covariates.push(...(await levelsOf(context, { id, column, counts })));
  const band = bands.map((code, i) => sql`when m.band = ${literal(code)} then ${raw(String(i))}`);
  return {
    ...{ bands, oneIn, covariates, counts },
    columns: join([
      sql`${double(sql`dense_rank() over (order by m.party)`)} as customer`,
      sql`${double(sql`case ${join(band, " ")} end`)} as band`,
      sql`${double(daysBetween(day(ORIGIN), sql`m.day`))} as days`,
      ...covariates.map(({ column }, i) => sql`${steady(column)} as ${raw(`x_${i}`)}`),
    ]),
    from: sql`(
      select s.*, lag(s.band) over (partition by s.party, s.instrument order by s.day, s.id) as band_before
      from scored_moment s
    ) m
    left join customer_state c on c.party = m.party`,
  };
}

/** Reads them; what does not vary is no covariate. */
export function historyIn(
  columns: Readonly<Record<string, Float64Array>>,
  { bands, covariates }: Pick<AnswersWithHistory, "bands" | "covariates">,
): Pick<DesignMatrix, "bands" | "band" | "customers" | "days" | "covariates" | "columns"> {
  const varying = covariates
    .map((covariate, i) => ({ covariate, values: columns[`x_${i}`]! }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
  return {
    ...{ bands, band: columns.band!, customers: columns.customer!, days: columns.days! },
    covariates: varying.map(({ covariate }) => covariate),
    columns: varying.map(({ values }) => values),
  };
}

/** At most so many groups are told apart, the largest ones. */
const MOST_GROUPS = 12;

/** The largest groups of customers that the records name. */
export async function groupsOf({ store }: MeasureContext, { column }: Dimension, counts: Sql): Promise<string[]> {
  const rows = await store.rows(sql`
    select c.${raw(column)} as level, count(*) as n
    from scored_moment m
    inner join customer_state c on c.party = m.party
    where ${counts} and c.${raw(column)} is not null
    group by c.${raw(column)}
    order by n desc, level
  `);
  return rows.slice(0, MOST_GROUPS).map(({ level }) => String(level));
}

const SUMS = Object.keys(OUTCOME_SUMS) as (keyof typeof OUTCOME_SUMS)[];

/** Sums over the last `PLACEBO_DAYS` before an answer; answers without any are not among the rows. */
const lateSums = (instrument: string, double: (value: Sql) => Sql): Sql => sql`
      select s.id as id, ${join(SUMS.map((name) => sql`sum(${double(raw(OUTCOME_SUMS[name]))}) as ${raw(name)}`))}
      from scored_moment s
      inner join customer_day d on d.party = s.party and d.day >= s.day - ${raw(String(PLACEBO_DAYS))} and d.day < s.day
      where s.instrument = ${literal(instrument)}
      group by s.id`;

/** The outcome over the year and over its last days, then every sum over the days before these. */
const beforeColumns = (sum: keyof typeof OUTCOME_SUMS): [id: string, value: Sql][] => {
  const late = (name: string) => sql`coalesce(e.${raw(name)}, 0.0)`;
  return [
    ["year_before", sql`m.${raw(`baseline_${sum}`)}`],
    ["late", late(sum)],
    ...SUMS.map((name): [string, Sql] => [`early_${name}`, sql`m.${raw(`baseline_${name}`)} - ${late(name)}`]),
  ];
};

function beforeOf(columns: Readonly<Record<string, Float64Array>>, firstDay: Day | null): Before {
  const first = firstDay === null ? Number.POSITIVE_INFINITY : daysBetween(ORIGIN, firstDay);
  return {
    year: columns.year_before!,
    late: columns.late!,
    early: SUMS.map((name) => columns[`early_${name}`]!),
    known: columns.days!.map((day) => (day - BASELINE_DAYS >= first ? 1 : 0)),
  };
}

/** Name of the query behind a design matrix. */
export const queryOf = ({ instrument, outcome }: { instrument: string; outcome: Outcome }): string =>
  `worth.${instrument}.${outcome.id}`;

/** A category of fewer rows than this, on either step, is compared with nobody: it joins the others. */
const LEVEL_MINIMUM = 5;

/** Two neighbouring bands of a score. */
export interface Step {
  lower: string;
  upper: string;
}

/**
 * Those who stand on two neighbouring steps: 1 for the upper one. Columns that do not vary enough among them are left out.
 * `rows` are their rows in the matrix.
 */
export function stepStudy(
  {
    bands,
    band,
    outcome,
    customers,
    covariates,
    columns,
  }: Pick<DesignMatrix, "bands" | "band" | "outcome" | "customers" | "covariates" | "columns">,
  { lower, upper }: Step,
): { study: Study; covariates: Covariate[]; rows: Int32Array } {
  const [low, high] = [bands.indexOf(lower), bands.indexOf(upper)];
  const rows = rowsWhere(band, (value) => value === low || value === high);
  const treated = pick(band, rows).map((value) => (value === high ? 1 : 0));
  const kept = columns
    .map((values, i) => ({ covariate: covariates[i]!, values: pick(values, rows) }))
    .filter(({ values }) => variesEnough(values, treated));
  return {
    study: {
      treated,
      outcome: pick(outcome, rows),
      covariates: kept.map(({ values }) => values),
      customers: pick(customers, rows),
    },
    covariates: kept.map(({ covariate }) => covariate),
    rows,
  };
}

function variesEnough(values: Float64Array, treated: Float64Array): boolean {
  if (!values.some((value) => value !== values[0])) return false;
  if (!values.every((value) => value === 0 || value === 1)) return true;
  return [0, 1].every((arm) => {
    let [n, ones] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (treated[i] !== arm) continue;
      n++;
      ones += values[i]!;
    }
    return ones >= LEVEL_MINIMUM && n - ones >= LEVEL_MINIMUM;
  });
}
