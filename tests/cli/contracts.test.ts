import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { answer, feltworth, type Measured, measured, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");

beforeAll(async () => {
  await sampleCompany(shop, 200, "--months", "18");
});

const ROW_KEYS = ["excluded", "grade", "interval", "n", "state", "unit", "value"];
const STATES = ["estimate", "too_few", "too_early", "undefined", "not_measured"];

function expectRows({ rows }: Measured, dimension?: string): void {
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(expect.arrayContaining(dimension ? [dimension, ...ROW_KEYS] : ROW_KEYS));
    expect(STATES).toContain(row.state);
    expect(row.value === null).toBe(row.state !== "estimate");
    if (row.interval) {
      expect(Object.keys(row.interval).sort()).toEqual(["high", "level", "low"]);
      expect(row.interval.low).toBeLessThanOrEqual(row.value!);
      expect(row.interval.high).toBeGreaterThanOrEqual(row.value!);
    }
    expect(row.required === undefined).toBe(row.state !== "too_few");
    for (const { reason, n } of row.excluded) expect([typeof reason, typeof n]).toEqual(["string", "number"]);
  }
}

describe("the sample", () => {
  it("tells its files, its totals and its truth in one document", async () => {
    const summary = await answer<{ files: { name: string; rows: number }[]; rows: number; effects: unknown[] }>([
      "sample",
      at("summary"),
      "--customers",
      "30",
      "--months",
      "12",
    ]);
    for (const { name, rows } of summary.files)
      expect(readFileSync(at("summary", name), "utf8").trimEnd().split("\n").length - 1, name).toBe(rows);
    expect(summary.rows).toBe(summary.files.reduce((n, { rows }) => n + rows, 0));
    expect(summary.effects.length).toBeGreaterThan(0);
  });

  it("is the same to the byte for the same seed, and another for another", async () => {
    await sampleCompany(at("again"), 30, "--months", "12");
    await sampleCompany(at("other"), 30, "--months", "12", "--seed", "2");
    const orders = (name: string) => readFileSync(at(name, "orders.csv"), "utf8");
    expect(orders("again")).toBe(orders("summary"));
    expect(orders("other")).not.toBe(orders("again"));
  });
});

