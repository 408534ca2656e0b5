import { describe, expect, it } from "vitest";
import { HEALTH_WEIGHTS } from "../../facts/health-score.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { logistic } from "../../stats/special/logistic.ts";
import { experienceGain } from "./experience-gain.ts";
import { healthOf, testHealth } from "./health.ts";
import { fitRisk, riskOf } from "./model.ts";
import { FOLDS, RISK_DRIVERS } from "./rows.ts";

/** Customers whose leaving follows silence, and a complaint as far as `effect` says. */
function company(seed: string, n: number, effect: number) {
  const random = sfc32(seed);
  const columns = Object.fromEntries(
    ["gone", "spent", "fold", ...RISK_DRIVERS.map(({ id }) => id)].map((id) => [id, new Float64Array(n)]),
  );
  for (let i = 0; i < n; i++) {
    columns.silence![i] = 5 * random();
    columns.orders![i] = 2 * random();
    columns.complaint![i] = random() < 0.3 ? 1 : 0;
    columns.high_score![i] = random() < 0.3 ? 1 : 0;
    columns.fold![i] = i % FOLDS;
    const risk = logistic(-2.5 + 0.8 * columns.silence![i]! + effect * columns.complaint![i]!);
    columns.gone![i] = random() < risk ? 1 : 0;
    columns.spent![i] = columns.gone![i] === 1 ? 0 : 20 + 80 * random();
  }
  return columns;
}

/** How often of two customers, of whom one was gone, that one has the higher score: pair by pair. */
function aucOf(label: Float64Array, score: Float64Array): number {
  let [won, pairs] = [0, 0];
  for (let i = 0; i < label.length; i++)
    for (let j = 0; j < label.length; j++)
      if (label[i] === 1 && label[j] === 0) {
        pairs++;
        won += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
      }
  return won / pairs;
}

describe("what experience adds to the prediction", () => {
  it("is found where a complaint makes customers leave, on customers and a time that no model saw", () => {
    const { gone, spent, customers, measures } = experienceGain(company("early", 1_500, 2), company("late", 1_500, 2))!;
    expect(customers).toBe(1_500);
    expect(measures).toEqual(["complaint", "high_score"]);
    expect(gone!.gain.interval!.low).toBeGreaterThan(0.02);
    expect(gone!.auc.first).toBeGreaterThan(gone!.auc.second + 0.02);
    expect(spent!.interval!.low).toBeGreaterThan(0);
  });
  it("is not found where experience changes nothing, and not asked where none is on record", () => {
    const { gone } = experienceGain(company("early", 1_500, 0), company("late", 1_500, 0))!;
    expect(gone!.gain.interval!.low).toBeLessThan(0.001);
    expect(Math.abs(gone!.gain.gain)).toBeLessThan(0.01);
    const bare = company("early", 300, 0);
    bare.complaint!.fill(0);
    bare.high_score!.fill(0);
    expect(experienceGain(bare, bare)).toBeNull();
  });
});

describe("a health score weighted by hand", () => {
  it("is 100 for the best, 0 for the worst, and the weighted mean of its parts between", () => {
    const columns = company("parts", 3, 0);
    const set = (i: number, row: Record<string, number>) => {
      for (const [id, value] of Object.entries(row)) columns[id]![i] = value;
    };
    set(0, { silence: 0, orders: Math.log1p(6), complaint: 0, high_score: 1, low_score: 0 });
    set(1, { silence: Math.log1p(365), orders: 0, complaint: 1, high_score: 0, low_score: 1 });
    set(2, { silence: Math.log1p(73), orders: Math.log1p(3), complaint: 0, high_score: 0, low_score: 0 });
    const [best, worst, middle] = healthOf(columns, HEALTH_WEIGHTS);
    expect(best).toBeCloseTo(100, 9);
    expect(worst).toBeCloseTo(0, 9);
    expect(middle).toBeCloseTo(35 * 0.8 + 25 * 0.5 + 15 + 25 * 0.5, 9);
  });
  it("stands openly beside the model: AUC pair by pair, and gone by fifth", () => {
    const [early, late] = [company("early", 400, 2), company("late", 400, 2)];
    const model = fitRisk(early);
    const { against, fifths } = testHealth(model, late, HEALTH_WEIGHTS);
    expect(against.first).toBeCloseTo(aucOf(late.gone!, riskOf(model, late)), 9);
    const health = healthOf(late, HEALTH_WEIGHTS);
    const lower = health.map((value) => -value);
    expect(against.second).toBeCloseTo(aucOf(late.gone!, lower), 9);
    expect(fifths.map(({ customers }) => customers)).toEqual([80, 80, 80, 80, 80]);
    expect(fifths.reduce((sum, { gone }) => sum + gone, 0)).toBe(late.gone!.reduce((a, b) => a + b, 0));
    expect(fifths[0]!.gone).toBeGreaterThan(fifths[4]!.gone);
  });
});
