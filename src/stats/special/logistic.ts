/**
 * Logistic function 1/(1 + e^(−x)): the share at given log odds, without overflow.
 * @param x log odds, real
 * @returns share in [0, 1]; small ones keep their relative accuracy
 * @example
 * logistic(0); // 0.5
 */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
