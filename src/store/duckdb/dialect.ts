import type { ColumnType } from "../../facts/columns.ts";
import type { Dialect } from "../sql/dialect.ts";
import { EMPTY, join, literal, raw, sql } from "../sql/sql.ts";

const TYPES: Readonly<Record<ColumnType, string>> = {
  key: "ubigint",
  text: "varchar",
  integer: "bigint",
  number: "double",
  money: "decimal(18,4)",
  boolean: "boolean",
  instant: "timestamp",
  day: "date",
};

export const duckdb: Dialect = {
  engine: "duckdb",
  columnType: (type, nullable) => raw(`${TYPES[type]}${nullable ? "" : " not null"}`),
  tableOptions: () => EMPTY,
  hash: (...texts) => sql`hash(${join(texts)})`,
  localDay: (instant, zone) =>
    zone === "UTC"
      ? sql`cast(${instant} as date)`
      : sql`cast(timezone(${literal(zone)}, timezone('UTC', ${instant})) as date)`,
  startOf: (unit, day) => sql`cast(date_trunc(${literal(unit)}, ${day}) as date)`,
  addMonths: (day, months) => sql`cast(${day} + to_months(${raw(String(Math.trunc(months)))}) as date)`,
  daysBetween: (from, to) => sql`(${to} - ${from})`,
  epoch: (instant) => sql`epoch(${instant})`,
  day: (text) => sql`cast(${text} as date)`,
  quantile: (value, share) => sql`quantile_cont(${value}, ${raw(String(share))})`,
  latest: (value, ...by) => sql`arg_max(${value}, row(${join(by)}))`,
  // The cast takes halves away from zero, as rounding first would.
  exact: (value) => sql`cast(${value} as decimal(28,4))`,
  double: (value) => sql`cast(${value} as double)`,
};
