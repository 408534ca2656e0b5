import { expect, it } from "vitest";
import { type Grain, nameOfStretch, startOfGrain, stretchNamed } from "./calendar.ts";
import type { Day } from "./day.ts";

it.each<[string, number, string, string]>([
  ["2025", 4, "2025-01-01", "2026-01-01"],
  ["2025-Q2", 4, "2025-04-01", "2025-07-01"],
  ["2025-12", 4, "2025-12-01", "2026-01-01"],
  ["FY2025", 4, "2025-04-01", "2026-04-01"],
  ["FY2025/26", 4, "2025-04-01", "2026-04-01"],
  ["fy2025/2026 q4", 4, "2026-01-01", "2026-04-01"],
  ["FY2025-Q1", 10, "2025-10-01", "2026-01-01"],
  ["FY2025", 1, "2025-01-01", "2026-01-01"],
  ["FY1999/00", 7, "1999-07-01", "2000-07-01"],
])("%s, with a year that begins in month %i", (name, firstMonth, from, to) => {
  expect(stretchNamed(name, firstMonth)).toEqual({ from, to });
});

it.each([
  ["2025-Q5", 1],
  ["2025-13", 1],
  ["25", 1],
  ["last year", 1],
  ["2025/26", 4],
  ["FY2025/27", 4],
  ["FY2025/26", 1],
  ["FY2025-03", 4],
  ["", 1],
])("%s is no stretch where the year begins in month %i", (name, firstMonth) => {
  expect(stretchNamed(name, firstMonth)).toBeUndefined();
});

it.each<[Day, Grain, number, string, string]>([
  ["2025-03-31" as Day, "year", 4, "2024-04-01", "FY2024/25"],
  ["2025-04-01" as Day, "year", 4, "2025-04-01", "FY2025/26"],
  ["2026-02-10" as Day, "quarter", 4, "2026-01-01", "FY2025/26-Q4"],
  ["2026-02-10" as Day, "quarter", 1, "2026-01-01", "2026-Q1"],
  ["2026-02-10" as Day, "year", 1, "2026-01-01", "2026"],
  ["2026-02-10" as Day, "quarter", 3, "2025-12-01", "FY2025/26-Q4"],
  ["2026-02-10" as Day, "month", 3, "2026-02-01", "2026-02"],
])("%s by %s, with a year that begins in month %i", (day, grain, firstMonth, start, name) => {
  expect(startOfGrain(day, grain, firstMonth)).toBe(start);
  expect(nameOfStretch(start as Day, grain, firstMonth)).toBe(name);
  // What a stretch is called finds it again.
  expect(stretchNamed(name, firstMonth)?.from).toBe(start);
});
