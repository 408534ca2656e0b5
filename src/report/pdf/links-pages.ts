import type { Finding } from "../../findings/finding.ts";
import { chainOf } from "../chain.ts";
import { differencePhrase } from "../figure-view.ts";
import { besideLink } from "../link-figures.ts";
import { findingTitle, saysLink } from "../names.ts";
import type { Pen } from "./pen.ts";
import { COLOURS, SIZE } from "./theme.ts";

const quiet = { size: SIZE.small, colour: COLOURS.ink2 };

export function linksPages(pen: Pen): void {
  const { sheets, input, texts } = pen;
  sheets.chapter();
  sheets.heading(2, texts.t("report.nav.links"), { size: SIZE.h2, after: 3 });
  sheets.bookmark(texts.t("report.nav.links"));
  if (input.links.length === 0) {
    sheets.paragraph(texts.t("report.links.none"), quiet);
    return;
  }
  sheets.paragraph(texts.t("report.links.intro"), { ...quiet, after: 8 });
  overview(pen);
  sheets.y += 14;
  const chain = chainOf(input.links);
  if (chain) {
    pen.chart(chain.chart, 540);
    sheets.y += 6;
    pen.findingTable(chain.table);
    sheets.y += 14;
  }
  sheets.heading(3, texts.t("report.links.detail"), { size: SIZE.lead + 2, after: 6, keep: 120 });
  for (const finding of input.links) details(pen, finding);
}

/** Every question on a line of its own: verdict, size with interval, n and what it rests on. */
function overview(pen: Pen): void {
  const { sheets, input, texts } = pen;
  sheets.table(
    [
      { title: texts.t("report.links.table"), part: 4.2 },
      { title: texts.t("report.links.verdict"), part: 2.6 },
      { title: texts.t("report.links.size"), part: 2, align: "end" },
      { title: texts.t("report.figure.interval"), part: 2.6, align: "end" },
      { title: "n", part: 1.3, align: "end" },
      { title: texts.t("report.figure.grade"), part: 2.4 },
    ],
    input.links.map((finding) => {
      const { headline } = finding;
      const known = headline.state === "estimate";
      return [
        findingTitle(finding, { texts }),
        { text: pen.chip(finding), bold: saysLink(finding), colour: pen.chipColour(finding) },
        { text: known ? texts.difference(headline) : texts.figureValue(headline), bold: saysLink(finding) },
        known ? texts.differenceRange(headline) : texts.t("report.table.empty"),
        texts.number(headline.n),
        saysLink(finding) ? texts.t(`grade.${headline.grade}`) : texts.t("report.table.empty"),
      ];
    }),
  );
}

function details(pen: Pen, finding: Finding): void {
  const { sheets, texts } = pen;
  const { headline, design } = finding;
  const says = saysLink(finding);
  const beside = besideLink(finding, texts);
  const about = [
    says && texts.t(`grade.${headline.grade}.explanation`),
    !says && texts.has(`${finding.verdict.code}.explanation`) && texts.t(`${finding.verdict.code}.explanation`),
    `${texts.t("figure.difference")}: ${differencePhrase(headline, { texts })}.`,
    ...headline.cautions.map((caution) => texts.say(caution)),
    design &&
      `${[
        texts.t("report.links.horizon", { horizonDays: design.horizonDays ?? 0 }),
        texts.t("report.links.gap", { gapDays: design.gapDays }),
      ]
        .map(texts.capital)
        .join(". ")}.`,
    `${texts.t("report.figure.version")}: ${headline.definition}${headline.query ? `, ${headline.query.id}` : ""}`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
  const [chart] = says ? finding.charts : [];
  const right = chart ? 190 : 0;
  const left = {
    x: sheets.x,
    width: sheets.width - right - (chart ? 22 : 0),
    draw: () => {
      sheets.y += 5;
      sheets.heading(4, `${findingTitle(finding, { texts })}: ${pen.chip(finding)}`, {
        size: SIZE.body + 0.6,
        after: 2,
        keep: 0,
        colour: says ? COLOURS.ink : COLOURS.ink2,
      });
      sheets.paragraph(texts.say(finding.verdict), { bold: says, after: 2 });
      for (const { name, phrase } of beside) sheets.paragraph(`${name}: ${phrase}`, { size: SIZE.tiny });
      sheets.y += 2;
      sheets.paragraph(about, { size: SIZE.tiny, colour: COLOURS.ink2 });
    },
  };
  const picture = {
    x: sheets.x + sheets.width - right,
    width: right,
    draw: () => {
      sheets.y += 5;
      if (chart) pen.chart(chart, 300);
    },
  };
  const tables = () => {
    for (const table of finding.tables) {
      pen.findingTable(table);
      sheets.y += 4;
    }
  };
  // The rule, the words and the table of one link stay together.
  sheets.room(sheets.measure(() => [sheets.beside(chart ? [left, picture] : [left], 5), tables()]));
  sheets.rule(sheets.y, COLOURS.line2, 0.8);
  sheets.beside(chart ? [left, picture] : [left], 5);
  tables();
  sheets.y += 8;
}
