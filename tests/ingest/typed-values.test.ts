import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readDate } from "../../src/sources/read/read-date.ts";
import { readNumber } from "../../src/sources/read/read-number.ts";
import type { DateOrder } from "../../src/sources/table.ts";
import { join, literal, raw, type Sql, sql } from "../../src/store/sql/sql.ts";
import { Workspace } from "./workspace.ts";

const space = new Workspace();
beforeAll(() => space.open());
afterAll(() => space.close());

async function evaluate(texts: readonly string[], value: (text: Sql) => Sql): Promise<unknown[]> {
  const values = join(texts.map((t, i) => sql`(${raw(String(i))}, ${literal(t)})`));
  const rows = await space.store.rows(
    sql`select ${value(raw("t"))} as v from (values ${values}) as x(i, t) order by i`,
  );
  return rows.map((row) => row.v);
}

const long = (text: Sql) => ({ text, isPlain: false });

const numbers = (texts: readonly string[], decimal: "." | ",") =>
  evaluate(texts, (t) => space.store.number(long(space.store.bareNumber(t, decimal)), decimal));

it.each([
  ["1234.56", 1234.56],
  ["-0.5", -0.5],
  [".5", 0.5],
  ["1,234.56", 1234.56],
  ["1 234.56", 1234.56],
  ["$1,234.50", 1234.5],
  ["1 234,56 zł", null],
  ["EUR 12.50", 12.5],
  ["12.50 kr", 12.5],
  ["+\u00a0kr12.50", 12.5],
  ["(12.50)", -12.5],
  ["12.50-", -12.5],
  ["'42", 42],
  ["1e3", 1000],
  ["12 %", null],
  ["12%", null],
  ["1,5", null],
  ["NaN", null],
  ["Infinity", null],
  ["-inf", null],
  ["1_000", null],
  ["0x1F", null],
  ["12 apples", null],
  ["", null],
])("with a point before the decimals, %j is %j", async (text, expected) => {
  expect(readNumber(text, ".")).toBe(expected);
  expect(await numbers([text], ".")).toEqual([expected]);
});

it.each([
  ["1234,56", 1234.56],
  ["1.234,56", 1234.56],
  ["1 234,56", 1234.56],
  ["1\u00a0234,56 zł", 1234.56],
  ["1.234", 1234],
  ["1234.56", null],
  ["12,5 €", 12.5],
])("with a comma before the decimals, %j is %j", async (text, expected) => {
  expect(readNumber(text, ",")).toBe(expected);
  expect(await numbers([text], ",")).toEqual([expected]);
});

it("keeps money to the last place", async () => {
  const money = await evaluate(
    ["90071992547409.93", "0.0001"],
    (t) => sql`cast(${space.store.money(long(space.store.bareNumber(t, ".")), ".")} as varchar)`,
  );
  expect(money).toEqual(["90071992547409.9300", "0.0001"]);
});

it("seconds may be a clock's hours, minutes and seconds", async () => {
  expect(
    await evaluate(["00:03:25", "1:02:03", "90", "04:05"], (t) =>
      space.store.seconds(long(space.store.bareNumber(t, ".")), "."),
    ),
  ).toEqual([205, 3723, 90, 245]);
});

const instants = (texts: readonly string[], order: DateOrder, zone = "UTC") =>
  evaluate(texts, (t) => space.store.instant(long(space.store.dateText(t, order)), { order, zone }));

it.each<[string, DateOrder, string | null]>([
  ["2024-01-05", "iso", "2024-01-05 00:00:00"],
  ["2024-1-5 9:05", "iso", "2024-01-05 09:05:00"],
  ["2024/01/05 10:00:00.123", "iso", "2024-01-05 10:00:00.123"],
  ["2024.01.05", "iso", "2024-01-05 00:00:00"],
  ["2024-01-05T10:00:00Z", "iso", "2024-01-05 10:00:00"],
  ["2024-01-05T10:00:00+02:00", "iso", "2024-01-05 08:00:00"],
  ["2024-01-05 10:00:00 -0500", "iso", "2024-01-05 15:00:00"],
  ["2024-01-05 10:00:00 UTC", "iso", "2024-01-05 10:00:00"],
  ["2024/01/05 8:53:03 PM GMT+1", "iso", "2024-01-05 19:53:03"],
  ["2024/01/05 8:53:03 em CET", "iso", "2024-01-05 19:53:03"],
  ["5/1/2024 8:53 GMT-05:30", "dmy", "2024-01-05 14:23:00"],
  ["Jan 5, 2024 10:00 PDT", "iso", "2024-01-05 17:00:00"],
  ["2024-03", "iso", "2024-03-01 00:00:00"],
  ["2024-02-30", "iso", null],
  ["2024-01-05 24:00:00", "iso", null],
  ["0001-01-01", "iso", null],
  ["infinity", "iso", null],
  ["epoch", "iso", null],
  ["2024-01-05 (BC)", "iso", null],
  ["9999-12-31", "iso", "9999-12-31 00:00:00"],
  ["05.01.2024", "dmy", "2024-01-05 00:00:00"],
  ["5/1/2024 10:00", "dmy", "2024-01-05 10:00:00"],
  ["05/01/2024", "mdy", "2024-05-01 00:00:00"],
  ["1/5/24 3:04 PM", "mdy", "2024-01-05 15:04:00"],
  ["31/12/99", "dmy", "1999-12-31 00:00:00"],
  ["13/05/2024", "mdy", null],
  ["2024-01-05", "dmy", "2024-01-05 00:00:00"],
  ["Jan 5, 2024", "iso", "2024-01-05 00:00:00"],
  ["5 stycznia 2024", "dmy", "2024-01-05 00:00:00"],
  ["12 мая 2024", "iso", "2024-05-12 00:00:00"],
  ["Mon, 5 Feb 2024 10:11:12 GMT", "iso", "2024-02-05 10:11:12"],
  ["May 2024", "iso", "2024-05-01 00:00:00"],
  ["20240105", "compact", "2024-01-05 00:00:00"],
  ["20240105 101112", "compact", "2024-01-05 10:11:12"],
  ["990201", "short", "1999-02-01 00:00:00"],
  ["990201 11:12:13", "short", "1999-02-01 11:12:13"],
  ["1704448800", "epoch_s", "2024-01-05 10:00:00"],
  ["1704448800000", "epoch_ms", "2024-01-05 10:00:00"],
  ["12:30", "iso", null],
  ["yesterday", "iso", null],
])("reads %j as %s", async (text, order, expected) => {
  expect(await instants([text], order)).toEqual([expected]);
});

