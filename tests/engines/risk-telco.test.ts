import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fitRisk, type RiskColumns, riskOf, testRisk } from "../../src/value/risk/model.ts";
import type { RiskDriver } from "../../src/value/risk/rows.ts";
import { dataSet, hasShared } from "../shared.ts";

const DRIVERS: readonly RiskDriver[] = [
  { id: "tenure", sign: -1 },
  { id: "monthly", sign: 0 },
  { id: "yearly_contract", sign: -1 },
  { id: "longer_contract", sign: -1 },
  { id: "fibre", sign: 0 },
  { id: "support", sign: 0 },
  { id: "electronic", sign: 0 },
];

/** Every customer of the file, the rows of one part: the file is in no order, so every third row is a sample. */
function telco(isIn: (row: number) => boolean): RiskColumns {
  const [head, ...lines] = readFileSync(dataSet("telco_classic/Telco-Customer-Churn.csv"), "utf8").trim().split("\n");
  const names = head!.trimEnd().split(",");
  const rows = lines.filter((_, row) => isIn(row)).map((line) => line.trimEnd().split(","));
  const column = (name: string, of: (text: string) => number) =>
    Float64Array.from(rows, (row) => of(row[names.indexOf(name)]!));
  const is = (text: string) => (value: string) => (value === text ? 1 : 0);
  return {
    gone: column("Churn", is("Yes")),
    tenure: column("tenure", (text) => Math.log1p(Number(text))),
    monthly: column("MonthlyCharges", Number),
    yearly_contract: column("Contract", is("One year")),
    longer_contract: column("Contract", is("Two year")),
    fibre: column("InternetService", is("Fiber optic")),
    support: column("TechSupport", is("Yes")),
    electronic: column("PaymentMethod", is("Electronic check")),
  };
}

describe.skipIf(!hasShared)("the telecom sample", () => {
  const [learn, judge] = [telco((row) => row % 3 !== 0), telco((row) => row % 3 === 0)];

  it("holds 1,869 of 7,043 who left, as its description says", () => {
    const all = telco(() => true).gone!;
    expect([all.length, all.reduce((sum, gone) => sum + gone, 0)]).toEqual([7_043, 1_869]);
  });

  it("is told apart on customers whom the fit had not seen, with probabilities that hold", () => {
    const model = fitRisk(learn, DRIVERS);
    const { auc, calibration, expected, gone, customers } = testRisk(model, judge);
    const risk = riskOf(model, judge);
    // Pair by pair: how often the one who left had the higher risk.
    let [won, pairs] = [0, 0];
    for (let i = 0; i < customers; i++)
      for (let j = 0; j < customers; j++)
        if (judge.gone![i] === 1 && judge.gone![j] === 0) {
          pairs++;
          won += risk[i]! > risk[j]! ? 1 : risk[i] === risk[j] ? 0.5 : 0;
        }
    expect(auc.auc!).toBeCloseTo(won / pairs, 9);
    expect(auc.interval!.low).toBeGreaterThan(0.8);
    expect(auc.interval!.high - auc.interval!.low).toBeLessThan(0.05);
    expect(calibration!.slope).toBeGreaterThan(0.9);
    expect(calibration!.slope).toBeLessThan(1.1);
    expect(Math.abs(expected / gone - 1)).toBeLessThan(0.1);
  });
});
