import { type ChartSpec, isSlim } from "../../findings/chart-spec.ts";
import type { Finding } from "../../findings/finding.ts";
import { isNarrow } from "../chapters-section.ts";
import { findingTitle } from "../names.ts";
import type { Chapter } from "../report-input.ts";
import { finePrint } from "./fine-print.ts";
import type { Pen } from "./pen.ts";
import { COLOURS, SIZE } from "./theme.ts";

const quiet = { size: SIZE.small, colour: COLOURS.ink2 };
const LEFT = 150;
const GAP = 18;
/** Widths in which charts are laid out, over the page and over half of it: their words come out at seven points and more. */
const PAGE_WIDE = 760;
const HALF_WIDE = 400;

/** A chapter: what each of its findings asks at the left, its answer in words beside it, and what that rests on below. */
export function chapterPages(pen: Pen, { id, findings }: Chapter): void {
  const { sheets, texts } = pen;
  const title = texts.t(`report.chapter.${id}.title`);
  if (findings.length > 0) sheets.chapter();
  else sheets.y += 14;
  sheets.heading(2, title, { size: SIZE.h2, after: 3 });
  sheets.bookmark(title);
  sheets.paragraph(texts.t(`report.chapter.${id}.${findings.length > 0 ? "intro" : "none"}`), { ...quiet, after: 10 });
  for (const finding of findings) article(pen, finding);
}

function article(pen: Pen, finding: Finding): void {
  const { sheets, texts } = pen;
  const { headline, verdict, notes = [], charts, tables } = finding;
  const head = () =>
    sheets.beside(
      [
        {
          x: sheets.x,
          width: LEFT,
          draw: () => {
            sheets.heading(3, findingTitle(finding, { texts }), { after: 1, keep: 0 });
            sheets.paragraph(texts.period(headline.window), { size: SIZE.tiny, colour: COLOURS.ink2, after: 3 });
            pen.value(headline, 18);
            pen.support(headline);
          },
        },
        {
          x: sheets.x + LEFT + GAP,
          width: sheets.width - LEFT - GAP,
          draw: () => {
            sheets.paragraph(texts.say(verdict), { bold: true, after: 2 });
            for (const note of notes) sheets.paragraph(texts.say(note), { size: SIZE.small, after: 2 });
          },
        },
      ],
      8,
    );
  const areBeside = tables.every(isNarrow);
  // What runs over time, and what has many cells, needs the width of the page.
  const wide = charts.filter((chart) => !isSlim(chart));
  const alone = wide.length === 1 && charts.length === 1 && !(areBeside && tables.length === 1) ? wide : [];
  const picture = (chart: ChartSpec) => () => pen.chart(chart, alone.includes(chart) ? PAGE_WIDE : HALF_WIDE);
  const column = { x: sheets.x, width: alone.length > 0 ? sheets.width : (sheets.width - GAP) / 2 };
  const first = charts[0] ? sheets.measure(() => sheets.within(column, picture(charts[0]!))) : 0;
  // What is said stays with its first picture.
  sheets.room(sheets.measure(head) + first + 40);
  sheets.rule(sheets.y, COLOURS.line2, 0.8);
  sheets.y += 6;
  head();
  for (const chart of alone) {
    picture(chart)();
    sheets.y += 8;
  }
  sheets.stacks(
    [
      ...charts.filter((chart) => !alone.includes(chart)).map(picture),
      ...(areBeside ? tables : []).map((table) => () => pen.findingTable(table)),
    ],
    { columns: 2, gap: GAP, after: 8 },
  );
  for (const table of areBeside ? [] : tables) {
    pen.findingTable(table);
    sheets.y += 8;
  }
  finePrint(pen, headline);
  sheets.y += 14;
}
