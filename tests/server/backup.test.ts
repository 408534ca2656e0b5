import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, expect, it } from "vitest";
import { declareStudy, studiesOf, studyFolder } from "../../src/app/declared-studies.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { backUpAtRest } from "../../src/app/server/backup/back-up.ts";
import { restore } from "../../src/app/server/backup/restore.ts";
import { askForBackup } from "../../src/app/server/control.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const BY = { kind: "key", id: "test", role: null, writes: false } as const;
const at = (name: string) => join(folder, name);
const NOW = new Date("2026-06-01T00:00:00Z");

const ordersIn = async (workspace: string): Promise<string[]> => {
  const live = await LiveWorkspace.open(workspace, { doing: "test", now: NOW });
  const rows = await live.still(({ run }) => run.store.rows(raw("select order_id from fact_purchase order by 1")));
  await live.close();
  return rows.map(({ order_id }) => String(order_id));
};

it("copies a server while it takes events in, and puts it up again elsewhere with users, keys and secrets", {
  timeout: 600_000,
}, async () => {
  initWorkspace(at("workspace"), NOW);
  writeFileSync(at("workspace/feltworth.yaml"), "company: Tea\n");
  const design = { experience: "nps", outcome: "orders", step: null, horizon: null, gap: 0, placebo: null, by: null };
  const declared = declareStudy(studyFolder(at("workspace")), {
    ...{ design: { ...design, expects: null, delayDays: null, why: null }, author: "Ada", now: NOW },
  });
  const server = await started(at("workspace"), folder);
  const { access, hooks, operations } = server.server;
  const { secret: key } = await access.addKey(BY, { name: "site", kind: "write", role: null });
  const { hook, secret } = await hooks.add(BY, { source: "standard", name: "own" });
  await access.setUp(access.setUpCode, { email: "ada@example.com", name: "Ada", password: "correct horse battery" });
  const acknowledged: string[] = [];
  let [isOn, sent] = [true, 0];
  const sender = async () => {
    while (isOn) {
      const id = `o${sent++}`;
      const event = { type: "track", event: "Order Completed", userId: "u", messageId: id };
      const body = JSON.stringify({
        ...event,
        writeKey: key,
        properties: { order_id: id, revenue: 1, currency: "EUR" },
      });
      const { ok } = await fetch(`${server.address}/v1/t`, { method: "POST", body });
      if (ok) acknowledged.push(id);
    }
  };
  const senders = [sender(), sender()];
  while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
  const before = [...acknowledged];
  const done = await askForBackup(at("server"), at("backup"));
  expect(done).toMatchObject({ schema: 1, backup: at("backup"), hasWorkspace: true });
  await expect(askForBackup(at("server"), at("backup"))).rejects.toMatchObject({ code: "input.output_unwritable" });
  isOn = false;
  await Promise.all(senders);
  await server.close();
  expect(await askForBackup(at("server"), at("third"))).toBeNull();

  await restore(at("backup"), { folder: at("again/server"), workspace: at("again/workspace"), database: null });
  expect(readdirSync(at("again/workspace")).sort()).toEqual([
    "facts.duckdb",
    "feltworth-workspace.json",
    "feltworth.yaml",
    "studies.jsonl",
  ]);
  expect(studiesOf(studyFolder(at("again/workspace")))).toEqual([declared]);
  expect(statSync(at("again/server/seal.key")).mode & 0o077).toBe(0);
  const there = await ordersIn(at("again/workspace"));
  expect(before.filter((id) => !there.includes(id))).toEqual([]);
  expect(there.filter((id) => !acknowledged.includes(id))).toEqual([]);
  expect(new Set(there).size).toBe(there.length);

  const other = await started(at("again/workspace"), at("again"));
  const { token } = await other.server.access.signIn("ada@example.com", "correct horse battery", null);
  expect(await other.server.access.ofSession(token)).toMatchObject({ role: "administrator" });
  expect(await other.server.access.ofKey(key)).toMatchObject({ writes: true });
  const body = JSON.stringify({ type: "nothing", timestamp: NOW.toISOString(), data: {} });
  const now = new Date();
  const signed = {
    ...{ "webhook-id": "m", "webhook-timestamp": String(Math.floor(now.getTime() / 1000)) },
    "webhook-signature": new Webhook(secret).sign("m", now, body),
  };
  const told = await fetch(`${other.address}/hooks/standard/${hook.id}`, { method: "POST", body, headers: signed });
  expect(await told.json()).toMatchObject({ outcome: "ignored" });
  // The log goes on behind what it held.
  const log = await other.server.operations.auditLog({ before: null, limit: 500 });
  expect(new Set(log.items.map(({ id }) => id)).size).toBe(log.items.length);
  expect(log.items.at(-1)).toMatchObject({ action: "key.added" });
  await other.close();
  expect(operations.kind).toBe("embedded");
});

it("copies a server that does not run, and restores nowhere where something is", async () => {
  const done = await backUpAtRest({ folder: at("again/server"), database: null, now: NOW }, at("rested"));
  expect(done).toMatchObject({ hasWorkspace: true });
  const place = { folder: at("x/server"), workspace: at("workspace"), database: null };
  await expect(restore(at("rested"), place)).rejects.toMatchObject({ code: "input.path_unreadable" });
  await expect(restore(at("rested"), { ...place, workspace: null })).rejects.toMatchObject({
    code: "input.option_invalid",
  });
  await expect(restore(at("workspace"), place)).rejects.toMatchObject({ code: "input.path_unreadable" });
  expect(existsSync(at("x"))).toBe(false);
});
