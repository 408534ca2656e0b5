import type { TimeZone } from "../../base/zone.ts";
import type { ColumnType } from "../../facts/columns.ts";
import type { Sql } from "./sql.ts";

export type CalendarUnit = "month" | "week" | "quarter" | "year";

/** What analytical engines disagree on. Everything else is written once. */
export interface Dialect {
  readonly engine: "duckdb" | "clickhouse";
  /** Name of a column type in `create table`. */
  columnType(type: ColumnType, nullable: boolean): Sql;
  /** What follows `create table name` before `as select`: nothing, or the engine clause, with the columns the table is mostly read by. */
  tableOptions(orderBy: readonly string[]): Sql;
  /** 64-bit hash of texts, equal for equal input on the same engine version; never null. */
  hash(...texts: readonly Sql[]): Sql;
  /** Calendar date of an instant (UTC) in a zone. */
  localDay(instant: Sql, zone: TimeZone): Sql;
  /** First day of the `unit` that holds a day; weeks start on Monday. */
  startOf(unit: CalendarUnit, day: Sql): Sql;
  /** A day some months later; the last day of the month where it is shorter. */
  addMonths(day: Sql, months: number): Sql;
  /** Whole days from one day to another, negative where `to` comes first. */
  daysBetween(from: Sql, to: Sql): Sql;
  /** Seconds since 1970 of an instant (UTC), as a double. */
  epoch(instant: Sql): Sql;
  /** A bound `YYYY-MM-DD` text as a date. */
  day(text: string): Sql;
  /** Exact quantile with linear interpolation (Hyndman–Fan type 7), never a sketch. `share` in [0, 1]. */
  quantile(value: Sql, share: number): Sql;
  /** Value of `value` on the row with the greatest `by` in the group (the first decides, the next between equals); rows without a value are passed over. */
  latest(value: Sql, ...by: readonly Sql[]): Sql;
  /** A number on a grid of 1/10,000 in an exact decimal type: sums of it do not depend on the order of the rows. */
  exact(value: Sql): Sql;
  /** A double, so that sums and products neither overflow nor truncate. */
  double(value: Sql): Sql;
}
