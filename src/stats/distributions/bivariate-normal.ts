import { InputError } from "../../base/errors.ts";
import { integrate } from "../optimise/quadrature.ts";
import { normalCdf } from "./normal.ts";

/**
 * Probability that two standard normal variables with correlation ρ lie at or below h and k.
 *
 * Integrates Plackett's derivative by the angle arcsin ρ, in panels that narrow towards |ρ| = 1.
 * @param limits.h upper limit of the first, may be infinite
 * @param limits.k upper limit of the second, may be infinite
 * @param rho correlation in [−1, 1]
 * @returns accurate to about 1e-13 up to |ρ| = 0.999
 * @throws InputError `input.out_of_range` for a correlation outside [−1, 1] or limits that are not numbers
 * @see Plackett (1954), Biometrika 41, 351–360; Drezner & Wesolowsky (1990), J. Stat. Comput. Simul. 35, 101–107
 * @example
 * bivariateNormalCdf({ h: 0, k: 0 }, 0.5); // 1/3
 */
export function bivariateNormalCdf({ h, k }: { h: number; k: number }, rho: number): number {
  requireCorrelation({ h, k }, rho);
  if (h === Number.NEGATIVE_INFINITY || k === Number.NEGATIVE_INFINITY) return 0;
  if (h === Number.POSITIVE_INFINITY) return normalCdf(k);
  if (k === Number.POSITIVE_INFINITY) return normalCdf(h);
  if (rho === 1) return normalCdf(Math.min(h, k));
  if (rho === -1) return Math.max(0, normalCdf(h) - normalCdf(-k));
  const slope = (angle: number): number => {
    const cosine = Math.cos(angle);
    return Math.exp(-(h * h + k * k - 2 * h * k * Math.sin(angle)) / (2 * cosine * cosine));
  };
  const target = Math.asin(rho);
  let total = 0;
  let from = 0;
  // Each panel ends half way between the last one and ±π/2, where the integrand can turn sharply.
  while (from !== target) {
    const halfway = (from + Math.sign(target) * (Math.PI / 2)) / 2;
    const to = Math.abs(halfway) < Math.abs(target) ? halfway : target;
    total += integrate(slope, { low: from, high: to });
    from = to;
  }
  return Math.max(0, normalCdf(h) * normalCdf(k) + total / (2 * Math.PI));
}

/**
 * Density of two standard normal variables with correlation ρ; 0 at infinite points.
 * @param rho correlation in (−1, 1)
 * @throws InputError `input.out_of_range` for a correlation outside (−1, 1) or limits that are not numbers
 * @example
 * bivariateNormalDensity({ h: 0, k: 0 }, 0); // 1/(2π) = 0.1592
 */
export function bivariateNormalDensity({ h, k }: { h: number; k: number }, rho: number): number {
  requireCorrelation({ h, k }, rho);
  if (Math.abs(rho) === 1)
    throw new InputError("input.out_of_range", "At a correlation of ±1 there is no density.", { details: { rho } });
  if (!Number.isFinite(h) || !Number.isFinite(k)) return 0;
  const rest = 1 - rho * rho;
  return Math.exp(-(h * h + k * k - 2 * rho * h * k) / (2 * rest)) / (2 * Math.PI * Math.sqrt(rest));
}

function requireCorrelation({ h, k }: { h: number; k: number }, rho: number): void {
  if (!(rho >= -1 && rho <= 1) || Number.isNaN(h) || Number.isNaN(k))
    throw new InputError("input.out_of_range", "A bivariate normal needs limits and a correlation in [−1, 1].", {
      details: { h, k, rho },
    });
}
