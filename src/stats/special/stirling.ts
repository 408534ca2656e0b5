/** ½ ln 2π. */
export const HALF_LOG_2PI = 0.9189385332046728;

/**
 * Stirling's series Σ B₂ₖ/(2k(2k−1)x^(2k−1)), nine terms: what lnΓ(x) has beyond (x − ½) ln x − x + ½ ln 2π.
 * @param x real ≥ 8, where the series has full double precision
 * @see Abramowitz & Stegun (1964) 6.1.41
 */
export function stirlingSeries(x: number): number {
  const y = 1 / (x * x);
  let s = 0.17964437236883057;
  s = s * y - 0.02955065359477124;
  s = s * y + 0.00641025641025641;
  s = s * y - 0.0019175269175269176;
  s = s * y + 0.0008417508417508417;
  s = s * y - 0.0005952380952380953;
  s = s * y + 0.0007936507936507937;
  s = s * y - 0.002777777777777778;
  s = s * y + 0.08333333333333333;
  return s / x;
}

/**
 * Deviance part x ln(x/m) + m − x, without cancellation where x is close to m.
 * @param x observed, real ≥ 0
 * @param m expected, real > 0
 * @param difference x − m, where the caller knows it more exactly than the subtraction gives it
 * @see Loader (2000), Fast and accurate computation of binomial probabilities
 */
export function deviancePart(x: number, m: number, difference = x - m): number {
  if (x === 0) return m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * (Math.log(x) - Math.log(m)) - difference;
  const v = difference / (x + m);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
