import { atLeast, below, nominal, published } from "./verdicts.mjs";

const covers = ({ low, high }, truth) => low <= truth && truth <= high;
const average = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Coverage of every interval of a share by listing all outcomes: no chance involved. */
function shares(S) {
  const z = S.normalQuantile(0.975);
  const grid = Array.from({ length: 901 }, (_, i) => 0.05 + i / 1000);
  const rows = [];
  for (const n of [5, 10, 20, 50, 100, 200]) {
    const outcomes = Array.from({ length: n + 1 }, (_, successes) => ({ successes, n }));
    const wilson = outcomes.map((o) => S.wilsonInterval(o));
    const exact = outcomes.map((o) => S.clopperPearsonInterval(o));
    let worst = 0;
    const coverage = { wilson: [], exact: [] };
    for (const p of grid) {
      let [byWilson, byTest, byExact] = [0, 0, 0];
      for (let k = 0; k <= n; k++) {
        const chance = S.binomialPmf(k, n, p);
        if (covers(wilson[k], p)) byWilson += chance;
        if (covers(exact[k], p)) byExact += chance;
        // Wilson (1927): p lies in the interval exactly where the score test does not reject it.
        if (Math.abs(k - n * p) <= z * Math.sqrt(n * p * (1 - p))) byTest += chance;
      }
      worst = Math.max(worst, Math.abs(byWilson - byTest));
      coverage.wilson.push(byWilson);
      coverage.exact.push(byExact);
    }
    const section = "Shares, by enumeration of all outcomes, p from 0.05 to 0.95";
    rows.push(
      below(section, `Wilson, n = ${n}: distance from the inverted score test`, {
        value: worst,
        bound: 1e-9,
        runs: null,
      }),
      atLeast(section, `Wilson, n = ${n}: average coverage`, {
        value: average(coverage.wilson),
        least: 0.94,
        runs: null,
      }),
      atLeast(section, `Clopper–Pearson, n = ${n}: smallest coverage`, {
        value: Math.min(...coverage.exact),
        least: 0.95,
        runs: null,
      }),
    );
  }
  return rows;
}

/** The adjusted Wald interval of a net promoter score on all compositions of n answers. */
function scores(S) {
  const z = S.normalQuantile(0.975);
  const section = "Net promoter score, by enumeration of all compositions";
  return [10, 20, 50].flatMap((n) => {
    let worst = 0;
    const adjusted = [];
    const wald = [];
    for (const promoters of [0.1, 0.2, 0.4, 0.6, 0.75])
      for (const detractors of [0.05, 0.1, 0.2]) {
        const truth = 100 * (promoters - detractors);
        let [covered, formula, plain] = [0, 0, 0];
        for (let p = 0; p <= n; p++)
          for (let d = 0; d <= n - p; d++) {
            const rest = n - p - d;
            const chance = Math.exp(
              S.logGamma(n + 1) -
                S.logGamma(p + 1) -
                S.logGamma(d + 1) -
                S.logGamma(rest + 1) +
                p * Math.log(promoters) +
                d * Math.log(detractors) +
                rest * Math.log(1 - promoters - detractors),
            );
            const estimate = S.npsInterval({ promoters: p, passives: rest, detractors: d });
            if (covers(estimate.interval, truth)) covered += chance;
            if (covers(estimate.wald, truth)) plain += chance;
            // Rocks (2016), AW(3, T): ¾ promoter, 1½ passives and ¾ detractor more.
            const [a, b] = [(p + 0.75) / (n + 3), (d + 0.75) / (n + 3)];
            const half = z * Math.sqrt((a + b - (a - b) ** 2) / (n + 3));
            if (Math.abs(truth / 100 - (a - b)) <= half) formula += chance;
          }
        worst = Math.max(worst, Math.abs(covered - formula));
        adjusted.push(covered);
        wald.push(plain);
      }
    return [
      below(section, `adjusted Wald, n = ${n}: distance from the published formula`, {
        value: worst,
        bound: 1e-9,
        runs: null,
      }),
      atLeast(section, `adjusted Wald, n = ${n}: average coverage`, {
        value: average(adjusted),
        least: 0.94,
        runs: null,
      }),
      published(section, `textbook Wald, n = ${n}: average coverage`, {
        value: average(wald),
        runs: null,
        note: "for comparison",
      }),
    ];
  });
}

function differences(S) {
  const section = "Difference of two shares, by enumeration";
  return [
    [15, 20],
    [40, 40],
  ].map(([n, m]) => {
    const coverage = [];
    const intervals = Array.from({ length: n + 1 }, (_, x) =>
      Array.from(
        { length: m + 1 },
        (_, y) => S.proportionDifference({ successes: x, n }, { successes: y, n: m }).interval,
      ),
    );
    for (let p = 0.05; p < 0.96; p += 0.09)
      for (let q = 0.05; q < 0.96; q += 0.09) {
        let covered = 0;
        for (let x = 0; x <= n; x++)
          for (let y = 0; y <= m; y++)
            if (covers(intervals[x][y], p - q)) covered += S.binomialPmf(x, n, p) * S.binomialPmf(y, m, q);
        coverage.push(covered);
      }
    return atLeast(section, `Newcombe, n = ${n} and ${m}: average coverage`, {
      value: average(coverage),
      least: 0.94,
      runs: null,
    });
  });
}

