import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { type CatalogStream, importStream } from "../../src/app/import-stream.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { readingWorkspace } from "../../src/app/workspace.ts";
import { silent } from "../../src/base/logger.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { catalogStreams } from "../../src/workspace/streams/airbyte.ts";
import { workFolder } from "../cli/command.ts";
import { begun, statusOf } from "./process.ts";

const at = workFolder();
const NOW = new Date("2026-06-01T00:00:00Z");

function made(name: string): string {
  initWorkspace(at(name), NOW);
  return at(name);
}

interface Said {
  tap?: string;
  catalog?: CatalogStream[];
  protocol?: "singer" | "airbyte";
}

async function taken(workspace: string, messages: readonly unknown[], { tap, catalog = [], protocol }: Said = {}) {
  const states: string[] = [];
  const imported = await importStream({
    ...{ workspace, protocol: protocol ?? "singer", tap: tap ?? null, catalog, progress: silent, now: NOW },
    ...{ files: { config: null, dates: null, money: null, ask: null }, analysis: {} },
    input: Readable.from(messages.map((m) => `${typeof m === "string" ? m : JSON.stringify(m)}\n`)),
    onState: async (text) => {
      states.push(text);
    },
  });
  return { ...imported, states };
}

const rows = (workspace: string, query: string) =>
  readingWorkspace(workspace, { doing: "test", now: NOW }, ({ run }) => run.store.rows(raw(query)));

const SCHEMAS = {
  // Fields of tap-zendesk's schemas/satisfaction_ratings.json.
  satisfaction_ratings: [
    ...["id", "assignee_id", "group_id", "reason_id", "requester_id", "ticket_id", "updated_at", "created_at", "url"],
    ...["score", "reason", "comment"],
  ],
  // Of tap-stripe's schemas/charges.json those that are read, and some of the others.
  charges: [
    ...[
      "id",
      "object",
      "status",
      "currency",
      "created",
      "refunded",
      "captured",
      "paid",
      "invoice",
      "amount",
      "customer",
    ],
    ...["balance_transaction", "amount_refunded", "description", "receipt_email", "metadata"],
  ],
  // Of tap-shopify's schemas/orders.json.
  orders: [
    ...["id", "name", "order_number", "created_at", "processed_at", "total_price", "subtotal_price", "total_tax"],
    ...[
      "total_discounts",
      "currency",
      "financial_status",
      "email",
      "source_name",
      "cancelled_at",
      "line_items",
      "refunds",
      "phone",
    ],
  ],
};

const schema = (stream: keyof typeof SCHEMAS, keys = ["id"]) => ({
  type: "SCHEMA",
  stream,
  key_properties: keys,
  schema: {
    type: "object",
    properties: {
      ...Object.fromEntries(SCHEMAS[stream].map((field) => [field, { type: ["null", "string"] }])),
      ...(stream === "orders" ? { customer: { type: "object", properties: { id: { type: "integer" } } } } : {}),
    },
  },
});
const record = (stream: string, data: object, more: object = {}) => ({ type: "RECORD", stream, record: data, ...more });
const state = (value: unknown) => ({ type: "STATE", value });
const rating = (id: number, score: string, more: object = {}) => ({
  ...{ id: String(id), ticket_id: 100 + id, requester_id: 7, assignee_id: 3, score },
  ...{ created_at: `2026-05-0${id}T10:00:00Z`, updated_at: `2026-05-0${id}T11:00:00Z` },
  ...more,
});
const order = (n: number, total: string, more: object = {}) => ({
  ...{ id: 5_000_000_000_000 + n, name: `#${n}`, order_number: n, created_at: `2026-04-${10 + n}T10:00:00+02:00` },
  ...{ total_price: total, subtotal_price: total, total_tax: "0.00", currency: "EUR", financial_status: "paid" },
  ...{ customer: { id: 77 }, email: "Ann@Example.com", source_name: "web", line_items: [] },
  ...more,
});

