import { chmodSync, closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  answer,
  contentsOf,
  feltworth,
  files,
  measured,
  type Outcome,
  orders,
  someOrders,
  whole,
  workFolder,
} from "./command.ts";

const at = workFolder();
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52);

/** Bytes without a pattern, the same ones every time. */
function junk(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

let folders = 0;
const folderOf = (contents: Record<string, string | Uint8Array>) => files(at(`input-${folders++}`), contents);
const ordersOf = (folder: string): Promise<Outcome> => feltworth(["measure", "orders", folder, "--format", "json"]);

/** Rows set aside with their reason, and how many orders and what sum were left. */
async function withRejects(contents: Record<string, string | Uint8Array>, ...more: string[]) {
  const folder = folderOf(contents);
  const out = `${folder}-report`;
  const { stderr } = await feltworth(["report", folder, "--out", out, "--format", "json", ...more]);
  const rejects = readFileSync(`${out}/evidence/rejects.csv`, "utf8").trimEnd().split("\n").slice(1);
  const { measures } = JSON.parse(readFileSync(`${out}/report.json`, "utf8")) as {
    measures: { id: string; headline: { value: number; n: number } }[];
  };
  const of = (id: string) => measures.find((measure) => measure.id === id)?.headline;
  return { out, stderr, rejects: rejects.map((row) => row.split(",").slice(0, 4).join(" ")), of };
}

describe("a file that holds no table ends with 2 and is named with what it is", () => {
  it.each([
    ["empty", "orders.csv", new Uint8Array(), /orders\.csv" is empty/],
    ["bytes that are no text", "orders.csv", junk(100_000), /orders\.csv" is no text/],
    ["an image", "orders.csv", PNG, /orders\.csv" is a PNG image/],
    [
      "a compressed file that was cut off",
      "orders.csv.gz",
      gzipSync(junk(50_000)).subarray(0, 20_000),
      /orders\.csv\.gz" is compressed, and damaged or cut off/,
    ],
  ])("%s", async (_, name, bytes, message) => {
    const { code, stdout, stderr } = await ordersOf(folderOf({ [name]: bytes }));
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("one endless line of 300 MB, within seconds", async () => {
    for (const letter of ["a", null]) {
      const folder = folderOf({ "orders.csv": "" });
      const file = openSync(`${folder}/orders.csv`, "w");
      const block = Buffer.alloc(1 << 20, letter ?? 0);
      if (letter) for (let i = 0; i < 300; i++) writeSync(file, block);
      else ftruncateSync(file, 300 << 20);
      closeSync(file);
      const began = performance.now();
      const { code, stdout, stderr } = await ordersOf(folder);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/orders\.csv" (has no line end|is no text)/);
      // Ten seconds on a quiet machine; looking at the beginning is all that may take time.
      expect(performance.now() - began).toBeLessThan(60_000);
    }
  });

  it("beside others is left out and said so, and the others count", async () => {
    const folder = folderOf({
      "orders.csv": orders(someOrders(40)),
      "empty.csv": "",
      "photo.csv": PNG,
      "notes.csv": "a,b\nx,y\nz,w\n",
    });
    const { code, stdout, stderr } = await ordersOf(folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ value: 40 }] });
    expect(stderr).toMatch(/empty\.csv could not be read/);
    expect(stderr).toMatch(/photo\.csv could not be read/);
    expect(stderr).toMatch(/notes\.csv was not recognised/);
  });
});

describe("rows that cannot be taken are set aside with file, line, column and reason", () => {
  it("a header alone is a table of nothing: not measured, never 0", async () => {
    const { rows } = await measured("orders", folderOf({ "orders.csv": orders([]) }));
    expect(rows).toMatchObject([{ state: "not_measured", value: null, n: 0 }]);
  });

  it("a line of 64 MB costs itself only", async () => {
    const long = `X1,C1,2025-01-05,${"9".repeat(64 << 20)},EUR`;
    const folder = folderOf({ "orders.csv": orders([...someOrders(20), long, ...someOrders(20, 21)]) });
    const { code, stdout, stderr } = await ordersOf(folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ value: 40 }] });
    expect(stderr).toMatch(/1 row set aside/);
  });

  it("dates that are none, dates to come, amounts that are no number, unknown currencies", async () => {
    const { rejects, of } = await withRejects({
      "orders.csv": orders([
        ...someOrders(60),
        "B1,C1,2025-02-30,10.00,EUR",
        "B2,C1,2199-02-01,10.00,EUR",
        "B3,C1,2025-02-01,NaN,EUR",
        "B4,C1,2025-02-01,Infinity,EUR",
        "B5,C1,2025-02-01,1e400,EUR",
        "B6,C1,2025-02-01,10.00,XQZ",
      ]),
    });
    expect(rejects).toEqual([
      "orders.csv 62 order_date date_invalid",
      "orders.csv 63 order_date future_date",
      "orders.csv 64 amount number_invalid",
      "orders.csv 65 amount number_invalid",
      "orders.csv 66 amount number_invalid",
      "orders.csv 67 currency currency_unknown",
    ]);
    expect(of("orders")).toMatchObject({ value: 60 });
    expect(of("revenue")).toMatchObject({ value: 600 });
  });

  it("scores beyond the scale; they never bend it", async () => {
    const scores = Array.from({ length: 440 }, (_, i) => String(i % 11));
    const bad = ["11", "-1", "ten"];
    const rows = [...scores, ...bad].map(
      (score, i) => `A${i},C${i},2025-03-${String(1 + (i % 28)).padStart(2, "0")},${score}`,
    );
    const { rejects, of } = await withRejects({
      "answers.csv": `response_id,customer_id,answered_at,nps\n${rows.join("\n")}\n`,
    });
    expect(rejects).toHaveLength(3);
    for (const reject of rejects)
      expect(reject).toMatch(/^answers\.csv 44[234] nps (score_out_of_scale|number_invalid)$/);
    expect(of("nps")).toMatchObject({ n: 440, value: (100 * (80 - 280)) / 440 });
  });

  it("in several date orders: asked, and what the answer cannot read is set aside", async () => {
    const contents = {
      "orders.csv": orders([...someOrders(40), "M1,C1,13.02.2025,10.00,EUR", "M2,C1,02/14/2025,10.00,EUR"]),
    };
    const { code, stderr } = await ordersOf(folderOf(contents));
    expect(code).toBe(3);
    expect(stderr).toMatch(/orders\.csv, column order_date[\s\S]*--dates/);
    const { rejects, of } = await withRejects(contents, "--dates", "dmy");
    expect(rejects).toEqual(["orders.csv 43 order_date date_invalid"]);
    expect(of("orders")).toMatchObject({ value: 41 });
  });
});

