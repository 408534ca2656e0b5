import { expect, it } from "vitest";
import { goneInterval } from "./gone-interval.ts";

const asked = (expected: number, gone: number) =>
  goneInterval({
    scored: { customers: 400, expected: 100, variance: 75 },
    test: { expected, gone } as never,
  });

it("is as wide as the chance of each customer where the model hit, and wider by what it missed", () => {
  // 400 customers at 0.25 each: 400 · 0.25 · 0.75 = 75, and 1.96 · √75 = 16.97 of 100.
  expect(asked(80, 80)!.low * 400).toBeCloseTo(100 - 16.974, 2);
  expect(asked(80, 80)!.high * 400).toBeCloseTo(100 + 16.974, 2);
  // Missed by a fifth: √(75 + 20²) = 21.79, and 1.96 times that is 42.72.
  expect(asked(80, 96)!.high * 400).toBeCloseTo(142.717, 2);
  expect(asked(80, 64)).toEqual(asked(80, 96));
});

it("never goes beyond nobody and everybody", () => {
  expect(asked(10, 60)).toMatchObject({ low: 0, high: 1, level: 0.95 });
});
