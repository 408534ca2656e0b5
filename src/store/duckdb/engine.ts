import { mkdirSync } from "node:fs";
import { join as joinPath } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Column } from "../../facts/columns.ts";
import type { Analytics, Row } from "../ports/analytics.ts";
import { inlined, join, literal, name, raw, type Sql, type SqlValue, sql } from "../sql/sql.ts";
import { duckdb } from "./dialect.ts";
import { storeError } from "./store-error.ts";
import { cell, joined, numberIn } from "./values.ts";

export interface DuckDbOptions {
  /** File of the database; `:memory:` keeps it in memory. */
  path: string;
  /** Folder for what does not fit in memory; one per process. */
  tempDirectory: string;
  memoryLimitMb: number;
  threads: number;
  /**
   * The data go with the process: they stay in memory, or in `tempDirectory` what does not fit. A file of their own would have
   * every row prepared for writing, and a log or compression costs more than it saves.
   */
  passing?: boolean;
}

/** Rows up to which a plain list of tuples is as fast as anything. */
const FEW = 500;

/** The embedded analytical engine. One owner per path: DuckDB loses rows when a file is opened twice in a process. */
export class DuckDb implements Analytics {
  readonly dialect = duckdb;

  /** Connections for queries that are asked while the first one is at work. */
  readonly #further: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  readonly #sessions: DuckDb[] = [];

  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
    private readonly beginning: readonly string[],
    /** The attached databases whose tables it sees, where they are not the one it works on. */
    private readonly among?: readonly string[],
  ) {}

  static async open(options: DuckDbOptions): Promise<DuckDb> {
    mkdirSync(options.tempDirectory, { recursive: true });
    try {
      const instance = await DuckDBInstance.create(options.path, {
        memory_limit: `${options.memoryLimitMb}MB`,
        threads: String(options.threads),
        temp_directory: joinPath(options.tempDirectory, "spill"),
        // It would try to download what it does not know, and wait for it.
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
        checkpoint_threshold: "512MB",
      });
      const connection = await instance.connect();
      if (options.passing) for (const text of PASSING) await connection.run(text);
      return new DuckDb(instance, connection, options.passing ? [USE_RUN] : []);
    } catch (cause) {
      throw storeError(cause);
    }
  }

  async run(statement: Sql): Promise<void> {
    try {
      // Definitions of tables take no bound values, so they are written into the text, quoted.
      await this.connection.run(inlined(statement));
    } catch (cause) {
      throw storeError(cause, statement);
    }
  }

  /** Values stand in the text: with values bound, the engine would plan a query twice, for any value first and for these then. */
  async rows(query: Sql): Promise<Row[]> {
    return this.#ask(query, async (connection, text) => {
      const reader = await connection.runAndReadAll(text);
      const names = reader.deduplicatedColumnNames();
      return reader.getRows().map((row) => Object.fromEntries(row.map((value, i) => [names[i]!, cell(value)])) as Row);
    });
  }

  async columns(query: Sql): Promise<Record<string, Float64Array>> {
    return this.#ask(query, async (connection, text) => {
      const result = await connection.stream(text);
      const names = result.deduplicatedColumnNames();
      const parts = names.map((): Float64Array[] => []);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        const { rowCount } = chunk;
        for (const [i, part] of parts.entries()) {
          const vector = chunk.getColumnVector(i);
          const values = new Float64Array(rowCount);
          for (let row = 0; row < rowCount; row++) values[row] = numberIn(vector.getItem(row));
          part.push(values);
        }
      }
      return Object.fromEntries(names.map((column, i) => [column, joined(parts[i]!)]));
    });
  }

  /** Asks on a connection that has nothing to do. */
  async #ask<T>(query: Sql, use: (connection: DuckDBConnection, text: string) => Promise<T>): Promise<T> {
    const text = inlined(query);
    const connection = this.#claim() ?? (await this.#connect());
    try {
      return await use(connection, text);
    } catch (cause) {
      throw storeError(cause, query);
    } finally {
      this.#busy.delete(connection);
    }
  }

  /** A connection with nothing to do; the first one, if it has not: it alone sees temporary tables and the open transaction. */
  #claim(): DuckDBConnection | undefined {
    const idle = [this.connection, ...this.#further].find((connection) => !this.#busy.has(connection));
    if (idle) this.#busy.add(idle);
    return idle;
  }

  /** A further connection, claimed by whoever asked for it. */
  async #connect(): Promise<DuckDBConnection> {
    const connection = await this.instance.connect();
    this.#further.push(connection);
    this.#busy.add(connection);
    for (const text of this.beginning) await connection.run(text);
    return connection;
  }

  /**
   * The same data over a connection of its own, with its own temporary tables and transactions; it ends with this one.
   * @param among names of attached databases: a table is looked for in them in turn, and made in the first
   */
  async session(among?: readonly string[]): Promise<DuckDb> {
    const connection = await this.#connect();
    const beginning = among ? [inlined(sql`set search_path = ${among.join(",")}`)] : this.beginning;
    if (among) for (const text of beginning) await connection.run(text);
    const session = new DuckDb(this.instance, connection, beginning, among);
    this.#sessions.push(session);
    return session;
  }

  /** The attached databases in which its tables are looked for, in turn. */
  get sees(): readonly string[] {
    return this.among ?? [RUN];
  }

  /**
   * Opens a further database file under a name, logged against a crash and compressed. The system lets one process write to
   * it, or several read it. @throws StoreError `store.locked` where another process has it open
   */
  async attach(path: string, as: string, { readOnly }: { readOnly: boolean }): Promise<void> {
    await this.run(sql`attach ${path} as ${name(as)} (${raw(readOnly ? "read_only" : "read_write")})`);
    await this.run(sql`set force_compression = 'auto'`);
  }

  /** Opens an empty database beside, whose data go with the process; `endSession` of the session that works on it and `detach` end it. */
  async attachPassing(as: string): Promise<void> {
    await this.run(sql`attach ':memory:' as ${name(as)}`);
  }

  async detach(as: string): Promise<void> {
    await this.run(sql`detach ${name(as)}`);
  }

  /** Closes the connections of a session before this engine ends. */
  endSession(session: DuckDb): void {
    for (const connection of session.#all()) {
      connection.closeSync();
      const at = this.#further.indexOf(connection);
      if (at >= 0) this.#further.splice(at, 1);
    }
    const at = this.#sessions.indexOf(session);
    if (at >= 0) this.#sessions.splice(at, 1);
  }

  /** Appends rows of texts to a table of a session, many at a time. */
  async appendTexts(table: string, rows: readonly (readonly (string | null)[])[]): Promise<void> {
    try {
      const appender = await this.connection.createAppender(table);
      try {
        for (const row of rows) {
          for (const text of row) {
            if (text === null) appender.appendNull();
            else appender.appendVarchar(text);
          }
          appender.endRow();
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    } catch (cause) {
      throw storeError(cause);
    }
  }

  async materialise(table: string, query: Sql): Promise<void> {
    await this.rows(raw(inlined(sql`create or replace table ${name(table)} as ${query}`)));
  }

  async createTable(table: string, columns: readonly Column[]): Promise<void> {
    const definitions = columns.map((c) => sql`${name(c.name)} ${duckdb.columnType(c.type, c.nullable)}`);
    await this.run(sql`create or replace table ${name(table)} (${join(definitions)})`);
  }

  async insert(table: string, columns: readonly Column[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    if (rows.length > FEW && columns.every(({ type }) => type === "number" || type === "integer"))
      return this.insertNumbers(table, columns, rows);
    const chunk = 500;
    const names = join(columns.map((c) => name(c.name)));
    for (let i = 0; i < rows.length; i += chunk) {
      const tuples = rows.slice(i, i + chunk).map((row) => sql`(${join(row.map((value) => sql`${value}`))})`);
      await this.run(sql`insert into ${name(table)} (${names}) values ${join(tuples)}`);
    }
  }

  /** Numbers as one list a column: thousands of tuples would take the parser longer than the engine takes for all of them. */
  private async insertNumbers(
    table: string,
    columns: readonly Column[],
    rows: readonly (readonly SqlValue[])[],
  ): Promise<void> {
    const lists = columns.map(
      ({ type }, i) =>
        sql`unnest(cast(${literal(`[${rows.map((row) => row[i] ?? "NULL").join(",")}]`)} as ${duckdb.columnType(type, true)}[]))`,
    );
    await this.run(sql`insert into ${name(table)} (${join(columns.map((c) => name(c.name)))}) select ${join(lists)}`);
  }

  /** Writes every table that holds rows to `<folder>/<table>.parquet`. */
  async exportTables(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const tables = await this.rows(sql`
      select distinct table_name from duckdb_tables()
      where not temporary and database_name in (${this.#databases()}) and not starts_with(table_name, 'kept_')
      order by table_name`);
    for (const { table_name } of tables) {
      const path = joinPath(folder, `${table_name}.parquet`);
      await this.run(sql`copy ${name(String(table_name))} to ${path} (format parquet)`);
    }
  }

  async tables(): Promise<ReadonlySet<string>> {
    const found = await this.rows(
      sql`select table_name as name from duckdb_tables() where temporary or database_name in (${this.#databases()})`,
    );
    return new Set(found.map((row) => String(row.name)));
  }

  #databases(): Sql {
    return this.among ? join(this.among.map(literal)) : raw("current_database()");
  }

  /** How many threads one query may use, from now on and on every connection. */
  async useThreads(threads: number): Promise<void> {
    await this.run(sql`set threads = ${raw(String(threads))}`);
  }

  /** Stops the queries that run now; they fail, and the connections stay usable. */
  interrupt(): void {
    for (const connection of this.#all()) connection.interrupt();
  }

  async close(): Promise<void> {
    for (const connection of this.#all()) connection.closeSync();
    this.instance.closeSync();
  }

  /** Every connection, those of its sessions included; the connection of a session is one of `#further`. */
  #all(): DuckDBConnection[] {
    return [this.connection, ...this.#further, ...this.#sessions.flatMap((session) => session.#furtherOfAll())];
  }

  #furtherOfAll(): DuckDBConnection[] {
    return [...this.#further, ...this.#sessions.flatMap((session) => session.#furtherOfAll())];
  }
}

/** Name of the database whose data go with the process. */
export const RUN = "run";
const USE_RUN = `use ${RUN}`;
const PASSING = [
  `attach ':memory:' as ${RUN}`,
  USE_RUN,
  "set force_compression = 'uncompressed'",
  "pragma disable_checkpoint_on_shutdown",
];
