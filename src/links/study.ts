import { INSTRUMENTS } from "../facts/instruments.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Study } from "../stats/causal/study.ts";
import { all, join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { definedFor, type Outcome } from "./outcome.ts";

/** Values of a category that get a column of their own; the others are what these are compared with. */
const LEVELS = 6;

/** A column of what was known before the answer. */
export interface Covariate {
  /** Has the text `covariate.<id>`; of a category, `value` is which one it is. */
  id: string;
  value?: string;
  column: Sql;
}

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
  /** One in so many customers is among them; 1: all. */
  oneIn: number;
}

/** Rows that a model is given at most: more would make it slower and hardly surer. */
const MOST_ROWS = 250_000;

/**
 * Reads the design matrix of a link. Covariates: what the customer brought, bought, returned and asked for in the year
 * before the answer (as amounts, and as logarithms, so that neither the many small customers nor the few large ones decide alone), the score before, how long
 * they had been a customer, what kind of survey it was and through which channel, the country, the season and the date.
 * What is known of a customer only as of today is no covariate: it may be a consequence.
 * @param mostRows with more answers than this, customers are drawn by a hash
 */
export async function designMatrix(
  context: MeasureContext,
  { instrument, outcome, horizon }: { instrument: string; outcome: Outcome; horizon: number },
  mostRows = MOST_ROWS,
): Promise<DesignMatrix> {
  const { store } = context;
  const { double } = store.dialect;
  // Rounded far below a cent: the last bits of a sum of doubles depend on the order of its rows.
  const steady = (value: Sql) => sql`round(${double(value)}, 8)`;
  const bands = (INSTRUMENTS[instrument]?.bands ?? []).map(({ code }) => code);
  const complete = all([
    sql`m.instrument = ${literal(instrument)}`,
    sql`m.${raw(`${outcome.knownBy}_known_${horizon}`)}`,
    definedFor(outcome, horizon),
  ]);
  const [size] = await store.rows(sql`select count(*) as n from scored_moment m where ${complete}`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / mostRows));
  // A party's number is a hash of who it is: its remainder draws whole customers, and the same ones each time.
  const counts = oneIn === 1 ? complete : all([complete, sql`m.party % ${raw(String(oneIn))} = 0`]);
  const covariates = [
    ...AMOUNTS,
    ...scoresBefore(bands),
    ...SEASON(store.dialect.day("2000-01-01"), store.dialect.daysBetween),
  ];
  for (const [id, column] of CATEGORIES) covariates.push(...(await levelsOf(context, { id, column, counts })));
  const band = bands.map((code, i) => sql`when m.band = ${literal(code)} then ${raw(String(i))}`);
  const query = sql`
    select
      ${double(sql`dense_rank() over (order by m.party)`)} as customer,
      ${double(sql`case ${join(band, " ")} end`)} as band,
      ${steady(outcome.value(horizon))} as outcome,
      ${join(covariates.map(({ column }, i) => sql`${steady(column)} as ${raw(`x_${i}`)}`))}
    from (
      select s.*, lag(s.band) over (partition by s.party, s.instrument order by s.day, s.id) as band_before
      from scored_moment s
    ) m
    left join customer_state c on c.party = m.party
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
  context.record(queryOf({ instrument, outcome }), sums, await store.rows(sums));
  const varying = covariates
    .map((covariate, i) => ({ covariate, values: columns[`x_${i}`]! }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
  return {
    bands,
    band: columns.band!,
    outcome: columns.outcome!,
    customers: columns.customer!,
    covariates: varying.map(({ covariate }) => covariate),
    columns: varying.map(({ values }) => values),
    oneIn,
  };
}

/** Name of the query behind a design matrix. */
export const queryOf = ({ instrument, outcome }: { instrument: string; outcome: Outcome }): string =>
  `worth.${instrument}.${outcome.id}`;

const logarithm = (column: string) => sql`case when m.${raw(column)} > 0 then ln(1 + m.${raw(column)}) else 0 end`;

const root = (column: string) => sql`case when m.${raw(column)} > 0 then sqrt(m.${raw(column)}) else 0 end`;

const AMOUNTS: readonly Covariate[] = [
  { id: "margin_before", column: sql`m.baseline_margin` },
  { id: "log_margin_before", column: logarithm("baseline_margin") },
  { id: "root_margin_before", column: root("baseline_margin") },
  { id: "log_revenue_before", column: logarithm("baseline_revenue") },
  { id: "orders_before", column: sql`m.baseline_orders` },
  { id: "log_orders_before", column: logarithm("baseline_orders") },
  { id: "returns_before", column: sql`m.baseline_returns` },
  { id: "contacts_before", column: sql`m.baseline_contacts` },
  { id: "log_contacts_before", column: logarithm("baseline_contacts") },
  { id: "referrals_before", column: sql`m.baseline_referrals` },
  { id: "tenure", column: sql`m.tenure_days` },
  { id: "log_tenure", column: logarithm("tenure_days") },
  { id: "active", column: sql`m.active` },
];

/** The step on which the customer stood at the answer before: what that did to them lies in what they brought since. */
const scoresBefore = (bands: readonly string[]): Covariate[] =>
  bands.map((code) => ({
    id: "score_before",
    value: code,
    column: sql`case when m.band_before = ${literal(code)} then 1 else 0 end`,
  }));

/** Two waves of a year, and the days since a fixed one. */
const SEASON = (origin: Sql, daysBetween: (from: Sql, to: Sql) => Sql): Covariate[] => {
  const days = daysBetween(origin, sql`m.day`);
  const turn = sql`(${days}) * 2 * pi() / 365.25`;
  return [
    { id: "season", value: "1", column: sql`sin(${turn})` },
    { id: "season", value: "2", column: sql`cos(${turn})` },
    { id: "date", column: days },
  ];
};

const CATEGORIES: readonly (readonly [id: string, column: Sql])[] = [
  ["kind", sql`m.kind`],
  ["channel", sql`m.channel`],
  ["touchpoint", sql`m.touchpoint`],
  ["country", sql`c.country`],
  ["acquisition_channel", sql`c.acquisition_channel`],
];

async function levelsOf(
  { store }: MeasureContext,
  { id, column, counts }: { id: string; column: Sql; counts: Sql },
): Promise<Covariate[]> {
  const found = await store.rows(sql`
    select ${column} as level, count(*) as n
    from scored_moment m
    left join customer_state c on c.party = m.party
    where ${counts}
    group by ${column}
    order by n desc, level
  `);
  const levels = found.map(({ level }) => level);
  // The most frequent one is what the others are compared with.
  return levels.slice(1, 1 + LEVELS).map((level) => ({
    id,
    value: level === null ? "" : String(level),
    column:
      level === null
        ? sql`case when ${column} is null then 1 else 0 end`
        : sql`case when ${column} = ${String(level)} then 1 else 0 end`,
  }));
}

/** A category of fewer rows than this, on either step, is compared with nobody: it joins the others. */
const LEVEL_MINIMUM = 5;

/** Those who stand on two neighbouring steps: 1 for the upper one. Columns that do not vary enough among them are left out. */
export function stepStudy(
  { bands, band, outcome, customers, covariates, columns }: DesignMatrix,
  { lower, upper }: { lower: string; upper: string },
): { study: Study; covariates: Covariate[] } {
  const [low, high] = [bands.indexOf(lower), bands.indexOf(upper)];
  const rows: number[] = [];
  band.forEach((value, i) => {
    if (value === low || value === high) rows.push(i);
  });
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const treated = pick(band).map((value) => (value === high ? 1 : 0));
  const kept = columns
    .map((values, i) => ({ covariate: covariates[i]!, values: pick(values) }))
    .filter(({ values }) => variesEnough(values, treated));
  return {
    study: {
      treated,
      outcome: pick(outcome),
      covariates: kept.map(({ values }) => values),
      customers: pick(customers),
    },
    covariates: kept.map(({ covariate }) => covariate),
  };
}

function variesEnough(values: Float64Array, treated: Float64Array): boolean {
  if (!values.some((value) => value !== values[0])) return false;
  if (!values.every((value) => value === 0 || value === 1)) return true;
  return [0, 1].every((arm) => {
    const [n, ones] = values.reduce(
      ([count, sum], value, i) => (treated[i] === arm ? [count! + 1, sum! + value] : [count!, sum!]),
      [0, 0],
    ) as [number, number];
    return ones >= LEVEL_MINIMUM && n - ones >= LEVEL_MINIMUM;
  });
}
