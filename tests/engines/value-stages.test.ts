import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WaterfallChart } from "../../src/findings/chart-spec.ts";
import type { Table } from "../../src/findings/finding.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { besideValue, referralFinding, serviceFinding } from "../../src/value/clv/beside.ts";
import { customerQuarters } from "../../src/value/clv/customer-quarters.ts";
import { customerFinding } from "../../src/value/clv/one-customer.ts";
import { paybackByChannel } from "../../src/value/clv/payback.ts";
import { USUAL_TERMS, valueStudy } from "../../src/value/clv/study.ts";
import { buildStages, reconciled, stagesFinding } from "../../src/value/ledger/finding.ts";
import { buildLoyalty, loyaltyFinding } from "../../src/value/ledger/loyalty.ts";
import { lostFinding } from "../../src/value/ledger/prospects.ts";
import { stageRows } from "../../src/value/ledger/stage-rows.ts";
import { buildStatements } from "../../src/value/ledger/statement.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { unequal } from "./dated-ledger.ts";
import { onEveryEngine, onFirstEngine } from "./engines.ts";

async function staged(store: Analytics, company: Company) {
  const context = await contextOf(store, company);
  const study = await valueStudy(context, USUAL_TERMS);
  await buildStages(context);
  await buildStatements(context);
  return { context, study: study! };
}

