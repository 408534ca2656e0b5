import { expect, it } from "vitest";
import { chartSvg } from "../../charts/chart-svg.ts";
import type { ChartSpec } from "../../findings/chart-spec.ts";
import { texts } from "../../texts/texts.ts";
import { reportFixture } from "../testing/fixture.ts";
import { KNOWN_ELEMENTS, KNOWN_INKS } from "./chart-ink.ts";

const input = reportFixture("en");
const said = { code: "chart.no_data", values: {} };
const base = { id: "a", title: said, summary: said, unit: "money" as const };
const values = [1, -2, 3];
const quadrants: ChartSpec = {
  ...{ type: "quadrants", id: "first", unit: "share" },
  ...{ title: { code: "drivers.levers", values: {} }, summary: { code: "drivers.levers", values: {} } },
  x: { label: { code: "chart.quadrants.performance", values: {} }, cut: 0.5 },
  y: { label: { code: "chart.quadrants.importance", values: {} }, cut: 0.5 },
  points: (["bad", "middle", "good", "neutral", "accent"] as const).map((tone, i) => ({
    ...{ label: { data: tone }, n: 100, tone, state: { code: "drivers.quadrant.open", values: {} } },
    x: { value: i / 5, interval: { low: i / 6, high: i / 4, level: 0.95 } },
    y: { value: i / 6, interval: { low: i / 7, high: i / 5, level: 0.95 } },
  })),
};
const chain: ChartSpec = {
  ...{ ...base, type: "chain", from: said },
  bands: (["bad", "middle", "good"] as const).map((tone) => ({ label: said, tone })),
  steps: [1, 2].map(() => ({
    ...{ label: said, unit: "money" as const, found: said },
    cells: values.map((value) => (value < 0 ? null : { value, n: 9, interval: { low: 0, high: 4, level: 0.9 } })),
  })),
};
const charts: ChartSpec[] = [
  quadrants,
  chain,
  ...[...input.measures, ...input.links].flatMap((finding) => finding.charts),
  {
    ...{ ...base, type: "waterfall" },
    steps: values.map((value) => ({ label: said, value, interval: { low: 0, high: 4, level: 0.9 } })),
  },
  {
    ...{ ...base, type: "heat", across: said, columns: values.map(() => said) },
    rows: [{ label: said, n: 3, cells: values.map((value) => ({ value, n: 1 })) }],
  },
  {
    ...{ ...base, type: "lines", zero: true, periods: ["2025-01", "2025-02", "2025-03"] },
    series: (["seen", "expected", "earlier", "beside"] as const).map((as) => ({ label: said, as, values })),
    fans: [{ level: 0.8, low: values, high: values }],
    said: { label: said, points: [{ period: "2025-02", value: 1, interval: { low: 0, high: 2, level: 0.8 } }] },
    from: { period: "2025-02", label: said },
  },
];

it("the charts write no element and no class that the document cannot draw", () => {
  expect(new Set(charts.map(({ type }) => type)).size).toBe(8);
  for (const spec of charts) {
    const svg = chartSvg(spec, { texts: texts("en"), width: 540 }).replace(/<defs>.*?<\/defs>/gs, "");
    const elements = new Set([...svg.matchAll(/<([a-z]+)\b/gi)].map(([, name]) => name!));
    expect([...elements].filter((name) => !KNOWN_ELEMENTS.has(name))).toEqual([]);
    const classes = [...svg.matchAll(/<(?!svg|text)\w+[^>]* class="([^"]+)"/g)].flatMap(([, names = ""]) =>
      names.split(" "),
    );
    expect(classes.filter((name) => !KNOWN_INKS.has(name))).toEqual([]);
    const commands = [...svg.matchAll(/ d="([^"]+)"/g)].flatMap(([, d = ""]) =>
      [...d.matchAll(/[a-z]/gi)].map(([c]) => c),
    );
    expect(commands.filter((command) => !"MLHVvZ".includes(command))).toEqual([]);
  }
});
