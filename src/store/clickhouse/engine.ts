import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from "@clickhouse/client";
import { StoreError } from "../../base/errors.ts";
import type { Column } from "../../facts/columns.ts";
import type { Analytics, Cell, Row } from "../ports/analytics.ts";
import { join, name, printable, type Sql, type SqlValue, sql } from "../sql/sql.ts";
import { clickhouse } from "./dialect.ts";

export interface ClickHouseOptions {
  /** Where the server listens, with user, password and database where it asks for them: `http://user:password@host:8123/database`. */
  url: string;
  /** Longest wait for one statement. */
  timeoutMs?: number;
}

/** What makes a statement mean the same here as it does in standard SQL, and so in DuckDB. */
const SETTINGS: ClickHouseSettings = {
  // Nulls: a row without a match has them, a sum of nothing is one, a cast keeps them.
  join_use_nulls: 1,
  aggregate_functions_null_for_empty: 1,
  cast_keep_nullable: 1,
  transform_null_in: 0,
  union_default_mode: "DISTINCT",
  // `sum(a) as a, sum(a * a) as aa`: the second `a` is the column.
  prefer_column_name_to_alias: 1,
  // Days before 1970 and after 2149.
  enable_extended_results_for_datetime_functions: 1,
  session_timezone: "UTC",
  date_time_input_format: "best_effort",
  decimal_check_overflow: 1,
  count_distinct_implementation: "uniqExact",
  // How values come back: 64-bit whole numbers lose digits as JSON numbers, infinity has no JSON number at all.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 0,
  output_format_json_quote_denormals: 1,
  date_time_output_format: "simple",
};

const ROWS_PER_INSERT = 20_000;

/** The analytical engine for companies that outgrow one machine: a ClickHouse server over HTTP. */
export class ClickHouse implements Analytics {
  readonly dialect = clickhouse;

  private constructor(private readonly client: ClickHouseClient) {}

  /** @throws StoreError `store.unavailable` when nobody answers, or the name or password is refused */
  static async open({ url, timeoutMs = 600_000 }: ClickHouseOptions): Promise<ClickHouse> {
    const client = connect(url, timeoutMs);
    // Unlike a ping this also proves the password and the database.
    const opened = new ClickHouse(client);
    try {
      await opened.rows(sql`select 1 as alive`);
    } catch (cause) {
      await client.close();
      throw cause;
    }
    return opened;
  }

  run(statement: Sql): Promise<void> {
    return this.#told(statement, (command) => command());
  }

