import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { withCompany } from "../../src/app/company.ts";
import { eraseFromWorkspace } from "../../src/app/erase/erase-person.ts";
import { exportPerson } from "../../src/app/export-person.ts";
import { importFiles } from "../../src/app/import-files.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { readingWorkspace } from "../../src/app/workspace.ts";
import { silent } from "../../src/base/logger.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { pendingFile } from "../../src/workspace/erase/rewrite.ts";
import type { NewFact } from "../../src/workspace/new-fact.ts";
import { files, workFolder } from "../cli/command.ts";

const at = workFolder();
const NOW = new Date("2025-09-01T12:00:00Z");
const FILES = { config: null, dates: null, money: null, ask: null };
const request = (path: string) => ({
  ...{ paths: [path], files: FILES, analysis: {}, language: null, progress: silent, now: NOW },
});
const taken = (workspace: string, path: string, again = false) =>
  importFiles({ ...request(path), workspace, again, now: NOW });

/** Anna is C0017, with an address, a number in the name of an order, words of her own and a mention by somebody else; C0018 is Jan. */
const COMPANY = {
  "customers.csv": [
    "Customer ID,Email,Name,Segment,Country,Signup date",
    "C0017,anna.nowak@example.com,Anna Nowakowska,gold,PL,2024-01-05",
    "C0018,jan@example.com,Jan Kos,silver,PL,2024-02-05",
    "",
  ].join("\n"),
  "orders.csv": [
    "Order ID,Customer ID,Order date,Order total,Currency",
    "SHOP-C0017-1,C0017,2025-01-05,100.00,EUR",
    "SHOP-C0017-2,C0017,2025-03-05,60.50,EUR",
    "SHOP-C0018-1,C0018,2025-02-05,50.00,EUR",
    ...[1, 2, 3, 4, 5, 6].map((month) => `X-${month},C0018,2025-0${month}-07,5.00,EUR`),
    "SHOP-C0017-3,C0017,2025-06-05,C0017 lots,EUR",
    "",
  ].join("\n"),
  "nps.csv": [
    "Response ID,Customer ID,Date,NPS,Comment",
    "R1,C0017,2025-04-01,3,Call me: anna.nowak@example.com",
    "R2,C0018,2025-04-02,9,My friend Anna Nowakowska told me",
    "",
  ].join("\n"),
};
const TRACES = ["C0017", "anna.nowak", "Nowakowska"];

/** Files of a workspace in which any of the texts stands. */
function found(workspace: string, traces: readonly string[]): string[] {
  const all = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return all.flatMap(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    return traces.filter((trace) => bytes.includes(trace)).map((trace) => `${name}: ${trace}`);
  });
}
const ask = (workspace: string, query: string) =>
  readingWorkspace(workspace, { doing: "test", now: NOW }, ({ run }) => run.store.rows(raw(query)));
const asked = (workspace: string, query: string) =>
  withCompany(request(workspace), ({ run }) => run.store.rows(raw(query)));
/** Columns of the database that hold one of the texts: what is compressed cannot be seen in the bytes. */
function inTables(workspace: string, traces: readonly string[]): Promise<string[]> {
  return readingWorkspace(workspace, { doing: "test", now: NOW }, async ({ run: { store } }) => {
    const columns = await store.rows(
      raw(
        "select table_name as t, column_name as c from duckdb_columns() where database_name = 'kept' and data_type = 'VARCHAR'",
      ),
    );
    const counts = columns.map(({ t, c }) => {
      const named = traces.map((trace) => `contains(lower("${c}"), '${trace.toLowerCase()}')`).join(" or ");
      return `select '${t}.${c}' as held from kept.main."${t}" where ${named}`;
    });
    const rows = await store.rows(raw(counts.join(" union ")));
    return rows.map(({ held }) => String(held));
  });
}
const totals = async (workspace: string) =>
  (
    await asked(
      workspace,
      "select count(*) as orders, cast(sum(amount) as double) as revenue, count(distinct party) as customers from panel_order",
    )
  )[0];

let workspace: string;
beforeAll(async () => {
  files(at("files"), COMPANY);
  workspace = at("kept");
  initWorkspace(workspace, NOW);
  await taken(workspace, at("files"));
  writeFileSync(
    join(workspace, "feltworth.people.yaml"),
    '- { merge: ["customer:C0018", "customer:C0019"], on: 2025-01-01, reason: same }\n- { split: ["customer:C0017", "email:anna.nowak@example.com"], on: 2025-01-02, reason: other }\n',
  );
});

it("exports everything that is held about one person, with where it came from", async () => {
  const told = await exportPerson({ ...request(workspace), who: "anna.nowak@example.com" });
  expect(told.identifiers).toEqual(["customer:C0017", "email:anna.nowak@example.com"]);
  expect(told.names).toEqual(["Anna Nowakowska"]);
  expect(told.facts.purchase).toMatchObject([
    { order_id: "SHOP-C0017-1", amount: 100, file: "orders.csv", line: 2 },
    { order_id: "SHOP-C0017-2", amount: 60.5, line: 3 },
  ]);
  expect(told.facts.answer).toMatchObject([{ score: 3, comment: "Call me: anna.nowak@example.com" }]);
  expect(told.setAside).toMatchObject([{ file: "orders.csv", line: 11, text: "C0017 lots" }]);
  expect(told.derived.customer_state).toMatchObject([{ orders: 2, revenue: 160.5 }]);
  expect(told.decisions).toHaveLength(1);
  expect(JSON.stringify(told)).not.toMatch(/Jan|C0018/);
});

