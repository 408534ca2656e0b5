import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import { afterAll, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { Access } from "../../src/app/server/access.ts";
import { noteServed } from "../../src/app/server/backup/back-up.ts";
import { upgrade } from "../../src/app/server/backup/upgrade.ts";
import { own } from "../../src/app/server/one-owner.ts";
import { runElsewhere } from "../../src/cli/run.ts";
import { migratorOf } from "../../src/store/postgres/migrations.ts";
import { openOperations } from "../../src/store/postgres/open.ts";
import { openPglite } from "../../src/store/postgres/pglite.ts";
import type { Tables } from "../../src/store/postgres/tables.ts";
import { raw } from "../../src/store/sql/sql.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const NOW = new Date("2026-06-01T08:00:00Z");
const OLD = "0002-hooks-and-replies";

/** The steps that a store has gone, and its users, without bringing it up to date. */
async function stepsOf(operations: string): Promise<{ steps: string[]; users: number }> {
  const pool = await openPglite(operations);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
  const done = (await migratorOf(db).getMigrations()).filter(({ executedAt }) => executedAt);
  const users = await db.selectFrom("member").select("id").execute();
  await db.destroy();
  return { steps: done.map(({ name }) => name), users: users.length };
}

const ordersIn = async (): Promise<number> => {
  const live = await LiveWorkspace.open(at("shop"), { doing: "test", now: NOW });
  const [row] = await live.still(({ run }) => run.store.rows(raw("select count(*) as n from fact_purchase")));
  await live.close();
  return Number(row!.n);
};

const bring = async (id: string): Promise<void> => {
  const live = await LiveWorkspace.open(at("shop"), { doing: "test", now: NOW });
  const fields = { order_id: id, amount: 5, currency: "EUR" };
  const subject = { kind: "customer", value: "C1" };
  await live.append("shop", [{ fact: "purchase", id, subject, at: "2026-05-04T10:00:00Z", fields }]);
  await live.close();
};

/** The command itself, in this process. */
async function called(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: "", err: "" };
  const into = (name: "out" | "err") =>
    new Writable({
      write(part, _, done) {
        written[name] += String(part);
        done();
      },
    });
  const columns = { output: null, errors: null };
  const streams = { input: Readable.from([]), output: into("out"), errors: into("err") };
  return { code: await runElsewhere({ args, folder, columns }, streams), ...written };
}

it("goes from an older version to this one with a copy of before, and all the way back", async () => {
  own(at("server"))();
  initWorkspace(at("shop"), NOW);
  noteServed(at("server"), at("shop"));
  await bring("o1");
  const older = await openOperations({ folder: at("server/operations") });
  const access = new Access(older, () => NOW);
  await access.setUp(access.setUpCode, { email: "ada@example.com", name: "Ada", password: "correct horse battery" });
  expect((await migratorOf(older.db).migrateTo(OLD)).error).toBeUndefined();
  await older.close();
  const before = await stepsOf(at("server/operations"));
  expect(before).toMatchObject({ users: 1 });
  expect(before.steps.at(-1)).toBe(OLD);

  const done = await called("upgrade", "server", "--out", "before", "--format", "json");
  expect([done.err, done.code]).toEqual(["", 0]);
  expect(JSON.parse(done.out)).toMatchObject({ data: at("server"), workspace: at("shop"), copy: at("before") });
  const after = await stepsOf(at("server/operations"));
  expect(after.steps.length).toBeGreaterThan(before.steps.length);
  expect(after.users).toBe(1);
  await bring("o2");
  expect(await ordersIn()).toBe(2);

  const back = await called("upgrade", "--back", "before", "--format", "json");
  expect([back.err, back.code]).toEqual(["", 0]);
  const { setAside } = JSON.parse(back.out) as { setAside: string[] };
  expect(await stepsOf(at("server/operations"))).toEqual(before);
  expect(await ordersIn()).toBe(1);
  // What came since is put aside, not lost.
  expect(setAside.map((path) => existsSync(path))).toEqual([true, true]);
});

it("changes nothing where a server runs, no copy can be made, or the store is somebody's own", async () => {
  const place = { database: null, isDumped: false, now: NOW };
  // Process 1 is always there.
  writeFileSync(at("server/owner"), "1");
  await expect(upgrade(at("server"), at("x"), place)).rejects.toMatchObject({ code: "store.locked" });
  rmSync(at("server/owner"));
  await expect(upgrade(at("nothing"), at("x"), place)).rejects.toMatchObject({ code: "input.path_unreadable" });
  await expect(upgrade(at("server"), at("before"), place)).rejects.toMatchObject({ code: "input.output_unwritable" });
  const theirs = upgrade(at("server"), at("x"), { ...place, database: "postgresql://localhost/x" });
  await expect(theirs).rejects.toMatchObject({ hint: expect.stringContaining("pg_dump") });
  expect((await called("upgrade", "server")).code).toBe(2);
  expect(existsSync(at("x"))).toBe(false);
});