it("a time without an offset is in the zone of reading, a date belongs to no zone", async () => {
  const texts = [
    "2024-01-05 10:00:00",
    "2024-07-05 10:00",
    "2024-07-05",
    "2024-07-05T10:00:00Z",
    "Jul 5, 2024 10:00 am",
  ];
  expect(await instants(texts, "iso", "Europe/Warsaw")).toEqual([
    "2024-01-05 09:00:00",
    "2024-07-05 08:00:00",
    "2024-07-05 00:00:00",
    "2024-07-05 10:00:00",
    "2024-07-05 08:00:00",
  ]);
  const days = await evaluate(["2024-07-05T23:30:00Z", "2024-07-05 23:30:00", "2024-07-05T23:30:00+00:00"], (t) =>
    space.store.date(long(space.store.dateText(t, "iso")), { order: "iso", zone: "Europe/Warsaw" }),
  );
  expect(days).toEqual(["2024-07-06", "2024-07-05", "2024-07-06"]);
});

const dateLike = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom("-", "/", "."),
      fc.integer({ min: 0, max: 14 }),
      fc.constantFrom("2024", "1999", "24", "0001"),
    )
    .map(([a, s, b, y]) => `${String(a).padStart(2, "0")}${s}${b}${s}${y}`),
  fc
    .tuple(
      fc.integer({ min: 1890, max: 2150 }),
      fc.constantFrom("-", "/", "."),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(([y, s, m, d]) => `${y}${s}${String(m).padStart(2, "0")}${s}${d}`),
  fc
    .tuple(fc.constantFrom("Jan", "Sept.", "luty", "декабря", "mystery"), fc.integer({ min: 0, max: 32 }))
    .map(([m, d]) => `${m} ${d}, 2021`),
  fc.integer({ min: 0, max: 99999999 }).map(String),
);
const timeLike = fc.oneof(
  fc.constant(""),
  fc
    .tuple(
      fc.integer({ min: 0, max: 25 }),
      fc.integer({ min: 0, max: 61 }),
      fc.constantFrom("", ":07", ":61", ":07.5"),
      fc.constantFrom(
        "",
        "Z",
        "+02:00",
        "-0330",
        " PM",
        " am",
        " fm CET",
        " GMT+1",
        " PM EDT",
        " em UTC+05:30",
        " XYZ",
      ),
    )
    .map(([h, m, s, z]) => ` ${h}:${String(m).padStart(2, "0")}${s}${z}`),
);

it("the engine reads dates as the reader of samples does", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(dateLike, timeLike).map((p) => p.join("")),
        { minLength: 200, maxLength: 300 },
      ),
      fc.constantFrom<DateOrder>("iso", "dmy", "mdy", "compact", "short"),
      async (texts, order) => {
        const expected = texts.map((text) => {
          const date = readDate(text, order);
          if (!date) return null;
          const ms = Date.parse(`${date.wall}Z`) - (date.offsetMinutes ?? 0) * 60_000;
          return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
        });
        const found = (await instants(texts, order)).map((v) => (v === null ? null : String(v).slice(0, 19)));
        expect(texts.map((t, i) => [t, found[i]])).toEqual(texts.map((t, i) => [t, expected[i]]));
      },
    ),
    { numRuns: 8 },
  );
});

it("the engine reads numbers as the reader of samples does", async () => {
  const soup = fc
    .array(fc.constantFrom(..."0123456789.,- '()$€%eE+", "zł", "EUR ", "kr", "\u00a0"), { maxLength: 9 })
    .map((p) => p.join("").trim());
  await fc.assert(
    fc.asyncProperty(
      fc.array(soup, { minLength: 200, maxLength: 300 }),
      fc.constantFrom<"." | ",">(".", ","),
      async (texts, decimal) => {
        const found = await numbers(texts, decimal);
        expect(texts.map((t, i) => [t, found[i]])).toEqual(texts.map((t) => [t, readNumber(t, decimal)]));
      },
    ),
    { numRuns: 8 },
  );
});
