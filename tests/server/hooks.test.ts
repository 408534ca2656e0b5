import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { createSHA256HMAC } from "@shopify/shopify-api/runtime";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { KEPT } from "../../src/workspace/tables.ts";
import { type Started, started } from "./started.ts";

const folder = mkdtempSync(join(tmpdir(), "feltworth-"));
const workspace = join(folder, "workspace");
const BY = { kind: "key", id: "test", role: null, writes: false } as const;
let at: Started;
let admin: string;

beforeAll(async () => {
  initWorkspace(workspace, new Date());
  at = await started(workspace, folder, { strangersPerMinute: 40 });
  admin = (await at.server.access.addKey(BY, { name: "admin", kind: "api", role: "administrator" })).secret;
});
afterAll(async () => {
  await at?.close();
  rmSync(folder, { recursive: true, force: true });
});

const api = (method: string, path: string, body?: unknown) =>
  fetch(`${at.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${admin}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

interface Made {
  hook: { id: string; address: string };
  secret: string;
}

const made = async (source: string, more: object = {}): Promise<Made> => {
  const answer = await api("POST", "hooks", { source, name: source, ...more });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Made;
};

const deliver = async ({ hook }: Made, body: string, headers: Record<string, string>) => {
  const answer = await fetch(`${at.address}${hook.address}`, { method: "POST", body, headers });
  return {
    status: answer.status,
    ...((await answer.json()) as { outcome?: string; reasons?: string[]; code?: string }),
  };
};

/** What the workspace holds at this moment, whatever version the figures are of. */
const rows = async (query: string) => {
  await at.server.ingest!.settled();
  if (!at.server.live.present) await at.server.live.refresh();
  const { store } = at.server.live.current.company.run;
  return store.rows(raw(query.replace(/\b(from|join) (fact_|identifier)/g, `$1 ${KEPT}.main.$2`)));
};

const hmac = (secret: string, of: string, as: "hex" | "base64", hash = "sha256") =>
  createHmac(hash, secret).update(of).digest(as);
const seconds = (ago = 0) => Math.floor(Date.now() / 1000) - ago;
const day = (text: string) => Date.parse(text) / 1000;

describe("Stripe", () => {
  const stripe = new Stripe("sk_test_x");
  const charge = (more: object = {}) => ({
    ...{ object: "charge", id: "ch_1", amount: 2_000, amount_refunded: 0, currency: "eur", captured: true, paid: true },
    ...{
      created: day("2026-05-04T10:00:00Z"),
      customer: "cus_1",
      receipt_email: "ann@example.com",
      metadata: {},
      ...more,
    },
  });
  const event = (id: string, type: string, created: string, object: unknown) =>
    JSON.stringify({ id, object: "event", type, created: day(created), data: { object } });
  const signed = (payload: string, secret: string, timestamp?: number) => ({
    "stripe-signature": stripe.webhooks.generateTestHeaderString({
      payload,
      secret,
      ...(timestamp ? { timestamp } : {}),
    }),
  });
  let hook: Made;

  it("is believed by the signature that its own library makes, and only for a while", async () => {
    hook = await made("stripe", { secret: "whsec_given_by_stripe" });
    expect(hook.secret).toBe("whsec_given_by_stripe");
    const body = event("evt_1", "charge.succeeded", "2026-05-04T10:00:01Z", charge());
    expect(await deliver(hook, body, signed(body, "another"))).toMatchObject({ status: 401, code: "access.wrong" });
    expect(await deliver(hook, `${body} `, signed(body, hook.secret))).toMatchObject({ status: 401 });
    expect(await deliver(hook, body, signed(body, hook.secret, seconds(301)))).toMatchObject({ status: 401 });
    expect(await deliver(hook, body, {})).toMatchObject({ status: 401 });
    expect(await deliver(hook, body, signed(body, hook.secret, seconds(290)))).toEqual({
      ...{ status: 200, outcome: "stored", reasons: [] },
    });
    expect(await rows("select order_id, amount, currency, source from fact_purchase")).toEqual([
      { order_id: "ch_1", amount: 20, currency: "EUR", source: "stripe" },
    ]);
  });

  it("says the same once, what is older changes nothing, and a refund has its own day", async () => {
    const again = event("evt_1", "charge.succeeded", "2026-05-04T10:00:01Z", charge({ amount: 9_900 }));
    expect(await deliver(hook, again, signed(again, hook.secret))).toMatchObject({ outcome: "repeated" });
    const back = event("evt_3", "charge.refunded", "2026-05-09T10:00:00Z", charge({ amount_refunded: 500 }));
    expect(await deliver(hook, back, signed(back, hook.secret))).toMatchObject({ outcome: "stored" });
    const late = event("evt_2", "charge.updated", "2026-05-05T10:00:00Z", charge({ amount: 1_000 }));
    expect(await deliver(hook, late, signed(late, hook.secret))).toMatchObject({ outcome: "outdated" });
    const other = event("evt_4", "payout.paid", "2026-05-05T10:00:00Z", { id: "po_1" });
    expect(await deliver(hook, other, signed(other, hook.secret))).toMatchObject({ outcome: "ignored" });
    expect(await rows("select amount from fact_purchase")).toEqual([{ amount: 20 }]);
    expect(await rows('select cast("at" as date)::varchar as day, amount, order_id from fact_refund')).toEqual([
      { day: "2026-05-09", amount: 5, order_id: "ch_1" },
    ]);
  });

  it("tells of subscriptions and customers", async () => {
    const subscription = {
      ...{ object: "subscription", id: "sub_1", customer: "cus_1", status: "canceled", currency: "eur" },
      ...{ start_date: day("2026-01-01T00:00:00Z"), ended_at: day("2026-04-01T00:00:00Z") },
      cancellation_details: { reason: "payment_failed" },
      items: {
        data: [
          {
            quantity: 2,
            price: { unit_amount: 1_500, currency: "eur", nickname: "Pro", recurring: { interval: "month" } },
          },
        ],
      },
    };
    const ended = event("evt_5", "customer.subscription.deleted", "2026-04-01T00:00:00Z", subscription);
    expect(await deliver(hook, ended, signed(ended, hook.secret))).toMatchObject({ outcome: "stored" });
    const known = event("evt_6", "customer.updated", "2026-04-01T00:00:00Z", {
      ...{ object: "customer", id: "cus_1", name: "Ann", email: "ann@example.com", metadata: { customer_id: "C7" } },
    });
    expect(await deliver(hook, known, signed(known, hook.secret))).toMatchObject({ outcome: "stored" });
    expect(await rows("select plan, amount, period, until::varchar as until, involuntary from fact_term")).toEqual([
      { plan: "Pro", amount: 30, period: "month", until: "2026-04-01", involuntary: true },
    ]);
    await at.server.live.refresh();
    // Ann by her address, by Stripe's number and by the company's own is one customer.
    expect(await rows("select count(distinct party) as n from identity")).toEqual([{ n: 1 }]);
  });

  it("sets aside what cannot be read, and says why to whoever looks", async () => {
    const bad = event("evt_7", "charge.succeeded", "2026-05-05T10:00:00Z", charge({ id: "ch_9", amount: "much" }));
    expect(await deliver(hook, bad, signed(bad, hook.secret))).toMatchObject({
      ...{ status: 200, outcome: "set_aside", reasons: ['purchase: "amount" cannot be read'] },
    });
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(await deliver(hook, deep, signed(deep, hook.secret))).toMatchObject({ status: 200, outcome: "set_aside" });
    const nested = event("evt_8", "charge.succeeded", "2026-05-05T10:00:00Z", { ...charge(), x: 1 }).replace(
      '"x":1',
      `"x":${deep}`,
    );
    expect(await deliver(hook, nested, signed(nested, hook.secret))).toMatchObject({
      status: 200,
      outcome: "set_aside",
    });
    expect(await deliver(hook, "{", signed("{", hook.secret))).toMatchObject({ reasons: ["it is no JSON"] });
    const page = (await (await api("GET", "set-aside?limit=2")).json()) as {
      items: { reason: string }[];
      next: string;
    };
    expect(page.items.map(({ reason }) => reason)).toEqual(["it is no JSON", "it is nested too deep"]);
    const rest = (await (await api("GET", `set-aside?before=${page.next}`)).json()) as { items: object[]; next: null };
    expect(rest).toMatchObject({ items: [{}, { sender: hook.hook.id, messageId: "evt_7" }], next: null });
    const { items } = (await (await api("GET", `hooks/${hook.hook.id}/deliveries`)).json()) as {
      items: { id: string; outcome: string }[];
    };
    expect(Object.fromEntries(items.map(({ id, outcome }) => [id, outcome]))).toMatchObject({
      ...{ evt_1: "stored", evt_2: "outdated", evt_4: "ignored", evt_7: "set_aside" },
    });
  });
});

describe("Shopify", () => {
  const order = (more: object = {}) => ({
    ...{ id: 5_000_000_000_001, name: "#1001", order_number: 1001, created_at: "2026-05-04T10:00:00+02:00" },
    ...{ updated_at: "2026-05-04T10:00:05+02:00", total_price: "30.00", subtotal_price: "25.00", total_tax: "5.00" },
    ...{ currency: "EUR", financial_status: "paid", customer: { id: 77 }, email: "bo@example.com", cancelled_at: null },
    ...{ source_name: "web", refunds: [], line_items: [], ...more },
  });
  const headers = async (body: string, secret: string, topic: string, id: string) => ({
    ...{ "x-shopify-hmac-sha256": await createSHA256HMAC(secret, body), "x-shopify-topic": topic },
    ...{ "x-shopify-webhook-id": id, "x-shopify-shop-domain": "a.myshopify.com", "x-shopify-api-version": "2026-01" },
    "content-type": "application/json",
  });

  it("is believed where its own library believes it, and tells of orders and what went back", async () => {
    const hook = await made("shopify");
    const body = JSON.stringify(order());
    const right = await headers(body, hook.secret, "orders/create", "w1");
    const library = shopifyApi({
      ...{ apiKey: "key", apiSecretKey: hook.secret, hostName: "example.com", isEmbeddedApp: false },
      ...{ apiVersion: ApiVersion.January26 ?? Object.values(ApiVersion)[0], logger: { log: () => {} } },
    } as Parameters<typeof shopifyApi>[0]);
    const receiver = createServer((rawRequest, rawResponse) => {
      void library.webhooks
        .validate({ rawBody: body, rawRequest, rawResponse })
        .then(({ valid }) => rawResponse.writeHead(valid ? 200 : 401).end());
    }).listen(0);
    const own = `http://127.0.0.1:${(receiver.address() as { port: number }).port}`;
    const wrong = { ...right, "x-shopify-hmac-sha256": hmac("no", body, "base64") };
    for (const [given, status] of [
      [right, 200],
      [wrong, 401],
    ] as const) {
      expect((await fetch(own, { method: "POST", body, headers: given })).status).toBe(status);
      expect(await deliver(hook, body, given)).toMatchObject({ status });
    }
    receiver.close();
    const transactions = [
      { id: 11, kind: "refund", status: "success", amount: "10.10" },
      { id: 12, kind: "refund", status: "failure", amount: "99.00" },
    ];
    const later = JSON.stringify(
      order({
        ...{ updated_at: "2026-05-20T09:00:00+02:00", financial_status: "partially_refunded" },
        refunds: [{ id: 1, created_at: "2026-05-20T09:00:00+02:00", transactions }],
        line_items: [{ id: 21, sku: "POT", quantity: 2, price: "12.50" }],
      }),
    );
    expect(await deliver(hook, later, await headers(later, hook.secret, "orders/updated", "w2"))).toMatchObject({
      outcome: "stored",
    });
    expect(await rows("select amount, status from fact_purchase where source = 'shopify'")).toEqual([
      { amount: 25, status: "paid" },
    ]);
    expect(await rows("select amount, \"at\"::varchar as at from fact_refund where source = 'shopify'")).toEqual([
      { amount: 10.1, at: "2026-05-20 07:00:00" },
    ]);
    expect(await rows("select product, quantity, amount from fact_line where source = 'shopify'")).toEqual([
      { product: "POT", quantity: 2, amount: 25 },
    ]);
  });
});

