import { InputError, ModelError } from "../../base/errors.ts";
import { logGamma } from "./gamma.ts";

/**
 * Gauss hypergeometric function ₂F₁(a, b; c; z) for real arguments.
 *
 * Serves the expectations of the purchase models: c > 0, z ≤ 1. Negative z by Pfaff's transform, c − a − b < 0
 * by Euler's, the rest by the power series with a bound on its tail. Relative error about 1e-12.
 * @param a real
 * @param b real
 * @param c real > 0
 * @param z real ≤ 1; at z = 1 needs c − a − b > 0
 * @throws InputError `input.out_of_range` outside that domain
 * @throws ModelError `model.degenerate` where the value exceeds the largest double: use {@link logHyp2f1}
 * @see Abramowitz & Stegun (1964) 15.1.1, 15.1.20, 15.3.3, 15.3.4
 * @example
 * hyp2f1(1, 1, 2, 0.5); // 2 ln 2 = 1.3862943611198906
 */
export function hyp2f1(a: number, b: number, c: number, z: number): number {
  const { log, sign } = signedLogHyp2f1(a, b, c, z);
  const value = sign * Math.exp(log);
  if (!Number.isFinite(value))
    throw new ModelError("model.degenerate", "This value of ₂F₁ exceeds the largest double.", {
      hint: "Work with its logarithm.",
      details: { a, b, c, z },
    });
  return value;
}

/**
 * ln ₂F₁(a, b; c; z), where ₂F₁ itself would overflow: heavy buyers have a, b of several hundred.
 * @param a real
 * @param b real
 * @param c real > 0
 * @param z real ≤ 1; at z = 1 needs c − a − b > 0
 * @throws InputError `input.out_of_range` outside that domain
 * @throws ModelError `model.degenerate` where ₂F₁ is zero or negative
 * @see Abramowitz & Stegun (1964) 15.1.1, 15.3.3, 15.3.4
 * @example
 * logHyp2f1(1, 1, 2, 0.5); // ln(2 ln 2) = 0.32663425997828
 */
export function logHyp2f1(a: number, b: number, c: number, z: number): number {
  const { log, sign } = signedLogHyp2f1(a, b, c, z);
  if (sign <= 0)
    throw new ModelError("model.degenerate", "₂F₁ is not positive here, so it has no logarithm.", {
      details: { a, b, c, z },
    });
  return log;
}

interface SignedLog {
  log: number;
  sign: number;
}

function signedLogHyp2f1(a: number, b: number, c: number, z: number): SignedLog {
  if (!(c > 0 && z <= 1 && Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(c) && Number.isFinite(z)))
    throw new InputError("input.out_of_range", `₂F₁ is computed for c > 0 and z ≤ 1, got c = ${c}, z = ${z}.`, {
      details: { a, b, c, z },
    });
  if (z === 0 || a === 0 || b === 0) return { log: 0, sign: 1 };
  if (z === 1) return atOne(a, b, c);
  if (z < 0) return pfaff(a, b, c, z);
  const excess = c - a - b;
  if (z > 0.999 && connectionIsSafe(a, b, c)) return connection(a, b, c, z);
  // Both series are stable with positive parameters; Euler's has the smaller terms where c − a − b < 0.
  if (excess < 0 && Math.min(c - a, c - b) > -1) return shifted(series(c - a, c - b, c, z), excess * Math.log1p(-z));
  return series(a, b, c, z);
}

/** (1 − z)^(−p) ₂F₁(p, c − q; c; z/(z − 1)), with p of a, b chosen so that the terms keep one sign if possible. */
function pfaff(a: number, b: number, c: number, z: number): SignedLog {
  const [p, q] = c - b >= c - a ? [a, b] : [b, a];
  const inner = signedLogHyp2f1(p, c - q, c, z / (z - 1));
  return shifted(inner, -p * Math.log1p(-z));
}

const shifted = ({ log, sign }: SignedLog, by: number): SignedLog => ({ log: log + by, sign });

/** Gauss's sum Γ(c)Γ(c−a−b)/(Γ(c−a)Γ(c−b)). */
function atOne(a: number, b: number, c: number): SignedLog {
  if (!(c - a - b > 0))
    throw new InputError("input.out_of_range", "₂F₁ at z = 1 is infinite unless c − a − b > 0.", {
      details: { a, b, c },
    });
  return product([c, c - a - b], [c - a, c - b]);
}

