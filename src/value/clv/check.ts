import type { Day } from "../../base/day.ts";
import { daysBetween } from "../../base/day.ts";
import { type BackTestClass, backTest } from "../../stats/customer-base/back-test.ts";
import { probabilityAlive } from "../../stats/customer-base/purchase-model.ts";
import type { FittedBase } from "./base.ts";
import { growthOf } from "./future.ts";
import { historyAt } from "./purchases.ts";

/** What a model would have said at an earlier day, against what came. */
export interface Check {
  day: Day;
  until: Day;
  customers: number;
  purchases: { expected: number; actual: number };
  money: { expected: number; actual: number };
  /** By repeat purchases before the cut. */
  classes: BackTestClass[];
}

/** Holds the base as it was fitted at an earlier day against what its customers did afterwards. */
export function checkBase({ cut, cells, fit, kept, customers }: FittedBase, until: Day): Check {
  const horizon = daysBetween(cut.day, until);
  const { customers: count, bought } = cells;
  const tested = backTest(
    fit,
    {
      repeatPurchases: cells.repeats,
      ageAtLastPurchase: cells.seen,
      age: cells.age,
      count,
      holdoutPurchases: bought.map((b, i) => b / count[i]!),
    },
    { horizon },
  );
  const growth = growthOf(fit, { days: horizon, rate: 0 });
  let [expected, actual] = [0, 0];
  for (let i = 0; i < count.length; i++) {
    const history = historyAt(cells, i);
    expected += kept * probabilityAlive(fit, history) * growth(history.repeatPurchases, history.age) * cells.spend[i]!;
    actual += cells.brought[i]!;
  }
  return {
    day: cut.day,
    until,
    customers,
    purchases: { expected: tested.holdout.expected, actual: tested.holdout.actual ?? 0 },
    money: { expected, actual },
    classes: tested.classes,
  };
}

/**
 * Relative error of totals by what earlier forecasts missed: root mean square of the logs of actual over expected. Calendar, prices and
 * campaigns are outside these models, and only this shows them.
 * @returns null where no earlier day could be checked
 */
export function relativeError(checks: readonly Check[]): number | null {
  const logs = checks
    .filter(({ money }) => money.expected > 0 && money.actual > 0)
    .map(({ money }) => Math.log(money.actual / money.expected));
  return logs.length === 0 ? null : Math.sqrt(logs.reduce((sum, log) => sum + log ** 2, 0) / logs.length);
}
