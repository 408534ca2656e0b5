import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import Provider from "oidc-provider";
import { afterAll, beforeAll, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { ROLES } from "../../src/app/server/roles.ts";
import { openId } from "../../src/config/open-id.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const SECRET = "a-secret-that-must-stand-in-no-log";
const PASSWORD = "correct horse battery";
const WAY = "/api/v1/session/openid";
const PEOPLE: Readonly<Record<string, Record<string, unknown>>> = {
  ada: { email: "Ada@Example.com", email_verified: true, name: "Ada L.", groups: ["staff"] },
  ben: { email: "ben@example.com", email_verified: true, name: "Ben", groups: ["staff", "fw-analysts"] },
  eve: { email: "ada@example.com", email_verified: false, name: "Eve", groups: ["fw-analysts"] },
  joe: { email: "joe@elsewhere.example", email_verified: true, groups: ["fw-analysts"] },
  kim: { email: "kim@example.com", email_verified: true, groups: ["visitors"] },
};
const groups = new Map<string, unknown>();
const log: string[] = [];
let at: Started;
let listener: RequestListener;
let provider: Server;
let issuer: string;

const listening = async (server: Server, port = 0): Promise<Server> => {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
};

beforeAll(async () => {
  // Nobody answers there yet.
  listener = (request) => request.socket.destroy();
  provider = await listening(createServer((request, answer) => listener(request, answer)));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  initWorkspace(join(folder, "workspace"), new Date());
  const stream = new Writable({
    write: (line, _, done) => {
      log.push(String(line));
      done();
    },
  });
  at = await started(join(folder, "workspace"), folder, {
    openId: openId(ROLES, {
      ...{ FELTWORTH_OIDC_ISSUER: issuer, FELTWORTH_OIDC_CLIENT_ID: "feltworth", FELTWORTH_OIDC_CLIENT_SECRET: SECRET },
      ...{ FELTWORTH_OIDC_NAME: "Example <ID>", FELTWORTH_OIDC_DOMAINS: "example.com" },
      ...{ FELTWORTH_OIDC_ROLES: "fw-admins=administrator, staff=finance, fw-analysts=analyst" },
    }),
    ...{ mostPerMinute: 100_000, logger: { level: "info", stream }, onTrouble: (error) => log.push(String(error)) },
  });
  const ada = { email: "ada@example.com", name: "Ada", password: PASSWORD, language: null };
  await at.server.access.setUp(at.server.access.setUpCode, ada);
});
afterAll(async () => {
  await at?.close();
  provider?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As much of a browser as it takes: cookies by host and path, one step at a time. */
class Browser {
  readonly #jar = new Map<string, { value: string; path: string; host: string }>();

  async open(url: string | URL, form?: Record<string, string>): Promise<Response> {
    const { host, pathname } = new URL(url);
    const cookie = [...this.#jar]
      .filter(([, kept]) => kept.host === host && pathname.startsWith(kept.path) && kept.value !== "")
      .map(([key, { value }]) => `${key.split(" ")[1]}=${value}`)
      .join("; ");
    const answer = await fetch(url, {
      ...{ redirect: "manual", headers: { cookie, "accept-language": "pl" } },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      this.#jar.set(`${host} ${name}`, { value: value!, path: /path=([^;]+)/i.exec(set)?.[1] ?? "/", host });
    }
    return answer;
  }

  /** Goes to the provider and signs in there. @returns the address to which the provider sends back, not yet opened */
  async came(who: string, change: (way: URL) => void = () => {}): Promise<URL> {
    const begun = await this.open(at.address + WAY);
    const way = new URL(begun.headers.get("location")!);
    change(way);
    let next = way;
    for (let step = 0; step < 12 && next.pathname !== `${WAY}/callback`; step++) {
      const answer = await this.open(next);
      const to = answer.headers.get("location");
      if (to) {
        next = new URL(to, next);
        continue;
      }
      const page = await answer.text();
      const action = /action="([^"]+)"/.exec(page)?.[1];
      if (!action) throw new Error(`${next}: ${page.slice(0, 500)}`);
      const prompt = page.includes('value="login"')
        ? { prompt: "login", login: who, password: "any" }
        : { prompt: "consent" };
      next = new URL(
        (await this.open(new URL(action, next), prompt as Record<string, string>)).headers.get("location")!,
        next,
      );
    }
    return next;
  }

  /** The whole way. @returns where it leads, and who the browser is then */
  async signIn(
    who: string,
    change?: (way: URL) => void,
  ): Promise<{ to: string; me: { role: string; user: { email: string; id: string }; way: string } | null }> {
    const to = (await this.open(await this.came(who, change))).headers.get("location")!;
    const session = await this.open(`${at.address}/api/v1/session`);
    return { to, me: session.ok ? ((await session.json()) as never) : null };
  }
}

it("opens its door where the provider does not answer, and says so in the language of whoever knocks", async () => {
  const browser = new Browser();
  const there = await browser.open(at.address + WAY);
  expect(there.headers.get("location")).toBe("/sign-in?refused=unreachable");
  const page = await (await browser.open(`${at.address}/sign-in?refused=unreachable`)).text();
  expect(page).toContain("Usługa logowania nie odpowiada.");
  expect(page).toContain("Zaloguj się przez Example &lt;ID&gt;");
  expect(await (await browser.open(`${at.address}/sign-in?refused=%3Cscript%3E`)).text()).not.toContain("<script>%");
});

it("signs in whom the provider vouches for, with the role that it tells", async () => {
  const real = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: "feltworth", client_secret: SECRET, redirect_uris: [`${at.address}${WAY}/callback`] },
        post_logout_redirect_uris: [`${at.address}/sign-in`],
      },
    ],
    claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...PEOPLE[sub], ...(groups.has(sub) ? { groups: groups.get(sub) } : {}) }),
    }),
    cookies: { keys: ["test"] },
  });
  listener = real.callback();
  const { to, me } = await new Browser().signIn("ben");
  // The first role of the list that fits decides.
  expect([to, me?.role, me?.user.email, me?.way]).toEqual(["/", "finance", "ben@example.com", "openid"]);
  groups.set("ben", ["fw-analysts"]);
  expect((await new Browser().signIn("ben")).me).toMatchObject({ role: "analyst", user: { id: me!.user.id } });
});

