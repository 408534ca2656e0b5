import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import { UTC } from "../../src/base/zone.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { COUNTABLE, type CountableRows, columnsOf, cutsOf } from "../../src/facts/countable.ts";
import type { OwnMeasure } from "../../src/facts/own-measure.ts";
import type { Figure } from "../../src/findings/figure.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { measureFinding } from "../../src/measures/finding.ts";
import { type MeasureContext, measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { ownMeasure } from "../../src/measures/own-measure.ts";
import { buildPanel } from "../../src/panel/build.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, found } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const order = (who: string, at: string, amount: number | null, channel: string | null, order_id: string) => ({
  who,
  at,
  amount,
  channel,
  order_id,
  currency: "EUR",
});
const SHOP: Company = {
  party: [
    { who: "a", at: "2024-01-01", segment: "Big" },
    { who: "b", at: "2024-01-01", segment: "Small" },
  ],
  purchase: [
    order("a", "2024-01-02", 10, "web", "1"),
    order("a", "2024-01-03", 30, "web", "2"),
    order("a", "2024-01-04", 20, 'it\'s \\ "shop"', "3"),
    order("b", "2024-02-02", 40, "web", "4"),
    order("b", "2024-02-03", 100, null, "5"),
    order("b", "2024-02-04", null, "web", "6"),
    order("c", "2024-02-05", 5, "phone", "7"),
  ],
  refund: [{ who: "b", at: "2024-02-10", order_id: "4", amount: 40, currency: "EUR", reason: "late" }],
  points: [
    { who: "a", at: "2024-01-02", change: "earned", points: 100, tier: "gold" },
    { who: "a", at: "2024-01-09", change: "redeemed", points: 30, tier: "gold" },
    { who: "b", at: "2024-01-02", change: "earned", points: 50 },
    { who: "b", at: "2024-01-12", change: "redeemed", points: 15 },
    { who: "b", at: "2024-01-14", change: "expired", points: 5 },
  ],
  touch: [
    { who: "a", at: "2024-01-05", name: "coupon", channel: "coupon" },
    { who: "a", at: "2024-01-06", name: "coupon", channel: "coupon" },
    { who: "c", at: "2024-01-07", name: "visit", channel: "web" },
  ],
  contact: [{ who: "a", at: "2024-03-01", channel: "phone", agent: "x", talk: 60, abandoned: false }],
  answer: [
    { who: "a", at: "2024-03-01", instrument: "csat", score: 5 },
    { who: "b", at: "2024-03-02", instrument: "csat", score: null },
    { who: "b", at: "2024-03-02", instrument: "csat", score: 2, respondent: "employee" },
  ],
};

