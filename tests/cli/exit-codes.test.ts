import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { answer, feltworth, files, orders, sampleCompany, someOrders, whole, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");

beforeAll(() => {
  files(shop, { "orders.csv": orders(someOrders(40)) });
});

describe("a wrong option or path ends with 2 and says what is possible", () => {
  it.each([
    ["an unknown command", ["reprot"], /unknown command 'reprot'[\s\S]*Did you mean report/],
    ["no command", [], /report/],
    ["an unknown option", ["measure", "nps", shop, "--colour"], /unknown option '--colour'/],
    ["no path", ["report"], /missing required argument 'path'/],
    ["a value of no list", ["measure", "orders", shop, "--format", "xml"], /"xml" is neither table nor json/],
    ["an unknown language", ["measure", "orders", shop, "--language", "de"], /en, pl, sv, ru, ro/],
    ["no calendar date", ["measure", "orders", shop, "--from", "2025-02-30"], /--from[\s\S]*2025-02-30/],
    [
      "a window that ends before it begins",
      ["measure", "orders", shop, "--from", "2025-02-02", "--to", "2025-02-01"],
      /--to is the day after/,
    ],
    ["an unknown zone", ["measure", "orders", shop, "--timezone", "Mars/Olympus"], /Mars\/Olympus[\s\S]*IANA/],
    ["an unknown currency", ["measure", "orders", shop, "--currency", "XYZ"], /XYZ[\s\S]*4217/],
    ["a number that is none", ["measure", "churn", shop, "--inactivity", "many"], /--inactivity "many"/],
    ["a horizon that is none", ["link", shop, "--horizon", "100"], /365, 180, 90/],
    ["an unknown measure", ["measure", "npss", shop], /no measure "npss"[\s\S]*nps, csat/],
    ["a dimension the measure lacks", ["measure", "orders", shop, "--by", "colour"], /"colour"[\s\S]*segment/],
    ["an unknown outcome", ["link", shop, "--outcome", "joy"], /no outcome "joy"[\s\S]*margin/],
    ["an unknown experience", ["link", shop, "--experience", "joy"], /no experience "joy"/],
    ["an unknown kind of evidence", ["report", shop, "--evidence", "some"], /reductions[\s\S]*full/],
    ["a size that is impossible", ["sample", at("never"), "--customers", "-1"], /--customers/],
    ["a path that is not there", ["report", at("nowhere")], /nowhere" does not exist/],
    [
      "a settings file that is not there",
      ["measure", "orders", shop, "--config", at("nowhere.yaml")],
      /nowhere\.yaml cannot be read/,
    ],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await feltworth(args, { cwd: at() });
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("a folder without a file", async () => {
    files(at("empty"), {});
    const { code, stdout, stderr } = await feltworth(["report", at("empty")]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/no file to read/);
  });

  it("leaves no report behind", async () => {
    await feltworth(["report", at("nowhere"), "--out", at("no-report")]);
    expect(existsSync(at("no-report"))).toBe(false);
  });
});

const DAYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const slashed = orders(
  DAYS.map(
    (d) => `O${d},C${d % 3},${String(d).padStart(2, "0")}/${String((d % 12) + 1).padStart(2, "0")}/2025,10.50,EUR`,
  ),
);
const cents = orders(
  DAYS.map((d) => `O${d},C${d % 3},2025-03-${String(d).padStart(2, "0")},${19_937 + 1_013 * d},EUR`),
);
const tenPoint = `response_id,customer_id,answered_at,nps\n${Array.from({ length: 60 }, (_, i) => `A${i},C${i},2025-03-${String(1 + (i % 28)).padStart(2, "0")},${1 + (i % 10)}`).join("\n")}\n`;

describe("a question that only a person can answer ends with 3 where nobody is there", () => {
  it("day or month first: file, column and option are named, and the option answers it", async () => {
    const folder = files(at("dates"), { "orders.csv": slashed });
    const { code, stdout, stderr } = await feltworth(["measure", "orders", folder]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/orders\.csv, column order_date[\s\S]*--dates/);
    // The orders of day/month 01/02, 02/03 … 12/01: one in each month either way, on another day.
    const on = async (order: string, from: string, to: string) =>
      (await whole("orders", folder, "--dates", order, "--from", from, "--to", to)).value;
    expect(await on("dmy", "2025-02-01", "2025-02-02")).toBe(1);
    expect(await on("mdy", "2025-01-02", "2025-01-03")).toBe(1);
    expect((await whole("orders", folder, "--dates", "dmy")).value).toBe(12);
  });

  it("whole units or cents: an answer by option or in the settings", async () => {
    const folder = files(at("cents"), { "orders.csv": cents });
    const { code, stderr } = await feltworth(["measure", "revenue", folder]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/orders\.csv, column amount[\s\S]*whole units or in cents[\s\S]*read\.money/);
    const minor = await whole("revenue", folder, "--money", "minor");
    const major = await whole("revenue", folder, "--money", "major");
    expect(major.value).toBeCloseTo(100 * minor.value!, 6);
    writeFileSync(at("cents", "feltworth.yaml"), "files:\n  - match: orders.csv\n    read: { money: minor }\n");
    expect((await whole("revenue", folder)).value).toBe(minor.value);
  });

  it("a scale from 1 to 10: the settings answer, and it is never NPS", async () => {
    const folder = files(at("scale"), { "answers.csv": tenPoint });
    const { code, stderr } = await feltworth(["measure", "nps", folder]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/answers\.csv, column nps[\s\S]*scale/);
    writeFileSync(at("scale", "feltworth.yaml"), 'files:\n  - match: answers.csv\n    scales: { nps: "1-10" }\n');
    expect(await whole("nps", folder)).toMatchObject({ value: null, n: 0 });
  });

  it("a currency that stands nowhere: the option answers", async () => {
    const folder = files(at("currency"), {
      "orders.csv": `order_id,customer_id,order_date,amount\n${DAYS.map((d) => `O${d},C1,2025-03-${String(d).padStart(2, "0")},10.5`).join("\n")}\n`,
    });
    const { code, stderr } = await feltworth(["measure", "revenue", folder]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/which currency[\s\S]*--currency/);
    expect(await answer(["measure", "revenue", folder, "--currency", "PLN"])).toMatchObject({
      currency: "PLN",
      rows: [{ value: 126 }],
    });
  });
});

describe("rows that were set aside", () => {
  const folder = at("rejects");
  beforeAll(() => {
    files(folder, { "orders.csv": orders([...someOrders(40), "O99,C1,2025-02-30,10.00,EUR"]) });
  });

  it("end a report with 5 under --strict, after it was written, and with 0 without", async () => {
    const strict = await feltworth(["report", folder, "--out", at("strict"), "--strict", "--format", "json"]);
    expect(strict.code).toBe(5);
    expect(strict.stderr).toMatch(/1 row[\s\S]*rejects\.csv/);
    expect(readFileSync(at("strict", "evidence", "rejects.csv"), "utf8")).toBe(
      "file,line,column,reason,fact\norders.csv,42,order_date,date_invalid,purchase\n",
    );
    expect((await feltworth(["report", folder, "--out", at("lenient"), "--format", "json"])).code).toBe(0);
  });

  it("end a measure, links and an inspection with 5 under --strict, and the document is written all the same", async () => {
    for (const args of [
      ["measure", "orders", folder],
      ["link", folder],
      ["inspect", folder],
    ]) {
      const { code, stdout, stderr } = await feltworth([...args, "--strict", "--format", "json"]);
      expect(code, args[0]).toBe(5);
      expect(JSON.parse(stdout)).toMatchObject({ schema: 1 });
      expect(stderr).toMatch(/1 row/);
    }
  });

  it("end nothing where there are none", async () => {
    expect((await feltworth(["measure", "orders", shop, "--strict"])).code).toBe(0);
  });
});

describe("an interrupt", () => {
  it("in the middle of a report ends with 130, says so and leaves nothing behind", async () => {
    const big = await sampleCompany(at("big"), 4000);
    const { code, stdout, stderr } = await feltworth(["report", big, "--out", at("interrupted"), "--format", "json"], {
      started: (child, temp) => {
        // The engine's folder appears when the run has begun.
        const wait = setInterval(() => {
          if (!readdirSync(temp).some((name) => name.startsWith("feltworth-"))) return;
          clearInterval(wait);
          setTimeout(() => child.kill("SIGINT"), 400);
        }, 20);
        child.once("exit", () => clearInterval(wait));
      },
    });
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/Interrupted/);
    expect(existsSync(at("interrupted"))).toBe(false);
  });
});

describe.skipIf(!existsSync("/dev/full"))("an output that cannot be written ends with 2", () => {
  it("a full device as standard output", async () => {
    const full = openSync("/dev/full", "w");
    const { code, stderr } = await feltworth(["measure", "orders", shop, "--format", "json"], { stdout: full });
    expect(code).toBe(2);
    expect(stderr).toMatch(/output cannot be written/);
  });

  it("a folder below a device, and a folder that is a file", async () => {
    files(at("taken"), { report: "a file" });
    for (const out of ["/dev/full/x", "/proc/x/y", at("taken", "report")]) {
      const { code, stdout, stderr } = await feltworth(["report", shop, "--out", out, "--format", "json"]);
      expect([code, stdout], out).toEqual([2, ""]);
      expect(stderr).toMatch(/cannot be written[\s\S]*--out/);
    }
    expect(readFileSync(at("taken", "report"), "utf8")).toBe("a file");
    for (const dir of ["/proc/x", at("taken", "report")]) {
      const sample = await feltworth(["sample", dir, "--customers", "10"]);
      expect(sample.code, dir).toBe(2);
      expect(sample.stderr).toMatch(/cannot be written/);
    }
  });
});
