import { expect, it } from "vitest";
import { drawNormal } from "../stats/random/normal.ts";
import { sfc32 } from "../stats/random/sfc32.ts";
import type { Repeats } from "./study.ts";
import { withinCustomers } from "./within.ts";

const BANDS = ["detractor", "passive", "promoter"];
const STEP = { lower: "passive", upper: "promoter" };

/**
 * Customers who answered twice, 200 days apart. Each has a level of their own, which decides much of their score; standing on a step
 * adds 7 to what they bring over 90 days. `led` makes the score follow what they brought in the year before.
 */
function answers({ customers, led = false }: { customers: number; led?: boolean }): Repeats {
  const random = sfc32("within");
  const columns = { customers: [], days: [], band: [], before: [], outcome: [] } as Record<string, number[]>;
  for (let customer = 0; customer < customers; customer++) {
    const level = 100 + 40 * drawNormal(random);
    for (const day of [8000, 8200]) {
      const before = 4 * (level + 10 * drawNormal(random));
      const cause = (led ? (before / 4 - level) / 10 : drawNormal(random)) + (level - 100) / 40;
      const band = cause < -0.7 ? 0 : cause < 0.7 ? 1 : 2;
      columns.customers!.push(customer);
      columns.days!.push(day);
      columns.band!.push(band);
      columns.before!.push(before);
      columns.outcome!.push(level + 7 * band + 4 * drawNormal(random));
    }
  }
  const of = (name: string) => Float64Array.from(columns[name]!);
  const unknown = new Float64Array(2 * customers).fill(Number.NaN);
  return {
    customers: of("customers"),
    days: of("days"),
    band: of("band"),
    score: of("band"),
    before: of("before"),
    after: [
      { days: 365, outcome: unknown },
      { days: 90, outcome: of("outcome") },
    ],
  };
}

it("finds what a step brings the same customer, whatever level they have of their own, over the longest horizon there is", () => {
  const within = withinCustomers(answers({ customers: 600 }), BANDS, STEP);
  expect(within).toMatchObject({ state: "estimate", days: 90 });
  if (within.state !== "estimate") return;
  expect(within.interval.low).toBeLessThan(7);
  expect(within.interval.high).toBeGreaterThan(7);
  expect(within.interval.high - within.interval.low).toBeLessThan(4);
});

it("is withheld where what they brought moved before the score did", () => {
  expect(withinCustomers(answers({ customers: 600, led: true }), BANDS, STEP)).toMatchObject({ state: "pre_trend" });
});

it("needs forty customers who stood on both steps", () => {
  const within = withinCustomers(answers({ customers: 60 }), BANDS, STEP);
  expect(within.state).toBe("too_few");
  expect(within.changed).toBeLessThan(40);
});

it("leaves out an answer whose outcome overlaps that of the one before", () => {
  const repeats = answers({ customers: 600 });
  const soon = { ...repeats, days: repeats.days.map((day) => (day === 8200 ? 8050 : day)) };
  expect(withinCustomers(soon, BANDS, STEP)).toEqual({ state: "too_few", changed: 0 });
});
