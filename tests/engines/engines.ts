import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { ClickHouse } from "../../src/store/clickhouse/engine.ts";
import { DuckDb } from "../../src/store/duckdb/engine.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { name, sql } from "../../src/store/sql/sql.ts";

export interface Engine {
  name: string;
  /** Why it cannot be tested on this machine, and what to do; null where it can. */
  missing: string | null;
  /** An empty database of its own; closing it drops it. */
  open(): Promise<Analytics>;
}

export const duckDbEngine: Engine = {
  name: "DuckDB",
  missing: null,
  open: () =>
    DuckDb.open({
      path: ":memory:",
      tempDirectory: mkdtempSync(join(tmpdir(), "feltworth-test-")),
      memoryLimitMb: 512,
      threads: 1,
    }),
};

const url = inject("clickHouseUrl");
let databases = 0;

export const clickHouseEngine: Engine = {
  name: "ClickHouse",
  missing: url === "" ? "needs chdb: npm ci --prefix tests/chdb" : null,
  async open() {
    databases += 1;
    const database = `test_${process.pid}_${databases}`;
    const server = await ClickHouse.open({ url });
    await server.run(sql`create database ${name(database)}`);
    const store = await ClickHouse.open({ url: `${url}/${database}` });
    const closeStore = store.close.bind(store);
    return Object.assign(store, {
      async close() {
        await closeStore();
        await server.run(sql`drop database ${name(database)} sync`);
        await server.close();
      },
    });
  },
};

export const enginesUnderTest: readonly Engine[] = [duckDbEngine, clickHouseEngine];

/** Tests on one engine; where it is not installed they are counted as skipped, or fail where `CI` says that it has to be. */
export function onEngine(engine: Engine, tests: (engine: Engine) => void): void {
  if (engine.missing === null) describe(engine.name, () => tests(engine));
  else if (process.env.CI === "true") it(engine.name, () => expect.fail(engine.missing!));
  else describe.skip(`${engine.name} (${engine.missing})`, () => tests(engine));
}

export function onEveryEngine(tests: (engine: Engine) => void): void {
  for (const engine of enginesUnderTest) onEngine(engine, tests);
}

/** For what the comparison with loops over the facts says of every engine as well: on the first one always, on others with `FELTWORTH_SLOW`. */
export function onFirstEngine(tests: (engine: Engine) => void): void {
  const [first, ...others] = enginesUnderTest;
  onEngine(first!, tests);
  if (process.env.FELTWORTH_SLOW) for (const engine of others) onEngine(engine, tests);
}