onEveryEngine((engine) => {
  let store: Analytics;
  let context: MeasureContext;
  beforeAll(async () => {
    store = await engine.open();
    await found(store, SHOP);
    await resolveIdentity(store);
    const info = await buildPanel(store, {
      zone: UTC,
      currency: "EUR" as Currency,
      asOf: null,
      inactivityDays: null,
      margin: 0.5,
    });
    context = { store, info, from: null, to: null, record() {} };
  });
  afterAll(() => store.close());

  /** A measure as a settings file states it, with a minimum of one row. */
  const stated = (text: string): OwnMeasure =>
    parseSettings(`measures:\n  - { id: mine, name: Mine, minimum: 1, ${text} }\n`).measures![0]!;
  const figure = async (text: string): Promise<Figure> =>
    (await measureWhole(ownMeasure(stated(text)), context)).figure;

  it.each<[string, object]>([
    // Of the six orders whose channel is known; the seventh is left out and counted.
    [
      "rows: orders, value: { share: { channel: web } }",
      { value: 4 / 6, n: 6, unit: "share", excluded: [{ reason: "not_recorded", n: 1 }] },
    ],
    ["rows: orders, value: { share: { channel: [web, phone], amount: { gte: 30 } } }", { value: 2 / 5, n: 5 }],
    ["rows: orders, value: { mean: amount }", { value: 205 / 6, n: 6, unit: "money", currency: "EUR" }],
    ["rows: orders, where: { channel: web, amount: { lt: 40 } }, value: { total: amount }", { value: 40, n: 2 }],
    ["rows: orders, where: { channel: { not: web } }, value: { total: rows }", { value: 2, n: 2, unit: "count" }],
    ["rows: orders, where: { channel: { known: false } }, value: { total: amount }", { value: 100 }],
    ["rows: orders, where: { returned: true }, value: { total: rows }", { value: 1 }],
    ["rows: orders, where: { segment: Big }, value: { total: amount }", { value: 60, n: 3 }],
    ["rows: orders, value: { quantile: amount, at: 0.5 }", { value: 25, n: 6, unit: "money" }],
    ["rows: orders, value: { ratio: { of: amount, per: rows } }", { value: 205 / 6, unit: "money" }],
    [
      "rows: points, value: { ratio: { of: { column: points, where: { change: redeemed } }, per: { column: points, where: { change: earned } } } }",
      { value: 45 / 150, unit: "ratio" },
    ],
    [
      "rows: points, value: { ratio: { of: { column: points, where: { change: expired } }, per: points } }",
      { value: 5 / 200, unit: "share" },
    ],
    ["rows: customers, value: { share: { touches: { gte: 1 } } }", { value: 2 / 3, n: 3 }],
    ["rows: customers, where: { since: { gte: 2024-02-01 } }, value: { mean: orders }", { value: 2, n: 2 }],
    // 0.5 × (205 − 40) of revenue that is on record.
    ["rows: customers, value: { total: margin }", { value: 82.5, basis: "assumption" }],
    ["rows: touches, where: { name: coupon }, value: { total: rows }", { value: 2 }],
    [
      "rows: answers, value: { mean: score }",
      {
        value: 5,
        n: 1,
        excluded: [
          { reason: "not_answered", n: 1 },
          { reason: "employee", n: 1 },
        ],
      },
    ],
    ["rows: contacts, value: { mean: handle }, cluster: agent", { value: 60, unit: "seconds" }],
    ["rows: refunds, where: { reason: late }, value: { total: amount }", { value: 40 }],
    ["rows: reviews, value: { mean: stars }", { state: "not_measured", needs: ["review"] }],
    ["rows: orders, where: { channel: letter }, value: { mean: amount }", { state: "undefined", why: "empty_base" }],
  ])("%s", async (text, expected) => {
    const close = Object.fromEntries(
      Object.entries(expected).map(([key, v]) => [key, key === "value" ? expect.closeTo(v as number, 9) : v]),
    );
    expect(await figure(text)).toMatchObject(close);
  });

  it("takes any text as a value, and nothing but a value", async () => {
    expect(await figure("rows: orders, where: { channel: 'it''s \\ \"shop\"' }, value: { total: rows }")).toMatchObject(
      {
        value: 1,
      },
    );
    expect(await figure('rows: orders, where: { channel: "x\' or 1=1 --" }, value: { total: rows }')).toMatchObject({
      value: 0,
    });
  });

  it("is cut, and drawn as a finding, like any other", async () => {
    const measure = ownMeasure(stated("rows: orders, value: { mean: amount }, cuts: [channel, segment]"));
    const { rows } = await measureByCut(measure, context, dimension("segment", measure.population.dimensions));
    expect(rows.map(({ cut, figure: f }) => [cut, f.n, f.state === "estimate" && f.value])).toEqual([
      ["Big", 3, 20],
      ["Small", 2, 70],
      ["", 1, 5],
    ]);
    const finding = await measureFinding(measure, context, "v");
    expect(finding).toMatchObject({ id: "mine", headline: { definition: "mine@1" } });
    expect(finding.tables.map(({ id }) => id)).toContain("mine.channel");
  });

  describe("every column and every cut can be asked", () => {
    it.each(Object.keys(COUNTABLE) as CountableRows[])("of %s", async (rows) => {
      for (const [name, { kind }] of Object.entries(columnsOf(rows))) {
        const value =
          kind === "number"
            ? `{ mean: ${name} }`
            : kind === "day"
              ? `{ share: { ${name}: { lt: 2024-06-01 } } }`
              : `{ share: { ${name}: ${kind === "flag" ? "true" : "x"} } }`;
        expect((await figure(`rows: ${rows}, value: ${value}`)).state).toBeTypeOf("string");
      }
      const measure = ownMeasure(stated(`rows: ${rows}, value: { total: rows }`));
      for (const cut of cutsOf(rows))
        await measureByCut(measure, context, dimension(cut, measure.population.dimensions));
    });
  });
});
