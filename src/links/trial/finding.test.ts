import { expect, it } from "vitest";
import { sampleRatio } from "./finding.ts";

const arms = (...customers: number[]) => ({ arms: customers.map((n, i) => ({ name: String(i), customers: n })) });

// R: pchisq(2 * 110^2 / 1550, 1, lower.tail = FALSE); Hillstrom's arms: chisq.test(c(21307, 21387, 21306))$p.value
it.each([
  [[1660, 1440], 7.772e-5],
  [[21_307, 21_387, 21_306], 0.9037],
  [[100, 100], 1],
])("holds the sizes of arms against equal shares: %j", (sizes, p) => {
  expect(sampleRatio(arms(...sizes))).toBeCloseTo(p, p < 0.01 ? 7 : 4);
});

it("cannot hold them against anything where they were not meant to be equal", () => {
  expect(sampleRatio(arms(9_000, 1_000))).toBeNull();
  expect(sampleRatio(arms(100))).toBeNull();
});
