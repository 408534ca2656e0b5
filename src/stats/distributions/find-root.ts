import { ModelError } from "../../base/errors.ts";

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
 * @throws ModelError `model.did_not_converge` when f is not a number somewhere in the bracket
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 4
 */
export function findRoot({ f, start, step, min, max, tolerance = 2.3e-16 }: RootSearch): number {
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
  return brent({ f, low, high, fLow, fHigh, relative: tolerance });
}

interface Bracket {
  f: (u: number) => number;
  low: number;
  high: number;
  fLow: number;
  fHigh: number;
  relative: number;
}

function brent({ f, low, high, fLow, fHigh, relative }: Bracket): number {
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
    const tolerance = relative * Math.abs(b) + 1e-300;
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
  throw new ModelError("model.did_not_converge", "A quantile could not be found.", { details: { low, high } });
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
