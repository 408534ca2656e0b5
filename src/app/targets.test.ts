import { describe, expect, it } from "vitest";
import type { Day } from "../base/day.ts";
import { soughtTargets } from "./targets.ts";

const since = "2026-01-01" as Day;

it("finds the measure of each target", () => {
  const [nps, csat] = soughtTargets([
    { measure: "nps", value: 20, since },
    { measure: "csat", value: 0.8, since, where: { segment: "Business" } },
  ]);
  expect(nps).toMatchObject({ measure: { id: "nps" }, target: { by: null, baseline: null, where: null } });
  expect(csat!.target.where).toEqual({ dimension: "segment", group: "Business" });
});

describe("refuses before any work what cannot be", () => {
  it.each([
    [{ measure: "npss", value: 1, since }, /targets\[0\]\.measure: "npss" .*Did you mean "nps"\?/],
    [{ measure: "aht-median", value: 1, since }, /no measure that can have a target/],
    [{ measure: "csat", value: 80, since }, /targets\[0\]\.value: 80 lies outside 0 to 1/],
    [{ measure: "nps", value: 20, baseline: 200, since }, /targets\[0\]\.baseline: 200 lies outside -100 to 100/],
    [{ measure: "nps", value: 20, since, where: { segmnt: "A" } }, /targets\[0\]\.where: .*Did you mean "segment"\?/],
  ])("%j", (target, message) => {
    expect(() => soughtTargets([target])).toThrow(message);
  });
});
