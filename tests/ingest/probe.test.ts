import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shapeOf } from "../../src/sources/read/value-shapes.ts";
import { dataSet, hasShared } from "../shared.ts";
import { HEADER, ORDERS, Workspace } from "./workspace.ts";

const space = new Workspace();
beforeAll(() => space.open());
afterAll(() => space.close());

/** Bytes of a text in a one-byte encoding. */
function encoded(text: string, encoding: string): Buffer {
  const table = new Map(
    [...new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, i) => i))].map((c, i) => [c, i]),
  );
  return Buffer.from([...text].map((c) => table.get(c)!));
}

const TEXTS: [string, string, string][] = [
  [
    "Polish",
    "windows-1250",
    "id,opinia\n1,Zażółć gęślą jaźń\n2,Bardzo miła obsługa i świetne śniadanie\n3,Łóżko było niewygodne\n",
  ],
  [
    "Romanian",
    "windows-1250",
    "id,părere\n1,Foarte mulţumit de servicii\n2,Camera a fost murdară şi zgomotoasă\n3,Îmi place mâncarea\n",
  ],
  [
    "Russian",
    "windows-1251",
    "id,отзыв\n1,Очень вежливый персонал\n2,Номер был грязный, ёлка\n3,Доставка пришла с опозданием\n",
  ],
  [
    "Swedish",
    "windows-1252",
    "id,omdöme\n1,Mycket bra bemötande på hotellet\n2,Frukosten var dålig\n3,Vi åker gärna dit igen\n",
  ],
  ["German", "windows-1252", "id,meinung\n1,Sehr schöne Zimmer\n2,Frühstück war für uns zu süß\n"],
  ["French", "windows-1252", "id,avis\n1,Très bon accueil à l'hôtel\n2,Le petit-déjeuner était froid, déçu\n3,Ça va\n"],
];