describe("helpdesks", () => {
  it("Zendesk: tickets as its events tell of them, and as a trigger sends them", async () => {
    const hook = await made("zendesk");
    const time = new Date().toISOString();
    const signed = (body: string) => ({
      "x-zendesk-webhook-signature": hmac(hook.secret, time + body, "base64"),
      "x-zendesk-webhook-signature-timestamp": time,
    });
    const ticket = {
      ...{ id: "35436", requester_id: "8447388090494", submitter_id: "1", assignee_id: "2", group_id: "3" },
      ...{ created_at: "2026-05-20T22:55:29Z", updated_at: "2026-05-21T05:38:52Z", via: { channel: "web" } },
    };
    const event = JSON.stringify({
      ...{ id: "e1", type: "zen:event-type:ticket.status_changed", time: "2026-05-21T05:38:52Z" },
      ...{ subject: "zen:ticket:35436", detail: { ...ticket, status: "SOLVED", priority: "HIGH", type: "TASK" } },
    });
    expect(await deliver(hook, event, signed(event))).toMatchObject({ outcome: "stored" });
    const rated = JSON.stringify({
      ticket: {
        ...ticket,
        status: "solved",
        updated_at: "2026-05-22T05:00:00Z",
        satisfaction_rating: { score: "good" },
      },
    });
    expect(await deliver(hook, rated, signed(rated))).toMatchObject({ outcome: "stored" });
    expect(await deliver(hook, rated, { ...signed(rated), "x-zendesk-webhook-signature": "x" })).toMatchObject({
      status: 401,
    });
    expect(await rows("select status, channel from fact_case where source = 'zendesk'")).toEqual([
      { status: "solved", channel: "web" },
    ]);
    expect(await rows("select instrument, score from fact_answer where source = 'zendesk'")).toEqual([
      { instrument: "csat-0-1", score: 1 },
    ]);
  });

  it("Intercom: conversations and their ratings", async () => {
    const hook = await made("intercom");
    const signed = (body: string) => ({ "x-hub-signature": `sha1=${hmac(hook.secret, body, "hex", "sha1")}` });
    const item = {
      ...{ type: "conversation", id: "147", created_at: day("2026-05-01T10:00:00Z"), state: "closed" },
      ...{ updated_at: day("2026-05-01T11:00:00Z"), source: { type: "email" }, admin_assignee_id: 88 },
      contacts: { type: "contact.list", contacts: [{ type: "contact", id: "6762", external_id: "C7" }] },
      conversation_rating: { rating: 4, remark: "ok", created_at: day("2026-05-01T10:30:00Z") },
    };
    const body = JSON.stringify({
      ...{ type: "notification_event", id: "notif_1", topic: "conversation.rating.added", created_at: seconds() },
      data: { type: "notification_event_data", item },
    });
    expect(await deliver(hook, body, signed(body))).toMatchObject({ outcome: "stored" });
    expect(await deliver(hook, body, { "x-hub-signature": signed(body)["x-hub-signature"].slice(5) })).toMatchObject({
      status: 401,
    });
    expect(await rows("select instrument, score, comment from fact_answer where source = 'intercom'")).toEqual([
      { instrument: "csat", score: 4, comment: "ok" },
    ]);
  });

  it("Chatwoot: conversations and what was answered about them", async () => {
    const hook = await made("chatwoot");
    const time = String(seconds());
    const signed = (body: string, id: string) => ({
      ...{ "x-chatwoot-signature": `sha256=${hmac(hook.secret, `${time}.${body}`, "hex")}` },
      ...{ "x-chatwoot-timestamp": time, "x-chatwoot-delivery": id },
    });
    const meta = { sender: { id: 5, email: "cy@example.com", name: "Cy" }, assignee: { name: "Dee" } };
    const conversation = JSON.stringify({
      ...{ event: "conversation_status_changed", id: 12, status: "resolved", channel: "Channel::WebWidget", meta },
      ...{ created_at: day("2026-05-01T10:00:00Z"), timestamp: day("2026-05-01T11:00:00Z") },
    });
    expect(await deliver(hook, conversation, signed(conversation, "d1"))).toMatchObject({ outcome: "stored" });
    const rating = JSON.stringify({
      ...{ event: "message_updated", id: 900, content_type: "input_csat", created_at: "2026-05-01T11:05:00.000Z" },
      content_attributes: { submitted_values: { csat_survey_response: { rating: 5, feedback_message: "quick" } } },
      conversation: { id: 12, meta },
    });
    expect(await deliver(hook, rating, signed(rating, "d2"))).toMatchObject({ outcome: "stored", reasons: [] });
    expect(await rows("select channel, status, agent from fact_case where source = 'chatwoot'")).toEqual([
      { channel: "WebWidget", status: "resolved", agent: "Dee" },
    ]);
    expect(await rows("select score, comment, about_id, agent from fact_answer where source = 'chatwoot'")).toEqual([
      { score: 5, comment: "quick", about_id: "12", agent: "Dee" },
    ]);
  });
});

