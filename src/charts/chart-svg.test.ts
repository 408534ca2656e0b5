import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Currency } from "../base/currency.ts";
import type {
  BandsChart,
  ChainChart,
  ChartSpec,
  DistributionChart,
  HeatChart,
  LinesChart,
  QuadrantChart,
  TrendChart,
  WaterfallChart,
} from "../findings/chart-spec.ts";
import type { Interval, Unit } from "../findings/figure.ts";
import { LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { chartSvg } from "./chart-svg.ts";
import { intervalStrip } from "./interval-strip.ts";

const TITLE = { code: "chart.trend.title", values: { measure: "nps" } };
const NONE = { code: "chart.trend.summary_empty", values: {} };
const base = { id: "a chart", title: TITLE, summary: NONE, currency: "EUR" as Currency };

const trend = (values: (number | null)[], unit: Unit = "points", reference?: number): TrendChart => ({
  ...base,
  type: "trend",
  unit,
  ...(reference === undefined ? {} : { reference }),
  points: values.map((value, index) => ({
    period: `20${String(10 + Math.floor(index / 12))}-${String((index % 12) + 1).padStart(2, "0")}`,
    value,
    interval: value === null ? null : { low: value - 3, high: value + 3, level: 0.95 },
    n: 40,
    state: value === null ? "too_few" : "estimate",
  })),
});
const bands = (values: (number | null)[], zero = true, unit: Unit = "money_per_customer"): BandsChart => ({
  ...base,
  type: "bands",
  unit,
  zero,
  bands: values.map((value, index) => ({
    label: { data: `Group ${index} with a name that is rather long for a narrow telephone` },
    value,
    interval: value === null ? null : { low: value * 0.9, high: value * 1.1, level: 0.95 },
    n: 60,
    tone: (["bad", "middle", "good", "accent"] as const)[index % 4] ?? "neutral",
  })),
});
const quadrants = (values: readonly (readonly [x: number, y: number])[]): QuadrantChart => ({
  ...base,
  type: "quadrants",
  unit: "share",
  x: { label: { code: "chart.quadrants.performance", values: {} }, cut: 0.5 },
  y: { label: { code: "chart.quadrants.importance", values: {} }, cut: 0.2 },
  points: values.map(([x, y], index) => ({
    label: { data: `Side ${index} with a name that is rather long for a narrow telephone` },
    x: { value: x, interval: { low: x * 0.9, high: x * 1.1, level: 0.95 } },
    y: { value: y, interval: { low: y * 0.5, high: y * 1.5, level: 0.95 } },
    n: 60,
    state: { code: "drivers.quadrant.open", values: {} },
    tone: (["bad", "good", "neutral"] as const)[index % 3] ?? "neutral",
  })),
});
const distribution = (counts: number[]): DistributionChart => ({
  ...base,
  type: "distribution",
  unit: "count",
  bars: counts.map((count, score) => ({
    label: { data: String(score) },
    count,
    tone: score <= 6 ? "bad" : score <= 8 ? "middle" : "good",
    band: score <= 6 ? "detractor" : score <= 8 ? "passive" : "promoter",
  })),
});

const chain = (values: readonly (number | null)[], steps: number): ChainChart => ({
  ...base,
  type: "chain",
  unit: "money_per_customer",
  from: { code: "chart.chain.from", values: { experience: "nps" } },
  bands: values.map((_, index) => ({
    label: { data: `Group ${index} with a name that is rather long for a narrow telephone` },
    tone: (["bad", "middle", "good"] as const)[index % 3] ?? "neutral",
  })),
  steps: Array.from({ length: steps }, (_, step) => ({
    label: { data: `Step ${step} of which nobody could say what it is in fewer words than these` },
    unit: step % 2 === 0 ? "ratio" : "money_per_customer",
    currency: "EUR" as Currency,
    found: NONE,
    cells: values.map((value) =>
      value === null ? null : { value, interval: { low: value - 1, high: value + 1, level: 0.95 }, n: 60 },
    ),
  })),
});

const en = texts("en");
const draw = (spec: ChartSpec, width = 320) => chartSvg(spec, { texts: en, width });

/** Every coordinate of marks must lie in the box; text is checked by its anchor, which must too. */
function expectInside(svg: string): void {
  const [, width, height] = (/viewBox="0 0 (\S+) (\S+)"/.exec(svg) ?? []).map(Number) as [number, number, number];
  const marks = svg.replace(/<defs>.*?<\/defs>/s, "");
  for (const [, name, text] of marks.matchAll(/ (x|x1|x2|cx|y|y1|y2|cy)="([^"]*)"/g)) {
    const limit = name?.includes("x") ? width : height;
    expect(Number(text)).toBeGreaterThanOrEqual(-0.1);
    expect(Number(text), `${name} within ${limit}`).toBeLessThanOrEqual(limit + 0.1);
  }
  for (const [, d] of marks.matchAll(/ d="([^"]*)"/g)) {
    for (const [, command, numbers = ""] of (d ?? "").matchAll(/([MLCVHZv])([^MLCVHZv]*)/g)) {
      const values = numbers.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
      values.forEach((value, index) => {
        const across = command === "H" || (command !== "V" && command !== "v" && index % 2 === 0);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(across ? width : height);
      });
    }
  }
}
const expectSound = (svg: string): void => {
  expect(/NaN|Infinity|undefined|null|="-?\d+(\.\d+)?e/.exec(svg)?.[0]).toBeUndefined();
  expectInside(svg);
};

const value = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { nil: null });
const width = fc.constantFrom(280, 320, 540, 900);

