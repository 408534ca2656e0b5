import { describe, expect, it } from "vitest";
import type { Day } from "../../base/day.ts";
import { jsonLines } from "../../base/json-lines.ts";
import { naiveForecast, scored, shownFirst, usualForecast } from "./methods.ts";
import { cashOf, delayFrom, type PaidCell, statedDelay } from "./payment.ts";
import { type Prediction, readRecord, scoreRecord } from "./record.ts";
import type { ScoreStudy } from "./score-study.ts";
import { seasonIndex } from "./series.ts";
import { type ForecastStudy, intervalAround } from "./study.ts";
import type { ThemeStudy } from "./theme-study.ts";

const monthsFrom = (n: number): Day[] =>
  Array.from(
    { length: n },
    (_, m) => `${2024 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, "0")}-01` as Day,
  );

describe("ways of forecasting", () => {
  it("repeat the same month of the year before, or the mean of three months where there is no year", () => {
    const year = Array.from({ length: 13 }, (_, m) => m + 1);
    expect(naiveForecast(year, 13)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 2]);
    expect(naiveForecast([3, 6, 9], 2)).toEqual([6, 6]);
  });

  it("know a season from two years on alone", () => {
    // December is twice the others in both years: 24 / 13 of the mean of its year.
    const values = Array.from({ length: 24 }, (_, m) => (m % 12 === 11 ? 20 : 10));
    expect(seasonIndex(values, monthsFrom(24))[11]).toBeCloseTo(24 / 13, 12);
    expect(seasonIndex(values, monthsFrom(24))[0]).toBeCloseTo(12 / 13, 12);
    expect(seasonIndex(values.slice(1), monthsFrom(23))).toEqual(new Array(12).fill(1));
  });

  it("are ranked by what they missed, with the naive one as the bar", () => {
    const tested = scored([
      {
        actual: [100, 100],
        forecasts: { naive: [80, 120], series: [90, 100], base: [150, 150] },
      },
      { actual: [100], forecasts: { naive: [100], series: [90], base: [150] } },
    ]);
    // Errors: naive 20, 20, 0; series 10, 0, 10; base 50 each.
    expect(tested.map(({ method }) => method)).toEqual(["series", "naive", "base"]);
    expect(tested[0]).toMatchObject({
      meanError: expect.closeTo(20 / 3, 12),
      overNaive: expect.closeTo(0.5, 12),
      n: 3,
    });
    expect(tested[0]!.bias).toBeCloseTo(-20 / 300, 12);
    expect(tested[2]!.monthly).toBeCloseTo(Math.log(1.5), 12);
    // Stretches: ln(200 / 190) and ln(100 / 90).
    expect(tested[0]!.total).toBeCloseTo(Math.hypot(Math.log(200 / 190), Math.log(100 / 90)) / Math.SQRT2, 12);
  });

  it("turn sales into receipts as many days later as customers take to pay", () => {
    expect(cashOf([10, 20], [30, 40], statedDelay(0))).toEqual([30, 40]);
    const half = cashOf([10, 20], [30, 40], statedDelay(365.25 / 24));
    expect(half[0]).toBeCloseTo(25, 9);
    expect(half[1]).toBeCloseTo(35, 9);
  });
});

