import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { newIdentifiers } from "../../src/ingest/identifiers.ts";
import type { TableMapping } from "../../src/sources/mapping.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { HEADER, ORDERS, TILL, Workspace } from "./workspace.ts";

const space = new Workspace();
beforeAll(() => space.open());
afterEach(() => space.reset());
afterAll(() => space.close());

const facts = (order = "order_id, at, amount") =>
  space.rows(
    `select id, order_id, "at", amount, currency, channel, subject from fact_purchase order by ${order.replace("at", '"at"')}, id`,
  );

it("with an id of the source's own, the later line wins within a file", async () => {
  const report = await space.load(
    `${HEADER}\no1,c1,2024-01-05,1,EUR,web\no2,c1,2024-01-05,2,EUR,web\no1,c1,2024-01-05,3,EUR,shop\n`,
    ORDERS,
  );
  expect(report.facts[0]).toMatchObject({ n: 2, replaced: 1, duplicates: 0 });
  expect(report).toMatchObject({ rowsUsed: 3, rowsRead: 3 });
  expect(await space.rows(`select order_id, amount, line from fact_purchase order by order_id`)).toEqual([
    { order_id: "o1", amount: 3, line: 4 },
    { order_id: "o2", amount: 2, line: 3 },
  ]);
});

it("with an id of the source's own, the later file wins, whichever was given first", async () => {
  const files: [string, string][] = [
    [`${HEADER}\no1,c1,2024-01-05,1,EUR,web\n`, "orders-9.csv"],
    [`${HEADER}\no1,c1,2024-01-05,2,EUR,web\n`, "orders-10.csv"],
  ];
  for (const order of [files, [...files].reverse()]) {
    await space.reset();
    for (const [content, name] of order) await space.load(content, ORDERS, name);
    const quality = await space.finish();
    expect(quality.acrossFiles).toEqual([{ fact: "purchase", replaced: 1, duplicates: 0 }]);
    expect(await space.rows(`select amount from fact_purchase`)).toEqual([{ amount: 2 }]);
  }
});

it("ids of different systems never meet", async () => {
  await space.load(`${HEADER}\no1,c1,2024-01-05,1,EUR,web\n`, { ...ORDERS, system: "shop" });
  await space.load(`${HEADER}\no1,c1,2024-01-05,2,EUR,web\n`, { ...ORDERS, system: "till" });
  expect((await space.finish()).facts[0]!.n).toBe(2);
});

it("without an id, identical events are separate, and an overlapping file adds nothing", async () => {
  const row = "x,c1,2024-01-05,1,EUR,web\n";
  const first = await space.load(`${HEADER}\n${row}${row}x,c2,2024-01-06,1,EUR,web\n`, TILL, "a.csv");
  expect(first.facts[0]).toMatchObject({ n: 3, replaced: 0, duplicates: 0 });
  await space.load(`${HEADER}\n${row}${row}${row}`, TILL, "b.csv");
  await space.load(`${HEADER}\nx,c2,2024-01-06,1.00,eur,web\n`, TILL, "c.csv");
  const quality = await space.finish();
  expect(quality.acrossFiles).toEqual([{ fact: "purchase", replaced: 0, duplicates: 3 }]);
  expect(await space.rows(`select count(*) as n, count(distinct id) as ids from fact_purchase`)).toEqual([
    { n: 4, ids: 4 },
  ]);
  expect((await space.finish()).acrossFiles).toEqual([]);
});

it("a state that is said twice is said once", async () => {
  const party: TableMapping = {
    format: "test",
    facts: [{ fact: "party", subject: { kind: "customer", value: "who" }, fields: { country: "country" } }],
  };
  const report = await space.load("who,country\nc1,PL\nc1,PL\nc1,SE\n", party);
  expect(report.facts[0]).toMatchObject({ n: 2, duplicates: 1 });
  expect(report).toMatchObject({ rowsUsed: 3, rowsSetAside: 0 });
});

it("a row's id is the same fact on every question of its response only for the same question", async () => {
  const answers: TableMapping = {
    format: "test",
    facts: ["nps", "csat"].map((instrument) => ({
      fact: "answer" as const,
      id: "r",
      at: { value: "d" },
      fields: { instrument: { value: instrument }, score: instrument },
    })),
  };
  await space.load("r,d,nps,csat\n1,2024-01-05,9,5\n", answers, "a.csv");
  await space.load("csat,r,d,nps\n5,1,2024-01-05,9\n", { ...answers, facts: [...answers.facts].reverse() }, "b.csv");
  const quality = await space.finish();
  expect(quality.facts).toMatchObject([{ fact: "answer", n: 2 }]);
});

