import { InputError } from "../../base/errors.ts";
import { logNormalCdf, normalCdf } from "../distributions/normal.ts";

/** What chance alone does to people chosen for a low value. */
export interface RegressionToMean {
  /** Share of all who fall at or below the cut. */
  shareSelected: number;
  /** Their expected first value. */
  expectedBaseline: number;
  /** Their expected second value if nothing is done. */
  expectedFollowUp: number;
  /** What a programme for them seems to gain without any effect. */
  expectedGainWithoutAnyEffect: number;
}

/**
 * What people chosen for a low value gain on a second measurement by chance alone.
 *
 * Take it as the expectation to beat when no control group exists. Assumes two normal measurements of equal mean and spread.
 * @param selection.mean mean of all, before selection
 * @param selection.sd standard deviation of all, > 0
 * @param selection.testRetestCorrelation in [−1, 1]
 * @param selection.selectedAtOrBelow the cut
 * @throws InputError `input.out_of_range` for an impossible sd or correlation, or a cut more than 38 sd below the mean
 * @see James (1973), Biometrics 29, 121–130; Barnett, van der Pols & Dobson (2005), Int. J. Epidemiology 34, 215–220
 * @example
 * regressionToMean({ mean: 7.2, sd: 2.4, testRetestCorrelation: 0.6, selectedAtOrBelow: 6 }).expectedGainWithoutAnyEffect; // 1.095
 */
export function regressionToMean(selection: {
  mean: number;
  sd: number;
  testRetestCorrelation: number;
  selectedAtOrBelow: number;
}): RegressionToMean {
  const { mean, sd, testRetestCorrelation, selectedAtOrBelow } = selection;
  const z = (selectedAtOrBelow - mean) / sd;
  if (!(sd > 0 && Math.abs(testRetestCorrelation) <= 1) || !(Math.abs(z) < 38) || !Number.isFinite(mean + sd))
    throw new InputError("input.out_of_range", "This selection is impossible: check the spread, correlation and cut.", {
      details: { ...selection },
    });
  const inverseMills = Math.exp(-0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - logNormalCdf(z));
  const expectedBaseline = mean - sd * inverseMills;
  const expectedFollowUp = mean - testRetestCorrelation * sd * inverseMills;
  return {
    shareSelected: normalCdf(z),
    expectedBaseline,
    expectedFollowUp,
    expectedGainWithoutAnyEffect: expectedFollowUp - expectedBaseline,
  };
}