describe("what is unusual and right is counted", () => {
  it("amounts below zero are returns that a till wrote as sales; said so", async () => {
    const folder = folderOf({ "orders.csv": orders([...someOrders(40), "N1,C1,2025-02-01,-25.00,EUR"]) });
    const { stdout, stderr } = await feltworth(["measure", "revenue", folder, "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ value: 375, n: 41 }] });
    expect(stderr).toMatch(/orders\.csv: 1 amount is below zero/);
  });

  it("an order without a customer is revenue, and nobody's", async () => {
    const folder = folderOf({ "orders.csv": orders([...someOrders(40), "G1,,2025-02-01,10.00,EUR"]) });
    expect((await whole("revenue", folder)).value).toBe(410);
    expect((await whole("repeat-rate", folder)).n).toBe(10);
  });

  it("letters of an old Windows export and of UTF-16 are read as what they are", async () => {
    const text = `customer_id,segment,country\n${Array.from({ length: 20 }, (_, i) => `C${i},Dębowa łąka,PL`).join("\n")}\n`;
    const polish = Uint8Array.from([...text].map((c) => ({ ę: 0xea, ł: 0xb3, ą: 0xb9 })[c] ?? c.charCodeAt(0)));
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    for (const bytes of [polish, utf16]) {
      const folder = folderOf({ "customers.csv": bytes, "orders.csv": orders(someOrders(40)) });
      const { rows } = await measured("orders", folder, "--by", "segment");
      expect(rows).toMatchObject([{ segment: "Dębowa łąka", value: 40 }]);
    }
  });
});

describe("who is who", () => {
  it("names in a circle are one customer", async () => {
    const folder = folderOf({
      "orders.csv": orders(someOrders(40)),
      "aliases.csv":
        "customer_id,other_id,other_id_type\nC1,C2,customer\nC2,C3,customer\nC3,C1,customer\nC4,C4,customer\n",
    });
    expect((await whole("repeat-rate", folder)).n).toBe(8);
  });

  it("an address that sixty customers share makes no one customer of them", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `O${i},C${i},info@example.com,2025-01-${String(1 + (i % 28)).padStart(2, "0")},10.00,EUR`,
    );
    const folder = folderOf({
      "orders.csv": `order_id,customer_id,email,order_date,amount,currency\n${rows.join("\n")}\n`,
    });
    expect(await whole("repeat-rate", folder)).toMatchObject({ n: 60, value: 0 });
  });
});