describe("messages of a Singer tap", () => {
  it("without a single field say nothing, and stop nothing", async () => {
    const nothing = {
      type: "SCHEMA",
      stream: "macros",
      key_properties: [],
      schema: { type: "object", properties: {} },
    };
    const messages = [
      ...[nothing, record("macros", {}), record("macros", {})],
      ...[schema("satisfaction_ratings"), record("satisfaction_ratings", rating(1, "good"))],
    ];
    expect(await taken(made("empty"), messages, { tap: "tap-zendesk" })).toMatchObject({
      files: [
        { name: "zendesk/macros", state: "unread" },
        { name: "zendesk/satisfaction_ratings", state: "changed", rows: 1, setAside: 0 },
      ],
      gained: { invitation: 1, answer: 1 },
    });
  });

  it("select the mapper by the stream of a known tap; a record said anew takes the place of what it gave", async () => {
    const workspace = made("zendesk");
    const first = await taken(
      workspace,
      [
        schema("satisfaction_ratings"),
        record("satisfaction_ratings", rating(1, "good")),
        record("satisfaction_ratings", rating(2, "offered")),
        state({ bookmarks: { satisfaction_ratings: { id: 12345678901234567890n.toString() } } }),
      ],
      { tap: "tap-zendesk" },
    );
    expect(first).toMatchObject({
      files: [{ name: "zendesk/satisfaction_ratings", state: "changed", rows: 2, setAside: 0 }],
      gained: { invitation: 2, answer: 1 },
      states: ['{"bookmarks":{"satisfaction_ratings":{"id":"12345678901234567890"}}}'],
    });
    // The second one was answered meanwhile; the first says something else now.
    const [one, two] = [rating(1, "bad"), rating(2, "good")];
    const messages = [
      schema("satisfaction_ratings"),
      record("satisfaction_ratings", one),
      record("satisfaction_ratings", two),
    ];
    expect((await taken(workspace, messages, { tap: "tap-zendesk" })).gained).toEqual({ answer: 1 });
    expect((await taken(workspace, messages, { tap: "tap-zendesk" })).gained).toEqual({});
    expect(await rows(workspace, "select score, source from fact_answer order by score")).toEqual([
      { score: 0, source: "zendesk" },
      { score: 1, source: "zendesk" },
    ]);
  });

  it("in minor units and within objects are read as the API means them; a state keeps every digit", async () => {
    const workspace = made("shops");
    const charge = {
      ...{
        id: "ch_1",
        object: "charge",
        amount: 1050,
        amount_refunded: 50,
        currency: "eur",
        captured: true,
        paid: true,
      },
      ...{ created: "2026-05-01T10:00:00.000000Z", customer: "cus_1", status: "succeeded" },
    };
    const yen = { ...charge, id: "ch_2", amount: 500, amount_refunded: 0, currency: "jpy" };
    const failed = { ...charge, id: "ch_3", paid: false, status: "failed" };
    const { gained, states } = await taken(
      workspace,
      [
        schema("charges"),
        ...[charge, yen, failed].map((each) => record("charges", each)),
        '{"type": "STATE", "value": {"at": 12345678901234567890, "share": 0.30, "text": "7"}}',
      ],
      { tap: "tap-stripe" },
    );
    expect(gained).toEqual({ purchase: 2, refund: 1 });
    expect(states).toEqual(['{"at":12345678901234567890,"share":0.30,"text":"7"}']);
    await taken(workspace, [schema("orders"), record("orders", order(1, "25.00"))], { tap: "tap-shopify" });
    expect(
      await rows(
        workspace,
        "select source, order_id, amount, currency from fact_purchase order by source, order_id, amount",
      ),
    ).toEqual([
      { source: "shopify", order_id: "#1", amount: 25, currency: "EUR" },
      { source: "stripe", order_id: "ch_1", amount: 10.5, currency: "EUR" },
      { source: "stripe", order_id: "ch_2", amount: 500, currency: "JPY" },
    ]);
    expect(await rows(workspace, "select kind, value from identifier where kind = 'shopify.customer'")).toEqual([
      { kind: "shopify.customer", value: "77" },
    ]);
  });

  it("hold lists: lines and refunds of an order are facts, and go and come with it", async () => {
    const workspace = made("lists");
    const line = (id: number, sku: string, quantity: number) => ({ id, sku, quantity, price: "10.00", vendor: "Clay" });
    const back = { id: 81, kind: "refund", status: "success", amount: "10.00", created_at: "2026-04-20T10:00:00Z" };
    const bought = order(1, "30.00", { line_items: [line(1, "POT", 2), line(2, "SEEDS", 1)], refunds: [] });
    const other = order(2, "10.00", { line_items: [line(3, "POT", 1)], refunds: [] });
    const said = (...orders: object[]) =>
      taken(workspace, [schema("orders"), ...orders.map((each) => record("orders", each))], { tap: "tap-shopify" });
    const first = await said(bought, other);
    expect(first.gained).toEqual({ alias: 1, purchase: 2, line: 3 });
    expect(first.files).toMatchObject([{ rows: 2, setAside: 0 }]);
    // One line was taken back meanwhile.
    const edited = { line_items: [line(1, "POT", 2)], total_price: "20.00", subtotal_price: "20.00" };
    const changed = { ...bought, ...edited, refunds: [{ id: 7, transactions: [back] }] };
    expect((await said(changed)).gained).toEqual({ line: -1, refund: 1 });
    expect((await said(changed)).gained).toEqual({});
    expect(
      await rows(workspace, "select order_id, product, quantity, amount from fact_line order by order_id"),
    ).toEqual([
      { order_id: "#1", product: "POT", quantity: 2, amount: 20 },
      { order_id: "#2", product: "POT", quantity: 1, amount: 10 },
    ]);
    expect(
      await rows(workspace, 'select order_id, amount, cast("at" as date)::varchar as day from fact_refund'),
    ).toEqual([{ order_id: "#1", amount: 10, day: "2026-04-20" }]);
    expect((await said({ ...bought, _sdc_deleted_at: "2026-05-05T00:00:00Z" })).gained).toEqual({
      ...{ purchase: -1, line: -1, refund: -1 },
    });
  });

  it("delete: a record by its mark, and what a new version of the stream does not hold", async () => {
    const workspace = made("deleted");
    const [v1, v2] = [{ version: 1 }, { version: 2 }];
    const all = [1, 2, 3].map((n) => record("orders", order(n, `${n}0.00`), v1));
    await taken(workspace, [schema("orders"), { type: "ACTIVATE_VERSION", stream: "orders", version: 1 }, ...all]);
    const gone = { ...order(2, "20.00"), _sdc_deleted_at: "2026-05-05T00:00:00Z" };
    expect((await taken(workspace, [schema("orders"), record("orders", gone, v1)])).gained).toEqual({ purchase: -1 });
    const next = [record("orders", order(3, "30.00"), v2), record("orders", order(4, "40.00"), v2)];
    const activate = { type: "ACTIVATE_VERSION", stream: "orders", version: 2 };
    expect((await taken(workspace, [schema("orders"), ...next, activate])).gained).toEqual({});
    expect(await rows(workspace, "select order_id from fact_purchase order by order_id")).toEqual([
      { order_id: "#3" },
      { order_id: "#4" },
    ]);
  });

  it("without a mapper become what their fields mean, under the name of their source; what is not understood is said", async () => {
    const workspace = made("generic");
    const visit = (id: number) => ({
      id,
      customer_id: "C1",
      order_date: "2026-05-04",
      order_id: `A${id}`,
      amount: 5,
      currency: "EUR",
    });
    const fields = Object.fromEntries(Object.keys(visit(1)).map((field) => [field, {}]));
    const { files, gained } = await taken(
      workspace,
      [
        { type: "SCHEMA", stream: "sales", key_properties: ["id"], schema: { properties: fields } },
        record("sales", visit(1)),
        record("sales", visit(2)),
        { type: "SCHEMA", stream: "colours", key_properties: [], schema: { properties: { hue: {} } } },
        record("colours", { hue: "red" }),
      ],
      { tap: "tap-till" },
    );
    expect(gained).toEqual({ purchase: 2 });
    expect(files.map(({ name, state: found }) => [name, found])).toEqual([
      ["till/sales", "changed"],
      ["till/colours", "unread"],
    ]);
    expect(await rows(workspace, "select distinct source from fact_purchase")).toEqual([{ source: "till" }]);
    // One record alone is read as the first ones were.
    expect(
      (await taken(workspace, [record("sales", { ...visit(3), order_date: null })], { tap: "tap-till" })).files,
    ).toMatchObject([{ state: "changed", setAside: 1 }]);
  });
});

