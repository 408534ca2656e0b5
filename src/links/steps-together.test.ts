import { expect, it } from "vitest";
import type { Finding } from "../findings/finding.ts";
import { normalUpper } from "../stats/distributions/normal.ts";
import { adjustPValues } from "../stats/tests/multiplicity.ts";
import { isWorth } from "./ladder.ts";
import { stepsTogether } from "./steps-together.ts";

/** A step so many standard errors (of 10) from nothing, said to be worth something where its own interval leaves out 0. */
function step(errors: number): Finding {
  const [value, half] = [10 * errors, 19.59964];
  const bounds = { low: value - half, high: value + half, level: 0.95 };
  return {
    headline: { state: "estimate", value, interval: bounds },
    verdict: {
      code: Math.abs(errors) > 1.96 ? "worth.weak" : "worth.unclear",
      values: { difference: value, ...bounds, smallest: 5 },
    },
  } as unknown as Finding;
}

const refused = {
  headline: { state: "too_few" },
  verdict: { code: "worth.too_few", values: {} },
} as unknown as Finding;

/** Which of these steps are still told. */
const told = (...errors: number[]) => stepsTogether(errors.map(step)).map(isWorth);

it("tells the clearest of two steps at 97.5 %, the other at 95 % once that one is told", () => {
  expect(told(2.1, 1)).toEqual([false, false]);
  expect(told(2.3, 1)).toEqual([true, false]);
  expect(told(2.3, 2.1)).toEqual([true, true]);
  expect(told(-2.1, 2.2)).toEqual([false, false]);
  expect(told(2)).toEqual([true]);
});

it("is Holm's adjustment, whatever the steps", () => {
  for (const errors of [
    [2.5, 2.2, 2.0],
    [2.3, 2.5, 2.05],
    [0.1, 2.1, 2.38],
    [2.4, -2.3, 1.97],
    [3, 2, 1],
  ]) {
    const adjusted = adjustPValues(
      errors.map((z) => 2 * normalUpper(Math.abs(z))),
      "holm",
    );
    expect(told(...errors)).toEqual(adjusted.map((p) => p < 0.05));
  }
});

it("keeps the headline and says at which level the step was looked at", () => {
  const [finding] = stepsTogether([step(2.1), step(0.4)]);
  expect(finding!.headline).toEqual(step(2.1).headline);
  const { low, high, level } = finding!.verdict.values as Record<string, number>;
  expect(level).toBeCloseTo(0.975, 12);
  expect(low).toBeCloseTo(21 - 22.41403, 4);
  expect(high).toBeCloseTo(21 + 22.41403, 4);
  expect(finding!.notes).toEqual([{ code: "worth.steps_together", values: { n: 2, level } }]);
});

it("leaves alone what nothing is said of, and does not count it", () => {
  expect(stepsTogether([step(2), refused])).toEqual([step(2), refused]);
  expect(stepsTogether([step(1), step(0.5)])).toEqual([step(1), step(0.5)]);
});
