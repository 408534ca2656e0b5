import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import type { TableMapping } from "../../src/sources/mapping.ts";
import { recognise } from "../../src/sources/recognise.ts";
import type { TableSample } from "../../src/sources/table.ts";
import { FIXTURES } from "../sources/formats/all.ts";
import { csv } from "../sources/formats/fixture.ts";
import { Workspace, workbook } from "./workspace.ts";

/** How many cases of each kind; 10⁵ in all with FELTWORTH_SLOW. */
const SLOW = Boolean(process.env.FELTWORTH_SLOW);
const CASES = Number(process.env.FELTWORTH_FUZZ ?? (SLOW ? 33_400 : 50));
const HANG_MS = 10_000;

const space = new Workspace();
beforeAll(() => space.open());
afterAll(() => space.close());

/** A mapping that takes whatever stands in the first columns, so that every row is judged. */
const anything = ({ columns }: TableSample): TableMapping => ({
  format: "fuzz",
  facts: [
    {
      fact: "purchase",
      subject: { kind: "customer", value: columns[0]! },
      at: { value: columns[columns.length > 1 ? 1 : 0]! },
      fields: { amount: columns.at(-1)! },
    },
  ],
});

let cases = 0;

/** Reads a file as a run does. It is refused with a reason, or each of its rows becomes something or is set aside. */
async function read(content: string | Uint8Array, name = "fuzz.csv"): Promise<number | null> {
  cases += 1;
  if (cases % 50 === 0) await space.reset();
  const began = performance.now();
  const hangs = new AbortController();
  const rows = await Promise.race([
    rowsOf(content, name),
    setTimeout(2 * HANG_MS, "hangs" as const, { signal: hangs.signal, ref: false }).catch(() => "hangs" as const),
  ]);
  hangs.abort();
  if (rows === "hangs") throw new Error("Reading one small file never ends.");
  expect(performance.now() - began, "milliseconds for one small file").toBeLessThan(HANG_MS);
  return rows;
}

async function rowsOf(content: string | Uint8Array, name: string): Promise<number | null> {
  try {
    let rows = 0;
    for (const table of await space.probe(space.file(content, name))) {
      const { winner, questions } = recognise(table, { currency: "EUR" as never });
      const isClear = winner !== null && winner.mapping.facts.length > 0 && questions.length === 0;
      const mapping = isClear ? winner.mapping : anything(table);
      const report = await space.loadTable(table, mapping);
      expect(report.rowsUsed + report.rowsSetAside + report.rowsNotForUs).toBe(report.rowsRead);
      rows += report.rowsRead;
    }
    return rows;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

const SEEDS: { name: string; bytes: Buffer }[] = [
  ...FIXTURES.map(({ name, content }) => ({ name: name.replaceAll("/", "-"), bytes: Buffer.from(content) })),
  {
    name: "book.xlsx",
    bytes: Buffer.from(
      workbook([
        ["Order ID", "Date", "Amount"],
        ["A1", "2024-01-05", 12.5],
        ["A2", "2024-01-06", 3],
      ]),
    ),
  },
  {
    name: "orders.csv.gz",
    bytes: gzipSync("order_id,customer_id,order_date,amount\nA1,C1,2024-01-05,12.50\nA2,C2,2024-01-06,3.00\n"),
  },
];

type Change = { at: number; kind: "flip" | "drop" | "repeat" | "insert" | "cut" | "swap"; bytes: Uint8Array };
const NASTY = [
  0x00, 0x0a, 0x0d, 0x22, 0x27, 0x2c, 0x3b, 0x09, 0x5c, 0x7b, 0x5d, 0x80, 0xc3, 0xe2, 0xed, 0xf4, 0xfe, 0xff,
];
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1 << 20),
  kind: fc.constantFrom("flip", "drop", "repeat", "insert", "cut", "swap"),
  bytes: fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.nat(255)), { minLength: 1, maxLength: 12 })
    .map((b) => Uint8Array.from(b)),
});

