import { afterAll, beforeAll, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { experiencesOf, linkTable } from "../../src/links/link.ts";
import { stepCounts } from "../../src/links/steps.ts";
import { worthFindings } from "../../src/links/worth.ts";
import { coverageFindings } from "../../src/measures/coverage/chapter.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { measureFinding } from "../../src/measures/finding.ts";
import { type MeasureContext, measureByCut, measureByMonth, measureWhole } from "../../src/measures/measure.ts";
import { measureBook } from "../../src/measures/registry.ts";
import { spreads } from "../../src/measures/spread/finding.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const SCORES = parseSettings(`scores:
  - id: delight
    scale: "1-7"
    bands: [{ id: low, from: 1, to: 3 }, { id: middle, from: 4, to: 5 }, { id: high, from: 6, to: 7 }]
  - id: hassle
    scale: "0-10 low"
    whole: false
    bands: [{ id: little, from: 0, to: 2.5 }, { id: much, from: 2.5, to: 10 }]
`).scores!;

/** Customers whose delight goes with what they spend in the year after: 10 for each step, and every seventh nothing. */
const SCORED = 420;
const delightOf = (i: number) => 1 + (i % 7);
const customers = Array.from({ length: SCORED }, (_, i) => ({
  who: `d${i}`,
  at: "2023-06-15",
  score: delightOf(i),
  spend: i % 8 === 0 ? 0 : 10 * delightOf(i),
}));

const answer = (score: number | null, more: FactRow = {}): FactRow => ({
  who: "a",
  at: "2023-02-01",
  instrument: "delight",
  score,
  ...more,
});

const COMPANY: Company = {
  party: [{ who: "a", at: "2023-01-01", segment: "Big" }],
  purchase: [
    ...customers.map(({ who }) => ({ who, at: "2023-01-10", amount: 5, currency: "EUR", order_id: `${who} before` })),
    ...customers
      .filter(({ spend }) => spend > 0)
      .map(({ who, spend }) => ({ who, at: "2023-09-01", amount: spend, currency: "EUR", order_id: `${who} after` })),
    { who: "last", at: "2025-01-01", amount: 1, currency: "EUR", order_id: "last" },
  ],
  answer: [
    ...customers.map(({ who, at, score }) => ({ who, at, score, instrument: "delight", channel: "web" })),
    // Seven in February: 1, 4, 6, 6 valid; one between two steps, one beyond the scale, one asked on another scale.
    answer(1),
    answer(4, { who: "b" }),
    answer(6, { who: "c" }),
    answer(6, { who: "d", scale_min: 1, scale_max: 7, scale_best: "high" }),
    answer(5.5, { who: "e" }),
    answer(8, { who: "f" }),
    answer(6, { who: "g", scale_min: 1, scale_max: 10 }),
    answer(2, { who: "h", scale_best: "low" }),
    answer(null, { who: "i" }),
    ...[0, 2.4, 2.5, 10, 7, 1].map((score, i) => answer(score, { who: `h${i}`, instrument: "hassle" })),
  ],
};

onEveryEngine((engine) => {
  let store: Analytics;
  let context: MeasureContext;
  const book = measureBook({ scores: SCORES });
  const measure = (id: string) => book.get(id)!;
  beforeAll(async () => {
    store = await engine.open();
    context = await contextOf(store, COMPANY, { scores: SCORES });
  });
  afterAll(() => store.close());

  it("an answer lies in the band of its score, where it was asked on that scale", async () => {
    const rows = await store.rows(
      sql`select instrument, score, band from panel_answer where day < date '2023-06-01' and score is not null order by instrument, score, id`,
    );
    expect(rows.map(({ instrument, score, band }) => [instrument, Number(score), band])).toEqual([
      ["delight", 1, "delight.low"],
      ["delight", 2, null],
      ["delight", 4, "delight.middle"],
      ["delight", 5.5, null],
      ["delight", 6, "delight.high"],
      ["delight", 6, "delight.high"],
      ["delight", 6, null],
      ["delight", 8, null],
      ["hassle", 0, "hassle.little"],
      ["hassle", 1, "hassle.little"],
      ["hassle", 2.4, "hassle.little"],
      ["hassle", 2.5, "hassle.much"],
      ["hassle", 7, "hassle.much"],
      ["hassle", 10, "hassle.much"],
    ]);
  });

  it("makes a share and a mean, whole, by month and by cut, and says what was left out", async () => {
    // 120 of 420 gave six or seven, and two of the four of February.
    const share = await measureWhole(measure("delight"), context);
    expect(share.figure).toMatchObject({
      unit: "share",
      n: 424,
      value: 122 / 424,
      excluded: [
        { reason: "not_answered", n: 1 },
        { reason: "invalid", n: 4 },
      ],
    });
    // 60 × (1 + … + 7) and 1 + 4 + 6 + 6.
    const mean = await measureWhole(measure("delight-mean"), context);
    expect(mean.figure).toMatchObject({ unit: "score", value: expect.closeTo((60 * 28 + 17) / 424, 12) });
    expect((await measureWhole(measure("hassle"), context)).figure).toMatchObject({ value: 3 / 6, n: 6 });
    expect([measure("delight-mean").better, measure("hassle-mean").better]).toEqual(["up", "down"]);
    const months = await measureByMonth(measure("delight"), context);
    expect(months.find(({ period }) => period === "2023-06-01")!.figure).toMatchObject({ value: 2 / 7, n: 420 });
    const { rows } = await measureByCut(measure("delight"), context, dimension("channel", ["channel"]));
    expect(rows.map(({ cut, figure }) => [cut, figure.n])).toEqual([
      ["web", 420],
      ["", 4],
    ]);
  });

  it("is drawn by its bands, and enters the chapters", async () => {
    const { charts } = await measureFinding(measure("delight"), context, "v");
    const [distribution] = charts.filter(({ type }) => type === "distribution");
    expect(distribution).toMatchObject({ bars: { length: 7 } });
    const hassle = (await measureFinding(measure("hassle"), context, "v")).charts[0];
    expect(hassle).toMatchObject({
      bars: [
        { label: { data: "0–2.5" }, count: 3, tone: "good" },
        { label: { data: "2.5–10" }, count: 3, tone: "bad" },
      ],
    });
    const coverage = await coverageFindings(book, { ...context, to: "2024-01-20" as Day }, "v");
    expect(coverage.map(({ id }) => id)).toContain("coverage.nonresponse.delight");
    expect((await spreads(book, context, "v")).every(({ id }) => id.startsWith("spread:"))).toBe(true);
  });

  it("is linked with what came after it, and its steps are counted and valued", async () => {
    expect(await experiencesOf(context)).toEqual(["delight", "hassle"]);
    const links = await linkTable(context, { experiences: ["delight"], outcomes: ["spend"], horizon: 365 }, "v");
    const [link] = links;
    expect(link!.design!.bands).toEqual(["delight.low", "delight.middle", "delight.high"]);
    const values = Object.fromEntries(
      Object.entries(link!.figures).map(([id, figure]) => [id, isEstimate(figure) ? figure.value : null]),
    );
    const spent = (scores: number[]) => {
      // The four of February spent nothing.
      const those = [...customers, ...[1, 4, 6, 6].map((score) => ({ score, spend: 0 }))].filter(({ score }) =>
        scores.includes(score),
      );
      return those.reduce((sum, { spend }) => sum + spend, 0) / those.length;
    };
    expect(values["delight.low"]).toBeCloseTo(spent([1, 2, 3]), 9);
    expect(values["delight.low>delight.middle"]).toBeCloseTo(spent([4, 5]) - spent([1, 2, 3]), 9);
    expect(link!.headline).toMatchObject({ value: expect.closeTo(spent([6, 7]) - spent([1, 2, 3]), 9), n: 424 });
    expect(link!.verdict).toMatchObject({
      code: "link.useful",
      values: { highBand: "delight.high", lowBand: "delight.low" },
    });
    expect(await stepCounts(context, "delight")).toEqual([
      { band: "delight.low", tone: "bad", customers: 181 },
      { band: "delight.middle", tone: "middle", customers: 121 },
      { band: "delight.high", tone: "good", customers: 122 },
    ]);
    const worth = await worthFindings(context, links, "v");
    expect(worth.map(({ id }) => id)).toEqual([
      "worth.delight.spend.delight.low",
      "worth.delight.spend.delight.middle",
    ]);
  });
});