describe("surveys", () => {
  it("Typeform: questions by their words, on the scales that the form states", async () => {
    const hook = await made("typeform");
    const fields = [
      { id: "a", type: "nps", title: "How likely are you to recommend us to a friend?" },
      { id: "b", type: "rating", title: "How satisfied are you with our service?", properties: { steps: 5 } },
      { id: "c", type: "long_text", title: "What could we do better?" },
    ];
    const answers = [
      { type: "number", number: 9, field: { id: "a", type: "nps" } },
      { type: "number", number: 2, field: { id: "b", type: "rating" } },
      { type: "text", text: "Answer the telephone sooner", field: { id: "c", type: "long_text" } },
    ];
    const body = JSON.stringify({
      ...{ event_id: "t1", event_type: "form_response" },
      form_response: {
        ...{ form_id: "f", token: "tok1", landed_at: "2026-05-02T10:00:00Z", submitted_at: "2026-05-02T10:01:00Z" },
        ...{ hidden: { customer_id: "C7" }, definition: { id: "f", fields }, answers },
      },
    });
    const signed = { "typeform-signature": `sha256=${hmac(hook.secret, body, "base64")}` };
    expect(await deliver(hook, body, signed)).toMatchObject({ outcome: "stored", reasons: [] });
    expect(
      await rows(`
        select a.instrument, a.score, a.scale_min, a.scale_max, a.comment, i.value as who
        from fact_answer a join identifier i on i.key = a.subject where a.source = 'typeform' order by instrument`),
    ).toMatchObject([
      { instrument: "csat", score: 2, scale_min: 1, scale_max: 5, who: "C7" },
      { instrument: "nps", score: 9, scale_min: 0, scale_max: 10, who: "C7" },
    ]);
  });

  it("Formbricks: questions that an administrator has named, signed as Standard Webhooks says", async () => {
    const hook = await made("formbricks", { columns: { q1: "nps" }, scales: { q1: "0-10" } });
    const body = JSON.stringify([
      {
        ...{ webhookId: "w", event: "responseFinished" },
        data: {
          ...{ id: "r1", createdAt: "2026-05-03T10:00:00.000Z", updatedAt: "2026-05-03T10:01:00.000Z", finished: true },
          ...{
            surveyId: "s",
            data: { q1: 10, q2: "fine" },
            contactAttributes: { userId: "C7" },
            contact: { id: "p1" },
          },
        },
      },
    ]);
    const at = new Date();
    const signed = {
      ...{ "webhook-id": "m1", "webhook-timestamp": String(Math.floor(at.getTime() / 1000)) },
      "webhook-signature": new Webhook(hook.secret).sign("m1", at, body),
    };
    expect(await deliver(hook, body, signed)).toMatchObject({ outcome: "stored" });
    expect(await rows("select instrument, score from fact_answer where source = 'formbricks'")).toEqual([
      { instrument: "nps", score: 10 },
    ]);
  });
});

