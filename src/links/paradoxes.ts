import type { Message } from "../findings/figure.ts";
import { type Contrast, isMonotone, type SpreadEstimate } from "./contrast.ts";

/** With so large a share of the answers in one band the others have nobody left to tell the difference. */
const CEILING = 0.9;
/** A difference that moves by more of itself, once the largest hundredth of values is drawn in, is carried by few. */
const CARRIED_BY_FEW = 0.5;

/**
 * What can make bands look as if they differed, or as if they did not: nearly all answers in the best band, a few very large values, an
 * outcome that does not follow the order of the bands.
 * @param bands those that somebody stands in, from the worst to the best
 * @param best code of the best band
 * @param difference of the best band against the worst; null where they are not compared
 */
export function paradoxesOf(
  bands: readonly SpreadEstimate[],
  best: string | undefined,
  difference: Pick<Contrast, "difference"> | null,
): Message[] {
  const found: Message[] = [];
  if (bands.length > 2 && !isMonotone(bands.map(({ mean }) => mean)))
    found.push({ code: "caution.not_monotone", values: {} });
  const answers = bands.reduce((sum, { n }) => sum + n, 0);
  const share = (bands.find(({ band }) => band === best)?.n ?? 0) / Math.max(1, answers);
  if (share >= CEILING) found.push({ code: "caution.ceiling", values: { share } });
  const [low, high] = [bands[0], bands.at(-1)];
  if (difference && low && high) {
    const drawnIn = high.winsorisedMean - low.winsorisedMean;
    if (Math.abs(drawnIn - difference.difference) > CARRIED_BY_FEW * Math.abs(difference.difference))
      found.push({ code: "caution.carried_by_few", values: {} });
  }
  return found;
}

/**
 * Simpson's reversal: what all show together, every group shows the other way round, because more of some groups stand on one step.
 * @see Simpson (1951), J. R. Stat. Soc. B 13, 238–241
 */
export const isReversed = (together: number, groups: readonly number[]): boolean =>
  groups.length > 1 && together !== 0 && groups.every((each) => each !== 0 && Math.sign(each) === -Math.sign(together));
