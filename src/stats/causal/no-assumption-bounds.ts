import { InputError } from "../../base/errors.ts";

/**
 * Bounds on the average effect when nothing is assumed about who was treated (Manski).
 *
 * The outcome is only known to lie in a range; the bounds are as wide as that range and always hold 0. Show them beside an
 * adjusted estimate to say how much of it rests on assumptions.
 * @param observed.shareTreated in [0, 1]
 * @param observed.outcomeTreated mean outcome of the treated, within the range; ignored when nobody was treated
 * @param observed.outcomeControl mean outcome of the others
 * @param observed.range lowest and highest possible outcome, default [0, 1]
 * @throws InputError `input.out_of_range` for shares or means outside their ranges
 * @see Manski (1990), American Economic Review 80(2), 319–323
 * @example
 * noAssumptionBounds({ shareTreated: 0.4, outcomeTreated: 0.8, outcomeControl: 0.6 }); // { lower: −0.44, upper: 0.56 }
 */
export function noAssumptionBounds(observed: {
  shareTreated: number;
  outcomeTreated: number;
  outcomeControl: number;
  range?: readonly [least: number, most: number];
}): { lower: number; upper: number; width: number } {
  const { shareTreated: p, outcomeTreated, outcomeControl, range = [0, 1] } = observed;
  const [least, most] = range;
  const within = (y: number, weight: number) => weight === 0 || (y >= least && y <= most);
  if (!(p >= 0 && p <= 1 && most > least) || !within(outcomeTreated, p) || !within(outcomeControl, 1 - p))
    throw new InputError("input.out_of_range", "Shares and means must lie within their ranges.", {
      details: { ...observed },
    });
  const treated = p === 0 ? 0 : p * outcomeTreated;
  const control = p === 1 ? 0 : (1 - p) * outcomeControl;
  const lower = treated + (1 - p) * least - (control + p * most);
  const upper = treated + (1 - p) * most - (control + p * least);
  return { lower, upper, width: most - least };
}