it("knows a user of the same address only where the provider has verified it, and leaves the last administrator", async () => {
  expect(await new Browser().signIn("eve")).toEqual({ to: "/sign-in?refused=unverified", me: null });
  const { me } = await new Browser().signIn("ada");
  expect(me).toMatchObject({ role: "administrator", user: { email: "ada@example.com" } });
  expect(await at.server.operations.countUsers()).toBe(2);
});

it("refuses other domains, those without a role, and those whose account is closed", async () => {
  expect((await new Browser().signIn("joe")).to).toBe("/sign-in?refused=domain");
  expect((await new Browser().signIn("kim")).to).toBe("/sign-in?refused=unknown");
  const users = await at.server.operations.users();
  expect(users.map(({ email }) => email)).toEqual(["ada@example.com", "ben@example.com"]);
  const ben = users[1]!.id;
  await at.server.operations.changeUser(ben, { disabledAt: new Date() });
  expect((await new Browser().signIn("ben")).to).toBe("/sign-in?refused=closed");
  await at.server.operations.changeUser(ben, { disabledAt: null });
  groups.set("ben", ["visitors"]);
  expect((await new Browser().signIn("ben")).to).toBe("/sign-in?refused=unknown");
  groups.delete("ben");
});

it("takes no proof that was meant for another sign-in", async () => {
  const failed = "/sign-in?refused=failed";
  expect((await new Browser().signIn("ada", (way) => way.searchParams.set("nonce", "another"))).to).toBe(failed);
  expect((await new Browser().signIn("ada", (way) => way.searchParams.set("state", "another"))).to).toBe(failed);
  // Somebody else's browser, which has begun nothing.
  const back = await new Browser().came("ada");
  expect((await new Browser().open(back)).headers.get("location")).toBe(failed);
  // Somebody else's proof in a sign-in of one's own.
  const [mine, theirs] = [new Browser(), new Browser()];
  const [own, other] = [await mine.came("ben"), await theirs.came("ada")];
  own.searchParams.set("code", other.searchParams.get("code")!);
  expect((await mine.open(own)).headers.get("location")).toBe(failed);
  // A proof is of use once.
  const browser = new Browser();
  const once = await browser.came("ada");
  expect((await browser.open(once)).headers.get("location")).toBe("/");
  expect((await browser.open(once)).headers.get("location")).toBe(failed);
});

it("signs out at the provider too", async () => {
  const answer = await new Browser().open(`${at.address}${WAY}/end`);
  const to = new URL(answer.headers.get("location")!);
  expect(to.href.startsWith(`${issuer}/session/end`)).toBe(true);
  expect(to.searchParams.get("post_logout_redirect_uri")).toBe(`${at.address}/sign-in`);
  expect((await fetch(to)).status).toBe(200);
});

it("says so where the provider goes while somebody is on the way", async () => {
  const browser = new Browser();
  const back = await browser.came("ada");
  listener = (request) => request.socket.destroy();
  expect((await browser.open(back)).headers.get("location")).toBe("/sign-in?refused=unreachable");
});

it("writes down who came and who was refused, and nothing secret", async () => {
  const { items } = await at.server.operations.auditLog({ before: null, limit: 500 });
  const reasons = items.filter(({ action }) => action === "session.refused").map(({ details }) => details.reason);
  expect(new Set(reasons)).toEqual(new Set(["unreachable", "unverified", "domain", "unknown", "closed", "failed"]));
  expect(items.filter(({ action }) => action === "user.linked")).toHaveLength(2);
  const written = log.join("\n") + JSON.stringify(items);
  expect(written).toContain(`${WAY}/callback`);
  expect(written).not.toContain(SECRET);
  expect(written).not.toMatch(/code=|state=|id_token/);
});

it.each([
  [{ FELTWORTH_OIDC_ISSUER: "http://id.example" }, /ISSUER.*not encrypted/],
  [{ FELTWORTH_OIDC_ISSUER: "example" }, /is no address/],
  [{ FELTWORTH_OIDC_CLIENT_SECRET: "" }, /CLIENT_SECRET is missing/],
  [{ FELTWORTH_OIDC_ROLES: "staff=boss" }, /"boss" is no role/],
])("refuses settings that cannot be meant: %o", (change, message) => {
  const good = {
    ...{ FELTWORTH_OIDC_ISSUER: "https://id.example", FELTWORTH_OIDC_CLIENT_ID: "x" },
    FELTWORTH_OIDC_CLIENT_SECRET: SECRET,
  };
  expect(openId(ROLES, good)).toMatchObject({ name: "id.example", roles: null });
  expect(() => openId(ROLES, { ...good, ...change })).toThrow(message);
});
