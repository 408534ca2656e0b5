import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withCompany } from "../../src/app/company.ts";
import { declareStudy, studiesOf, studyFolder } from "../../src/app/declared-studies.ts";
import { eraseAgain } from "../../src/app/erase/erase-again.ts";
import { readLedger } from "../../src/app/erase/ledger-files.ts";
import { importFiles } from "../../src/app/import-files.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { restore } from "../../src/app/server/backup/restore.ts";
import { askForBackup } from "../../src/app/server/control.ts";
import { silent } from "../../src/base/logger.ts";
import { hooksOn, openOperations, outgoingOn, savedOn } from "../../src/store/postgres/open.ts";
import type { PostgresOperations } from "../../src/store/postgres/operations.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { files } from "../cli/command.ts";
import { postgresqlFolder, type Server, startPostgresql } from "./postgresql.ts";
import { type Started, started } from "./started.ts";

const BY = { kind: "key", id: "test", role: null, writes: false } as const;
const NOW = new Date("2026-06-01T00:00:00Z");
const COMPANY = {
  "customers.csv":
    "Customer ID,Email,Name,Signup date\nCUST-0077,zofia.kos@example.com,Zofia Koslowska,2024-01-05\nCUST-0078,jan@example.com,Jan Lis,2024-01-06\n",
  "orders.csv": [
    "Order ID,Customer ID,Order date,Order total,Currency",
    "SHOP-77-A,CUST-0077,2025-01-05,100.00,EUR",
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => `SHOP-78-${day},CUST-0078,2025-02-0${day},10.00,EUR`),
    "SHOP-77-B,CUST-0077,2025-03-05,Zofia Koslowska,EUR",
    "",
  ].join("\n"),
  "nps.csv":
    "Response ID,Customer ID,Date,NPS,Comment\nR-770001,CUST-0077,2025-04-01,3,Write to zofia.kos@example.com\nR-780001,CUST-0078,2025-04-02,9,ask Zofia Koslowska\n",
};
const TRACES = ["zofia.kos", "Koslowska", "CUST-0077", "SHOP-77-", "R-770001"];

/** Texts about the person in any byte of any file of a folder. */
const inBytes = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return TRACES.filter((trace) => bytes.includes(trace)).map((trace) => `${entry.name}: ${trace}`);
    });