describe("a measure", () => {
  it("has its definition, day, window and one row of value, interval, n, unit, grade and exclusions", async () => {
    const nps = await measured("nps", shop);
    expect(nps).toMatchObject({ schema: 1, measure: "nps", definition: "nps@1", asOf: "2026-07-01" });
    expect(nps.window).toEqual({ from: null, to: null, zone: "UTC" });
    expect(nps.rows).toHaveLength(1);
    expectRows(nps);
    expect(nps.rows[0]).toMatchObject({ unit: "points", grade: "recorded" });
    expect(nps).not.toHaveProperty("currency");
  });

  it("in money names its currency", async () => {
    const revenue = await measured("revenue", shop, "--by", "country");
    expect(revenue.currency).toBe("EUR");
    expectRows(revenue, "country");
    expect(new Set(revenue.rows.map(({ unit }) => unit))).toEqual(new Set(["money"]));
  });

  it("by month has one row a month of the window, those without a record included", async () => {
    const orders = await measured("orders", shop, "--monthly", "--from", "2025-07-01", "--to", "2026-01-01");
    expectRows(orders, "period");
    expect(orders.rows.map(({ period }) => period)).toEqual([
      "2025-07",
      "2025-08",
      "2025-09",
      "2025-10",
      "2025-11",
      "2025-12",
    ]);
    const all = await measured("orders", shop, "--from", "2025-07-01", "--to", "2026-01-01");
    expect(orders.rows.reduce((n, { value }) => n + (value ?? 0), 0)).toBe(all.rows[0]!.value);
  });

  it("of a group that is too small says how many are needed, and no value", async () => {
    const csat = await measured("csat", shop, "--by", "agent");
    expectRows(csat, "agent");
    const small = csat.rows.filter(({ state }) => state === "too_few");
    for (const row of small) expect(row).toMatchObject({ value: null, interval: null, required: expect.any(Number) });
  });

  it("is a table for a person, without control characters or frames", async () => {
    const { code, stdout, stderr } = await feltworth(["measure", "nps", shop, "--by", "segment", "--format", "table"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^17 files, .* rows read, .* set aside/);
    expect(stdout).toMatch(/^segment\s+NPS\s+n/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });
});

describe("links", () => {
  it("are findings with a verdict of the one rule, a design and figures of each band", async () => {
    const { schema, findings } = await answer<{ schema: number; findings: Record<string, unknown>[] }>([
      "link",
      shop,
      "--experience",
      "nps",
      "--outcome",
      "margin",
      "contacts",
    ]);
    expect(schema).toBe(1);
    expect(findings.map(({ id }) => id)).toEqual(["link.nps.margin", "link.nps.contacts"]);
    for (const finding of findings) {
      expect(finding).toMatchObject({
        schema: 1,
        kind: "link",
        asOf: "2026-07-01",
        verdict: { code: expect.stringMatching(/^link\.(useful|weak|none|too_little)$/) },
        headline: { grade: "association", unit: expect.any(String), n: expect.any(Number) },
      });
      expect(finding.figures).toMatchObject({ detractor: {}, passive: {}, promoter: {} });
    }
  });

  it("at a horizon of choice say which", async () => {
    const { findings } = await answer<{ findings: { design: { horizonDays: number } }[] }>([
      "link",
      shop,
      "--experience",
      "nps",
      "--outcome",
      "spend",
      "--horizon",
      "90",
    ]);
    expect(findings[0]!.design.horizonDays).toBe(90);
  });
});

describe("an inspection", () => {
  it("says of every file what it was taken for, why, and how many rows were set aside", async () => {
    const { schema, tables, unreadable } = await answer<{
      schema: number;
      tables: { table: string; format: string; score: number; reasons: unknown[]; loaded: { setAside: number } }[];
      unreadable: unknown[];
    }>(["inspect", shop]);
    expect([schema, unreadable]).toEqual([1, []]);
    expect(tables).toHaveLength(17);
    for (const table of tables) {
      expect(table.format).toMatch(/^generic\./);
      expect(table.reasons.length).toBeGreaterThan(0);
      expect(table.loaded.setAside).toBeGreaterThanOrEqual(0);
    }
  });

  it("writes mappings that, read back, give the same figures", async () => {
    const { code } = await feltworth(["inspect", shop, "--write", at("mappings.yaml"), "--format", "json"]);
    expect(code).toBe(0);
    const [plain, mapped] = [
      await measured("revenue", shop, "--by", "segment"),
      await measured("revenue", shop, "--by", "segment", "--config", at("mappings.yaml")),
    ];
    expect(mapped).toEqual(plain);
  });
});

describe("the command", () => {
  it("helps on standard output, and says its version", async () => {
    const help = await feltworth(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(commands).toEqual(
      expect.arrayContaining(["report", "inspect", "measure", "link", "worth", "drivers", "sample"]),
    );
    const version = await feltworth(["--version"]);
    expect(version).toMatchObject({ code: 0, stderr: "" });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("start", () => {
  it("makes the report of the given files, shows a summary of at most 24 lines and says where it is", async () => {
    const out = at("started");
    const { code, stdout, stderr } = await feltworth(["start", shop, "--out", out, "--company", "Shop & Söner"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Shop & Söner");
    expect(stdout.trimEnd().split("\n").slice(0, -2).length).toBeLessThanOrEqual(24);
    expect(stdout.trimEnd().split("\n").at(-1)).toContain(`${out}/report.html`);
    expect(readFileSync(`${out}/report.html`, "utf8")).toContain("Shop &amp; Söner");
  });
});