const buy = (who: string | null, at: string, amount: number, cost: number, discount = 0) => ({
  ...{ who, at, amount, cost, discount, currency: "EUR", order_id: `${who}${at}` },
});

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("puts every amount into one stage, by the rules counted by hand", async () => {
    const { context, study } = await staged(store, {
      purchase: [
        // Anna: first, being taken in, at full price, with a discount. Ben was brought by Anna. One order names nobody.
        ...[buy("anna", "2024-01-10", 100, 60), buy("anna", "2024-02-01", 50, 30)],
        ...[buy("anna", "2024-06-01", 80, 40), buy("anna", "2024-07-01", 80, 50, 10)],
        ...[buy("ben", "2024-03-05", 40, 20), buy("dora", "2024-05-05", 60, 30), buy(null, "2024-03-06", 30, 10)],
      ],
      refund: [{ who: "anna", at: "2024-07-05", order_id: "anna2024-07-01", amount: 20, currency: "EUR" }],
      referral: [{ who: "anna", at: "2024-03-01", referred_kind: "customer", referred_value: "ben" }],
      contact: [
        { who: "anna", at: "2024-06-02", contact_id: "k1", cost: 5, currency: "EUR" },
        { who: "cleo", at: "2024-01-05", contact_id: "k2", cost: 3, currency: "EUR" },
      ],
      cost: [
        // Anna and Ben were won in the stretch: 50 each.
        { at: "2024-01-01", until: "2024-04-01", area: "acquisition", stage: "purchase", amount: 100, currency: "EUR" },
        // Six orders that name a customer: Anna 40, Ben 10, Dora 10.
        { at: "2024-01-01", until: "2025-01-01", area: "programme", stage: "loyalty", basis: "per_order", amount: 60 },
        // Three customers: 3.3333 each, and the ten-thousandth that is left to one of them.
        { at: "2024-01-01", until: "2025-01-01", area: "retention", stage: "retention", basis: "equal", amount: 10 },
        // Nobody's contact has minutes.
        {
          at: "2024-01-01",
          until: "2025-01-01",
          area: "service",
          stage: "support",
          basis: "per_contact_minute",
          amount: 10,
        },
      ],
    });
    const rows = await stageRows(context);
    expect(rows.map(({ stage, income, cost, toCome }) => [stage, income, cost, toCome])).toEqual([
      ["purchase", 70, -103, 0],
      ["support", 20, -5, 0],
      ["retention", 10, -10, 0],
      ["loyalty", 40, -60, 0],
      ["advocacy", 20, 0, 0],
      ["none", 20, -10, 0],
    ]);
    expect((await reconciled(context)).map(({ line, agrees }) => [line, agrees])).toEqual(
      ["contacts", "costs", "customers", "points", "revenue", "touches", "value"].map((line) => [line, true]),
    );
    const kept = await store.rows(sql`
      select m.label as label, l.amount as amount from value_ledger l inner join value_member m on m.party = l.party
      where l.stage = 'retention' and l.line = 'keeping' order by amount
    `);
    expect(kept.map(({ amount }) => amount)).toEqual([-3.3334, -3.3333, -3.3333]);
    // Anna: 110 earned (40 + 20 + 40 + 10), less 50 to acquire, 5 to serve, 40 and a third of 10 to keep.
    const [anna] = await store.rows(sql`select margin, acquire, serve, clv from value_customer where label = 'anna'`);
    expect(anna).toMatchObject({ margin: 110, acquire: -50, serve: -5 });
    expect(Number(anna!.clv)).toBeCloseTo(110 - 50 - 5 - 40 - 10 / 3, 3);
    const finding = await customerFinding(context, study, { name: "anna", ends: [], dataVersion: "v" });
    const [parts, stages] = finding.charts as WaterfallChart[];
    expect(parts!.steps.map(({ value }) => Math.round(value))).toEqual([110, -50, -5, -43, 12, 0, 12]);
    // 40 less 50; 20 less 5; 10 less 3.33; 40 less 40; nobody was brought by others.
    expect(stages!.steps.map(({ value }) => Math.round(value))).toEqual([-10, 15, 7, 0, 0, 12]);
    // 60 in the first quarter; 40 less a contact of 5; 30 less a refund of 20. What is shared by rules has no quarter: 11.67 less 105.
    const [, statement, quarters, actions] = finding.tables;
    const shown = (table: Table, ids: string[]) => table.rows.map((row) => ids.map((id) => ({ ...row[id] })));
    expect(shown(quarters!, ["earned", "contacts", "to_date", "by"])).toMatchObject([
      [{ value: 60 }, { value: 0 }, { value: 60 }, { value: null }],
      [{ value: 40 }, { value: -5 }, { value: 95 }, { value: -20 }],
      [{ value: 10 }, { value: 0 }, { value: 105 }, { value: -30 }],
    ]);
    // 50 to acquire in January to March; a third of 10, and 40 of 60, by the days of the year since Anna came (357) up to the end of the data.
    const lines = ["revenue", "goods", "refunds", "contacts", "acquisition", "keeping", "result"];
    const [first, ...rest] = shown(statement!, lines);
    expect(statement!.columns.map(({ id }) => id)).toEqual([
      ...["period", "revenue", "goods", "refunds", "contacts", "acquisition", "service", "keeping", "result"],
    ]);
    // Nobody bears what is shared by minutes that nobody has: not nothing.
    for (const { service } of statement!.rows) expect(service).toMatchObject({ message: { code: "clv.stage.none" } });
    expect(rest.slice(0, 2)).toMatchObject([
      [{ value: 80 }, { value: -40 }, { value: 0 }, { value: -5 }, { value: 0 }, {}, {}],
      [{ value: 80 }, { value: -50 }, { value: -20 }, { value: 0 }, { value: 0 }, {}, {}],
    ]);
    expect(first).toMatchObject([{ value: 150 }, { value: -90 }, { value: 0 }, { value: 0 }, { value: -50 }, {}, {}]);
    const total = statement!.rows.at(-1)!;
    expect(total).toMatchObject({ revenue: { value: 310 }, goods: { value: -180 }, acquisition: { value: -50 } });
    expect(total.result).toMatchObject({ value: expect.closeTo(Number(anna!.clv), 9) });
    expect(statement!.note!.code).toBe("clv.statement.note");
    expect(finding.notes!.map(({ code }) => code)).toContain("clv.statement.nobody");
    for (const grain of ["quarter", "month"] as const) expect(await unequal(context, grain)).toEqual([]);
    expect(shown(actions!, ["quarter", "contacts"])).toMatchObject([
      [{ label: { data: "2024-Q1" } }, { value: 0 }],
      [{ label: { data: "2024-Q2" } }, { value: 1 }],
      [{ label: { data: "2024-Q3" } }, { value: 0 }],
    ]);
    expect(finding.notes![0]!.code).toBe("clv.quarters.undated");
    expect(finding.notes![0]!.values.value).toBeCloseTo(110 - 50 - 5 - 40 - 10 / 3 - 105, 3);
    await expect(customerFinding(context, study, { name: "nobody", ends: [], dataVersion: "v" })).rejects.toMatchObject(
      {
        code: "input.option_invalid",
      },
    );
    // Too few customers for a model: nothing is made up.
    expect(study.toCome).toBeNull();
    const { headline } = await stagesFinding(context, { segments: [], toCome: null, dataVersion: "v" });
    expect(headline).toMatchObject({ basis: "observed", interval: null });
    expect(study.prospects).toMatchObject({ customers: 1, serve: -3, clv: -3 });
    expect(study.nobody).toBe(10);
  });
});

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("says after how many months a channel has brought what it cost, as by hand", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `c${i}`);
    const { context, study } = await staged(store, {
      party: [...names, "late"].map((who, i) => ({ who, acquisition_channel: i < 40 ? "adverts" : "friends" })),
      purchase: [
        // 10 earned at once, 10 in the second month and 10 in the third, by each of 40.
        ...names.flatMap((who) => ["2024-01-05", "2024-02-20", "2024-03-20"].map((at) => buy(who, at, 20, 10))),
        buy("late", "2024-06-30", 20, 10),
      ],
      cost: [
        {
          ...{ at: "2024-01-01", until: "2024-02-01", area: "acquisition", stage: "purchase", amount: 1000 },
          ...{ scope: "channel", scope_value: "adverts", currency: "EUR" },
        },
      ],
    });
    // 25 each: more than 20 after two months, less than 30 after three. One friend is too few to tell.
    expect(await paybackByChannel(context, study.value)).toEqual([
      { channel: "adverts", customers: 40, cost: 25, months: 3, seen: 3 },
    ]);
  });

  it("begins the card of a stage with what is to change there: cost that is to fall, or income that is to rise", async () => {
    const { context } = await staged(store, {
      // Anna's first order, one while she is taken in, and one at full price.
      purchase: [
        buy("anna", "2024-01-10", 100, 60),
        buy("anna", "2024-02-01", 50, 30),
        buy("anna", "2024-08-01", 80, 40),
      ],
      contact: [{ who: "anna", at: "2024-08-20", contact_id: "k1", cost: 5, currency: "EUR" }],
      cost: [
        { at: "2024-01-01", until: "2024-02-01", area: "acquisition", stage: "purchase", amount: 25, currency: "EUR" },
      ],
    });
    const { tables } = await stagesFinding(context, { segments: [], toCome: null, dataVersion: "v" });
    const cards = tables.find(({ id }) => id === "clv.stages.cards")!;
    const said = (cell: unknown) => {
      const { code, values } = (cell as { message: { code: string; values: { value?: number } } }).message;
      return [code.replace("clv.stages.card.", ""), values.value];
    };
    const told = cards.rows.map(({ stage, first, beside }) => [
      (stage as { label: { code: string } }).label.code,
      ...[said(first), said(beside)],
    ]);
    expect(told).toEqual([
      ["clv.stage.purchase", ["cost", 25], ["income", 40]],
      ["clv.stage.support", ["cost", 5], ["income", 20]],
      ["clv.stage.retention", ["nobody", 0], ["nobody", 0]],
      ["clv.stage.loyalty", ["income", 40], ["cost", 0]],
      ["clv.stage.advocacy", ["nobody", 0], ["nobody", 0]],
    ]);
  });

  it("tells what recommendations are worth, and whose service costs more than they bring, as by hand", async () => {
    const { context } = await staged(store, {
      purchase: [
        buy("anna", "2024-01-10", 100, 60),
        buy("ben", "2024-02-05", 40, 20),
        buy("dora", "2024-03-05", 60, 30),
      ],
      referral: [{ who: "anna", at: "2024-02-01", referred_kind: "customer", referred_value: "ben" }],
      contact: [
        { who: "anna", at: "2024-06-02", contact_id: "k1", cost: 5, currency: "EUR" },
        { who: "ben", at: "2024-06-02", contact_id: "k2", cost: 30, currency: "EUR" },
      ],
      cost: [
        { at: "2024-01-01", until: "2024-04-01", area: "acquisition", stage: "purchase", amount: 90, currency: "EUR" },
      ],
    });
    const found = await besideValue(context);
    const unknown = { known: 0, waited: 0, waitedSquared: 0 };
    const ben = { customers: 1, brought: 20, toCome: 0, acquired: 30, served: 30, ...unknown };
    expect(found).toEqual({
      referred: ben,
      others: { customers: 2, brought: 70, toCome: 0, acquired: 60, served: 5, ...unknown },
      costly: ben,
      all: { customers: 3, brought: 90, toCome: 0, acquired: 90, served: 35, ...unknown },
      referrers: 1,
    });
    expect(referralFinding(context, found, "v")).toMatchObject({
      headline: { state: "estimate", value: -40, unit: "money", n: 1 },
      verdict: { code: "clv.referrals", values: { count: 1, value: -40 } },
    });
    expect(serviceFinding(context, found, "v")).toMatchObject({
      headline: { state: "estimate", value: 1 / 3, unit: "share", n: 3 },
      verdict: { code: "clv.service", values: { n: 1, total: 30, value: 20, coverage: 30 / 35 } },
    });
    const nobody = { ...found, costly: { customers: 0, brought: 0, toCome: 0, acquired: 0, served: 0, ...unknown } };
    expect(serviceFinding(context, nobody, "v")!.verdict.code).toBe("clv.service.nobody");
  });

  it("tells how long it took until those bought who came on a recommendation, and all others, as by hand", async () => {
    const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
    const [friends, others] = ["f", "o"].map((kind) => Array.from({ length: 40 }, (_, i) => `${kind}${i}`)) as [
      string[],
      string[],
    ];
    // 8 or 12 days after the first offer, and 18 or 22; Zoe buys on the day on which she is first known.
    const waits = new Map([
      ...friends.map((who, i) => [who, i % 2 ? 8 : 12] as const),
      ...others.map((who, i) => [who, i % 2 ? 18 : 22] as const),
      ["zoe", 0] as const,
    ]);
    const { context } = await staged(store, {
      party: [{ who: "anna", joined: "2023-12-01" }],
      offer: [...waits.keys()].map((who) => ({ who, at: day(0), outcome: "won", currency: "EUR" })),
      touch: [{ who: "f0", at: day(3), name: "opened" }],
      purchase: [...waits].map(([who, after]) => buy(who, day(after), 20, 10)),
      referral: friends.map((who) => ({
        ...{ who: "anna", at: "2023-12-30", referred_kind: "customer", referred_value: who },
      })),
    });
    const found = await besideValue(context);
    expect(found.referred).toMatchObject({ customers: 40, known: 40, waited: 400, waitedSquared: 20 * (64 + 144) });
    expect(found.others).toMatchObject({ customers: 41, known: 40, waited: 800 });
    const finding = referralFinding(context, found, "v")!;
    // Each variance 4 · 40 / 39, so that the error of the difference is √(2 · 4.1026 / 40) = 0.4529; t(0.975, 78) = 1.9908.
    const { value, interval } = finding.figures.waited as { value: number; interval: { low: number; high: number } };
    expect(value).toBeCloseTo(-10, 10);
    expect(interval.low).toBeCloseTo(-10 - 0.90167, 4);
    expect(interval.high).toBeCloseTo(-10 + 0.90167, 4);
    expect(finding.figures.waited).toMatchObject({
      ...{ unit: "days", n: 80, grade: "association", definition: "clv-referral-wait@1" },
      excluded: [{ reason: "unknown_before", n: 1 }],
    });
    expect(finding.notes!.map(({ code }) => code)).toContain("clv.referrals.waited");
    const few = { ...found, referred: { ...found.referred, known: 29 } };
    expect(referralFinding(context, few, "v")!.figures).toEqual({});
    const alike = { ...found, others: { ...found.referred, waitedSquared: 9_000 } };
    expect(referralFinding(context, alike, "v")!.notes!.map(({ code }) => code)).toContain(
      "clv.referrals.waited_alike",
    );
  });

  it("counts loyalty without tenure, and what prospects did not take, as by hand", async () => {
    const of = (who: string, at: string, product: string, discount: number) => ({
      ...buy(who, at, 100, 50, discount),
      product,
    });
    const offer = (who: string, outcome: string, reason: string | null) => ({
      ...{ who, at: "2024-01-05", outcome, reason, stage: "quoted", amount: 10, currency: "EUR" },
    });
    const later = (who: string, outcome: string, reason: string | null, amount: number | null) => ({
      ...offer(who, outcome, reason),
      ...{ at: "2024-06-05", amount },
    });
    const { context } = await staged(store, {
      purchase: [
        // Anna: 2 of 2 at full price, 2 of 5 products, brought Cleo: 0.5 + 0.12 + 0.2 = 0.82.
        ...[of("anna", "2024-02-01", "tea", 0), of("anna", "2024-02-02", "cups", 0)],
        // Ben: 1 of 4 at full price, 1 product, silent: 0.125 + 0.06 = 0.185, though he has bought for years.
        ...["2020-01-01", "2021-01-01", "2022-01-01"].map((at) => of("ben", at, "tea", 5)),
        ...[of("ben", "2024-02-01", "tea", 0), of("once", "2024-02-01", "tea", 0)],
      ],
      referral: [{ who: "anna", at: "2024-03-01", referred_kind: "customer", referred_value: "cleo" }],
      offer: [
        ...[
          offer("cleo", "lost", "price"),
          offer("dora", "declined", "price"),
          offer("emil", "lost", null),
          offer("anna", "won", null),
        ],
        // Ben was a customer already, and an open offer is not decided.
        ...[offer("ben", "lost", "price"), offer("dora", "open", null)],
        // Further business: two of Ben's and one of Anna's that nobody says why, one in another currency, one that was taken, one of a single order.
        ...[later("ben", "lost", "price", 30), later("ben", "declined", "competitor", null)],
        ...[later("anna", "lost", " ", 7), { ...later("anna", "lost", null, 99), currency: "SEK" }],
        ...[later("anna", "won", "price", 500), later("once", "declined", "no need", 4)],
      ],
    });
    const loyalty = (await loyaltyFinding(context, "v"))!;
    expect(loyalty.tables[0]!.rows.map(({ loyalty, customers }) => [loyalty, customers])).toMatchObject([
      [{ label: { code: "clv.loyalty.low" } }, { value: 1 }],
      [{ label: { code: "clv.loyalty.high" } }, { value: 1 }],
    ]);
    const [anna] = await store.rows(sql`
      select l.full_price as full_price, l.breadth as breadth, l.voice as voice from value_loyalty l inner join value_member m on m.party = l.party where m.label = 'anna'
    `);
    expect(anna).toMatchObject({ full_price: 1, breadth: 0.4, voice: 1 });
    expect(loyalty.notes!.at(-1)).toEqual({
      code: "clv.loyalty.discounts",
      values: { n: 6, share: 0.5, untold: 0 },
    });
    const shown = loyalty.tables[1]!.rows.map((row) =>
      ["loyalty", "reason", "offers", "share", "amount", "priced"].map((id) => {
        const cell = row[id] as { value?: number | null; label?: { code?: string; data?: string } };
        return cell.label ? (cell.label.data ?? cell.label.code) : cell.value;
      }),
    );
    expect(shown).toEqual([
      ["clv.loyalty.low", "price", 2, 2 / 3, 40, 2],
      ["clv.loyalty.low", "competitor", 1, 1 / 3, null, 0],
      ["clv.loyalty.high", "clv.lost.unsaid", 2, 1, 7, 1],
      ["clv.addons.unbanded", "no need", 1, 1, 4, 1],
    ]);
    const lost = (await lostFinding(context, "v"))!;
    expect(lost.headline).toMatchObject({ value: 0.75, n: 4 });
    expect(lost.tables[0]!.rows.map(({ reason, offers, amount }) => [reason, offers, amount])).toMatchObject([
      [{ label: { data: "price" } }, { value: 2 }, { value: 20 }],
      [{ label: { code: "clv.lost.unsaid" } }, { value: 1 }, { value: 10 }],
    ]);
  });

  it("follows one customer by quarter: what moved, and what was done, with quarters in which nothing happened", async () => {
    const EUR = { currency: "EUR" };
    const points = { who: "anna", at: "2024-07-10", points: 300, cost: 3, ...EUR };
    const { context, study } = await staged(store, {
      purchase: [
        buy("anna", "2024-01-10", 100, 60),
        buy("anna", "2024-08-01", 80, 40),
        buy("ben", "2024-08-01", 80, 40),
      ],
      contact: [{ who: "anna", at: "2024-07-01", contact_id: "k1", cost: 50, ...EUR }],
      touch: [{ who: "anna", at: "2024-01-05", name: "advert", cost: 2, ...EUR }],
      offer: [{ who: "anna", at: "2024-07-02", amount: 9, stage: "quoted", ...EUR }],
      points: [
        { ...points, change: "redeemed" },
        { ...points, at: "2024-01-10", change: "earned", cost: null },
      ],
    });
    const party = sql`(select party from value_member where label = 'anna')`;
    const quarters = await customerQuarters(context, { value: study.value, ends: [] }, party);
    const nothing = { contacts: 0, touches: 0, offers: 0, points_earned: 0, points_redeemed: 0 };
    const [first, second, third] = quarters;
    expect(quarters.map(({ quarter }) => quarter)).toEqual(["2024-01-01", "2024-04-01", "2024-07-01"]);
    expect(first).toMatchObject({ money: { earned: 40, touches: -2 }, toDate: 38, moved: null });
    expect(first!.actions).toEqual({ ...nothing, touches: 1, points_earned: 300 });
    // Nothing happened in the second: what moved is that nothing was bought.
    expect(second).toMatchObject({ toDate: 38, moved: { line: "earned", by: -40 }, actions: nothing });
    // 40 earned, but a contact of 50 moved more.
    expect(third).toMatchObject({
      money: { earned: 40, contacts: -50, points: -3 },
      toDate: 25,
      moved: { line: "contacts", by: -50 },
    });
    expect(third!.actions).toEqual({ ...nothing, contacts: 1, offers: 1, points_redeemed: 300 });
    // All of it has a day: it is the value to date.
    const [value] = await store.rows(sql`select clv from value_customer where label = 'anna'`);
    expect(Number(value!.clv)).toBeCloseTo(25, 6);
    expect((await customerFinding(context, study, { name: "anna", ends: [], dataVersion: "v" })).notes).toEqual([]);
  });

  it("tells who seeks discounts from who buys without, and from those of whom nobody knows", async () => {
    const order = (who: string, at: string, more: FactRow) => ({
      ...{ who, at, amount: 80, currency: "EUR", order_id: `${who}-${at}`, ...more },
    });
    const renewal = (who: string, at: string, asked: boolean | null) => ({
      ...{ who, at, change: "renewal", subscription: who, amount: 10, period: "year", discount_asked: asked },
    });
    const { context } = await staged(store, {
      purchase: [
        // Anna: 20 off 100, nothing off, and 120 off 200 by the list; one order says nothing.
        ...[order("anna", "2024-01-01", { discount: 20 }), order("anna", "2024-01-02", { discount: 0 })],
        ...[order("anna", "2024-01-03", { list_amount: 200 }), order("anna", "2024-01-04", {})],
        // Ben's orders say nothing, Cleo's are at full price.
        ...[order("ben", "2024-01-01", {}), order("ben", "2024-01-02", {})],
        ...[order("cleo", "2024-01-01", { list_amount: 80 }), order("cleo", "2024-01-02", { discount: 0 })],
      ],
      // Anna asked for a discount once, and did not once; the third renewal says nothing.
      term: [
        renewal("anna", "2022-01-01", true),
        renewal("anna", "2023-01-01", false),
        renewal("anna", "2024-01-01", null),
      ],
    });
    await buildLoyalty(context);
    const rows = await store.rows(sql`
      select m.label as label, d.known as known, d.reduced as reduced, d.depth as depth, l.full_price as full_price, l.loyalty as loyalty
      from value_member m
      left join value_discount d on d.party = m.party
      left join value_loyalty l on l.party = m.party
      order by label
    `);
    const told = rows.map(({ label, ...row }) => [
      label,
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === null ? null : Number(value)])),
    ]);
    expect(told).toEqual([
      // 140 off 300; two of five at full price, nothing else: 0.5 × 0.4.
      [
        "anna",
        {
          known: 5,
          reduced: 3,
          depth: expect.closeTo(140 / 300, 9),
          full_price: expect.closeTo(0.4, 9),
          loyalty: expect.closeTo(0.2, 9),
        },
      ],
      // No discount known is not no discount: the index goes by the parts that are known.
      ["ben", { known: null, reduced: null, depth: null, full_price: null, loyalty: 0 }],
      ["cleo", { known: 2, reduced: 0, depth: null, full_price: 1, loyalty: expect.closeTo(0.5, 9) }],
    ]);
  });
});

