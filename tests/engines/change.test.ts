import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import type { TrendChart } from "../../src/findings/chart-spec.ts";
import { measureFinding } from "../../src/measures/finding.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import { type Target, targetFinding } from "../../src/measures/target.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

/** Answers of a segment in a month: so many, of which so many are satisfied. */
function answers(segment: string, month: string, n: number, satisfied: number): FactRow[] {
  return Array.from({ length: n }, (_, i) => ({
    who: `${segment}-${month}-${i}`,
    at: `${month}-${String((i % 27) + 1).padStart(2, "0")}`,
    instrument: "csat",
    score: i < satisfied ? 5 : 1,
    scale_min: 1,
    scale_max: 5,
  }));
}
const company = (rows: readonly FactRow[]): Company => ({
  party: rows.map(({ who }) => ({ who: who!, segment: who!.split("-")[0]! })),
  answer: rows,
});
const months = (year: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${year}-${String(from + i).padStart(2, "0")}`);

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const context = (on: Analytics, facts: Company, asOf: string): Promise<MeasureContext> =>
    contextOf(on, facts, { asOf: asOf as Day });

  // The two segments of Kitagawa's case in ../shared/golden/decomposition.json, as shares: each rises by 5 points, the
  // total falls by 19, all of it mix.
  it("a total may fall while every group rises: the split says so, and adds up", async () => {
    const rows = [
      ...months(2024, 1, 3).flatMap((m) => [...answers("web", m, 80, 40), ...answers("phone", m, 20, 2)]),
      ...months(2024, 4, 6).flatMap((m) => [...answers("web", m, 20, 11), ...answers("phone", m, 80, 12)]),
    ];
    const finding = await measureFinding(
      measureDefinition("csat"),
      await context(store, company(rows), "2024-07-01"),
      "v",
    );
    const [against, split] = finding.notes!;
    expect(against).toMatchObject({ code: "against.down", values: { months: 3 } });
    expect(against!.values.difference).toBeCloseTo(-0.19, 9);
    expect(split).toMatchObject({ code: "split.summary", values: { dimension: "segment" } });
    expect(split!.values.change).toBeCloseTo(-0.19, 9);
    expect(split!.values.rate).toBeCloseTo(0.05, 9);
    expect(split!.values.mix).toBeCloseTo(-0.24, 9);
    const table = finding.tables.find(({ id }) => id === "csat.segment.split")!;
    const parts = (column: string) =>
      table.rows.map((row) => {
        const cell = row[column]!;
        return cell.kind === "number" ? cell.value! : Number.NaN;
      });
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    expect(sum(parts("rate"))).toBeCloseTo(0.05, 9);
    expect(sum(parts("both"))).toBeCloseTo(-0.19, 9);
  });

  it("a change within chance is not taken apart", async () => {
    const rows = months(2024, 1, 6).flatMap((m, i) => [
      ...answers("web", m, 40, 20 + (i % 2)),
      ...answers("phone", m, 40, 20 - (i % 2)),
    ]);
    const finding = await measureFinding(
      measureDefinition("csat"),
      await context(store, company(rows), "2024-07-01"),
      "v",
    );
    expect(finding.notes!.map(({ code }) => code)).toEqual(["against.none"]);
    expect(finding.tables.some(({ id }) => id.endsWith(".split"))).toBe(false);
  });

  it("a year with one odd month marks it on the chart, beside what happened in it", async () => {
    const rows = months(2024, 1, 12).flatMap((m, i) => answers("web", m, 40, i === 6 ? 4 : 30 + (i % 3)));
    const c: MeasureContext = {
      ...(await context(store, company(rows), "2025-01-01")),
      events: [
        { on: "2023-05-01" as Day, name: "before the records" },
        { on: "2024-07-04" as Day, name: "Outage" },
      ],
    };
    const { charts, notes } = await measureFinding(measureDefinition("csat"), c, "v");
    const trend = charts.find(({ type }) => type === "trend") as TrendChart;
    expect(trend.points.filter(({ signal }) => signal).map(({ period }) => period)).toEqual(["2024-07"]);
    expect(trend.events).toEqual([{ period: "2024-07", name: "Outage" }]);
    expect(notes!.at(-1)).toEqual({ code: "control.beyond_limits", values: { n: 12, signals: 1, period: "2024-07" } });
  });

  describe("targets", () => {
    const target = (value: number, more: Partial<Target> = {}): Target => ({
      ...{ measure: "csat", value, since: "2024-01-01" as Day, by: null, baseline: null, where: null },
      ...more,
    });
    // 50 % in 2023, 70 % in 2024 with n = 600 each: an interval of about 66 to 73.5 %.
    const rows = [
      ...months(2023, 1, 12).flatMap((m) => [...answers("web", m, 40, 20), ...answers("phone", m, 10, 5)]),
      ...months(2024, 1, 12).flatMap((m) => [...answers("web", m, 40, 30), ...answers("phone", m, 10, 5)]),
    ];
    let own: Analytics;
    let asked: MeasureContext;
    beforeAll(async () => {
      own = await engine.open();
      asked = await context(own, company(rows), "2025-01-01");
    });
    afterAll(() => own.close());
    const standing = (of: Target) => targetFinding(of, measureDefinition("csat"), asked, "v");

    it.each([
      ["reached beyond doubt", target(0.6), "target.reached"],
      ["reached, but not beyond doubt", target(0.69), "target.reached_perhaps"],
      ["on its way", target(0.9), "target.approaching"],
      ["on its way, of a stated baseline", target(0.9, { baseline: 0.6 }), "target.approaching"],
      ["no change beyond chance of a stated baseline", target(0.9, { baseline: 0.71 }), "target.unmoved"],
      ["going the wrong way", target(0.9, { baseline: 0.8 }), "target.receding"],
      ["missed", target(0.9, { by: "2024-12-30" as Day }), "target.missed"],
      ["a group that did not move", target(0.9, { where: { dimension: "segment", group: "phone" } }), "target.unmoved"],
      ["a group that is not there", target(0.9, { where: { dimension: "segment", group: "fax" } }), "target.no_value"],
      ["set for days to come", target(0.9, { since: "2026-01-01" as Day }), "target.no_value"],
      ["no baseline", target(0.9, { since: "2023-01-01" as Day }), "target.short"],
    ])("%s", async (_, stated, code) => {
      const { verdict, headline } = await standing(stated);
      expect(verdict.code).toBe(code);
      expect(headline.state === "estimate").toBe(code !== "target.no_value");
    });

    it("says why there is no value: too early, no such group, or a measure that nothing was recorded for", async () => {
      const [early, fax] = [
        await standing(target(0.9, { since: "2026-01-01" as Day })),
        await standing(target(0.9, { where: { dimension: "segment", group: "fax" } })),
      ];
      expect(early.headline).toMatchObject({ state: "too_early", readyOn: "2026-01-02" });
      expect(fax.headline).toMatchObject({
        state: "undefined",
        why: "empty_base",
        query: { id: fax.id.replaceAll(":", ".") },
      });
      const aht = await targetFinding(target(300), measureDefinition("aht"), asked, "v");
      expect(aht.headline).toMatchObject({ state: "not_measured", needs: ["contact"] });
      expect(aht.verdict.code).toBe("target.no_value");
    });

    it("finds a group that is too small for any table", async () => {
      const many = Array.from({ length: 40 }, (_, i) =>
        answers(`s${String(i).padStart(2, "0")}`, "2024-03", 50 - i, 9),
      ).flat();
      const c = await context(store, company(many), "2025-01-01");
      const of = target(0.9, { where: { dimension: "segment", group: "S39" } });
      const { headline } = await targetFinding(of, measureDefinition("csat"), c, "v");
      expect(headline).toMatchObject({ state: "estimate", n: 11 });
    });

    it("says how much of the way is covered, of the value before and the value since", async () => {
      const { verdict, figures, headline } = await standing(target(0.9));
      expect(figures.baseline).toMatchObject({ state: "estimate", value: 0.5, n: 600 });
      expect(headline).toMatchObject({ state: "estimate", value: 0.7, n: 600 });
      expect(verdict.values).toMatchObject({ before: 0.5, reference: 0.9 });
      expect(verdict.values.share).toBeCloseTo(0.5, 9);
    });
  });
});
