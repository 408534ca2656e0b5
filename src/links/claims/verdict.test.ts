import { expect, it } from "vitest";
import { type ClaimResult, claimVerdict } from "./verdict.ts";

const ratio = (low: number, high: number, other: Partial<ClaimResult> = {}) =>
  claimVerdict({
    value: (low + high) / 2,
    interval: { low, high, level: 0.95 },
    published: { low: 2.4, high: 2.4 },
    from: { nothing: 1, direction: "more" },
    smallestUseful: 0.05,
    adjustedP: 0.001,
    ...other,
  });

it.each([
  [2.1, 2.6, "matches"],
  [1.2, 1.6, "smaller"],
  [2.8, 3.4, "larger"],
  [0.5, 0.8, "opposite"],
  // Holds no difference, and cannot be as large as was published.
  [0.7, 1.4, "none"],
  // Holds both: nobody can say.
  [0.6, 3, "too_little"],
])("a ratio between %d and %d against a published 2.4: %s", (low, high, verdict) => {
  const adjustedP = low <= 1 && high >= 1 ? 0.4 : 0.001;
  expect(ratio(low, high, { adjustedP })).toBe(verdict);
});

it("turns a claim of less around", () => {
  const less = { published: { low: 0.63, high: 0.63 }, from: { nothing: 1, direction: "less" } } as const;
  expect(ratio(0.55, 0.7, less)).toBe("matches");
  expect(ratio(0.8, 0.9, less)).toBe("smaller");
  expect(ratio(0.3, 0.5, less)).toBe("larger");
  expect(ratio(1.2, 1.5, less)).toBe("opposite");
});

it("of a claim without a size asks for the direction alone", () => {
  const direction = { published: null };
  expect(ratio(1.01, 1.3, direction)).toBe("matches");
  expect(ratio(0.97, 1.03, { ...direction, adjustedP: 0.5 })).toBe("none");
  expect(ratio(0.9, 1.2, { ...direction, adjustedP: 0.5 })).toBe("too_little");
});

it("finds no difference that is not beyond chance over all claims", () => {
  expect(ratio(1.05, 1.8, { adjustedP: 0.2 })).toBe("none");
  expect(ratio(1.05, 3, { adjustedP: 0.2 })).toBe("too_little");
});

it("puts a level beside what was published", () => {
  const level = { published: { low: 0.45, high: 0.5 }, from: null };
  expect(ratio(0.4, 0.46, level)).toBe("matches");
  expect(ratio(0.2, 0.3, level)).toBe("smaller");
  expect(ratio(0.6, 0.7, level)).toBe("larger");
});
