import type { Message } from "../findings/figure.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import type { Repeats } from "./study.ts";

/** What became of those who once stood on the lowest band, and what chance alone would make of them. */
export interface Recovery {
  /** Pairs of an answer in the lowest band and the same customer's next one. */
  n: number;
  /** Mean change to the next answer, in points; positive is better. */
  seen: number;
  /** The change that is expected although nothing is done. */
  byChance: number;
  /** Correlation of an answer with the same customer's next one. */
  reliability: number;
}

/**
 * Regression to the mean: whoever is picked for a low score scores higher the next time, because part of the low score was chance. Of the
 * distance to the mean of all, the share 1 − r is expected to go by itself, where r is the correlation of one answer with the next.
 * @returns null with fewer than 50 pairs from the lowest band, or where answers do not vary
 * @see Barnett, van der Pols & Dobson (2005), Int. J. Epidemiology 34, 215–220
 */
export function recoveryOf({ customers, score, band }: Pick<Repeats, "customers" | "score" | "band">): Recovery | null {
  const pairs: { first: number; next: number; isLow: boolean }[] = [];
  for (let i = 1; i < customers.length; i++)
    if (customers[i] === customers[i - 1])
      pairs.push({ first: score[i - 1]!, next: score[i]!, isLow: band[i - 1] === 0 });
  const low = pairs.filter(({ isLow }) => isLow);
  const reliability = correlation(pairs);
  if (low.length < BAND_MINIMUM || reliability === null) return null;
  const [all, picked, next] = [mean(pairs, "first"), mean(low, "first"), mean(low, "next")];
  const better = Math.sign(all - picked);
  return {
    n: low.length,
    seen: better * (next - picked),
    byChance: (1 - reliability) * Math.abs(all - picked),
    reliability,
  };
}

/** The caution that belongs beside any before and after of those who were picked for a low score. */
export const recoveryInWords = ({ n, seen, byChance, reliability }: Recovery, lowBand: string): Message => ({
  code: "worth.recovery",
  values: { lowBand, n, after: seen, before: byChance, coverage: Math.max(0, reliability), unit: "score" },
});

type Pair = { first: number; next: number };

const mean = (pairs: readonly Pair[], of: keyof Pair): number =>
  pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;

function correlation(pairs: readonly Pair[]): number | null {
  if (pairs.length === 0) return null;
  const [x, y] = [mean(pairs, "first"), mean(pairs, "next")];
  let [xx, yy, xy] = [0, 0, 0];
  for (const { first, next } of pairs) {
    xx += (first - x) ** 2;
    yy += (next - y) ** 2;
    xy += (first - x) * (next - y);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
