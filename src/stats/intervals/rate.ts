import { InputError } from "../../base/errors.ts";
import { binomialCdf, binomialUpper } from "../distributions/binomial.ts";
import { chiSquareQuantile } from "../distributions/chi-square.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence, requireCounts } from "./checks.ts";
import { clopperPearsonInterval } from "./proportion.ts";

/** Events over an exposure, such as contacts over customer-months. */
export interface EventRate {
  /** Count ≥ 0. */
  events: number;
  /** Real > 0, in the unit that the rate is per. */
  exposure: number;
}

/**
 * Exact interval for a Poisson rate.
 *
 * Events must come singly and independently; contacts of the same customers usually do not, and then the
 * clustered mean is the honest interval.
 * @param confidence two-sided level in (0, 1)
 * @returns rate and bounds per unit of exposure
 * @throws InputError `input.out_of_range` when events is negative or the exposure is not positive
 * @see Garwood (1936), Biometrika 28, 437–442
 * @example
 * rateInterval({ events: 0, exposure: 100 }).interval.high; // 0.0368887945
 */
export function rateInterval({ events, exposure }: EventRate, confidence = 0.95): { rate: number; interval: Interval } {
  requireRate({ events, exposure });
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  const low = events === 0 ? 0 : chiSquareQuantile(tail, 2 * events) / 2;
  const high = chiSquareQuantile(1 - tail, 2 * events + 2) / 2;
  return { rate: events / exposure, interval: { low: low / exposure, high: high / exposure, level: confidence } };
}

/**
 * Ratio a/b of two Poisson rates, by the exact binomial interval of a's share of all events.
 * @param confidence two-sided level in (0, 1)
 * @returns `high` is null where b has no events; `p` (two-sided, twice the smaller tail) is that of equal rates
 * @throws InputError `input.sample_too_small` when neither has events
 * @see Przyborowski & Wilenski (1940), Biometrika 31, 313–323
 * @example
 * rateRatio({ events: 30, exposure: 1000 }, { events: 20, exposure: 1000 }); // { ratio: 1.5000, low: 0.8241, high: 2.7868, level: 0.9500, p: 0.2026 }
 */
export function rateRatio(
  a: EventRate,
  b: EventRate,
  confidence = 0.95,
): { ratio: number | null; low: number; high: number | null; level: number; p: number } {
  requireRate(a);
  requireRate(b);
  const n = a.events + b.events;
  if (n === 0) throw new InputError("input.sample_too_small", "A ratio of rates needs at least one event.");
  const { low, high } = clopperPearsonInterval({ successes: a.events, n }, confidence);
  const scale = b.exposure / a.exposure;
  const equal = a.exposure / (a.exposure + b.exposure);
  const tail = Math.min(binomialCdf(a.events, n, equal), binomialUpper(a.events - 1, n, equal));
  return {
    ratio: b.events === 0 ? null : (a.events / b.events) * scale,
    low: (low / (1 - low)) * scale,
    high: high === 1 ? null : (high / (1 - high)) * scale,
    level: confidence,
    p: Math.min(1, 2 * tail),
  };
}

function requireRate({ events, exposure }: EventRate): void {
  requireCounts({ events });
  if (!(exposure > 0 && exposure < Number.POSITIVE_INFINITY))
    throw new InputError("input.out_of_range", `The exposure of a rate must be positive, got ${exposure}.`, {
      details: { exposure },
    });
}
