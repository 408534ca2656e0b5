import { InputError } from "../../base/errors.ts";
import { HALF_LOG_2PI, stirlingSeries } from "./stirling.ts";

/** (−1)^k (ζ(k) − 1)/k for k = 2…31: Taylor coefficients of lnΓ(2 + z) (mpmath 1.3, 40 digits). */
const LOG_GAMMA_AT_TWO = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 0.00009945751278180853,
  -0.00004492623673813314, 0.00002050721277567069, -0.000009439488275268397, 0.000004374866789907488,
  -0.000002039215753801366, 9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7,
  4.7698101693639804e-8, -2.2711094608943164e-8, 1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9,
  -1.1921401405860912e-9, 5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
  3.1044247747322276e-11, -1.5021384080754142e-11,
] as const;
const ONE_MINUS_EULER = 0.42278433509846713;

/**
 * Natural logarithm of the gamma function.
 *
 * Relative error about 1e-15, next to the zeros at 1 and 2 too: Taylor series at 2, recurrence, and
 * Stirling's series from 8 on.
 * @param x real > 0
 * @throws InputError `input.out_of_range` when x is not a positive number
 * @see Abramowitz & Stegun (1964) 6.1.33 and 6.1.41
 * @example
 * logGamma(5); // ln 24 = 3.1780538303479458
 */
export function logGamma(x: number): number {
  requirePositive(x, "lnΓ(x)");
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x >= 8) return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_2PI - 0.5) + stirlingSeries(x);
  if (x < 0.5) return logGammaOfTwoPlus(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaOfTwoPlus(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let y = x;
  while (y > 2.5) {
    y -= 1;
    product *= y;
  }
  return logGammaOfTwoPlus(y - 2) + Math.log(product);
}

/** lnΓ(2 + z) for |z| ≤ ½. */
function logGammaOfTwoPlus(z: number): number {
  let s = 0;
  for (let k = LOG_GAMMA_AT_TWO.length - 1; k >= 0; k--) s = s * z + LOG_GAMMA_AT_TWO[k]!;
  return z * (ONE_MINUS_EULER + z * s);
}

/**
 * Error of Stirling's formula, lnΓ(x) − [(x − ½) ln x − x + ½ ln 2π]; tends to 1/(12x).
 *
 * The incomplete beta and gamma functions use it where lnΓ itself would lose digits by subtraction.
 * @param x real > 0
 * @see Loader (2000)
 */
export function stirlingError(x: number): number {
  return x < 8 ? logGamma(x) - (x - 0.5) * Math.log(x) + x - HALF_LOG_2PI : stirlingSeries(x);
}

/**
 * Digamma ψ(x), the derivative of lnΓ.
 *
 * Absolute error about 1e-15 near the zero at 1.4616, relative elsewhere.
 * @param x real > 0
 * @throws InputError `input.out_of_range` when x is not a positive number
 * @see Abramowitz & Stegun (1964) 6.3.5 and 6.3.18
 * @example
 * digamma(1); // −γ = −0.5772156649015329
 */
export function digamma(x: number): number {
  requirePositive(x, "ψ(x)");
  let shift = 0;
  let y = x;
  while (y < 10) {
    shift += 1 / y;
    y += 1;
  }
  const u = 1 / (y * y);
  let s = 0.08333333333333333;
  s = s * u - 0.021092796092796094;
  s = s * u + 0.007575757575757576;
  s = s * u - 0.004166666666666667;
  s = s * u + 0.003968253968253968;
  s = s * u - 0.008333333333333333;
  s = s * u + 0.08333333333333333;
  return Math.log(y) - 0.5 / y - u * s - shift;
}

/**
 * Trigamma ψ′(x), the second derivative of lnΓ.
 * @param x real > 0
 * @throws InputError `input.out_of_range` when x is not a positive number
 * @see Abramowitz & Stegun (1964) 6.4.6 and 6.4.12
 * @example
 * trigamma(1); // π²/6 = 1.6449340668482264
 */
export function trigamma(x: number): number {
  requirePositive(x, "ψ′(x)");
  let shift = 0;
  let y = x;
  while (y < 12) {
    shift += 1 / (y * y);
    y += 1;
  }
  const u = 1 / (y * y);
  let s = 1.1666666666666667;
  s = s * u - 0.2531135531135531;
  s = s * u + 0.07575757575757576;
  s = s * u - 0.03333333333333333;
  s = s * u + 0.023809523809523808;
  s = s * u - 0.03333333333333333;
  s = s * u + 0.16666666666666666;
  return 1 / y + u / 2 + (u / y) * s + shift;
}

/**
 * Natural logarithm of the beta function B(a, b) = Γ(a)Γ(b)/Γ(a + b).
 *
 * For large arguments the leading terms of Stirling's formula are combined before they are rounded, so
 * ln B(10⁸, 10⁸) keeps all its digits.
 * @param a real > 0
 * @param b real > 0
 * @throws InputError `input.out_of_range` when a or b is not a positive number
 * @see Abramowitz & Stegun (1964) 6.2.2
 * @example
 * logBeta(2, 3); // ln(1/12) = −2.4849066497880004
 */
export function logBeta(a: number, b: number): number {
  const p = Math.min(a, b);
  const q = Math.max(a, b);
  requirePositive(p, "ln B(a, b)");
  requirePositive(q < Number.POSITIVE_INFINITY ? q : Number.NaN, "ln B(a, b)");
  if (q < 8) return logGamma(p) + (logGamma(q) - logGamma(p + q));
  const growth = -Math.log1p(p / q);
  if (p < 8) {
    const correction = stirlingSeries(q) - stirlingSeries(p + q);
    return logGamma(p) + correction + p - p * Math.log(p + q) + (q - 0.5) * growth;
  }
  const correction = stirlingSeries(p) + (stirlingSeries(q) - stirlingSeries(p + q));
  return HALF_LOG_2PI - 0.5 * Math.log(q) + correction + (p - 0.5) * Math.log(p / (p + q)) + q * growth;
}

function requirePositive(x: number, name: string): void {
  if (!(x > 0))
    throw new InputError("input.out_of_range", `${name} needs positive arguments, got ${x}.`, { details: { x } });
}
