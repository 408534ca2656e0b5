import { InputError, ModelError } from "../../base/errors.ts";

/**
 * A root of a continuous function between two points where it has opposite signs (Brent's method).
 *
 * Never leaves the bracket, so it is safe where Newton's method is not; needs about ten evaluations.
 * @param f continuous; ±Infinity is allowed away from the root
 * @param bracket `low` < `high` with f(low) and f(high) of opposite sign (or zero)
 * @param tolerance absolute width at which the root is accepted; default 1e-15 (and never below rounding)
 * @throws InputError `input.out_of_range` when the signs agree or a value is not a number
 * @throws ModelError `model.did_not_converge` when f is not a number somewhere in the bracket
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 * @example
 * findRoot((x) => x * x - 2, { low: 0, high: 2 }); // 1.41421356237309…
 */
export function findRoot(
  f: (x: number) => number,
  { low, high }: { low: number; high: number },
  tolerance = 1e-15,
): number {
  const fLow = f(low);
  const fHigh = f(high);
  if (!(Math.sign(fLow) * Math.sign(fHigh) <= 0)) {
    throw new InputError("input.out_of_range", "A root needs a bracket with values of opposite sign at its ends.", {
      details: { low, high },
    });
  }
  if (fLow === 0) return low;
  return brent({ f, low, high, fLow, fHigh, relative: 2 * Number.EPSILON, absolute: tolerance / 2 });
}

/** Where to look for the root of a monotone function. */
export interface RootSearch {
  /** Increasing function of u; ±Infinity is allowed away from the root. */
  f: (u: number) => number;
  /** First guess. */
  start: number;
  /** First width of the bracket; it doubles until the sign changes. */
  step: number;
  /** The search stays in [min, max]; an end is returned where the root lies beyond it. */
  min: number;
  max: number;
  /** Relative accuracy of u; the last digits of a double where absent. */
  tolerance?: number;
}

/**
 * Root of an increasing function: bracket by doubling, then Brent's method to the last digits.
 *
 * For quantiles and other inverses, where only a rough location is known.
 * @returns the root, or the end of [min, max] beyond which it lies
 * @throws InputError `input.out_of_range` for a step that is not positive or a range that is not finite
 * @throws ModelError `model.did_not_converge` when f is not a number somewhere in the bracket
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 * @example
 * rootOfIncreasing({ f: (u) => Math.exp(u) - 2, start: 0, step: 1, min: -700, max: 700 }); // ln 2 = 0.6931471805599453
 */
export function rootOfIncreasing({ f, start, step, min, max, tolerance = 2.3e-16 }: RootSearch): number {
  if (!(step > 0 && min <= max && Number.isFinite(start + min + max + step)))
    throw new InputError("input.out_of_range", "A root search needs a finite start, step and range.", {
      details: { start, step, min, max },
    });
  let low = Math.min(Math.max(start, min), max);
  let high = low;
  let fLow = f(low);
  let fHigh = fLow;
  for (let width = step; fLow > 0; width *= 2) {
    if (low === min) return min;
    high = low;
    fHigh = fLow;
    low = Math.max(min, low - width);
    fLow = f(low);
  }
  for (let width = step; fHigh < 0; width *= 2) {
    if (high === max) return max;
    low = high;
    fLow = fHigh;
    high = Math.min(max, high + width);
    fHigh = f(high);
  }
  return brent({ f, low, high, fLow, fHigh, relative: tolerance, absolute: 0 });
}

/**
 * Widens a starting interval geometrically until a function changes sign over it.
 *
 * @returns a bracket for {@link findRoot}, or `null` when no change of sign was found within `limit`
 * @throws InputError `input.out_of_range` when the starting interval is empty, not finite or outside the limits
 * @see Press et al. (2007), Numerical Recipes, section 9.1
 * @example
 * bracketRoot((x) => x - 100, { low: 0, high: 1 }, { low: 0, high: 1e6 }); // { low: 63, high: 127 }
 */
export function bracketRoot(
  f: (x: number) => number,
  start: { low: number; high: number },
  limit: { low: number; high: number },
): { low: number; high: number } | null {
  let { low, high } = start;
  if (!(high > low && limit.low <= low && limit.high >= high && Number.isFinite(high - low)))
    throw new InputError("input.out_of_range", "A bracket starts from a finite interval within its limits.", {
      details: { low, high },
    });
  let atLow = f(low);
  let atHigh = f(high);
  while (Math.sign(atLow) * Math.sign(atHigh) > 0) {
    if (low <= limit.low && high >= limit.high) return null;
    const width = high - low;
    if (Math.abs(atLow) < Math.abs(atHigh) && low > limit.low) atLow = f((low = Math.max(limit.low, low - width)));
    else if (high < limit.high) {
      low = high;
      atLow = atHigh;
      atHigh = f((high = Math.min(limit.high, high + 2 * width)));
    } else atLow = f((low = Math.max(limit.low, low - width)));
  }
  return { low, high };
}

interface Bracket {
  f: (u: number) => number;
  low: number;
  high: number;
  fLow: number;
  fHigh: number;
  /** Accepted width as a share of the root, and in its own unit. */
  relative: number;
  absolute: number;
}

function brent({ f, low, high, fLow, fHigh, relative, absolute }: Bracket): number {
  let [a, b, fa, fb] = [low, high, fLow, fHigh];
  let [c, fc] = [a, fa];
  let d = b - a;
  let e = d;
  for (let iteration = 0; iteration < 500; iteration++) {
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      e = d = b - a;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = relative * Math.abs(b) + absolute + 1e-300;
    const middle = 0.5 * (c - b);
    if (fb === 0 || Math.abs(middle) <= tolerance) return b;
    const useful =
      Math.abs(e) >= tolerance && Math.abs(fa) > Math.abs(fb) && Number.isFinite(fa) && Number.isFinite(fc);
    const move = useful ? interpolate({ a, b, c, fa, fb, fc }) : null;
    if (
      move !== null &&
      2 * Math.abs(move) < Math.min(3 * Math.abs(middle) - tolerance, Math.abs(e)) &&
      move * middle > 0
    ) {
      e = d;
      d = move;
    } else e = d = middle;
    [a, fa] = [b, fb];
    b += Math.abs(d) > tolerance ? d : Math.sign(middle) * tolerance;
    fb = f(b);
    if (Number.isNaN(fb)) break;
  }
  throw new ModelError(
    "model.did_not_converge",
    "The root search met a value that is not a number, or did not settle.",
    { details: { low, high } },
  );
}

interface ThreePoints {
  a: number;
  b: number;
  c: number;
  fa: number;
  fb: number;
  fc: number;
}

/** Step from b by inverse quadratic interpolation, or by the secant where only two points differ. */
function interpolate({ a, b, c, fa, fb, fc }: ThreePoints): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  return (s * ((c - b) * q * (q - r) - (b - a) * (r - 1))) / -((q - 1) * (r - 1) * (s - 1));
}
