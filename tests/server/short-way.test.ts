import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const BY = { kind: "key", id: "test", role: null, writes: false } as const;
const PATIENCE = 1_000;
let at: Started;
let writeKey: string;
let readKey: string;

beforeAll(async () => {
  initWorkspace(join(folder, "workspace"), new Date());
  at = await started(join(folder, "workspace"), folder, { patience: PATIENCE, strangersPerMinute: 60 });
  writeKey = (await at.server.access.addKey(BY, { name: "site", kind: "write", role: null })).secret;
  readKey = (await at.server.access.addKey(BY, { name: "board", kind: "api", role: "finance" })).secret;
});
beforeEach(async () => {
  // Keys are known for ten seconds.
  expect((await send("/v1/t", PAGE)).status).toBe(200);
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const PAGE = JSON.stringify({ name: "Prices", userId: "u1", messageId: "p", timestamp: "2026-03-01T10:00:00Z" });
const send = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(at.address + path, { method: "POST", body, headers: { authorization: `Bearer ${writeKey}`, ...headers } });
const batch = (messages: unknown[]) => JSON.stringify({ batch: messages });
const counted = async (route: string): Promise<number> => {
  const answer = await fetch(`${at.address}/metrics`, { headers: { authorization: `Bearer ${readKey}` } });
  const found = new RegExp(`^feltworth_requests_total{.*route="${route}",status="200"} (\\d+)$`, "m");
  return Number(found.exec(await answer.text())?.[1] ?? 0);
};

it.each<[string, string, string, Record<string, string>?]>([
  ["a page", "/v1/p", PAGE],
  ["a batch", "/v1/batch", batch([{ type: "page", name: "x", userId: "u2", messageId: "b1" }])],
  ["a key as user name", "/v1/p", PAGE, { authorization: "basic" }],
  ["a key in the body", "/v1/p", "with key", { authorization: "" }],
  ["a key that may not send", "/v1/p", PAGE, { authorization: "read" }],
  ["a key of nobody", "/v1/p", PAGE, { authorization: "Bearer nobody" }],
  ["a key that is none", "/v1/p", JSON.stringify({ writeKey: 7 })],
  [
    "messages that are none",
    "/v1/batch",
    batch([{ type: "page", userId: "u3", messageId: "a1" }, 7, { type: "page" }]),
  ],
  ["no messages", "/v1/batch", batch([])],
  ["too many messages", "/v1/batch", batch(Array.from({ length: 5_001 }, () => 0))],
  ["no JSON", "/v1/p", "{"],
  ["nothing", "/v1/p", ""],
  ["a list", "/v1/p", "[]"],
  ["escaped letters", "/v1/p", '{"name":"\\u017b\\u00f3\\u0142w","userId":"u4","messageId":"e1"}'],
  ["what all objects share", "/v1/p", '{"__proto__":{"name":"x"},"userId":"u5"}'],
  ["the same in disguise", "/v1/p", '{"\\u005f_proto__":{"name":"x"},"userId":"u5"}'],
  ["too much", "/v1/p", JSON.stringify({ name: "x".repeat(1 << 20), userId: "u6" })],
])("answers %s the short way as the long way", async (_, path, given, { authorization } = {}) => {
  const body = given === "with key" ? JSON.stringify({ ...JSON.parse(PAGE), writeKey }) : given;
  const ways: Record<string, string> = {
    basic: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
    read: `Bearer ${readKey}`,
  };
  const headers = authorization === undefined ? {} : { authorization: ways[authorization] ?? authorization };
  // An address with a question is not one that is known.
  const [short, long] = [await send(path, body, headers), await send(`${path}?long`, body, headers)];
  expect(short.status).toBe(long.status);
  const plain = (text: string) => text.replace(/"instance":"[^"]+"/, "");
  expect(plain(await short.text())).toBe(plain(await long.text()));
  const shown = ({ headers: all }: Response) =>
    Object.fromEntries([...all].filter(([name]) => !["date", "x-request-id"].includes(name)));
  expect(shown(short)).toEqual(shown(long));
  expect(short.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
});

it("takes the short way where nothing is unusual, and counts it like any other", async () => {
  const looked = vi.spyOn(at.server.access, "ofKey");
  const before = await counted("/v1/track");
  const event = JSON.stringify({ event: "x", userId: "u7", messageId: "t" });
  looked.mockClear();
  for (let i = 0; i < 3; i++) expect((await send("/v1/track", event)).status).toBe(200);
  expect(looked).not.toHaveBeenCalled();
  await send("/v1/track?long", event);
  expect(looked).toHaveBeenCalledTimes(1);
  looked.mockRestore();
  expect(await counted("/v1/track")).toBe(before + 4);
});

it("takes requests that come in pieces, or several at once, on one line", async () => {
  const { hostname, port } = new URL(at.address);
  const socket = connect(Number(port), hostname);
  const key = `authorization: Bearer ${writeKey}`;
  const one = `POST /v1/p HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: ${PAGE.length}\r\n\r\n${PAGE}`;
  let told = "";
  const answers = new Promise<void>((resolve) =>
    socket.on("data", (part) => {
      told += String(part);
      if (told.split('{"success":true,"setAside":[]}').length === 5) resolve();
    }),
  );
  const cut = one.length - 30;
  socket.write(one.slice(0, 20));
  for (const part of [one.slice(20, cut), one.slice(cut, -5), one.slice(-5) + one + one, one]) {
    await new Promise((turned) => setImmediate(turned));
    socket.write(part);
  }
  await answers;
  socket.destroy();
});

it("does not wait for ever for the rest of a body", async () => {
  const { hostname, port } = new URL(at.address);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.write(`POST /v1/p HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${writeKey}\r\ncontent-length: 500\r\n\r\n{`);
  await closed;
});

it("knows a key no longer that was revoked", async () => {
  const { key, secret } = await at.server.access.addKey(BY, { name: "old", kind: "write", role: null });
  const headers = { authorization: `Bearer ${secret}` };
  for (let i = 0; i < 2; i++) expect((await send("/v1/p", PAGE, headers)).status).toBe(200);
  await at.server.access.revokeKey(BY, key.id);
  expect((await send("/v1/p", PAGE, headers)).status).toBe(401);
});

it("listens no longer to an address that shows no key that is right, however it sends", async () => {
  const nobody = { authorization: "Bearer nobody" };
  for (let i = 0; i < 70; i++) await send("/v1/p", PAGE, nobody);
  const refused = await send("/v1/p", PAGE);
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: "access.too_many" }]);
});
