import { expect, it } from "vitest";
import { drawNormal } from "../stats/random/normal.ts";
import { sfc32 } from "../stats/random/sfc32.ts";
import { sql } from "../store/sql/sql.ts";
import { OUTCOMES } from "./outcome.ts";
import { declaredPlacebo, placeboBefore, readPlacebo } from "./placebo.ts";
import { type DesignMatrix, stepStudy } from "./study.ts";

const between = (low: number, high: number) => ({ estimate: (low + high) / 2, interval: { low, high, level: 0.95 } });

it("is clear within a quarter of the headline, a warning beyond it and beyond chance, otherwise unclear", () => {
  expect(readPlacebo(between(-1, 2), 8)).toBe("clear");
  expect(readPlacebo(between(0.1, 1.9), 8)).toBe("clear");
  expect(readPlacebo(between(-1, 9), 8)).toBe("unclear");
  expect(readPlacebo(between(1, 2.5), 8)).toBe("unclear");
  expect(readPlacebo(between(3, 5), 8)).toBe("warning");
  expect(readPlacebo(between(-5, -3), 8)).toBe("warning");
  expect(readPlacebo(between(0, 0), 0)).toBe("clear");
});

/** Customers whose spending of the half year before the answer is 10 + half of the one before that + `already` on the upper step. */
function matrix(already: number): DesignMatrix {
  const random = sfc32("placebo");
  const n = 2_000;
  const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
  const early = column(() => 100 + 20 * drawNormal(random));
  const band = column((i) => (early[i]! / 20 - 5 + drawNormal(random) > 0 ? 1 : 0));
  const late = column((i) => 10 + early[i]! / 2 + already * band[i]! + 5 * drawNormal(random));
  return {
    ...{
      bands: ["passive", "promoter"],
      band,
      outcome: late,
      customers: column((i) => i),
      covariates: [],
      columns: [],
    },
    ...{ days: column(() => 9_000), weights: null, later: null, repeats: null, oneIn: 1 },
    before: { year: column((i) => early[i]! + late[i]!), late, early: [early], known: column(() => 1) },
  };
}

it.each([0, 6])("finds what the upper step brought before the answer, given what was earlier: %d", (already) => {
  const study = matrix(already);
  const rows = Int32Array.from(study.band, (_, i) => i);
  const found = placeboBefore(study, rows, study.band)!;
  expect(found.n).toBe(2_000);
  expect(found.interval.low).toBeLessThan(already);
  expect(found.interval.high).toBeGreaterThan(already);
  expect(found.interval.high - found.interval.low).toBeLessThan(2);
});

it("says nothing where the records do not reach back over the year", () => {
  const study = matrix(0);
  const unknown = { ...study, before: { ...study.before!, known: new Float64Array(2_000) } };
  expect(
    placeboBefore(
      unknown,
      Int32Array.from(study.band, (_, i) => i),
      study.band,
    ),
  ).toBeNull();
});

it.each([
  [0, "clear"],
  [30, "warning"],
])("reads a declared placebo as a share of its mean: moved by %d of about 60", (moved, reading) => {
  const known = { covariates: [{ id: "margin_before", column: sql`m.baseline_margin` }] };
  const of = (already: number): DesignMatrix => {
    const study = matrix(already);
    return { ...study, ...known, columns: study.before!.early };
  };
  const step = { lower: "passive", upper: "promoter" };
  const headline = { study: stepStudy(of(0), step).study, estimate: 20 };
  const found = declaredPlacebo({ outcome: OUTCOMES.get("orders")!, matrix: of(moved) }, step, headline)!;
  expect(found).toMatchObject({ outcome: "orders", reading });
  // The lower step had 85 on average before, so 10 + 85 / 2 of the placebo.
  expect(Math.abs(found.share - moved / 52.5)).toBeLessThan(0.03);
});