function means(S) {
  const random = S.sfc32("simulation: means");
  const normal = () => S.drawNormal(random);
  const rows = [];
  for (const n of [5, 20, 100]) {
    const runs = 20_000;
    let hits = 0;
    for (let run = 0; run < runs; run++) {
      const values = Float64Array.from({ length: n }, () => 10 + 3 * normal());
      if (covers(S.meanInterval(S.momentsOf(values)).interval, 10)) hits++;
    }
    rows.push(nominal("Means and ratios, normal data", `t interval of a mean, n = ${n}`, { hits, runs }));
  }
  for (const n of [100, 1000]) {
    const runs = 8000;
    let hits = 0;
    for (let run = 0; run < runs; run++) {
      const x = new Float64Array(n);
      const y = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        y[i] = 8 + normal();
        x[i] = 3 * y[i] + 4 * normal();
      }
      if (covers(S.ratioOfMeans(S.pairedMomentsOf(x, y)).interval, 3)) hits++;
    }
    rows.push(nominal("Means and ratios, normal data", `ratio of means (delta method), n = ${n}`, { hits, runs }));
  }
  return rows;
}

function skewed(S) {
  const random = S.sfc32("simulation: skewed");
  const section = "Means and ratios, skewed data (lognormal amounts, overdispersed orders)";
  const rows = [];
  for (const [n, runs] of [
    [30, 10_000],
    [100, 10_000],
    [1000, 4000],
  ]) {
    let [mean, ratio] = [0, 0];
    const truth = Math.exp(0.5);
    for (let run = 0; run < runs; run++) {
      const amounts = Float64Array.from({ length: n }, () => Math.exp(S.drawNormal(random)));
      if (covers(S.meanInterval(S.momentsOf(amounts)).interval, truth)) mean++;
      // Customers place 1 + NB2 orders; each order is worth exp(N(0, 1)), so revenue per order is √e.
      const orders = Float64Array.from(
        { length: n },
        () => 1 + S.drawNegativeBinomial(random, { mean: 1, dispersion: 1 }),
      );
      const revenue = orders.map((k) => {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += Math.exp(S.drawNormal(random));
        return sum;
      });
      const interval = S.ratioOfMeans(S.pairedMomentsOf(revenue, orders)).interval;
      if (interval !== null && covers(interval, truth)) ratio++;
    }
    for (const [what, hits] of [
      ["t interval of a mean", mean],
      ["ratio of sums per customer", ratio],
    ])
      rows.push(
        n < 1000
          ? published(section, `${what}, n = ${n}`, { value: hits / runs, runs, note: "published: runs short" })
          : atLeast(section, `${what}, n = ${n}`, { value: hits / runs, least: 0.93, runs }),
      );
  }
  return rows;
}

function clustered(S) {
  const random = S.sfc32("simulation: clusters");
  const section = "Clustered answers: 1 to 6 answers a customer, half of the variance between customers";
  const rows = [];
  for (const clusters of [20, 50, 400]) {
    const runs = 6000;
    let [mean, score, naive] = [0, 0, 0];
    const truth = 100 * scoreOf(S);
    for (let run = 0; run < runs; run++) {
      const groups = [];
      const answers = [];
      for (let g = 0; g < clusters; g++) {
        const level = S.drawNormal(random);
        const n = 1 + Math.floor(6 * random());
        let [sum, squares, net, extremes] = [0, 0, 0, 0];
        for (let i = 0; i < n; i++) {
          const y = level + S.drawNormal(random);
          sum += y;
          squares += y * y;
          const class_ = y > 0.5 ? 1 : y < -1 ? -1 : 0;
          net += class_;
          extremes += class_ * class_;
        }
        groups.push({ n, sum, sumOfSquares: squares });
        answers.push({ n, sum: net, sumOfSquares: extremes });
      }
      const estimate = S.clusteredMean(S.clusterSums(groups));
      if (covers(estimate.interval, 0)) mean++;
      if (Math.abs(estimate.mean) <= 1.96 * estimate.standardErrorOfRows) naive++;
      if (covers(S.clusteredNps(S.clusterSums(answers)).interval, truth)) score++;
    }
    const wanted = clusters < 40 ? { least: 0.92 } : { least: 0.935 };
    rows.push(
      atLeast(section, `clustered mean, ${clusters} customers`, { value: mean / runs, runs, ...wanted }),
      atLeast(section, `clustered net promoter score, ${clusters} customers`, { value: score / runs, runs, ...wanted }),
      published(section, `rows taken as independent, ${clusters} customers`, {
        value: naive / runs,
        runs,
        note: "for comparison",
      }),
    );
  }
  return rows;
}

/** P(y > ½) − P(y < −1) of a normal y with variance 2. */
const scoreOf = (S) => S.normalUpper(0.5 / Math.SQRT2) - S.normalCdf(-1 / Math.SQRT2);

export const studies = { shares, scores, differences, means, skewed, clustered };
