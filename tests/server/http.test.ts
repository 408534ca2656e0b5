import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSample } from "../../src/app/make-sample.ts";
import { may, ROLES, type Role } from "../../src/app/server/roles.ts";
import { routesOf } from "../../src/http/server.ts";
import { type Started, started } from "./started.ts";

const ADA = { email: "ada@example.com", name: "Ada", password: "correct horse battery" };
const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const log: string[] = [];
let at: Started;
const keys = new Map<Role | "write", string>();

beforeAll(async () => {
  const data = join(folder, "data");
  await makeSample({ dir: data, options: { customers: 250, months: 24, seed: 5 } });
  const stream = new Writable({
    write: (line, _, done) => {
      log.push(String(line));
      done();
    },
  });
  const redact = ["req.headers.authorization", "req.headers.cookie"];
  // Inside the folder that is read, as it lies where somebody serves the folder they are in.
  at = await started(data, data, { mostPerMinute: 100_000, logger: { level: "info", redact, stream } });
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const JSON_TYPE = { "content-type": "application/json" };
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${at.address}${path}`, { method: "POST", body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } });
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${at.address}${path}`, { headers, redirect: "manual" });
const as = (role: Role | "write") => ({ authorization: `Bearer ${keys.get(role)}` });

describe("coming in", () => {
  let cookie: string;

  it("lets nobody in before it is set up, and leads there", async () => {
    expect(await (await get("/api/v1/setup")).json()).toEqual({ isSetUp: false });
    expect((await get("/")).headers.get("location")).toBe("/sign-in");
    expect((await get("/sign-in")).headers.get("location")).toBe("/set-up");
    expect((await post("/api/v1/setup", { ...ADA, code: "guess" })).status).toBe(401);
    const short = await post("/api/v1/setup", { ...ADA, code: at.server.access.setUpCode, password: "short" });
    expect(short.status).toBe(422);
    expect(await short.json()).toMatchObject({ code: "request.invalid", errors: [{ path: "body.password" }] });
    const made = await post("/api/v1/setup", { ...ADA, code: at.server.access.setUpCode });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ role: "administrator", email: ADA.email });
    expect((await post("/api/v1/setup", { ...ADA, code: at.server.access.setUpCode })).status).toBe(409);
  });

  it("gives a browser a cookie that no script and no other site can use", async () => {
    const answer = await post("/api/v1/session", { email: ADA.email, password: ADA.password });
    expect(answer.status).toBe(200);
    const set = answer.headers.get("set-cookie")!;
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Lax/);
    cookie = set.split(";")[0]!;
    expect(await (await get("/api/v1/session", { cookie })).json()).toMatchObject({ role: "administrator" });
    const foreign = { cookie, origin: "http://elsewhere.example" };
    expect((await post("/api/v1/keys", { kind: "write", name: "x" }, foreign)).status).toBe(403);
    expect(
      (await post("/api/v1/keys", { kind: "write", name: "x" }, { cookie, "sec-fetch-site": "cross-site" })).status,
    ).toBe(403);
    expect((await post("/api/v1/keys", { kind: "write", name: "x" }, { cookie, origin: "null" })).status).toBe(403);
    expect((await post("/api/v1/keys", { kind: "write", name: "x" }, { cookie, origin: at.address })).status).toBe(201);
  });

  it("makes keys for every role, which never read what they may only write", async () => {
    for (const role of ROLES) {
      const made = await post("/api/v1/keys", { kind: "api", name: role, role }, { cookie });
      keys.set(role, ((await made.json()) as { secret: string }).secret);
    }
    const made = await post("/api/v1/keys", { kind: "write", name: "site" }, { cookie });
    keys.set("write", ((await made.json()) as { secret: string }).secret);
    expect((await get("/api/v1/measures", as("write"))).status).toBe(403);
    expect((await get("/api/v1/session", as("write"))).status).toBe(403);
    const basic = `Basic ${Buffer.from(`${keys.get("finance")}:`).toString("base64")}`;
    expect((await get("/api/v1/measures", { authorization: basic })).status).toBe(200);
  });

  it("ends a session when it is asked to", async () => {
    const answer = await fetch(`${at.address}/api/v1/session`, { method: "DELETE", headers: { cookie } });
    expect(answer.status).toBe(204);
    expect((await get("/api/v1/session", { cookie })).status).toBe(401);
  });
});

