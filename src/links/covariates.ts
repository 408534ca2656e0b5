import type { MeasureContext } from "../measures/measure.ts";
import { literal, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Values of a category that get a column of their own; the others are what these are compared with. */
const LEVELS = 6;

/** A column of what was known before the answer. */
export interface Covariate {
  /** Has the text `covariate.<id>`; of a category, `value` is which one it is. */
  id: string;
  value?: string;
  column: Sql;
}

const logarithm = (column: string) => sql`case when m.${raw(column)} > 0 then ln(1 + m.${raw(column)}) else 0 end`;

const root = (column: string) => sql`case when m.${raw(column)} > 0 then sqrt(m.${raw(column)}) else 0 end`;

/**
 * Of revenue there is none beside margin: the two say almost the same, and where they part, after a refund, few customers would
 * decide a whole model (tried on companies with known truth: intervals up to fifteen times as wide).
 */
export const AMOUNTS: readonly Covariate[] = [
  { id: "margin_before", column: sql`m.baseline_margin` },
  { id: "log_margin_before", column: logarithm("baseline_margin") },
  { id: "root_margin_before", column: root("baseline_margin") },
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
export const scoresBefore = (bands: readonly string[]): Covariate[] =>
  bands.map((code) => ({
    id: "score_before",
    value: code,
    column: sql`case when m.band_before = ${literal(code)} then 1 else 0 end`,
  }));

/** Two waves of a year, and the days since `origin`. */
export const seasonAndDate = (origin: Sql, daysBetween: (from: Sql, to: Sql) => Sql): Covariate[] => {
  const days = daysBetween(origin, sql`m.day`);
  const turn = sql`(${days}) * 2 * pi() / 365.25`;
  return [
    { id: "season", value: "1", column: sql`sin(${turn})` },
    { id: "season", value: "2", column: sql`cos(${turn})` },
    { id: "date", column: days },
  ];
};

export const CATEGORIES: readonly (readonly [id: string, column: Sql])[] = [
  ["kind", sql`m.kind`],
  ["channel", sql`m.channel`],
  ["touchpoint", sql`m.touchpoint`],
  ["country", sql`c.country`],
  ["acquisition_channel", sql`c.acquisition_channel`],
];

/** Columns for the most frequent values of a category; what is compared with them is the most frequent one. */
export async function levelsOf(
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
  return levels.slice(1, 1 + LEVELS).map((level) => ({
    id,
    value: level === null ? "" : String(level),
    column:
      level === null
        ? sql`case when ${column} is null then 1 else 0 end`
        : sql`case when ${column} = ${String(level)} then 1 else 0 end`,
  }));
}
