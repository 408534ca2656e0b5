import { ModelError } from "../../base/errors.ts";
import { expectedTransactionValue, fitGammaGamma, type GammaGammaFit } from "../../stats/customer-base/gamma-gamma.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Repeat buyers that the spend model needs. */
export const REPEAT_BUYERS_NEEDED = 30;

/** Repeat buyers by number of purchases and mean spend. */
export interface SpendCells {
  purchases: Float64Array;
  customers: Float64Array;
  mean_sum: Float64Array;
}

/** What a purchase of a customer is expected to bring. */
export type SpendModel =
  | {
      kind: "gamma-gamma";
      fit: GammaGammaFit;
      /** Where frequency and value go together: what brings the expectation of each class of frequency to its own mean. */
      bands: { from: number; factor: number }[];
    }
  | { kind: "mean"; mean: number; n: number };

/** Classes of repeat purchases within which value is brought to its own mean where it goes with frequency. */
const BANDS = [1, 2, 4, 8];

/**
 * Fits what a purchase brings. Frequency and value must be unrelated for the model to hold: where they are related, the
 * expectation is brought to the mean of each class of frequency.
 */
export function fitSpend({ purchases, customers, mean_sum: sums }: SpendCells): SpendModel | null {
  const n = customers.reduce((sum, c) => sum + c, 0);
  const meanRepeatSpend = Array.from(sums, (sum, i) => sum / customers[i]!);
  const mean = sums.reduce((sum, m) => sum + m, 0) / n;
  if (n === 0) return null;
  if (n < REPEAT_BUYERS_NEEDED) return { kind: "mean", mean, n };
  const fit = attemptFit({ repeatPurchases: purchases, meanRepeatSpend, count: customers });
  if (fit === null || fit.params.q <= 1) return { kind: "mean", mean, n };
  return { kind: "gamma-gamma", fit, bands: fit.isFrequencyRelated ? bandsOf() : [] };

  function bandsOf() {
    return BANDS.map((from, b) => {
      const to = BANDS[b + 1] ?? Number.POSITIVE_INFINITY;
      let [own, expected] = [0, 0];
      for (let i = 0; i < purchases.length; i++) {
        if (purchases[i]! < from || purchases[i]! >= to) continue;
        own += sums[i]!;
        const history = { repeatPurchases: purchases[i]!, meanRepeatSpend: meanRepeatSpend[i]! };
        expected += customers[i]! * expectedTransactionValue(fit!, history).mean;
      }
      return { from, factor: expected > 0 ? own / expected : 1 };
    });
  }
}

function attemptFit(table: Parameters<typeof fitGammaGamma>[0]): GammaGammaFit | null {
  for (const options of [{}, { priorSd: 2 }]) {
    try {
      return fitGammaGamma(table, options);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
  }
  return null;
}

const number = (value: number): Sql => raw(`cast(${value} as double)`);

/** What the next purchase of customer `c` is expected to bring, from the columns `paid`, `paid_sum` and `repeats`. */
export function spendSql(model: SpendModel): Sql {
  if (model.kind === "mean") return number(model.mean);
  const { p, q, v } = model.fit.params;
  const shrunk = sql`${number(p)} * (${number(v)} + c.paid_sum) / (${number(p)} * c.paid + ${number(q - 1)})`;
  if (model.bands.length === 0) return shrunk;
  const factors = [...model.bands]
    .reverse()
    .map(({ from, factor }) => sql`when c.repeats >= ${from} then ${number(factor)}`);
  return sql`${shrunk} * case ${join(factors, " ")} else 1.0 end`;
}
