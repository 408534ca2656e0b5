import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, symlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { sha256 } from "../../src/sources/read/discover.ts";
import { HEADER, ORDERS, TILL, Workspace, workbook } from "./workspace.ts";

const space = new Workspace();
beforeAll(() => space.open());
afterEach(() => space.reset());
afterAll(() => space.close());

const refused = { code: "input.file_unreadable" };
const bytes = (n: number, of: (i: number) => number) => Uint8Array.from({ length: n }, (_, i) => of(i));

it("an empty file, an image, random bytes and a broken workbook are refused with a reason", async () => {
  let seed = 7;
  const noise = bytes(50_000, () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 24);
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), noise]);
  const xlsx = workbook([["id"], ["1"]]);
  const cases: [string, Uint8Array, RegExp][] = [
    ["empty", new Uint8Array(), /is empty/],
    ["bom", Buffer.from("\ufeff"), /is empty/],
    ["png", png, /a PNG image/],
    ["noise", noise, /not a table/],
    ["pdf", Buffer.from("%PDF-1.7\n"), /a PDF document/],
    ["xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), /before 2007/],
    ["zip", Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from("hello")]), /not an Excel workbook/],
    ["cut workbook", xlsx.slice(0, xlsx.length - 60), /workbook/],
    ["parquet", Buffer.from("PAR1 nothing"), /damaged Parquet/],
    ["blank lines", Buffer.from("\n\n\n"), /no row/],
    ["rows of nothing", Buffer.from("[[]]"), /without a list of rows/],
    ["records of nothing", Buffer.from("{}\n{}\n"), /without a list of rows/],
  ];
  for (const [name, content, message] of cases)
    await expect(space.probe(space.file(content, name)), name).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(message),
    });
});

it("a workbook that is damaged anywhere is read or refused, and never waited for", { timeout: 60_000 }, async () => {
  const whole = Buffer.from(
    workbook([
      ["Order ID", "Date", "Amount"],
      ["A1", "2024-01-05", 12.5],
      ["A2", "2024-01-06", 3],
    ]),
  );
  // In the list of entries at the end, where two names run together and its end is begun twice.
  const [list, end] = [whole.lastIndexOf("xl/workbook.xml") + 13, whole.lastIndexOf("mlPK")];
  const cases = [Buffer.concat([whole.subarray(0, list), whole.subarray(list + 15), whole.subarray(end, end + 15)])];
  for (let at = 4; at < whole.length; at += 9)
    cases.push(Buffer.concat([whole.subarray(0, at), whole.subarray(at + 12)]));
  let damaged = 0;
  for (const [i, broken] of cases.entries()) {
    const outcome = await Promise.race([
      space.probe(space.file(broken, "broken.xlsx")).then(
        () => "read",
        ({ code }: { code?: string }) => code,
      ),
      setTimeout(10_000, `case ${i} hangs`, { ref: false }),
    ]);
    expect(["read", refused.code]).toContain(outcome);
    if (outcome === refused.code) damaged += 1;
  }
  expect(damaged).toBeGreaterThan(10);
});

it("a header without rows is a table without rows", async () => {
  const table = await space.table(space.file(`${HEADER}\n`));
  expect(table).toMatchObject({ columns: HEADER.split(","), rows: [] });
  expect(await space.loadTable(table, ORDERS)).toMatchObject({ rowsRead: 0, rowsUsed: 0, rowsSetAside: 0 });
});

it("a compressed file that is cut off is refused as a whole, and nothing of it stays", async () => {
  let csv = `${HEADER}\n`;
  for (let i = 0; i < 200_000; i++) csv += `o${i},c${i % 97},2024-01-05,${i % 300},EUR,web\n`;
  const packed = gzipSync(csv);
  const whole = space.file(packed, "whole.csv.gz");
  const cut = { ...space.file(packed.subarray(0, packed.length / 2), "cut.csv.gz"), name: "whole.csv.gz" };
  const table = await space.table(whole);
  await expect(space.table(cut)).rejects.toMatchObject(refused);
  await expect(space.loadTable({ ...table, path: cut.path }, ORDERS)).rejects.toMatchObject(refused);
  expect([...(await space.store.tables())]).toEqual([]);
});

