import { afterAll, beforeAll, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import { bandsApart } from "../../src/links/bands-apart.ts";
import { linkTable } from "../../src/links/link.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
const CUSTOMERS = 450;
const EFFECT = 12;

/** Spending before the answer makes both the score and the spending after it; a step adds `EFFECT`. Every third contact of a detractor costs 5. */
function company(): { facts: Company; after: { step: number; amount: number }[] } {
  const random = sfc32("bands apart");
  const [answer, purchase, contact]: [FactRow[], FactRow[], FactRow[]] = [[], [], []];
  const after: { step: number; amount: number }[] = [];
  const buy = (who: string, at: number, amount: number, id: string) =>
    purchase.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: id });
  for (let i = 0; i < CUSTOMERS; i++) {
    const who = `c${i}`;
    const before = Math.round(Math.max(1, 100 + 30 * drawNormal(random)));
    const willing = (before - 100) / 30 + drawNormal(random);
    const step = willing < -0.6 ? 0 : willing < 0.6 ? 1 : 2;
    const amount = Math.round(Math.max(1, 20 + 0.8 * before + EFFECT * step + 10 * drawNormal(random)));
    buy(who, 100 + (i % 30), before, `${who}-1`);
    answer.push({ who, at: day(300 + (i % 40)), instrument: "nps", score: [3, 7, 10][step]!, kind: "relationship" });
    buy(who, 500 + (i % 30), amount, `${who}-2`);
    if (step === 0 || i % 3 === 0) contact.push({ who, at: day(520), cost: 5, currency: "EUR" });
    after.push({ step, amount });
  }
  buy("last", 900, 1, "last");
  contact.push({ who: "last", at: day(900), cost: 1, currency: "EUR" });
  return { facts: { answer, purchase, contact }, after };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  it("the bands of a score at equal history, and how often one customer has more than another", async () => {
    const { facts, after } = company();
    const context = await contextOf(store, facts);
    const ask = { experiences: ["nps"], outcomes: ["margin", "order-value", "service-cost"], horizon: 365 } as const;
    const links = await linkTable(context, ask, "v");
    const [margin, orderValue, service] = await bandsApart(context, links);

    const { headline, figures, notes, tables } = margin!;
    const adjusted = figures.adjusted!;
    expect(isEstimate(headline) && headline.value).toBeGreaterThan(2 * EFFECT + 10);
    expect(adjusted).toMatchObject({ state: "estimate", grade: "adjusted", basis: "model" });
    const { value, interval } = isEstimate(adjusted) ? adjusted : { value: Number.NaN, interval: null };
    expect(Math.abs(value - 2 * EFFECT)).toBeLessThan(5);
    expect(interval!.low).toBeLessThan(2 * EFFECT);
    expect(interval!.high).toBeGreaterThan(2 * EFFECT);
    expect(notes!.map(({ code }) => code)).toEqual(["link.equal_history"]);

    const table = tables.find(({ id }) => id === "link.nps.margin.differences")!;
    const pairs = [
      [0, 1],
      [1, 2],
      [0, 2],
    ] as const;
    expect(table.rows).toHaveLength(pairs.length);
    pairs.forEach(([low, high], i) => {
      // Every pair of customers, one by one.
      const of = (step: number) => after.filter((each) => each.step === step).map(({ amount }) => amount);
      const signs = of(high).flatMap((x) => of(low).map((y) => Math.sign(x - y)));
      const delta = signs.reduce((sum: number, sign) => sum + sign, 0) / signs.length;
      const cell = table.rows[i]!.delta!;
      expect(cell.kind === "number" && cell.value).toBeCloseTo(delta, 9);
      expect(cell.kind === "number" && cell.interval!.low < delta && cell.interval!.high > delta).toBe(true);
      expect(table.rows[i]!.n).toMatchObject({ value: of(high).length + of(low).length });
    });

    // What a contact cost is an outcome like any other; a ratio comes back as it was.
    const cost = service!.figures;
    expect(isEstimate(cost.detractor!) && cost.detractor.value).toBeCloseTo(5, 9);
    expect(service!.figures.adjusted).toMatchObject({ state: "estimate", unit: "money_per_customer" });
    expect(orderValue).toBe(links[1]);
  });
});
