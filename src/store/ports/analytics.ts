import type { Column } from "../../facts/columns.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Sql, SqlValue } from "../sql/sql.ts";

/** A value as it comes back: numbers are doubles, 64-bit keys are bigint, days and instants are ISO text. */
export type Cell = string | number | bigint | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** The analytical engine, as every stage after ingest sees it. It reduces; the process infers. */
export interface Analytics {
  readonly dialect: Dialect;
  /** Runs a statement that gives no rows. */
  run(statement: Sql): Promise<void>;
  /**
   * Runs a query that gives a bounded number of rows: counts, sums, grouped tables. Queries that are asked at the same
   * time may run at the same time; those see neither temporary tables nor what is not committed.
   */
  rows(query: Sql): Promise<Row[]>;
  /**
   * Reads the numbers of a design matrix: one column of doubles a name, NaN where there is no value. For rows of units
   * (customers, answers) with the columns that a method declares; the caller bounds how many.
   */
  columns(query: Sql): Promise<Readonly<Record<string, Float64Array>>>;
  /** Creates (or replaces) a table from a query. Several may be made at the same time. */
  materialise(table: string, query: Sql, orderBy: readonly string[]): Promise<void>;
  /** Creates (or replaces) an empty table. */
  createTable(table: string, columns: readonly Column[]): Promise<void>;
  /** Appends rows that the process made itself; bulk loads go through ingest. */
  insert(table: string, columns: readonly Column[], rows: readonly (readonly SqlValue[])[]): Promise<void>;
  /** Names of the tables that are there. */
  tables(): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}
