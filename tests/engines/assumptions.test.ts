import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import type { Day } from "../../src/base/day.ts";
import { linkTable } from "../../src/links/link.ts";
import { type MeasureContext, measureWhole } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import type { PanelSettings } from "../../src/panel/settings.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, contextOf } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const context = (company: Company, stated: Partial<PanelSettings>): Promise<MeasureContext> =>
    contextOf(store, company, { currency: "EUR" as Currency, ...stated });
  const figure = async (id: string, c: MeasureContext) => (await measureWhole(measureDefinition(id), c)).figure;
  const bought = (who: string, amount: number, order_id: string, cost: number | null = null) => ({
    who,
    at: "2024-01-05",
    amount,
    cost,
    order_id,
    currency: "EUR",
  });

  describe("an assumed margin", () => {
    const shop: Company = {
      // 400 of revenue, of which 100 have a cost; 40 came back.
      purchase: [bought("a", 100, "1", 90), bought("b", 200, "2"), bought("c", 100, "3")],
      refund: [{ who: "b", at: "2024-01-20", order_id: "2", amount: 40, currency: "EUR" }],
      contact: Array.from({ length: 2 }, () => ({ who: "a", at: "2024-01-10", cost: 3, currency: "EUR" })),
    };

    it("is the stated share of revenue net of refunds, and says what it rests on", async () => {
      const c = await context(shop, { margin: 0.35 });
      // 0.35 × (400 − 40)
      expect(await figure("margin", c)).toMatchObject({
        value: 126,
        basis: "assumption",
        cautions: [{ code: "caution.assumed_margin", values: { share: 0.35, coverage: 0.25 } }],
      });
      const [state] = await store.rows(sql`select sum(margin) as margin from customer_state`);
      expect(state!.margin).toBeCloseTo(126, 9);
      // What is lacking is not margin any more, so revenue need not apologise for being revenue.
      expect((await figure("revenue", c)).cautions).toEqual([]);
    });

    it("gives lifetime value to date, less what contacts cost on record", async () => {
      const c = await context(
        { ...shop, purchase: [...shop.purchase!, bought("d", 50, "4"), bought("e", 50, "5")] },
        { margin: 0.5 },
      );
      // (0.5 × (500 − 40) − 6) ÷ 5 customers
      expect(await figure("clv-to-date", c)).toMatchObject({ value: 44.8, n: 5, basis: "assumption" });
    });

    it("is not needed where costs are on record, and then changes nothing", async () => {
      const costed = { purchase: [bought("a", 100, "1", 60), bought("b", 100, "2", 70)] };
      const c = await context(costed, { margin: 0.9 });
      expect(c.info.assumedMargin).toBeNull();
      expect(await figure("margin", c)).toMatchObject({ value: 70, basis: "observed", cautions: [] });
    });

    it("carries links to margin, in proportion to those to revenue", async () => {
      const people = Array.from({ length: 120 }, (_, i) => `p${i}`);
      const answered: Company = {
        answer: people.map((who, i) => ({ who, at: "2023-01-01", instrument: "nps", score: i % 2 === 0 ? 10 : 2 })),
        purchase: people.map((who, i) => ({ ...bought(who, [110, 70, 90, 50][i % 4]!, `o${i}`), at: "2023-06-01" })),
        contact: [{ who: "p0", at: "2024-06-01" }],
      };
      const c = await context(
        { ...answered, purchase: [...answered.purchase!, bought("z", 1, "z")] },
        { margin: 0.25 },
      );
      const [margin, spend] = await linkTable(
        c,
        { experiences: ["nps"], outcomes: ["margin", "spend"], horizon: null },
        "v",
      );
      expect(margin!.headline).toMatchObject({ value: expect.closeTo(10, 9), basis: "assumption" });
      expect(spend!.headline).toMatchObject({ value: expect.closeTo(40, 9), basis: "observed" });
      expect(margin!.headline.cautions).toContainEqual({
        code: "caution.assumed_margin",
        values: { share: 0.25, coverage: 0 },
      });
      const [without] = await linkTable(
        await context({ ...answered, purchase: [...answered.purchase!, bought("z", 1, "z")] }, {}),
        { experiences: ["nps"], outcomes: ["margin"], horizon: null },
        "v",
      );
      expect(without!.headline).toMatchObject({ state: "not_measured", needs: ["cost_coverage"] });
    });
  });

  describe("costs of contacts that are not on record", () => {
    const contact = (who: string, more: object) => ({ who, at: "2024-01-10", ...more });
    const served: Company = {
      purchase: [...["a", "b", "c", "d", "e"].map((who, i) => bought(who, 10, `${i}`, 1))],
      contact: [
        contact("a", { channel: "phone", talk: 900 }), // 32 × 0.25 h + 1 = 9
        contact("a", { channel: "phone", abandoned: true }), // nobody handled it: 0
        contact("b", { channel: "Email" }), // 3.5
        contact("c", { channel: "chat", handled_by: "bot", talk: 3600 }), // the first rule: 0.4
        contact("d", { channel: "phone", talk: 3600, cost: 7, currency: "EUR" }), // on record: 7
      ],
    };
    const costs = {
      contact: [
        { by: "bot" as const, each: 0.4 },
        { hour: 32, each: 1 },
        { channel: "email", each: 3.5 },
      ],
    };

    it("come from the first rule that fits; a cost on record wins", async () => {
      const c = await context(served, { contactCosts: costs });
      const cost = await store.rows(sql`select cost, cost_assumed from panel_contact order by cost`);
      expect(cost.map((row) => [row.cost, row.cost_assumed])).toEqual([
        [0, 1],
        [0.4, 1],
        [3.5, 1],
        [7, 0],
        [9, 1],
      ]);
      // 19.9 over the five who were customers
      expect(await figure("cost-to-serve", c)).toMatchObject({
        value: expect.closeTo(3.98, 9),
        basis: "assumption",
        cautions: [{ code: "caution.assumed_contact_cost", values: { share: 0.8 } }],
      });
    });

    it("leave a contact without a cost where no rule fits it", async () => {
      const c = await context(served, { contactCosts: { contact: [{ hour: 32 }] } });
      // The e-mail has no handling time.
      expect(c.info.contactCostCoverage).toBe(0.8);
      expect(await figure("cost-to-serve", c)).toMatchObject({ state: "not_measured", needs: ["contact_cost"] });
    });

    it("are converted at the rate of the day of the contact", async () => {
      const rates = [
        {
          from: "PLN" as Currency,
          to: "EUR" as Currency,
          value: 0.25,
          on: "2024-01-01" as Day,
          until: "2024-12-31" as Day,
        },
      ];
      const stated = { contactCosts: { currency: "PLN" as Currency, ...costs }, rates };
      const c = await context(served, stated);
      // (9 + 0 + 3.5 + 0.4) × 0.25 + 7, over five
      expect(await figure("cost-to-serve", c)).toMatchObject({ value: expect.closeTo(2.045, 9) });
      await expect(context(served, { contactCosts: stated.contactCosts })).rejects.toMatchObject({
        code: "input.rate_missing",
        message: "There is no exchange rate from PLN to EUR for 2024-01-10 (1 days lack one).",
        hint: expect.stringContaining("rates: [{ from: PLN, to: EUR, on: 2024-01-10"),
      });
    });
  });

  describe("stated exchange rates", () => {
    const paid = (at: string, order_id: string) => ({ ...bought("a", 100, order_id), at, currency: "PLN" });
    const rate = (value: number, on: string, until?: string) => ({
      from: "EUR" as Currency,
      to: "PLN" as Currency,
      value,
      on: on as Day,
      ...(until ? { until: until as Day } : {}),
    });
    const amounts = async () =>
      (await store.rows(sql`select amount from panel_order order by day, order_id`)).map(({ amount }) => amount);

    it("hold up to their last day or the next one, or for a week, either way round", async () => {
      const company = { purchase: [paid("2024-01-08", "1"), paid("2024-03-31", "2"), paid("2024-05-02", "3")] };
      await context(company, {
        rates: [rate(4, "2024-01-01"), rate(5, "2024-01-10", "2024-12-31"), rate(8, "2024-05-01")],
      });
      expect(await amounts()).toEqual([25, 20, 12.5]);
      await expect(
        context({ purchase: [paid("2024-01-09", "1")] }, { rates: [rate(4, "2024-01-01")] }),
      ).rejects.toMatchObject({ code: "input.rate_missing" });
    });

    it("give way to a rate of a file wherever that holds, and say how often", async () => {
      const company: Company = {
        purchase: [paid("2024-01-08", "1"), paid("2024-01-20", "2"), paid("2024-02-08", "3")],
        rate: [
          { at: "2024-01-05", from_currency: "EUR", to_currency: "PLN", value: 2 },
          { at: "2024-02-08", from_currency: "EUR", to_currency: "PLN", value: 4 },
        ],
      };
      const c = await context(company, { rates: [rate(4, "2024-01-01", "2024-12-31")] });
      expect(await amounts()).toEqual([50, 25, 25]);
      // On one day the file says something else, on another the same.
      expect(c.info.statedRates).toEqual({ used: 1, overruled: 1 });
    });
  });
});