describe("Standard Webhooks", () => {
  const sent = (hook: Made, id: string, payload: unknown, secret = hook.secret, at = new Date()) => {
    const body = JSON.stringify(payload);
    return deliver(hook, body, {
      ...{ "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)) },
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    });
  };

  it("tell facts in the words of the vocabulary, with a secret that may be changed and revoked", async () => {
    const hook = await made("standard");
    const fact = {
      ...{ type: "purchase", timestamp: "2026-05-06T10:00:00Z" },
      data: {
        ...{ id: "S1", subject: { kind: "customer", value: "C7" } },
        fields: { order_id: "S1", amount: 12.5, currency: "EUR" },
      },
    };
    expect(await sent(hook, "s1", fact)).toMatchObject({ outcome: "stored" });
    expect(await sent(hook, "s1", fact)).toMatchObject({ outcome: "repeated" });
    expect(await sent(hook, "s2", { ...fact, data: { ...fact.data, fields: { amount: "x" } } })).toMatchObject({
      outcome: "set_aside",
    });
    expect(await sent(hook, "s3", fact, hook.secret, new Date(Date.now() - 400_000))).toMatchObject({ status: 401 });
    expect(await rows("select amount from fact_purchase where source = 'hooks'")).toEqual([{ amount: 12.5 }]);
    const next = `whsec_${Buffer.from("another secret of thirty-two byt").toString("base64")}`;
    expect((await api("PATCH", `hooks/${hook.hook.id}`, { secret: next })).status).toBe(200);
    expect(await sent(hook, "s4", fact)).toMatchObject({ status: 401 });
    expect(await sent({ ...hook, secret: next }, "s4", fact)).toMatchObject({ status: 200 });
    expect((await api("DELETE", `hooks/${hook.hook.id}`)).status).toBe(204);
    expect(await sent({ ...hook, secret: next }, "s5", fact)).toMatchObject({ status: 404 });
  });
});

it("keeps secrets sealed: in no answer after the first, in no log, and not in the store as they are", async () => {
  const { secret } = await made("standard");
  const listed = await (await api("GET", "hooks")).text();
  const log = await (await api("GET", "audit?limit=500")).text();
  const stored = readdirSync(join(folder, "server"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  for (const text of [listed, log, ...stored]) expect(text.includes(secret.slice(6))).toBe(false);
  expect(log).toContain("hook.added");
});

it("does not listen to an address that shows no right key again and again", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 45; i++)
    statuses.push((await fetch(`${at.address}/v1/track`, { method: "POST", body: "{}" })).status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  const refused = await fetch(`${at.address}/hooks/stripe/nothing`, { method: "POST", body: "{}" });
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await api("GET", "hooks")).status).toBe(200);
});

it("has everything on the disk that it acknowledged", async () => {
  await at.close();
  const kept = await LiveWorkspace.open(workspace, { doing: "test", now: new Date() });
  const counted = await kept.still(({ run }) => run.store.rows(raw("select count(*) as n from fact_answer")));
  expect(counted).toEqual([{ n: 6 }]);
  await kept.close();
});
