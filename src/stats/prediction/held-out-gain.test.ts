import { expect, it } from "vitest";
import { drawNormal } from "../random/normal.ts";
import { sfc32 } from "../random/sfc32.ts";
import { heldOutErrors, heldOutGain } from "./held-out-gain.ts";

it("judges on rows that were not learnt from", () => {
  // Least squares through (1, 2), (2, 4), (3, 7): −2/3 + 2.5 x.
  const learn = { columns: [[1, 2, 3]], outcome: [2, 4, 7] };
  const errors = heldOutErrors({ learn, judge: { columns: [[4, 0]], outcome: [9, 0] } });
  expect(errors[0]).toBeCloseTo((9 - (10 - 2 / 3)) ** 2, 12);
  expect(errors[1]).toBeCloseTo((2 / 3) ** 2, 12);
});

it("finds the share of variance that a column adds, and nothing in a column of chance", () => {
  const random = sfc32("held out");
  const draw = (n: number) => {
    const [known, adds, chance] = [0, 1, 2].map(() => Float64Array.from({ length: n }, () => drawNormal(random))) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    // Variances 1, 0.25 and 1: the second explains 0.25 of 2.25.
    const outcome = known.map((x, i) => x + 0.5 * adds[i]! + drawNormal(random));
    return { known, adds, chance, outcome };
  };
  const [learn, judge] = [draw(4000), draw(4000)];
  const errorsOf = (...names: ("known" | "adds" | "chance")[]) =>
    heldOutErrors({
      learn: { columns: names.map((name) => learn[name]), outcome: learn.outcome },
      judge: { columns: names.map((name) => judge[name]), outcome: judge.outcome },
    });
  const spread = judge.outcome.map((y) => y ** 2);
  const beaten = errorsOf("known");
  const found = heldOutGain({ errors: errorsOf("known", "adds"), beaten, spread });
  expect(found.gain).toBeGreaterThan(0.25 / 2.25 - 3 * found.standardError);
  expect(found.gain).toBeLessThan(0.25 / 2.25 + 3 * found.standardError);
  const nothing = heldOutGain({ errors: errorsOf("known", "chance"), beaten, spread });
  expect(Math.abs(nothing.gain)).toBeLessThan(0.002);
  expect(nothing.interval!.low).toBeLessThan(0.001);
});
