import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { z } from "zod";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import type { Role } from "../../src/app/server/roles.ts";
import type { DataSources, PeopleSuggestions, RejectPage } from "../../src/contracts/data.ts";
import type { Import } from "../../src/contracts/imports.ts";
import { type Started, started } from "./started.ts";

type Upload = z.infer<typeof Import>;

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const workspace = join(folder, "workspace");
let at: Started;
const keys = new Map<Role, string>();

beforeAll(async () => {
  initWorkspace(workspace, new Date());
  at = await started(workspace, folder);
  const by = { kind: "key", id: "test", role: null, writes: false } as const;
  for (const role of ["administrator", "analyst", "finance", "cx_lead"] as const)
    keys.set(role, (await at.server.access.addKey(by, { name: role, kind: "api", role })).secret);
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const as = (role: Role) => ({ authorization: `Bearer ${keys.get(role)}` });
const get = async <T>(path: string, role: Role = "analyst") =>
  (await fetch(`${at.address}/api/v1/${path}`, { headers: as(role) })).json() as Promise<T>;
const post = (path: string, body: unknown, role: Role = "analyst") =>
  fetch(`${at.address}/api/v1/${path}`, {
    ...{ method: "POST", body: JSON.stringify(body) },
    headers: { ...as(role), "content-type": "application/json" },
  });
function upload(files: Record<string, string>, role: Role = "analyst", address = at.address) {
  const form = new FormData();
  for (const [name, text] of Object.entries(files)) form.append("file", new Blob([text]), name);
  return fetch(`${address}/api/v1/imports`, { method: "POST", body: form, headers: as(role) });
}

/** The import as soon as nothing is under way any more. */
async function rested(id: string): Promise<Upload> {
  for (let i = 0; i < 400; i++, await wait(50)) {
    const record = await get<Upload>(`imports/${id}`);
    if (!["uploading", "looking", "importing"].includes(record.state)) return record;
  }
  throw new Error("it does not come to rest");
}
async function becomes(measure: string, value: number): Promise<void> {
  let last: unknown;
  for (let i = 0; i < 200; i++, await wait(50)) {
    last = await get(`measures/${measure}`);
    if ((last as { rows?: { value: number }[] }).rows?.[0]?.value === value) return;
  }
  throw new Error(`${measure}: ${JSON.stringify(last)}`);
}

const ORDERS = [
  "Order ID,Customer ID,Order date,Order total,Currency",
  "1,C1,01/02/2025,100.00,EUR",
  "2,C1,03/04/2025,50.00,EUR",
  ...[3, 4, 5, 6, 7, 8, 9].map((day) => `${day},C2,0${day}/06/2025,25.00,EUR`),
  "10,C2,06/07/2025,lots,EUR",
  "",
].join("\n");

it("tells what a file was taken for and what it leaves open, imports it once that is answered, and keeps no copy", async () => {
  const made = await upload({ "orders.csv": ORDERS });
  expect(made.status).toBe(201);
  const looked = await rested(((await made.json()) as Upload).id);
  expect(looked).toMatchObject({
    ...{ state: "open", files: [{ name: "orders.csv", bytes: ORDERS.length }] },
    tables: [
      {
        ...{ table: "orders.csv", state: "asks", format: "generic.purchase", rows: { length: 5 } },
        questions: [{ code: "date_order", choices: ["dmy", "mdy"] }],
      },
    ],
  });
  const amount = looked.tables[0]!.facts[0]!.fields.find(({ field }) => field === "amount");
  expect(amount).toMatchObject({ columns: ["Order total"] });
  expect((await get<{ code: string }>("measures/orders")).code).toBe("request.conflict");
  // Without an answer nothing is imported, and it can be said again.
  expect((await post(`imports/${looked.id}/confirm`, {})).status).toBe(202);
  expect(await rested(looked.id)).toMatchObject({ state: "open", problem: { code: "input.question_open" } });
  const wrong = [{ table: "orders.csv", code: "date_order", answer: "sideways" }];
  await post(`imports/${looked.id}/confirm`, { answers: wrong });
  expect(await rested(looked.id)).toMatchObject({ state: "open", problem: { code: "input.option_invalid" } });

  const stream = await fetch(`${at.address}/api/v1/events`, { headers: as("analyst") });
  const heard: string[] = [];
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const listening = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) heard.push(part.value);
  })();
  const { table, code, column } = looked.tables[0]!.questions[0]!;
  const answers = [{ table, code, ...(column ? { column } : {}), answer: "dmy" }];
  expect((await post(`imports/${looked.id}/confirm`, { answers })).status).toBe(202);
  expect(await rested(looked.id)).toMatchObject({
    ...{ state: "imported", problem: null, tables: [] },
    result: {
      imported: 1,
      files: [{ name: "orders.csv", state: "new", rows: 10, setAside: 1 }],
      gained: { purchase: 9 },
    },
  });
  await becomes("orders", 9);
  expect(heard.join("")).toMatch(/event: import\ndata: .*"state":"importing"/);
  expect(heard.join("")).toContain('"state":"imported"');
  await reader.cancel();
  await listening;
  expect((await post(`imports/${looked.id}/confirm`, {})).status).toBe(409);
  const left = readdirSync(join(folder, "server", "uploads"), { recursive: true }).map(String);
  expect(left.filter((name) => name.endsWith(".csv"))).toEqual([]);
  const { items } = await at.server.operations.auditLog({ before: null, limit: 10 });
  expect(items.map(({ action }) => action)).toContain("import.confirmed");
});