it("zeros behind a compressed stream, which some programs pad it with, are passed over", async () => {
  const packed = gzipSync(`${HEADER}\no1,c1,2024-01-05,1,EUR,web\no2,c2,2024-01-06,2,EUR,web\n`);
  const file = space.file(Buffer.concat([packed, Buffer.from([0, 0, 0, 0x6c])]), "orders.csv.gz");
  expect(await space.load(file, ORDERS)).toMatchObject({ rowsRead: 2, rowsUsed: 2, rowsSetAside: 0 });
});

it("a line of 64 MB is set aside, and what follows it is read", async () => {
  const file = space.file(`${HEADER}\no1,c1,2024-01-05,1,EUR,web\n`);
  const out = openSync(file.path, "a");
  const block = "y".repeat(1 << 20);
  for (let i = 0; i < 64; i++) writeSync(out, block);
  writeSync(out, "\no2,c2,2024-01-06,2,EUR,web\n");
  closeSync(out);
  const report = await space.load(file, ORDERS);
  expect(report).toMatchObject({ rowsRead: 3, rowsUsed: 2, rowsSetAside: 1 });
  expect(await space.rows(`select line, reason, length(text) as n from reject`)).toEqual([
    { line: 3, reason: "line_too_long", n: 1000 },
  ]);
}, 20_000);

it("a file of 300 MB without a line end is refused within seconds", async () => {
  const file = space.file("x");
  const out = openSync(file.path, "a");
  const block = "y".repeat(4 << 20);
  for (let i = 0; i < 75; i++) writeSync(out, block);
  closeSync(out);
  const start = performance.now();
  await expect(space.probe(file)).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("no line end"),
  });
  expect(performance.now() - start).toBeLessThan(10_000);
}, 20_000);

it("pipes and devices are never read", async () => {
  const fifo = join(space.folder, "files", "fifo");
  mkdirSync(join(space.folder, "files"), { recursive: true });
  execFileSync("mkfifo", [fifo]);
  await expect(space.discover("files/fifo")).rejects.toMatchObject({ code: "input.path_unreadable" });
  await expect(space.probe({ path: fifo, name: "fifo", bytes: 0 })).rejects.toMatchObject(refused);
  await expect(space.probe({ path: "/dev/zero", name: "zero", bytes: 0 })).rejects.toMatchObject(refused);
  execFileSync("rm", [fifo]);
});

it("a path that is missing, or leads through a file, is named", async () => {
  const file = space.file("a,b\n1,2\n", "as-folder.csv");
  await expect(space.discover("no/such/place")).rejects.toMatchObject({
    code: "input.path_unreadable",
    message: expect.stringContaining("no/such/place"),
    hint: expect.any(String),
  });
  await expect(space.discover("files/as-folder.csv/x")).rejects.toMatchObject({ code: "input.path_unreadable" });
  await expect(space.probe({ ...file, path: space.folder })).rejects.toMatchObject(refused);
  mkdirSync(join(space.folder, "nothing"), { recursive: true });
  await expect(space.discover("nothing")).rejects.toMatchObject({ code: "input.no_files" });
});

it("folders are walked in the order of counting, without hidden files and without going round in circles", async () => {
  for (const name of ["walk/b/orders-10.csv", "walk/b/orders-9.csv", "walk/a.csv", "walk/.hidden.csv"])
    space.file("a,b\n1,2\n", name);
  symlinkSync("..", join(space.folder, "files/walk/b/loop"));
  symlinkSync("nowhere", join(space.folder, "files/walk/dangling"));
  const found = await space.discover("files/walk", "files/walk/a.csv");
  expect(found.map((f) => f.name)).toEqual(["a.csv", "b/orders-9.csv", "b/orders-10.csv"]);
  // printf 'a,b\\n1,2\\n' | sha256sum
  expect(await sha256(found[0]!.path)).toBe("492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470");
});

it("a wrong encoding that is stated shows in the rows that it breaks", async () => {
  const text = Buffer.from(
    `${HEADER}\no1,Za\xbf\xf3\xb3\xe6,2024-01-05,1,EUR,web\no2,Ann,2024-01-05,1,EUR,web\n`,
    "latin1",
  );
  const file = space.file(text);
  const report = await space.loadTable(await space.table(file, { encoding: "utf-8" }), ORDERS);
  expect(report).toMatchObject({ rowsRead: 2, rowsUsed: 1, rowsSetAside: 1, rejects: [{ reason: "encoding", n: 1 }] });
});

it("a row with a zero byte is set aside", async () => {
  const report = await space.load(`${HEADER}\no1,c\u00001,2024-01-05,1,EUR,web\no2,c2,2024-01-05,1,EUR,web\n`, ORDERS);
  expect(report).toMatchObject({ rowsUsed: 1, rowsSetAside: 1, rejects: [{ reason: "nul_byte", n: 1 }] });
});

