import type { ColumnType } from "../../facts/columns.ts";
import type { CalendarUnit, Dialect } from "../sql/dialect.ts";
import { join, literal, name, raw, type Sql, sql } from "../sql/sql.ts";

const TYPES: Readonly<Record<ColumnType, string>> = {
  key: "UInt64",
  text: "String",
  integer: "Int64",
  number: "Float64",
  money: "Decimal(18, 4)",
  boolean: "Bool",
  instant: "DateTime64(6, 'UTC')",
  day: "Date32",
};

const START_OF: Readonly<Record<CalendarUnit, string>> = {
  week: "toMonday",
  month: "toStartOfMonth",
  quarter: "toStartOfQuarter",
  year: "toStartOfYear",
};

/** Rests on the settings that `engine.ts` sends with every statement. */
export const clickhouse: Dialect = {
  engine: "clickhouse",
  columnType: (type, nullable) => raw(nullable ? `Nullable(${TYPES[type]})` : TYPES[type]),
  tableOptions: (orderBy) =>
    sql`engine = MergeTree order by (${join(orderBy.map(name))}) settings allow_nullable_key = 1`,
  // A null would make the hash null; with the flag beside it, null and "" stay apart.
  hash: (...texts) => sql`sipHash64(${join(texts.map((text) => sql`ifNull(toString(${text}), ''), isNull(${text})`))})`,
  localDay: (instant, zone) => sql`toDate32(${instant}, ${literal(zone)})`,
  startOf: (unit, day) => sql`${raw(START_OF[unit])}(${day})`,
  addMonths: (day, months) => sql`addMonths(${day}, ${raw(String(Math.trunc(months)))})`,
  daysBetween: (from, to) => sql`dateDiff('day', ${from}, ${to})`,
  epoch: (instant) => sql`toUnixTimestamp64Micro(${instant}) / 1000000.0`,
  day: (text) => sql`toDate32(${text})`,
  quantile: (value, share) => sql`quantileExactInclusive(${raw(String(share))})(${value})`,
  latest: (value, ...by) => sql`argMax(${value}, tuple(${join(by)}))`,
  exact: (value) => sql`toDecimal128(${tenThousandths(value)}, 0) * toDecimal128('0.0001', 4)`,
  double: (value) => sql`toFloat64(${value})`,
};

/**
 * A double as a whole number of ten-thousandths, halves away from zero.
 * `toDecimal128(1.0049, 4)` would cut to 1.0048, and `round` takes halves to the even neighbour.
 */
function tenThousandths(value: Sql): Sql {
  const scaled = sql`toFloat64(${value}) * 10000`;
  return sql`(sign(${scaled}) * floor(abs(${scaled}) + 0.5))`;
}
