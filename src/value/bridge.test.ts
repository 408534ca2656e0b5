import { describe, expect, it } from "vitest";
import type { Figure, FigureHeader } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { bridgeOf, bridgeSteps } from "./bridge.ts";

const HEADER: Omit<FigureHeader, "id"> = {
  ...{ definition: "worth@1", unit: "money_per_customer", currency: "EUR" as never, grade: "matched", basis: "model" },
  ...{ window: { from: null, to: null, zone: "UTC" as never }, n: 900, excluded: [], cautions: [] },
};

/** A figure with an interval of a fifth to either side. */
const figure = (id: string, value: number): Figure => ({
  ...{ ...HEADER, id, state: "estimate", value },
  interval: { low: value - Math.abs(value) / 5, high: value + Math.abs(value) / 5, level: 0.95 },
});

const step = (
  lowBand: string,
  parts: Record<string, number>,
  {
    worth,
    code = "worth.useful",
    outcome = "margin",
    experience = "nps",
  }: { worth: number; code?: string; outcome?: string; experience?: string },
): Finding => ({
  ...{ schema: 1, kind: "worth", id: `worth.${experience}.${outcome}.${lowBand}`, asOf: null, dataVersion: "v" },
  headline: figure("worth", worth),
  verdict: { code, values: { experience, outcome, lowBand, highBand: "next", horizonDays: 365 } },
  figures: Object.fromEntries(Object.entries(parts).map(([id, value]) => [id, figure(id, value)])),
  ...{ tables: [], charts: [], evidence: [] },
});

// Sold: 10 by more buyers, 20 by more orders, 15 by larger ones; goods take 18 of these 45, 3 fewer are refunded, contacts cost 2 less.
const low = step(
  "detractor",
  {
    ...{ stay: 10, often: 20, basket: 15, sales: 45, goods: -18, income: 27 },
    ...{ refunds: 3, contacts: 2, costs: 5, with_contacts: 32 },
  },
  { worth: 30 },
);
const middle = step(
  "passive",
  {
    ...{ stay: 4, often: 6, basket: 0, sales: 10, goods: -4, income: 6 },
    ...{ refunds: -1, contacts: 3, costs: 2, with_contacts: 8 },
  },
  { worth: 5 },
);
const on = (band: string) => (band === "detractor" ? 200 : 300);
const told = (findings: readonly Finding[], experience = "nps") => bridgeSteps(findings, experience, on)!;

describe("a bridge of what steps add", () => {
  it("comes to the effects times those who move, by hand, and its parts add up", () => {
    const { steps } = told([low, middle]);
    const bridge = bridgeOf(steps, 0.1);
    // Twenty move up from the lowest step, thirty from the middle one.
    expect(bridge.moved).toBe(50);
    const values = Object.fromEntries(bridge.parts.map(({ id, amount }) => [id, amount.value]));
    expect(values).toEqual({
      ...{ stay: 320, often: 580, basket: 300, goods: -480 },
      ...{ refunds: 30, contacts: 130 },
    });
    expect([bridge.income.value, bridge.costs!.value, bridge.gain.value]).toEqual([720, 160, 880]);
    expect(bridge.parts.reduce((sum, { amount }) => sum + amount.value, 0)).toBeCloseTo(bridge.gain.value, 9);
    // A fifth to either side of 640 and of 240.
    expect(bridge.gain.interval).toEqual({ low: 704, high: 1_056, level: 0.95 });
  });

  it("has the interval of the comparison where it is one step", () => {
    const { gain } = bridgeOf(told([low]).steps, 0.5);
    expect(gain).toEqual({ value: 3_200, interval: { low: 2_560, high: 3_840, level: 0.95 } });
  });

  it("takes sales as they are where they are not told apart, and the worth where no contacts are known", () => {
    const plain = step("detractor", { sales: 45, goods: -18, income: 27, refunds: 3, costs: 3 }, { worth: 30 });
    const bridge = bridgeOf(told([plain]).steps, 0.1);
    expect(bridge.parts.map(({ id, amount }) => [id, amount.value])).toEqual([
      ["sales", 900],
      ["goods", -360],
      ["refunds", 60],
    ]);
    expect(bridge.gain.value).toBe(600);
    const bare = step("detractor", { sales: 45, income: 45 }, { worth: 45, outcome: "spend" });
    expect(bridgeOf(told([bare]).steps, 0.1)).toMatchObject({ costs: null, gain: { value: 900 } });
  });

  it("holds one score, one outcome, steps that are worth something, and those on which somebody stands", () => {
    const unsure = step("passive", { sales: 10, goods: -4, income: 6 }, { worth: 5, code: "worth.unclear" });
    const spent = step("detractor", { sales: 45, income: 45 }, { worth: 45, outcome: "spend" });
    const others = step("detractor", { sales: 45, goods: -18, income: 27 }, { worth: 27, experience: "csat" });
    const found = told([spent, others, low, unsure]);
    expect(found).toMatchObject({ outcome: "margin", unsure: [unsure] });
    expect(found.steps.map(({ finding }) => finding)).toEqual([low]);
    expect(told([others, low], "csat").steps.map(({ finding }) => finding)).toEqual([others]);
    expect(bridgeSteps([low], "nps", () => 0)).toBeNull();
    expect(bridgeSteps([unsure, others], "nps", on)).toBeNull();
    // A step without one of the parts is not added to those with it.
    expect(told([low, step("passive", { sales: 10, income: 10 }, { worth: 10 })]).unsure).toHaveLength(1);
  });
});
