import { chartSvg } from "../../charts/chart-svg.ts";
import type { ChartSpec } from "../../findings/chart-spec.ts";
import { type Figure, GRADES, type Grade } from "../../findings/figure.ts";
import type { Finding, Table } from "../../findings/finding.ts";
import type { Texts } from "../../texts/texts.ts";
import { cellText } from "../cell-text.ts";
import { saysLink } from "../names.ts";
import type { ReportInput } from "../report-input.ts";
import { ChartInk } from "./chart-ink.ts";
import type { Sheets } from "./sheets.ts";
import { COLUMN_GAP, stepOf } from "./sheets.ts";
import { COLOURS, SIZE } from "./theme.ts";

/** Width in which charts are laid out before they are scaled to their column: their words come out at about 7 points. */
const CHART_WIDTH = 540;

/** Height of a table's title, head and first rows. */
const TABLE_BEGINS = 70;

/** What every part of the document draws with: the sheets, the words, and the small pieces that come back everywhere. */
export class Pen {
  readonly #ink: ChartInk;
  readonly #cells = new Map<Table["rows"], string[][]>();

  constructor(
    readonly sheets: Sheets,
    readonly input: ReportInput,
    readonly texts: Texts,
  ) {
    this.#ink = new ChartInk(sheets);
  }

  chart(spec: ChartSpec, width = CHART_WIDTH): void {
    const { texts, sheets } = this;
    const title = texts.capital(texts.say(spec.title));
    sheets.paragraph(title, { bold: true, size: SIZE.small, after: 3 });
    this.#ink.figure(chartSvg(spec, { texts, width }), `${title}. ${texts.say(spec.summary)}`);
  }

  /** A figure's value in large type, or the plainly different sign that there is none. */
  value(figure: Figure, size: number): void {
    const { texts, sheets } = this;
    const known = figure.state === "estimate";
    const text = texts.figureValue(figure);
    const per = figure.unit === "money_per_customer" ? texts.t("unit.per_customer", { value: "" }).trim() : "";
    const style = {
      size: known ? size : Math.min(size, 15),
      bold: known,
      colour: known ? COLOURS.ink : COLOURS.ink2,
      leading: 1.2,
    };
    sheets.paragraph(known && per !== "" ? `${text} ${per}` : text, {
      ...style,
      ...(known && per !== "" ? { size: size * 0.7 } : {}),
    });
  }

  /** Interval and n, or why there is no value and what would make it possible. */
  support(figure: Figure): void {
    const { texts, sheets } = this;
    sheets.paragraph(supportOf(figure, texts), { size: SIZE.small, colour: COLOURS.ink2, after: 2 });
  }

  /** The words that the evidence allows, with its place on the ladder of five. */
  grade(grade: Grade): void {
    const { sheets, texts } = this;
    const steps = grade === "recorded" ? 0 : GRADES.indexOf(grade) + 1;
    const style = { bold: true, size: SIZE.body };
    const [y, across] = [sheets.y, steps === 0 ? 0 : 5 * 6 + 6];
    if (steps > 0)
      sheets.decoration(() => {
        for (let step = 1; step <= 5; step++) {
          const box = sheets.doc.rect(sheets.x + (step - 1) * 6, y + stepOf(style) / 2 - 4, 3.6, 8);
          if (step <= steps) box.fill(COLOURS.accent);
          else box.lineWidth(0.6).stroke(COLOURS.accent);
        }
      });
    sheets.within({ x: sheets.x + across, width: sheets.width - across }, () =>
      sheets.paragraph(texts.t(`grade.${grade}`), style),
    );
  }

  /** A verdict in two words, with a mark whose shape differs as well as its colour. */
  chip(finding: Finding): string {
    const { texts } = this;
    const short = `${finding.verdict.code}.short`;
    const kind = finding.verdict.code.split(".").at(-1) ?? "";
    const mark = { useful: "●", weak: "○", none: "–" }[kind] ?? "◌";
    return `${mark} ${texts.t(texts.has(short) ? short : finding.verdict.code)}`;
  }

  chipColour(finding: Finding): string {
    if (!saysLink(finding)) return COLOURS.ink2;
    return finding.verdict.code.endsWith(".useful") ? COLOURS.goodInk : COLOURS.warnInk;
  }

  /** A table of a finding, with its title; `rows` may leave some out. */
  findingTable(table: Table, rows: Table["rows"] = table.rows): void {
    const { sheets, texts } = this;
    // A title does not stand alone at the end of a page: its head and two rows go with it.
    sheets.room(TABLE_BEGINS);
    sheets.paragraph(texts.capital(texts.say(table.title)), { bold: true, size: SIZE.small, after: 2 });
    let cells = this.#cells.get(rows);
    if (!cells)
      this.#cells.set(rows, (cells = rows.map((row) => table.columns.map(({ id }) => cellText(row[id], texts)))));
    const size = SIZE.tiny;
    const columns = table.columns.map(({ title, align }, index) => {
      const words = texts.say(title);
      const longest = Math.max(...words.split(" ").map((word) => sheets.widthOf(word, { size, bold: true })));
      const content = (cells ?? []).map((row) => sheets.widthOf(row[index] ?? "", { size }));
      return { title: words, align, part: Math.min(160, Math.max(18, longest, ...content)) };
    });
    const room = sheets.width - COLUMN_GAP * (columns.length - 1);
    const most = widestOf(
      columns.map(({ part }) => part),
      room,
    );
    const fitted = columns.map((each) => ({ ...each, part: Math.min(each.part, most) }));
    sheets.table(fitted, cells, { size });
    sheets.y += 2;
    if (table.note) sheets.paragraph(texts.say(table.note), { size: SIZE.tiny - 0.4, colour: COLOURS.ink2 });
  }
}

/** How wide a column may be so that all of them fit: where there is too little room, the wide ones give way alike. */
function widestOf(parts: readonly number[], room: number): number {
  let left = room;
  const narrowFirst = [...parts].sort((a, b) => a - b);
  for (const [i, part] of narrowFirst.entries()) {
    const share = left / (parts.length - i);
    if (part > share) return share;
    left -= part;
  }
  return Number.POSITIVE_INFINITY;
}

export function supportOf(figure: Figure, texts: Texts): string {
  if (figure.state !== "estimate") return texts.figure(figure);
  const range = texts.figureRange(figure);
  const interval =
    range === undefined || !figure.interval
      ? texts.t("figure.no_interval", { basis: figure.basis })
      : texts.t("figure.interval", { level: figure.interval.level, range });
  return `${interval} · ${texts.t("figure.n", { n: figure.n })}`;
}
