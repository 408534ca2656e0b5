import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const workspace = join(folder, "workspace");
let at: Started;
let writeKey: string;
let readKey: string;

beforeAll(async () => {
  initWorkspace(workspace, new Date());
  at = await started(workspace, folder);
  const { access } = at.server;
  const by = { kind: "key", id: "test", role: null, writes: false } as const;
  writeKey = (await access.addKey(by, { name: "site", kind: "write", role: null })).secret;
  readKey = (await access.addKey(by, { name: "board", kind: "api", role: "finance" })).secret;
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const measured = async (measure: string): Promise<{ value: number; n: number } | null> => {
  const answer = await fetch(`${at.address}/api/v1/measures/${measure}`, {
    headers: { authorization: `Bearer ${readKey}` },
  });
  return answer.ok ? ((await answer.json()) as { rows: { value: number; n: number }[] }).rows[0]! : null;
};

/** Waits until a figure is as it has to be; freshness is a matter of seconds. */
async function becomes(measure: string, n: number): Promise<{ value: number; n: number }> {
  for (const until = performance.now() + 150_000; performance.now() < until; await wait(50)) {
    const row = await measured(measure);
    if (row?.n === n) return row;
  }
  throw new Error(`${measure}: ${JSON.stringify(await measured(measure))}, expected n = ${n}`);
}

const send = (path: string, body: unknown, key = writeKey) =>
  fetch(`${at.address}/v1/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`, "content-type": "text/plain" },
  });

const order = (id: string, revenue: number, user = "u1") => ({
  ...{ type: "track", event: "Order Completed", userId: user, messageId: `m-${id}`, timestamp: "2026-03-01T10:00:00Z" },
  properties: { order_id: id, revenue, currency: "EUR", products: [{ name: "Tea", price: revenue, quantity: 1 }] },
});

it("says that there are no data yet, and begins with the first event", async () => {
  const before = await fetch(`${at.address}/api/v1/measures/orders`, {
    headers: { authorization: `Bearer ${readKey}` },
  });
  expect([before.status, await before.json()]).toMatchObject([409, { code: "request.conflict" }]);
  expect(await (await send("t", order("first", 10))).json()).toEqual({ success: true, setAside: [] });
  expect(await becomes("orders", 1)).toMatchObject({ value: 1 });
});

it("takes what the library of Segment sends", async () => {
  const segment = new Analytics({ writeKey, host: at.address, path: "/v1/batch", flushAt: 7, flushInterval: 50 });
  const failed: unknown[] = [];
  segment.on("error", (error) => failed.push(error));
  segment.identify({ userId: "u2", traits: { email: "u2@example.com", name: "Two", address: { country: "PL" } } });
  segment.page({ userId: "u2", name: "Prices" });
  segment.alias({ userId: "u2", previousId: "anonymous-2" });
  segment.group({ userId: "u2", groupId: "acme" });
  for (let i = 0; i < 10; i++)
    segment.track({
      ...{ userId: "u2", event: "Order Completed", timestamp: new Date(Date.UTC(2026, 3, i + 1)) },
      properties: { order_id: `s${i}`, total: 24.6, tax: 4.6, currency: "eur", products: [] },
    });
  await segment.closeAndFlush();
  expect(failed).toEqual([]);
  expect(await becomes("orders", 11)).toMatchObject({ value: 11 });
  expect((await measured("revenue"))!.value).toBeCloseTo(10 + 10 * 20, 6);
});

it("takes what the library of RudderStack sends, packed as it does", async () => {
  const rudder = new RudderAnalytics(writeKey, { dataPlaneUrl: at.address, flushAt: 3, flushInterval: 50, gzip: true });
  for (let i = 0; i < 3; i++)
    rudder.track({
      userId: "u3",
      event: "Order Completed",
      properties: { order_id: `r${i}`, revenue: 5, currency: "EUR" },
    });
  await new Promise<void>((resolve, reject) => {
    rudder.flush((error) => (error ? reject(error) : resolve()));
  });
  expect(await becomes("orders", 14)).toMatchObject({ value: 14 });
});

it("stores the same once, however often it is sent, and a refund against its order", async () => {
  const batch = { batch: [order("first", 10), order("first", 10), order("again", 7)] };
  for (let i = 0; i < 3; i++) expect((await send("b", batch)).status).toBe(200);
  expect(await becomes("orders", 15)).toMatchObject({ value: 15 });
  const refund = {
    type: "track",
    event: "Order Refunded",
    userId: "u1",
    messageId: "refund",
    timestamp: "2026-03-05T10:00:00Z",
  };
  await send("batch", {
    batch: [{ ...refund, properties: { order_id: "again", total: 7, currency: "EUR" } }, order("later", 1)],
  });
  await becomes("orders", 16);
  expect((await measured("revenue"))!.value).toBeCloseTo(10 + 200 + 15 + 7 - 7 + 1, 6);
});