describe("several currencies", () => {
  const two = orders([...someOrders(40), "P1,C1,2025-02-01,100.00,PLN", "P2,C1,2025-02-02,100.00,PLN"]);

  it("without a rate end with 2, naming the pair and the day", async () => {
    const { code, stdout, stderr } = await feltworth([
      "measure",
      "revenue",
      folderOf({ "orders.csv": two }),
      "--currency",
      "EUR",
    ]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/from PLN to EUR for 2025-02-01/);
  });

  it("with rates are one; a rate holds over a weekend", async () => {
    const rates = "from_currency,to_currency,date,rate\nPLN,EUR,2025-01-31,0.25\nPLN,EUR,2025-02-02,0.20\n";
    const folder = folderOf({ "orders.csv": two, "rates.csv": rates });
    expect(await measured("revenue", folder, "--currency", "EUR")).toMatchObject({
      currency: "EUR",
      rows: [{ value: 445 }],
    });
  });
});

describe("texts of the data", () => {
  it("never are live formulas in a table that is written, nor markup in the page", async () => {
    const segments = ["=cmd|'/c calc'!A1", "+SUM(1)", "@import", "-2+3", "<script>alert(1)</script>"];
    const customers = Array.from({ length: 50 }, (_, i) => `C${i},"${segments[i % 5]}",SE`);
    const comment = '"=HYPERLINK(""http://example.com"",1)"';
    const answers = Array.from(
      { length: 60 },
      (_, i) => `A${i},C${i % 50},2025-03-${String(1 + (i % 28)).padStart(2, "0")},${i % 11},${comment}`,
    );
    const { out, rejects } = await withRejects({
      "=orders.csv": orders([...someOrders(40), "B1,C1,2025-02-30,10.00,EUR"]),
      "customers.csv": `customer_id,segment,country\n${customers.join("\n")}\n`,
      "answers.csv": `response_id,customer_id,answered_at,nps,comment\n${answers.join("\n")}\n`,
    });
    expect(rejects).toEqual(["'=orders.csv 42 order_date date_invalid"]);
    for (const [name, bytes] of Object.entries(contentsOf(out))) {
      const text = bytes.toString("utf8");
      if (name.endsWith(".csv")) expect(text, name).not.toMatch(/(^|,)"?(=|\+[^\d]|@|-[^\d.])/m);
      if (name.endsWith(".html")) expect(text, name).not.toContain("<script>alert");
    }
  });
});

describe("a settings file with a mistake ends with 2 and names the line", () => {
  it.each([
    [
      "a key that is none",
      "currency: EUR\nfiles:\n  - match: orders.csv\n    raed: {}\n",
      /feltworth\.yaml, line 4: .*"raed".*Did you mean "read"\?/,
    ],
    ["no YAML", 'currency: EUR\nfiles:\n  - match: "orders.csv\n', /feltworth\.yaml, line [34]: is not valid YAML/],
    ["a value that is none", "timezone: Europe/Warsaw\ncurrency: EURO\n", /feltworth\.yaml, line 2: currency/],
    ["a day that is none", "asOf: 2025-02-30\n", /feltworth\.yaml, line 1: asOf/],
  ])("%s", async (_, yaml, message) => {
    const { code, stdout, stderr } = await ordersOf(
      folderOf({ "orders.csv": orders(someOrders(40)), "feltworth.yaml": yaml }),
    );
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe("a path that may not be read", () => {
  it.skipIf(process.getuid?.() === 0)("ends with 2 and says so", async () => {
    const folder = folderOf({ "orders.csv": orders(someOrders(40)) });
    chmodSync(`${folder}/orders.csv`, 0);
    const { code, stderr } = await ordersOf(folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/orders\.csv" (may not be read|cannot be opened)/);
  });

  it("a device is no file", async () => {
    const { code, stdout, stderr } = await ordersOf("/dev/null");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/"\/dev\/null"/);
  });
});

describe("a scale from 1 to 10", () => {
  it("is shown by inspect with its question, and is never NPS", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `A${i},C${i},2025-03-${String(1 + (i % 28)).padStart(2, "0")},${1 + (i % 10)}`,
    );
    const folder = folderOf({ "answers.csv": `response_id,customer_id,answered_at,nps\n${rows.join("\n")}\n` });
    const { tables } = await answer<{ tables: { questions: { code: string; choices: string[] }[] }[] }>([
      "inspect",
      folder,
    ]);
    expect(tables[0]!.questions).toMatchObject([{ code: "score_scale", choices: ["0-10", "1-10"] }]);
  });
});