describe("messages of an Airbyte source", () => {
  const CATALOG = catalogStreams(
    JSON.stringify({
      streams: [
        {
          stream: { name: "orders", json_schema: { properties: schema("orders").schema.properties } },
          primary_key: [["id"]],
          destination_sync_mode: "append_dedup",
        },
        {
          stream: { name: "charges", json_schema: {}, source_defined_primary_key: [["id"]] },
          destination_sync_mode: "overwrite",
        },
      ],
    }),
  );
  const said = (stream: string, data: object, meta?: object) => ({
    type: "RECORD",
    record: { stream, data, emitted_at: 1, ...(meta ? { meta } : {}) },
  });
  const how = { protocol: "airbyte", catalog: CATALOG, tap: "airbyte/source-shopify" } as const;

  it("honour keys, deletions of change data capture, and say which values were lost", async () => {
    const workspace = made("airbyte");
    const lost = { changes: [{ field: "total_discounts", change: "NULLED", reason: "SOURCE_SERIALIZATION_ERROR" }] };
    const streamState = { type: "STATE", state: { type: "STREAM", stream: { stream_descriptor: { name: "orders" } } } };
    const first = await taken(
      workspace,
      [
        said("orders", order(1, "10.00")),
        said("orders", order(2, "20.00", { total_discounts: null }), lost),
        streamState,
      ],
      how,
    );
    expect(first).toMatchObject({
      gained: { purchase: 2 },
      states: [JSON.stringify(streamState)],
      files: [{ setAside: 1 }],
    });
    expect(await rows(workspace, "select line, column_name, reason from reject")).toEqual([
      { line: 2, column_name: "total_discounts", reason: "value_lost" },
    ]);
    // Said anew and whole, the value is there.
    await taken(workspace, [said("orders", order(2, "21.00"))], how);
    expect(await rows(workspace, "select count(*) as n from reject")).toEqual([{ n: 0 }]);
    const gone = { id: order(1, "").id, _ab_cdc_deleted_at: "2026-05-05T00:00:00Z" };
    expect((await taken(workspace, [said("orders", gone)], how)).gained).toEqual({ purchase: -1 });
    expect(await rows(workspace, "select amount from fact_purchase")).toEqual([{ amount: 21 }]);
  });

  it("select the mappers of HubSpot's streams by their names, and join their records", async () => {
    const workspace = made("hubspot");
    const hubspot = { protocol: "airbyte", tap: "airbyte/source-hubspot" } as const;
    const of = (id: string, properties: object, more: object = {}) => ({
      ...{ id, createdAt: "2026-01-01T10:00:00Z", updatedAt: "2026-01-02T10:00:00Z", archived: false },
      ...{ properties, ...more },
    });
    const person = { email: "ann@example.com", firstname: "Ann", lastname: "Ray", lifecyclestage: "customer" };
    const said9 = { hs_survey_type: "NPS", hs_value: "9", hs_submission_timestamp: "2026-01-03T10:00:00Z" };
    const ticket = { subject: "Late", hs_pipeline_stage: "1", hs_ticket_category: "SHIPPING" };
    const messages = [
      said("contacts", of("501", person, { companies: ["9002"] })),
      said("companies", of("9002", { name: "Oak Ltd", domain: "oak.example" })),
      said("tickets", of("71", ticket, { contacts: ["501"] })),
      said("feedback_submissions", of("1", said9, { contacts: ["501"] })),
    ];
    const { gained } = await taken(workspace, messages, hubspot);
    expect(gained).toEqual({ party: 2, alias: 1, membership: 1, case: 1, answer: 1 });
    const subjects =
      "select distinct subject from (select subject from fact_case union all select subject from fact_answer)";
    expect(await rows(workspace, `select count(*) as n from (${subjects})`)).toEqual([{ n: 1 }]);
    expect((await taken(workspace, messages, hubspot)).gained).toEqual({});
  });

  it("replace a stream that is overwritten once it is complete, and not before", async () => {
    const workspace = made("overwrite");
    const charge = (id: string) => ({
      ...{ id, amount: 1000, amount_refunded: 0, currency: "eur", captured: true, paid: true, created: 1777629600 },
      ...{ customer: "cus_1" },
    });
    const complete = {
      type: "TRACE",
      trace: { type: "STREAM_STATUS", stream_status: { status: "COMPLETE", stream_descriptor: { name: "charges" } } },
    };
    const stripe = { ...how, tap: "source-stripe" };
    await taken(workspace, [said("charges", charge("a")), said("charges", charge("b")), complete], stripe);
    NOW.setTime(NOW.getTime() + 1);
    expect((await taken(workspace, [said("charges", charge("c"))], stripe)).gained).toEqual({ purchase: 1 });
    NOW.setTime(NOW.getTime() + 1);
    expect((await taken(workspace, [said("charges", charge("c")), complete], stripe)).gained).toEqual({ purchase: -2 });
    expect(await rows(workspace, "select id % 2 as own, order_id from fact_purchase")).toEqual([
      { own: 0, order_id: "c" },
    ]);
  });
});