describe("every route", () => {
  const routes = routesOf(async () => "");

  it("is denied to whoever may not use it, and to nobody else", async () => {
    const wrong: string[] = [];
    for (const { method, url, allow, isForEvents } of routes) {
      // Those know senders by their write keys; events.test.ts and again.test.ts ask them.
      if (isForEvents) continue;
      // What streams for ever is looked at by itself.
      if (url === "/api/v1/events" || (method === "DELETE" && url === "/api/v1/session")) continue;
      const path = url.replace(/:\w+/g, "nothing-of-this-name");
      for (const role of [null, ...ROLES, "write" as const]) {
        const { status } = await fetch(`${at.address}${path}`, {
          method,
          redirect: "manual",
          headers: role === null ? {} : as(role),
        });
        const isRole = role !== null && role !== "write";
        const expected =
          allow === "anyone"
            ? null
            : role === null
              ? 401
              : isRole && (allow === "signed_in" || may(role, allow))
                ? null
                : 403;
        const isPage = allow === "anyone" && (url === "/report" || url === "/onepage");
        if (isPage && status === (isRole && !may(role, "figures.read") ? 403 : status)) continue;
        if (expected === null ? [401, 403, 500].includes(status) && url !== "/api/v1/setup" : status !== expected)
          wrong.push(`${method} ${url} as ${role}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("stands in the description of the interface, with what it takes and gives", async () => {
    const description = (await (await get("/api/v1/openapi.json")).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { summary: string; responses: Record<string, unknown> }>>;
    };
    expect(description.openapi).toBe("3.1.0");
    for (const { method, url, summary } of routes) {
      const described = description.paths[url.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
      expect(described, `${method} ${url}`).toMatchObject({ summary });
      expect(described!.responses).toHaveProperty("4XX");
    }
  });
});

describe("figures", () => {
  it("are those of the report, with freshness and the queries that made them", async () => {
    const answer = (await (await get("/api/v1/measures/nps", as("finance"))).json()) as {
      rows: { value: number; n: number; interval: unknown }[];
      queries: { sql: string }[];
      freshness: { dataVersion: string };
    };
    const report = (await (await get("/api/v1/report", as("finance"))).json()) as {
      measures: { id: string; headline: { value: number; n: number; interval: unknown } }[];
      settings: { dataVersion: string };
    };
    const { value, n, interval } = report.measures.find(({ id }) => id === "nps")!.headline;
    expect(answer.rows[0]).toMatchObject({ value, n, interval });
    expect(answer.freshness.dataVersion).toBe(report.settings.dataVersion);
    expect(answer.queries[0]!.sql).toContain("panel_answer");
    const [one] = report.measures;
    const alone = (await (await get(`/api/v1/findings/${one!.id}`, as("analyst"))).json()) as { finding: unknown };
    // Nothing is lost on the way through the schema.
    expect(alone.finding).toEqual(one);
  });

  it("come as CSV, HTML and Markdown where that is asked for, and not again where they are known", async () => {
    const csv = await get("/api/v1/measures/nps?by=segment", { ...as("finance"), accept: "text/csv" });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect((await csv.text()).split("\r\n")[0]).toBe("segment,state,value,low,high,n,unit,grade,basis");
    const tag = csv.headers.get("etag")!;
    const again = await get("/api/v1/measures/nps?by=segment", {
      ...as("finance"),
      accept: "text/csv",
      "if-none-match": tag,
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await get("/api/v1/measures/nps?by=segment", { ...as("finance"), "if-none-match": tag })).status).toBe(200);
    const page = await get("/api/v1/report", { ...as("finance"), accept: "text/html" });
    expect(await page.text()).toMatch(/^<!doctype html>/);
    const markdown = await get("/api/v1/report", { ...as("finance"), accept: "text/markdown" });
    expect(await markdown.text()).toMatch(/^# /);
  });

  it("are of the days that somebody asks for, in a measure and in all that is told", async () => {
    const of = async (path: string) => (await (await get(path, as("analyst"))).json()) as Record<string, never>;
    const n = async (query: string) => {
      const { rows } = (await of(`/api/v1/measures/orders${query}`)) as unknown as { rows: { n: number }[] };
      return rows[0]!.n;
    };
    const [first, second] = [await n("?period=2025-Q1"), await n("?period=2025-Q2")];
    expect(await n("?from=2025-01-01&to=2025-07-01")).toBe(first + second);
    const { finding } = (await of("/api/v1/measures/orders/finding?period=2025-Q1")) as unknown as {
      finding: { headline: { n: number; window: object } };
    };
    expect(finding.headline).toMatchObject({ n: first, window: { from: "2025-01-01", to: "2025-04-01" } });
    const told = (await of("/api/v1/findings?of=measures&period=2025-Q1")) as unknown as {
      items: { id: string; headline: object }[];
    };
    expect(told.items.find(({ id }) => id === "orders")!.headline).toMatchObject({ n: first });
    expect((await get("/api/v1/measures/orders?period=soon", as("analyst"))).status).toBe(400);
  });

  it("of a chapter that takes its time come with the queries behind them, and the first page with its findings", async () => {
    const answer = await get("/api/v1/findings?of=churn", as("finance"));
    const { items, queries } = (await answer.json()) as {
      items: { headline: { query?: { id: string } } }[];
      queries: Record<string, string>;
    };
    expect(items.length).toBeGreaterThan(0);
    const named = items.flatMap(({ headline }) => headline.query?.id ?? []);
    expect(Object.keys(queries)).toEqual(expect.arrayContaining(named));
    const first = (await (await get("/api/v1/answer", as("finance"))).json()) as { scores: { id: string }[] };
    expect(first.scores[0]!.id).toBe("nps");
  });

  it("are taken away in every format, of a group where one is asked for, and made while nobody waits", async () => {
    type Job = { id: string; state: string; error: string | null };
    const made = async (wanted: Record<string, unknown>) => {
      const begun = await post("/api/v1/documents", wanted, as("finance"));
      expect(begun.status).toBe(202);
      let job = (await begun.json()) as Job;
      while (job.state !== "done") {
        expect(job.error).toBe(null);
        await new Promise((resolve) => setTimeout(resolve, 50));
        job = (await (await get(`/api/v1/documents/${job.id}`, as("finance"))).json()) as Job;
      }
      return get(`/api/v1/documents/${job.id}/file`, as("finance"));
    };
    const pdf = await made({ kind: "digest", format: "pdf" });
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(pdf.headers.get("content-disposition")).toContain("feltworth-digest.pdf");
    const bytes = Buffer.from(await pdf.arrayBuffer()).toString("latin1");
    expect(bytes.startsWith("%PDF")).toBe(true);
    // One page is what it promises.
    expect(bytes.match(/\/Type \/Page\b/g)).toHaveLength(1);
    const json = (await (await made({ kind: "digest", format: "json" })).json()) as { digest: { id: string }[] };
    expect(json.digest.map(({ id }) => id)).toEqual(["changed", "worth", "needs"]);
    expect(await (await made({ kind: "support", format: "md", where: ["segment:home"] })).text()).toContain(
      "Only customers with segment: home",
    );
    expect(await (await made({ kind: "digest", format: "csv" })).text()).toMatch(/^question,finding,text,value,/);
    expect(await (await made({ kind: "digest", format: "html" })).text()).toContain("Who needs us");
  });

  it("of a scenario are told of the estimates that stand already", async () => {
    const moved = async (query: string) => {
      const answer = await get(`/api/v1/worth${query}`, as("finance"));
      expect(answer.status).toBe(200);
      return (await answer.json()) as { items: { id: string; headline: object }[]; freshness: { dataVersion: string } };
    };
    const [few, many] = [await moved("?share=0.1&cost=100"), await moved("?share=0.2&cost=100")];
    expect(many.items.map(({ headline }) => headline)).toEqual(few.items.map(({ headline }) => headline));
    expect((await get("/api/v1/worth?share=2", as("finance"))).status).toBe(422);
    expect((await get("/api/v1/worth?outcome=order-value", as("finance"))).status).toBe(400);
  });

  it("of a budget are told of what moves the score, or say why it cannot be divided", async () => {
    const told = async (query: string) => {
      const answer = await get(`/api/v1/drivers${query}`, as("finance"));
      expect(answer.status).toBe(200);
      return (await answer.json()) as {
        items: { id: string; headline: { state: string }; notes?: { code: string }[] }[];
      };
    };
    const [without, divided] = [await told(""), await told("?budget=500")];
    expect(divided.items.map(({ id }) => id)).toEqual(without.items.map(({ id }) => id));
    const said = ({ notes = [] }: (typeof divided.items)[number]) =>
      notes.map(({ code }) => code).filter((code) => code.startsWith("drivers.allocation"));
    expect(without.items.flatMap(said)).toEqual([]);
    // These data state no costs of closing gaps.
    const told500 = divided.items.filter(({ headline }) => headline.state === "estimate");
    for (const item of told500)
      expect([item.id, said(item)]).toEqual([
        item.id,
        /\.(margin|spend)$/.test(item.id) ? [] : ["drivers.allocation_no_costs"],
      ]);
    for (const wrong of ["-1", "0", "NaN", "much", "Infinity"])
      expect([wrong, (await get(`/api/v1/drivers?budget=${wrong}`, as("finance"))).status]).toEqual([wrong, 422]);
  });

  it("retention against costs is told from the records, or from figures that are given", async () => {
    const asked = async (query: string) => {
      const answer = await get(`/api/v1/what-if${query}`, as("finance"));
      expect(answer.status).toBe(200);
      const { items } = (await answer.json()) as { items: { id: string; headline: { value: number; n: number } }[] };
      expect(items.map(({ id }) => id)).toEqual(["clv.equivalence"]);
      return items[0]!.headline;
    };
    const [two, four] = [await asked(""), await asked("?points=4")];
    expect(two.value).toBeGreaterThan(0);
    expect(four.value).toBeCloseTo(2 * two.value, 6);
    const stated = await asked("?customers=1000&retention=0.8&perCustomer=50&costs=40000&profit=-5");
    expect(stated).toMatchObject({ value: expect.closeTo(1_000, 6), n: 1_000 });
    for (const wrong of [
      "retention=1.2",
      "retention=0",
      "customers=-1",
      "costs=0",
      "points=many",
      "perCustomer=",
      "profit=x",
    ])
      expect([wrong, (await get(`/api/v1/what-if?${wrong}`, as("finance"))).status]).toEqual([wrong, 422]);
  });

  it("name those at risk by the money behind them, as many as the finding counts", async () => {
    const list = (await (await get("/api/v1/customers/at-risk?limit=1000", as("cx_lead"))).json()) as {
      items: { gone: number; toCome: number; moneyAtRisk: number; name: string | null }[];
      total: number;
    };
    const { items } = (await (await get("/api/v1/findings?of=risk", as("cx_lead"))).json()) as {
      items: { headline: { n: number; state: string } }[];
    };
    // Of so few the model says nothing, and nobody stands on the list.
    const told = items.find(({ headline }) => headline.state === "estimate");
    expect(list.total).toBe(told?.headline.n ?? 0);
    const money = list.items.map(({ moneyAtRisk }) => moneyAtRisk);
    expect(money).toEqual([...money].sort((a, b) => b - a));
    for (const { gone, toCome, moneyAtRisk } of list.items) expect(moneyAtRisk).toBeCloseTo(gone * toCome, 9);
    const seen = (await (await get("/api/v1/customers/at-risk", as("analyst"))).json()) as typeof list;
    expect(seen.items.every(({ name }) => name === null)).toBe(true);
    expect((await get("/api/v1/customers/at-risk", as("finance"))).status).toBe(403);
    const table = await get("/api/v1/customers/at-risk?format=csv&limit=1&language=pl", as("cx_lead"));
    expect(table.headers.get("content-disposition")).toBe('attachment; filename="feltworth-at-risk.csv"');
    const [names, ...rows] = (await table.text()).trimEnd().split("\r\n");
    expect(rows).toHaveLength(list.total);
    const at = names!.split(",").indexOf("money_at_risk");
    expect(rows.map((row) => Number(row.split(",")[at]))).toEqual(money);
  });

  it("open to the records that make them, which add up to them again", async () => {
    const told = async <T>(path: string) => (await (await get(path, as("cx_lead"))).json()) as T;
    interface Row {
      value: number;
      n: number;
      segment?: string;
    }
    interface Behind {
      total: number;
      adds: number;
      of: number;
      items: { on: string | null; adds: number; customer: { name: string | null; label: string } | null }[];
    }
    for (const id of ["nps", "csat", "aht", "order-value", "return-rate", "crr"]) {
      const { rows } = await told<{ rows: Row[] }>(`/api/v1/measures/${id}?by=segment`);
      const row = rows.find(({ value }) => value !== null)!;
      const behind = await told<Behind>(
        `/api/v1/measures/${id}/records?by=segment&value=${encodeURIComponent(row.segment!)}&limit=1000`,
      );
      expect(behind.adds / behind.of, id).toBeCloseTo(row.value, 6);
      expect(behind.items.length, id).toBe(Math.min(1000, behind.total));
      const days = behind.items.map(({ on }) => on ?? "");
      expect(days, id).toEqual([...days].sort().reverse());
    }
    const all = await told<Behind>("/api/v1/measures/revenue/records?period=2025-Q1&limit=1000");
    const { rows } = await told<{ rows: Row[] }>("/api/v1/measures/revenue?period=2025-Q1");
    expect(all.adds).toBeCloseTo(rows[0]!.value, 4);
    expect(all.items[0]!.customer!.label).toBeTruthy();
    expect((await get("/api/v1/measures/nps/records", as("finance"))).status).toBe(403);
    expect((await get("/api/v1/measures/aht/records?by=agent&value=x", as("analyst"))).status).toBe(403);
    expect((await get("/api/v1/measures/nps/records?by=nothing", as("cx_lead"))).status).toBe(422);
  });

  it("come with every fact behind them: in pages, and all as lines, each once", async () => {
    interface Page {
      items: { id: string; at: string; customer: string | null; fields: { amount?: number } }[];
      next: string | null;
    }
    const page = async (query: string) =>
      (await (await get(`/api/v1/facts/purchase?${query}`, as("analyst"))).json()) as Page;
    const paged: Page["items"] = [];
    let after = "";
    do {
      const { items, next } = await page(`limit=500&since=2025-01-01&until=2025-07-01${after}`);
      paged.push(...items);
      after = next === null ? "" : `&after=${next}`;
    } while (after !== "");
    expect(new Set(paged.map(({ id }) => id)).size).toBe(paged.length);
    expect(paged.every(({ at }) => at >= "2025-01-01" && at < "2025-07-01")).toBe(true);
    const stream = await get("/api/v1/facts/purchase?since=2025-01-01&until=2025-07-01", {
      ...as("analyst"),
      accept: "application/x-ndjson",
    });
    expect(stream.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const lines = (await stream.text()).trimEnd().split("\n");
    const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id).sort();
    expect(ids(lines.map((line) => JSON.parse(line) as { id: string }))).toEqual(ids(paged));
    // Whoever a fact is of, the address of the customer takes.
    const { customer } = paged.find((fact) => fact.customer !== null)!;
    expect((await get(`/api/v1/customers/${customer}`, as("analyst"))).status).toBe(200);
    expect((await get("/api/v1/facts/purchase", as("finance"))).status).toBe(403);
    expect((await get("/api/v1/facts/nothing", as("analyst"))).status).toBe(422);
  });

  it("can be read out in five languages by whoever opens a page", async () => {
    for (const language of ["en", "pl", "sv", "ru", "ro"]) {
      const answer = await get(`/api/v1/texts/${language}`);
      const { messages } = (await answer.json()) as { messages: Record<string, string> };
      expect(messages["report.nav.answer"]).toBeTruthy();
      const tag = answer.headers.get("etag")!;
      expect((await get(`/api/v1/texts/${language}`, { "if-none-match": tag })).status).toBe(304);
    }
    expect((await get("/api/v1/texts/xx")).status).toBe(422);
  });

  it("answer a link, and name what is not known", async () => {
    const link = await get("/api/v1/links?experience=nps&outcome=orders", as("analyst"));
    expect(await link.json()).toMatchObject({ finding: { kind: "link", id: "link.nps.orders" } });
    for (const [path, code] of [
      ["/api/v1/measures/npz", "input.unknown_measure"],
      ["/api/v1/measures/nps?by=segmnt", "input.unknown_dimension"],
      ["/api/v1/measures/nps?fair=1", "input.option_invalid"],
      ["/api/v1/links?experience=nps&outcome=nothing", "input.option_invalid"],
      ["/api/v1/findings/nothing", "request.not_found"],
      ["/api/v1/links", "request.invalid"],
    ] as const) {
      const answer = await get(path, as("analyst"));
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(await answer.json(), path).toMatchObject({ code, instance: answer.headers.get("x-request-id") });
    }
  });

  it("are new within seconds of new records, and whoever looks is told", async () => {
    const stream = await fetch(`${at.address}/api/v1/events`, { headers: as("finance") });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = (await reader.read()).value!;
    const before = (await (await get("/api/v1/measures/csat", as("finance"))).json()) as { rows: { n: number }[] };
    const file = join(folder, "data", "survey_answers.csv");
    const rows = readFileSync(file, "utf8").trimEnd().split("\n");
    const copies = rows.slice(1, 400).map((row, i) => row.replace(/^[^,]+/, `new-${i}`));
    appendFileSync(file, `${copies.join("\n")}\n`);
    // Signs of life come between, where a busy machine takes its time.
    let told = "";
    while (!told.includes("event: data")) told += (await reader.read()).value!;
    expect(told).not.toBe(first);
    await reader.cancel();
    const after = (await (await get("/api/v1/measures/csat", as("finance"))).json()) as { rows: { n: number }[] };
    expect(after.rows[0]!.n).not.toBe(before.rows[0]!.n);
  });
});

describe("bad requests", () => {
  it.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["a list a hundred thousand deep", "[".repeat(100_000) + "]".repeat(100_000), 422],
    ["a name that is an object", JSON.stringify({ email: { $gt: "" }, password: "x" }), 422],
    ["a prototype", '{"__proto__":{"role":"administrator"},"email":"a@b.pl","password":"x"}', 400],
    ["more than it takes", JSON.stringify({ email: "x".repeat(2_000_000), password: "x" }), 413],
  ])("%s is refused with its reason", async (_, body, status) => {
    const answer = await fetch(`${at.address}/api/v1/session`, { method: "POST", body, headers: JSON_TYPE });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, code: expect.stringMatching(/^request\./) as string });
  });

  it("stops reading a body that does not end", async () => {
    const { hostname, port } = new URL(at.address);
    const promised = 1_073_741_824;
    const { told, sent } = await new Promise<{ told: string; sent: number }>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let answer = "";
      socket.on("data", (part) => (answer += part));
      socket.on("close", () => resolve({ told: answer, sent: socket.bytesWritten }));
      // Told by "close", which follows.
      socket.on("error", () => {});
      socket.setTimeout(120_000, () => reject(new Error("still reading")));
      socket.write(
        `POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${promised}\r\n\r\n`,
      );
      const more = setInterval(() => socket.write("x".repeat(65_536)), 1);
      socket.on("close", () => clearInterval(more));
    });
    expect(sent).toBeLessThan(promised);
    // Whoever goes on sending to a line that was cut may lose what had come by it.
    expect(told === "" || told.includes(" 413 ")).toBe(true);
  });

  it("finds nothing outside, and runs nothing that is said", async () => {
    for (const path of [
      "/../../etc/passwd",
      "/..%2f..%2fetc/passwd",
      "/report/%2e%2e/%2e%2e/etc/passwd",
      "/api/v1/findings/..%2f..%2fetc%2fpasswd",
    ])
      expect((await get(path, as("analyst"))).status, path).toBe(404);
    const said = encodeURIComponent("x'; drop table panel_answer; --");
    expect((await get(`/api/v1/measures/nps?by=${said}`, as("analyst"))).status).toBe(422);
    expect((await get(`/api/v1/measures/${said}`, as("analyst"))).status).toBe(404);
    expect((await get("/api/v1/measures/nps", as("analyst"))).status).toBe(200);
  });

  it("are limited in number where passwords are tried", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 30; i++)
      statuses.push((await post("/api/v1/session", { email: "who@example.com", password: "x" })).status);
    expect(statuses).toContain(429);
  });
});

it("writes no secret into its log", () => {
  const written = log.join("");
  expect(written).toContain("/api/v1/session");
  for (const secret of [ADA.password, at.server.access.setUpCode, ...keys.values(), "feltworth_session="])
    expect(written).not.toContain(secret);
});

it("tells how it is, to Prometheus too", async () => {
  expect(await (await get("/readyz")).json()).toEqual({ status: "ok" });
  const metrics = await (await get("/metrics", as("administrator"))).text();
  expect(metrics).toContain('feltworth_requests_total{method="POST",route="/api/v1/session"');
});