const order = fc.record({
  id: fc.integer({ min: 1, max: 9 }).map((i) => `o${i}`),
  customer: fc.constantFrom("c1", "c2", "zażółć", 'quote"d', "two\nlines", ""),
  date: fc.constantFrom("2024-01-05", "2024-01-06 10:00:00", "never", ""),
  amount: fc.constantFrom("1", "1.50", "-2", "x", ""),
  currency: fc.constantFrom("EUR", "eur", "ZZZ", ""),
  channel: fc.constantFrom("web", "=cmd|' /C calc'!A0", ""),
});
type Order = { id: string; customer: string; date: string; amount: string; currency: string; channel: string };

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (orders: readonly Order[], columns: readonly string[] = HEADER.split(",")) =>
  `${columns.join(",")}\n${orders.map((o) => columns.map((c) => cell(o[c as keyof Order])).join(",")).join("\n")}\n`;
const random = (seed: number) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const next = random(seed);
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
async function setOf(files: readonly [string, string][], mapping: TableMapping) {
  await space.reset();
  for (const [content, name] of files) await space.load(content, mapping, name);
  await space.finish();
  return facts();
}

it("the order of rows and columns, loading twice, and splitting a file change nothing without ids", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 14 }), fc.integer(), async (orders, seed) => {
      const once = await setOf([[csv(orders), "a.csv"]], TILL);
      expect(await setOf([[csv(shuffled(orders, seed)), "a.csv"]], TILL)).toEqual(once);
      expect(await setOf([[csv(orders, shuffled(HEADER.split(","), seed)), "a.csv"]], TILL)).toEqual(once);
      expect(
        await setOf(
          [
            [csv(orders), "a.csv"],
            [csv(shuffled(orders, seed)), "b.csv"],
          ],
          TILL,
        ),
      ).toEqual(once);
      const some = shuffled(orders, seed).slice(0, Math.ceil(orders.length / 2));
      expect(
        await setOf(
          [
            [csv(some), "a.csv"],
            [csv(orders), "b.csv"],
          ],
          TILL,
        ),
      ).toEqual(once);
    }),
    { numRuns: 4 },
  );
});

it("with ids, splitting a file into parts that keep their order changes nothing, and parts may come in any order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(order, { minLength: 2, maxLength: 14 }), fc.nat(), async (orders, cut) => {
      const at = 1 + (cut % (orders.length - 1));
      const once = await setOf([[csv(orders), "a.csv"]], ORDERS);
      const parts: [string, string][] = [
        [csv(orders.slice(0, at)), "part-1.csv"],
        [csv(orders.slice(at)), "part-2.csv"],
      ];
      expect(await setOf(parts, ORDERS)).toEqual(once);
      expect(await setOf([parts[1]!, parts[0]!], ORDERS)).toEqual(once);
      expect(await setOf([...parts, parts[0]!, parts[1]!], ORDERS)).toEqual(once);
    }),
    { numRuns: 4 },
  );
});

it("every row is used, set aside or not for us, and every total closes", async () => {
  const mapping: TableMapping = {
    ...TILL,
    facts: [
      { ...TILL.facts[0]!, where: { column: "channel", isNot: "web" } },
      {
        fact: "party",
        subject: { kind: "customer", value: "customer" },
        fields: { country: "currency" },
        where: { column: "amount", above: 0 },
      },
    ],
  };
  await fc.assert(
    fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 30 }), async (orders) => {
      await space.reset();
      const report = await space.load(csv(orders), mapping);
      expect(report.rowsRead).toBe(orders.length);
      expect(report.rowsUsed + report.rowsSetAside + report.rowsNotForUs).toBe(report.rowsRead);
      expect(report.totals.every((t) => t.closes)).toBe(true);
      const n = report.facts.reduce((sum, f) => sum + f.n + f.duplicates + f.replaced, 0);
      const [lines] = await space.rows(`select count(*) as n from reject`);
      expect(n + Number(lines!.n)).toBe(
        orders.filter((o) => o.channel !== "web").length + orders.filter((o) => Number(o.amount) > 0).length,
      );
    }),
    { numRuns: 10 },
  );
});

it("many identifiers are written so many keys at a time, each of them once", async () => {
  await space.load(`${HEADER}\no1,c1,2024-01-05,1,EUR,web\n`, ORDERS);
  const used = sql`select hash('x' || (i % 100)) as key, 'x' || (i % 100) as value from range(300) r(i)`;
  const statements = newIdentifiers({ kind: "customer", used }, 10_000_000);
  expect(statements.length).toBe(4);
  for (const again of [false, true]) {
    for (const statement of statements) await space.store.run(statement);
    const written = await space.rows(`select count(*) as n, count(distinct key) as keys from identifier`);
    expect(written, String(again)).toEqual([{ n: 101, keys: 101 }]);
  }
});
