import { centred, nominal, published } from "./verdicts.mjs";

const TRUE_EFFECT = 2;
const logistic = (x) => 1 / (1 + Math.exp(-x));

/**
 * Customers with two causes of treatment and outcome. A model is made wrong by showing it the causes through a transformation
 * that its linear form cannot undo.
 */
function customers(S, random, { n, wrongPropensity, wrongOutcome }) {
  const x = Array.from({ length: n }, () => S.drawNormal(random));
  const z = Array.from({ length: n }, () => S.drawNormal(random));
  const bend = (v) => v * v - 1;
  const treated = x.map((v, i) => {
    const logOdds = wrongPropensity ? 0.7 * bend(v) - 0.4 * z[i] : 0.6 * v - 0.4 * z[i];
    return random() < logistic(logOdds) ? 1 : 0;
  });
  const outcome = x.map((v, i) => {
    const base = wrongOutcome ? 3 + 1.5 * bend(v) + z[i] : 3 + 1.5 * v + z[i];
    return base + TRUE_EFFECT * treated[i] + S.drawNormal(random);
  });
  return { treated, outcome, covariates: [x, z] };
}

const WORLDS = [
  ["both models right", {}],
  ["propensity model wrong", { wrongPropensity: true }],
  ["outcome model wrong", { wrongOutcome: true }],
  ["both wrong", { wrongPropensity: true, wrongOutcome: true }],
];

function doublyRobust(S) {
  const section = `Doubly robust effect (cross-fitted AIPW), true effect ${TRUE_EFFECT}`;
  return [
    [500, 1000],
    [2000, 500],
  ].flatMap(([n, runs]) =>
    WORLDS.flatMap(([world, wrong]) => {
      const random = S.sfc32(`simulation: aipw ${n} ${world}`);
      const estimates = [];
      let hits = 0;
      for (let run = 0; run < runs; run++) {
        const { estimate, interval } = S.aipw(customers(S, random, { n, ...wrong }));
        estimates.push(estimate);
        if (interval.low <= TRUE_EFFECT && TRUE_EFFECT <= interval.high) hits++;
      }
      if (world === "both wrong")
        return [
          published(section, `${world}, n = ${n}: coverage`, { value: hits / runs, runs, note: "nothing is promised" }),
        ];
      return [
        centred(section, `${world}, n = ${n}: estimate`, { estimates, truth: TRUE_EFFECT }),
        nominal(section, `${world}, n = ${n}: coverage`, { hits, runs, errors: 3.5 }),
      ];
    }),
  );
}

function naive(S) {
  const section = "The same customers without adjustment, for comparison";
  const random = S.sfc32("simulation: naive");
  const [n, runs] = [2000, 300];
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const { treated, outcome } = customers(S, random, { n });
    const arm = (a) => S.momentsOf(outcome.filter((_, i) => treated[i] === a));
    const { interval } = S.welchTTest(arm(1), arm(0));
    if (interval.low <= TRUE_EFFECT && TRUE_EFFECT <= interval.high) hits++;
  }
  return [
    published(section, `difference of means, n = ${n}: coverage`, { value: hits / runs, runs, note: "confounded" }),
  ];
}

export const studies = { doublyRobust, naive };
