import { digamma, logGamma, trigamma } from "../special/gamma.ts";

/** ln (z)ₓ = lnΓ(z + x) − lnΓ(z) with its first and second derivative in z, at each of some ascending whole x. */
export interface RisingFactorials {
  log: Float64Array;
  first: Float64Array;
  second: Float64Array;
}

/**
 * Rising factorials by recurrence where x is dense, by gamma functions across gaps.
 * @param z > 0
 * @param x ascending integers ≥ 0
 */
export function risingFactorials(z: number, x: Float64Array): RisingFactorials {
  const result = {
    log: new Float64Array(x.length),
    first: new Float64Array(x.length),
    second: new Float64Array(x.length),
  };
  let at = 0;
  let log = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < x.length; i++) {
    const to = x[i]!;
    if (to - at > 24) {
      log += logGamma(z + to) - logGamma(z + at);
      first += digamma(z + to) - digamma(z + at);
      second += trigamma(z + to) - trigamma(z + at);
    } else {
      for (; at < to; at++) {
        const inverse = 1 / (z + at);
        log += Math.log(z + at);
        first += inverse;
        second -= inverse * inverse;
      }
    }
    at = to;
    result.log[i] = log;
    result.first[i] = first;
    result.second[i] = second;
  }
  return result;
}
