import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSample } from "../../src/app/make-sample.ts";
import { GuardedPost, isPrivate } from "../../src/app/server/hooks-out/guarded-post.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const BY = { kind: "key", id: "test", role: null, writes: false } as const;
let at: Started;
let admin: string;

/** A receiver as somebody would write it; `answer` says what it answers. */
const got: { headers: IncomingHttpHeaders; body: string }[] = [];
let answer: (n: number) => number = () => 204;
let receiver: Server;
let url: string;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      const status = answer(got.length);
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => receiver.once("listening", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
  const data = join(folder, "data");
  await makeSample({ dir: data, options: { customers: 200, months: 18, seed: 3 } });
  at = await started(data, folder, { outgoing: { allowsPrivate: true, retry: { retries: 2, delaySeconds: 1 } } });
  admin = (await at.server.access.addKey(BY, { name: "admin", kind: "api", role: "administrator" })).secret;
});
afterAll(async () => {
  await at?.close();
  receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

const api = async (method: string, path: string, body?: unknown) => {
  const answered = await fetch(`${at.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${admin}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answered.status, body: answered.status === 204 ? null : ((await answered.json()) as unknown) };
};

async function becomes(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = performance.now() + 150_000; !(await isSo()); await wait(50))
    if (performance.now() > until) throw new Error("it did not come to pass");
}

interface Made {
  subscription: { id: string };
  secret: string;
}
interface Messages {
  items: { id: string; state: string; attempts: number; status: number | null; error: string | null }[];
}
const messages = async (id: string) => ((await api("GET", `subscriptions/${id}/messages`)).body as Messages).items;

describe("a receiver", () => {
  let made: Made;

  it("is told of a new version of the data, signed so that its library believes it, and again until it says that it has it", async () => {
    answer = (n) => (n < 3 ? 503 : 204);
    const asked = await api("POST", "subscriptions", { name: "board", url, events: ["data.changed"] });
    expect(asked.status).toBe(201);
    made = asked.body as Made;
    await at.server.background.out.dataChanged();
    await becomes(async () => (await messages(made.subscription.id))[0]?.state === "delivered");
    expect(got).toHaveLength(3);
    const { dataVersion } = at.server.live.current.company.loaded;
    for (const { headers, body } of got)
      expect(new Webhook(made.secret).verify(body, headers as Record<string, string>)).toMatchObject({
        ...{ type: "data.changed", data: { dataVersion } },
      });
    // The same message under the same id, so that whoever has it knows.
    expect(new Set(got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await messages(made.subscription.id)).toMatchObject([{ attempts: 3, status: 204, error: null }]);
  });

  it("is told a message again where somebody asks, and given up after so many times", async () => {
    const [message] = await messages(made.subscription.id);
    const again = `subscriptions/${made.subscription.id}/messages/${message!.id}/replay`;
    answer = () => 302;
    got.length = 0;
    expect((await api("POST", again)).status).toBe(202);
    await becomes(async () => (await messages(made.subscription.id))[0]?.state === "failed");
    expect(got.map(({ headers }) => headers["webhook-id"])).toEqual(Array.from({ length: 3 }, () => message!.id));
    expect(await messages(made.subscription.id)).toMatchObject([{ attempts: 3, status: 302, error: "answered 302" }]);
    answer = () => 204;
    await api("POST", again);
    await becomes(async () => (await messages(made.subscription.id))[0]?.state === "delivered");
    expect((await api("POST", again.replace(message!.id, "nothing"))).status).toBe(404);
    expect((await api("GET", "jobs")).body).toMatchObject({
      schedules: [{ kind: "clean-up", cron: "0 3 * * *", zone: at.server.live.current.company.analysis.info.zone }],
    });
  });

  it("that is gone is told nothing any more, nor is one that was removed", async () => {
    answer = () => 410;
    await at.server.background.out.tell("data.changed", { dataVersion: "x" });
    await becomes(async () => (await messages(made.subscription.id))[0]?.state === "failed");
    got.length = 0;
    await at.server.background.out.tell("data.changed", { dataVersion: "y" });
    expect(await messages(made.subscription.id)).toHaveLength(2);
    expect((await api("DELETE", `subscriptions/${made.subscription.id}`)).status).toBe(404);
    expect(got).toEqual([]);
  });
});

describe("findings that take their time", () => {
  it("are computed by a job, kept, told to whoever wants to know, and say how fresh they are", async () => {
    answer = () => 204;
    got.length = 0;
    await api("POST", "subscriptions", { name: "board", url, events: ["finding.changed"] });
    const first = (await api("GET", "saved-findings/churn")).body;
    expect(first).toMatchObject({ group: "churn", isCurrent: false, findings: null });
    const now = async () => (await api("GET", "saved-findings/churn")).body as { isCurrent: boolean };
    await becomes(async () => (await now()).isCurrent);
    const { dataVersion } = at.server.live.current.company.loaded;
    const kept = (await now()) as unknown as { findings: { items: { id: string }[] } };
    expect(kept).toMatchObject({ isCurrent: true, job: null, findings: { freshness: { dataVersion } } });
    // The very findings that the question itself is answered with.
    const asked = (await api("GET", "findings?of=churn")).body as { items: unknown[] };
    expect(kept.findings.items).toEqual(asked.items);
    await becomes(() => got.length > 0);
    expect(JSON.parse(got[0]!.body)).toMatchObject({ type: "finding.changed", data: { group: "churn", dataVersion } });
    expect((await api("GET", "saved-findings")).body).toMatchObject({ items: [{ group: "churn", isCurrent: true }] });
    expect((await api("GET", "saved-findings/nothing")).status).toBe(404);
  });
});

describe("addresses", () => {
  // Of the lists of special-purpose addresses of IANA (RFC 6890), and IPv4 written as IPv6.
  it.each([
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
    ...["224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1"],
    ...["::ffff:7f00:1", "64:ff9b::7f00:1", "2001:db8::1"],
  ])("%s is of no public net", (address) => expect(isPrivate(address)).toBe(true));

  it.each(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])("%s is public", (address) =>
    expect(isPrivate(address)).toBe(false),
  );

  it("of private nets are refused however they are written, and where a name leads to one", async () => {
    const post = new GuardedPost(false);
    for (const bad of [
      ...[
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
      ],
      ...["http://example.com/", "https://user:secret@example.com/", "file:///etc/passwd", "nonsense"],
    ])
      expect(() => post.check(bad), bad).toThrow();
    await expect(post.post("https://localhost/", "{}", {})).rejects.toThrow("not allowed");
    await post.close();
  });
});
