import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { z } from "zod";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { everybodyOf } from "../../src/app/server/customers/everybody.ts";
import type { Role } from "../../src/app/server/roles.ts";
import type * as contract from "../../src/contracts/customers.ts";
import type { CustomerStatement } from "../../src/contracts/statement.ts";
import { sql } from "../../src/store/sql/sql.ts";
import type { NewFact } from "../../src/workspace/new-fact.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
let at: Started;
const keys = new Map<Role, string>();

const of = (value: string) => ({ kind: "customer", value });
const order = (id: string, who: string, on: string, amount: number, more: NewFact["fields"] = {}): NewFact => ({
  ...{ fact: "purchase", id, subject: of(who), at: on },
  fields: { order_id: id, amount, cost: amount / 2, currency: "EUR", ...more },
});
const nps = (id: string, who: string, on: string, score: number, comment: string | null = null): NewFact => ({
  ...{ fact: "answer", id, subject: of(who), at: on },
  fields: { instrument: "nps", score, comment, scale_min: 0, scale_max: 10 },
});

/** The last fact is of 2025-06-30, so that the figures are as of 2025-07-01. */
const FACTS: readonly NewFact[] = [
  {
    ...{ fact: "party", subject: of("C1"), also: [{ kind: "email", value: "anna@example.com" }], at: "2024-01-10" },
    fields: { name: "Anna Nowak", segment: "gold", country: "PL", consent: true, joined: "2024-01-10" },
    properties: { birthday: "1980-02-03" },
  },
  {
    fact: "party",
    subject: of("C2"),
    at: "2024-02-10",
    fields: { name: "=cmd|' /C calc'!A0", segment: "silver", country: "SE" },
  },
  { fact: "party", subject: { kind: "email", value: "zoe@example.com" }, fields: { name: "Zoe" } },
  order("o1", "C1", "2025-01-10T10:00:00Z", 100, {
    promised: "2025-01-12",
    delivered: "2025-01-14T09:30:00Z",
    product: "Cup",
  }),
  order("o2", "C1", "2025-06-20T10:00:00Z", 60.3, { promised: "2025-06-25", status: "paid" }),
  {
    fact: "line",
    subject: of("C1"),
    id: "l1",
    at: "2025-06-20T10:00:00Z",
    fields: { order_id: "o2", product: "Tea", quantity: 3, amount: 60.3 },
  },
  order("o3", "C2", "2025-06-30T10:00:00Z", 500),
  order("o4", "C2", "2025-06-30T11:00:00Z", 9, { status: "cancelled" }),
  {
    fact: "refund",
    id: "r1",
    subject: of("C1"),
    at: "2025-02-01",
    fields: { order_id: "o1", amount: 20, currency: "EUR" },
  },
  // A year and a day before the end, which no more counts as the last year; and a day within it.
  contact("k0", "C1", "2024-06-30T10:00:00Z", 4),
  contact("k1", "C1", "2024-07-01T10:00:00Z", 5, "q1"),
  nps("a1", "C1", "2025-03-01T10:00:00Z", 9),
  nps("a2", "C1", "2025-05-01T10:00:00Z", 3, "It leaks."),
  nps("a3", "C2", "2025-04-01T10:00:00Z", 8),
  {
    fact: "case",
    id: "q1",
    subject: of("C1"),
    at: "2025-06-01T08:00:00Z",
    fields: { case_id: "q1", topic: "leak", agent: "Olga" },
  },
  { fact: "case", id: "q2", subject: of("C2"), at: "2025-01-01", fields: { case_id: "q2", resolved: "2025-01-03" } },
  {
    fact: "offer",
    id: "f1",
    subject: of("C1"),
    at: "2025-06-15",
    fields: { offer_id: "f1", product: "Kettle", amount: 40, currency: "EUR", outcome: "open" },
  },
];
function contact(id: string, who: string, on: string, cost: number, caseId: string | null = null): NewFact {
  const fields = { contact_id: id, case_id: caseId, channel: "chat", agent: "Olga", cost, currency: "EUR" };
  return { fact: "contact", id, subject: of(who), at: on, fields };
}

