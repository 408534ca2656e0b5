import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { initWorkspace } from "../../src/app/init-workspace.ts";
import { LiveWorkspace } from "../../src/app/live-workspace.ts";
import { silent } from "../../src/base/logger.ts";
import { raw } from "../../src/store/sql/sql.ts";
import type { NewFact } from "../../src/workspace/new-fact.ts";
import { files, orders, someOrders, workFolder } from "../cli/command.ts";

const at = workFolder();
const NOW = new Date("2026-06-01T00:00:00Z");
let live: LiveWorkspace;

beforeAll(async () => {
  initWorkspace(at("workspace"), NOW);
  live = await LiveWorkspace.open(at("workspace"), { doing: "test", now: NOW });
});
afterAll(() => live.close());

const rows = (query: string) => live.still(({ run }) => run.store.rows(raw(query)));

const order = (id: string, amount: number, more: Partial<NewFact> = {}): NewFact => ({
  fact: "purchase",
  id,
  subject: { kind: "customer", value: "C1" },
  at: "2026-03-04T12:00:00+01:00",
  fields: { order_id: id, amount, currency: "EUR" },
  ...more,
});

describe("facts that a process appends", () => {
  it("are durable and typed, and the same batch once more changes none of them", async () => {
    const visit: NewFact = {
      fact: "touch",
      subject: { kind: "email", value: " Ann@Example.com " },
      also: [{ kind: "customer", value: "C1" }],
      at: "2026-03-05",
      fields: { name: "visit" },
      properties: { page: "/b", campaign: "x" },
    };
    const batch = [order("1", 10.25), order("2", 20), visit];
    expect(await live.append("shop", batch, NOW)).toEqual({ version: 1, added: 3, replaced: 0, repeated: 0 });
    expect(await live.append("shop", batch, NOW)).toMatchObject({ version: 2, added: 0, replaced: 2, repeated: 1 });
    expect(await rows(`select "at", "precision", amount, currency from fact_purchase order by amount`)).toEqual([
      { at: "2026-03-04 11:00:00", precision: "instant", amount: 10.25, currency: "EUR" },
      { at: "2026-03-04 11:00:00", precision: "instant", amount: 20, currency: "EUR" },
    ]);
    expect(await rows(`select "precision", properties from fact_touch`)).toEqual([
      { precision: "day", properties: '{"campaign":"x","page":"/b"}' },
    ]);
    expect(await rows("select kind, value from identifier order by kind")).toEqual([
      { kind: "customer", value: "C1" },
      { kind: "email", value: "ann@example.com" },
    ]);
    expect(await rows("select count(*) as n from fact_alias")).toEqual([{ n: 1 }]);
  });

  it("take the place of what was said of the same id before, also in the same batch", async () => {
    const said = await live.append("shop", [order("2", 21), order("3", 1), order("3", 30)], NOW);
    expect(said).toMatchObject({ added: 1, replaced: 2, repeated: 0 });
    expect(await rows("select cast(sum(amount) as double) as total from fact_purchase")).toEqual([
      { total: 10.25 + 21 + 30 },
    ]);
  });

  it("meet the same system's exports: an order of a file is the order that was appended", async () => {
    const settings = files(at("in"), {
      "orders.csv": orders(["3,C1,2026-03-04,5.00,EUR", ...someOrders(4, 100)]),
      "own.yaml": "files:\n  - match: orders.csv\n    system: shop\n",
    });
    const request = { paths: [`${settings}/orders.csv`], again: false, analysis: {}, progress: silent, now: NOW };
    const config = `${settings}/own.yaml`;
    const imported = await live.importFiles({ ...request, files: { config, dates: null, money: null, ask: null } });
    // What happened was said later than any export, whenever that is imported.
    expect(imported.gained).toEqual({ purchase: 4 });
    expect(await rows("select amount from fact_purchase where order_id = '3'")).toEqual([{ amount: 30 }]);
    const status = await live.status(NOW);
    expect(status.sources).toMatchObject([{ source: "shop", facts: { purchase: 7, touch: 1 }, lastDay: "2026-03-05" }]);
    expect(status.files.map(({ name }) => name)).toEqual(["orders.csv", "shop"]);
  });

  it.each([
    ["an unknown field", order("9", 1, { fields: { amount: 1, currency: "EUR", colour: "red" } }), "colour"],
    ["a text for money", order("9", 1, { fields: { amount: "1", currency: "EUR" } }), "amount"],
    ["nobody", { fact: "points", at: "2026-03-04", fields: { points: 1, change: "earned" } } as NewFact, "nobody"],
    ["a moment without an offset", order("9", 1, { at: "2026-03-04T12:00:00" }), "moment"],
  ])("are refused as a whole where one of them is none: %s", async (_, bad, why) => {
    const version = await live.version();
    await expect(live.append("shop", [order("8", 1), bad], NOW)).rejects.toMatchObject({
      code: "input.invalid",
      message: expect.stringMatching(new RegExp(`^Fact 2 .*${why}`)),
    });
    expect(await live.version()).toBe(version);
    expect(await rows("select count(*) as n from fact_purchase where order_id = '8'")).toEqual([{ n: 0 }]);
  });
});