describe("ways of forecasting a score", () => {
  it("are held against what came by differences: a score may be nothing, or less", () => {
    const [best, other] = scored(
      [
        { actual: [-10, 10], forecasts: { naive: [-30, 30], usual: [0, 0] } },
        { actual: [4], forecasts: { naive: [4], usual: [0] } },
      ],
      "difference",
    );
    // Errors: usual 10, 10, 4; naive 20, 20, 0. Means of stretches: 0 and 4 against 0 and 0.
    expect(best).toMatchObject({ method: "usual", gap: "difference", meanError: 8, overNaive: 0.6, n: 3 });
    expect(best!.bias).toBeCloseTo((10 - 10 - 4) / 3, 12);
    expect(best!.monthly).toBeCloseTo(Math.sqrt((100 + 100 + 16) / 3), 12);
    expect(best!.total).toBeCloseTo(Math.sqrt(16 / 2), 12);
    expect(other!.total).toBe(0);
    const bounds = intervalAround(0, best, "total", 0.8)!;
    expect(bounds.high).toBeCloseTo(1.2815515655 * Math.sqrt(8), 6);
    expect(bounds.low).toBeCloseTo(-bounds.high, 12);
    // The better of those that only repeat what was is first where nothing else is clearly better.
    expect(shownFirst([best!, other!])).toEqual({ first: "usual", beatsNaive: false });
    const series = { ...best!, method: "series" as const };
    expect(shownFirst([{ ...series, meanError: 7.9 }, best!, other!])).toEqual({ first: "usual", beatsNaive: false });
    expect(shownFirst([{ ...series, meanError: 7.8 }, best!, other!])).toEqual({ first: "series", beatsNaive: true });
  });

  it("repeat the mean of the last year", () => {
    expect(usualForecast([100, ...Array.from({ length: 12 }, (_, m) => m)], 2)).toEqual([5.5, 5.5]);
    expect(usualForecast([4, 6], 1)).toEqual([5]);
  });
});

describe("how long customers take to pay", () => {
  const cell = (sold: string, paid: string | null, n: number, amount = 10): PaidCell => ({
    ...{ sold: sold as Day, paid: paid as Day | null, n, amount: n * amount, squares: n * amount ** 2 },
  });
  const origin = "2024-04-01" as Day;

  it("is learnt from invoices that were paid, and from those that are not for as long as they were seen", () => {
    const delay = delayFrom(
      [
        ...[cell("2024-01-01", "2024-01-01", 60), cell("2024-01-01", "2024-02-01", 30), cell("2024-01-01", null, 10)],
        // Seen in its own month alone; what was paid in the month that is not over counts as not paid.
        ...[cell("2024-03-01", "2024-03-01", 20), cell("2024-03-01", "2024-04-01", 80)],
        // Sold in it, and paid before it was sold.
        ...[cell("2024-04-01", "2024-04-01", 7), cell("2024-02-01", "2024-01-01", 50)],
      ],
      origin,
    )!;
    // Month of the sale: 130 of 250; the month after: 30 of the 40 that were seen in it and not paid before.
    expect(delay.learnt).toMatchObject({ paid: 160, unpaid: 90 });
    expect(delay.shares[0]).toBeCloseTo(130 / 250, 9);
    expect(delay.shares[1]).toBeCloseTo((120 / 250) * (30 / 40), 9);
    expect(delay.learnt!.by[1]!.value).toBeCloseTo(0.88, 9);
    expect(delay.learnt!.by[0]!.interval!.low).toBeLessThan(0.52);
    expect(delay.learnt!.by[0]!.interval!.high).toBeGreaterThan(0.52);
  });

  it("weighs invoices by what they come to, and says less of few large ones", () => {
    const even = delayFrom([cell("2024-01-01", "2024-01-01", 50), cell("2024-01-01", "2024-02-01", 50)], origin)!;
    const uneven = delayFrom([cell("2024-01-01", "2024-01-01", 50), cell("2024-01-01", "2024-02-01", 50, 90)], origin)!;
    expect(even.shares).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)]);
    expect(uneven.shares).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.9, 12)]);
    expect(delayFrom([cell("2024-01-01", "2024-01-01", 49)], origin)).toBeNull();
    expect(cashOf([100, 100], [10, 10], uneven)).toEqual([expect.closeTo(91, 9), expect.closeTo(10, 9)]);
  });
});