  async #told(statement: Sql, how: (command: () => Promise<unknown>) => Promise<unknown>): Promise<void> {
    const { query, query_params } = bound(statement);
    try {
      await how(() => this.client.command({ query, query_params }));
    } catch (cause) {
      throw storeError(cause, statement);
    }
  }

  async rows(statement: Sql): Promise<Row[]> {
    const { meta, data } = await this.#answer(statement);
    return data.map(
      (values) => Object.fromEntries(meta.map((column, i) => [column.name, cell(values[i], column.type)])) as Row,
    );
  }

  async columns(statement: Sql): Promise<Record<string, Float64Array>> {
    const { meta, data } = await this.#answer(statement);
    const column = (i: number) =>
      Float64Array.from(data, (values) => (values[i] === null ? Number.NaN : Number(values[i])));
    return Object.fromEntries(meta.map(({ name }, i) => [name, column(i)]));
  }

  /** What a query gives. */
  async #answer(statement: Sql): Promise<{ meta: { name: string; type: string }[]; data: unknown[][] }> {
    const { query, query_params } = bound(statement);
    const ask = async () => {
      const answer = await this.client.query({ query, query_params, format: "JSONCompact" });
      return answer.json<unknown[]>();
    };
    try {
      const { meta = [], data } = await twice(ask);
      return { meta, data };
    } catch (cause) {
      throw storeError(cause, statement);
    }
  }

  async materialise(table: string, query: Sql, orderBy: readonly string[]): Promise<void> {
    await this.#told(
      sql`create or replace table ${name(table)} ${clickhouse.tableOptions(orderBy)} as ${query}`,
      twice,
    );
  }

  async createTable(table: string, columns: readonly Column[]): Promise<void> {
    const definitions = columns.map((c) => sql`${name(c.name)} ${clickhouse.columnType(c.type, c.nullable)}`);
    await this.run(
      sql`create or replace table ${name(table)} (${join(definitions)}) ${clickhouse.tableOptions([columns[0]!.name])}`,
    );
  }

  async insert(table: string, columns: readonly Column[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    const [first, ...rest] = columns.map((c) => c.name);
    if (first === undefined) return;
    for (let i = 0; i < rows.length; i += ROWS_PER_INSERT) {
      try {
        await this.client.insert({
          table: name(table).strings[0]!,
          columns: [first, ...rest],
          values: rows.slice(i, i + ROWS_PER_INSERT).map((row) => row.map((value, c) => asJson(value, columns[c]!))),
          format: "JSONCompactEachRow",
        });
      } catch (cause) {
        throw storeError(cause, sql`insert into ${name(table)}`);
      }
    }
  }

  async tables(): Promise<ReadonlySet<string>> {
    const found = await this.rows(sql`select name from system.tables where database = currentDatabase()`);
    return new Set(found.map((row) => String(row.name)));
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

function connect(url: string, timeoutMs: number): ClickHouseClient {
  try {
    return createClient({
      url,
      application: "feltworth",
      request_timeout: timeoutMs,
      clickhouse_settings: SETTINGS,
      // A model may keep the process busy for longer than the server keeps a connection open.
      keep_alive: { eagerly_destroy_stale_sockets: true },
      // It would print every failed statement.
      log: { level: ClickHouseLogLevel.OFF },
    });
  } catch (cause) {
    throw new StoreError("store.unavailable", "The address of the analytical engine is not one that can be used.", {
      hint: "Write it as http://user:password@host:8123/database.",
      cause,
    });
  }
}

/** The statement with a typed parameter for every value. A null has no type of its own: it is written out. */
function bound({ strings, values }: Sql): { query: string; query_params: Record<string, unknown> } {
  const query_params: Record<string, unknown> = {};
  const query = strings.reduce((text, part, i) => {
    if (i === 0) return part;
    const value = values[i - 1]!;
    if (value === null) return `${text}null${part}`;
    query_params[`p${i}`] = typeof value === "bigint" ? String(value) : value;
    return `${text}{p${i}:${typeOf(value)}}${part}`;
  }, "");
  return { query, query_params };
}

function typeOf(value: string | number | bigint | boolean): string {
  if (typeof value === "string") return "String";
  if (typeof value === "boolean") return "Bool";
  if (typeof value === "bigint") return value < 0n ? "Int64" : "UInt64";
  return Number.isSafeInteger(value) ? "Int64" : "Float64";
}

function asJson(value: SqlValue, { type }: Column): string | number | boolean | null {
  if (typeof value === "bigint") return String(value);
  // As text: the engine cuts what a decimal cannot hold, where SQL rounds it.
  if (type === "money" && typeof value === "number") return value.toFixed(4);
  return value;
}

function cell(value: unknown, declared: string): Cell {
  if (value === null || value === undefined) return null;
  const type = declared.replace(/^(?:(?:Nullable|LowCardinality)\()+/, "");
  if (/^U?Int(64|128|256)/.test(type)) {
    const whole = BigInt(value as string | number);
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  }
  if (/^(U?Int|Float|BFloat|Decimal)/.test(type)) return double(value as string | number);
  if (type.startsWith("Bool")) return Boolean(value);
  if (type.startsWith("DateTime")) return String(value).replace(/\.0+$|(\.\d*?)0+$/, "$1");
  return String(value);
}

/** Infinity and what is no number come as text. */
function double(value: string | number): number {
  if (typeof value === "number") return value;
  return Number(value.replace(/^([+-]?)inf$/, "$1Infinity").replace(/^-?nan$/, "NaN"));
}

/** Codes of the server that mean more than a refused statement. */
const MEMORY_EXCEEDED = "241";
const DISK_FULL = "243";
const NO_SUCH_DATABASE = "81";
const REFUSED = new Set(["192", "193", "194", "516"]);

function storeError(cause: unknown, statement?: Sql): StoreError {
  const message = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!;
  if (!(cause instanceof ClickHouseError))
    return new StoreError("store.unavailable", `The analytical engine does not answer: ${message || codeOf(cause)}`, {
      hint: "Check that ClickHouse runs and that its address is right, for example with `curl http://host:8123/ping`.",
      cause,
    });
  if (REFUSED.has(cause.code) || cause.code === NO_SUCH_DATABASE)
    return new StoreError("store.unavailable", `The analytical engine lets nobody in: ${message}`, {
      hint: "Check the user, the password and the database in its address, http://user:password@host:8123/database.",
      cause,
    });
  if (cause.code === DISK_FULL)
    return new StoreError("store.disk_full", "The disk of the analytical engine is full.", {
      hint: "Free some space on the ClickHouse server.",
      cause,
    });
  if (cause.code === MEMORY_EXCEEDED)
    return new StoreError("store.unavailable", "The analytical engine ran out of memory.", {
      hint: "Raise `max_memory_usage` on the ClickHouse server.",
      cause,
    });
  return new StoreError("store.query_failed", `The analytical engine refused a statement: ${message}`, {
    details: statement ? { statement: printable(statement) } : {},
    cause,
  });
}

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "no answer";

/** What gives the same however often it is asked is asked again where a connection that was kept open turns out to be closed. */
const twice = <T>(ask: () => Promise<T>): Promise<T> =>
  ask().catch((cause) => {
    if ((cause as NodeJS.ErrnoException)?.code === "ECONNRESET") return ask();
    throw cause;
  });
