import { expect, it } from "vitest";
import { addDays, type Day } from "../base/day.ts";
import { lineSuspicions, matchSuspicions, twinSuspicions } from "./health.ts";
import { amountSuspicions, reversedScores, type ScoreMonth, scoreSuspicions } from "./scores.ts";
import { seriesSuspicions, type WeeklySeries } from "./series.ts";

const MONDAY = "2024-01-01" as Day;
const weekly = (counts: readonly number[], end?: Day): WeeklySeries => {
  const weeks = counts.map((n, i) => ({ week: addDays(MONDAY, 7 * i), n })).filter(({ n }) => n > 0);
  const lastDay = addDays(weeks.at(-1)!.week, 6);
  return { fact: "purchase", source: "shop", weeks, lastDay, endOfRecords: end ?? lastDay };
};
const codes = (found: readonly { what: { code: string } }[]) => found.map(({ what }) => what.code);
const steady = (n: number, weeks: number) => Array.from({ length: weeks }, (_, i) => n + ((i * 7) % 5));

it("three weeks without a record among weeks of forty are a gap, and one empty week is none", () => {
  const counts = [...steady(40, 20), 0, 0, 0, ...steady(40, 20)];
  const [gap, ...others] = seriesSuspicions(weekly(counts));
  expect(others).toEqual([]);
  // 20 weeks after 1 January 2024: 20 May; three weeks end on 9 June.
  expect(gap).toMatchObject({
    what: { code: "health.gap", values: { from: "2024-05-20", to: "2024-06-09", n: 42 } },
    sure: "likely",
  });
  expect(seriesSuspicions(weekly([...steady(40, 20), 0, ...steady(40, 20)]))).toEqual([]);
});

it("two empty weeks among weeks of two are no gap: 40 · e⁻⁴ is no small chance", () => {
  const counts = Array.from({ length: 40 }, (_, i) => (i === 19 || i === 20 ? 0 : 2));
  expect(seriesSuspicions(weekly(counts))).toEqual([]);
});

it("a start with few records is no gap, however many come later", () => {
  expect(
    seriesSuspicions(weekly([1, 0, 0, 2, 1, 0, 0, 1, ...steady(40, 30)])).filter(
      ({ what }) => what.code === "health.gap",
    ),
  ).toEqual([]);
});

it("a level that drops to a third is a sudden change; one that grows slowly is none", () => {
  const [change] = seriesSuspicions(weekly([...steady(90, 20), ...steady(30, 20)]));
  expect(change).toMatchObject({
    // The eight weeks before: 90, 91, 91, 92, 93, 93, 94, 94; after: 30, 30, 31, 32, 32, 33, 34, 34.
    what: { code: "health.volume", values: { day: "2024-05-20", was: 93, is: 32 } },
    sure: "possible",
  });
  const slow = Array.from({ length: 104 }, (_, i) => Math.round(40 * 1.01 ** i));
  expect(seriesSuspicions(weekly(slow))).toEqual([]);
});

it("a table that ends long before the others do is named", () => {
  expect(codes(seriesSuspicions(weekly(steady(20, 30), "2024-12-31" as Day)))).toEqual(["health.ends_early"]);
  expect(seriesSuspicions(weekly(steady(20, 30), addDays(MONDAY, 7 * 30 + 20)))).toEqual([]);
});

const month = (i: number, own: Partial<ScoreMonth>): ScoreMonth => ({
  ...{ instrument: "nps", source: "survey", scaleMin: 0, scaleMax: 10 },
  ...{ month: `2024-${String(i + 1).padStart(2, "0")}-01` as Day, n: 60, mean: 7.5, sd: 2.5, low: 0, high: 10 },
  ...own,
});

it("answers that use only half of their scale were probably asked on another", () => {
  expect(scoreSuspicions([0, 1].map((i) => month(i, { low: 1, high: 5, mean: 4 })))).toEqual([
    {
      what: { code: "health.half_scale", values: { measure: "nps", used: "1–5", stated: "0–10", n: 120 } },
      where: "survey",
      sure: "likely",
    },
  ]);
  expect(scoreSuspicions([month(0, { n: 40, high: 5 })])).toEqual([]);
});

it("a scale that becomes twice as long is found where it does, and a mean that leaps as well", () => {
  const longer = [0, 1, 2, 3].map((i) => month(i, i < 2 ? { low: 1, high: 5, mean: 4 } : {}));
  expect(scoreSuspicions(longer)).toMatchObject([
    { what: { code: "health.scale_changed", values: { day: "2024-03-01", was: 5, is: 10 } } },
  ]);
  // From 8 to 4 with a standard error of 0.46: nearly nine of them.
  const leap = [0, 1, 2, 3].map((i) => month(i, { mean: i < 2 ? 8 : 4 }));
  expect(scoreSuspicions(leap)).toMatchObject([{ what: { code: "health.score_jump", values: { was: 8, is: 4 } } }]);
  expect(scoreSuspicions([0, 1, 2].map((i) => month(i, { mean: 7.5 + i / 2 })))).toEqual([]);
});

it("scores of the same people that go against each other may be upside down", () => {
  const pairs = [
    { a: "csat", b: "nps", n: 200, correlation: -0.6 },
    { a: "ces", b: "nps", n: 20, correlation: -0.9 },
    { a: "ces", b: "csat", n: 200, correlation: 0.5 },
  ];
  expect(reversedScores(pairs)).toMatchObject([
    { what: { values: { measure: "csat", experience: "nps", r: -0.6 } }, sure: "likely" },
  ]);
});

it("a quarter of orders in cents stands out, another currency does not", () => {
  const group = (name: string, median: number, currency = "EUR") => ({
    source: "shop",
    currency,
    group: name,
    n: 50,
    median,
  });
  expect(codes(amountSuspicions([group("2024-01-01", 40), group("2024-04-01", 4_100)]))).toEqual(["health.amounts"]);
  expect(amountSuspicions([group("2024-01-01", 40), group("2024-01-01", 4_100, "HUF")])).toEqual([]);
});

it("the same order to the second is likely a copy, on the same day only where many are", () => {
  expect(twinSuspicions({ orders: 1_000, twins: 15, exact: 15 })).toMatchObject([{ sure: "likely" }]);
  expect(twinSuspicions({ orders: 1_000, twins: 150, exact: 0 })).toEqual([]);
  expect(twinSuspicions({ orders: 1_000, twins: 250, exact: 0 })).toMatchObject([{ sure: "possible" }]);
  expect(lineSuspicions({ orders: 1_000, differing: 9 })).toEqual([]);
  expect(codes(lineSuspicions({ orders: 1_000, differing: 10 }))).toEqual(["health.lines"]);
});

it("answers of strangers are told from answers of nobody", () => {
  const orders = { file: "orders.csv", fact: "purchase" as const, n: 100, named: 100, customers: 100 };
  const answers = { file: "answers.csv", fact: "answer" as const, n: 100, named: 20, customers: 0 };
  expect(codes(matchSuspicions([orders, answers]))).toEqual(["health.nameless"]);
  expect(codes(matchSuspicions([orders, { ...answers, named: 100 }]))).toEqual(["health.strangers"]);
  expect(matchSuspicions([{ ...answers, named: 100 }])).toEqual([]);
});
