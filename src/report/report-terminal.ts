import { createColors } from "picocolors";
import { type Figure, isAssumption } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { Texts } from "../texts/texts.ts";
import { escapeTerminal } from "./escape.ts";
import { nameOf } from "./names.ts";
import { linksAnswered } from "./one-page.ts";
import type { ReportInput } from "./report-input.ts";

export interface TerminalOptions {
  /** Columns of the terminal; 80 where it is not known. */
  width: number;
  colour: boolean;
}

const LINES = 24;

/** The answer on one screen of a terminal: at most 24 lines, none longer than the terminal is wide. */
export function reportTerminal(input: ReportInput, texts: Texts, { width: wanted, colour }: TerminalOptions): string {
  const width = Math.max(40, Math.min(wanted, 100));
  const paint = createColors(colour);
  const company = { company: input.company === "" ? "none" : "given", name: input.company };
  const { scores, steps, withheld } = input.answer;
  const find = (ids: readonly string[], findings: readonly Finding[]) =>
    ids.flatMap((id) => findings.find((finding) => finding.id === id) ?? []).slice(0, 3);
  const say = (text: string, indent = 0, rows = 2): string[] => wrapped(escapeTerminal(text), width, indent, rows);

  const title = say(`${texts.t("terminal.report", company)} · ${texts.period(input.settings.window)}`, 0, 1).map(
    paint.bold,
  );
  const scoreLines = find(scores, input.measures).flatMap((finding, index) => {
    const phrase = `${nameOf(finding.headline, { texts }, index === 0 ? "name" : "short")}: ${texts.figure(finding.headline)}`;
    const verdict =
      finding.headline.state === "estimate" && index === 0 ? say(texts.say(finding.verdict), 2).map(paint.dim) : [];
    return [...say(phrase, 0, index === 0 ? 2 : 1).map((line) => (index === 0 ? paint.bold(line) : line)), ...verdict];
  });
  const linkLines = linksAnswered(input).flatMap((finding, index) => {
    const code = finding.verdict.code;
    const mark = { useful: paint.green("●"), weak: paint.yellow("○"), none: "–" }[code.split(".").at(-1) ?? ""];
    const caution = finding.headline.cautions.find(isAssumption);
    const sentence = [finding.verdict, ...(caution ? [caution] : [])].map((message) => texts.say(message)).join(" ");
    const lines = index === 0 ? say(sentence, 2, 5) : say(linkInShort(finding, texts), 2, 2);
    return lines.map((line, row) => (row === 0 ? `${mark ?? paint.dim("·")} ${line.slice(2)}` : line));
  });
  const total = (steps?.steps ?? []).reduce((sum, step) => sum + step.customers, 0);
  const named = (steps?.steps ?? []).slice(0, 5).map((step) => ({
    ...step,
    name: escapeTerminal(texts.capital(texts.word("band", step.band))),
  }));
  const nameWidth = Math.max(0, ...named.map(({ name }) => [...name].length));
  const stepLines = named.map(({ name, customers, perCustomer }) => {
    const share = total === 0 ? "" : texts.share(customers / total, 0);
    const worth = perCustomer?.state === "estimate" ? worthInShort(perCustomer, texts) : "";
    const line = `${name.padEnd(nameWidth)} ${texts.number(customers).padStart(9)} ${share.padStart(5)}  ${worth}`;
    return clipped(escapeTerminal(line), width);
  });
  const names = withheld.map(({ what }) => texts.say(what));
  const heldBack =
    names.length === 0 ? [] : say(texts.t("terminal.withheld", { list: texts.list(names) }), 0, 2).map(paint.dim);

  const blocks = [
    title,
    scoreLines.length > 0 ? scoreLines : say(texts.t("report.answer.no_score")),
    linkLines.length > 0 ? linkLines : say(texts.t("report.answer.no_link")),
    stepLines,
    heldBack,
    qualityLine(input, texts).flatMap((line) => say(line, 0, 1)),
  ];
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
  // Blank lines give way first, then the end: the answer stands at the top.
  const shown = lines.length <= LINES ? lines : lines.filter((line) => line !== "");
  return `${shown.slice(0, LINES).join("\n")}\n`;
}

/** A step's figure without its n, which stands before it as the number of customers. */
function worthInShort(figure: Figure, texts: Texts): string {
  const value = texts.t("unit.per_customer", { value: texts.figureValue(figure) });
  const range = texts.figureRange(figure);
  return range === undefined ? value : `${value} (${range})`;
}

function linkInShort({ headline, verdict, design }: Finding, texts: Texts): string {
  const title = design
    ? texts.t("link.title", { experience: design.experience, outcome: design.outcome })
    : headline.id;
  const short = texts.has(`${verdict.code}.short`) ? texts.t(`${verdict.code}.short`) : texts.say(verdict);
  const size =
    headline.state === "estimate" ? `, ${texts.difference(headline)} (${texts.differenceRange(headline)})` : "";
  const basis = headline.basis === "assumption" ? `, ${texts.t("basis.assumption.short")}` : "";
  return `${title}: ${short}${size}, ${texts.t("figure.n", { n: headline.n })}${basis}`;
}

const clipped = (line: string, width: number): string =>
  [...line].length <= width
    ? line.trimEnd()
    : `${[...line]
        .slice(0, width - 1)
        .join("")
        .trimEnd()}…`;

function qualityLine({ quality: { files } }: ReportInput, texts: Texts): string[] {
  if (files.length === 0) return [texts.t("report.quality.no_files")];
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const share = rows === 0 ? 0 : rejected / rows;
  return [texts.t("report.quality.summary", { files: files.length, rows, rejected, share })];
}

/** Lines of at most `width` characters, indented; what does not fit into `rows` of them ends in an ellipsis. */
function wrapped(text: string, width: number, indent: number, rows: number): string[] {
  const room = width - indent;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if ([...longer].length <= room) {
      line = longer;
    } else {
      if (line !== "") lines.push(line);
      line = word;
    }
  }
  if (line !== "") lines.push(line);
  const kept = lines.slice(0, rows);
  const last = kept.at(-1);
  if (last !== undefined && lines.length > rows) kept[kept.length - 1] = `${[...last].slice(0, room - 2).join("")} …`;
  return kept.map((each) => " ".repeat(indent) + [...each].slice(0, room).join(""));
}
