import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Access, type Actor, LOCK, SESSION, UNDO_TIME } from "../../src/app/server/access.ts";
import type { Operations } from "../../src/store/ports/operations.ts";
import { migratorOf, NO_MIGRATIONS } from "../../src/store/postgres/migrations.ts";
import { type OperationsPlace, openOperations } from "../../src/store/postgres/open.ts";
import type { PostgresOperations } from "../../src/store/postgres/operations.ts";
import { postgresqlFolder, type Server, startPostgresql } from "./postgresql.ts";

const folders: string[] = [];
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), "feltworth-")));
  return folders.at(-1)!;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const ADA = { email: "Ada@example.com", name: "Ada", password: "correct horse battery" };

function onStore(name: string, place: () => OperationsPlace): void {
  describe(name, () => {
    let store: PostgresOperations;
    let access: Access;
    let now = new Date("2026-03-01T08:00:00Z");
    const later = (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    };
    const administrator = async (): Promise<Extract<Actor, { kind: "user" }>> => {
      const { token } = await access.signIn(ADA.email, ADA.password, null);
      return (await access.ofSession(token)) as Extract<Actor, { kind: "user" }>;
    };
    beforeAll(async () => {
      store = await openOperations(place());
      access = new Access(store, () => now);
    });
    afterAll(() => store.close());

    it("makes the first administrator once, even when several ask at the same time", async () => {
      expect(await access.isSetUp()).toBe(false);
      await expect(access.setUp("guessed", ADA)).rejects.toMatchObject({ code: "access.wrong" });
      const asked = await Promise.allSettled(
        [1, 2, 3].map((i) => access.setUp(access.setUpCode, { ...ADA, email: `${i}${ADA.email}` })),
      );
      expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const [user] = await store.users();
      expect(user).toMatchObject({ role: "administrator", createdAt: now });
      await store.db.updateTable("member").set({ email: ADA.email }).execute();
      await expect(access.setUp(access.setUpCode, ADA)).rejects.toMatchObject({ code: "access.set_up_already" });
    });

    it("signs in whatever the case of the address, keeps no token, and ends sessions after rest and after their life", async () => {
      const { token, user } = await access.signIn("ADA@EXAMPLE.COM", ADA.password, "Firefox");
      expect(user.name).toBe("Ada");
      expect(JSON.stringify(await store.db.selectFrom("session").selectAll().execute())).not.toContain(token);
      expect(await access.ofSession(token)).toMatchObject({ kind: "user", role: "administrator" });
      expect(await access.ofSession(`${token}x`)).toBeNull();
      later(SESSION.rest - 1000);
      expect(await access.ofSession(token)).not.toBeNull();
      later(SESSION.rest + 1000);
      expect(await access.ofSession(token)).toBeNull();
      const { token: busy } = await access.signIn(ADA.email, ADA.password, null);
      for (let half = 0; half < 62; half++) {
        later(SESSION.rest - 1000);
        if (!(await access.ofSession(busy))) break;
      }
      expect(await access.ofSession(busy)).toBeNull();
    });

    it("locks an account after wrong passwords in a row, also for the right one, and opens it again", async () => {
      const wrong = () => access.signIn(ADA.email, "wrong password", null);
      await expect(access.signIn("nobody@example.com", ADA.password, null)).rejects.toMatchObject({
        code: "access.wrong",
      });
      for (let i = 0; i < LOCK.failures; i++) await expect(wrong()).rejects.toMatchObject({ code: "access.wrong" });
      await expect(access.signIn(ADA.email, ADA.password, null)).rejects.toMatchObject({
        code: "access.locked",
        details: { retryAfterSeconds: LOCK.time / 1000 },
      });
      later(LOCK.time + 1000);
      expect(await access.signIn(ADA.email, ADA.password, null)).toHaveProperty("token");
      expect((await store.credentials(ADA.email))!.failedAttempts).toBe(0);
    });

    it("ends the sessions of whoever loses rights, and leaves one administrator", async () => {
      const ada = await administrator();
      const ben = await access.addUser(ada, {
        email: "ben@example.com",
        name: "Ben",
        password: "another long one",
        role: "analyst",
      });
      await expect(
        access.addUser(ada, { email: "BEN@example.com", name: "B", password: "another long one", role: "agent" }),
      ).rejects.toMatchObject({ code: "request.conflict" });
      const { token } = await access.signIn(ben.email, "another long one", null);
      expect(await access.changeUser(ada, ben.id, { name: "Benjamin" })).toMatchObject({
        name: "Benjamin",
        role: "analyst",
      });
      expect(await access.ofSession(token)).not.toBeNull();
      await access.changeUser(ada, ben.id, { role: "agent" });
      expect(await access.ofSession(token)).toBeNull();
      await access.changeUser(ada, ben.id, { isDisabled: true });
      await expect(access.signIn(ben.email, "another long one", null)).rejects.toMatchObject({ code: "access.wrong" });
      await expect(access.changeUser(ada, ada.id, { role: "finance" })).rejects.toMatchObject({
        code: "request.conflict",
      });
      await expect(access.changeUser(ada, "nobody", { name: "x" })).rejects.toMatchObject({
        code: "request.not_found",
      });
    });

    it("tells the secret of a key once, and refuses it once it is revoked", async () => {
      const ada = await administrator();
      const { key, secret } = await access.addKey(ada, { name: "Warehouse", kind: "api", role: "finance" });
      expect(await access.ofKey(secret)).toEqual({ kind: "key", id: key.id, role: "finance", writes: false });
      const kept = JSON.stringify(await store.db.selectFrom("access_key").selectAll().execute());
      expect(kept).not.toContain(secret);
      expect(secret.startsWith(key.prefix)).toBe(true);
      await access.revokeKey(ada, key.id);
      expect(await access.ofKey(secret)).toBeNull();
      await expect(access.revokeKey(ada, key.id)).rejects.toMatchObject({ code: "request.not_found" });
      // A slip can be undone a moment later, and never after that.
      later(UNDO_TIME);
      await access.restoreKey(ada, key.id);
      expect(await access.ofKey(secret)).toMatchObject({ id: key.id });
      await expect(access.restoreKey(ada, key.id)).rejects.toMatchObject({ code: "request.not_found" });
      await access.revokeKey(ada, key.id);
      later(UNDO_TIME + 1);
      await expect(access.restoreKey(ada, key.id)).rejects.toMatchObject({ code: "request.not_found" });
      expect(await access.ofKey(secret)).toBeNull();
    });

    it("keeps what was done in order, a page at a time, with no secret in it", async () => {
      const all = await store.auditLog({ before: null, limit: 1000 });
      expect(all.next).toBeNull();
      expect(new Set(all.items.map(({ action }) => action))).toContain("user.locked");
      const pages: number[] = [];
      for (let before: number | null = null; ; ) {
        const page = await store.auditLog({ before, limit: 7 });
        pages.push(...page.items.map(({ id }) => id));
        if (page.next === null) break;
        before = Number(page.next);
      }
      expect(pages).toEqual(all.items.map(({ id }) => id));
      expect(JSON.stringify(all)).not.toContain(ADA.password);
    });

    it("keeps notes on customers, the newest first", async () => {
      const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour));
      await store.addNote({ id: "n1", party: "p1", author: "u1", at: at(1), text: "called" });
      await store.addNote({ id: "n2", party: "p1", author: "u1", at: at(2), text: 'it\'s "done"; drop table note' });
      await store.addNote({ id: "n3", party: "p2", author: "u1", at: at(3), text: "other" });
      expect((await store.notesOf(["p1"])).map(({ text }) => text)).toEqual([
        'it\'s "done"; drop table note',
        "called",
      ]);
      expect([await store.removeNote("n1"), await store.removeNote("n1")]).toEqual([true, false]);
    });

    it("goes every step back and forth again", async () => {
      const migrator = migratorOf(store.db);
      const { error, results } = await migrator.migrateTo(NO_MIGRATIONS);
      expect([error, results?.length]).toEqual([undefined, (await migrator.getMigrations()).length]);
      expect((await migrator.migrateToLatest()).error).toBeUndefined();
      expect(await store.countUsers()).toBe(0);
    });
  });
}