it("a run that is interrupted goes on from the last state that was told back: nothing is lost, nothing is there twice", async () => {
  const workspace = made("resumed");
  // More than are taken in at a time, with a state after every thousand, as taps write them.
  const N = 22_000;
  const tap = (from: number): string[] => {
    const lines = [JSON.stringify(schema("orders"))];
    for (let n = from; n < N; n += 1) {
      lines.push(
        JSON.stringify(record("orders", order(n, "10.00", { created_at: "2026-04-10T10:00:00Z", name: `#${n}` }))),
      );
      if (n % 1_000 === 999) lines.push(JSON.stringify(state({ next: n + 1 })));
    }
    return lines;
  };
  const args = ["import", "--singer", "tap-shopify", "--workspace", workspace];
  const first = begun(args, "pipe");
  first.child.stdin!.on("error", () => undefined);
  const lines = tap(0);
  // The tap stops writing, and the process is killed once it has told the first state back.
  first.child.stdin!.write(`${lines.slice(0, 21_000).join("\n")}\n`);
  while (!first.said.out.includes("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
  first.child.kill("SIGKILL");
  await first.ended;
  const [told] = first.said.out.trimEnd().split("\n").slice(-1);
  const { next } = JSON.parse(told!) as { next: number };
  expect(next).toBeGreaterThanOrEqual(20_000);
  expect(await statusOf(workspace)).toMatchObject({ sources: [{ facts: { purchase: next } }] });
  // It begins a little earlier than it has to, as taps do.
  const second = begun(args, "pipe");
  second.child.stdin!.end(`${tap(next - 500).join("\n")}\n`);
  expect(await second.ended).toBe(0);
  expect(second.said.out.trimEnd().split("\n").at(-1)).toBe(`{"next":${N}}`);
  expect(second.said.err).toContain("shopify/orders");
  expect(await rows(workspace, "select count(*) as n, count(distinct order_id) as orders from fact_purchase")).toEqual([
    { n: N, orders: N },
  ]);
});

describe("answers that know questions by their numbers alone", () => {
  // Fields of tap-surveymonkey's schemas/survey_details.json and schemas/responses.json.
  const fields = {
    survey_details: ["id", "title", "question_count", "page_count", "pages", "href"],
    responses: ["id", "survey_id", "collector_id", "response_status", "date_created", "date_modified", "pages"],
  };
  const described = (stream: keyof typeof fields) => ({
    ...{ type: "SCHEMA", stream, key_properties: ["id"] },
    schema: { type: "object", properties: Object.fromEntries(fields[stream].map((field) => [field, {}])) },
  });
  const details = (survey: number, heading: string) =>
    record("survey_details", {
      ...{ id: String(survey), title: "Tea", question_count: 1, page_count: 1, href: `https://x/surveys/${survey}` },
      pages: [
        {
          id: "1",
          questions: [
            {
              ...{ id: `${survey}1`, family: "matrix", subtype: "rating", headings: [{ heading }] },
              answers: {
                rows: [{ id: `${survey}2`, text: "" }],
                choices: Array.from({ length: 11 }, (_, i) => ({
                  id: `${survey}3${i}`,
                  position: i + 1,
                  text: `${i}`,
                })),
              },
            },
          ],
        },
      ],
    });
  const response = (id: number, survey: number, score: number) =>
    record("responses", {
      ...{ id: String(id), survey_id: String(survey), collector_id: "4", response_status: "completed" },
      ...{ date_created: "2026-05-01T10:00:00+00:00", date_modified: "2026-05-01T10:02:00+00:00" },
      pages: [
        {
          id: "1",
          questions: [{ id: `${survey}1`, answers: [{ choice_id: `${survey}3${score}`, row_id: `${survey}2` }] }],
        },
      ],
    });
  const scores = async (workspace: string) =>
    (await rows(workspace, "select response_id, instrument, score from fact_answer order by 1")).map((row) => [
      ...[row.response_id, row.instrument, Number(row.score)],
    ]);
  const LIKELY = "How likely are you to recommend us to a friend?";
  const tap = { tap: "tap-surveymonkey" };

  it("wait for the words, whichever comes first, and for those of a survey that is new", {
    timeout: 60_000,
  }, async () => {
    const workspace = made("monkey");
    const first = [described("responses"), response(1, 7, 9), described("survey_details"), details(7, LIKELY)];
    expect(await taken(workspace, [...first, state(1)], tap)).toMatchObject({
      states: ["1"],
      gained: { answer: 1 },
    });
    // What was put in words once need not be said again.
    const second = [described("responses"), response(2, 7, 10), response(1, 7, 8), state(2)];
    expect(await taken(workspace, second, tap)).toMatchObject({ states: ["2"], gained: { answer: 1 } });
    const third = [
      described("responses"),
      response(3, 8, 10),
      described("survey_details"),
      details(8, LIKELY),
      state(3),
    ];
    expect(await taken(workspace, third, tap)).toMatchObject({ states: ["3"], gained: { answer: 1 } });
    expect(await scores(workspace)).toEqual([
      ["1", "nps", 8],
      ["2", "nps", 10],
      ["3", "nps", 10],
    ]);
  });

  it("are not taken in without them, and no state is told, so that the source says them again", async () => {
    const workspace = made("monkey-alone");
    const messages = [described("responses"), response(1, 7, 9), state(1)];
    expect(await taken(workspace, messages, tap)).toMatchObject({
      states: [],
      files: [{ name: "surveymonkey/responses", state: "survey_details", rows: 1 }],
    });
    const all = [described("survey_details"), details(7, LIKELY), ...messages];
    expect(await taken(workspace, all, tap)).toMatchObject({ states: ["1"], gained: { answer: 1 } });
    expect(await scores(workspace)).toEqual([["1", "nps", 9]]);
  });
});
