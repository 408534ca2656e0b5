import type { Random } from "../../base/random.ts";

/**
 * One draw from a standard normal distribution, by Marsaglia's polar method.
 *
 * Uses about 2.5 uniform numbers a draw; the partner draw is dropped so that the function keeps no state.
 * @see Marsaglia & Bray (1964), SIAM Review 6, 260–264
 * @example
 * const random = sfc32(1);
 * Array.from({ length: 3 }, () => 170 + 10 * drawNormal(random)); // [182.81, 178.46, 173.58]
 */
export function drawNormal(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}