it.each(TEXTS)(
  "reads %s written in %s, and in UTF-16 of either order, with and without its mark",
  async (_, encoding, text) => {
    const expected = await space.table(space.file(text));
    expect(expected.read.encoding).toBe("utf-8");
    const little = Buffer.from(text, "utf16le");
    const big = Buffer.from(little).swap16();
    const files: [string, Buffer][] = [
      [encoding, encoded(text, encoding)],
      ["utf-16le", little],
      ["utf-16be", big],
      ["utf-16le", Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
      ["utf-16be", Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
      ["utf-8", Buffer.from(`\ufeff${text}`)],
    ];
    for (const [name, bytes] of files) {
      const table = await space.table(space.file(bytes));
      expect({ encoding: table.read.encoding, columns: table.columns, rows: table.rows }).toEqual({
        encoding: name,
        columns: expected.columns,
        rows: expected.rows,
      });
    }
  },
);

it("one name far down the file is enough to see that it is not UTF-8", async () => {
  const rows = Array.from({ length: 80_000 }, (_, i) => `o${i},c${i},2024-01-05,1,EUR,web`);
  const bytes = Buffer.concat([
    Buffer.from(`${HEADER}\n${rows.join("\n")}\n`),
    encoded("o,Świątek,2024-01-05,1,EUR,web\n", "windows-1250"),
  ]);
  const table = await space.table(space.file(bytes));
  expect(table.read.encoding).toBe("windows-1250");
  await space.loadTable(table, ORDERS);
  expect(await space.rows(`select value from identifier where value like '%tek'`)).toEqual([{ value: "Świątek" }]);
  await space.reset();
});

it.each([
  [",", "a,b,c\n1,2,3\n4,5,6\n"],
  [";", "a;b;c\n1,5;2,5;3\n4,1;5,2;6\n"],
  ["\t", "a\tb\tc\n1, x\t2\t3\n"],
  ["|", "a|b|c\n1|2,2|3\n"],
  ["whitespace", " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n"],
  [",", 'text,n\n"one; two; three",1\n"four; five; six",2\n'],
])("finds that %j parts the columns", async (delimiter, text) => {
  expect((await space.table(space.file(text))).read.delimiter).toBe(delimiter);
});

it.each<[string, boolean]>([
  ["id,date,amount\n1,2024-01-05,3\n", true],
  ["1,2024-01-05,3\n2,2024-01-06,4\n", false],
  ["name,city\nAnn,Oslo\nBob,Rome\n", true],
  ["text,sentiment\nbad,negative\ngood,positive\n", true],
  ["2017,2018\n5,6\n", false],
  ["customer,2017,2018\nc1,5,6\nc2,7,8\n", true],
  ["id,date,amount\n", true],
])("knows whether %j begins with names: %s", async (text, header) => {
  expect((await space.table(space.file(text))).read.header).toBe(header);
});

it("leaves out what stands above the table", async () => {
  const commented = await space.table(space.file("# Start date: 20260801\n# End date: 20260831\n\nid,users\n1,5\n"));
  expect(commented).toMatchObject({ columns: ["id", "users"], rows: [["1", "5"]] });
  const titled = await space.table(
    space.file(
      "Sales report\nPeriod,2024\n\nid,date,amount\n1,2024-01-05,3\n2,2024-01-05,3\n3,2024-01-05,3\n4,2024-01-05,3\n5,2024-01-05,3\n6,2024-01-05,3\n7,2024-01-05,3\n8,2024-01-05,3\n9,2024-01-05,3\n",
    ),
  );
  expect(titled).toMatchObject({ columns: ["id", "date", "amount"], read: { skip: 3 } });
});

it("the whole file decides which part of a date is the day, not its beginning", async () => {
  const days = Array.from({ length: 5000 }, (_, i) => `${i},0${1 + (i % 9)}/02/2024,1`);
  const ambiguous = await space.table(space.file(`id,when,n\n${days.join("\n")}\n`));
  expect(ambiguous.dateOrders).toEqual({ when: ["dmy", "mdy"] });
  const decided = await space.table(space.file(`id,when,n\n${days.join("\n")}\n9,02/28/2024,1\n`));
  expect(decided).toMatchObject({ dateOrders: { when: ["mdy"] }, read: { dates: "mdy" } });
  const byOther = await space.table(space.file("id,a,b\n1,01/02/2024,25/02/2024\n2,03/04/2024,26/04/2024\n"));
  expect(byOther.dateOrders).toEqual({ a: ["dmy"], b: ["dmy"] });
});

it("learns the sign before the decimals", async () => {
  expect((await space.table(space.file("a;b\n1,50;x\n1.234,00;y\n"))).read.decimal).toBe(",");
  expect((await space.table(space.file('a,b\n"1,234",x\n2.5,y\n'))).read.decimal).toBe(".");
});

it("says what the values of a column look like", () => {
  const shape = (...values: string[]) => shapeOf(values);
  expect(shape("a@b.co", "c.d@e.org").share.email).toBe(1);
  expect(shape("+48 600 100 200", "(022) 123-45-67").share.phone).toBe(1);
  expect(shape("2024-01-05", "05.01.2024").share.phone).toBe(0);
  expect(shape("EUR", "usd").share.currency).toBe(1);
  expect(shape("tak", "nie", "да", "nej").share.boolean).toBe(1);
  expect(shape("00:01:05", "12:30").share.duration).toBe(1);
  expect(shape("$1,200.50", "3")).toMatchObject({ min: 3, max: 1200.5, decimal: "." });
  expect(shape("2024-01-05T10:00:00Z", "2024-01-06T10:00:00+01:00")).toMatchObject({
    dates: ["iso"],
    timed: true,
    offset: true,
  });
  expect(shape("1704448800", "1704448900").dates).toEqual(["epoch_s"]);
  expect(shape("20240105", "20231231").dates).toEqual(["compact"]);
  expect(shape("990201", "990228").dates).toEqual(["short"]);
  expect(shape("1", "7", "10").dates).toEqual([]);
});

describe.skipIf(!hasShared)("the public data sets", () => {
  it("are read to the last record, none of them broken", async () => {
    await space.reset();
    const [, ...manifest] = readFileSync(dataSet("manifest.tsv"), "utf8").trim().split("\n");
    const found: [string, number][] = [];
    const expected: [string, number][] = [];
    for (const line of manifest) {
      const [path, bytes, records] = line.split("\t") as [string, string, string];
      if (!/\.(csv|txt)$/.test(path)) continue;
      const table = await space.table({ path: dataSet(path), name: path, bytes: Number(bytes) });
      const report = await space.loadTable(table, { format: "none", facts: [] });
      expected.push([path, Number(records)]);
      found.push([path, report.rowsRead - report.rowsSetAside]);
    }
    expect(found).toEqual(expected);
  }, 180_000);

  it.each([
    ["cdnow/CDNOW_sample.txt", { delimiter: "whitespace", header: false, dates: "compact" }, 5],
    ["cdnow/CDNOW_master.txt", { delimiter: "whitespace", header: true, dates: "compact" }, 4],
    ["bank_calls_1999/data_anonymous_bank_february.txt", { delimiter: "\t", header: true, dates: "short" }, 17],
    ["nps_garden_retail/nps_half.csv", { delimiter: ",", header: true, missing: ["NA"] }, 9],
    ["crm_campaigns/marketing_campaign.csv", { dates: "dmy" }, 29],
    ["ecommerce_churn/E Commerce Dataset.xlsx", { header: true, skip: 0 }, 20],
  ])("%s is laid out as %j", async (path, read, columns) => {
    const table = (await space.probe({ path: dataSet(path), name: path, bytes: 1 })).at(-1)!;
    expect(table.columns).toHaveLength(columns);
    expect(table.read).toMatchObject(read);
  });

  it("bank calls: the date is one column, the time another", async () => {
    await space.reset();
    const path = dataSet("bank_calls_1999/data_anonymous_bank_february.txt");
    const report = await space.load(
      { path, name: "bank", bytes: 1 },
      {
        format: "bank",
        facts: [
          {
            fact: "contact",
            subject: { kind: "customer", value: { column: "customer_id", map: { "0": null } } },
            at: { value: { join: ["date", "vru_entry"], with: " " } },
            fields: { abandoned: { column: "outcome", map: { HANG: true, "*": false } }, talk: "ser_time" },
            where: { column: "outcome", isNot: "PHANTOM" },
          },
        ],
      },
    );
    // data/README.md: AGENT 27,162, HANG 5,904, PHANTOM 278
    expect(report).toMatchObject({ rowsRead: 33_344, rowsNotForUs: 278, rowsSetAside: 0 });
    expect(report.facts[0]).toMatchObject({ first: "1999-02-01", last: "1999-02-28" });
    expect(
      await space.rows(
        `select count(*) filter (where abandoned) as hung, count(*) as n, min("at") as first from fact_contact`,
      ),
    ).toEqual([{ hung: 5904, n: expect.any(Number), first: expect.stringMatching(/^1999-02-01 0/) }]);
  });
});
