import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { readingWorkspace } from "../../src/app/workspace.ts";
import { raw } from "../../src/store/sql/sql.ts";
import type { NewFact } from "../../src/workspace/new-fact.ts";
import { onNewWorkspace } from "./live.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date("2026-06-01T12:00:00Z");
const FACTS: NewFact[] = [
  {
    ...{ fact: "purchase", id: "1001", subject: { kind: "customer", value: "C7" }, at: "2026-05-04T12:00:00+02:00" },
    also: [{ kind: "email", value: " Ann@Example.com" }],
    fields: { order_id: "1001", amount: 25.1, currency: "EUR", promised: "2026-05-06T00:00:00Z" },
    properties: { b: 'a "quoted" word\nand a line', a: 1 },
  },
  { fact: "touch", subject: { kind: "customer", value: "C7" }, at: "2026-05-04", fields: { name: "Żółw 🐢" } },
  { fact: "touch", subject: { kind: "customer", value: "C7" }, at: "2026-05-04", fields: { name: "Żółw 🐢" } },
  {
    fact: "refund",
    id: "r1",
    at: "2026-05-05",
    fields: { refund_id: "r1", order_id: "1001", amount: 5, currency: "EUR" },
  },
];

const opened = <T>(name: string, use: (live: LiveWorkspace) => Promise<T>): Promise<T> =>
  onNewWorkspace(join(folder, name), NOW, use);

const TABLES = ["fact_purchase", "fact_touch", "fact_refund", "fact_alias", "identifier"];
const all = (live: LiveWorkspace) =>
  live.still(async ({ run }) =>
    Promise.all(TABLES.map((table) => run.store.rows(raw(`select * from ${table} order by all`)))),
  );
const parts = (name: string) => readdirSync(join(folder, name, "journal"));
const orders = (name: string) =>
  readingWorkspace(join(folder, name), { doing: "test", now: NOW }, ({ run }) =>
    run.store.rows(raw("select order_id from fact_purchase order by 1")),
  ).then((rows) => rows.map(({ order_id }) => order_id));
const order = (id: string): NewFact => ({ ...FACTS[0]!, id, fields: { ...FACTS[0]!.fields, order_id: id } });

it("makes the same facts of what was logged as of what is appended at once", async () => {
  const appended = await opened("appended", async (live) => {
    await live.append("shop", FACTS, NOW);
    return all(live);
  });
  await opened("logged", async (live) => {
    await Promise.all(FACTS.map((fact) => live.log("shop", [fact])));
    expect(live.logged).toBe(4);
    expect(await live.settleLogged(NOW)).toBe(true);
    expect([live.logged, parts("logged")]).toEqual([0, []]);
    expect(await live.settleLogged(NOW)).toBe(false);
    expect(await all(live)).toEqual(appended);
    // Said again, it changes nothing.
    await live.log("shop", FACTS);
    expect((await all(live)).map((rows) => rows.length)).toEqual(appended.map((rows) => rows.length));
  });
});

it("has once what was logged, wherever a process ended", async () => {
  await opened("cut", async (live) => {
    await live.append("shop", [order("0")], NOW);
    await live.log("shop", [order("1"), order("2")]);
    // As the disk is when the process is killed before anything was made of it …
    cpSync(join(folder, "cut"), join(folder, "before"), { recursive: true });
    appendFileSync(join(folder, "before", "journal", parts("before")[0]!), '{"r":9,"s":"shop","k":"purch');
    await live.settleLogged(NOW);
  });
  // … and after the facts were written, before the part of the journal was removed.
  cpSync(join(folder, "before", "journal"), join(folder, "cut", "journal"), { recursive: true });
  for (const name of ["before", "cut"]) {
    // Whoever only reads has it too.
    expect(await orders(name)).toEqual(["0", "1", "2"]);
    expect(parts(name)).toEqual([]);
    await opened(name, async (live) => {
      await live.log("shop", [order("3")]);
    });
    expect(await orders(name)).toEqual(["0", "1", "2", "3"]);
  }
});

it("goes on while something else holds the facts", async () => {
  await opened("busy", async (live) => {
    await live.append("shop", [order("0")], NOW);
    await live.still(async () => {
      await live.log("shop", [order("1")]);
      expect(live.logged).toBe(1);
    });
    const [purchases] = await all(live);
    expect(purchases).toHaveLength(2);
  });
  expect(existsSync(join(folder, "busy", "journal"))).toBe(true);
});