describe("any chart is sound", () => {
  it("trends of any length and size", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), width, fc.boolean(), (values, w, referenced) => {
        expectSound(draw(trend(values, "money", referenced ? 12 : undefined), w));
      }),
      { numRuns: 80 },
    );
  });
  it("bands of any values, with and without zero", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), width, fc.boolean(), (values, w, zero) => {
        expectSound(draw(bands(values, zero), w));
      }),
      { numRuns: 80 },
    );
  });
  it("distributions of any counts", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000), { maxLength: 11 }), width, (counts, w) =>
        expectSound(draw(distribution(counts), w)),
      ),
      { numRuns: 60 },
    );
  });
  it("chains of any values, with any number of bands and steps", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.nat(3), width, (values, steps, w) =>
        expectSound(draw(chain(values, steps), w)),
      ),
      { numRuns: 60 },
    );
  });
  it("quadrants of any shares", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { maxLength: 12 }), width, (values, w) =>
        expectSound(draw(quadrants(values), w)),
      ),
      { numRuns: 60 },
    );
  });
  it("in every language", () => {
    for (const language of LANGUAGES)
      for (const spec of [trend([1, 2, null, 4]), bands([1, 2]), distribution([1, 2, 3]), quadrants([[0.9, 0.1]])])
        expectSound(chartSvg(spec, { texts: texts(language), width: 280 }));
  });
  it("values that are not numbers are gaps", () => {
    for (const spec of [
      trend([Number.NaN, 4, Number.POSITIVE_INFINITY]),
      bands([Number.NaN, 1]),
      distribution([Number.NaN, 2]),
    ])
      expectSound(draw(spec));
  });
});

describe("trend", () => {
  it("breaks its line at a month without a value and never draws it as zero", () => {
    const svg = draw(trend([10, 12, null, 14, 15]));
    const line = /<path d="([^"]*)" class="fw-line"/.exec(svg)?.[1] ?? "";
    expect(line.match(/M/g)).toHaveLength(2);
    expect(svg.match(/<circle[^>]*fw-dot/g)).toHaveLength(4);
    expect(svg).toContain("no value: too few or none");
  });
  it("draws a single point with its interval", () => {
    const svg = draw(trend([42]));
    expect(svg).toContain("<circle");
    expect(svg).toContain("fw-whisker");
    expectSound(svg);
  });
  it("says so when there is nothing to draw", () => {
    expect(draw(trend([null, null]))).toContain("Nothing to draw");
    expect(draw(trend([]))).toContain("Nothing to draw");
  });
  it("labels no more periods than fit", () => {
    const svg = draw(trend(Array.from({ length: 48 }, (_, index) => index)), 320);
    const labels = [...svg.matchAll(/<text [^>]*>([A-Z][a-z]{2} 20\d\d)<\/text>/g)].map(([, text]) => text);
    expect(labels.length).toBeGreaterThan(1);
    expect(labels.length).toBeLessThan(6);
  });
});