it("says what it would erase, and erases nothing", async () => {
  const told = await eraseFromWorkspace({
    ...request(workspace),
    who: "C0017",
    reason: "asked",
    everything: false,
    dryRun: true,
  });
  expect(told).toMatchObject({ erased: false, identifiers: 2, facts: { purchase: 2, answer: 1, party: 1 } });
  expect(found(workspace, TRACES).length).toBeGreaterThan(0);
  expect(await inTables(workspace, TRACES)).toContain("fact_party.name");
});

it("erases a person to the last byte, and the totals stay", async () => {
  const before = await totals(workspace);
  expect(before).toEqual({ orders: 9, revenue: 240.5, customers: 2 });
  const told = await eraseFromWorkspace({
    ...request(workspace),
    who: "C0017",
    reason: "asked for it",
    everything: false,
    dryRun: false,
  });
  expect(told).toMatchObject({ erased: true, mentions: 1, setAside: 1 });
  expect(found(workspace, TRACES)).toEqual([]);
  expect(await inTables(workspace, TRACES)).toEqual([]);
  expect(existsSync(pendingFile({ folder: workspace }))).toBe(false);
  expect(await totals(workspace)).toEqual(before);
  // The words are gone, the score stays; what another said stays without the name.
  expect(await ask(workspace, "select score, comment from fact_answer order by score")).toEqual([
    { score: 3, comment: null },
    { score: 9, comment: "My friend […] told me" },
  ]);
  expect(await ask(workspace, "select name from fact_party")).toEqual([{ name: "Jan Kos" }]);
  await expect(exportPerson({ ...request(workspace), who: "C0017" })).rejects.toMatchObject({
    code: "input.option_invalid",
  });
  expect(readFileSync(join(workspace, "feltworth.people.yaml"), "utf8")).toContain("C0018");
});

it("brings nobody back when the same files come again, whichever way; later records are those of somebody who came back", async () => {
  const before = await totals(workspace);
  await taken(workspace, at("files"), true);
  files(at("more"), { "orders.csv": `${COMPANY["orders.csv"]}SHOP-C0018-2,C0018,2025-05-05,5.00,EUR\n` });
  await taken(workspace, at("more"), true);
  expect(await totals(workspace)).toEqual({ ...before, orders: 10, revenue: 245.5 });
  const live = await LiveWorkspace.open(workspace, { doing: "test", now: NOW });
  const order = (id: string, on: string): NewFact => ({
    ...{ fact: "purchase", id, subject: { kind: "customer", value: "C0017" }, at: on },
    fields: { order_id: id, amount: 1, currency: "EUR" },
  });
  await live.append("shop", [order("old", "2025-06-01")], NOW);
  await live.settle();
  expect(
    await live.still(({ run }) => run.store.rows(raw("select value from identifier where value = 'C0017'"))),
  ).toEqual([]);
  await live.append("shop", [order("new", "2026-06-01")], NOW);
  expect(
    await live.still(({ run }) => run.store.rows(raw("select value from identifier where value = 'C0017'"))),
  ).toHaveLength(1);
  await live.close();
  expect((await totals(workspace))!.customers).toBe(3);
});

it("leaves nothing at all where that is asked, and finishes what was cut off when the workspace is opened next", async () => {
  await eraseFromWorkspace({
    ...request(workspace),
    who: "jan@example.com",
    reason: "all",
    everything: true,
    dryRun: false,
  });
  expect(found(workspace, ["jan@example", "C0018-1", "Jan Kos", "X-3"])).toEqual([]);
  expect(await ask(workspace, "select count(*) as n from fact_purchase where order_id like 'X-%'")).toEqual([{ n: 0 }]);
  const live = await LiveWorkspace.open(workspace, { doing: "test", now: NOW });
  await live.erase({
    identifiers: [{ kind: "customer", value: "C0017" }],
    names: [],
    reason: "x",
    everything: false,
    now: NOW,
  });
  expect(existsSync(pendingFile({ folder: workspace }))).toBe(true);
  await live.close();
  expect(existsSync(pendingFile({ folder: workspace }))).toBe(false);
  expect(found(workspace, ["C0017"])).toEqual([]);
  // As it lies where a process ended in between: an unfinished copy, and the note.
  writeFileSync(pendingFile({ folder: workspace }), "\n");
  writeFileSync(join(workspace, "facts.duckdb.new"), "half");
  await (await LiveWorkspace.open(workspace, { doing: "test", now: NOW })).close();
  expect(readdirSync(workspace).filter((name) => /pending|\.new/.test(name))).toEqual([]);
  expect(statSync(join(workspace, "facts.duckdb")).size).toBeGreaterThan(0);
});
