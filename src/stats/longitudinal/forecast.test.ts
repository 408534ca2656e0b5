import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exponentialSmoothing, type SmoothingKind } from "./exponential-smoothing.ts";
import { seasonalNaive } from "./seasonal-naive.ts";

// Made by tests/golden/longitudinal.R (R 4.2.2, HoltWinters and predict; forecast 8.20, snaive).
const R = JSON.parse(readFileSync(new URL("../../../tests/golden/longitudinal.json", import.meta.url), "utf8"));

interface Smoothing {
  weights: number[] | number;
  sse: number;
  forecast: number[];
  lower: number[];
  upper: number[];
}

const smoothed = (values: number[], kind: SmoothingKind, season: number, expected: Smoothing, fixed: boolean) => {
  const [alpha, beta = 0, gamma = 0] = [expected.weights].flat();
  return exponentialSmoothing({
    values,
    kind,
    season,
    horizon: expected.forecast.length,
    ...(fixed ? { weights: { alpha: alpha!, beta, gamma } } : {}),
  });
};

describe("exponential smoothing", () => {
  it.each<[string, string, SmoothingKind, number]>([
    ["levelFixed", "nile", "level", 1],
    ["trendFixed", "uspop", "trend", 1],
    ["seasonFixed", "co2", "season", 12],
    ["oddSeasonFixed", "nile", "season", 7],
  ])("agrees with R's HoltWinters at given weights: %s", (name, data, kind, season) => {
    const expected: Smoothing = R[name];
    const r = smoothed(R.data[data], kind, season, expected, true);
    expect(r.sumOfSquaredErrors / expected.sse).toBeCloseTo(1, 9);
    r.forecast.forEach((p, h) => {
      expect(p.value / expected.forecast[h]!).toBeCloseTo(1, 9);
      expect(p.interval.low / expected.lower[h]!).toBeCloseTo(1, 8);
      expect(p.interval.high / expected.upper[h]!).toBeCloseTo(1, 8);
    });
  });

  it.each<[string, string, SmoothingKind, number]>([
    ["levelFitted", "nile", "level", 1],
    ["seasonFitted", "co2", "season", 12],
  ])("fits weights at least as well as R: %s", (name, data, kind, season) => {
    const expected: Smoothing = R[name];
    const r = smoothed(R.data[data], kind, season, expected, false);
    expect(r.sumOfSquaredErrors).toBeLessThanOrEqual(expected.sse * (1 + 1e-6));
    expect(r.weights.alpha).toBeCloseTo([expected.weights].flat()[0]!, 1);
  });

  it("of a constant series forecasts the constant with certainty", () => {
    const [next] = exponentialSmoothing({ values: [4, 4, 4, 4, 4], season: 1, horizon: 1 }).forecast;
    expect(next!.value).toBeCloseTo(4, 10);
    expect(next!.interval.high).toBeCloseTo(4, 10);
  });

  it("refuses a short series", () => {
    const tooSmall = expect.objectContaining({ code: "input.sample_too_small" });
    expect(() => exponentialSmoothing({ values: [1, 2, 3], season: 12, horizon: 1 })).toThrow(tooSmall);
    expect(() => exponentialSmoothing({ values: [], season: 1, horizon: 1 })).toThrow(tooSmall);
  });
});

describe("seasonal naive forecast", () => {
  it("agrees with R's snaive on the airline passengers", () => {
    const { forecast } = seasonalNaive({ values: R.data.air, season: 12, horizon: 14 });
    forecast.forEach((p, h) => {
      expect(p.value).toBe(R.seasonalNaive.forecast[h]);
      expect(p.interval.low / R.seasonalNaive.lower[h]).toBeCloseTo(1, 9);
      expect(p.interval.high / R.seasonalNaive.upper[h]).toBeCloseTo(1, 9);
    });
  });

  it("refuses less than a season", () => {
    expect(() => seasonalNaive({ values: [1, 2], season: 4, horizon: 1 })).toThrow(
      expect.objectContaining({ code: "input.sample_too_small" }),
    );
  });
});
