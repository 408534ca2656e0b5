import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { type Imported, importFiles } from "../../src/app/import-files.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { makeReport } from "../../src/app/make-report.ts";
import { readingWorkspace } from "../../src/app/workspace.ts";
import { workspaceStatus } from "../../src/app/workspace-status.ts";
import { silent } from "../../src/base/logger.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { contentsOf, feltworth, files, orders, sampleCompany, someOrders, workFolder } from "../cli/command.ts";

const at = workFolder();
const shop = at("shop");

const FILES = { config: null, dates: null, money: null, ask: null };
const REQUEST = { files: FILES, analysis: {}, progress: silent, now: new Date() };
const NOBODY = {
  language: null,
  company: null,
  strict: false,
  pdf: false,
  departments: false,
  agents: false,
  with: [],
};

const taken = (workspace: string, ...paths: string[]): Promise<Imported> =>
  importFiles({ ...REQUEST, workspace, paths, again: false });

function made(name: string): string {
  initWorkspace(at(name), new Date());
  return at(name);
}

const report = (path: string, out: string, evidence: "reductions" | "full" = "reductions") =>
  makeReport({ ...REQUEST, ...NOBODY, paths: [path], out, evidence });

/** Fails with the names of the files that differ. */
function expectSame(found: string, expected: string): void {
  const [one, two] = [contentsOf(found), contentsOf(expected)];
  expect(Object.keys(one)).toEqual(Object.keys(two));
  expect(
    Object.entries(two)
      .filter(([name, bytes]) => !one[name]!.equals(bytes))
      .map(([name]) => name),
  ).toEqual([]);
}

describe("a report of a workspace", () => {
  beforeAll(async () => {
    await sampleCompany(shop, 120, "--months", "14");
    writeFileSync(join(shop, "feltworth.yaml"), "company: Shop\ntimezone: Europe/Warsaw\nmargin: 0.3\n");
    await report(shop, at("of-files"));
  });

  it("has the same bytes as that of the files, and importing them twice changes nothing", async () => {
    const workspace = made("once");
    const first = await taken(workspace, shop);
    expect(first.files.every(({ state }) => state === "new")).toBe(true);
    const kept = contentsOf(workspace);
    // The settings by which the files were read are those of the workspace from now on.
    expect(Object.keys(kept)).toEqual(["facts.duckdb", "feltworth-workspace.json", "feltworth.yaml"]);
    const again = await taken(workspace, shop);
    expect(again).toMatchObject({ imported: null, gained: {} });
    expect(new Set(again.files.map(({ state }) => state))).toEqual(new Set(["known"]));
    for (const [name, bytes] of Object.entries(contentsOf(workspace)))
      expect(bytes.equals(kept[name]!), name).toBe(true);
    await report(workspace, at("of-once"));
    expectSame(at("of-once"), at("of-files"));
  });

  it("has them also where another version kept fewer fields of a fact", async () => {
    const workspace = made("older");
    await taken(workspace, shop);
    const kept = async (...statements: string[]) => {
      const instance = await DuckDBInstance.create(join(workspace, "facts.duckdb"));
      const connection = await instance.connect();
      const rows = [];
      for (const statement of statements) rows.push(...(await connection.runAndReadAll(statement)).getRows());
      connection.closeSync();
      instance.closeSync();
      return rows;
    };
    await kept("alter table fact_purchase drop column discount", "alter table fact_contact drop column ivr_seconds");
    // To be read is enough to have them added.
    await report(workspace, at("of-older"));
    const [head, one] = readFileSync(join(shop, "orders.csv"), "utf8").split("\n");
    writeFileSync(at("one-more.csv"), `${head}\nlater-${one}\n`);
    expect((await taken(workspace, at("one-more.csv"))).gained).toEqual({ purchase: 1 });
    const [row] = await kept("select count(discount) from fact_purchase where order_id like 'later-%'");
    expect(row).toEqual([1n]);
  });

  it("has them also when the files came one by one, in another order, and grew meanwhile", async () => {
    const workspace = made("grown");
    const growing = at("growing");
    mkdirSync(growing);
    cpSync(join(shop, "feltworth.yaml"), join(workspace, "feltworth.yaml"));
    const names = readdirSync(shop).filter((name) => name.endsWith(".csv"));
    for (const name of ["orders.csv", "survey_answers.csv", "subscriptions.csv"]) {
      const lines = readFileSync(join(shop, name), "utf8").split("\n");
      writeFileSync(join(growing, name), `${lines.slice(0, lines.length / 2).join("\n")}\n`);
    }
    await taken(workspace, growing);
    for (const name of names) cpSync(join(shop, name), join(growing, name));
    const half = names.filter((_, i) => i % 2 === 0).map((name) => join(growing, name));
    await taken(workspace, ...half);
    await taken(workspace, growing);
    await report(workspace, at("of-grown"));
    expectSame(at("of-grown"), at("of-files"));
  });
});

