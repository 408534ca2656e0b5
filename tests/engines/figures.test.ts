import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { UTC } from "../../src/base/zone.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { type MeasureContext, measureByCut, measureByMonth, measureWhole } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import { buildPanel } from "../../src/panel/build.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, found } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  async function context(
    company: Company,
    bounds: { from?: string; to?: string; asOf?: string } = {},
  ): Promise<MeasureContext> {
    await found(store, company);
    await resolveIdentity(store);
    const info = await buildPanel(store, {
      zone: UTC,
      currency: null,
      asOf: (bounds.asOf ?? null) as Day | null,
      inactivityDays: null,
    });
    return {
      store,
      info,
      from: (bounds.from ?? null) as Day | null,
      to: (bounds.to ?? null) as Day | null,
      record() {},
    };
  }
  const nps = (who: string | null, score: number | null, at: string | null) => ({ who, at, instrument: "nps", score });
  const value = async (id: string, c: MeasureContext) => {
    const { figure } = await measureWhole(measureDefinition(id), c);
    return isEstimate(figure) ? figure.value : figure.state;
  };

  describe("net promoter score", () => {
    it("counts a person's latest answer, leaves questions passed over out, and says so", async () => {
      const c = await context({
        answer: [
          nps("a", 3, "2024-01-05"),
          nps("a", 10, "2024-02-05"),
          nps("b", 9, "2024-01-06"),
          nps("c", 7, "2024-01-07"),
          nps("d", 0, "2024-01-08"),
          nps("e", 10, "2024-01-09"),
          nps("f", null, "2024-01-10"),
        ],
      });
      const { figure } = await measureWhole(measureDefinition("nps"), c);
      expect(figure).toMatchObject({ state: "estimate", value: 40, n: 5, unit: "points", definition: "nps@1" });
      expect(figure.excluded).toEqual(
        expect.arrayContaining([
          { reason: "not_answered", n: 1 },
          { reason: "earlier_answer", n: 1 },
        ]),
      );
    });

    it("is undefined without answers and too few with four, never 0", async () => {
      const none = await context({ answer: [nps("a", null, "2024-01-05")] });
      expect(await value("nps", none)).toBe("undefined");
      const four = await context({ answer: ["a", "b", "c", "d"].map((who) => nps(who, 7, "2024-01-05")) });
      expect(await value("nps", four)).toBe("too_few");
    });

    it("leaves undated answers out of a window, and counts them", async () => {
      const answers = ["a", "b", "c", "d", "e"].map((who) => nps(who, 10, "2024-01-05"));
      const c = await context({ answer: [...answers, nps("z", 0, null)] }, { from: "2024-01-01", to: "2024-02-01" });
      const { figure } = await measureWhole(measureDefinition("nps"), c);
      expect(figure).toMatchObject({ value: 100, n: 5, excluded: [{ reason: "undated", n: 1 }] });
    });
  });

  it("is not measured where the facts it needs are not there", async () => {
    const c = await context({ answer: [nps("a", 10, "2024-01-05")] });
    const { figure } = await measureWhole(measureDefinition("aht"), c);
    expect(figure).toMatchObject({ state: "not_measured", needs: ["contact"] });
  });

  it("adds orders, value, refunds and margin", async () => {
    const order = (who: string, at: string, amount: number, cost: number | null, order_id: string, extra = {}) => ({
      who,
      at,
      amount,
      cost,
      order_id,
      currency: "EUR",
      ...extra,
    });
    const c = await context({
      purchase: [
        order("a", "2024-01-01", 100, 60, "1"),
        order("a", "2024-02-01", 50, 20, "2"),
        order("b", "2024-02-02", 30, 10, "3"),
        order("c", "2024-02-03", 20, 5, "4"),
        order("d", "2024-02-04", 10, 5, "5"),
        order("e", "2024-02-05", 99, 1, "6", { status: "cancelled" }),
      ],
      refund: [{ who: null, at: "2024-03-01", amount: 10, currency: "EUR", order_id: "1" }],
    });
    expect(await value("orders", c)).toBe(5);
    expect(await value("order-value", c)).toBeCloseTo(42);
    expect(await value("revenue", c)).toBe(200);
    expect(await value("margin", c)).toBe(100);
    const { figure } = await measureWhole(measureDefinition("revenue"), c);
    expect(figure).toMatchObject({ currency: "EUR", interval: null });
    const months = await measureByMonth(measureDefinition("orders"), c);
    expect(months.map(({ period, figure: f }) => [period, isEstimate(f) ? f.value : f.state])).toEqual([
      ["2024-01-01", 1],
      ["2024-02-01", 4],
    ]);
  });

  it("loses a customer without contract on the first day it could be known, and tells periods that are too early", async () => {
    // Fewer than 100 gaps: 365 days. `a` buys on and on, `b` once.
    const buys = (who: string, days: string[]) => days.map((at) => ({ who, at, amount: 10, currency: "EUR" }));
    const people = ["a", "c", "d", "e"].flatMap((who) =>
      buys(who, ["2021-06-01", "2022-03-01", "2022-12-01", "2023-09-01", "2024-06-01", "2024-12-30"]),
    );
    const c = await context({ purchase: [...people, ...buys("b", ["2021-06-01"])] });
    expect(c.info.inactivity).toMatchObject({ days: 365, from: "too_few_gaps" });
    expect(c.info.asOf).toBe("2024-12-31");
    const year = { ...c, from: "2022-01-01" as Day, to: "2023-01-01" as Day };
    expect(await value("crr", year)).toBeCloseTo(0.8);
    expect(await value("churn", year)).toBeCloseTo(0.2);
    const early = await measureWhole(measureDefinition("churn"), {
      ...c,
      from: "2024-01-01" as Day,
      to: "2024-12-31" as Day,
    });
    expect(early.figure).toMatchObject({ state: "too_early", readyOn: "2025-12-31" });
  });

  it("cuts handling time by channel, whole contacts and legs alike", async () => {
    const contact = (i: number, channel: string, talk: number | null) => ({
      who: `p${i}`,
      at: "2024-01-05 10:00:00",
      contact_id: `k${i}`,
      channel,
      talk,
      hold: 5,
      wrap: 10,
    });
    const c = await context({
      contact: [
        ...[0, 1, 2, 3, 4].map((i) => contact(i, "phone", 100)),
        ...[5, 6, 7, 8, 9].map((i) => contact(i, "chat", null)),
      ],
      leg: [5, 6, 7, 8, 9].flatMap((i) => [
        { at: "2024-01-05 10:00:00", contact_id: `k${i}`, agent: "x", talk: 20 },
        { at: "2024-01-05 10:01:00", contact_id: `k${i}`, agent: "y", talk: 30 },
      ]),
    });
    const { rows } = await measureByCut(measureDefinition("aht"), c, dimension("channel", ["channel"]));
    expect(Object.fromEntries(rows.map(({ cut, figure }) => [cut, isEstimate(figure) ? figure.value : null]))).toEqual({
      phone: 115,
      chat: 65,
    });
    expect(await value("aht-median", c)).toBe(90);
  });

  it("takes points first in first out, by redemption and by expiry", async () => {
    // Of 100 in January and 100 in February 120 are redeemed in March, and then 30 expire: 20 + 30 of February's.
    const c = await context({
      points: ["a", "b", "c", "d", "e"].flatMap((who) => [
        { who, at: "2024-01-02", change: "earned", points: 100 },
        { who, at: "2024-02-10", change: "earned", points: 100 },
        { who, at: "2024-03-05", change: "redeemed", points: 120 },
        { who, at: "2024-03-31", change: "expired", points: 30 },
      ]),
    });
    const byMonth = async (id: string) =>
      (await measureByMonth(measureDefinition(id), c)).map(({ figure: f }) => (isEstimate(f) ? f.value : f.state));
    expect(await byMonth("redemption-rate-cohort")).toEqual([1, 0.2, "undefined"]);
    expect(await byMonth("breakage")).toEqual([0, 0.3, "undefined"]);
    expect(await value("redemption-rate-cohort", c)).toBeCloseTo(0.6);
    expect(await value("open-points", c)).toBe(250);
    expect(await value("redeeming-members", c)).toBe(1);
    const february = { ...c, from: "2024-02-01" as Day, to: "2024-03-01" as Day };
    expect(await value("redeeming-members", february)).toBe(0);
  });

  it("weighs the items of a quality index by their importance, and alike where nobody gave one", async () => {
    const items = (importance: (number | null)[]) => ({
      answer: ["a", "b", "c", "d", "e"].flatMap((who) =>
        [10, 4].map((score, i) => ({ who, at: "2024-01-05", instrument: "qci", score, importance: importance[i]! })),
      ),
    });
    expect(await value("qci", await context(items([5, 1])))).toBeCloseTo((5 * 10 + 1 * 4) / 6);
    const alike = await measureWhole(measureDefinition("qci"), await context(items([null, null])));
    expect(alike.figure).toMatchObject({ value: 7, cautions: [{ code: "caution.equal_weights" }] });
    const { figure } = await measureWhole(measureDefinition("qci"), await context(items([5, null])));
    expect(figure).toMatchObject({ value: 10, n: 5, excluded: [{ reason: "no_importance", n: 5 }], cautions: [] });
  });

  it("tells two camps from one opinion of the same mean", async () => {
    const of = (scores: number[]) => context({ answer: scores.map((score, i) => nps(`p${i}`, score, "2024-01-05")) });
    expect(await value("polarisation", await of([0, 0, 0, 10, 10, 10]))).toBe(1);
    expect(await value("polarisation", await of([5, 5, 5, 5, 5, 5]))).toBe(0);
    // Variance of 4, 4, 4, 6, 6, 6 is 1; the largest between 0 and 10 is 25.
    const mixed = await of([4, 4, 4, 6, 6, 6]);
    expect(await value("polarisation", mixed)).toBeCloseTo(0.04);
    expect(await value("detractor-share", mixed)).toBe(1);
  });

  it("puts public ratings on five stars, and never takes a rating beyond its scale", async () => {
    const rated = (rating: number | null, rating_max: number | null) => ({ at: "2024-01-05", rating, rating_max });
    const review = [
      rated(4, 5),
      rated(8, 10),
      rated(4, null),
      rated(4, 5),
      rated(4, 5),
      rated(9, null),
      rated(null, 5),
    ];
    const { figure } = await measureWhole(measureDefinition("public-rating"), await context({ review }));
    expect(figure).toMatchObject({
      value: 4,
      n: 5,
      excluded: [
        { reason: "no_rating", n: 1 },
        { reason: "other_scale", n: 1 },
      ],
    });
    expect(await value("public-rating", await context({}))).toBe("not_measured");
  });

  it("adds the signals of effort of a case by their weights, of those only that its records could show", async () => {
    const contact = (i: number, k: number, extra: object) => ({
      who: `p${i}`,
      at: `2024-01-0${5 + k} 10:00:00`,
      contact_id: `n${i}${k}`,
      case_id: `k${i}`,
      channel: "phone",
      ...extra,
    });
    const cases = [0, 1, 2, 3, 4];
    const company: Company = {
      contact: cases.flatMap((i) => [
        contact(i, 0, { transfers: 1, hold: 40, repeated: false }),
        contact(i, 1, { channel: "chat", hold: 20, repeated: true }),
      ]),
      case: cases.map((i) => ({ who: `p${i}`, at: "2024-01-05", case_id: `k${i}`, reopened: 0 })),
    };
    const c = await context(company);
    // All of 25 + 20 + 15 + 15 + 10 happened but the reopening, which is known not to have; nothing is known of templates.
    expect(await value("effort", c)).toBeCloseTo((100 * 85) / 95, 4);
    expect(await value("repeat-contact-rate", c)).toBe(1);
    expect(await value("long-hold-rate", c)).toBe(1);
    expect(await value("reopening-rate", c)).toBe(0);
    expect(await value("impersonal-reply-rate", c)).toBe("undefined");
    const own = await buildPanel(store, {
      zone: UTC,
      currency: null,
      asOf: null,
      inactivityDays: null,
      effortWeights: { repeated: 0, held: 0, switched: 0, came_back: 30, was_reopened: 5 },
    });
    const { figure } = await measureWhole(measureDefinition("effort"), { ...c, info: own });
    expect(figure).toMatchObject({ value: 90, cautions: [{ code: "caution.own_weights" }] });
  });

  it("counts a broken line as effort where nothing was settled and the customer was back within the hour, and menus from three steps on", async () => {
    const call = (i: number, at: string, extra: object) => ({
      ...{ who: `p${i}`, at: `2024-01-05 ${at}`, contact_id: `n${i}${at}`, case_id: `k${i}`, channel: "phone" },
      ...{ cut_off: false, resolved: false, ...extra },
    });
    const c = await context({
      contact: [
        // Cut off and back within the hour; after it; settled before the line broke; never cut off; not said.
        ...[call(1, "10:00:00", { cut_off: true, ivr_steps: 2 }), call(1, "10:59:00", { ivr_steps: 3 })],
        ...[call(2, "10:00:00", { cut_off: true, ivr_steps: 1 }), call(2, "11:00:01", {})],
        ...[call(3, "10:00:00", { cut_off: true, resolved: true }), call(3, "10:10:00", {})],
        ...[call(4, "10:00:00", { ivr_steps: 2 }), call(4, "10:10:00", {})],
        ...[call(5, "10:00:00", { cut_off: null, ivr_steps: 4 }), call(5, "10:10:00", { cut_off: null })],
        ...[call(6, "10:00:00", { ivr_steps: 0 })],
      ],
    });
    expect(await value("cut-off-rate", c)).toBeCloseTo(1 / 5, 12);
    expect(await value("long-menu-rate", c)).toBeCloseTo(2 / 5, 12);
  });

  it("counts what customers said beside what was recorded, and a different agent in each contact; what nobody knows is no signal", async () => {
    const at = (i: number) => `2024-01-0${i} 10:00:00`;
    const cases = [0, 1, 2, 3, 4, 5].map((i) => ({ who: `p${i}`, at: at(1), case_id: `k${i}` }));
    const said = [true, false, null, true, null, null];
    await context({
      case: cases.map((each, i) => ({ ...each, agent: "owner", repeated: said[i]! })),
      contact: [
        ...[1, 2, 3].map((n) => ({ ...cases[0]!, at: at(n), contact_id: `a${n}`, agent: `x${n}`, repeated: false })),
        ...[1, 2, 3].map((n) => ({ ...cases[1]!, at: at(n), contact_id: `b${n}`, agent: n === 3 ? "x1" : `x${n}` })),
        ...[1, 2].map((n) => ({ ...cases[2]!, at: at(n), contact_id: `c${n}`, agent: n === 1 ? "x1" : null })),
        { ...cases[4]!, contact_id: "e", agent: "x1", templated: false },
      ],
    });
    // Said by 0 and 3, not by 1; nobody knows of 2, 4 and 5. Case 0 met three agents, 1 two in three contacts, 4 was asked once.
    const rows = await store.rows(sql`select case_id, repeated, impersonal from panel_case order by case_id`);
    expect(rows.map(({ case_id, repeated, impersonal }) => [case_id, repeated, impersonal])).toEqual([
      ["k0", 1, 1],
      ["k1", 0, 0],
      ["k2", null, null],
      ["k3", 1, null],
      ["k4", null, 0],
      ["k5", null, null],
    ]);
  });

  it("counts a second channel as a switch within the hours that the settings say, and says so", async () => {
    const contact = (i: number, at: string, channel: string) => ({
      ...{ who: `p${i}`, at: `2024-01-${at}:00`, contact_id: `n${i}${at}`, case_id: `k${i}`, channel },
    });
    const company: Company = {
      contact: [
        ...[contact(1, "05 10:00", "phone"), contact(1, "06 10:00", "chat")],
        ...[contact(2, "05 10:00", "phone"), contact(2, "06 10:01", "chat")],
        ...[contact(3, "05 10:00", "phone"), contact(3, "05 11:00", "phone"), contact(3, "05 12:00", "email")],
        ...[contact(4, "05 10:00", "phone"), contact(4, "05 11:00", "phone")],
        ...[contact(5, "05 10:00", "phone")],
      ],
    };
    const c = await context(company);
    expect(await value("channel-switch-rate", c)).toBeCloseTo(3 / 5, 12);
    const info = await buildPanel(store, {
      ...{ zone: UTC, currency: null, asOf: null, inactivityDays: null, switchHours: 24 },
    });
    const { figure } = await measureWhole(measureDefinition("channel-switch-rate"), { ...c, info });
    expect(figure).toMatchObject({
      value: 2 / 5,
      cautions: [{ code: "caution.switch_window", values: { hours: 24 } }],
    });
  });

  it("says how many of those who were known became customers within 90 days, by month and group, and nothing where only customers are on record", async () => {
    const joined = (who: string, day: string | null, segment = "A") => ({ who, joined: day, segment });
    const buys = (who: string, at: string) => ({ who, at, amount: 10, currency: "EUR", order_id: `${who}${at}` });
    const party = [
      // Bought on the 89th day; on the 90th; never.
      ...[
        joined("a", "2024-02-01"),
        joined("b", "2024-02-01", "B"),
        joined("c", "2024-02-01"),
        joined("h", "2024-02-09"),
      ],
      // First offered something in January, though they joined later; took a step in January, and never bought.
      joined("d", "2024-03-01", "B"),
      // Known on the day of the first purchase, or after it: no prospect. Known before the records begin; too lately to tell.
      ...[joined("e", "2024-02-01"), joined("f", "2024-05-01"), joined("g", "2023-12-31"), joined("i", "2024-10-03")],
      joined("j", "2024-10-02"),
    ];
    const company = {
      party,
      offer: [{ who: "d", at: "2024-01-10", outcome: "won" }],
      touch: [{ who: "k", at: "2024-01-20 10:00:00", name: "visit" }],
      purchase: [
        ...[buys("a", "2024-04-30"), buys("b", "2024-05-01"), buys("d", "2024-01-12"), buys("e", "2024-02-01")],
        ...[buys("f", "2024-04-01"), buys("g", "2024-01-05"), buys("z", "2024-01-01"), buys("z", "2024-12-30")],
      ],
    };
    const c = await context(company);
    const conversion = measureDefinition("conversion");
    const { figure } = await measureWhole(conversion, c);
    // a and d of a, b, c, h, d, k and j.
    expect(figure).toMatchObject({ state: "estimate", value: 2 / 7, n: 7, unit: "share" });
    expect(figure.excluded).toEqual([
      { reason: "before_records", n: 1 },
      { reason: "too_early", n: 1 },
    ]);
    const months = await measureByMonth({ ...conversion, minimum: 1 }, c);
    const told = months.map(({ period, figure: of }) => [period, of.n, of.state === "estimate" ? of.value : of.state]);
    expect(told.slice(0, 3)).toEqual([
      ["2024-01-01", 2, 0.5],
      ["2024-02-01", 4, 0.25],
      ["2024-03-01", 0, "undefined"],
    ]);
    const cut = dimension("segment", conversion.population.dimensions);
    const { rows } = await measureByCut({ ...conversion, minimum: 1 }, c, cut);
    const by = Object.fromEntries(
      rows.map((row) => [row.cut, [row.figure.n, "value" in row.figure && row.figure.value]]),
    );
    expect(by).toEqual({ A: [4, 0.25], B: [2, 0.5], "": [1, 0] });
    const bought = { party: [joined("a", "2024-02-01")], purchase: company.purchase.filter(({ who }) => who === "a") };
    const only = (await measureWhole(conversion, await context(bought))).figure;
    expect(only).toMatchObject({ state: "not_measured", needs: ["prospects"] });
    const { purchase: _, ...unsold } = company;
    const nobody = (await measureWhole(conversion, await context(unsold))).figure;
    expect(nobody).toMatchObject({ state: "not_measured", needs: ["purchase"] });
    // Who signs a contract is a customer as well.
    const term = company.purchase.map(({ who, at }) => ({ who, at, subscription: who, change: "start", fee: 10 }));
    const touch = [...company.touch, { who: "z", at: "2024-01-01 09:00:00", name: "visit" }];
    const ofContracts = await context({ ...unsold, touch, term }, { asOf: "2024-12-31" });
    const signed = (await measureWhole(conversion, ofContracts)).figure;
    expect(signed).toMatchObject({ state: "estimate", value: 2 / 7, n: 7 });
  });

  it("says whose use declines: to less than half of what it was, each unit with itself, as of the last use that anybody has", async () => {
    const use = (who: string, at: string, quantity: number, unit = "log-ins") => ({ who, at, quantity, unit });
    // The last use is of 2024-06-30: the later stretch begins on 2024-04-02, the earlier on 2024-01-03.
    const early = ["2024-01-03", "2024-02-03", "2024-04-01"];
    const late = ["2024-04-02", "2024-05-02"];
    const steady = ["a", "b", "c"].flatMap((who) => [...early, ...late].map((at) => use(who, at, 10)));
    const c = await context({
      answer: [nps("a", 9, "2024-12-01")],
      usage: [
        ...steady,
        use("a", "2024-06-30", 0),
        // 30 before: 14.9 is less than half of it, 15 is not; what lies before the two stretches does not count.
        ...early.map((at) => use("d", at, 10)),
        ...[use("d", "2024-04-02", 14.9), use("d", "2024-05-01", 0)],
        ...early.map((at) => use("e", at, 10)),
        ...[use("e", "2024-04-02", 15), use("e", "2024-05-01", 0), use("e", "2024-01-02", 500)],
        // One unit falls, the other does not.
        ...[...early, ...late].flatMap((at) => [use("f", at, 10), use("f", at, late.includes(at) ? 1 : 10, "minutes")]),
        // Four records; nothing before.
        ...[...early, "2024-04-02"].map((at) => use("g", at, at > "2024-04-01" ? 0 : 9)),
        ...[1, 2, 3, 4, 5].map((n) => use("h", `2024-05-0${n}`, 3)),
      ],
    });
    const { figure } = await measureWhole(measureDefinition("usage-decline"), c);
    expect(figure).toMatchObject({ state: "estimate", value: 2 / 6, n: 6, unit: "share" });
    expect(figure.excluded).toContainEqual({ reason: "too_little_use", n: 2 });
    expect(await value("usage-decline", await context({ answer: [nps("a", 9, "2024-12-01")] }))).toBe("not_measured");
  });

  it("tells the share of wallet by where customers stood by then, asked or estimated, and what they say of it to others", async () => {
    const people = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    const ask = (who: string, instrument: string, score: number | null, at = "2024-03-01") => ({
      ...{ who, at, instrument, score },
    });
    const c = await context({
      answer: [
        ...people.map((who, i) => nps(who, i < 5 ? 9 : 3, "2024-02-01")),
        // What was said later does not tell where anybody stood then, and what was said on the day does.
        ...people.map((who) => nps(who, 7, "2024-06-01")),
        nps("a", 10, "2024-03-01"),
        // Asked in per cent: 60 each of the promoters, then 20 of the detractors; each customer's latest counts.
        ...people.map((who, i) => ask(who, "share_of_wallet", i < 5 ? 60 : 20)),
        ask("b", "share_of_wallet", 99, "2024-02-10"),
        ask("c", "share_of_wallet", 120),
        ...people.map((who, i) => ask(who, "negative_word_of_mouth", i < 5 ? 0 : i < 8 ? 1 : 0)),
        ask("j", "negative_word_of_mouth", 4, "2024-03-02"),
      ],
      // Estimated as shares: of nobody who answered, so that they stand nowhere.
      snapshot: ["k", "l", "m", "n", "o"].map((who) => ({
        who,
        at: "2024-05-01",
        name: "share_of_wallet",
        value: 0.5,
      })),
    });
    const by = async (measure: string, cut: string) =>
      Object.fromEntries(
        (
          await measureByCut(
            measureDefinition(measure),
            c,
            dimension(cut, measureDefinition(measure).population.dimensions),
          )
        ).rows.map((row) => [row.cut, [row.figure.n, row.figure.state === "estimate" ? row.figure.value : null]]),
      );
    expect(await by("share-of-wallet", "standing")).toEqual({
      promoter: [5, expect.closeTo(0.6, 9)],
      detractor: [5, expect.closeTo(0.2, 9)],
      "": [5, 0.5],
    });
    expect(await by("share-of-wallet", "known_from")).toEqual({
      asked: [10, expect.closeTo(0.4, 9)],
      estimated: [5, 0.5],
    });
    const { figure } = await measureWhole(measureDefinition("share-of-wallet"), c);
    expect(figure).toMatchObject({ n: 15, value: expect.closeTo((5 * 0.6 + 5 * 0.2 + 5 * 0.5) / 15, 9) });
    expect(figure.excluded).toContainEqual({ reason: "invalid", n: 1 });
    expect(await by("negative-word-of-mouth", "standing")).toEqual({ promoter: [5, 0], detractor: [5, 4 / 5] });
    const silent = await context({ answer: [nps("a", 9, "2024-12-01")] });
    expect(await value("share-of-wallet", silent)).toBe("not_measured");
    expect(await value("negative-word-of-mouth", silent)).toBe("not_measured");
  });

  it("gives the time in the menu of those who heard one, and how many heard one again", async () => {
    const call = (n: number, ivr_seconds: number | null, ivr_loops: number | null) => ({
      ...{ who: `c${n}`, at: `2024-01-0${n} 10:00:00`, contact_id: `k${n}`, channel: "phone", ivr_seconds, ivr_loops },
    });
    const c = await context({
      contact: [
        call(1, 20, 0),
        call(2, 40, 1),
        call(3, 60, 3),
        call(4, 80, 0),
        call(5, 100, 0),
        call(6, 0, 0),
        call(7, null, null),
      ],
    });
    const { figure } = await measureWhole(measureDefinition("menu-time"), c);
    expect(figure).toMatchObject({ state: "estimate", value: 60, n: 5, unit: "seconds" });
    expect(figure.excluded).toEqual(
      expect.arrayContaining([
        { reason: "not_recorded", n: 1 },
        { reason: "no_menu", n: 1 },
      ]),
    );
    const { figure: loops } = await measureWhole(measureDefinition("menu-loop-rate"), c);
    expect(loops).toMatchObject({ state: "estimate", value: 2 / 6, n: 6 });
  });

  it("gives handling time by part of a contact, and names the times that are missing", async () => {
    const at = "2024-01-05 10:00:00";
    const c = await context({
      contact: [0, 1, 2, 3, 4].map((i) => ({ who: `p${i}`, at, contact_id: `k${i}` })),
      leg: [0, 1, 2, 3, 4].flatMap((i) => [
        { at, contact_id: `k${i}`, agent: "x", talk: 60, wrap: 10 },
        { at, contact_id: `k${i}`, agent: "y", talk: 100, wrap: 30 },
      ]),
    });
    expect(await value("aht", c)).toBe(200);
    expect(await value("aht-leg", c)).toBe(100);
    expect([await value("aht-talk", c), await value("aht-wrap", c)]).toEqual([160, 40]);
    expect(await value("aht-hold", c)).toBe("not_measured");
    const { figure } = await measureWhole(measureDefinition("aht"), c);
    expect(figure.cautions).toEqual([{ code: "caution.parts_missing", values: { needs: "hold" } }]);
  });

  it("counts as earned growth what stays and what comes by recommendation, not what was bought", async () => {
    const buys = (who: string, at: string, amount: number) => ({ who, at, amount, currency: "EUR" });
    const base = ["a", "b", "c", "d", "e"];
    const company: Company = {
      purchase: [
        ...base.flatMap((who) => [buys(who, "2023-02-01", 100), buys(who, "2024-02-01", 90)]),
        buys("brought", "2024-03-01", 60),
        buys("bought", "2024-03-01", 500),
        buys("last", "2022-12-31", 1),
      ],
      party: [
        { who: "brought", at: null, acquisition_channel: "Word of mouth" },
        { who: "bought", at: null, acquisition_channel: "adverts" },
      ],
    };
    const year = { from: "2024-01-01", to: "2025-01-01", asOf: "2025-01-01" };
    expect(await value("nrr", await context(company, year))).toBeCloseTo(0.9);
    expect(await value("earned-growth", await context(company, year))).toBeCloseTo((450 + 60) / 500 - 1);
    // What a customer says wins over the channel; “other” and silence leave it to the channel, and nobody is bought by default.
    const says = (who: string, choice: string | null, at = "2024-03-02") => ({
      who,
      at,
      instrument: "heard_from",
      choice,
    });
    const more = ["told", "silent", "unclear"].map((who) => buys(who, "2024-04-01", 40));
    const asked: Company = {
      ...company,
      purchase: [...company.purchase!, ...more],
      party: [...company.party!, { who: "unclear", at: null, acquisition_channel: "Referral" }],
      answer: [
        says("bought", "Od znajomej z pracy"),
        says("bought", "An advert", "2024-05-01"),
        says("brought", "Реклама в интернете"),
        says("told", "En vän berättade"),
        says("told", "Newspaper"),
        says("silent", null),
        says("unclear", "Other (please specify)"),
      ],
    };
    const heard = await measureWhole(measureDefinition("earned-growth"), await context(asked, year));
    expect(heard.figure).toMatchObject({ value: expect.closeTo((450 + 500 + 40 + 40) / 501 - 1, 6), n: 9 });
    // The channels of “brought” and “bought” say otherwise; of the base with “last”, and of “silent”, nobody knows.
    expect(heard.figure.cautions).toEqual(
      expect.arrayContaining([
        { code: "caution.heard_from", values: { answered: 3, differing: 2 } },
        { code: "caution.heard_unknown", values: { n: 7 } },
      ]),
    );
    const { party: _, ...nobodyKnows } = company;
    const { figure } = await measureWhole(measureDefinition("earned-growth"), await context(nobodyKnows, year));
    expect(figure).toMatchObject({ state: "not_measured", needs: ["acquisition_channel"] });
    const early = await measureWhole(
      measureDefinition("nrr"),
      await context(company, { ...year, from: "2023-01-01", to: "2024-01-01" }),
    );
    expect(early.figure).toMatchObject({ state: "undefined", why: "no_history" });
  });

  it("refuses to add up contracts in two currencies, and says what is missing", async () => {
    const term = (who: string, currency: string) => ({ who, at: "2024-01-05", amount: 10, period: "month", currency });
    const { figure } = await measureWhole(
      measureDefinition("nrr"),
      await context({ term: [term("a", "EUR"), term("b", "PLN")] }),
    );
    expect(figure).toMatchObject({ state: "not_measured", needs: ["one_currency"] });
  });

  it("redeems points of a window against those earned in it", async () => {
    const point = (who: string, change: string, points: number) => ({ who, at: "2024-01-05", change, points });
    const c = await context({
      points: [
        point("a", "earned", 100),
        point("a", "redeemed", 40),
        point("b", "earned", 60),
        point("c", "earned", 40),
        point("c", "redeemed", 10),
      ],
    });
    expect(await value("redemption-rate", c)).toBeCloseTo(0.25);
  });
});
