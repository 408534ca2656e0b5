import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fitBgNbd, fitParetoNbd } from "../dist/stats/customer-base/fit-purchases.js";
import { fitGammaGamma } from "../dist/stats/customer-base/gamma-gamma.js";
import { expectedPurchases } from "../dist/stats/customer-base/purchase-model.js";
import { areaUnderCurve } from "../dist/stats/prediction/auc.js";
import { drawBeta } from "../dist/stats/random/beta.js";
import { drawExponential } from "../dist/stats/random/exponential.js";
import { drawGamma } from "../dist/stats/random/gamma.js";
import { drawNormal } from "../dist/stats/random/normal.js";
import { sfc32 } from "../dist/stats/random/sfc32.js";
import { fitCox } from "../dist/stats/survival/cox-model.js";
import { kaplanMeier } from "../dist/stats/survival/kaplan-meier.js";

const CDNOW = fileURLToPath(new URL("../tests/golden/cdnow-summary.csv", import.meta.url));

function cdnow() {
  const rows = readFileSync(CDNOW, "utf8").trim().split("\n").slice(1);
  const column = (j) => Float64Array.from(rows, (row) => Number(row.split(",")[j]));
  return { repeatPurchases: column(1), ageAtLastPurchase: column(2), age: column(3), meanRepeatSpend: column(4) };
}

/** BG/NBD customers in whole weeks, two years of joining. */
function customers(n) {
  const random = sfc32("bench customers");
  const table = {
    repeatPurchases: new Float64Array(n),
    ageAtLastPurchase: new Float64Array(n),
    age: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const rate = drawGamma(random, 0.6) / 8;
    const leaves = drawBeta(random, { alpha: 0.9, beta: 2.4 });
    const age = 1 + Math.floor(104 * random());
    let x = 0;
    let last = 0;
    for (let t = 0, isThere = true; isThere; isThere = random() >= leaves) {
      t += drawExponential(random) / rate;
      if (t > age) break;
      x++;
      last = Math.ceil(t);
    }
    table.repeatPurchases[i] = x;
    table.ageAtLastPurchase[i] = last;
    table.age[i] = age;
  }
  return table;
}

function grouped(table) {
  const cells = new Map();
  for (let i = 0; i < table.age.length; i++) {
    const key = `${table.repeatPurchases[i]} ${table.ageAtLastPurchase[i]} ${table.age[i]}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const list = [...cells].map(([key, count]) => [...key.split(" ").map(Number), count]);
  const column = (j) => Float64Array.from(list, (row) => row[j]);
  return { repeatPurchases: column(0), ageAtLastPurchase: column(1), age: column(2), count: column(3) };
}

function hazards(n, k) {
  const random = sfc32("bench hazards");
  const covariates = Object.fromEntries(
    Array.from({ length: k }, (_, j) => [
      `x${j}`,
      Float64Array.from({ length: n }, () => (j % 2 ? drawNormal(random) : +(random() < 0.4))),
    ]),
  );
  const time = new Float64Array(n);
  const event = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    let eta = 0;
    for (let j = 0; j < k; j++) eta += (j - k / 2) * 0.05 * covariates[`x${j}`][i];
    const life = Math.ceil((30 * drawExponential(random)) / Math.exp(eta));
    time[i] = Math.min(life, 36);
    event[i] = +(life <= 36);
  }
  return { time, event, covariates };
}

const once = (make) => {
  let made;
  return () => (made ??= make());
};
const tenthMillion = once(() => grouped(customers(100_000)));
const million = once(() => customers(1_000_000));
const hundredThousandHazards = once(() => hazards(100_000, 10));
const exact = once(() => {
  const { covariates, event } = hundredThousandHazards();
  const random = sfc32("exact times");
  return { time: Float64Array.from(event, () => random() * 1000), event, covariates };
});
const scores = once(() => {
  const random = sfc32("bench scores");
  const label = Uint8Array.from({ length: 1_000_000 }, () => +(random() < 0.2));
  return { label, score: Float64Array.from(label, (l) => Math.round(1e4 * (l + 2 * random())) / 3e4) };
});

const sample = once(cdnow);

export const benches = [
  { name: "BG/NBD with standard errors, CDNOW (2,357 customers)", prepare: sample, run: () => fitBgNbd(sample()) },
  { name: "Pareto/NBD with standard errors, CDNOW", prepare: sample, run: () => fitParetoNbd(sample()) },
  { name: "Gamma–Gamma with standard errors, CDNOW", prepare: sample, run: () => fitGammaGamma(sample()) },
  {
    name: "BG/NBD, 100,000 customers from the grouped table",
    prepare: tenthMillion,
    run: () => fitBgNbd(tenthMillion()),
  },
  {
    name: "Pareto/NBD, 100,000 customers from the grouped table",
    prepare: tenthMillion,
    run: () => fitParetoNbd(tenthMillion()),
  },
  { name: "BG/NBD, 1,000,000 customers with the grouping", prepare: million, run: () => fitBgNbd(million()) },
  {
    name: "BG/NBD expected purchases, 10,000 customers",
    run: () => {
      const model = { model: "bg-nbd", params: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } };
      let sum = 0;
      for (let i = 0; i < 10_000; i++) {
        const repeatPurchases = i % 30;
        const ageAtLastPurchase = repeatPurchases === 0 ? 0 : 1 + (i % 37);
        sum += expectedPurchases(model, { repeatPurchases, ageAtLastPurchase, age: 39 }, 52);
      }
      return sum;
    },
  },
  {
    name: "Cox, 10 covariates × 100,000 rows, monthly ties (Efron)",
    prepare: hundredThousandHazards,
    run: () => fitCox(hundredThousandHazards()),
  },
  { name: "Cox, 10 covariates × 100,000 rows, exact times", prepare: exact, run: () => fitCox(exact()) },
  {
    name: "Kaplan–Meier, 100,000 rows",
    prepare: hundredThousandHazards,
    run: () => kaplanMeier(hundredThousandHazards()),
  },
  { name: "AUC with DeLong interval, 1,000,000 rows", prepare: scores, run: () => areaUnderCurve(scores()) },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, prepare, run } of benches) {
    prepare?.();
    const times = [];
    for (let i = 0; i < 30 && (i < 3 || times.reduce((a, b) => a + b, 0) < 2000); i++) {
      const begin = performance.now();
      run();
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    console.log(
      `${times[times.length >> 1].toFixed(2).padStart(9)} ms  ${name} (first of ${times.length} slowest ${times.at(-1).toFixed(1)})`,
    );
  }
}
