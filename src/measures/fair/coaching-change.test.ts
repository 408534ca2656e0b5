import { expect, it } from "vitest";
import { drawNormal } from "../../stats/random/normal.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { coachingChange } from "./coaching-change.ts";
import type { AgentSums } from "./coaching-sums.ts";

/** Forty agents whose months are noise around a value of their own; the twelve with the worst month before are coached, to no effect. */
function chosenForABadMonth(seed: number): AgentSums[] {
  const random = sfc32(seed);
  const agents = Array.from({ length: 40 }, (_, i) => {
    const usual = 300 + 20 * drawNormal(random);
    return { agent: `a${i}`, before: usual + 20 * drawNormal(random), after: usual + 20 * drawNormal(random) };
  });
  const worst = new Set([...agents].sort((a, b) => b.before - a.before).slice(0, 12));
  return agents.flatMap((each) =>
    (["before", "after"] as const).map((phase) => ({
      ...{ cohort: "2025-04-01", agent: each.agent, isCoached: worst.has(each), phase, n: 50, value: each[phase] },
    })),
  );
}

it("agents chosen for a bad month come back by chance alone, and an equal start takes that out", () => {
  const found = Array.from({ length: 200 }, (_, seed) => coachingChange(chosenForABadMonth(seed + 1)));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Half of a value is noise: of a distance of some 46 seconds between the two sides, half comes back.
  expect(mean(found.map(({ difference }) => difference!.value))).toBeLessThan(-15);
  expect(Math.abs(mean(found.map(({ equalStart }) => equalStart!.value)))).toBeLessThan(2);
  const covered = found.filter(({ equalStart }) => equalStart!.interval.low <= 0 && equalStart!.interval.high >= 0);
  expect(covered.length).toBeGreaterThan(180);
});
