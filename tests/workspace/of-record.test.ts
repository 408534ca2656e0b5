import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { importStream } from "../../src/app/import-stream.ts";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { readingWorkspace } from "../../src/app/workspace.ts";
import { silent } from "../../src/base/logger.ts";
import { FACT_KINDS } from "../../src/facts/facts.ts";
import { FORMATS } from "../../src/sources/formats.ts";
import type { FactMapping } from "../../src/sources/mapping.ts";
import { cellsOf } from "../../src/sources/read/json.ts";
import { raw } from "../../src/store/sql/sql.ts";
import { factsOfRecord } from "../../src/workspace/of-record/facts-of-record.ts";
import { workFolder } from "../cli/command.ts";

const at = workFolder();
const NOW = new Date("2026-06-01T00:00:00Z");

/** Records as the systems' interfaces give them, with what is missing, in minor units, in the past and in lists. */
const RECORDS = {
  "stripe.charge-records": [
    {
      ...{
        id: "ch_1",
        amount: 1050,
        amount_refunded: 50,
        currency: "eur",
        captured: true,
        paid: true,
        status: "succeeded",
      },
      ...{ created: 1777629600, customer: "cus_1", receipt_email: "Ann@Example.com", invoice: null, description: "x" },
    },
    {
      ...{
        id: "ch_2",
        amount: 500,
        amount_refunded: 0,
        currency: "jpy",
        captured: true,
        paid: true,
        status: "succeeded",
      },
      ...{ created: 1777629601, customer: "cus_2", receipt_email: null, invoice: "in_1", description: null },
    },
    {
      ...{
        id: "ch_3",
        amount: 500,
        amount_refunded: 0,
        currency: "jpy",
        captured: true,
        paid: false,
        status: "failed",
      },
      ...{ created: 1777629602, customer: "cus_2", receipt_email: null, invoice: null, description: null },
    },
  ],
  "stripe.invoices": [
    {
      ...{ id: "in_1", customer: "cus_1", status: "paid", currency: "kwd", amount_due: 12345, amount_paid: 12345 },
      ...{
        amount_remaining: 0,
        created: 1777629600,
        number: "A-1",
        customer_email: "a@b.pl",
        subscription: null,
        tax: 345,
      },
      status_transitions: { paid_at: 1777633200 },
    },
  ],
  "shopify.order-records": [
    {
      ...{
        id: 5_000_000_000_001,
        name: "#1",
        order_number: 1,
        created_at: "2026-04-10T23:30:00-05:00",
        processed_at: null,
      },
      ...{
        total_price: "35.10",
        subtotal_price: "25.00",
        total_tax: "5.10",
        currency: "EUR",
        financial_status: "partially_refunded",
      },
      ...{ customer: { id: 77, email: "c@d.pl" }, email: "", phone: "+48 600", source_name: "web", cancelled_at: null },
      ...{
        total_discounts: "1.00",
        total_shipping_price_set: { shop_money: { amount: "5.00" } },
        line_items: [
          {
            id: 7_000_000_000_001,
            sku: "A-1",
            title: "Cup",
            vendor: "Oak",
            quantity: 2,
            price: "10.00",
            total_discount: "1.00",
          },
          {
            id: 7_000_000_000_002,
            sku: null,
            title: "Plate",
            vendor: "Elm",
            quantity: 1,
            price: "6.00",
            total_discount: "0.00",
          },
        ],
        refunds: [
          {
            ...{ id: 1, created_at: "2026-04-12T10:00:00Z" },
            transactions: [
              { id: 11, kind: "refund", status: "success", amount: "5.00", processed_at: "2026-04-12T10:00:01Z" },
              { id: 12, kind: "refund", status: "success", amount: "1.00", processed_at: "2026-04-13T10:00:00Z" },
            ],
          },
          { id: 2, created_at: "2026-04-14T10:00:00Z", transactions: [] },
        ],
      },
    },
  ],
  "zendesk.ticket-records": [
    {
      ...{ id: 35436, requester_id: 20978392, submitter_id: 1, assignee_id: 235323, group_id: 98738, type: "incident" },
      ...{ created_at: "2026-05-20T22:55:29Z", updated_at: "2026-05-21T05:38:52Z", status: "solved", priority: "high" },
      ...{ via: { channel: "web" }, satisfaction_rating: { id: 1, score: "good", comment: "Great" }, tags: ["a"] },
    },
    {
      ...{ id: 35437, requester_id: 20978393, submitter_id: 1, assignee_id: null, group_id: null, type: null },
      ...{ created_at: "2026-05-20T22:55:29Z", updated_at: "2026-05-21T05:38:52Z", status: "open", priority: null },
      ...{ via: { channel: "email" }, satisfaction_rating: { id: null, score: "unoffered", comment: null }, tags: [] },
    },
  ],
  "intercom.conversations": [
    {
      ...{ id: "147", created_at: 1777629600, updated_at: 1777629900, state: "closed", source: { type: "email" } },
      ...{ admin_assignee_id: 88, team_assignee_id: null, priority: "priority" },
      contacts: { type: "contact.list", contacts: [{ type: "contact", id: "6762", external_id: "C7" }] },
      conversation_rating: { rating: 4, remark: "ok", created_at: 1777629700, replied_at: 1777629800 },
      statistics: { count_reopens: 2, last_close_at: 1777629850, first_admin_reply_at: 1777629650 },
    },
  ],
};

