import { sfc32 } from "../dist/stats/random/sfc32.js";
import { fitLinear } from "../dist/stats/regression/linear.js";
import { fitLogistic } from "../dist/stats/regression/logistic.js";

/** A design of independent normal-like columns and an outcome that follows a logistic model of them. */
function simulate(rows, covariates) {
  const random = sfc32(20_240_501);
  const names = Array.from({ length: covariates }, (_, j) => `x${j + 1}`);
  const columns = names.map(() => new Float64Array(rows));
  const successes = new Float64Array(rows);
  const amount = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let eta = -0.5;
    for (let j = 0; j < covariates; j++) {
      const x = (random() + random() + random() + random() - 2) * Math.sqrt(3);
      columns[j][i] = x;
      eta += ((j % 5) - 2) * 0.1 * x;
    }
    successes[i] = random() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    amount[i] = 100 + 10 * eta + 20 * (random() - 0.5);
  }
  return { design: { names, columns, n: rows, intercept: true }, successes, amount };
}

/** Ten million customers in ten thousand patterns of four discrete covariates. */
function grouped() {
  const random = sfc32(7);
  const names = ["a", "b", "c", "d"];
  const columns = names.map((_, j) => Float64Array.from({ length: 10_000 }, (_, i) => Math.floor(i / 10 ** j) % 10));
  const trials = new Float64Array(10_000).fill(1000);
  const successes = columns[0].map((a, i) =>
    Math.round(1000 * (0.2 + 0.05 * a + 0.02 * columns[1][i] + 0.1 * random())),
  );
  return { design: { names, columns, n: 10_000, intercept: true }, successes, trials };
}

let large;
let patterns;
const million = () => (large ??= simulate(1_000_000, 20));

/** Targets: logistic regression of 10⁶ rows × 20 covariates in at most 3 s, warm. */
export const benches = [
  { name: "logistic regression, 1e6 rows × 20 covariates", run: () => fitLogistic(million()) },
  { name: "logistic regression, 1e7 customers in 1e4 patterns", run: () => fitLogistic((patterns ??= grouped())) },
  { name: "least squares, 1e6 rows × 20 covariates", run: () => fitLinear({ ...million(), y: million().amount }) },
];