it("formulas stay text", async () => {
  await space.load(`${HEADER}\no1,"=HYPERLINK(""http://x"")",2024-01-05,1,EUR,=cmd|' /C calc'!A0\n`, ORDERS);
  expect(await space.rows(`select channel, value from fact_purchase join identifier on key = subject`)).toEqual([
    { channel: "=cmd|' /C calc'!A0", value: '=HYPERLINK("http://x")' },
  ]);
});

it("columns with one name, or with none, are told apart", async () => {
  const table = await space.table(space.file('Amount,amount,,"a""b",AMOUNT_2\n1,2,3,4,5\n'));
  expect(table.columns).toEqual(["Amount", "amount_2", "column3", 'a"b', "AMOUNT_2_2"]);
  const mapping = {
    ...TILL,
    facts: [
      {
        ...TILL.facts[0]!,
        subject: { kind: "customer", value: 'a"b' },
        at: { value: { value: "2024-01-05" } },
        fields: { amount: "amount_2" },
      },
    ],
  };
  expect((await space.loadTable(table, mapping)).totals).toMatchObject([{ loaded: 2 }]);
});

it("dates of one column that contradict each other leave a question, and what cannot be read is set aside", async () => {
  const dates = ["13/05/2024", "05/14/2024", "14/05/2024", "05/13/2024"];
  const table = await space.table(space.file(`${HEADER}\n${dates.map((d, i) => `o${i},c,${d},1,EUR,`).join("\n")}\n`));
  expect(table.dateOrders!.date).toHaveLength(2);
  const report = await space.loadTable(table, { ...ORDERS, read: { dates: "dmy" } });
  expect(report).toMatchObject({ rowsUsed: 2, rowsSetAside: 2, rejects: [{ reason: "date_invalid", n: 2 }] });
});

it("damage in a JSON file costs its line, or in a document the rest, and is counted", async () => {
  const mapping = { ...ORDERS, facts: [{ ...ORDERS.facts[0]!, fields: { amount: "amount" } }] };
  const row = (i: number) => `{"id":"${i}","customer":"c","date":"2024-01-05","amount":1}`;
  expect(await space.load(`${row(1)}\n{"id":\n${row(2)}\nnull\n`, mapping)).toMatchObject({
    rowsRead: 4,
    rowsUsed: 2,
    rowsSetAside: 2,
  });
  expect(await space.load(`[${row(3)},\n${row(4)},\n{"id":`, mapping)).toMatchObject({
    rowsRead: 3,
    rowsUsed: 2,
    rowsSetAside: 1,
  });
  expect(await space.rows(`select load, line, reason from reject order by load, line`)).toEqual([
    { load: 1, line: 2, reason: "json_invalid" },
    { load: 1, line: 4, reason: "json_invalid" },
    { load: 2, line: 3, reason: "json_invalid" },
  ]);
});

it("any bytes are either refused, or all their rows accounted for", async () => {
  const soup = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(..."ab1,;\t|\"'\n\r #.", "2024-01-05", "é", "\u0000", '""', "\r\n", "{", "}", "[", '{"a":1}\n'),
        { maxLength: 120 },
      )
      .map((p) => Buffer.from(p.join(""))),
    fc
      .tuple(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }))
      .map(([a, b]) => Buffer.concat([Buffer.from("id,b\n1,2\n"), a, Buffer.from("\n3,4\n"), b])),
  );
  await fc.assert(
    fc.asyncProperty(soup, async (content) => {
      const file = space.file(content, "soup.csv");
      const tables = await space.probe(file).catch((error: { code?: string }) => {
        expect(error.code).toBe("input.file_unreadable");
        return [];
      });
      for (const table of tables) {
        expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
        await space.reset();
        const report = await space.loadTable(table, {
          format: "soup",
          facts: [{ fact: "touch", at: { value: table.columns[0]! }, fields: { name: table.columns.at(-1)! } }],
        });
        const [found] = await space.rows(
          `select (select count(*) from fact_touch) as facts, (select count(*) from reject) as rejects`,
        );
        expect(report.rowsUsed + report.rowsSetAside + report.rowsNotForUs).toBe(report.rowsRead);
        expect(Number(found!.facts) + Number(found!.rejects)).toBe(report.rowsRead);
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);
