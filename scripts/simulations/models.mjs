import { atLeast, centred, nominal } from "./verdicts.mjs";

/** Fits simulated worlds and holds estimates and their intervals against the parameters they were made with. */
function recover(S, section, { runs, seed, simulate, fit, truth, bias = 0.03, least = 0.9 }) {
  const random = S.sfc32(`simulation: ${seed}`);
  const names = Object.keys(truth);
  const estimates = Object.fromEntries(names.map((name) => [name, []]));
  const hits = Object.fromEntries(names.map((name) => [name, 0]));
  for (let run = 0; run < runs; run++) {
    const result = fit(simulate(random));
    for (const name of names) {
      const { value, low, high } = result[name];
      estimates[name].push(value);
      if (low <= truth[name] && truth[name] <= high) hits[name]++;
    }
  }
  return names.flatMap((name) => [
    centred(section, `${name}: estimate`, { estimates: estimates[name], truth: truth[name], bias }),
    atLeast(section, `${name}: coverage of 95 % intervals`, { value: hits[name] / runs, least, runs }),
  ]);
}

const ofFit = (S, fit) =>
  Object.fromEntries(
    fit.names.map((name) => {
      const { value, interval } = S.withUncertainty(fit, (params) => params[name]);
      return [name, { value, low: interval.low, high: interval.high }];
    }),
  );

const ofCoefficient = (value, error) => ({ value, low: value - 1.96 * error, high: value + 1.96 * error });

/** Purchases of customers by day: rates gamma(r, alpha); leaving after a purchase with beta(a, b), or at rates gamma(s, beta). */
function purchases(S, random, { n, params, leavesAtPurchases }) {
  const table = { repeatPurchases: [], ageAtLastPurchase: [], age: [] };
  for (let i = 0; i < n; i++) {
    const rate = S.drawGamma(random, params.r) / params.alpha;
    const age = 200 + Math.floor(165 * random());
    const chance = leavesAtPurchases ? S.drawBeta(random, { alpha: params.a, beta: params.b }) : 0;
    let until = leavesAtPurchases
      ? Infinity
      : S.drawExponential(random) / (S.drawGamma(random, params.s) / params.beta);
    let [x, last] = [0, 0];
    for (let t = S.drawExponential(random) / rate; t < until && t < age; t += S.drawExponential(random) / rate) {
      x += 1;
      last = t;
      if (leavesAtPurchases && random() < chance) until = t;
    }
    table.repeatPurchases.push(x);
    table.ageAtLastPurchase.push(last);
    table.age.push(age);
  }
  return table;
}

function bgNbd(S) {
  const truth = { r: 0.6, alpha: 30, a: 0.9, b: 2.4 };
  return recover(S, "BG/NBD, 4,000 customers over 200 to 365 days", {
    runs: 300,
    seed: "bg-nbd",
    truth,
    least: 0.92,
    simulate: (random) => purchases(S, random, { n: 4000, params: truth, leavesAtPurchases: true }),
    fit: (table) => ofFit(S, S.fitBgNbd(table)),
  });
}

function paretoNbd(S) {
  const truth = { r: 0.7, alpha: 30, s: 0.8, beta: 60 };
  return recover(S, "Pareto/NBD, 4,000 customers over 200 to 365 days", {
    runs: 200,
    seed: "pareto-nbd",
    truth,
    bias: 0.05,
    least: 0.91,
    simulate: (random) => purchases(S, random, { n: 4000, params: truth, leavesAtPurchases: false }),
    fit: (table) => ofFit(S, S.fitParetoNbd(table)),
  });
}

function shiftedBetaGeometric(S) {
  const truth = { alpha: 0.7, beta: 1.5 };
  return recover(S, "Shifted-beta-geometric, one cohort of 2,000 over 8 renewals", {
    runs: 1000,
    seed: "sbg",
    truth,
    least: 0.93,
    simulate: (random) => {
      const survivors = new Array(9).fill(0);
      for (let i = 0; i < 2000; i++) {
        const churn = S.drawBeta(random, truth);
        let t = 0;
        survivors[0]++;
        while (t < 8 && random() >= churn) survivors[++t]++;
      }
      return [survivors];
    },
    fit: (cohorts) => ofFit(S, S.fitShiftedBetaGeometric(cohorts)),
  });
}

function cox(S) {
  const truth = { a: 0.7, b: -0.4 };
  const rows = recover(S, "Cox model, 400 customers, one third still there", {
    runs: 1000,
    seed: "cox",
    truth,
    least: 0.93,
    simulate: (random) => {
      const a = Array.from({ length: 400 }, () => S.drawNormal(random));
      const b = a.map(() => (random() < 0.4 ? 1 : 0));
      const life = a.map((v, i) => S.drawExponential(random) / (0.1 * Math.exp(truth.a * v + truth.b * b[i])));
      const seen = a.map(() => 4 + 20 * random());
      return {
        time: life.map((t, i) => Math.min(t, seen[i])),
        event: life.map((t, i) => t <= seen[i]),
        covariates: { a, b },
      };
    },
    fit: (data) => {
      const { coefficients, standardErrors } = S.fitCox(data);
      return {
        a: ofCoefficient(coefficients[0], standardErrors[0]),
        b: ofCoefficient(coefficients[1], standardErrors[1]),
      };
    },
  });
  return rows;
}

function negativeBinomial(S) {
  const truth = { intercept: 0.5, x: 0.3, alpha: 0.8 };
  return recover(S, "Negative binomial regression (NB2), 1,000 customers", {
    runs: 1000,
    seed: "nb2",
    truth,
    least: 0.92,
    simulate: (random) => {
      const x = Array.from({ length: 1000 }, () => S.drawNormal(random));
      const y = x.map((v) =>
        S.drawNegativeBinomial(random, { mean: Math.exp(truth.intercept + truth.x * v), dispersion: truth.alpha }),
      );
      return { design: S.designOf({ x }), y };
    },
    fit: (data) => {
      const { coefficients, jointStandardErrors, alpha, logAlphaStandardError } = S.fitNegativeBinomial(data);
      const factor = Math.exp(1.96 * logAlphaStandardError);
      return {
        intercept: ofCoefficient(coefficients[0], jointStandardErrors[0]),
        x: ofCoefficient(coefficients[1], jointStandardErrors[1]),
        alpha: { value: alpha, low: alpha / factor, high: alpha * factor },
      };
    },
  });
}

function heteroskedastic(S) {
  const random = S.sfc32("simulation: robust errors");
  const section = "Slope of a regression whose errors grow with x, 200 rows, true slope 2";
  const runs = 6000;
  let [robust, classical] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const x = Array.from({ length: 200 }, () => 4 * random());
    const data = { design: S.designOf({ x }), y: x.map((v) => 1 + 2 * v + v * v * 0.5 * S.drawNormal(random)) };
    const fit = S.fitLinear(data);
    const interval = (standardErrors) =>
      S.coefficientIntervals({ coefficients: fit.coefficients, standardErrors, df: fit.dfResidual })[1];
    const covers = ({ low, high }) => low <= 2 && 2 <= high;
    if (covers(interval(S.robustCovariance(data, fit).standardErrors))) robust++;
    if (covers(interval(fit.standardErrors))) classical++;
  }
  return [
    nominal(section, "robust errors (HC3)", { hits: robust, runs }),
    { ...nominal(section, "classical errors", { hits: classical, runs }), wanted: "for comparison", holds: null },
  ];
}

export const studies = { bgNbd, paretoNbd, shiftedBetaGeometric, cox, negativeBinomial, heteroskedastic };
