import { InputError } from "../../base/errors.ts";
import type { LinearData } from "../regression/cross-products.ts";
import type { LinearFit } from "../regression/linear.ts";
import { centredBread, residualsOf, rowReader, uncentred } from "../regression/residuals.ts";
import { sandwich, standardErrorsOf } from "../regression/symmetric.ts";

/** A covariance that allows serial correlation. */
export interface NeweyWest {
  covariance: number[][];
  standardErrors: number[];
  /** Lags that were used. */
  lag: number;
}

/**
 * Newey–West covariance of a least squares fit to a time series: allows serially correlated, unequal errors.
 *
 * Bartlett weights 1 − l/(lag + 1), no prewhitening.
 * @param options.data rows in order of time, one a period, without cells
 * @param options.lag default ⌊4(n/100)^(2/9)⌋
 * @param options.adjust multiply by n/(n − k), default true
 * @throws InputError `input.out_of_range` when the lag is negative, not whole, or not below the number of periods
 * @see Newey & West (1987), Econometrica 55, 703–708; R: sandwich::NeweyWest(prewhite = FALSE)
 * @example
 * const data = { design: designOf({ month: [1, 2, 3, 4, 5, 6] }), y: [2, 4, 5, 4, 6, 8] };
 * neweyWest({ data, fit: fitLinear(data), lag: 1 }).standardErrors[1]; // 0.1485
 */
export function neweyWest(options: { data: LinearData; fit: LinearFit; lag?: number; adjust?: boolean }): NeweyWest {
  const { data, fit, adjust = true } = options;
  const n = data.design.n;
  const lag = options.lag ?? Math.floor(4 * (n / 100) ** (2 / 9));
  if (!Number.isInteger(lag) || lag < 0 || lag >= n)
    throw new InputError("input.out_of_range", "A lag is a whole number below the number of periods.", {
      details: { lag, periods: n },
    });
  const k = fit.terms.length;
  const scores = scoresOf(data, fit);
  const meat = new Float64Array(k * k);
  for (let l = 0; l <= lag; l++) {
    const weight = 1 - l / (lag + 1);
    for (let t = l; t < n; t++)
      for (let a = 0; a < k; a++)
        for (let b = 0; b < k; b++) {
          const product = weight * scores[t * k + a]! * scores[(t - l) * k + b]!;
          meat[a * k + b]! += product;
          if (l > 0) meat[b * k + a]! += product;
        }
  }
  const scale = adjust ? n / (n - k) : 1;
  const covariance = uncentred(
    sandwich(centredBread(fit), meat, k).map((v) => v * scale),
    fit,
  );
  return { covariance, standardErrors: standardErrorsOf(covariance), lag };
}

/** w·x·e of each row. */
function scoresOf(data: LinearData, fit: LinearFit): Float64Array {
  const k = fit.terms.length;
  const residuals = residualsOf(data, fit);
  const read = rowReader(data, fit);
  const x = new Float64Array(k);
  const scores = new Float64Array(data.design.n * k);
  residuals.forEach((e, t) => {
    read(t, x);
    const w = data.weights?.[t] ?? 1;
    for (let a = 0; a < k; a++) scores[t * k + a] = w * e * x[a]!;
  });
  return scores;
}