describe("the record of predictions", () => {
  const said = (asOf: string, month: string, value: number, more: Partial<Prediction> = {}): Prediction => ({
    ...{ schema: 1, asOf: asOf as Day, outcome: "sales", method: "naive", month: month as Day, value },
    ...{ low: value - 10, high: value + 10, level: 0.8, currency: "EUR", ...more },
  });
  const study = {
    origin: "2024-04-01",
    series: {
      months: ["2024-01-01", "2024-02-01", "2024-03-01"],
      sales: [100, 120, 90],
      margin: [1, 2, 3],
      identified: 1,
    },
  } as unknown as ForecastStudy;
  const themes = {
    ...{ origin: "2024-04-01", history: ["2024-02-01", "2024-03-01"] },
    series: [
      { theme: null, contacts: [40, 60] },
      { theme: "delivery", contacts: [10, 20] },
    ],
  } as unknown as ThemeStudy;

  it("scores months that have come against what was said, and nothing else", () => {
    const record = [
      ...[
        said("2024-01-01", "2024-01-01", 105),
        said("2024-01-01", "2024-02-01", 100),
        said("2024-01-01", "2024-03-01", 95),
      ],
      // Not come yet; in another currency.
      ...[said("2024-04-01", "2024-04-01", 1), said("2024-01-01", "2024-02-01", 999, { currency: "USD" })],
    ];
    // 100 in 95…115, 120 not in 90…110, 90 in 85…105; 300 said, 310 came.
    expect(scoreRecord(record, { money: study, themes: null, scores: null, currency: "EUR" })).toEqual([
      {
        ...{ outcome: "sales", currency: "EUR", n: 3, intervals: 3, level: 0.8 },
        ...{ coverage: 2 / 3, bias: expect.closeTo(-10 / 310, 12), meanError: expect.closeTo(30 / 3, 12) },
      },
    ]);
    expect(scoreRecord([], { money: study, themes, scores: null, currency: "EUR" })).toEqual([]);
  });

  it("scores contacts, all of them and of each theme apart, of whichever months are whole", () => {
    const about = (month: string, value: number, theme?: string) =>
      said("2024-01-01", month, value, { outcome: "contacts", currency: null, ...(theme ? { theme } : {}) });
    const record = [
      ...[about("2024-02-01", 44), about("2024-03-01", 40), about("2024-03-01", 25, "delivery")],
      // Nobody counted contacts then; nobody asks about that theme any more.
      ...[about("2024-01-01", 1), about("2024-02-01", 9, "forgotten")],
    ];
    expect(scoreRecord(record, { money: study, themes, scores: null, currency: "EUR" })).toEqual([
      {
        outcome: "contacts",
        currency: null,
        n: 2,
        intervals: 2,
        level: 0.8,
        coverage: 0.5,
        bias: -0.16,
        meanError: 12,
      },
      {
        ...{ outcome: "contacts", theme: "delivery", currency: null, n: 1, intervals: 1, level: 0.8 },
        ...{ coverage: 1, bias: 0.25, meanError: 5 },
      },
    ]);
    expect(readRecord(jsonLines([...record, about("2024-03-01", 41)])).rows).toHaveLength(record.length);
  });

  it("says a month of a day once, survives being written, and leaves out what is no line of it", () => {
    const lines = [
      ...[said("2024-01-01", "2024-02-01", 1), said("2024-01-01", "2024-02-01", 2)],
      said("2024-01-01", "2024-01-01", 3),
    ];
    const { rows: record, unreadable } = readRecord(`${jsonLines(lines)}{"half":\n\n`);
    expect(record.map(({ month, value }) => [month, value])).toEqual([
      ["2024-01-01", 3],
      ["2024-02-01", 2],
    ]);
    expect(unreadable).toBe(1);
  });

  it("scores what was said of a score by its own unit, score by score", () => {
    const scores = {
      scores: [
        {
          ...{ measure: "nps", unit: "points", months: ["2024-04-01"] },
          ...{ history: ["2024-01-01", "2024-02-01", "2024-03-01"], values: [-5, 0, 20] },
        },
      ],
    } as unknown as ScoreStudy;
    const of = (month: string, value: number, measure: string): Prediction => ({
      ...said("2024-01-01", month, value, { outcome: "score", currency: null }),
      measure,
    });
    const record = [of("2024-01-01", 1, "nps"), of("2024-03-01", 5, "nps"), of("2024-02-01", 0.8, "csat")];
    // 6 too high, and 15 too low, which is outside of 5 ± 10.
    expect(scoreRecord(record, { money: null, themes: null, scores, currency: "EUR" })).toEqual([
      {
        ...{ outcome: "score", measure: "nps", currency: null, unit: "points", n: 2, intervals: 2, level: 0.8 },
        ...{ coverage: 0.5, bias: -4.5, meanError: 10.5 },
      },
    ]);
  });
});