it("sets aside what is no event and says why, and stores the rest", async () => {
  const batch = [
    ...[7, { type: "track", userId: "u1" }, { type: "track", event: "x" }, { type: "nothing", userId: "u1" }],
    ...[
      { type: "track", event: "x", userId: "u1", messageId: "m", timestamp: "soon" },
      { type: "alias", userId: "u1" },
    ],
    order("good", 3),
  ];
  const { setAside } = (await (await send("batch", { batch })).json()) as {
    setAside: { index: number; reason: string }[];
  };
  expect(setAside.map(({ index, reason }) => [index, reason])).toEqual([
    [0, "it is no object"],
    [1, "the name of its event is missing"],
    [2, "it has neither userId nor anonymousId"],
    [3, "its type is none of track, identify, page, screen, group, alias"],
    [4, "its timestamp is no moment"],
    [5, "an alias needs previousId and userId"],
  ]);
  await becomes("orders", 17);
});

it("takes events with a write key alone, from any page", async () => {
  expect((await send("track", order("x", 1), readKey)).status).toBe(403);
  expect((await send("track", order("x", 1), "nobody")).status).toBe(401);
  const asked = await fetch(`${at.address}/v1/t`, { method: "OPTIONS", headers: { origin: "https://shop.example" } });
  expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  const inBody = await fetch(`${at.address}/v1/t`, {
    method: "POST",
    body: JSON.stringify({ ...order("from a page", 2), writeKey }),
    headers: { origin: "https://shop.example", "sec-fetch-site": "cross-site", "content-type": "text/plain" },
  });
  expect([inBody.status, inBody.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  await becomes("orders", 18);
  expect((await send("batch", { batch: Array.from({ length: 5_001 }, () => 0) })).status).toBe(422);
});

it("tells how much was taken in and waits, under names that are documented", async () => {
  const answer = await fetch(`${at.address}/metrics`, { headers: { authorization: `Bearer ${readKey}` } });
  const text = await answer.text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  expect(figure("feltworth_facts_taken_total")).toBeGreaterThan(18);
  expect(figure("feltworth_messages_set_aside_total")).toBeGreaterThan(0);
  expect(figure("feltworth_facts_waiting")).toBe(0);
  const names = [...text.matchAll(/^# TYPE (feltworth_\w+)/gm)].map(([, name]) => name!);
  const documented = readFileSync("docs/server.md", "utf8");
  expect(names.filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
});

it("shows events in figures within two seconds of work, however they drop in", async () => {
  const work = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const before = (await measured("orders"))!.n;
  const acknowledged: number[] = [];
  const shown: number[] = [];
  const seeing = (async () => {
    while (shown.length < 20) {
      const n = (await measured("orders"))!.n - before;
      while (shown.length < n) shown.push(work());
      await wait(50);
    }
  })();
  for (let i = 0; i < 20; i++) {
    expect((await send("t", order(`drop-${i}`, 1))).status).toBe(200);
    acknowledged.push(work());
    await wait(100);
  }
  await seeing;
  // Work of this process, not what a clock shows: others may want the same processors meanwhile.
  const behind = shown.map((at, i) => at - acknowledged[i]!);
  expect(Math.max(...behind)).toBeLessThan(2);
});

const MAIN = "dist/cli/main.js";

it.skipIf(!existsSync(MAIN))(
  "has every acknowledged event once after it was killed in the middle of its work",
  async () => {
    await at.close();
    const kills = process.env.FELTWORTH_SLOW ? 30 : 2;
    const acknowledged = new Set<string>(["none"]);
    let sent = 0;
    for (let kill = 0; kill < kills; kill++) {
      const { child, address } = await serverProcess();
      const end = performance.now() + 300 + 700 * Math.random();
      const sender = async () => {
        while (performance.now() < end + 10_500) {
          const ids = Array.from({ length: 20 }, () => `k${sent++}`);
          const answer = await fetch(`${address}/v1/batch`, {
            method: "POST",
            body: JSON.stringify({ writeKey, batch: ids.map((id) => order(id, 1, `u${id}`)) }),
          }).catch(() => null);
          if (!answer) return;
          if (answer.ok) for (const id of ids) acknowledged.add(id);
        }
      };
      const senders = [sender(), sender(), sender()];
      await wait(end - performance.now());
      // Busy machines take a while to acknowledge anything.
      while (acknowledged.size < 40 * (kill + 1) && performance.now() < end + 10_000) await wait(20);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      await Promise.all(senders);
    }
    expect(acknowledged.size).toBeGreaterThan(50);
    at = await started(workspace, folder);
    const { store } = at.server.live.current.company.run;
    const rows = await store.rows(
      sql`select order_id as id, count(*) as n from fact_purchase where order_id like 'k%' group by order_id`,
    );
    expect(rows.filter(({ n }) => n !== 1)).toEqual([]);
    const found = new Set(rows.map(({ id }) => String(id)));
    expect([...acknowledged].filter((id) => id !== "none" && !found.has(id))).toEqual([]);
  },
  process.env.FELTWORTH_SLOW ? 900_000 : 180_000,
);

async function serverProcess(): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(
    process.execPath,
    [MAIN, "serve", workspace, "--port", "0", "--data", join(folder, "server"), "--quiet"],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let told = "";
    child.stderr!.on("data", (part) => {
      told += String(part);
      const found = /http:\/\/[\d.:]+/.exec(told);
      if (found) resolve(found[0]);
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${told}`)));
  });
  return { child, address };
}
