import { describe, expect, it } from "vitest";
import { aipw } from "../stats/causal/aipw.ts";
import { effectsInWords, effectsTable, type MoneyParts, twoEffects } from "./two-effects.ts";

const treated = Array.from({ length: 80 }, (_, i) => i % 2);
const tenure = treated.map((_, i) => (i * 7) % 13);
const column = (of: (arm: number, i: number) => number) => Float64Array.from(treated, of);

/** 40 customers on either step, alike in tenure, which everything rests on too; the upper step sells 30 more and costs 5 and 4 less. */
const money: MoneyParts = {
  sales: column((arm, i) => 100 + 30 * arm + 2 * tenure[i]!),
  refunds: column((arm, i) => 9 - 5 * arm + tenure[i]! / 10),
  contacts: column((arm, i) => 6 - 4 * arm + ((i * 11) % 7)),
  orders: null,
  contactsCut: 0,
};
/** The goods cost 40 % of what was sold. */
const margin = money.sales.map((sold, i) => 0.6 * sold - money.refunds![i]!);
const studyOf = (outcome: Float64Array) => ({
  ...{ treated, outcome, covariates: [tenure], customers: treated.map((_, i) => i) },
});
const found = (outcome: string, values: Float64Array, parts = money) => {
  const study = studyOf(values);
  const robust = aipw(study, { estimand: "atu" });
  return { robust, told: twoEffects(outcome, study, robust, parts)! };
};
const VALUES = { horizonDays: 365, unit: "money_per_customer", currency: "EUR" };

