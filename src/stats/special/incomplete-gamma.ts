import { InputError, ModelError } from "../../base/errors.ts";
import { logGamma, stirlingError } from "./gamma.ts";
import { deviancePart } from "./stirling.ts";

/** Both tails of a distribution function; they add to 1 and the smaller one keeps its relative accuracy. */
export interface Tails {
  lower: number;
  upper: number;
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).
 *
 * The smaller tail is always computed directly, so chi-square and Poisson tails are good down to 1e-300.
 * Power series below a + 1, continued fraction above; the common factor by Loader's deviance, which keeps
 * twelve digits at a = 10⁹ where e^(a ln x − x − lnΓ(a)) keeps seven.
 * @param a shape, real > 0
 * @param x real ≥ 0
 * @throws InputError `input.out_of_range` outside that domain
 * @throws ModelError `model.did_not_converge` for a above about 10¹³
 * @see Abramowitz & Stegun (1964) 6.5.29 and 6.5.31; Loader (2000)
 * @example
 * incompleteGamma(1, 2).upper; // e⁻² = 0.1353352832366127
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a > 0 && a < Number.POSITIVE_INFINITY && x >= 0))
    throw new InputError("input.out_of_range", `P(a, x) needs a > 0 and x ≥ 0, got a = ${a}, x = ${x}.`, {
      details: { a, x },
    });
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  if (a < 1 && x < 1.5) return smallShape(a, x);
  if (x < a + 1) {
    const lower = clampShare(powerDensity(a, x) * lowerSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = clampShare(powerDensity(a, x) * a * upperFraction(a, x));
  return { lower: 1 - upper, upper };
}

/** x^a e^(−x)/Γ(a + 1). */
function powerDensity(a: number, x: number): number {
  if (a < 1) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  return Math.exp(-stirlingError(a) - deviancePart(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/** Σ x^n / ((a+1)…(a+n)). */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  const limit = iterationLimit(a);
  for (let n = 1; n < limit; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < 1e-17 * sum) return sum;
  }
  throw notConverged("P", a, x);
}

/** Legendre's continued fraction for Γ(a, x) e^x x^(−a), by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  const limit = iterationLimit(a);
  for (let n = 1; n < limit; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (d === 0) d = 1e-300;
    c = b + an / c;
    if (c === 0) c = 1e-300;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-16) return h;
  }
  throw notConverged("Q", a, x);
}

/** For a < 1 and small x, Q from expm1 so that it keeps its digits as a → 0, where Q ≈ a E₁(x). */
function smallShape(a: number, x: number): Tails {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 200; n++) {
    term *= -x / n;
    const next = sum + (a * term) / (a + n);
    if (next === sum) break;
    sum = next;
  }
  const logPower = a * Math.log(x) - logGamma(1 + a);
  const power = Math.exp(logPower);
  const lower = clampShare(power * (1 + sum));
  const upper = clampShare(-Math.expm1(logPower) - power * sum);
  return { lower, upper };
}

const iterationLimit = (a: number): number => 1000 + 20 * Math.sqrt(Math.min(a, 1e13));
const clampShare = (p: number): number => Math.min(1, Math.max(0, p));

function notConverged(name: string, a: number, x: number): ModelError {
  return new ModelError("model.did_not_converge", `${name}(a, x) did not converge for a = ${a}, x = ${x}.`, {
    details: { a, x },
  });
}