/** Orders whose lists are none, or hold what is no object. */
for (const [i, list] of ["[not a list", "text", [1, "two", null, [{ id: 9 }]], [], {}, null, 7].entries())
  RECORDS["shopify.order-records"].push({
    ...RECORDS["shopify.order-records"][0]!,
    ...({ id: 5_000_000_000_100 + i, name: `#9${i}`, line_items: list, refunds: list } as object),
  });

const formatOf = (name: string) => FORMATS.find((format) => format.name === name)!;

async function kept(workspace: string): Promise<Record<string, unknown>> {
  return readingWorkspace(workspace, { doing: "test", now: NOW }, async ({ run }) => {
    const kinds = FACT_KINDS.filter((kind) => kind !== "alias");
    const all = kinds.map(async (kind) => [
      kind,
      await run.store.rows(raw(`select * exclude ("load", line) from fact_${kind} order by all`)),
    ]);
    // A file states a pair of identifiers once, of its first day; whoever tells, with each fact.
    const pairs = "select distinct source, subject, other_kind, other_value from fact_alias order by all";
    return Object.fromEntries([...(await Promise.all(all)), ["alias", await run.store.rows(raw(pairs))]]);
  });
}

it("is the same fact whichever way it comes: in a stream, or told by itself", async () => {
  const [file, told] = [at("file"), at("told")];
  initWorkspace(file, NOW);
  initWorkspace(told, NOW);
  const live = await LiveWorkspace.open(told, { doing: "test", now: NOW });
  for (const [name, records] of Object.entries(RECORDS)) {
    const [system, table] = name.split(".") as [string, string];
    const stream = { shopify: "orders", zendesk: "tickets" }[system] ?? table.replace("-records", "s");
    const properties = Object.fromEntries(Object.keys(records[0]!).map((field) => [field, {}]));
    const messages = [
      { type: "SCHEMA", stream, key_properties: ["id"], schema: { properties } },
      ...records.map((record) => ({ type: "RECORD", stream, record })),
    ];
    const imported = await importStream({
      ...{ workspace: file, protocol: "singer", tap: `tap-${system}`, catalog: [], progress: silent, now: NOW },
      ...{ files: { config: null, dates: null, money: null, ask: null }, analysis: {} },
      input: Readable.from(messages.map((message) => `${JSON.stringify(message)}\n`)),
      onState: async () => {},
    });
    expect(imported.files, name).toMatchObject([{ setAside: 0 }]);
    const { facts, read } = formatOf(name);
    if (typeof facts === "function") throw new Error("it depends on the file");
    const money = typeof read === "object" && read.money === "minor" ? "minor" : "major";
    const made = records.map((record) => factsOfRecord(facts, cellsOf(record), { money, now: NOW }));
    expect(made.flatMap(({ faults }) => faults)).toEqual([]);
    const all = made.flatMap(({ facts }) => facts);
    await live.append(system, all, NOW);
  }
  await live.close();
  const [byFile, byTelling] = [await kept(file), await kept(told)];
  expect(Object.values(byFile).flat().length).toBeGreaterThan(15);
  expect(byTelling).toEqual(byFile);
});

it("says what of a record makes no fact", () => {
  const { facts } = formatOf("stripe.charge-records");
  const charge = { ...RECORDS["stripe.charge-records"][0], currency: "xxx1", created: "soon", amount: "many" };
  const read = { money: "minor", now: NOW } as const;
  if (typeof facts === "function") throw new Error("it depends on the file");
  expect(factsOfRecord(facts, cellsOf(charge), read).faults).toEqual([
    "purchase: its moment cannot be read",
    "refund: its moment cannot be read",
  ]);
  expect(factsOfRecord(facts, cellsOf({ ...charge, created: 1777629600 }), read).faults).toEqual([
    'purchase: "amount" cannot be read',
    'refund: "currency" cannot be read',
  ]);
  expect(
    factsOfRecord(facts, cellsOf({ ...RECORDS["stripe.charge-records"][0], created: 1877629600 }), read).faults[0],
  ).toBe("purchase: it lies in the future");
});

it.each([["[not a list"], ["[1, 2]"], ["[]"], ["{}"], [7], [null], [{ sku: "A" }]])(
  "makes no line of what is no list of objects: %j",
  (list) => {
    const { facts } = formatOf("shopify.order-records");
    const order = { ...RECORDS["shopify.order-records"][0], line_items: list, refunds: list };
    const made = factsOfRecord(facts as FactMapping[], cellsOf(order), { money: "major", now: NOW });
    expect(made.facts.map(({ fact }) => fact)).toEqual(["purchase"]);
    expect(made.faults).toEqual([]);
  },
);