onFirstEngine((engine) => {
  const day = fc
    .integer({ min: 0, max: 500 })
    .map((n) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10));
  const cents = fc.integer({ min: 1, max: 2_000_000 }).map((n) => n / 100);
  const who = fc.option(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { nil: null });
  const company = fc.record({
    orders: fc.array(fc.tuple(who, day, cents, fc.double({ min: 0, max: 1.5, noNaN: true }), fc.boolean()), {
      maxLength: 25,
    }),
    refunds: fc.array(fc.tuple(who, day, cents), { maxLength: 4 }),
    contacts: fc.array(fc.tuple(who, day, cents, fc.integer({ min: 0, max: 900 })), { maxLength: 8 }),
    touches: fc.array(fc.tuple(who, day, cents), { maxLength: 4 }),
    costs: fc.array(
      fc.tuple(
        day,
        fc.constantFrom("acquisition", "service", "retention", "programme", "rent"),
        fc.constantFrom("equal", "per_order", "per_revenue", "per_contact_minute"),
        fc.constantFrom("all", "segment", "customer"),
        cents,
      ),
      { maxLength: 8 },
    ),
  });

  it("adds up to the last unit in any company, and to what is on record", async () => {
    const store = await engine.open();
    try {
      await fc.assert(
        fc.asyncProperty(company, async ({ orders, refunds, contacts, touches, costs }) => {
          const EUR = { currency: "EUR" };
          const { context } = await staged(store, {
            purchase: [
              buy("a", "2023-01-01", 10, 5),
              ...orders.map(([who, at, amount, share, isReduced], i) => ({
                ...{ ...EUR, who, at, amount, cost: Math.round(amount * share * 100) / 100, order_id: `o${i}` },
                discount: isReduced ? 1 : 0,
              })),
            ],
            refund: refunds.map(([who, at, amount], i) => ({
              ...EUR,
              who,
              at,
              amount,
              order_id: i % 2 ? `o${i}` : null,
            })),
            contact: contacts.map(([who, at, cost, handle], i) => ({
              ...EUR,
              who,
              at,
              cost,
              handle,
              contact_id: `k${i}`,
            })),
            touch: touches.map(([who, at, cost]) => ({ ...EUR, who, at, cost, name: "visit" })),
            cost: costs.map(([at, area, basis, scope, amount]) => ({
              ...{ ...EUR, at, area, basis, scope, amount },
              scope_value: scope === "customer" ? "b" : scope === "segment" ? "x" : null,
            })),
            party: [{ who: "c", segment: "x" }],
          });
          expect((await reconciled(context)).filter(({ agrees }) => !agrees)).toEqual([]);
          expect(await unequal(context, "month")).toEqual([]);
        }),
        { numRuns: 8 },
      );
    } finally {
      await store.close();
    }
  });
});
