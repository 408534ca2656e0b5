import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { routesOf } from "../../src/http/server.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const workspace = join(folder, "workspace");
const journal = join(workspace, "journal");
const mayMount = process.platform === "linux" && process.getuid?.() === 0 && canMount();
const PATIENCE = 600;
let at: Started;
let writeKey: string;
let readKey: string;

function canMount(): boolean {
  const probe = join(folder, "probe");
  mkdirSync(probe);
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe]);
  return status === 0 && spawnSync("umount", [probe]).status === 0;
}

/** Waits for the end of this process, however it comes, and takes the mounted folder away then. */
function cleaner(): ChildProcess {
  const script = 'cat; umount "$1"; rm -rf "$2"';
  return spawn("sh", ["-c", script, "sh", journal, folder], { stdio: ["pipe", "ignore", "ignore"], detached: true });
}

let cleaning: ChildProcess | undefined;
beforeAll(async () => {
  initWorkspace(workspace, new Date());
  mkdirSync(journal);
  if (mayMount) {
    cleaning = cleaner();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", journal]);
  }
  at = await started(workspace, folder, {
    patience: PATIENCE,
    mostPerMinute: 100_000,
    onTrouble: () => {},
  });
  const by = { kind: "key", id: "test", role: null, writes: false } as const;
  writeKey = (await at.server.access.addKey(by, { name: "site", kind: "write", role: null })).secret;
  readKey = (await at.server.access.addKey(by, { name: "all", kind: "api", role: "administrator" })).secret;
});
afterAll(async () => {
  await at?.close();
  if (cleaning) {
    const ended = once(cleaning, "exit");
    cleaning.stdin!.end();
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const send = (from: number, n: number) =>
  fetch(`${at.address}/v1/batch`, {
    method: "POST",
    body: JSON.stringify({
      writeKey,
      batch: Array.from({ length: n }, (_, i) => ({
        ...{ type: "track", event: "Order Completed", userId: `u${i}`, messageId: `m${from + i}` },
        properties: { order_id: `o${from + i}`, revenue: 1, currency: "EUR", affiliation: "x".repeat(200) },
      })),
    }),
  });

it.skipIf(!mayMount)(
  "says that the disk is full, acknowledges nothing then, and goes on when there is room",
  async () => {
    expect((await send(0, 10)).status).toBe(200);
    await at.server.ingest!.settled();
    const filler = join(journal, "filler");
    const { bavail, bsize } = statfsSync(journal);
    writeFileSync(filler, Buffer.alloc((bavail - 2) * bsize));
    const refused = await send(100, 100);
    expect([refused.status, await refused.json()]).toMatchObject([507, { code: "store.disk_full" }]);
    rmSync(filler);
    expect((await send(200, 10)).status).toBe(200);
    expect((await send(100, 5)).status).toBe(200);
    await at.server.ingest!.settled();
    await at.server.live.refresh();
    const rows = await at.server.live.current.company.run.store.rows(
      sql`select order_id as id, count(*) as n from fact_purchase group by order_id order by cast(substr(order_id, 2) as integer)`,
    );
    expect(rows.map(({ id, n }) => [id, n])).toEqual(
      [...Array(10).keys(), 100, 101, 102, 103, 104, ...Array.from({ length: 10 }, (_, i) => 200 + i)].map((i) => [
        `o${i}`,
        1,
      ]),
    );
  },
);

describe("whoever sends a byte at a time", () => {
  const HEAD =
    "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";
  it.each([
    ["of the headers", "GET /healthz HTTP/1.1\r\n", "x"],
    ["of the body", HEAD, "{"],
  ])("%s is not waited for for ever, and keeps nobody waiting", async (_, head, drip) => {
    const { hostname, port } = new URL(at.address);
    const lines = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = connect(Number(port), hostname);
        const closed = new Promise<number>((resolve) => socket.on("close", () => resolve(performance.now())));
        socket.on("error", () => {});
        socket.write(head);
        const more = setInterval(() => socket.write(drip), 100);
        socket.on("close", () => clearInterval(more));
        return { closed, began: performance.now() };
      }),
    );
    expect((await fetch(`${at.address}/healthz`)).status).toBe(200);
    for (const { closed, began } of lines) expect((await closed) - began).toBeLessThan(20 * PATIENCE);
  });
});

it("does not keep answers for whoever takes nothing of them", async () => {
  const { hostname, port } = new URL(at.address);
  const ended = new Promise<number>((resolve) => {
    at.app.server.once("connection", (line: Socket) =>
      line.once("close", () => resolve(line.bytesWritten - line.writableLength)),
    );
  });
  // Far more than the system keeps for a line by itself.
  const wanted = 400;
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.pause();
  socket.write("GET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(wanted));
  const whole = Buffer.byteLength(await (await fetch(`${at.address}/api/v1/openapi.json`)).text());
  expect(await ended).toBeLessThan(wanted * whole);
  socket.destroy();
  expect((await fetch(`${at.address}/healthz`)).status).toBe(200);
});

const NASTY = [
  "../../../../etc/passwd",
  "x'; drop table fact_purchase; --",
  "\"; attach 'other.duckdb' as y; --",
  "\u0000",
  "%00",
  "{{7*7}}",
];

it("finds nothing outside and runs nothing that is said, whatever part of whatever address says it", async () => {
  const description = (await (await fetch(`${at.address}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { parameters?: { in: string; name: string; schema?: { type?: string } }[] }>>;
  };
  const wrong: string[] = [];
  let asked = 0;
  for (const { method, url } of routesOf(async () => "")) {
    if (url === "/api/v1/events") continue;
    const given = description.paths[url.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()]?.parameters ?? [];
    const named = given.filter(({ in: place }) => place === "query").map(({ name }) => name);
    const places = [...(url.includes(":") ? [null] : []), ...named];
    for (const place of places)
      for (const value of NASTY) {
        const text = encodeURIComponent(value);
        const path = url.replace(/:\w+/g, place === null ? text : "x") + (place === null ? "" : `?${place}=${text}`);
        const answer = await fetch(at.address + path, {
          ...{
            method,
            redirect: "manual",
            headers: { authorization: `Bearer ${readKey}`, "content-type": "application/json" },
          },
          ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
        });
        asked += 1;
        const said = await answer.text();
        if (answer.status >= 500 || /root:.*:0:0:/.test(said))
          wrong.push(`${method} ${path}: ${answer.status} ${said.slice(0, 200)}`);
      }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(200);
  const headers = { authorization: `Bearer ${readKey}`, "content-type": "application/json" };
  const named = JSON.stringify({ kind: "write", name: "a\u0000b" });
  expect((await fetch(`${at.address}/api/v1/keys`, { method: "POST", body: named, headers })).status).toBe(422);
  const message = JSON.stringify({ writeKey, type: "track", messageId: "a\u0000b", event: "x" });
  expect((await fetch(`${at.address}/v1/track`, { method: "POST", body: message })).status).toBe(200);
  expect((await fetch(`${at.address}/readyz`)).status).toBe(200);
});
