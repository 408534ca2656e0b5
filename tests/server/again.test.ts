import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { Access } from "../../src/app/server/access.ts";
import { REMEMBERED, Repeats } from "../../src/app/server/repeats.ts";
import { Seal } from "../../src/app/server/seal.ts";
import { KEPT, SetAsideLog } from "../../src/app/server/set-aside-log.ts";
import { copiedStore, hooksOn, openOperations, outgoingOn, repliesOn } from "../../src/store/postgres/open.ts";
import type { PostgresOperations } from "../../src/store/postgres/operations.ts";
import { onBothStores } from "./both-stores.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

onBothStores((store) => {
  let now = new Date("2026-03-01T08:00:00Z");
  const repeats = () => new Repeats(repliesOn(store()), Seal.in(folder), () => now);
  const asked = { actor: "user u1", key: "k1", request: ["POST", "/x", { a: 1 }] };

  it("does what is asked once, of many who ask at the same time, and tells the answer again for a day", async () => {
    let done = 0;
    let finish!: () => void;
    const of = repeats();
    let first!: ReturnType<typeof of.once<object>>;
    const work = () =>
      new Promise<{ status: number; body: object }>((resolve) => {
        finish = () => resolve({ status: 201, body: { secret: "s", n: ++done } });
      });
    await new Promise<void>((begun) => {
      first = of.once(asked, () => {
        begun();
        return work();
      });
    });
    await expect(of.once(asked, work)).rejects.toMatchObject({ code: "request.conflict" });
    finish();
    expect(await first).toEqual({ status: 201, body: { secret: "s", n: 1 }, isRepeated: false });
    expect(await of.once(asked, work)).toEqual({ status: 201, body: { secret: "s", n: 1 }, isRepeated: true });
    await expect(of.once({ ...asked, request: ["POST", "/x", { a: 2 }] }, work)).rejects.toMatchObject({
      code: "request.key_reused",
    });
    const other = await of.once({ ...asked, actor: "user u2" }, async () => ({ status: 200, body: 7 }));
    expect(other).toEqual({ status: 200, body: 7, isRepeated: false });
    const kept = JSON.stringify(await store().db.selectFrom("reply").selectAll().execute());
    expect(kept).not.toContain('"s"');
    now = new Date(now.getTime() + REMEMBERED);
    const later = await of.once(asked, async () => ({ status: 200, body: 8 }));
    expect(later).toMatchObject({ body: 8, isRepeated: false });
  });

  it("tries again what failed, and what a process that ended had begun", async () => {
    const of = repeats();
    const failing = { ...asked, key: "k2" };
    await expect(of.once(failing, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await of.once(failing, async () => ({ status: 200, body: 1 }))).toMatchObject({ isRepeated: false });
    const ended = { ...asked, key: "k3" };
    void of.once(ended, () => new Promise(() => {}));
    await new Promise((r) => setTimeout(r, 50));
    await expect(of.once(ended, async () => ({ status: 200, body: 1 }))).rejects.toMatchObject({
      code: "request.conflict",
    });
    expect(await repeats().once(ended, async () => ({ status: 200, body: 2 }))).toMatchObject({ body: 2 });
    expect(await repliesOn(store()).forgetReplies(new Date(now.getTime() + REMEMBERED))).toBe(4);
  });

  it("keeps what was set aside for its time, and of one sender no more than so much", async () => {
    const log = new SetAsideLog(hooksOn(store()), () => now);
    const message = (index: number) => ({ index, messageId: null, reason: `r${index}` });
    await log.note("old", [message(0)]);
    now = new Date(now.getTime() + (KEPT.days + 1) * 86_400_000);
    await log.note(
      "new",
      Array.from({ length: 150 }, (_, i) => message(i)),
    );
    const { items, next } = await log.messages({ sender: "new", before: null, limit: 99 });
    expect([items.length, items[0]!.reason, next]).toEqual([99, "r99", String(items[98]!.id)]);
    expect((await log.messages({ sender: "new", before: Number(next), limit: 99 })).items).toHaveLength(1);
    expect(await hooksOn(store()).forget(new Date(now.getTime() - 1_000), 40)).toBe(1 + 60);
    expect((await log.messages({ sender: null, before: null, limit: 500 })).items).toHaveLength(40);
  });
});

onBothStores((store, place) => {
  it("goes into an empty store of either kind and back, row by row", async () => {
    const [source, back] = [await openOperations({ folder: null }), await openOperations({ folder: null })];
    const at = new Date("2026-03-01T08:00:00.123Z");
    await new Access(source, () => at).addKey(
      { kind: "key", id: "x", role: null, writes: false },
      { name: "it's", kind: "write", role: null },
    );
    await hooksOn(source).addHook(
      {
        ...{ id: "h", source: "typeform", name: "ü", columns: { "a.b": "nps" }, scales: {}, createdBy: "x" },
        ...{ createdAt: at, lastUsedAt: null, revokedAt: null },
      },
      "sealed",
    );
    const told = { id: "s", name: "n", url: "https://example.com", createdBy: "x", createdAt: at, endedAt: null };
    await outgoingOn(source).addSubscription({ ...told, events: ["data.changed"] }, "sealed");
    const message = { id: "m", subscription: "s", event: "data.changed", body: '{"a":1}', state: "failed" } as const;
    await outgoingOn(source).addOutgoing([
      { ...message, attempts: 13, createdAt: at, lastAt: at, status: null, error: "none" },
    ]);
    const all = async (from: PostgresOperations) => {
      const lines: string[] = [];
      for await (const line of copiedStore(from).lines()) lines.push(line);
      return lines;
    };
    const empty = "url" in place() ? store() : await openOperations(place());
    expect(await copiedStore(empty).fill(copiedStore(source).lines())).toBe(5);
    expect(await copiedStore(back).fill(copiedStore(empty).lines())).toBe(5);
    expect(await all(back)).toEqual(await all(source));
    await back.audit({ at, actor: null, action: "later", subject: null, details: {} });
    expect((await back.auditLog({ before: null, limit: 9 })).items.map(({ id }) => id)).toEqual([2, 1]);
    for (const each of [source, back]) await each.close();
    if (empty !== store()) await empty.close();
  });
});

it("opens what it sealed, for the same purpose, with the same key", () => {
  const seal = Seal.in(folder);
  const sealed = seal.close("secret", "hook");
  expect(sealed).not.toBe(seal.close("secret", "hook"));
  expect(Seal.in(folder).open(sealed, "hook")).toBe("secret");
  expect(() => seal.open(sealed, "reply")).toThrow("another key");
  expect(() => Seal.in(mkdtempSync(join(folder, "other-"))).open(sealed, "hook")).toThrow("another key");
});

describe("over HTTP", () => {
  let at: Started;
  const BY = { kind: "key", id: "test", role: null, writes: false } as const;
  const secrets: Record<string, string> = {};
  beforeAll(async () => {
    initWorkspace(join(folder, "workspace"), new Date());
    at = await started(join(folder, "workspace"), folder);
    const add = (kind: "api" | "write") =>
      at.server.access.addKey(BY, { name: kind, kind, role: kind === "api" ? "administrator" : null });
    for (const kind of ["api", "write"] as const) secrets[kind] = (await add(kind)).secret;
    secrets.other = (await add("write")).secret;
  });
  afterAll(() => at?.close());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}, key = "api") =>
    fetch(`${at.address}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", authorization: `Bearer ${secrets[key]}`, ...headers },
    });

  it("a request under a key is done once, however often it is sent", async () => {
    const again = { "idempotency-key": "0d3f" };
    const wanted = { kind: "write", name: "site" };
    const first = await post("/api/v1/keys", wanted, again);
    const second = await post("/api/v1/keys", wanted, again);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    expect([first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")]).toEqual([
      null,
      "true",
    ]);
    const reused = await post("/api/v1/keys", { ...wanted, name: "shop" }, again);
    expect([reused.status, await reused.json()]).toMatchObject([422, { code: "request.key_reused" }]);
    expect((await post("/api/v1/keys", wanted, { "idempotency-key": "x ".repeat(9) })).status).toBe(422);
    expect((await at.server.operations.keys()).filter(({ name }) => name === "site")).toHaveLength(1);
  });

  it("what was set aside is told to whoever sent it, and to nobody else who sends", async () => {
    await post("/v1/batch", { batch: [{ type: "track" }, 7] }, {}, "write");
    const seen = async (key: string) => {
      const answer = await fetch(`${at.address}/v1/set-aside`, {
        headers: { authorization: `Bearer ${secrets[key]}` },
      });
      return [answer.status, ((await answer.json()) as { items?: { reason: string; place: number }[] }).items];
    };
    expect(await seen("write")).toMatchObject([
      200,
      [
        { reason: "it is no object", place: 1 },
        { reason: "it has neither userId nor anonymousId", place: 0 },
      ],
    ]);
    expect(await seen("other")).toEqual([200, []]);
    expect((await seen("api"))[0]).toBe(403);
  });
});