it("text is never smaller than 11 px at the width it was laid out for", () => {
  for (const spec of [
    trend([1, null, 3], "share", 2),
    bands([1, 2]),
    distribution([3, 4, 5]),
    quadrants([
      [0.9, 0.1],
      [0.2, 0.6],
    ]),
  ])
    for (const [, size] of draw(spec, 320).matchAll(/font-size="([\d.]+)"/g))
      expect(Number(size)).toBeGreaterThanOrEqual(11);
});

it("a distribution names its bands in words with count and share", () => {
  const svg = draw(distribution([1, 0, 0, 0, 0, 0, 1, 0, 2, 3, 3]));
  for (const words of ["Detractors: 2 (20%)", "Passives: 2 (20%)", "Promoters: 6 (60%)"]) expect(svg).toContain(words);
});

it("a chart is an image with a title and a description, and escapes the data's words", () => {
  const spec = bands([1]);
  spec.bands[0] = { ...spec.bands[0]!, label: { data: '<script>"&\u202e' } };
  const svg = draw(spec);
  expect(svg).toMatch(/role="img" aria-labelledby="a-chart-320-title a-chart-320-desc"/);
  expect(svg).toContain("<title id=");
  expect(svg).not.toContain("<script>");
  expect(svg).not.toContain("\u202e");
});

it("the strip of a figure stays on its scale", () => {
  const header = {
    id: "nps",
    definition: "nps@1",
    unit: "points" as const,
    window: { from: null, to: null, zone: "UTC" as never },
    grade: "recorded" as const,
    basis: "observed" as const,
    n: 2,
    excluded: [],
    cautions: [],
  };
  const interval: Interval = { low: -140, high: 130, level: 0.95 };
  expectSound(intervalStrip({ ...header, state: "estimate", value: 100, interval }) ?? "");
  expect(intervalStrip({ ...header, state: "too_few", required: 30 })).toBeUndefined();
});

const steps = (values: number[], unit: Unit = "money"): WaterfallChart => ({
  ...base,
  type: "waterfall",
  unit,
  steps: values.map((value, index) => ({
    label: { data: `Part ${index} with a name that is rather long for a narrow telephone` },
    value,
    ...(index % 3 === 2
      ? { isTotal: true as const, interval: { low: value - 4, high: value * 1.5 + 4, level: 0.9 } }
      : {}),
  })),
});
const heat = (values: (number | null)[], columns: number, unit: Unit = "share"): HeatChart => ({
  ...{ ...base, type: "heat", unit, across: NONE },
  columns: Array.from({ length: columns }, (_, index) => ({ data: String(index * 91) })),
  rows: Array.from({ length: Math.ceil(values.length / Math.max(1, columns)) }, (_, row) => ({
    label: { data: `2025-Q${row}` },
    n: 40,
    cells: Array.from({ length: columns }, (_, column) => ({ value: values[row * columns + column] ?? null, n: 40 })),
  })),
});
const lines = (values: (number | null)[], zero = true): LinesChart => {
  const periods = values.map((_, i) => `20${String(10 + Math.floor(i / 12))}-${String((i % 12) + 1).padStart(2, "0")}`);
  return {
    ...{ ...base, type: "lines", unit: "money", zero, periods },
    series: (["seen", "expected", "earlier", "beside"] as const).map((as, k) => ({
      ...{ label: { data: as }, as },
      values: values.map((value) => (value === null ? null : value * (1 + k / 10))),
    })),
    fans: [0.5, 0.8].map((level) => ({
      level,
      low: values.map((value) => (value === null ? null : value - 1)),
      high: values.map((value) => (value === null ? null : value + 1)),
    })),
    said: {
      label: { data: "said" },
      points: periods.slice(1, 3).map((period) => ({ period, value: 3, interval: { low: 1, high: 5, level: 0.8 } })),
    },
    ...(periods[1] ? { from: { period: periods[1], label: { data: "from here on" } } } : {}),
  };
};

