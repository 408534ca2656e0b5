import { aipw } from "../dist/stats/causal/aipw.js";
import { correlationMatrix } from "../dist/stats/drivers/correlation-matrix.js";
import { lmgShares } from "../dist/stats/drivers/lmg.js";
import { drawNormal } from "../dist/stats/random/normal.js";
import { sfc32 } from "../dist/stats/random/sfc32.js";
import { bootstrapSums } from "../dist/stats/resampling/bootstrap-sums.js";

const ROWS = 100_000;

/** Data are made on first use, so that importing this file costs nothing. */
let made;
function data() {
  if (made) return made;
  const random = sfc32(1);
  const column = (draw) => Float64Array.from({ length: ROWS }, draw);
  const common = Array.from({ length: 2000 }, () => drawNormal(random));
  const covariates = Array.from({ length: 20 }, () => column(() => drawNormal(random)));
  const chance = (i) => 1 / (1 + Math.exp(0.3 * covariates[1][i] - 0.5 * covariates[0][i]));
  const treated = column((_, i) => (random() < chance(i) ? 1 : 0));
  made = {
    revenue: column(() => 20 + 10 * random()),
    orders: column(() => 1 + Math.floor(3 * random())),
    correlations: correlationMatrix(Array.from({ length: 13 }, () => common.map((c) => 0.6 * c + drawNormal(random)))),
    study: {
      treated,
      outcome: column((_, i) => covariates[0][i] + 2 * treated[i] + drawNormal(random)),
      covariates,
      customers: Array.from({ length: ROWS }, (_, i) => `customer-${i}`),
    },
  };
  return made;
}

const ratio = ([r, o]) => r / o;

/** Targets, warm and on an idle core: 1 s, 50 ms, 2 s. */
export const benches = [
  {
    name: "bootstrap, 1,000 replicates of a ratio over 1e5 clusters",
    run: () => {
      const { revenue, orders } = data();
      return bootstrapSums({ sums: [revenue, orders], statistic: ratio, replicates: 1000, random: sfc32(2) });
    },
  },
  { name: "LMG shares, 12 drivers, exact", run: () => lmgShares(data().correlations) },
  { name: "AIPW, 1e5 rows × 20 covariates, 5 folds", run: () => aipw(data().study, { estimand: "atu" }) },
];
