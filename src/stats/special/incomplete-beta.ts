import { InputError, ModelError } from "../../base/errors.ts";
import { logBeta, stirlingError } from "./gamma.ts";
import type { Tails } from "./incomplete-gamma.ts";
import { deviancePart } from "./stirling.ts";

/**
 * Regularised incomplete beta function I_x(a, b) and its complement 1 − I_x(a, b).
 *
 * The tail on the short side of the mean is computed directly (continued fraction), so F, t and binomial
 * tails keep their relative accuracy down to 1e-300; the common factor uses Loader's deviance, which keeps
 * the digits at a, b of 10⁹.
 * @param a real > 0
 * @param b real > 0
 * @param x share in [0, 1]
 * @param complement 1 − x, where the caller knows it more exactly than the subtraction would give it
 * @throws InputError `input.out_of_range` outside that domain
 * @throws ModelError `model.did_not_converge` for a or b above about 10¹³
 * @see DiDonato & Morris (1992), ACM TOMS 18, 360–373, continued fraction; Loader (2000)
 * @example
 * incompleteBeta(2, 3, 0.5).lower; // 0.6875
 */
export function incompleteBeta(a: number, b: number, x: number, complement = 1 - x): Tails {
  if (!(a > 0 && b > 0 && x >= 0 && complement >= 0 && x <= 1 && a + b < Number.POSITIVE_INFINITY))
    throw new InputError("input.out_of_range", `I_x(a, b) needs a, b > 0 and x in [0, 1], got ${a}, ${b}, ${x}.`, {
      details: { a, b, x },
    });
  if (x === 0) return { lower: 0, upper: 1 };
  if (complement === 0) return { lower: 1, upper: 0 };
  if (x * (a + b + 2) < a + 1) {
    const lower = lowerTail({ a, b, x, y: complement });
    return { lower, upper: lower > 0.9 ? otherTail({ a: b, b: a, x: complement, y: x }, lower) : 1 - lower };
  }
  const upper = lowerTail({ a: b, b: a, x: complement, y: x });
  return { lower: upper > 0.9 ? otherTail({ a, b, x, y: complement }, upper) : 1 - upper, upper };
}

/** Arguments with y = 1 − x carried separately. */
interface BetaArguments {
  a: number;
  b: number;
  x: number;
  y: number;
}

function lowerTail(args: BetaArguments): number {
  return Math.min(1, powerDensity(args) * fraction(args));
}

/** A small tail beyond the mean: its own power series where that is quick, because 1 − p would lose its digits. */
function otherTail({ a, b, x, y }: BetaArguments, tail: number): number {
  if (x > 0.95 || a + b > 1e4) return 1 - tail;
  let term = 1 / a;
  let sum = term;
  let power = 1;
  for (let n = 1; n < 5000; n++) {
    power *= ((n - b) / n) * x;
    term = power / (a + n);
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  // The series Σ (1−b)_n x^n/(n!(a+n)) is monotone only for b ≤ 1; elsewhere it would cancel.
  return b <= 1 ? Math.min(1, powerDensity({ a, b, x, y }) * y ** -b * sum) : 1 - tail;
}

/** x^a y^b / B(a, b). */
function powerDensity({ a, b, x, y }: BetaArguments): number {
  if (a < 8 && b < 8) return Math.exp(a * Math.log(x) + b * logOf(y, x) - logBeta(a, b));
  const n = a + b;
  const difference = distanceFromMean({ a, b, x, y });
  const deviance = deviancePart(a, n * x, difference) + deviancePart(b, n * y, -difference);
  const log = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance;
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(log);
}

/** ln y, by way of x = 1 − y where x is the small one. */
const logOf = (y: number, x: number): number => (x < 0.5 ? Math.log1p(-x) : Math.log(y));

/**
 * Even part of the continued fraction of B(a, b) I_x(a, b) / (x^a y^b), in the form of BFRAC of TOMS 708: with
 * λ = a − (a + b)x given exactly it does not cancel where one parameter is huge and x next to 1.
 */
function fraction({ a, b, x, y }: BetaArguments): number {
  const c = 1 + distanceFromMean({ a, b, x, y });
  const c1 = 1 + 1 / a;
  let [p, s] = [1, a + 1];
  let [aOld, bOld, aNew, bNew] = [0, 1, 1, c / c1];
  let ratio = c1 / c;
  const limit = 1000 + 20 * Math.sqrt(Math.min(Math.max(a, b), 1e13));
  for (let n = 1; n < limit; n++) {
    const t = n / a;
    const w = n * (b - n) * x;
    const shrink = a / s;
    const alpha = p * (p + b / a) * shrink * shrink * (w * x);
    const beta = n + w / s + ((1 + t) / (c1 + t + t)) * (c + n * (1 + y));
    p = 1 + t;
    s += 2;
    const aNext = alpha * aOld + beta * aNew;
    const bNext = alpha * bOld + beta * bNew;
    const next = aNext / bNext;
    if (Math.abs(next - ratio) <= 2e-16 * Math.abs(next)) return next;
    ratio = next;
    [aOld, bOld, aNew, bNew] = [aNew / bNext, bNew / bNext, next, 1];
  }
  throw new ModelError("model.did_not_converge", `I_x(a, b) did not converge for a = ${a}, b = ${b}, x = ${x}.`, {
    details: { a, b, x },
  });
}

/** a − (a + b)x = (a + b)y − b, by whichever of x and y carries the digits. */
const distanceFromMean = ({ a, b, x, y }: BetaArguments): number => (x <= y ? a - (a + b) * x : (a + b) * y - b);
