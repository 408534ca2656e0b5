import { expect, it } from "vitest";
import { chartSvg } from "../../charts/chart-svg.ts";
import { texts } from "../../texts/texts.ts";
import { reportFixture } from "../testing/fixture.ts";
import { KNOWN_ELEMENTS, KNOWN_INKS } from "./chart-ink.ts";

const input = reportFixture("en");
const charts = [...input.measures, ...input.links].flatMap((finding) => finding.charts);

it("the charts write no element and no class that the document cannot draw", () => {
  expect(new Set(charts.map(({ type }) => type)).size).toBe(3);
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
