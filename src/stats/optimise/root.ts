import { InputError, ModelError } from "../../base/errors.ts";

/**
 * A root of a continuous function between two points where it has opposite signs (Brent's method).
 *
 * Never leaves the bracket, so it is safe where Newton's method is not; needs about ten evaluations.
 * @param bracket `low` < `high` with f(low) and f(high) of opposite sign (or zero)
 * @param tolerance absolute width at which the root is accepted; default 1e-15 (and never below rounding)
 * @throws InputError `input.out_of_range` when the signs agree or a value is not a number
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 * @example
 * findRoot((x) => x * x - 2, { low: 0, high: 2 }); // 1.41421356237309…
 */
export function findRoot(
  f: (x: number) => number,
  { low, high }: { low: number; high: number },
  tolerance = 1e-15,
): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (!(Math.sign(fa) * Math.sign(fb) <= 0)) {
    throw new InputError("input.out_of_range", "A root needs a bracket with values of opposite sign at its ends.", {
      details: { low, high },
    });
  }
  let c = a;
  let fc = fa;
  let step = b - a;
  let before = step;
  for (let i = 0; i < 200; i++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const width = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= width || fb === 0) return b;
    const guess =
      Math.abs(before) >= width && Math.abs(fa) > Math.abs(fb) ? interpolate({ a, b, c, fa, fb, fc }) : null;
    if (guess !== null && Math.abs(guess) < Math.min(1.5 * Math.abs(half) - width / 2, Math.abs(before) / 2)) {
      before = step;
      step = guess;
    } else {
      before = half;
      step = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(step) > width ? step : Math.sign(half) * width;
    fb = f(b);
    if (Math.sign(fb) === Math.sign(fc)) {
      c = a;
      fc = fa;
      step = b - a;
      before = step;
    }
  }
  throw new ModelError("model.did_not_converge", "The root search did not settle within 200 steps.", {
    details: { low, high },
  });
}

/** The step from b by inverse quadratic interpolation or the secant, or null where it would leave the bracket. */
function interpolate({ a, b, c, fa, fb, fc }: Record<"a" | "b" | "c" | "fa" | "fb" | "fc", number>): number | null {
  const s = fb / fa;
  let p: number;
  let q: number;
  if (a === c) {
    p = (c - b) * s;
    q = 1 - s;
  } else {
    const t = fa / fc;
    const u = fb / fc;
    p = s * ((c - b) * t * (t - u) - (b - a) * (u - 1));
    q = (t - 1) * (u - 1) * (s - 1);
  }
  const step = p / q;
  return Number.isFinite(step) && Math.sign(step) === Math.sign(c - b) ? step : null;
}

/**
 * Widens a starting interval geometrically until a function changes sign over it.
 *
 * @returns a bracket for {@link findRoot}, or `null` when no change of sign was found within `limit`
 * @example
 * bracketRoot((x) => x - 100, { low: 0, high: 1 }, { low: 0, high: 1e6 }); // { low: 63, high: 127 }
 */
export function bracketRoot(
  f: (x: number) => number,
  start: { low: number; high: number },
  limit: { low: number; high: number },
): { low: number; high: number } | null {
  let { low, high } = start;
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
