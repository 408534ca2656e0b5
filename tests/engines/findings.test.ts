import { afterAll, beforeAll, expect, it } from "vitest";
import type { DistributionChart } from "../../src/findings/chart-spec.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { linkTable } from "../../src/links/link.ts";
import { stepCounts } from "../../src/links/steps.ts";
import { measureFinding } from "../../src/measures/finding.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const context = (company: Company): Promise<MeasureContext> => contextOf(store, company);

  const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
  /** `n` customers a band; a year later each has bought for so much. */
  function company(worth: Record<number, number>, n: number, note = 1): Company {
    const people = Object.keys(worth).flatMap((score) =>
      Array.from({ length: n }, (_, i) => ({ who: `${score}-${i}`, score: Number(score), i })),
    );
    return {
      answer: people.map(({ who, score, i }) => ({ who, at: day(i % 20), instrument: "nps", score })),
      purchase: [
        ...people.map(({ who, score, i }) => ({
          who,
          at: day(100 + i),
          amount: worth[score]! + (i % 7) * note,
          cost: 0,
          currency: "EUR",
          order_id: who,
        })),
        { who: "last", at: day(500), amount: 1, cost: 0, currency: "EUR", order_id: "last" },
      ],
    };
  }

  it("the bars of a score add up to the score: a person's latest answer, once", async () => {
    const twice = ["a", "b", "c", "d", "e"].flatMap((who, i) => [
      { who, at: "2024-01-05", instrument: "nps", score: 0 },
      { who, at: "2024-02-05", instrument: "nps", score: 6 + i },
    ]);
    const finding = await measureFinding(measureDefinition("nps"), await context({ answer: twice }), "v");
    const bars = (finding.charts.find(({ type }) => type === "distribution") as DistributionChart).bars;
    const of = (band: string) => bars.filter((bar) => bar.band === band).reduce((sum, { count }) => sum + count, 0);
    expect(finding.headline).toMatchObject({ n: 5, value: (100 * (of("promoter") - of("detractor"))) / 5 });
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  });

  it("a link that is there is useful, and says by how much; steps count each customer once", async () => {
    const c = await context(company({ 3: 100, 7: 150, 10: 200 }, 60));
    const [link] = await linkTable(c, { experiences: ["nps"], outcomes: ["margin"], horizon: null }, "v");
    expect(link!.verdict.code).toBe("link.useful");
    expect(link!.design).toMatchObject({ horizonDays: 365, gapDays: 0 });
    expect(isEstimate(link!.headline) && link!.headline.value).toBeCloseTo(100, 6);
    expect(isEstimate(link!.figures["detractor>passive"]!) && link!.figures["detractor>passive"]).toMatchObject({
      grade: "association",
      n: 120,
    });
    expect(await stepCounts(c, "nps")).toMatchObject([{ customers: 60 }, { customers: 60 }, { customers: 60 }]);
  });

  it("no difference that matters is a result: no link found", async () => {
    const c = await context(company({ 3: 100, 7: 100, 10: 100 }, 60));
    const [link] = await linkTable(c, { experiences: ["nps"], outcomes: ["margin"], horizon: null }, "v");
    expect(link!.verdict.code).toBe("link.none");
  });

  it("fewer than fifty answers in a band are too little, whatever the difference", async () => {
    const c = await context(company({ 3: 100, 7: 150, 10: 900 }, 49));
    const [link] = await linkTable(c, { experiences: ["nps"], outcomes: ["margin"], horizon: null }, "v");
    expect(link!.verdict.code).toBe("link.too_little");
  });

  it("answers whose horizon is not over are left out and counted, never taken for zero", async () => {
    const full = company({ 3: 100, 7: 150, 10: 200 }, 60);
    const late = Array.from({ length: 30 }, (_, i) => ({
      who: `late${i}`,
      at: day(490),
      instrument: "nps",
      score: 10,
    }));
    const c = await context({ ...full, answer: [...full.answer!, ...late] });
    const [link] = await linkTable(c, { experiences: ["nps"], outcomes: ["margin"], horizon: null }, "v");
    expect(link!.headline.excluded).toContainEqual({ reason: "horizon_incomplete", n: 30 });
    expect(isEstimate(link!.headline) && link!.headline.value).toBeCloseTo(100, 6);
  });

  it("a purchase before the answer is history, not outcome", async () => {
    const base = company({ 3: 100, 7: 150, 10: 200 }, 60);
    const before = base.answer!.map(({ who }) => ({
      who: who!,
      at: "2021-11-01",
      amount: 10_000,
      cost: 0,
      currency: "EUR",
      order_id: `before ${who}`,
    }));
    const c = await context({ ...base, purchase: [...base.purchase!, ...before] });
    const [link] = await linkTable(c, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    expect(isEstimate(link!.headline) && link!.headline.value).toBeCloseTo(100, 6);
  });

  it("totals of unknown date are described by band, and refused as worth", async () => {
    const scores = [3, 7, 10].flatMap((score) =>
      Array.from({ length: 60 }, (_, i) => ({ who: `${score}-${i}`, instrument: "nps", score })),
    );
    const c = await context({
      answer: scores,
      snapshot: scores.map(({ who, score }, i) => ({
        who,
        name: "spend",
        value: score * 10 + (i % 5),
        unit: "money",
        currency: "EUR",
      })),
    });
    const [link] = await linkTable(c, { experiences: ["nps"], outcomes: ["snapshot:spend"], horizon: null }, "v");
    expect(link!.headline).toMatchObject({ state: "estimate", grade: "association", unit: "money_per_customer" });
    expect(link!.headline.cautions).toContainEqual({ code: "caution.snapshot", values: {} });
    expect(link!.design!.horizonDays).toBeNull();
  });
});
