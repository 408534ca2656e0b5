import { InputError, ModelError } from "../../base/errors.ts";
import { betaQuantile } from "../distributions/beta.ts";
import type { Interval } from "../interval.ts";
import { requireConfidence } from "../intervals/checks.ts";
import { wilsonInterval } from "../intervals/wilson.ts";
import { type Evaluation, maximiseByNewton } from "../optimise/newton.ts";
import { digamma, logBeta, logGamma, trigamma } from "../special/gamma.ts";

/** Favourable cases out of all cases of one agent, shop or segment. */
export interface ShareCount {
  successes: number;
  n: number;
}

/** Share of one group after shrinkage. */
export interface ShrunkShare {
  /** Posterior mean: pulled towards the mean of all groups, the more the fewer its cases. */
  estimate: number;
  interval: Interval;
}

/** The beta distribution behind shares of groups, and the groups shrunk to it. */
export interface BetaBinomial {
  /** Parameters of the beta distribution of shares; `null` when groups vary no more than chance, so that all share `mean`. */
  alpha: number | null;
  beta: number | null;
  /** Mean share over groups: alpha/(alpha + beta), or the pooled share. */
  mean: number;
  logLikelihood: number;
  groups: ShrunkShare[];
  iterations: number;
}

/**
 * Empirical Bayes for shares: groups' shares vary as a beta distribution, fitted by maximum likelihood.
 *
 * Rank groups by `estimate`, never by raw shares: the extremes among these are the smallest groups. Intervals take the fitted
 * beta as known, so they are a little narrow with fewer than ten groups.
 * @param groups at least 2 with cases; groups without cases get the prior
 * @throws InputError `input.sample_too_small`, `input.out_of_range` unless 0 ≤ successes ≤ n
 * @returns where groups vary no more than chance, the pooled share with its Wilson interval for each
 * @throws ModelError `model.degenerate` when every case has the same outcome
 * @see Skellam (1948), JRSS-B 10, 257–261; Casella (1985), The American Statistician 39, 83–87
 * @example
 * shrinkShares([{ successes: 18, n: 30 }, { successes: 3, n: 4 }, { successes: 40, n: 90 }]).groups[1]?.estimate; // 0.4919
 */
export function shrinkShares(groups: readonly ShareCount[], confidence = 0.95): BetaBinomial {
  requireConfidence(confidence);
  requireCounts(groups);
  const used = groups.filter(({ n }) => n > 0);
  const cases = used.reduce((sum, g) => sum + g.n, 0);
  const pooled = used.reduce((sum, g) => sum + g.successes, 0) / cases;
  if (used.length < 2)
    throw new InputError("input.sample_too_small", "Shrinkage needs at least two groups with cases.");
  if (pooled === 0 || pooled === 1)
    throw new ModelError("model.degenerate", "Every case has the same outcome, so groups cannot be told apart.");
  const start = Math.log(Math.max(2, cases / used.length / 2));
  const fit = maximiseByNewton(
    (at) => logLikelihood(used, at),
    [start + Math.log(pooled), start + Math.log(1 - pooled)],
    { gainTolerance: 1e-14 },
  );
  const [alpha, beta] = [Math.exp(fit.at[0]!), Math.exp(fit.at[1]!)];
  const binomial = used.reduce((sum, g) => sum + logChoose(g), 0);
  // The likelihood of equal groups rises towards infinite alpha and beta, where the beta narrows to a point.
  if (!fit.converged || alpha + beta > 1e6) return equalGroups(groups, { cases, pooled, confidence, binomial });
  const tail = (1 - confidence) / 2;
  return {
    alpha,
    beta,
    mean: alpha / (alpha + beta),
    logLikelihood: fit.value + binomial,
    groups: groups.map(({ successes, n }) => {
      const [a, b] = [alpha + successes, beta + n - successes];
      const at = (p: number) => betaQuantile(p, a, b);
      return { estimate: a / (a + b), interval: { low: at(tail), high: at(1 - tail), level: confidence } };
    }),
    iterations: fit.iterations,
  };
}

function equalGroups(
  groups: readonly ShareCount[],
  { cases, pooled, confidence, binomial }: { cases: number; pooled: number; confidence: number; binomial: number },
): BetaBinomial {
  const interval = wilsonInterval({ successes: pooled * cases, n: cases }, confidence);
  const logLikelihood = binomial + cases * (pooled * Math.log(pooled) + (1 - pooled) * Math.log1p(-pooled));
  return {
    alpha: null,
    beta: null,
    mean: pooled,
    logLikelihood,
    groups: groups.map(() => ({ estimate: pooled, interval })),
    iterations: 0,
  };
}

function requireCounts(groups: readonly ShareCount[]): void {
  for (const { successes, n } of groups)
    if (!(successes >= 0 && successes <= n && Number.isFinite(n)))
      throw new InputError("input.out_of_range", "Favourable cases must lie between 0 and all cases.", {
        details: { successes, n },
      });
}

/** Without the binomial coefficients; parameters are ln alpha and ln beta. */
function logLikelihood(groups: readonly ShareCount[], at: Float64Array): Evaluation {
  const [a, b] = [Math.exp(at[0]!), Math.exp(at[1]!)];
  let [value, da, db, daa, dbb, dab] = [0, 0, 0, 0, 0, 0];
  const prior = { log: logBeta(a, b), ab: digamma(a + b), a: digamma(a), b: digamma(b) };
  const curve = { ab: trigamma(a + b), a: trigamma(a), b: trigamma(b) };
  for (const { successes, n } of groups) {
    const [s, f] = [a + successes, b + n - successes];
    const total = digamma(a + b + n);
    const spread = curve.ab - trigamma(a + b + n);
    value += logBeta(s, f) - prior.log;
    da += digamma(s) - total - prior.a + prior.ab;
    db += digamma(f) - total - prior.b + prior.ab;
    daa += trigamma(s) - curve.a + spread;
    dbb += trigamma(f) - curve.b + spread;
    dab += spread;
  }
  return {
    value,
    gradient: Float64Array.of(a * da, b * db),
    hessian: Float64Array.of(a * da + a * a * daa, a * b * dab, a * b * dab, b * db + b * b * dbb),
  };
}

const logChoose = ({ successes, n }: ShareCount): number =>
  logGamma(n + 1) - logGamma(successes + 1) - logGamma(n - successes + 1);