beforeAll(async () => {
  const workspace = join(folder, "workspace");
  initWorkspace(workspace, new Date());
  const live = await LiveWorkspace.open(workspace, { doing: "test", now: new Date() });
  await live.append("shop", FACTS);
  await live.close();
  at = await started(workspace, folder);
  const by = { kind: "key", id: "test", role: null, writes: false } as const;
  for (const role of ["cx_lead", "analyst", "agent", "administrator"] as const)
    keys.set(role, (await at.server.access.addKey(by, { name: role, kind: "api", role })).secret);
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (path: string, { role = "cx_lead" as Role, ...init }: RequestInit & { role?: Role } = {}) =>
  fetch(`${at.address}/api/v1/customers${path}`, {
    ...init,
    headers: {
      ...{ authorization: `Bearer ${keys.get(role)}` },
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      ...init.headers,
    },
  });
type Page = z.infer<typeof contract.CustomerPage>;
type Timeline = z.infer<typeof contract.TimelinePage>;
type Profile = z.infer<typeof contract.CustomerProfile>;
const get = async <T = Page>(path: string, role: Role = "cx_lead") => (await call(path, { role })).json() as Promise<T>;
const idOf = async (label: string): Promise<string> => (await get("")).items.find((item) => item.label === label)!.id;

it("lists customers with what they brought, said and when they were seen", async () => {
  const page = await get("");
  expect(page).toMatchObject({
    total: 3,
    next: null,
    asOf: "2025-07-01",
    currency: "EUR",
    marginBasis: "observed",
    withheld: [],
  });
  expect(page.items).toMatchObject([
    // The cancelled order counts nowhere; a case that no contact is known of is one.
    { label: "C2", orders: 1, revenue: 500, margin: 250, contactsLastYear: 1, lastSeen: "2025-06-30" },
    {
      ...{ label: "C1", name: "Anna Nowak", segment: "gold", country: "PL", status: "active" },
      // 100 + 60.30 − 20; less the cost of 50 + 30.15.
      ...{ orders: 2, revenue: 140.3, margin: 60.15, contactsLastYear: 1, lastSeen: "2025-06-20" },
      lastScore: { measure: "nps", value: 3, band: "detractor", on: "2025-05-01" },
    },
    { label: "zoe@example.com", name: "Zoe", status: "prospect", lastScore: null, orders: 0, lastSeen: null },
  ]);
});

it("shows what customers wrote beside what they brought, without names to whoever may not know them", async () => {
  type Verbatims = z.infer<typeof contract.VerbatimPage>;
  const of = async (query: string, role: Role = "cx_lead") =>
    (
      await fetch(`${at.address}/api/v1/verbatims${query}`, { headers: { authorization: `Bearer ${keys.get(role)}` } })
    ).json() as Promise<Verbatims>;
  const page = await of("?measure=nps");
  expect(page).toMatchObject({ total: 1, bands: [{ measure: "nps", value: "detractor", n: 1 }], withheld: [] });
  expect(page.items).toMatchObject([
    {
      ...{ text: "It leaks.", on: "2025-05-01", score: { measure: "nps", value: 3, band: "detractor" } },
      customer: { label: "C1", name: "Anna Nowak", segment: "gold", value: 60.15 },
    },
  ]);
  expect((await of("?band=promoter")).total).toBe(0);
  expect((await of("?where=segment:silver")).total).toBe(0);
  expect((await of("", "analyst")).items).toMatchObject([{ agent: null, customer: { label: "C1", name: null } }]);
});

it("puts them in order, pages by cursor either way, jumps, and narrows", async () => {
  const labels = async (query: string) => (await get(query)).items.map(({ label }) => label);
  // What is not known stands at the end, whichever way.
  expect(await labels("?sort=score")).toEqual(["C2", "C1", "zoe@example.com"]);
  expect(await labels("?sort=score&order=asc")).toEqual(["C1", "C2", "zoe@example.com"]);
  expect(await labels("?sort=activity")).toEqual(["C2", "C1", "zoe@example.com"]);
  expect(await labels("?sort=name")).toEqual(["C2", "C1", "zoe@example.com"]);
  for (const sort of ["value", "score", "activity", "name"])
    for (const order of ["asc", "desc"]) {
      const whole = await labels(`?sort=${sort}&order=${order}`);
      const found: string[] = [];
      let next: string | null = "";
      while (next !== null) {
        const after: string = next && `&after=${next}`;
        const page: Page = await get(`?limit=1&sort=${sort}&order=${order}${after}`);
        found.push(...page.items.map(({ label }) => label));
        next = page.next;
      }
      expect(found, `${sort} ${order}`).toEqual(whole);
      expect(await labels(`?limit=1&offset=1&sort=${sort}&order=${order}`)).toEqual([whole[1]]);
    }
  expect(await labels("?segment=gold")).toEqual(["C1"]);
  expect(await labels("?band=passive&measure=nps")).toEqual(["C2"]);
  expect(await labels("?status=prospect")).toEqual(["zoe@example.com"]);
  for (const q of ["nowak", "ANNA@example.com", "anna@", "c1"]) expect(await labels(`?q=${q}`), q).toEqual(["C1"]);
  expect(await labels(`?q=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
  expect((await call("?after=nonsense")).status).toBe(400);
  const { status, segment, band } = await get<z.infer<typeof contract.CustomerGroups>>("/groups");
  expect({ status, segment, band }).toEqual({
    status: [
      { value: "active", n: 2 },
      { value: "prospect", n: 1 },
    ],
    segment: [
      { value: "gold", n: 1 },
      { value: "silver", n: 1 },
    ],
    band: [
      { measure: "nps", value: "detractor", n: 1 },
      { measure: "nps", value: "passive", n: 1 },
    ],
  });
});

it("shows who somebody is, and which employee, only to those who may know", async () => {
  const { items, withheld } = await get("", "analyst");
  expect(withheld).toEqual(["identity", "agents"]);
  expect(items.map(({ name }) => name)).toEqual([null, null, null]);
  expect(items[2]!.label).toMatch(/^#\d{6}$/);
  expect((await get("?q=nowak", "analyst")).total).toBe(0);
  expect((await get("?q=anna@example.com", "analyst")).total).toBe(0);
  expect((await get("?q=C1", "analyst")).total).toBe(1);
  const id = await idOf("C1");
  for (const path of ["", "/timeline"]) {
    expect(JSON.stringify(await get(`/${id}${path}`, "analyst"))).not.toMatch(/anna|Nowak|Olga|1980/i);
    expect(JSON.stringify(await get(`/${id}${path}`, "agent"))).not.toMatch(/Olga/);
    expect(JSON.stringify(await get(`/${id}${path}`))).toMatch(/Olga/);
  }
});

it("tells by quarter what one brought and cost, what moved, and what was done for them", async () => {
  const ask = async () => get<z.infer<typeof contract.CustomerQuarters>>(`/${await idOf("C1")}/quarters`);
  let told = await ask();
  while (told.state === "computing") told = await ask();
  const { state, valueIn, currency, quarters } = told;
  expect([state, valueIn, currency]).toEqual(["recorded", "margin", "EUR"]);
  expect(
    quarters.map(({ quarter, money, toDate, moved }) => [
      ...[quarter, money.earned, money.contacts, Number(toDate.toFixed(2))],
      moved && [moved.line, Number(moved.by.toFixed(2))],
    ]),
  ).toEqual([
    ["2024-Q2", 0, -4, -4, null],
    ["2024-Q3", 0, -5, -9, ["contacts", -1]],
    ["2024-Q4", 0, 0, -9, ["contacts", 5]],
    // 100 less 50 of cost and 20 given back; then 60.30 less 30.15.
    ["2025-Q1", 30, 0, 21, ["earned", 30]],
    ["2025-Q2", 30.15, 0, 51.15, ["earned", 0.15]],
  ]);
  expect(quarters.map(({ actions }) => actions.contacts)).toEqual([1, 1, 0, 0, 0]);
  // Three customers are no base for a model: what is to come is not known, which is not nothing.
  expect(quarters.map(({ toCome }) => toCome)).toEqual([null, null, null, null, null]);
  expect((await call("/unknown/quarters")).status).toBe(404);
});

it("tells what is known of one: value, scores, consent, open cases and promises", async () => {
  const profile = await get<Profile>(`/${await idOf("C1")}`);
  expect(profile).toMatchObject({
    ...{ label: "C1", since: "2025-01-10", statusSince: "2025-01-10", tenureDays: 172, joined: "2024-01-10" },
    identifiers: [
      { kind: "customer", value: "C1" },
      { kind: "email", value: "anna@example.com" },
    ],
    consent: { given: true, since: "2024-01-10" },
    usualChannels: { contact: { channel: "chat", count: 2, of: 2 }, order: null },
    scores: [
      { value: 3, on: "2025-05-01" },
      { value: 9, on: "2025-03-01" },
    ],
    valueToDate: { refunded: 20, costOfContacts: 9, net: 51.15 },
    openCases: [{ id: "q1", topic: "leak", agent: "Olga", isAnswered: false, opened: "2025-06-01T08:00:00Z" }],
    openPromises: [
      { kind: "delivery", id: "o2", isLate: true, made: "2025-06-20T10:00:00Z" },
      { kind: "offer", id: "f1", of: "Kettle", amount: 40, isLate: false },
    ],
    outlook: { state: "estimate", kind: "none", alive: null, valueIn: "margin", risk: null },
  });
  // Two customers are too few to expect anything of them; what each brought to date stands nevertheless.
  expect(profile.outlook).toMatchObject({ toCome: { value: 0 } });
  expect((await call("/12345")).status).toBe(404);
  expect((await call("/C1")).status).toBe(404);
  // Whatever identifier became one with others names the customer.
  const { store } = at.server.live.current.company.analysis.context;
  const [row] = await store.rows(sql`select concat('', key) as key from identifier where value = 'anna@example.com'`);
  expect(await get(`/${String(row!.key)}`)).toMatchObject({ label: "C1" });
});

it("tells what happened, the newest first, page by page and by kind, with file and line", async () => {
  const id = await idOf("C1");
  const all = await get<Timeline>(`/${id}/timeline?limit=200`);
  expect(all.items.map(({ kind, at }) => `${at} ${kind}`)).toEqual([
    ...[
      "2025-06-20T10:00:00Z purchase",
      "2025-06-15 offer",
      "2025-06-01T08:00:00Z case",
      "2025-05-01T10:00:00Z answer",
    ],
    ...["2025-03-01T10:00:00Z answer", "2025-02-01 refund"],
    ...["2025-01-14T09:30:00Z broken_promise", "2025-01-10T10:00:00Z purchase"],
    ...["2024-07-01T10:00:00Z contact", "2024-06-30T10:00:00Z contact", "2024-01-10 party"],
  ]);
  expect(all.items[0]).toMatchObject({
    ...{ source: "shop", file: "shop", fields: { order_id: "o2", amount: 60.3, status: "paid" } },
    parts: [{ product: "Tea", quantity: 3, amount: 60.3 }],
  });
  expect(all.items[3]!.fields.comment).toBe("It leaks.");
  // Where it happened, what was promised and when it came, with the record that says so.
  expect(all.items[6]).toMatchObject({
    ...{ kind: "broken_promise", source: "shop", parts: [] },
    fields: {
      ...{ touchpoint: "delivery", order_id: "o1", product: "Cup" },
      ...{ promised: "2025-01-12T00:00:00Z", delivered: "2025-01-14T09:30:00Z" },
    },
  });
  const found: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: Timeline = await get(`/${id}/timeline?limit=3${next && `&after=${next}`}`);
    found.push(...page.items.map(({ id }) => id));
    next = page.next;
  }
  expect(found).toEqual(all.items.map(({ id }) => id));
  const broken = await get<Timeline>(`/${id}/timeline?kind=broken_promise`);
  expect(broken.items.map(({ kind }) => kind)).toEqual(["broken_promise"]);
  const two = await get<Timeline>(`/${id}/timeline?kind=refund&kind=case`);
  expect(two.items.map(({ kind }) => kind)).toEqual(["case", "refund"]);
  expect((await call(`/${id}/timeline?after=x`)).status).toBe(400);
});

it("comes as CSV that no spreadsheet runs: everybody who fits, whatever the page", async () => {
  const answer = await call("?sort=value&limit=1", { headers: { accept: "text/csv" } });
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="feltworth-customers.csv"');
  const text = await answer.text();
  const [names, ...lines] = text.trimEnd().split("\r\n");
  expect(lines.map((line) => line.split(",")[1])).toEqual((await get("?sort=value")).items.map(({ label }) => label));
  expect(lines[0]).toContain(`,'=cmd|' /C calc'!A0,silver,SE,active,nps,8,passive,2025-04-01,1,500,250,1,2025-06-30`);
  // A link cannot say what it takes; nobody else is on it, nor what the role may not know.
  expect(await (await call("?sort=value&format=csv")).text()).toBe(text);
  expect(await (await call("?format=csv&segment=gold")).text()).toMatch(/^id,[^\r]+\r\n\d+,C1,[^\r]+\r\n$/);
  expect(await (await call("?format=csv&q=nobody")).text()).toBe(`${names}\r\n`);
  expect(await (await call("?format=csv", { role: "analyst" })).text()).not.toMatch(/Anna|zoe@/);
  // Who takes everybody away stands in the audit log, without whom they looked for.
  const log = await at.server.operations.auditLog({ before: null, limit: 1 });
  expect(log.items).toMatchObject([{ action: "customers.taken", subject: null, details: { list: "customers" } }]);
  // Page by page it is the same list, narrowed or not.
  const seen = async (query: object) => {
    const asked = { sort: "name", limit: 50, offset: 0, ...query } as const;
    const pages = everybodyOf(at.server.live, asked, { people: true, agents: true }, 1);
    const found: string[] = [];
    for await (const [row] of pages) found.push(row!.label);
    return found;
  };
  expect(await seen({})).toEqual(["C2", "C1", "zoe@example.com"]);
  expect(await seen({ status: "active" })).toEqual(["C2", "C1"]);
});

it("keeps notes with their author; only that one and administrators take them away, and the log knows", async () => {
  const id = await idOf("C1");
  const made = await call(`/${id}/notes`, { method: "POST", body: JSON.stringify({ text: " Called. " }) });
  expect(made.status).toBe(201);
  const note = (await made.json()) as { id: string };
  expect(note).toMatchObject({ text: "Called.", isOwn: true });
  expect((await get<{ items: object[] }>(`/${id}/notes`, "agent")).items).toMatchObject([
    { id: note.id, isOwn: false },
  ]);
  expect((await get<{ items: object[] }>(`/${await idOf("C2")}/notes`)).items).toEqual([]);
  const remove = (role: Role) => call(`/${id}/notes/${note.id}`, { method: "DELETE", role });
  expect((await remove("agent")).status).toBe(403);
  expect((await remove("analyst")).status).toBe(403);
  expect((await remove("administrator")).status).toBe(204);
  expect((await remove("administrator")).status).toBe(404);
  const log = await at.server.operations.auditLog({ before: null, limit: 10 });
  expect(log.items.slice(0, 2).map(({ action }) => action)).toEqual(["note.removed", "note.added"]);
  expect(JSON.stringify(log)).not.toContain("Called");
  // A moment later it can be put back as it was, once, by whoever may take it away, and on no other customer.
  const restore = (role: Role, of = id) => call(`/${of}/notes/${note.id}/restore`, { method: "POST", role });
  expect((await restore("agent")).status).toBe(403);
  expect((await restore("administrator", await idOf("C2"))).status).toBe(404);
  expect(await (await restore("administrator")).json()).toEqual({ ...note, isOwn: false });
  expect((await restore("administrator")).status).toBe(404);
  expect((await get<{ items: object[] }>(`/${id}/notes`)).items).toEqual([note]);
  expect((await at.server.operations.auditLog({ before: null, limit: 1 })).items[0]!.action).toBe("note.restored");
  expect((await remove("administrator")).status).toBe(204);
});

it("states profit and loss of one by quarter or month, to the last cent, and as a table; what nobody recorded is no zero", async () => {
  const id = await idOf("C1");
  const ask = async (query = "") => get<z.infer<typeof CustomerStatement>>(`/${id}/statement${query}`);
  let told = await ask();
  while (told.state === "computing") told = await ask();
  expect(told).toMatchObject({ state: "recorded", by: "quarter", currency: "EUR", agrees: true });
  expect(told.lines).toEqual([
    ...["revenue", "goods", "refunds", "contacts"].map((line) => ({ line, empty: null })),
    // The company has no word on these.
    ...["acquisition", "keeping"].map((line) => ({ line, empty: "missing" })),
  ]);
  const none = { revenue: 0, goods: 0, refunds: 0, contacts: 0 };
  expect(told.periods).toEqual([
    { period: "2024-Q2", from: "2024-04-01", lines: { ...none, contacts: -4 }, result: -4 },
    { period: "2024-Q3", from: "2024-07-01", lines: { ...none, contacts: -5 }, result: -5 },
    { period: "2024-Q4", from: "2024-10-01", lines: none, result: 0 },
    { period: "2025-Q1", from: "2025-01-01", lines: { ...none, revenue: 100, goods: -50, refunds: -20 }, result: 30 },
    { period: "2025-Q2", from: "2025-04-01", lines: { ...none, revenue: 60.3, goods: -30.15 }, result: 30.15 },
  ]);
  expect(told.total).toEqual({ lines: { revenue: 160.3, goods: -80.15, refunds: -20, contacts: -9 }, result: 51.15 });
  const months = await ask("?by=month");
  expect(months.periods).toHaveLength(13);
  expect(months.total).toEqual(told.total);
  const file = await (await call(`/${id}/statement?format=csv&by=quarter`)).text();
  const [head, ...lines] = file.trim().split("\r\n");
  expect(head).toBe(
    "customer,period,from,revenue,goods,refunds,contacts,points,touches,acquisition,service,keeping,result",
  );
  expect(lines.map((line) => line.split(",").slice(1).join(","))).toEqual([
    "2024-Q2,2024-04-01,0,0,0,-4,0,0,,0,,-4",
    "2024-Q3,2024-07-01,0,0,0,-5,0,0,,0,,-5",
    "2024-Q4,2024-10-01,0,0,0,0,0,0,,0,,0",
    "2025-Q1,2025-01-01,100,-50,-20,0,0,0,,0,,30",
    "2025-Q2,2025-04-01,60.3,-30.15,0,0,0,0,,0,,30.15",
    "total,,160.3,-80.15,-20,-9,0,0,,0,,51.15",
  ]);
  expect((await call("/unknown/statement")).status).toBe(404);
});
