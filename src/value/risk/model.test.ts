import { describe, expect, it } from "vitest";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { logistic } from "../../stats/special/logistic.ts";
import { fitRisk, type RiskColumns, riskOf, testRisk } from "./model.ts";
import { RISK_DRIVERS } from "./rows.ts";

/** Customers whose odds to be gone are known: silence raises them, orders lower them, complaints come out against sense. */
function simulated(seed: string, n: number): RiskColumns {
  const random = sfc32(seed);
  const columns = Object.fromEntries(
    ["gone", ...RISK_DRIVERS.map(({ id }) => id)].map((id) => [id, new Float64Array(n)]),
  );
  for (let i = 0; i < n; i++) {
    const [silence, orders, complaint] = [4 * random(), 2 * random(), random() < 0.3 ? 1 : 0];
    columns.silence![i] = silence;
    columns.orders![i] = orders;
    columns.complaint![i] = complaint;
    columns.gone![i] = random() < logistic(-0.5 + 0.8 * (silence - 2) - 1.2 * (orders - 1) - 0.6 * complaint) ? 1 : 0;
  }
  return columns;
}

describe("the risk of customers", () => {
  const model = fitRisk(simulated("risk", 20_000));
  const weight = (id: string) => model.terms.find((term) => term.id === id)?.weight;

  it("recovers the weights that were simulated, and leaves out what cannot vary or makes no sense", () => {
    expect(model.terms.map(({ id }) => id)).toEqual(["silence", "orders"]);
    expect(Math.abs(weight("silence")! - 0.8)).toBeLessThan(0.1);
    expect(Math.abs(weight("orders")! + 1.2)).toBeLessThan(0.15);
  });

  it("is held by its prior where there is little, and hardly where there is much", () => {
    const few = fitRisk(simulated("few", 60));
    expect(Math.abs(few.terms.find(({ id }) => id === "silence")!.weight)).toBeLessThan(3);
  });

  it("keeps its probabilities on customers that it has not seen", () => {
    const later = simulated("later", 10_000);
    const test = testRisk(model, later);
    expect(test.calibration!.slope).toBeGreaterThan(0.9);
    expect(test.calibration!.slope).toBeLessThan(1.1);
    expect(Math.abs(test.expected - test.gone)).toBeLessThan(250);
    expect(test.tenths.reduce((sum, { customers }) => sum + customers, 0)).toBe(10_000);
    const risk = riskOf(model, later);
    expect(Math.min(...risk)).toBeGreaterThan(0);
    expect(Math.max(...risk)).toBeLessThan(1);
    // Of two customers the probability that the gone one has the higher risk, counted pair by pair on the first 300.
    const pairs = { right: 0, all: 0 };
    const part = Object.fromEntries(Object.entries(later).map(([id, values]) => [id, values.slice(0, 300)]));
    const score = riskOf(model, part);
    for (let i = 0; i < 300; i++)
      for (let j = 0; j < 300; j++)
        if (part.gone![i] === 1 && part.gone![j] === 0) {
          pairs.all++;
          pairs.right += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
        }
    expect(testRisk(model, part).auc.auc).toBeCloseTo(pairs.right / pairs.all, 10);
  });
});
