import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Column } from "../../facts/columns.ts";
import { sql } from "../sql/sql.ts";
import { DuckDb } from "./engine.ts";

let db: DuckDb;
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), "feltworth-"));
  db = await DuckDb.open({ path: ":memory:", tempDirectory: dir, memoryLimitMb: 256, threads: 2 });
});
afterAll(() => db.close());

it("takes values so that text stays text", async () => {
  const rows = await db.rows(sql`select ${"'; drop table x; --"} as value, ${7} as n, ${null} as nothing`);
  expect(rows).toEqual([{ value: "'; drop table x; --", n: 7, nothing: null }]);
  expect(await db.rows(sql`select ${"a'\0'b; drop"} as value`)).toEqual([{ value: "a'\0'b; drop" }]);
});

it("takes numbers with their own types and signs", async () => {
  const [row] = await db.rows(
    sql`select typeof(${0.1}) as fraction, typeof(${7}) as whole, typeof(${12n ** 18n}) as wide, 3 -${-1} as four, ${0.1} + ${0.2} as sum, ${1e-9} as small, ${true} as yes`,
  );
  expect(row).toEqual({
    ...{ fraction: "DOUBLE", whole: "INTEGER", wide: "HUGEINT", four: 4, sum: 0.1 + 0.2, small: 1e-9, yes: true },
  });
});

it("gives counts as numbers, money as numbers, days and instants as ISO text", async () => {
  const [row] = await db.rows(
    sql`select count(*) as n, cast(12.3456 as decimal(18,4)) as amount, date '2024-02-29' as day, timestamp '2024-02-29 10:00:00' as at`,
  );
  expect(row).toEqual({ n: 1, amount: 12.3456, day: "2024-02-29", at: "2024-02-29 10:00:00" });
});

it("makes and replaces tables from a query with values", async () => {
  await db.materialise("t", sql`select ${"O'Neil"} as name`);
  await db.materialise("t", sql`select ${'é\n"x"'} as name`);
  expect(await db.rows(sql`select name from t`)).toEqual([{ name: 'é\n"x"' }]);
});

it("takes in many rows of numbers as they are, nothing included", async () => {
  const columns = (["a", "b"] as const).map((each, i) => ({
    ...{ name: each, type: i === 0 ? "integer" : "number", nullable: i === 1 },
  })) as Column[];
  await db.createTable("numbers", columns);
  const rows = Array.from({ length: 1_200 }, (_, i) => [i, i % 7 === 0 ? null : (i - 600) * 1e-7]);
  await db.insert("numbers", columns, rows);
  const found = await db.rows(sql`select a, b from numbers order by a`);
  expect(found.map(({ a, b }) => [a, b])).toEqual(rows);
});

it("says which statement failed", async () => {
  await expect(db.rows(sql`select nothing from nowhere`)).rejects.toMatchObject({ code: "store.query_failed" });
});

it("queries that are asked at the same time have connections of their own, those in turn have the first", async () => {
  await db.run(sql`create or replace temp table mine as select 7 as n`);
  const [slow, other] = await Promise.allSettled([
    db.rows(sql`select count(*) as n from range(1000000)`),
    db.rows(sql`select n from mine`),
  ]);
  expect(slow).toMatchObject({ status: "fulfilled", value: [{ n: 1_000_000 }] });
  expect(other).toMatchObject({ status: "rejected", reason: { code: "store.query_failed" } });
  expect(await db.rows(sql`select n from mine`)).toEqual([{ n: 7 }]);
});

it("keeps data that go with the process in memory, and beside it what does not fit", async () => {
  const dir = mkdtempSync(join(tmpdir(), "feltworth-"));
  const small = { path: ":memory:", tempDirectory: dir, memoryLimitMb: 32, threads: 2 };
  const passing = await DuckDb.open({ ...small, passing: true });
  await passing.materialise("t", sql`select i, hash(i) as h from range(3000000) r(i)`);
  expect([...(await passing.tables())]).toEqual(["t"]);
  expect(await passing.rows(sql`select count(*) as n, max(i) as last from t`)).toEqual([
    { n: 3_000_000, last: 2_999_999 },
  ]);
  expect(readdirSync(dir)).toEqual(["spill"]);
  await passing.close();
});
