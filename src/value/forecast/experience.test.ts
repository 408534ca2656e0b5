import { describe, expect, it } from "vitest";
import { drawNormal } from "../../stats/random/normal.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import {
  driversOfGrowth,
  EXPERIENCE_FROM,
  type ExperienceSeries,
  experienceForecast,
  experienceTrial,
  growthForecast,
} from "./experience.ts";

const series = (measure: string, values: readonly (number | null)[]): ExperienceSeries => ({
  ...{ measure, unit: "points", values },
});
/** A score that wanders, and comes back. */
function wandering(random: () => number, months: number, spread = 8): number[] {
  let at = 30;
  return Array.from({ length: months }, () => {
    at = 30 + 0.85 * (at - 30) + spread * drawNormal(random);
    return at;
  });
}
/** Sales with a season, which follow the mean score of the three months before by `effect` a point, and chance. */
function sales(random: () => number, score: readonly number[], effect: number, noise = 0.05): number[] {
  return score.map((_, t) => {
    const known = score.slice(Math.max(0, t - 3), t);
    const before = known.length === 0 ? 30 : known.reduce((a, b) => a + b, 0) / known.length;
    const season = 0.2 * Math.sin((2 * Math.PI * t) / 12);
    return 10_000 * Math.exp(season + effect * (before - 30) + noise * drawNormal(random));
  });
}

describe("experience as an input of the forecast", () => {
  it("grows the same month of the year before by what the score did, counted by hand", () => {
    // The score is 20, then 30 from month 20 on: sales follow it by 1 % a point the months after, exactly.
    const score = Array.from({ length: 40 }, (_, t) => (t < 20 ? 20 : 30));
    const before = (t: number) => [1, 2, 3].reduce((sum, lag) => sum + (score[t - lag] ?? 20), 0) / 3;
    const money = score.map((_, t) => 1_000 * Math.exp(0.01 * (before(t) - 20)));
    const drivers = [series("nps", score)];
    const [effect] = driversOfGrowth(money, drivers);
    const level = money.slice(-12).reduce((a, b) => a + b, 0) / 12;
    expect(effect!.money).toBeCloseTo(0.01 * level, 6);
    expect(effect!).toMatchObject({ measure: "nps", step: 1, n: 25, isChosen: true, isBeyond: true });
    // It stays at 30: what is 40 to come is as high as the months before it.
    for (const value of experienceForecast(money, drivers, 6)!) expect(value).toBeCloseTo(1_000 * Math.exp(0.1), 3);
  });

  it("is held against the same growth without scores, counted by hand", () => {
    // A tenth more every year: the year before, grown by as much.
    const money = Array.from({ length: 30 }, (_, t) => 100 * 1.1 ** (t / 12));
    for (const [m, value] of growthForecast(money, 3)!.entries())
      expect(value).toBeCloseTo(100 * 1.1 ** ((30 + m) / 12), 9);
    expect(growthForecast(money.slice(0, 20), 3)).toBeNull();
  });

  it("uses no score of the month itself or later", () => {
    const random = sfc32("arrow");
    const score = wandering(random, 40);
    const money = sales(random, score, 0.01);
    const said = experienceForecast(money.slice(0, 36), [series("nps", score)], 3);
    const changed = score.map((value, t) => (t >= 36 ? value + 50 : value));
    expect(experienceForecast(money.slice(0, 36), [series("nps", changed)], 3)).toEqual(said);
    expect(said).toHaveLength(3);
  });

  it("finds a driver that is there, in money, and forecasts better with it", () => {
    const random = sfc32("driver");
    const score = wandering(random, 60);
    const money = sales(random, score, 0.012);
    const drivers = [series("csat", wandering(random, 60)), series("nps", score)];
    const trial = experienceTrial(money, drivers)!;
    expect(trial.interval.low).toBeGreaterThan(0);
    expect(trial.improvement).toBeGreaterThan(0.2);
    const found = driversOfGrowth(money, drivers);
    const nps = found.find(({ measure }) => measure === "nps")!;
    const level = money.slice(-12).reduce((a, b) => a + b, 0) / 12;
    expect(nps).toMatchObject({ isBeyond: true, isChosen: true });
    expect(nps.interval.low).toBeLessThan(0.012 * level);
    expect(nps.interval.high).toBeGreaterThan(0.012 * level);
    expect(found.find(({ measure }) => measure === "csat")!.isBeyond).toBe(false);
  });

  it("claims nothing where scores and sales have nothing to do with each other, in 95 % of companies", () => {
    let [better, beyond] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const random = sfc32(`nothing-${seed}`);
      const money = sales(random, wandering(random, 48), 0);
      const drivers = ["nps", "csat", "ces"].map((id) => series(id, wandering(random, 48)));
      if (experienceTrial(money, drivers)!.interval.low > 0) better++;
      if (driversOfGrowth(money, drivers).some(({ isBeyond }) => isBeyond)) beyond++;
    }
    expect(better).toBeLessThanOrEqual(3);
    expect(beyond).toBeLessThanOrEqual(6);
  });

  it("needs two and a half years, scores in most months, and sales above nothing", () => {
    const random = sfc32("short");
    const score = wandering(random, EXPERIENCE_FROM);
    const money = sales(random, score, 0.01);
    expect(EXPERIENCE_FROM).toBe(30);
    expect(experienceTrial(money, [series("nps", score)])).toMatchObject({ n: 6 });
    expect(experienceTrial(money.slice(1), [series("nps", score.slice(1))])).toBeNull();
    expect(experienceForecast(money.slice(0, 23), [series("nps", score)], 3)).toBeNull();
    expect(experienceForecast(money, [], 3)).toBeNull();
    expect(
      experienceForecast(
        money,
        [
          series(
            "nps",
            score.map((value, t) => (t % 3 === 0 ? value : null)),
          ),
        ],
        3,
      ),
    ).toBeNull();
    expect(
      experienceForecast(
        money.map(() => 0),
        [series("nps", score)],
        3,
      ),
    ).toBeNull();
  });
});