function changed(bytes: Buffer, { at, kind, bytes: other }: Change): Buffer {
  const i = bytes.length === 0 ? 0 : at % bytes.length;
  const n = other.length * 3;
  const [before, there, after] = [bytes.subarray(0, i), bytes.subarray(i, i + n), bytes.subarray(i + n)];
  switch (kind) {
    case "flip": {
      const flipped = Buffer.from(bytes);
      if (bytes.length > 0) flipped[i] = other[0]!;
      return flipped;
    }
    case "drop":
      return Buffer.concat([before, after]);
    case "repeat":
      return Buffer.concat([before, there, there, after]);
    case "insert":
      return Buffer.concat([before, other, there, after]);
    case "cut":
      return Buffer.from(before);
    case "swap":
      return Buffer.concat([before, after, there]);
    default:
      return kind satisfies never;
  }
}

it("known exports with bytes changed, dropped, repeated, inserted and cut: refused with a reason, or every row accounted for", {
  timeout: 3_600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(SEEDS.length - 1),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      async (seed, changes) => {
        const { name, bytes } = SEEDS[seed]!;
        await read(changes.reduce(changed, bytes), name);
      },
    ),
    { numRuns: CASES },
  );
});

const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(..."abcż ß0189.,;:-/\t|\"'\n\r{}[]\\#=@€\u0000\ufeff\u2028🙂") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);

it("any text and any bytes: refused with a reason, or every row accounted for", { timeout: 3_600_000 }, async () => {
  const content = fc.oneof(
    fc.array(character, { maxLength: 300 }).map((all) => Buffer.from(all.join(""))),
    fc.array(character, { maxLength: 120 }).map((all) => Buffer.from(all.join(""), "utf16le")),
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc.jsonValue({ maxDepth: 4 }).map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 8 })
      .map((rows) => Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"))),
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      await read(bytes);
    }),
    { numRuns: CASES },
  );
});

const HEADERS = [
  "Order ID",
  "Customer ID",
  "Order date",
  "Order total",
  "Note",
  "Ocena",
  "Дата",
  "E-mail",
  "x",
  "Antal",
];
const cell = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "A1",
      "12.50",
      "1 234,5",
      "2024-01-05",
      "05.01.2024",
      "31/12/24",
      "ż",
      "yes",
      "7",
      "-3",
      "n/a",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      " ",
      '"',
      "a,b",
      "a;b",
      "line\nline",
      "line\r\nline",
      "'",
      "#",
      "\t",
      "=1+1",
      "\\",
      "Total",
      "{}",
      "🙂",
      "1e999",
      "99999999999999999999",
      "0000-00-00",
    ),
  },
  { weight: 1, arbitrary: fc.array(character, { maxLength: 12 }).map((all) => all.join("").replaceAll("\u0000", "")) },
);

it("a table that is written as it should be has as many rows as were written, whatever stands in them", {
  timeout: 3_600_000,
}, async () => {
  const table = fc.record({
    width: fc.integer({ min: 3, max: 8 }),
    rows: fc.array(fc.array(cell, { minLength: 8, maxLength: 8 }), { minLength: 3, maxLength: 30 }),
    delimiter: fc.constantFrom(",", ";", "\t"),
    end: fc.constantFrom("\n", "\r\n"),
    mark: fc.boolean(),
    order: fc.shuffledSubarray(HEADERS, { minLength: 8, maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(table, async ({ width, rows, delimiter, end, mark, order }) => {
      // A number in the first column makes a row of data of each; what is before the @ keeps each one filled.
      const data = rows.map((cells, i) => [
        `K${i + 1}`,
        `2024-01-${String((i % 28) + 1).padStart(2, "0")}`,
        ...cells.slice(2, width),
      ]);
      const text = csv([order.slice(0, width), ...data], { delimiter, end });
      expect(await read(mark ? `\ufeff${text}` : text)).toBe(rows.length);
    }),
    { numRuns: CASES },
  );
});
