import type { Finding, Table } from "../../findings/finding.ts";
import { nameOf, relatedOf } from "../names.ts";
import { isByMonth, isSplit } from "../report-tables.ts";
import { targetsTable } from "../targets-table.ts";
import { UNLOCKS } from "../unlocks.ts";
import { finePrint } from "./fine-print.ts";
import type { Pen } from "./pen.ts";
import { COLOURS, CONTENT_WIDTH, SIZE } from "./theme.ts";

const quiet = { size: SIZE.small, colour: COLOURS.ink2 };
const LEFT = 150;
const GAP = 18;
/** The last months stand in numbers below their chart; all of them in the tables beside the report. */
const MONTHS_SHOWN = 3;
/** A table in a column may be so long; a longer one goes on beside itself. */
const ROWS_OF_A_PIECE = 30;

export function measuresPages(pen: Pen): void {
  const { sheets, input, texts } = pen;
  sheets.chapter();
  sheets.heading(2, texts.t("report.nav.measures"), { size: SIZE.h2, after: 3 });
  sheets.bookmark(texts.t("report.nav.measures"));
  sheets.paragraph(texts.t(input.measures.length > 0 ? "report.measures.paper" : "report.measures.none"), {
    ...quiet,
    after: 10,
  });
  const rich = input.measures.filter((finding) => finding.charts.length + finding.tables.length > 0);
  const plain = input.measures.filter((finding) => !rich.includes(finding));
  if (input.measures.length === 0) unlockList(pen);
  if (input.targets.length > 0) {
    pen.findingTable(targetsTable(input.targets));
    sheets.y += 14;
  }
  for (const finding of rich) measure(pen, finding);
  if (plain.length === 0) return;
  if (rich.length > 0) sheets.heading(3, texts.t("report.measures.more"), { size: SIZE.lead + 2, after: 8 });
  sheets.grid(
    plain.map((finding) => () => card(pen, finding, rich.length > 0 ? 4 : 3)),
    { columns: 3, gap: GAP, after: 14 },
  );
}

function unlockList({ sheets, texts }: Pen): void {
  sheets.heading(3, texts.t("report.measures.unlock"), { after: 6 });
  sheets.grid(
    UNLOCKS.map(([fact, measures]) => () => {
      sheets.paragraph(texts.capital(texts.word("fact", fact)), { bold: true });
      sheets.paragraph(texts.list(measures.map((measure) => texts.t(`measure.${measure}.name`))), quiet);
    }),
    { gap: GAP, after: 8 },
  );
}

/** What a measure says stands at the left, how it moves at the right; below, what it is by group. */
function measure(pen: Pen, finding: Finding): void {
  const { sheets } = pen;
  const charts = finding.charts.filter(({ type }) => type !== "bands");
  const [first, ...others] = [...charts].sort((a, b) => Number(b.type === "trend") - Number(a.type === "trend"));
  const months = finding.tables.filter(isByMonth);
  const groups = finding.tables.filter((table) => !isByMonth(table) && !isSplit(table));
  sheets.beside(
    [
      {
        x: sheets.x,
        width: LEFT,
        draw: () => {
          topLine(pen);
          summary(pen, finding);
          for (const table of months) lastMonths(pen, table);
        },
      },
      {
        x: sheets.x + LEFT + GAP,
        width: sheets.width - LEFT - GAP,
        draw: () => {
          sheets.y += 6;
          if (first) pen.chart(first);
        },
      },
    ],
    8,
  );
  sheets.stacks(
    [
      ...others.map((chart) => () => pen.chart(chart)),
      ...groups
        .flatMap((table) => pieces(table))
        .map(
          ({ table, rows }) =>
            () =>
              pen.findingTable(table, rows),
        ),
    ],
    { columns: 2, gap: GAP, after: 8 },
  );
  finePrint(pen, finding.headline);
  sheets.y += 14;
}

/** A line over the whole page that opens a measure. */
function topLine({ sheets }: Pen): void {
  sheets.within({ x: sheets.x, width: CONTENT_WIDTH }, () => sheets.rule(sheets.y, COLOURS.line2, 0.8));
  sheets.y += 6;
}

function summary(pen: Pen, finding: Finding): void {
  const { sheets, texts } = pen;
  const { headline } = finding;
  sheets.heading(3, nameOf(headline, { texts }), { after: 1, keep: 0 });
  sheets.paragraph(texts.period(headline.window), { size: SIZE.tiny, colour: COLOURS.ink2, after: 3 });
  pen.value(headline, 22);
  pen.support(headline);
  if (speaks(finding)) sheets.paragraph(texts.say(finding.verdict), { after: 2 });
  for (const note of finding.notes ?? []) sheets.paragraph(texts.say(note), { size: SIZE.tiny, after: 2 });
  for (const figure of relatedOf(finding))
    sheets.paragraph(`${nameOf(figure, { texts })}: ${texts.figure(figure)}`, {
      size: SIZE.tiny,
      colour: COLOURS.ink2,
    });
}

function card(pen: Pen, finding: Finding, level: 3 | 4): void {
  const { sheets, texts } = pen;
  const { headline } = finding;
  sheets.rule(sheets.y, COLOURS.line2, 0.8);
  sheets.y += 5;
  sheets.heading(level, nameOf(headline, { texts }), { size: SIZE.body, after: 1, keep: 0 });
  pen.value(headline, 16);
  pen.support(headline);
  sheets.paragraph(texts.period(headline.window), { size: SIZE.tiny, colour: COLOURS.ink2 });
  if (speaks(finding)) sheets.paragraph(texts.say(finding.verdict), { size: SIZE.small });
  for (const figure of relatedOf(finding))
    sheets.paragraph(`${nameOf(figure, { texts })}: ${texts.figure(figure)}`, {
      size: SIZE.tiny,
      colour: COLOURS.ink2,
    });
  finePrint(pen, finding.headline);
}

const speaks = ({ headline, verdict }: Finding): boolean =>
  headline.state === "estimate" && (headline.interval !== null || verdict.code === "change.recorded");

function lastMonths(pen: Pen, table: Table): void {
  const { sheets, texts } = pen;
  sheets.y += 8;
  pen.findingTable(table, lastOf(table));
  if (table.rows.length > MONTHS_SHOWN)
    sheets.paragraph(texts.t("report.measures.all_months"), { size: SIZE.tiny - 0.4, colour: COLOURS.ink2 });
}

/** The same array for the same table: what stands in it is written once. */
const lastRows = new WeakMap<Table, Table["rows"]>();
function lastOf(table: Table): Table["rows"] {
  let rows = lastRows.get(table);
  if (!rows) lastRows.set(table, (rows = table.rows.slice(-MONTHS_SHOWN)));
  return rows;
}

const pieces = (table: Table): { table: Table; rows: Table["rows"] }[] =>
  Array.from({ length: Math.ceil(table.rows.length / ROWS_OF_A_PIECE) }, (_, index) => ({
    table,
    rows: table.rows.slice(index * ROWS_OF_A_PIECE, (index + 1) * ROWS_OF_A_PIECE),
  }));
