import { describe, expect, it } from "vitest";
import { drawNormal } from "../stats/random/normal.ts";
import { sfc32 } from "../stats/random/sfc32.ts";
import { seasonOf } from "./season.ts";

const YEAR = [0, -1, 1, 0, 2, 0, -2, 0, 1, -1, 0, 6];
const series = (value: (i: number) => number, length = 36, start = 0) =>
  Array.from({ length }, (_, at) => {
    const i = at + start;
    return { period: `${2020 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}-01`, value: value(i) };
  });

describe("the season of three years", () => {
  it("is what months of one name have in common, whatever the level of the years", () => {
    const season = seasonOf(series((i) => 50 + 3 * Math.floor(i / 12) + YEAR[i % 12]!))!;
    const middle = YEAR.reduce((a, b) => a + b) / 12;
    expect(season.map((x) => x + middle)).toEqual(YEAR.map((x) => expect.closeTo(x, 9)));
    expect(season.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
  });

  it("begins with January, whatever the first month is", () => {
    const season = seasonOf(series((i) => 50 + YEAR[i % 12]!, 36, 7))!;
    expect(season.indexOf(Math.max(...season))).toBe(11);
  });

  it("is not made by one odd month", () => {
    const quiet = (i: number) => 50 + ((i * 7) % 5) / 10;
    expect(seasonOf(series((i) => (i === 23 ? 80 : quiet(i))))).toBeNull();
    const odd = seasonOf(series((i) => 50 + YEAR[i % 12]! + (i % 5) / 10 + (i === 18 ? 5 : 0)))!;
    // A difference to the next month of two, not of two and a third of five.
    expect(odd[6]! - odd[7]!).toBeGreaterThan(-2.5);
    expect(odd[6]! - odd[7]!).toBeLessThan(-1.5);
  });

  it("is not seen where there is none: at most one series of a hundred, and a little", () => {
    const random = sfc32("season");
    const runs = 2_000;
    let seen = 0;
    for (let run = 0; run < runs; run++) if (seasonOf(series(() => 10 + 2 * drawNormal(random)))) seen++;
    // 20 expected; 4 standard errors of a binomial.
    expect(seen).toBeLessThan(20 + 4 * Math.sqrt(20));
    expect(seen).toBeGreaterThan(20 - 4 * Math.sqrt(20));
  });

  it("needs three whole years without a gap", () => {
    expect(seasonOf(series((i) => YEAR[i % 12]!, 35))).toBeNull();
    expect(seasonOf(series((i) => YEAR[i % 12]!, 37).filter((_, i) => i !== 20))).toBeNull();
    expect(seasonOf(series(() => 5))).toBeNull();
  });
});