/** Power series with the sum rescaled on the way, so that no partial sum overflows. */
function series(a: number, b: number, c: number, z: number): SignedLog {
  let term = 1;
  let sum = 1;
  let scale = 0;
  for (let n = 0; n < 20_000_000; n++) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    if (term === 0) break;
    // Beyond n the ratios stay below the larger of this one and z, hence a geometric bound on the rest.
    const bound = Math.max(Math.abs(ratio), z);
    if (bound < 1 && n > -a && n > -b && Math.abs(term) * bound < 1e-17 * Math.abs(sum) * (1 - bound)) break;
    if (Math.abs(sum) > 1e250) {
      sum *= 1e-250;
      term *= 1e-250;
      scale += 250 * Math.LN10;
    }
  }
  return { log: Math.log(Math.abs(sum)) + scale, sign: Math.sign(sum) };
}

/** The connection formula cancels near whole c − a − b and for large parameters. */
function connectionIsSafe(a: number, b: number, c: number): boolean {
  const excess = c - a - b;
  const small = Math.max(Math.abs(a), Math.abs(b), c) < 30;
  return small && Math.abs(excess - Math.round(excess)) > 0.05;
}

/** Gauss's connection of z with 1 − z (A&S 15.3.6). */
function connection(a: number, b: number, c: number, z: number): SignedLog {
  const excess = c - a - b;
  const y = 1 - z;
  const near = times(product([c, excess], [c - a, c - b]), series(a, b, 1 - excess, y));
  const far = times(product([c, -excess], [a, b]), series(c - a, c - b, 1 + excess, y));
  return add(near, shifted(far, excess * Math.log(y)));
}

function times(x: SignedLog, y: SignedLog): SignedLog {
  return { log: x.log + y.log, sign: x.sign * y.sign };
}

function add(x: SignedLog, y: SignedLog): SignedLog {
  const top = Math.max(x.log, y.log);
  const sum = x.sign * Math.exp(x.log - top) + y.sign * Math.exp(y.log - top);
  return { log: top + Math.log(Math.abs(sum)), sign: Math.sign(sum) };
}

/** Γ(above…)/Γ(below…) with sign; a pole below makes it zero. */
function product(above: readonly number[], below: readonly number[]): SignedLog {
  let result: SignedLog = { log: 0, sign: 1 };
  for (const x of above) result = times(result, signedLogGamma(x));
  for (const x of below) {
    if (x <= 0 && Number.isInteger(x)) return { log: Number.NEGATIVE_INFINITY, sign: 0 };
    const g = signedLogGamma(x);
    result = times(result, { log: -g.log, sign: g.sign });
  }
  return result;
}

/** ln|Γ(x)| and the sign of Γ(x), by reflection below zero. */
function signedLogGamma(x: number): SignedLog {
  if (x > 0) return { log: logGamma(x), sign: 1 };
  const sine = Math.sin(Math.PI * (x - 2 * Math.round(x / 2)));
  return { log: Math.log(Math.PI / Math.abs(sine)) - logGamma(1 - x), sign: Math.sign(sine) };
}

/**
 * ln U(a, b, z), Tricomi's confluent hypergeometric function, for the discounted residual transactions of the
 * Pareto/NBD model.
 *
 * U = 1/Γ(a) ∫₀^∞ e^(−zt) t^(a−1) (1+t)^(b−a−1) dt, by double-exponential quadrature in logs. Gauss–Laguerre,
 * the usual choice, converges slowly at the small z of daily discounting because of the singularity at t = −1.
 * @param a real > 0
 * @param b real
 * @param z real > 0
 * @throws InputError `input.out_of_range` outside that domain
 * @see Abramowitz & Stegun (1964) 13.2.5; Takahasi & Mori (1974)
 * @example
 * Math.exp(logHyperU(0.5, 0.5, 1)); // √π e erfc(1) = 0.7578721561413121
 */
export function logHyperU(a: number, b: number, z: number): number {
  if (!(a > 0 && z > 0 && Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(z)))
    throw new InputError("input.out_of_range", `U(a, b, z) is computed for a > 0 and z > 0, got ${a}, ${z}.`, {
      details: { a, b, z },
    });
  // t = exp(π/2 sinh s)/z: the weight e^(−zt) then ends at the same s whatever z is.
  const logZ = Math.log(z);
  let top = Number.NEGATIVE_INFINITY;
  let sum = 0;
  const step = 1 / 64;
  for (let k = -16 * 64; k <= 4 * 64; k++) {
    const s = k * step;
    const logZt = (Math.PI / 2) * Math.sinh(s);
    const logT = logZt - logZ;
    const logOnePlusT = logT > 35 ? logT : Math.log1p(Math.exp(logT));
    const value = a * logT + (b - a - 1) * logOnePlusT - Math.exp(logZt) + Math.log(Math.cosh(s));
    if (value > top) {
      sum = sum * Math.exp(top - value) + 1;
      top = value;
    } else sum += Math.exp(value - top);
  }
  return top + Math.log(sum * step * (Math.PI / 2)) - logGamma(a);
}