it("knows a later version of a file by its name, and takes what is said of how to read it", async () => {
  const grown = `${ORDERS}11,C3,20/08/2025,10.00,EUR\n`;
  const first = (await (await upload({ "orders.csv": grown })).json()) as Upload;
  expect((await rested(first.id)).tables[0]).toMatchObject({ state: "sure" });
  await post(`imports/${first.id}/confirm`, {});
  expect(await rested(first.id)).toMatchObject({
    problem: null,
    result: { files: [{ state: "changed" }], gained: { purchase: 1 } },
  });
  await becomes("orders", 10);
  const odd = (await (await upload({ "till.txt": "wer;was;wann\nK-90017;7.50;2025-09-01\n" })).json()) as Upload;
  expect((await rested(odd.id)).tables[0]!.state).not.toBe("sure");
  const files = [
    {
      ...{ match: "till.txt", format: "till", system: "till" },
      facts: [
        {
          ...{ fact: "purchase", subject: { kind: "customer", value: "wer" }, at: { value: "wann" } },
          fields: { amount: "was", currency: { value: "EUR" } },
        },
      ],
    },
  ];
  const bad = await post(`imports/${odd.id}/confirm`, { files: [{ match: "till.txt", nonsense: true }] });
  expect([bad.status, await bad.json()]).toMatchObject([422, { code: "input.settings_invalid" }]);
  await post(`imports/${odd.id}/confirm`, { files });
  expect(await rested(odd.id)).toMatchObject({ state: "imported", result: { gained: { purchase: 1 } } });
  await becomes("orders", 11);
});

it("shows sources, files and what was set aside, the text of a cell to those who bring files", async () => {
  const sources = await get<z.infer<typeof DataSources>>("data/sources", "finance");
  expect(sources).toMatchObject({ isWorkspace: true, version: 3 });
  expect(sources.files.map(({ name, rows, setAside }) => [name, rows, setAside])).toEqual([
    ["orders.csv", 11, 1],
    ["till.txt", 1, 0],
  ]);
  expect(sources.sources.find(({ source }) => source === "till")).toMatchObject({
    ...{ facts: { purchase: 1 }, lastDay: "2025-09-01" },
  });
  const rejects = await get<z.infer<typeof RejectPage>>("data/rejects");
  expect(rejects).toMatchObject({
    ...{ total: 1, withheld: [] },
    items: [{ file: "orders.csv", line: 11, column: "Order total", text: "lots" }],
  });
  expect(await get("data/rejects?reason=none")).toMatchObject({ total: 0, items: [] });
  expect(await get("data/rejects", "finance")).toMatchObject({ withheld: ["text"], items: [{ text: null }] });
  expect(await get("data/health")).toMatchObject({ files: [{ name: "orders.csv" }, { name: "till.txt" }] });
});