describe("charts of value are sound", () => {
  const big = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  it("cascades of any parts", () => {
    fc.assert(
      fc.property(fc.array(big, { maxLength: 9 }), width, (values, w) => expectSound(draw(steps(values), w))),
      { numRuns: 60 },
    );
  });
  it("heat maps of any cells", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.nat(9), fc.boolean(), width, (values, columns, isShare, w) =>
        expectSound(draw(heat(values, columns, isShare ? "share" : "money"), w)),
      ),
      { numRuns: 60 },
    );
  });
  it("several lines of any length", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.boolean(), width, (values, zero, w) =>
        expectSound(draw(lines(values, zero), w)),
      ),
      { numRuns: 60 },
    );
  });
  it("in every language, and values that are not numbers are left out", () => {
    for (const language of LANGUAGES)
      for (const spec of [steps([4, -2, 2]), heat([0.2, 0.4, null, 1], 2), lines([1, 2, null, 4])])
        expectSound(chartSvg(spec, { texts: texts(language), width: 280 }));
    for (const spec of [steps([Number.NaN, 4]), heat([Number.NaN, 0.4], 2), lines([Number.NaN, 4, 5])])
      expectSound(draw(spec));
    for (const spec of [steps([]), heat([null], 1), lines([null])]) expect(draw(spec)).toContain("Nothing to draw");
  });
});

it("a cascade carries its sum: a part begins where the one before it ended, and a total on the axis", () => {
  const bars = [...draw(steps([100, -40, 60]), 300).matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)"/g)].map(
    ([, x, w]) => [Number(x), Number(x) + Number(w)],
  );
  const [up, down, total] = bars as [number[], number[], number[]];
  expect(down[1]).toBeCloseTo(up[1]!, 1);
  expect(total[0]).toBeCloseTo(up[0]!, 1);
  expect(total[1]).toBeCloseTo(down[0]!, 1);
  const svg = draw(steps([100, -40, 60]), 300);
  for (const words of ["+€100", "−€40", "€60"]) expect(svg).toContain(`>${words}<`);
});

it("labels of an axis stand at equal distances, however many there is room for", () => {
  const told = new Set<number>();
  for (let width = 120; width <= 900; width += 20) {
    const svg = draw(steps([3_700_000, -900_000, 2_800_000]), width);
    const values = [...svg.matchAll(/>€([\d.]+)m?<\/text>/g)].map(([, value]) => Number(value));
    // The names of the steps come first, each with its size.
    const axis = values.slice(values.lastIndexOf(2.8) + 1);
    told.add(axis.length);
    expect(axis[0]).toBe(0);
    for (const [index, value] of axis.entries()) expect(value).toBeCloseTo(index * (axis[1] ?? 0), 9);
  }
  expect(Math.max(...told)).toBeGreaterThan(Math.min(...told));
});

it("a heat map writes every value it has room for, and leaves what cannot be known empty", () => {
  const svg = draw(heat([1, 0.5, null, 0.25], 2), 300);
  for (const words of ["100.0%", "50.0%", "25.0%"]) expect(svg).toContain(`>${words}<`);
  expect(svg.match(/<rect/g)).toHaveLength(3);
  // Nine columns on a telephone have room for hundredths alone.
  expect(draw(heat([1, 0.5, 0.333, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1], 9), 300)).toContain(">33<");
});