describe("an import", () => {
  const total = (workspace: string) =>
    readingWorkspace(workspace, { doing: "test", now: new Date() }, async ({ run }) => {
      const [row] = await run.store.rows(raw("select cast(sum(amount) as double) as total from fact_purchase"));
      return row!.total;
    });

  it("adds what is new of a file that grew, and lets the later version of an order stand", async () => {
    const workspace = made("versions");
    const folder = files(at("versions-in"), { "orders.csv": orders(someOrders(20)) });
    expect((await taken(workspace, folder)).gained).toEqual({ purchase: 20 });
    expect(await total(workspace)).toBe(200);
    // The export begins later now; the last of the known orders was changed.
    const later = [...someOrders(9, 11), "O20,C9,2025-01-20,35.00,EUR", ...someOrders(5, 21)];
    files(folder, { "orders.csv": orders(later) });
    expect(await taken(workspace, folder)).toMatchObject({ gained: { purchase: 5 }, files: [{ state: "changed" }] });
    expect(await total(workspace)).toBe(25 * 10 + 25);
    // A file with an earlier name that comes later does not take the place of what a later one says.
    const older = files(at("versions-older"), { "order-archive.csv": orders(["O20,C9,2025-01-20,1.00,EUR"]) });
    expect(await taken(workspace, older)).toMatchObject({ gained: {}, imported: 3 });
    expect(await total(workspace)).toBe(275);
  });

  it("reads a file again that is to be read in another way, in the place of what it gave", async () => {
    const workspace = made("reread");
    // Without an id of their own: read in two ways they would be told apart.
    const text = "customer_id,order_date,amount,currency\nC1,2025-03-04,10.00,EUR\nC2,2025-03-05,10.00,EUR\n";
    const folder = files(at("reread-in"), { "till.csv": text });
    const settings = (amount: string) =>
      `files:\n  - match: till.csv\n    facts:\n      - fact: purchase\n        subject: { kind: customer, value: customer_id }\n        at: { value: order_date }\n        fields: { amount: ${amount}, currency: currency }\n`;
    files(workspace, { "feltworth.yaml": settings("amount") });
    await taken(workspace, folder);
    files(workspace, { "feltworth.yaml": settings("{ column: amount, times: 100 }") });
    expect(await taken(workspace, folder)).toMatchObject({ gained: {}, files: [{ state: "reread" }] });
    expect(await total(workspace)).toBe(2000);
    expect(await taken(workspace, folder)).toMatchObject({ imported: null, files: [{ state: "known" }] });
    const again = await importFiles({ ...REQUEST, workspace, paths: [folder], again: true });
    expect(again).toMatchObject({ gained: {}, files: [{ state: "reread" }] });
    expect(await total(workspace)).toBe(2000);
  });

  it("of a file to which a column was added counts no record twice, and keeps what came before it", async () => {
    const workspace = made("column");
    const folder = files(at("column-in"), {
      "points.csv":
        "member_id,date,points,change\nM1,2025-01-01,10,earned\nM1,2025-02-01,20,earned\nM1,2025-03-01,30,earned\n",
    });
    expect((await taken(workspace, folder)).gained).toMatchObject({ points: 3 });
    files(folder, {
      "points.csv":
        "member_id,date,points,change,reason\nM1,2025-02-01,20,earned,order\nM1,2025-03-01,30,earned,order\nM1,2025-04-01,40,earned,gift\n",
    });
    expect((await taken(workspace, folder)).gained).toMatchObject({ points: 1 });
  });
});

describe("what is no workspace, or not one yet, is said", () => {
  const empty = () => made("empty");
  it.each([
    ["a folder with exports", async () => initWorkspace(shop, new Date()), "is not empty"],
    ["an import without a workspace", () => taken(shop, shop), "is no workspace"],
    ["a report of nothing", () => report(empty(), at("none")), "Nothing was imported"],
    ["the status of nothing", () => workspaceStatus(empty(), { doing: "status", now: new Date() }), "Nothing was imp"],
    [
      "a workspace beside files",
      () => makeReport({ ...REQUEST, ...NOBODY, paths: [empty(), shop], out: at("none"), evidence: "reductions" }),
      "can only be asked alone",
    ],
  ])("%s", async (_, work, message) => {
    await expect(work()).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});

it("who has a workspace open is said to whoever wants it too, with exit code 4", async () => {
  const workspace = made("held");
  const folder = files(at("held-in"), { "orders.csv": orders(someOrders(3)) });
  await taken(workspace, folder);
  const since = new Date();
  const live = await LiveWorkspace.open(workspace, { doing: "serve", now: since });
  for (const args of [
    ["import", folder, "--workspace", workspace],
    ["measure", "revenue", workspace],
  ]) {
    const { code, stderr } = await feltworth(args);
    expect(code).toBe(4);
    expect(stderr).toContain(`is open already: process ${process.pid} on `);
    expect(stderr).toContain(`(serve), since ${since.toISOString()}`);
    expect(stderr).toContain("stop it");
  }
  await expect(LiveWorkspace.open(workspace, { doing: "again", now: since })).rejects.toMatchObject({
    code: "store.locked",
  });
  await live.close();
  expect((await feltworth(["status", workspace])).code).toBe(0);
});