onStore("embedded", () => ({ folder: null }));

describe.skipIf(!postgresqlFolder() && process.env.CI !== "true")("server", () => {
  let server: Server;
  beforeAll(() => {
    server = startPostgresql(postgresqlFolder()!);
  });
  afterAll(() => server.remove());
  onStore("PostgreSQL", () => ({ url: server.url }));

  it("says that no database answers, and goes on when it is back", async () => {
    const store = await openOperations({ url: server.url });
    server.stop();
    await expect(store.check()).rejects.toMatchObject({ code: "store.unavailable" });
    server.start();
    await store.check();
    await store.close();
  });
});

it("refuses a connection string that is none, and a server that is not there", async () => {
  const nobody = { url: "postgresql://nobody@127.0.0.1:1/none" };
  await expect(openOperations(nobody)).rejects.toMatchObject({ code: "store.unavailable" });
});

it("keeps everything in its folder from one start to the next", async () => {
  const folder = newFolder();
  const first: Operations = await openOperations({ folder: join(folder, "operations") });
  await first.addNote({ id: "n", party: "p", author: "u", at: new Date(0), text: "kept" });
  await first.close();
  const second = await openOperations({ folder: join(folder, "operations") });
  expect(await second.notesOf(["p"])).toMatchObject([{ text: "kept", at: new Date(0) }]);
  await second.close();
});
