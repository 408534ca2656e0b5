import { expect, it } from "vitest";
import type { SpreadEstimate } from "./contrast.ts";
import { isReversed, paradoxesOf } from "./paradoxes.ts";

const band = (code: string, n: number, mean: number, winsorisedMean = mean): SpreadEstimate => ({
  ...{ band: code, n, customers: n, mean, winsorisedMean, standardError: 1, interval: null, median: mean },
  shareNonZero: 1,
});
const codes = (...bands: SpreadEstimate[]) =>
  paradoxesOf(bands, "promoter", { difference: bands.at(-1)!.mean - bands[0]!.mean }).map(({ code }) => code);

it("says nothing of bands that rise, with answers in all of them", () => {
  expect(codes(band("detractor", 200, 10), band("passive", 300, 12), band("promoter", 500, 15))).toEqual([]);
});

it("says that nearly all answers are in the best band", () => {
  expect(codes(band("detractor", 50, 10), band("passive", 50, 12), band("promoter", 900, 15))).toEqual([
    "caution.ceiling",
  ]);
});

it("says that a few large values make the difference", () => {
  // 15 − 10 = 5, but 10.5 − 10 = 0.5 with the largest hundredth drawn in.
  expect(codes(band("detractor", 200, 10), band("promoter", 200, 15, 10.5))).toEqual(["caution.carried_by_few"]);
});

it("says that the outcome does not follow the bands", () => {
  expect(codes(band("detractor", 200, 10), band("passive", 200, 9), band("promoter", 200, 15))).toEqual([
    "caution.not_monotone",
  ]);
});

// Charig et al. (1986), Br. Med. J. 292, 879: kidney stones. Open surgery 273/350 against 289/350; small stones 81/87 against 234/270, large 192/263 against 55/80.
it("finds a reversal that is known from the literature", () => {
  const open = 273 / 350 - 289 / 350;
  const bySize = [81 / 87 - 234 / 270, 192 / 263 - 55 / 80];
  expect(isReversed(open, bySize)).toBe(true);
  expect(isReversed(-open, bySize)).toBe(false);
  expect(isReversed(open, [bySize[0]!])).toBe(false);
});
