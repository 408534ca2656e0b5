import { expect, it } from "vitest";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { jackknife } from "../resampling/jackknife.ts";
import { clusteredMean, clusteredShare } from "./clustered-mean.ts";
import { ratioOfFew } from "./ratio-of-few.ts";

const total = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0);

function sumsOf(y: readonly number[], x: readonly number[]) {
  const [numerator, denominator] = [total(y), total(x)];
  const moved = y.map((_, i) => (numerator - y[i]!) / (denominator - x[i]!) - numerator / denominator);
  return {
    ...{ units: y.length, numerator, denominator },
    denominatorSquared: total(x.map((v) => v * v)),
    leftOut: x.some((v) => v === denominator) ? null : total(moved.map((v) => v * v)),
  };
}

it("leaves each unit out: close to the jackknife, which measures from the mean of the values", () => {
  const random = sfc32("left out");
  const x = Array.from({ length: 60 }, () => Math.exp(drawNormal(random)));
  const y = x.map((v) => v * (0.6 + 0.3 * drawNormal(random)));
  const { standardError } = ratioOfFew(sumsOf(y, x));
  const known = jackknife(60, (out) => total(y.filter((_, i) => i !== out)) / total(x.filter((_, i) => i !== out)));
  expect(standardError!).toBeGreaterThanOrEqual(known.standardError);
  expect(standardError! / known.standardError).toBeLessThan(1.01);
});

it("has no interval where one unit holds everything, and Wilson's where all agree", () => {
  expect(ratioOfFew(sumsOf([3, 0], [5, 0]))).toMatchObject({ ratio: 0.6, standardError: null, interval: null });
  // Four units that weigh alike and keep everything: Wilson of 4 of 4 from 0.5101 (Newcombe 1998, Stat. Med. 17).
  expect(ratioOfFew(sumsOf([2, 2, 2, 2], [2, 2, 2, 2]), true).interval!.low).toBeCloseTo(0.5101, 4);
});

/** Share of samples of 200 customers with log-normal amounts whose intervals hold the ratio of all customers. */
function coverage(keeps: (random: ReturnType<typeof sfc32>) => number, truth: number, part: boolean) {
  const random = sfc32("coverage of a ratio");
  const held = { leftOut: 0, linearised: 0 };
  const runs = 600;
  for (let run = 0; run < runs; run++) {
    const x = Array.from({ length: 200 }, () => Math.exp(drawNormal(random)));
    const y = x.map((v) => v * keeps(random));
    const sums = sumsOf(y, x);
    const clusters = { clusters: 200, n: sums.denominator, sum: sums.numerator, nSquared: sums.denominatorSquared };
    const products = { sumSquared: total(y.map((v) => v * v)), nTimesSum: total(y.map((v, i) => v * x[i]!)) };
    const linearised = (part ? clusteredShare : clusteredMean)({ ...clusters, ...products });
    for (const [name, interval] of [
      ["leftOut", ratioOfFew(sums, part).interval],
      ["linearised", linearised.interval],
    ] as const)
      if (interval!.low <= truth && truth <= interval!.high) held[name]++;
  }
  return { leftOut: held.leftOut / runs, linearised: held.linearised / runs };
}

it("holds the truth about as often as it says where amounts are skewed, and more often than the linearised error", () => {
  // 90 % stay, and of them one in five pays 1.4 of what they paid: 0.972.
  const net = coverage((random) => (random() < 0.9 ? (random() < 0.2 ? 1.4 : 1) : 0), 0.972, false);
  expect(net.leftOut).toBeGreaterThan(0.92);
  expect(net.leftOut).toBeGreaterThan(net.linearised);
  const gross = coverage((random) => (random() < 0.9 ? 1 : 0), 0.9, true);
  expect(gross.leftOut).toBeGreaterThan(0.92);
  expect(gross.leftOut).toBeGreaterThan(gross.linearised);
});
