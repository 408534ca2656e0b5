import { describe, expect, it } from "vitest";
import type { Finding } from "../findings/finding.ts";
import { LANGUAGES } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { chainOf } from "./chain.ts";
import { linkChain } from "./links-section.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { reportFixture } from "./testing/fixture.ts";
import { viewOf } from "./view.ts";

const { links } = reportFixture("en");
const [margin, orders, churn] = ["margin", "orders", "churn"].map(
  (outcome) => links.find(({ id }) => id === `nps-${outcome}`)!,
) as [Finding, Finding, Finding];

describe("the chain from experience over behaviour to money", () => {
  it("holds the figures of the links, band by band, in the order in which they follow", () => {
    const { chart, table } = chainOf(links)!;
    expect(chart.steps.map(({ label }) => "code" in label && label.code)).toEqual([
      "outcome.orders",
      "outcome.churn",
      "outcome.margin",
    ]);
    expect(chart.bands.map(({ tone }) => tone)).toEqual(["bad", "middle", "good"]);
    [orders, churn, margin].forEach((link, step) => {
      const [bands] = link.charts;
      const told = bands?.type === "bands" ? bands.bands : [];
      expect(told).toHaveLength(3);
      told.forEach(({ value, n, interval }, i) => {
        expect(chart.steps[step]!.cells[i]).toEqual({ value, n, interval });
        expect(table.rows[i]![link.design!.outcome]).toMatchObject({ kind: "number", value, interval });
        expect(table.rows[i]![`${link.design!.outcome}_n`]).toMatchObject({ value: n });
      });
    });
  });

  it("is not drawn where a part is missing, or was followed for another time", () => {
    expect(chainOf([margin])).toBeNull();
    expect(chainOf([churn])).toBeNull();
    expect(chainOf([margin, { ...churn, design: { ...churn.design!, horizonDays: 90 } }])).toBeNull();
    expect(linkChain([margin], viewOf(reportFixture("en"), texts("en")))).toBeNull();
  });

  it.each(LANGUAGES)("is a picture and a table in %s", (language) => {
    const page = linkChain(links, viewOf(reportFixture(language), texts(language)))!.text;
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain("<table");
    expect(page).not.toMatch(/chart\.chain|undefined|NaN/);
    const said = texts(language);
    const title = said.capital(said.say(chainOf(links)!.table.title));
    expect(reportMarkdown(reportFixture(language), said)).toContain(`### ${title}`);
  });
});
