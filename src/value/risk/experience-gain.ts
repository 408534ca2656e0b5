import { ModelError } from "../../base/errors.ts";
import { type AucDifference, compareAuc } from "../../stats/prediction/auc.ts";
import { type HeldOutGain, heldOutErrors, heldOutGain } from "../../stats/prediction/held-out-gain.ts";
import { fitRisk, type RiskColumns, riskOf } from "./model.ts";
import { EXPERIENCE, FOLDS, RISK_DRIVERS } from "./rows.ts";

/** Spending above this share of customers is drawn in: a few large ones would decide everything. */
const DRAWN_IN = 0.99;

/**
 * What measures of experience add to the prediction of who is gone, and of what the others spend, beyond what orders and tenure say
 * anyway; on customers and a stretch of time that no model had seen.
 */
export interface ExperienceGain {
  customers: number;
  /** Measures that vary at all. */
  measures: string[];
  /** Of the variance of being gone (Brier), and the AUC with and without them. */
  gone: { gain: HeldOutGain; auc: AucDifference } | null;
  /** Of the variance of the logarithm of what was spent after the day. */
  spent: HeldOutGain | null;
}

/** Each fifth of the customers, by hash, is predicted from the others, a horizon earlier. */
export function experienceGain(early: RiskColumns, late: RiskColumns): ExperienceGain | null {
  const varies = (id: string) => early[id]!.some((value) => value !== early[id]![0]);
  const measures = RISK_DRIVERS.map(({ id }) => id).filter((id) => EXPERIENCE.has(id) && varies(id));
  if (measures.length === 0) return null;
  const rest = RISK_DRIVERS.filter(({ id }) => !EXPERIENCE.has(id));
  const cap = quantile(early.spent!, DRAWN_IN);
  const spentOf = (columns: RiskColumns) =>
    columns.spent!.map((value) => Math.log1p(Math.min(cap, Math.max(0, value))));
  const folds = Array.from({ length: FOLDS }, (_, k) => ({
    from: subset(early, (fold) => fold !== k),
    to: subset(late, (fold) => fold === k),
  })).filter(({ to }) => to.gone!.length > 0);
  const label = joined(folds.map(({ to }) => to.gone!));
  const known = [...rest.map(({ id }) => id), ...measures].filter(varies);
  const before = known.filter((id) => !EXPERIENCE.has(id));
  return { customers: label.length, measures, gone: goneGain(), spent: spentGain() };

  function goneGain(): ExperienceGain["gone"] {
    try {
      const [full, bare] = [RISK_DRIVERS, rest].map((drivers) =>
        joined(folds.map(({ from, to }) => riskOf(fitRisk(from, drivers), to))),
      ) as [Float64Array, Float64Array];
      const mean = early.gone!.reduce((sum, v) => sum + v, 0) / early.gone!.length;
      const errors = (risk: Float64Array) => risk.map((p, i) => (label[i]! - p) ** 2);
      return {
        gain: heldOutGain({ errors: errors(full), beaten: errors(bare), spread: label.map((y) => (y - mean) ** 2) }),
        auc: compareAuc({ label, first: full, second: bare }),
      };
    } catch (error) {
      if (error instanceof ModelError) return null;
      throw error;
    }
  }

  function spentGain(): HeldOutGain | null {
    const spent = folds.map(({ to }) => spentOf(to));
    const outcome = joined(spent);
    const learnt = spentOf(early);
    const mean = learnt.reduce((sum, v) => sum + v, 0) / learnt.length;
    const spread = outcome.map((y) => (y - mean) ** 2);
    if (spread.every((each) => each === spread[0])) return null;
    try {
      const [full, bare] = [known, before].map((ids) =>
        joined(
          folds.map(({ from, to }, k) =>
            heldOutErrors({
              learn: { columns: ids.map((id) => from[id]!), outcome: spentOf(from) },
              judge: { columns: ids.map((id) => to[id]!), outcome: spent[k]! },
            }),
          ),
        ),
      ) as [Float64Array, Float64Array];
      return heldOutGain({ errors: full, beaten: bare, spread });
    } catch (error) {
      // A column may vary over all and yet not in a fold.
      if (error instanceof ModelError) return null;
      throw error;
    }
  }
}

const joined = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));

function subset(columns: RiskColumns, isIn: (fold: number) => boolean): RiskColumns {
  const rows = Array.from(columns.fold!.keys()).filter((i) => isIn(columns.fold![i]!));
  return Object.fromEntries(
    Object.entries(columns).map(([id, values]) => [id, Float64Array.from(rows, (i) => values[i]!)]),
  );
}

function quantile(values: Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
