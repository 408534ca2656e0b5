import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { answer, contentsOf, readJson, sampleCompany, sha256, workFolder } from "./command.ts";

const at = workFolder();
const shop = at("shop");
const [plain, full] = [at("plain"), at("full")];

interface Report {
  schema: number;
  measures: { id: string; headline: { state: string; value?: number; n: number } }[];
  links: { id: string; verdict: { code: string } }[];
  quality: { rejects: { file: string; reason: string; rows: number }[] };
}
let report: Report;

beforeAll(async () => {
  await sampleCompany(shop, 300, "--months", "18");
  await answer(["report", shop, "--out", plain]);
  await answer(["report", shop, "--out", full, "--evidence", "full"]);
  report = readJson<Report>(join(full, "report.json"));
});

const read = (...path: string[]) => readFileSync(join(full, ...path), "utf8");
const rowsOf = (csv: string) => csv.trimEnd().split("\n").slice(1);

describe("a report", () => {
  it("is a page, a text, a document and a folder of evidence", () => {
    const names = Object.keys(contentsOf(plain));
    expect(names).toEqual(expect.arrayContaining(["report.html", "report.json", "report.md"]));
    const evidence = names.filter((name) => name.startsWith("evidence/")).map((name) => name.slice(9));
    expect(evidence.filter((name) => !name.startsWith("queries/"))).toEqual([
      "definitions.json",
      "inputs.json",
      "links.csv",
      "measures.csv",
      "reductions.json",
      "rejects.csv",
      "settings.json",
    ]);
    expect(evidence.filter((name) => /^queries\/.+\.sql$/.test(name)).length).toBeGreaterThan(50);
  });

  it("is one page of at most 2 MB that asks nothing of the network", () => {
    const html = readFileSync(join(plain, "report.html"), "utf8");
    expect(statSync(join(plain, "report.html")).size).toBeLessThanOrEqual(2 * 1024 * 1024);
    const addresses = [...html.matchAll(/https?:\/\/[^\s"'<>)]*/g)].map(([address]) => address);
    expect(addresses.filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
    expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|source|video|audio)\b[^>]*\b(src|href|data)\s*=/i);
    expect(html).not.toMatch(/@import|url\(\s*["']?(?!data:|#)|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(/);
  });

  it("has no number that is not one", () => {
    for (const [name, bytes] of Object.entries(contentsOf(plain)))
      if (/\.(html|md|json|csv)$/.test(name))
        // The state of a figure may be "undefined", and its reason stands behind it.
        expect(bytes.toString("utf8"), name).not.toMatch(/\b(NaN|undefined,(?![a-z_]+,)|-?Infinity)\b/);
  });
});

describe("the evidence", () => {
  it("names every file that was read with its hash", () => {
    const inputs = readJson<{ name: string; sha256: string; bytes: number; tables: unknown[] }[]>(
      join(plain, "evidence", "inputs.json"),
    );
    expect(inputs).toHaveLength(17);
    for (const { name, sha256: hash, bytes } of inputs) {
      const content = readFileSync(join(shop, name));
      expect([hash, bytes], name).toEqual([sha256(content), content.length]);
    }
  });

  it("holds settings, definitions, reductions and a query for each of them", () => {
    expect(readJson(join(plain, "evidence", "settings.json"))).toMatchObject({
      version: expect.stringMatching(/^\d/),
      settings: { zone: "UTC", language: "en" },
    });
    const definitions = readJson<{ id: string }[]>(join(plain, "evidence", "definitions.json"));
    expect(definitions.map(({ id }) => id).sort()).toEqual(report.measures.map(({ id }) => id).sort());
    const reductions = Object.keys(readJson<object>(join(plain, "evidence", "reductions.json")));
    for (const id of reductions) expect(existsSync(join(plain, "evidence", "queries", `${id}.sql`)), id).toBe(true);
  });

  it("says in its tables what the report says", () => {
    const measures = new Map(
      rowsOf(read("evidence", "measures.csv")).map((row) => [row.split(",")[0]!, row.split(",")]),
    );
    for (const { id, headline } of report.measures) {
      const row = measures.get(id)!;
      expect([row[2], row[3], row[6]], id).toEqual([headline.state, String(headline.value ?? ""), String(headline.n)]);
    }
    const links = rowsOf(read("evidence", "links.csv"));
    for (const { id, verdict } of report.links) {
      const [, experience, outcome] = id.split(".");
      expect(
        links.some((row) => row.startsWith(`${experience},${outcome},${verdict.code},,`)),
        id,
      ).toBe(true);
    }
  });

  it("lists every row that was set aside with file, line, column and reason", () => {
    const rejects = rowsOf(read("evidence", "rejects.csv")).map((row) => row.split(","));
    expect(rejects.length).toBeGreaterThan(0);
    for (const [file, line, column, reason] of rejects) {
      expect(file).toMatch(/\.csv$/);
      const header = readFileSync(join(shop, file!), "utf8").split("\n", 1)[0]!.split(",");
      expect(header).toContain(column);
      expect(Number(line)).toBeGreaterThan(1);
      expect(reason).toMatch(/^[a-z_]+$/);
    }
    expect(rejects.length).toBe(report.quality.rejects.reduce((n, { rows }) => n + rows, 0));
  });

  it("holds nothing about one person: no e-mail address, phone number, name or customer number", () => {
    const [header, ...customers] = readFileSync(join(shop, "customers.csv"), "utf8").trimEnd().split("\n");
    expect(header!.split(",").slice(0, 5)).toEqual(["customer_id", "email", "other_email", "phone", "name"]);
    const personal = customers
      .flatMap((row) => row.split(",").slice(0, 5))
      .map((text) => text.replaceAll('"', ""))
      .filter((text) => text !== "");
    expect(personal.length).toBeGreaterThan(900);
    for (const [name, bytes] of Object.entries(contentsOf(plain))) {
      const text = bytes.toString("utf8");
      expect(
        personal.filter((secret) => text.includes(secret)),
        name,
      ).toEqual([]);
    }
  });

  it("with the tables gives, in an engine of its own, the numbers of the report", async () => {
    expect(existsSync(join(plain, "evidence", "tables"))).toBe(false);
    const tables = Object.keys(contentsOf(join(full, "evidence", "tables")));
    expect(tables).toEqual(
      expect.arrayContaining(["panel_answer.parquet", "panel_order.parquet", "customer_day.parquet"]),
    );
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    try {
      for (const file of tables) {
        const path = join(full, "evidence", "tables", file).replaceAll("'", "''");
        await connection.run(
          `create view "${file.replace(/\.parquet$/, "")}" as select * from read_parquet('${path}')`,
        );
      }
      const query = async (id: string) =>
        (await connection.runAndReadAll(read("evidence", "queries", `${id}.sql`))).getRowObjectsJson();
      const headline = (id: string) => report.measures.find((measure) => measure.id === id)!.headline;

      const [nps] = await query("nps.whole");
      expect(Number(nps!.n)).toBe(headline("nps").n);
      expect((100 * (Number(nps!.n_promoter) - Number(nps!.n_detractor))) / Number(nps!.n)).toBeCloseTo(
        headline("nps").value!,
        9,
      );
      const [revenue] = await query("revenue.whole");
      expect(Number(revenue!.a)).toBeCloseTo(headline("revenue").value!, 6);
      const [churn] = await query("churn.whole");
      expect(Number(churn!.a) / Number(churn!.b)).toBeCloseTo(headline("churn").value!, 12);

      const reductions = JSON.parse(read("evidence", "reductions.json")) as Record<string, Record<string, unknown>[]>;
      for (const id of ["orders.segment", "redemption-rate.whole", "aht.channel", "link.nps"]) {
        const again = await query(id);
        expect(again.length, id).toBe(reductions[id]!.length);
        again.forEach((row, i) => {
          for (const [key, value] of Object.entries(reductions[id]![i]!))
            if (typeof value === "number") expect(Number(row[key]), `${id}.${key}`).toBeCloseTo(value, 6);
        });
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });
});