describe("what a step does to income, and what to costs", () => {
  it("is told apart by hand: 30 more sold at 12 more goods are 18 of income, 5 fewer refunds and 4 of contacts are 9 of costs", () => {
    const { robust, told } = found("margin", margin);
    const value = (id: string) => told.effects.get(id as "sales")!.estimate;
    expect(robust.estimate).toBeCloseTo(18 + 5, 9);
    expect(value("sales")).toBeCloseTo(30, 9);
    expect(value("goods")).toBeCloseTo(-12, 9);
    expect(value("income")).toBeCloseTo(18, 9);
    expect(value("refunds")).toBeCloseTo(5, 9);
    expect(value("whole")).toBeCloseTo(23, 9);
    expect(value("contacts")).toBeCloseTo(4, 0);
    expect(value("costs")).toBeCloseTo(value("refunds") + value("contacts"), 9);
    expect(value("with_contacts")).toBeCloseTo(value("income") + value("costs"), 9);
  });

  it("adds up to the worth whatever the amounts, with intervals of its own", () => {
    const uneven = margin.map((value, i) => value + ((i * 37) % 23));
    const { robust, told } = found("margin", uneven);
    const sum = (["sales", "goods", "refunds"] as const).reduce((all, id) => all + told.effects.get(id)!.estimate, 0);
    expect(sum).toBeCloseTo(robust.estimate, 9);
    expect(told.effects.get("whole")!.interval.low).toBeCloseTo(robust.interval.low, 9);
    for (const { estimate, interval } of told.effects.values()) {
      expect(interval.low).toBeLessThanOrEqual(estimate);
      expect(interval.high).toBeGreaterThanOrEqual(estimate);
    }
    expect(told.effects.get("goods")!.interval.low).toBeLessThan(told.effects.get("goods")!.estimate);
  });

  it("has contacts within the worth where the outcome holds them, and no goods in revenue", () => {
    const net = found(
      "net-value",
      margin.map((value, i) => value - money.contacts![i]!),
    );
    expect([...net.told.effects.keys()]).not.toContain("with_contacts");
    const [income, costs] = [net.told.effects.get("income")!, net.told.effects.get("costs")!];
    expect(income.estimate + costs.estimate).toBeCloseTo(net.robust.estimate, 9);
    const spend = found(
      "spend",
      money.sales.map((sold, i) => sold - money.refunds![i]!),
    );
    expect([...spend.told.effects.keys()]).not.toContain("goods");
    expect(spend.told.effects.get("income")!.estimate).toBeCloseTo(30, 9);
  });

  it("tells more sales apart into buying at all, buying more often, and buying more at a time", () => {
    // Below every second customer orders twice at 50, above three in four order three times at 60.
    const rank = treated.map((_, i) => Math.floor(i / 2));
    const bought = column((arm, i) => (arm === 1 ? (rank[i]! % 4 > 0 ? 1 : 0) : rank[i]! % 2));
    const orders = column((arm, i) => (2 + arm) * bought[i]!);
    const sales = column((arm, i) => (50 + 10 * arm) * orders[i]!);
    const { told } = found("spend", sales, { sales, orders, refunds: null, contacts: null, contactsCut: 0 });
    const value = (id: string) => told.effects.get(id as "sales")!.estimate;
    // A quarter more at two orders of 50; 2.25 orders in place of 1.5 for as many buyers; 2.25 orders of 10 more.
    expect(Math.abs(value("stay") - 25)).toBeLessThan(4);
    expect(Math.abs(value("often") - 37.5)).toBeLessThan(4);
    expect(Math.abs(value("basket") - 22.5)).toBeLessThan(4);
    expect(value("stay") + value("often") + value("basket")).toBeCloseTo(value("sales"), 9);
    expect(value("sales")).toBeCloseTo(value("whole"), 9);
    // Where all buy twice at 50, or three times at 60, nothing of it is that more buy: 50 more often, 30 more at a time.
    const every = column((arm) => (50 + 10 * arm) * (2 + arm));
    const all = { sales: every, orders: column((arm) => 2 + arm), refunds: null, contacts: null, contactsCut: 0 };
    const { effects } = found("spend", every, all).told;
    expect(["stay", "often", "basket"].map((id) => effects.get(id as "stay")!.estimate)).toEqual([
      ...[expect.closeTo(0, 9), expect.closeTo(50, 9), expect.closeTo(30, 9)],
    ]);
    // Without orders there is nothing to tell apart.
    expect([...found("spend", every, { ...all, orders: null }).told.effects.keys()]).not.toContain("stay");
    expect([...found("spend", every, { ...all, orders: every.map(() => 0) }).told.effects.keys()]).not.toContain(
      "stay",
    );
  });

  it("says which costs are not among them, and nothing where none is on record", () => {
    const codes = (parts: MoneyParts) => effectsInWords(found("margin", margin, parts).told, VALUES);
    expect(codes(money).map(({ code }) => code)).toEqual(["worth.effects"]);
    expect(codes({ ...money, contactsCut: 3 }).at(-1)).toEqual({
      ...{ code: "worth.effects.contacts_cut", values: { n: 3 } },
    });
    const [told, without] = codes({ ...money, contacts: null });
    expect(told!.values).toMatchObject({ of: "refunds", change: expect.closeTo(18, 9), rate: expect.closeTo(5, 9) });
    expect(without!.code).toBe("worth.effects.no_contacts");
    const neither = found("margin", margin, { ...money, contacts: null, refunds: null }).told;
    expect([effectsInWords(neither, VALUES), neither.effects.has("costs")]).toEqual([[], false]);
    expect(found("orders", margin).told).toBeNull();
  });

  it("stands in a table with every part, its n and its grade", () => {
    const { told } = found("margin", margin);
    const unit = { unit: "money_per_customer" } as const;
    const { rows } = effectsTable("worth.x", told, { values: VALUES, unit, n: 80 });
    expect(rows.map(({ part }) => (part?.kind === "label" && "code" in part.label ? part.label.code : ""))).toEqual([
      ...["sales", "goods", "income", "refunds", "contacts", "costs", "whole", "with_contacts"].map(
        (id) => `worth.effect.${id}`,
      ),
    ]);
    expect(rows[0]).toMatchObject({ n: { value: 80 }, grade: { label: { code: "grade.matched" } } });
  });
});
