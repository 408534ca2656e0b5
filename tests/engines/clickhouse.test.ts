import { afterAll, beforeAll, expect, inject, it } from "vitest";
import type { Column } from "../../src/facts/columns.ts";
import { ClickHouse } from "../../src/store/clickhouse/engine.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { raw, sql } from "../../src/store/sql/sql.ts";
import { clickHouseEngine, onEngine } from "./engines.ts";

it("says that nobody answers, and what to check", async () => {
  // Port 9 discards: nothing listens there.
  await expect(ClickHouse.open({ url: "http://127.0.0.1:9" })).rejects.toMatchObject({
    code: "store.unavailable",
    hint: expect.stringContaining("ping"),
  });
  await expect(ClickHouse.open({ url: "not an address" })).rejects.toMatchObject({ code: "store.unavailable" });
});

onEngine(clickHouseEngine, (engine) => {
  let db: Analytics;
  beforeAll(async () => {
    db = await engine.open();
  });
  afterAll(() => db.close());

  it("binds values, so that text stays text", async () => {
    const text = "'; drop table x; --\n\t\\{p0:String}\"é";
    const rows = await db.rows(
      sql`select ${text} as value, ${7} as n, ${0.1} as share, ${2n ** 64n - 1n} as k, ${true} as yes, ${null} as nothing`,
    );
    expect(rows).toEqual([{ value: text, n: 7, share: 0.1, k: 2n ** 64n - 1n, yes: true, nothing: null }]);
  });

  it("gives counts and money as numbers, keys exactly, days and instants as ISO text", async () => {
    const [row] = await db.rows(sql`
      select count(*) as n, toDecimal64('12.3456', 4) as amount, toDate32('1955-02-28') as day,
        toDateTime64('2024-02-29 10:00:00.25', 6, 'UTC') as at, toUInt64(18446744073709551615) as k, 1 / 0 as above, toUInt64(3) as whole
      from (select 1) one
    `);
    expect(row).toEqual({
      n: 1,
      amount: 12.3456,
      day: "1955-02-28",
      at: "2024-02-29 10:00:00.25",
      k: 2n ** 64n - 1n,
      above: Number.POSITIVE_INFINITY,
      whole: 3,
    });
  });

  it("adds nothing up to null, keeps nulls through casts and joins, and takes a union as a set", async () => {
    const rows = await db.rows(sql`
      select sum(x) as total, count(x) as n, max(x) as most from (select 1 as x union select 1) one where x > 5
    `);
    expect(rows).toEqual([{ total: null, n: 0, most: null }]);
    expect(
      await db.rows(
        sql`select a.x as x, b.y as y from (select 1 as x) a left join (select 2 as x, 'z' as y) b on b.x = a.x`,
      ),
    ).toEqual([{ x: 1, y: null }]);
    expect(await db.rows(sql`select count(*) as n from (select 1 as x union select 1 union all select 2) t`)).toEqual([
      { n: 2 },
    ]);
  });

  it("stores what it is given, in every type, and replaces a table by what is made from it", async () => {
    const columns: Column[] = [
      { name: "k", type: "key", nullable: false },
      { name: "t", type: "text", nullable: true },
      { name: "m", type: "money", nullable: true },
      { name: "b", type: "boolean", nullable: true },
      { name: "i", type: "instant", nullable: true },
      { name: "d", type: "day", nullable: true },
    ];
    await db.createTable("typed", columns);
    await db.insert("typed", columns, [
      [2n ** 63n + 1n, 'O\'Neil\n"x"', 0.1, false, "2024-03-31 01:30:00", "1901-01-01"],
      [1, null, null, null, null, null],
    ]);
    await db.materialise(
      "typed",
      sql`select * from typed where t is not null union all select * from typed where t is null`,
      ["k"],
    );
    expect(await db.rows(sql`select * from typed order by k desc`)).toEqual([
      { k: 2n ** 63n + 1n, t: 'O\'Neil\n"x"', m: 0.1, b: false, i: "2024-03-31 01:30:00", d: "1901-01-01" },
      { k: 1, t: null, m: null, b: null, i: null, d: null },
    ]);
    const tables = await db.tables();
    expect([tables.has("typed"), tables.has("nowhere")]).toEqual([true, false]);
  });

  it("keeps ten-thousandths exactly, halves away from zero", async () => {
    const { exact } = db.dialect;
    const at = (value: string) => exact(raw(value));
    const [row] = await db.rows(
      sql`select ${at("1.0049")} as a, ${at("0.57")} as b, ${at("-0.00005")} as c, ${at("2.5")} as d, ${at("cast(null as Nullable(Float64))")} as e`,
    );
    expect(row).toEqual({ a: 1.0049, b: 0.57, c: -0.0001, d: 2.5, e: null });
  });

  it("says which statement failed, and goes on afterwards", async () => {
    await expect(db.rows(sql`select nothing from nowhere`)).rejects.toMatchObject({
      code: "store.query_failed",
      details: { statement: "select nothing from nowhere" },
    });
    await expect(ClickHouse.open({ url: `${inject("clickHouseUrl")}/nowhere` })).rejects.toMatchObject({
      code: "store.unavailable",
    });
    expect(await db.rows(sql`select 1 as alive`)).toEqual([{ alive: 1 }]);
  });
});
