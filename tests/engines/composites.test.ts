import { afterAll, beforeAll, expect, it } from "vitest";
import { ownWords } from "../../src/app/own-words.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { itemRows } from "../../src/links/drivers/items.ts";
import { experiencesOf, linkTable } from "../../src/links/link.ts";
import { stepCounts } from "../../src/links/steps.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { measureFinding } from "../../src/measures/finding.ts";
import { type MeasureContext, measureByCut, measureByMonth, measureWhole } from "../../src/measures/measure.ts";
import { measureBook } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const STATED = parseSettings(`scores:
  - id: quality
    name: { en: Quality index, pl: Indeks jakości }
    scale: "0-100"
    version: 2
    answered: 0.5
    elements:
      - { id: satisfaction, instrument: csat, weight: 2 }
      - { id: ease, instrument: ces, name: { en: Ease, pl: Łatwość } }
      - { id: speed, instrument: qci, item: speed, scale: "1-10" }
    weights:
      - { where: { segment: [Business, Public] }, weights: { satisfaction: 1, ease: 3 } }
      - { where: { touchpoint: chat }, weights: { speed: 1 } }
    bands: [{ id: low, from: 0, to: 50 }, { id: middle, from: 50, to: 75 }, { id: high, from: 75, to: 100 }]
  - id: care
    scale: "1-10"
    version: 1
    importance: true
    elements: [{ id: speed, instrument: qci, item: speed, scale: "1-10" }, { id: tone, instrument: qci, item: tone, scale: "1-10" }]
    bands: [{ id: poor, from: 1, to: 6 }, { id: fine, from: 6, to: 10 }]
  - id: burden
    scale: "0-10 low"
    version: 1
    elements: [{ id: ease, instrument: ces }, { id: satisfaction, instrument: csat }]
    bands: [{ id: light, from: 0, to: 5 }, { id: heavy, from: 5, to: 10 }]
measures:
  - { id: every-answer, name: Every answer, rows: answers, value: { total: rows } }
`);

const given = (
  response: string | null,
  who: string,
  instrument: string,
  score: number | null,
  more: FactRow = {},
): FactRow => ({
  ...{ who, at: "2023-02-01", instrument, score, response_id: response },
  ...more,
});
const speed = { item: "speed", scale_min: 1, scale_max: 10, scale_best: "high" };

/** By hand: satisfaction (s − 1) / 4 twice, ease (s − 1) / 6 once, speed (s − 1) / 9 once. */
const RESPONSES: FactRow[] = [
  // (2·1 + 1·1 + 1·1) / 4 = 1: 100.
  given("r1", "a", "csat", 5),
  given("r1", "a", "ces", 7),
  given("r1", "a", "qci", 10, speed),
  // Speed was passed over: (2·½ + 1·½) / 3 = ½: 50.
  given("r2", "b", "csat", 3),
  given("r2", "b", "ces", 4),
  given("r2", "b", "qci", null, speed),
  // A business: (1·1 + 3·0) / 4: 25, and speed does not count.
  given("r3", "c", "csat", 5),
  given("r3", "c", "ces", 1),
  given("r3", "c", "qci", 10, speed),
  // About a chat only speed counts: 6 / 9.
  given("r4", "d", "csat", 1, { touchpoint: "chat" }),
  given("r4", "d", "qci", 7, { ...speed, touchpoint: "chat" }),
  // A quarter of the weight: too little.
  given("r5", "e", "csat", null),
  given("r5", "e", "ces", 7),
  // Satisfaction on another scale, ease passed over; then nothing at all; then an employee.
  given("r6", "f", "csat", 5, { scale_min: 1, scale_max: 10 }),
  given("r6", "f", "ces", 7),
  given("r7", "g", "csat", null),
  given("r8", "h", "csat", 5, { respondent: "employee" }),
  // Without a number of the response: one customer, one day; the day after is another: ¾ twice and ½ once, and 1.
  given(null, "i", "csat", 4),
  given(null, "i", "ces", 4),
  given(null, "i", "csat", 5, { at: "2023-02-02" }),
];

