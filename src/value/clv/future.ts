import type { Random } from "../../base/random.ts";
import { expectedPurchases, type PurchaseModel, probabilityAlive } from "../../stats/customer-base/purchase-model.ts";
import { gaussLegendre } from "../../stats/optimise/quadrature.ts";
import { drawBeta } from "../../stats/random/beta.ts";
import { drawExponential } from "../../stats/random/exponential.ts";
import { drawGamma } from "../../stats/random/gamma.ts";

/** How far ahead money counts, in days, and the continuously compounded discount rate a day. */
export interface Ahead {
  days: number;
  rate: number;
}

/** Rate a day of a yearly discount such as 0.1. */
export const dailyRate = (yearly: number): number => Math.log1p(yearly) / 365;

/**
 * Discounted purchases over the horizon of a customer who is still there, by repeat purchases and age: beyond being there, the age
 * at the last purchase says nothing more. ∫ e^(−δt) dE(t) = e^(−δH)·E(H) + δ·∫ e^(−δt)·E(t) dt.
 */
export function growthOf(model: PurchaseModel, { days, rate }: Ahead, points = 8): (x: number, age: number) => number {
  const { nodes, weights } = gaussLegendre(points);
  const known = new Map<number, number>();
  return (x, age) => {
    const key = x * 1e6 + age;
    const before = known.get(key);
    if (before !== undefined) return before;
    const history = { repeatPurchases: x, ageAtLastPurchase: x === 0 ? 0 : age, age };
    const alive = probabilityAlive(model, history);
    const expected = (t: number) => (alive > 0 ? expectedPurchases(model, history, t) / alive : 0);
    let sum = 0;
    if (rate > 0)
      for (let i = 0; i < points; i++) {
        const t = (days / 2) * (1 + nodes[i]!);
        sum += (days / 2) * weights[i]! * rate * Math.exp(-rate * t) * expected(t);
      }
    const value = Math.exp(-rate * days) * expected(days) + sum;
    known.set(key, value);
    return value;
  };
}

const DRAWS = 400;
/** Purchases after which a drawn future is cut: nobody's interval rests on more. */
const MOST = 400;

/**
 * How far the future of customers who are still there spreads around its mean: quantiles of what one brings over the horizon, in
 * means, with the scatter of rates, of leaving, of single purchases and of what a purchase brings.
 * @param spend shape parameters of spend (p, q) of the Gamma–Gamma model; null: every purchase brings the same
 * @param seeded chance by a name: each class of histories has its own, so that nobody's interval depends on who else is valued
 */
export function spreadOf(
  model: PurchaseModel,
  { days, rate }: Ahead,
  { spend, seeded }: { spend: { p: number; q: number } | null; seeded: (name: string) => Random },
): (x: number, age: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (x, age) => {
    const [likeX, likeAge] = [classOf(x), Math.max(30, Math.round(age / 180) * 180)];
    const key = likeX * 1e6 + likeAge;
    const before = known.get(key);
    if (before) return before;
    const random = seeded(`${model.model}.${likeX}.${likeAge}`);
    const drawn = new Float64Array(DRAWS);
    for (let i = 0; i < DRAWS; i++) drawn[i] = future(model, { x: likeX, age: likeAge, days, rate, spend, random });
    const mean = drawn.reduce((sum, v) => sum + v, 0) / DRAWS;
    const spread = mean > 0 ? drawn.map((v) => v / mean).sort() : drawn;
    known.set(key, spread);
    return spread;
  };
}

/** Numbers of purchases that are alike enough: one by one to ten, then wider. */
const classOf = (x: number): number =>
  x <= 10 ? x : Math.round(10 * 1.25 ** Math.round(Math.log(x / 10) / Math.log(1.25)));

interface Drawing {
  x: number;
  age: number;
  days: number;
  rate: number;
  spend: { p: number; q: number } | null;
  random: Random;
}

/** One drawn future of a customer who is still there: discounted purchases, each worth what it brings in means. */
function future(model: PurchaseModel, { x, age, days, rate, spend, random }: Drawing): number {
  const { r, alpha } = model.params;
  const perDay = drawGamma(random, r + x) / (alpha + age);
  const leaves = leaving(model, { x, age, random });
  let [t, discounted, bought] = [0, 0, 0];
  const end = Math.min(days, leaves.at);
  while (bought < MOST) {
    t += drawExponential(random) / perDay;
    if (t > end) break;
    discounted += Math.exp(-rate * t);
    bought++;
    if (leaves.chance > 0 && random() < leaves.chance) break;
  }
  if (bought === 0 || spend === null) return discounted;
  const shape = spend.p * x + spend.q;
  const own = Math.max(shape - 1, 1e-9) / drawGamma(random, shape);
  const around = drawGamma(random, spend.p * bought) / (spend.p * bought);
  return discounted * own * around;
}

/** When the customer leaves by time, or with which chance after each purchase. */
function leaving(model: PurchaseModel, { x, age, random }: { x: number; age: number; random: Random }) {
  if (model.model === "pareto-nbd") {
    const rate = drawGamma(random, model.params.s) / (model.params.beta + age);
    return { at: drawExponential(random) / Math.max(rate, 1e-300), chance: 0 };
  }
  const stays = model.params.b + x + (model.model === "mbg-nbd" ? 1 : 0);
  return { at: Number.POSITIVE_INFINITY, chance: drawBeta(random, { alpha: model.params.a, beta: stays }) };
}

/** Quantile of a future that is nothing for those who have left, and spread as `spread` says for the others. */
export function quantileWithLeavers(spread: Float64Array, { alive, share }: { alive: number; share: number }): number {
  const within = (share - (1 - alive)) / alive;
  if (!(within > 0)) return 0;
  const at = Math.min(1, within) * (spread.length - 1);
  const low = Math.floor(at);
  const [a, b] = [spread[low]!, spread[Math.min(low + 1, spread.length - 1)]!];
  return a + (at - low) * (b - a);
}
