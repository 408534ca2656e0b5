import { InputError } from "../../base/errors.ts";
import { erfc, erfcx, expMinusSquare } from "../special/error-function.ts";
import { requireNumber } from "../special/require-number.ts";

const SQRT_2PI = 2.5066282746310007;

/**
 * Standard normal distribution function P(Z ≤ x), accurate in the far lower tail.
 * @param x real
 * @returns share in [0, 1]; relative error about 1e-15 down to x = −37
 * @throws InputError `input.out_of_range` for an argument that is not a number
 * @example
 * normalCdf(-1.96); // 0.024997895148220435
 */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/**
 * Upper tail P(Z > x), accurate where 1 − P(Z ≤ x) would be 0.
 * @param x real
 * @returns share in [0, 1]
 * @throws InputError `input.out_of_range` for an argument that is not a number
 * @example
 * normalUpper(10); // 7.619853024160526e-24
 */
export function normalUpper(x: number): number {
  return 0.5 * erfc(x * Math.SQRT1_2);
}

/**
 * Standard normal density.
 * @param x real
 * @throws InputError `input.out_of_range` for an argument that is not a number
 * @example
 * normalDensity(0); // 0.3989422804014327
 */
export function normalDensity(x: number): number {
  requireNumber(x);
  if (Math.abs(x) === Number.POSITIVE_INFINITY) return 0;
  return expMinusSquare(x * Math.SQRT1_2) / SQRT_2PI;
}

/**
 * ln P(Z ≤ x), finite where the probability underflows.
 * @param x real
 * @throws InputError `input.out_of_range` for an argument that is not a number
 * @example
 * logNormalCdf(-40); // −804.6084420137538
 */
export function logNormalCdf(x: number): number {
  requireNumber(x);
  if (x > -1) return Math.log1p(-normalUpper(x));
  return Math.log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x;
}

/**
 * Standard normal quantile: the x with P(Z ≤ x) = p.
 *
 * Wichura's rational approximation, then one Newton step on the log scale for the tails.
 * @param p share in [0, 1]; 0 and 1 give ∓Infinity
 * @throws InputError `input.out_of_range` when p is outside [0, 1]
 * @see Wichura (1988), Algorithm AS 241, Appl. Stat. 37, 477–484
 * @example
 * normalQuantile(0.975); // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1))
    throw new InputError("input.out_of_range", `A quantile needs a share in [0, 1], got ${p}.`, { details: { p } });
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(CENTRE, 0.180625 - q * q);
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const start = r <= 5 ? rational(MIDDLE, r - 1.6) : rational(FAR, r - 5);
  const x = start + refinement(start, tail);
  return q < 0 ? -x : x;
}

/** Newton's step on ln P(Z > x) = ln tail. */
function refinement(x: number, tail: number): number {
  const hazard = Math.SQRT2 / Math.sqrt(Math.PI) / erfcx(x * Math.SQRT1_2);
  return (logNormalCdf(-x) - Math.log(tail)) / hazard;
}

interface Rational {
  above: readonly number[];
  below: readonly number[];
}

/** Coefficients from the constant up. */
const CENTRE: Rational = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const MIDDLE: Rational = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const FAR: Rational = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

function rational({ above, below }: Rational, x: number): number {
  let a = 0;
  let b = 0;
  for (let k = 7; k >= 0; k--) {
    a = a * x + above[k]!;
    b = b * x + below[k]!;
  }
  return a / b;
}
