import { afterAll, beforeAll, expect, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import { addDays, type Day } from "../../src/base/day.ts";
import { UTC } from "../../src/base/zone.ts";
import { buildPanel } from "../../src/panel/build.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, found } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

const SETTINGS = { zone: UTC, currency: null, asOf: null, inactivityDays: null };
const also = (who: string, other: string) => ({
  who,
  other_kind: other.split(":")[0]!,
  other_value: other.split(":")[1]!,
});

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const panelOf = async (company: Company) => {
    await found(store, company);
    await resolveIdentity(store);
    return buildPanel(store, { ...SETTINGS, currency: "EUR" as Currency });
  };

  it("makes one party of a long chain of aliases, however they are ordered, and of a ring", async () => {
    const chain = Array.from({ length: 300 }, (_, i) => also(`device:${i}`, `device:${i + 1}`));
    const ring = ["a", "b", "c"].map((name, i, all) => also(`cookie:${name}`, `cookie:${all[(i + 1) % 3]}`));
    await found(store, { alias: [...chain, ...ring] });
    expect(await resolveIdentity(store)).toMatchObject({ identifiers: 304, parties: 2, joined: 304 });
  });

  it("joins nobody by a mailbox that belongs to no one, or by a card that many gave", async () => {
    const mailbox = ["a", "b"].map((who) => also(who, "email:info@x.pl"));
    const card = ["c", "d", "e", "f", "g", "h"].map((who) => also(who, "card:1111"));
    const own = ["i", "j"].map((who) => also(who, "email:anna@x.pl"));
    await found(store, { alias: [...mailbox, ...card, ...own] });
    // a, b, info@ · six people and a card · one person with two numbers and an address
    expect(await resolveIdentity(store)).toMatchObject({ parties: 3 + 7 + 1, shared: 2 });
  });

  it("converts by the rate of the day or the last one within a week, and names what is missing otherwise", async () => {
    const bought = (at: string, amount: number, currency: string | null, order_id: string) => ({
      who: "a",
      at,
      amount,
      currency,
      order_id,
    });
    const company: Company = {
      purchase: [
        bought("2024-03-04", 10, "EUR", "1"),
        bought("2024-03-05", 10, "EUR", "2"),
        bought("2024-03-10", 43, "PLN", "3"),
        { ...bought("2024-03-06", 0, null, "4"), amount: null },
        bought("2024-03-07", 5, null, "5"),
      ],
      // The currency of an order may stand on its lines alone.
      line: [{ order_id: "4", amount: 43, currency: "PLN" }],
      rate: [
        { at: "2024-03-03", from_currency: "PLN", to_currency: "EUR", value: 0.25 },
        { at: "2024-03-08", from_currency: "EUR", to_currency: "PLN", value: 4 },
      ],
    };
    expect(await panelOf(company)).toMatchObject({ currency: "EUR" });
    expect(await store.rows(sql`select order_id, amount from panel_order order by order_id`)).toEqual([
      { order_id: "1", amount: 10 },
      { order_id: "2", amount: 10 },
      { order_id: "3", amount: 10.75 },
      { order_id: "4", amount: 10.75 },
      { order_id: "5", amount: 5 },
    ]);
    await expect(panelOf({ ...company, rate: company.rate!.slice(0, 1) })).resolves.toBeDefined();
    await expect(
      panelOf({ ...company, purchase: [...company.purchase!, bought("2024-03-16", 1, "PLN", "6")] }),
    ).rejects.toMatchObject({
      code: "input.rate_missing",
      details: { from: "PLN", to: "EUR", day: "2024-03-16" },
    });
  });

  it("converts over the currency of a bank where it quotes both against its own", async () => {
    const bought = (order_id: string, currency: string) => ({
      who: "a",
      at: "2024-03-05",
      amount: 100,
      currency,
      order_id,
    });
    const quoted = (from_currency: string, to_currency: string, value: number) => ({
      at: "2024-03-05",
      from_currency,
      to_currency,
      value,
    });
    const converted = async (rate: ReturnType<typeof quoted>[], currency: string) => {
      await found(store, { purchase: [bought("1", "PLN"), bought("2", "USD")], rate });
      await resolveIdentity(store);
      await buildPanel(store, { ...SETTINGS, currency: currency as Currency });
      const rows = await store.rows(sql`select amount from panel_order order by order_id`);
      return rows.map(({ amount }) => Math.round(Number(amount) * 10_000) / 10_000);
    };
    // One euro is 1.25 dollars and 4.5 złotys: 100 dollars are 80 euros, and these 360 złotys.
    expect(await converted([quoted("EUR", "USD", 1.25), quoted("EUR", "PLN", 4.5)], "PLN")).toEqual([100, 360]);
    // A dollar is 4 złotys and a euro 5: 100 złotys are 20 euros, 100 dollars 80.
    expect(await converted([quoted("USD", "PLN", 4), quoted("EUR", "PLN", 5)], "EUR")).toEqual([20, 80]);
    // What is quoted directly wins.
    expect(
      await converted([quoted("EUR", "USD", 1.25), quoted("EUR", "PLN", 4.5), quoted("USD", "PLN", 3.5)], "PLN"),
    ).toEqual([100, 350]);
  });

  it("learns from a hundred gaps between purchases how long a customer may stay away", async () => {
    // 51 customers buy three times: gaps of 20 and of 1, 2, … 51 days. Sorted, the 95th percentile of 102 gaps lies
    // between the 96th and the 97th (position 1 + 101 · 0.95 = 96.95): 45 and 46 days, rounded up.
    const purchase = Array.from({ length: 51 }, (_, i) => {
      const [first, second] = ["2024-01-01" as Day, "2024-01-21" as Day];
      return [first, second, addDays(second, i + 1)].map((at) => ({ who: `c${i}`, at, amount: 1, currency: "EUR" }));
    }).flat();
    expect((await panelOf({ purchase })).inactivity).toEqual({ days: 46, from: "data", gaps: 102 });
    expect((await panelOf({ purchase: purchase.slice(0, 99) })).inactivity).toMatchObject({
      days: 365,
      from: "too_few_gaps",
    });
  });
});