/** Customers who spend more the better they find it. */
const SCORED = 400;
const levelOf = (i: number) => 1 + (i % 5);
const LATER: Company = {
  purchase: [
    ...Array.from({ length: SCORED }, (_, i) => [
      { who: `d${i}`, at: "2023-01-10", amount: 5, currency: "EUR", order_id: `${i} before` },
      { who: `d${i}`, at: "2023-09-01", amount: 10 * levelOf(i), currency: "EUR", order_id: `${i} after` },
    ]).flat(),
    { who: "last", at: "2025-01-01", amount: 1, currency: "EUR", order_id: "last" },
  ],
  answer: Array.from({ length: SCORED }, (_, i) => [
    given(`s${i}`, `d${i}`, "csat", levelOf(i), { at: "2023-06-15" }),
    given(`s${i}`, `d${i}`, "qci", 2 * levelOf(i), { ...speed, at: "2023-06-15" }),
    given(`s${i}`, `d${i}`, "qci", 1 + (i % 9), { ...speed, item: "tone", at: "2023-06-15" }),
  ]).flat(),
};

onEveryEngine((engine) => {
  let store: Analytics;
  let context: MeasureContext;
  const book = measureBook(STATED);
  const measure = (id: string) => book.get(id)!;
  const company = (answers: readonly FactRow[]): Company => ({
    party: [
      { who: "a", at: "2023-01-01", segment: "Private" },
      { who: "c", at: "2023-01-01", segment: "Business" },
    ],
    purchase: [{ who: "last", at: "2023-04-01", amount: 1, currency: "EUR", order_id: "last" }],
    answer: answers,
  });
  beforeAll(async () => {
    store = await engine.open();
    context = await contextOf(store, company(RESPONSES), { scores: STATED.scores! });
  });
  afterAll(() => store.close());

  it("weighs the elements of a response as its customer and its situation ask for", async () => {
    const rows = await store.rows(
      sql`select score, band, state, parts, touchpoint from panel_answer where instrument = 'quality' order by day, score, state`,
    );
    const found = rows.map(({ score, band, state, parts }) => [
      score === null ? null : Number(score),
      band,
      state,
      Number(parts),
    ]);
    expect(found).toHaveLength(10);
    expect(found).toEqual(
      expect.arrayContaining([
        [100, "quality.high", "valid", 3],
        [50, "quality.middle", "valid", 2],
        [25, "quality.low", "valid", 3],
        [66.666667, "quality.middle", "valid", 2],
        [100, null, "incomplete", 1],
        [null, null, "not_answered", 0],
        [100, "quality.high", "not_customer", 1],
        [100, "quality.high", "valid", 1],
      ]),
    );
    expect(found.filter(([score]) => score === 66.666667)).toHaveLength(2);
    expect(found.filter(([, , state]) => state === "incomplete")).toHaveLength(2);
  });

  it("is a measure with its version, whole, by month and by cut, and says what was left out", async () => {
    const { figure } = await measureWhole(measure("quality"), context);
    expect(figure).toMatchObject({
      ...{ unit: "score", definition: "quality@2", n: 6 },
      value: expect.closeTo((100 + 50 + 25 + 200 / 3 + 200 / 3 + 100) / 6, 4),
      excluded: [
        { reason: "not_answered", n: 1 },
        { reason: "employee", n: 1 },
        { reason: "incomplete", n: 2 },
      ],
    });
    expect((await measureWhole(measure("quality-good"), context)).figure).toMatchObject({
      value: 2 / 6,
      unit: "share",
    });
    expect([measure("quality").better, measure("burden").better, measure("burden-good").better]).toEqual([
      ...["up", "down", "up"],
    ]);
    const [month] = await measureByMonth(measure("quality"), context);
    expect(month).toMatchObject({ period: "2023-02-01", figure: { n: 6 } });
    const { rows } = await measureByCut(measure("quality"), context, dimension("touchpoint", ["touchpoint"]));
    expect(rows.map(({ cut, figure }) => [cut, figure.n])).toEqual([
      ["", 5],
      ["chat", 1],
    ]);
    const { charts } = await measureFinding(measure("quality"), context, "v");
    expect(charts.find(({ type }) => type === "distribution")).toMatchObject({
      bars: [{ count: 1 }, { count: 3 }, { count: 2 }],
    });
  });

  it("a measure of one's own counts the answers alone", async () => {
    // 20 answers, of which three have no score, and one is an employee's.
    expect((await measureWhole(measure("every-answer"), context)).figure).toMatchObject({ value: 16 });
  });

  it("weighs by importance, as the interaction quality index does", async () => {
    const of = (who: string, ...items: [item: string, score: number, importance: number | null][]) =>
      items.map(([item, score, importance]) => given(`q ${who}`, who, "qci", score, { ...speed, item, importance }));
    const alike = Array.from({ length: 5 }, (_, i) => of(`p${i}`, ["speed", 10, 5], ["tone", 4, 1])).flat();
    const measured = await contextOf(store, company(alike), { scores: STATED.scores! });
    // (5 · 10 + 1 · 4) / 6
    expect((await measureWhole(measure("care"), measured)).figure).toMatchObject({ value: expect.closeTo(9, 5), n: 5 });
    expect((await measureWhole(measure("qci"), measured)).figure).toMatchObject({ value: expect.closeTo(9, 9) });
    const unweighed = alike.map((row) => (row.item === "tone" ? { ...row, importance: null } : row));
    const without = await contextOf(store, company(unweighed), { scores: STATED.scores! });
    expect((await measureWhole(measure("care"), without)).figure).toMatchObject({ value: 10, n: 5 });
  });

  it("turns a scale whose low end is the good one", async () => {
    const answers = Array.from({ length: 5 }, (_, i) => [
      given(`b${i}`, `p${i}`, "ces", 7),
      given(`b${i}`, `p${i}`, "csat", 2),
    ]).flat();
    const measured = await contextOf(store, company(answers), { scores: STATED.scores! });
    // (1 + ¼) / 2 good is 0.625: 10 − 6.25.
    expect((await measureWhole(measure("burden"), measured)).figure).toMatchObject({ value: 3.75 });
    expect((await measureWhole(measure("burden-good"), measured)).figure).toMatchObject({ value: 1 });
  });

  it("is linked with what came after it, and not explained by what it is made of", async () => {
    const later = await contextOf(store, LATER, { scores: STATED.scores! });
    expect(await experiencesOf(later)).toEqual(["csat", "quality", "care", "burden", "qci"]);
    const [link] = await linkTable(later, { experiences: ["quality"], outcomes: ["spend"], horizon: 365 }, "v");
    expect(link!.design!.bands).toEqual(["quality.low", "quality.middle", "quality.high"]);
    // Levels 1 and 2 lie below 50, 3 at (2·½ + 5/9) / 3 = 51.9, 4 at (2·¾ + 7/9) / 3 = 75.9, so that it is high.
    const spent = (id: string) => {
      const figure = link!.figures[id]!;
      return isEstimate(figure) ? figure.value : null;
    };
    expect(["quality.low", "quality.middle", "quality.high"].map(spent)).toEqual(
      [15, 30, 45].map((each) => expect.closeTo(each, 6)),
    );
    expect((await stepCounts(later, "quality")).map(({ customers }) => customers)).toEqual([160, 80, 160]);
    // Side questions explain satisfaction; they do not explain the mean of themselves.
    expect((await itemRows(later, "csat"))!.battery).toBe("qci");
    expect(await itemRows(later, "care")).toBeNull();
  });
});

it("says in words what it is made of, with all weights and the version", () => {
  const en = ownWords(STATED, "en");
  expect(en["measure.quality.name"]).toBe("Quality index");
  expect(en["measure.quality.definition"]).toBe(
    "The mean over all responses of the weighted mean of what was answered, each put onto the scale of 0–100: satisfaction × 2, Ease × 1, speed × 1. " +
      "Where segment = “Business” or “Public”: satisfaction × 1, Ease × 3. Where touchpoint = “chat”: speed × 1. " +
      "What was not answered does not weigh, and the rest weighs the more. At least 50% of the weight has to be answered. " +
      "A composite that the settings define, version 2.",
  );
  expect(ownWords(STATED, "pl")["measure.quality.definition"]).toContain("Łatwość × 3");
  expect(en["measure.quality-good.name"]).toBe("Quality index, share of good responses");
});