it("joins and parts customers as people decide, with the reason, and names nobody in the log", async () => {
  const customers = async () => (await get<{ total: number }>("customers", "cx_lead")).total;
  expect(await customers()).toBe(4);
  const { items } = await get<z.infer<typeof PeopleSuggestions>>("people/suggestions", "cx_lead");
  expect(Array.isArray(items)).toBe(true);
  expect((await post("people/merge", { identifiers: ["customer:C1"], reason: "x" }, "cx_lead")).status).toBe(400);
  expect((await post("people/merge", { identifiers: ["customer:C1", "C2"], reason: "x" }, "cx_lead")).status).toBe(422);
  const both = { identifiers: ["customer:C1", "customer:C2"], reason: 'moved: "same" household' };
  expect((await post("people/merge", both, "analyst")).status).toBe(403);
  expect((await post("people/merge", both, "cx_lead")).status).toBe(202);
  for (let i = 0; i < 200 && (await customers()) !== 3; i++) await wait(50);
  expect(await customers()).toBe(3);
  expect(readFileSync(join(workspace, "feltworth.people.yaml"), "utf8")).toContain("household");
  expect((await post("people/split", { identifiers: ["customer:C2"], reason: "no" }, "cx_lead")).status).toBe(202);
  for (let i = 0; i < 200 && (await customers()) !== 4; i++) await wait(50);
  expect(await customers()).toBe(4);
  const log = JSON.stringify(await at.server.operations.auditLog({ before: null, limit: 5 }));
  expect(log).toContain("people.split");
  expect(log).not.toContain("C2");
});

it("refuses what is no upload, and leaves nothing of it", async () => {
  expect((await post("imports", {})).status).toBe(400);
  expect((await upload({})).status).toBeGreaterThanOrEqual(400);
  expect((await upload({ "feltworth.yaml": "company: x" })).status).toBe(422);
  expect((await upload({ ".hidden": "x" })).status).toBe(422);
  expect((await upload({ "orders.csv": ORDERS }, "finance")).status).toBe(403);
  const outside = (await (await upload({ "../../../outside.csv": ORDERS })).json()) as Upload;
  expect(outside.files[0]!.name).toBe("outside.csv");
  expect(existsSync(join(folder, "outside.csv"))).toBe(false);
  await rested(outside.id);
  const gone = await fetch(`${at.address}/api/v1/imports/${outside.id}`, { method: "DELETE", headers: as("analyst") });
  expect(gone.status).toBe(204);
  expect((await get<{ code: string }>(`imports/${outside.id}`)).code).toBe("request.not_found");
  const junk = (await (await upload({ "junk.csv": "\u0000\u0001\u0002" })).json()) as Upload;
  expect(["failed", "open"]).toContain((await rested(junk.id)).state);
  const left = readdirSync(join(folder, "server", "uploads"), { recursive: true }).map(String);
  expect(left.filter((name) => /outside|hidden|orders/.test(name))).toEqual([]);
});

it("exports a person, and erases them with notes and bytes, while totals stay", async () => {
  const find = async () =>
    (await get<{ items: { id: string; label: string }[] }>("customers?q=K-90017", "administrator")).items[0];
  const { id } = (await find())!;
  await post(`customers/${id}/notes`, { text: "Called K-90017." }, "administrator");
  expect((await fetch(`${at.address}/api/v1/people/${id}/export`, { headers: as("cx_lead") })).status).toBe(403);
  const told = await get<{ facts: { purchase: object[] } }>(`people/${id}/export`, "administrator");
  expect(told).toMatchObject({ identifiers: ["customer:K-90017"], notes: [{ text: "Called K-90017." }] });
  expect(told.facts.purchase).toMatchObject([{ amount: 7.5, file: "till.txt", line: 2 }]);
  const erase = (body: object) => post(`people/${id}/erase`, body, "administrator");
  expect(await (await erase({ reason: "asked", dryRun: true })).json()).toMatchObject({ erased: false, notes: 1 });
  expect(await (await erase({ reason: "asked" })).json()).toMatchObject({
    erased: true,
    kept: 1,
    facts: { purchase: 1 },
  });
  for (let i = 0; i < 200 && (await find()) !== undefined; i++) await wait(50);
  expect(await find()).toBeUndefined();
  expect((await erase({ reason: "again" })).status).toBe(404);
  await becomes("orders", 11);
  expect((await get<{ total: number }>("customers", "cx_lead")).total).toBe(4);
  const log = (await at.server.operations.auditLog({ before: null, limit: 2 })).items;
  expect(log[0]).toMatchObject({ action: "people.erased", subject: null, details: { reason: "asked", kept: 1 } });
  await at.close();
  expect(readFileSync(join(workspace, "facts.duckdb")).includes("K-90017")).toBe(false);
  expect(existsSync(join(workspace, "rewrite.pending"))).toBe(false);
  at = await started(workspace, folder);
});
