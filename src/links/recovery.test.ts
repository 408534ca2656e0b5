import { expect, it } from "vitest";
import { recoveryOf } from "./recovery.ts";

/** Customers with two answers each. */
function answers(...pairs: readonly (readonly [first: number, next: number, times: number])[]) {
  const rows = pairs.flatMap(([first, next, times]) => Array.from({ length: times }, () => [first, next]));
  const each = (of: (score: number, customer: number) => number) =>
    Float64Array.from(rows.flatMap((pair, customer) => pair.map((score) => of(score, customer))));
  return {
    customers: each((_, customer) => customer),
    score: each((score) => score),
    band: each((score) => (score <= 6 ? 0 : 2)),
  };
}

// Counted by hand: first answers 2 and 8, mean 5; the next one does not depend on the first (r = 0). From 2 to 5 is 3 points.
it("expects the whole way to the mean where the next answer knows nothing of the first", () => {
  expect(recoveryOf(answers([2, 2, 25], [2, 8, 25], [8, 8, 25], [8, 2, 25]))).toEqual({
    ...{ n: 50, seen: 3, byChance: 3, reliability: 0 },
  });
});

// Nine of ten stay: r = 0.8. Of three points to the mean 0.6 are chance, and 0.1 · 6 are seen.
it("expects the share that is chance", () => {
  const { seen, byChance, reliability } = recoveryOf(answers([2, 2, 90], [2, 8, 10], [8, 8, 90], [8, 2, 10]))!;
  expect([seen, byChance, reliability]).toEqual([expect.closeTo(0.6), expect.closeTo(0.6), expect.closeTo(0.8)]);
});

it("says nothing of fewer than fifty who were low, or of answers that do not vary", () => {
  expect(recoveryOf(answers([2, 8, 49], [8, 8, 200]))).toBeNull();
  expect(recoveryOf(answers([2, 2, 80]))).toBeNull();
});
