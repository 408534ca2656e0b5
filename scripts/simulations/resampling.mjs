import { atLeast, published } from "./verdicts.mjs";

const covers = ({ low, high }, truth) => low <= truth && truth <= high;

/** Revenue per order: customers with overdispersed orders of lognormal amounts, resampled by customer. */
function ratio(S) {
  const section = "Bootstrap by customer: revenue per order, overdispersed orders, lognormal amounts";
  return [
    [50, 2000],
    [300, 1500],
  ].map(([n, runs]) => {
    const random = S.sfc32(`simulation: bootstrap ratio ${n}`);
    let hits = 0;
    for (let run = 0; run < runs; run++) {
      const orders = Float64Array.from(
        { length: n },
        () => 1 + S.drawNegativeBinomial(random, { mean: 1, dispersion: 1 }),
      );
      const revenue = orders.map((k) => {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += Math.exp(0.6 * S.drawNormal(random));
        return sum;
      });
      const statistic = ([r, o]) => (o > 0 ? r / o : null);
      const { estimate, values } = S.bootstrapSums({ sums: [revenue, orders], statistic, replicates: 1000, random });
      if (covers(S.bootstrapIntervals({ replicates: values, estimate }).percentile, Math.exp(0.18))) hits++;
    }
    return atLeast(section, `percentile interval, n = ${n}`, {
      value: hits / runs,
      least: n < 100 ? 0.91 : 0.935,
      runs,
    });
  });
}

/** The mean of a skewed figure: BCa against percentile. */
function skewedMean(S) {
  const section = "Bootstrap of the mean of an exponential figure (for example handling time)";
  return [
    [30, 2000],
    [100, 1500],
  ].flatMap(([n, runs]) => {
    const random = S.sfc32(`simulation: bca ${n}`);
    let [bca, percentile] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const x = Float64Array.from({ length: n }, () => S.drawExponential(random));
      const total = x.reduce((a, b) => a + b, 0);
      const { estimate, acceleration } = S.jackknife(n, (out) =>
        out === null ? total / n : (total - x[out]) / (n - 1),
      );
      const { values } = S.bootstrap({ units: n, replicates: 1000, random }, (units) => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += x[units[i]];
        return sum / n;
      });
      const intervals = S.bootstrapIntervals({ replicates: values, estimate, acceleration });
      if (covers(intervals.bca, 1)) bca++;
      if (covers(intervals.percentile, 1)) percentile++;
    }
    return [
      atLeast(section, `BCa interval, n = ${n}`, { value: bca / runs, least: n < 100 ? 0.9 : 0.925, runs }),
      published(section, `percentile interval, n = ${n}`, { value: percentile / runs, runs, note: "for comparison" }),
    ];
  });
}

export const studies = { ratio, skewedMean };
