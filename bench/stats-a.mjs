import { fitLinear } from "../dist/stats/regression/linear.js";
import { fitLogistic } from "../dist/stats/regression/logistic.js";
import { sfc32 } from "../dist/stats/random/sfc32.js";

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

let large;
const million = () => (large ??= simulate(1_000_000, 20));

/** Targets: logistic regression of 10⁶ rows × 20 covariates in at most 3 s, warm. */
export const benches = [
  { name: "logistic regression, 1e6 rows × 20 covariates", run: () => fitLogistic(million()) },
  { name: "least squares, 1e6 rows × 20 covariates", run: () => fitLinear({ ...million(), y: million().amount }) },
];