/** Tables of an operational store with a row that names the person; of a server's also what it knows of their columns. */
async function inRows(store: PostgresOperations): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'pgboss')
    union all select 'pg_stats'`.execute(store.db);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(store.db);
    if (rows.some(({ row }) => TRACES.some((trace) => row.includes(trace)))) found.push(name);
  }
  return found;
}

const database = (server: Server | undefined, name: string): string | null =>
  server === undefined ? null : server.url.replace("/postgres?", `/${name}?`);

const STORES = ["embedded", "PostgreSQL"] as const;

describe.each(STORES)("%s", (kind) => {
  describe.skipIf(kind === "PostgreSQL" && !postgresqlFolder() && process.env.CI !== "true")("erasing", () => {
    const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
    const path = (name: string) => join(folder, name);
    const workspace = path("workspace");
    let postgresql: Server | undefined;
    let at: Started;
    let admin: string;

    const begin = async () => {
      at = await started(workspace, folder, { database: database(postgresql, "first") });
      admin = (await at.server.access.addKey(BY, { name: "admin", kind: "api", role: "administrator" })).secret;
    };
    const api = (method: string, to: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(`${at.address}/api/v1/${to}`, {
        method,
        headers: {
          ...{ authorization: `Bearer ${admin}`, ...headers },
          ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      });
    const find = async (who: string) => {
      const { items } = (await (await api("GET", `customers?q=${who}`)).json()) as { items: { id: string }[] };
      return items[0]?.id;
    };
    const totals = (folder: string) =>
      withCompany(
        {
          ...{ paths: [folder], analysis: {}, language: null, progress: silent, now: NOW },
          files: { config: null, dates: null, money: null, ask: null },
        },
        async ({ run }) =>
          (
            await run.store.rows(raw("select count(*) as n, cast(sum(amount) as double) as revenue from panel_order"))
          )[0],
      );

    beforeAll(async () => {
      if (kind === "PostgreSQL") {
        postgresql = startPostgresql(postgresqlFolder()!);
        const first = await openOperations({ url: postgresql.url });
        for (const name of ["first", "second"]) await sql.raw(`create database ${name}`).execute(first.db);
        await first.close();
      }
      files(path("files"), COMPANY);
      initWorkspace(workspace, NOW);
      await importFiles({
        ...{ workspace, again: false, analysis: {}, progress: silent, now: NOW, paths: [path("files")] },
        files: { config: null, dates: null, money: null, ask: null },
      });
      writeFileSync(
        join(workspace, "feltworth.yaml"),
        'company: Tea # not of Zofia Koslowska\npeople:\n  decisions:\n    - { split: ["email:jan@example.com"], on: 2025-01-01, reason: "no Zofia Koslowska" }\n',
      );
      writeFileSync(
        join(workspace, "feltworth.people.yaml"),
        '- { merge: ["customer:CUST-0078", "customer:CUST-0079"], on: 2025-01-01, reason: "not Zofia Koslowska" }\n',
      );
      const design = {
        experience: "nps",
        outcome: "orders",
        step: null,
        horizon: null,
        gap: 0,
        placebo: null,
        by: null,
      };
      const why = "Zofia Koslowska asked whether it pays";
      declareStudy(studyFolder(workspace), {
        ...{ design: { ...design, expects: null, delayDays: null, why }, author: "Ada", now: NOW },
      });
      await begin();
    });
    afterAll(async () => {
      await at?.close();
      postgresql?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    it("reaches every byte that a server keeps: facts, journal, notes, logs, saved findings, jobs, replies, uploads, settings, studies", {
      timeout: 600_000,
    }, async () => {
      const id = (await find("CUST-0077"))!;
      const jan = (await find("CUST-0078"))!;
      await api("POST", `customers/${id}/notes`, { text: "Call her." });
      await api("POST", `customers/${jan}/notes`, { text: "Knows Zofia Koslowska." }, { "idempotency-key": "k1" });
      await api("GET", `people/${id}/export`);
      const { secret: site } = await at.server.access.addKey(BY, { name: "site", kind: "write", role: null });
      const event = (more: object) =>
        fetch(`${at.address}/v1/t`, {
          method: "POST",
          body: JSON.stringify({ writeKey: site, type: "track", ...more }),
        });
      const order = { order_id: "SHOP-77-C", revenue: 7, currency: "EUR" };
      const ids = { userId: "CUST-0077", messageId: "SHOP-77-C", timestamp: "2025-05-01T00:00:00Z" };
      expect((await event({ event: "Order Completed", ...ids, properties: order })).status).toBe(200);
      await event({ event: "Order Completed", messageId: "zofia.kos@example.com" });
      const form = new FormData();
      form.append("file", new Blob(["x,Customer ID\nZofia Koslowska,CUST-0077\n"]), "unknown.csv");
      expect((await api("POST", "imports", form)).status).toBe(201);
      // As hooks and findings that name somebody write them.
      const { operations, access } = at.server;
      const store = operations as PostgresOperations;
      await hooksOn(store).noteDelivery({
        ...{ hook: "h", id: "d-1", about: "SHOP-77-A", happenedAt: NOW, receivedAt: new Date(), outcome: "stored" },
      });
      const subscription = { id: "s", name: "s", url: "https://example.com", events: [], createdBy: "x" };
      await outgoingOn(store).addSubscription({ ...subscription, createdAt: NOW, endedAt: NOW }, "sealed");
      const body = JSON.stringify({ data: { customer: "ZOFIA.KOS@example.com", n: 3, of: ["CUST-0077"] } });
      await outgoingOn(store).addOutgoing([
        {
          ...{ id: "m", subscription: "s", event: "finding.changed", body, state: "delivered", attempts: 1 },
          ...{ createdAt: new Date(), lastAt: null, status: 200, error: "no answer for Zofia Koslowska" },
        },
      ]);
      const saved = { group: "risk", dataVersion: "0", madeBy: "0", computedAt: NOW, tookMilliseconds: 1 };
      await savedOn(store).save({ ...saved, body: JSON.stringify({ items: [], who: "Zofia Koslowska" }) });
      await (await at.server.background.jobs()).send("recompute", "CUST-0077", new Date("2099-01-01"));
      const ada = { email: "ada@example.com", name: "Ada", password: "correct horse battery" };
      await access.setUp(access.setUpCode, ada);
      const before = await inRows(store);
      for (const table of ["note", "set_aside", "hook_delivery", "outgoing", "saved_finding"])
        expect(before).toContain(`public.${table}`);
      expect(before.filter((table) => table.startsWith("pgboss."))).not.toEqual([]);
      for (let i = 0; i < 400 && ((await totals0()) ?? 0) < 11; i++) await wait(50);
      async function totals0() {
        return (
          await at.server.live.look(({ run }) => run.store.rows(raw("select count(*) as n from fact_purchase")))
        )[0]?.n as number;
      }
      expect((await askForBackup(path("server"), path("backups/one")))?.hasWorkspace).toBe(true);
      expect(inBytes(path("backups/one")).length).toBeGreaterThan(5);

      const erased = await api("POST", `people/${id}/erase`, { reason: "asked" });
      expect(await erased.json()).toMatchObject({ erased: true, notes: 1, facts: { purchase: 2 } });
      expect(await find("CUST-0077")).toBeUndefined();
      expect(await inRows(store)).toEqual([]);
      const notes = (await (await api("GET", `customers/${jan}/notes`)).json()) as { items: { text: string }[] };
      expect(notes.items.map(({ text }) => text)).toEqual(["Knows […]."]);
      expect(JSON.parse((await outgoingOn(store).outgoing("m"))!.body)).toEqual({
        data: { customer: "[…]", n: 3, of: ["[…]"] },
      });
      // Who asked whether it pays is gone from the study, which is still whole.
      expect(studiesOf(studyFolder(workspace)).map(({ study }) => study.design.why)).toEqual([
        "[…] asked whether it pays",
      ]);
      expect((await access.signIn("ada@example.com", "correct horse battery", null)).user.name).toBe("Ada");
      // The same key again: what was answered named the person, so it is done again.
      await at.close();
      expect(inBytes(workspace)).toEqual([]);
      expect(inBytes(path("server"))).toEqual([]);
      expect(await totals(workspace)).toEqual({ n: 11, revenue: 197 });
      expect(readFileSync(join(workspace, "feltworth.yaml"), "utf8")).toContain("no […]");
    });

    it("erases again whoever was erased since, when an older backup is restored", { timeout: 600_000 }, async () => {
      const place = {
        folder: path("again/server"),
        workspace: path("again/workspace"),
        database: database(postgresql, "second"),
      };
      const done = await restore(path("backups/one"), place);
      expect(done).toMatchObject({ erased: 1, workspace: place.workspace });
      expect(inBytes(path("again"))).toEqual([]);
      expect(await totals(place.workspace)).toEqual({ n: 11, revenue: 197 });
      const store = await openOperations(
        place.database === null ? { folder: join(place.folder, "operations") } : { url: place.database },
      );
      expect(await inRows(store)).toEqual([]);
      expect(await store.users()).toMatchObject([{ name: "Ada" }]);
      await store.close();
      // The ledger is taken over, and the files that brought the person bring nobody back.
      const ledger = readLedger(place.workspace)!;
      expect(ledger).toEqual(readLedger(path("backups")));
      expect(await eraseAgain(place.workspace, { ledger, now: NOW })).toEqual({ schema: 1, erased: 0, known: true });
      await importFiles({
        ...{
          workspace: place.workspace,
          again: true,
          analysis: {},
          progress: silent,
          now: NOW,
          paths: [path("files")],
        },
        files: { config: null, dates: null, money: null, ask: null },
      });
      expect(await totals(place.workspace)).toEqual({ n: 11, revenue: 197 });
      const names = await withCompany(
        {
          ...{ paths: [place.workspace], analysis: {}, language: null, progress: silent, now: NOW },
          files: { config: null, dates: null, money: null, ask: null },
        },
        ({ run }) => run.store.rows(raw("select name from fact_party order by 1")),
      );
      expect(names).toEqual([{ name: "Jan Lis" }]);
    });

    it("refuses a ledger of another workspace, and what is none", async () => {
      initWorkspace(path("other"), NOW);
      const ledger = readLedger(path("backups"))!;
      await expect(eraseAgain(path("other"), { ledger, now: NOW })).rejects.toMatchObject({
        code: "input.option_invalid",
      });
      writeFileSync(path("none.json"), "{}");
      expect(() => readLedger(path("none.json"))).toThrow(/no ledger/);
      expect(readLedger(path("other"))).toBeNull();
    });
  });
});
