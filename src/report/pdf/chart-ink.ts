import type { Sheets } from "./sheets.ts";
import { COLOURS } from "./theme.ts";
import { rgb } from "./typeface.ts";

interface Ink {
  fill?: string;
  stroke?: string;
  width?: number;
  dash?: string;
  opacity?: number;
  round?: boolean;
}

/** The classes of `chart-css.ts` in ink. */
const INKS: Readonly<Record<string, Ink>> = {
  "fw-grid": { stroke: COLOURS.line, width: 1 },
  "fw-axis": { stroke: COLOURS.line2, width: 1 },
  "fw-reference": { stroke: COLOURS.ink2, width: 1.25, dash: "2 4", round: true },
  "fw-limit": { stroke: COLOURS.ink2, width: 1, dash: "8 4" },
  "fw-event": { stroke: COLOURS.ink2, width: 1 },
  "fw-signal": { stroke: COLOURS.ink, width: 1.75 },
  "fw-ribbon": { fill: COLOURS.accent, opacity: 0.16 },
  "fw-line": { stroke: COLOURS.accent, width: 2, round: true },
  "fw-dashed": { stroke: COLOURS.accent, width: 2, dash: "5 4" },
  "fw-seen": { stroke: COLOURS.ink, width: 2, round: true },
  "fw-beside": { stroke: COLOURS.ink2, width: 1.25, dash: "1.5 3", round: true },
  "fw-earlier": { stroke: COLOURS.bad, width: 1.5, round: true },
  "fw-said": { fill: COLOURS.paper, stroke: COLOURS.bad, width: 1.75 },
  "fw-carried": { stroke: COLOURS.line2, width: 1 },
  "fw-fill-ink": { fill: COLOURS.ink },
  "fw-dot": { fill: COLOURS.accent, stroke: COLOURS.paper, width: 1.5 },
  "fw-whisker": { stroke: COLOURS.ink, width: 1.5, round: true },
  "fw-edge-bad": { fill: COLOURS.paper, stroke: COLOURS.bad, width: 2 },
  "fw-edge-middle": { fill: COLOURS.paper, stroke: COLOURS.middle, width: 2 },
  "fw-edge-good": { fill: COLOURS.paper, stroke: COLOURS.good, width: 2 },
  "fw-edge-neutral": { fill: COLOURS.paper, stroke: COLOURS.ink2, width: 2 },
  "fw-edge-accent": { fill: COLOURS.paper, stroke: COLOURS.accent, width: 2 },
  "fw-fill-bad": { fill: COLOURS.bad },
  "fw-fill-middle": { fill: COLOURS.middle },
  "fw-fill-good": { fill: COLOURS.good },
  "fw-fill-neutral": { fill: COLOURS.neutral },
  "fw-fill-accent": { fill: COLOURS.accent },
};

/** What this file can draw; a test holds the charts to it. */
export const KNOWN_INKS: ReadonlySet<string> = new Set(Object.keys(INKS));
export const KNOWN_ELEMENTS: ReadonlySet<string> = new Set("svg title desc g rect line circle path text".split(" "));

/** Ground and marks of the patterns of `patterns.ts`; the marks are what white at 55% leaves of the ground. */
const PATTERNS = {
  bad: { ground: COLOURS.bad, marks: "#d49ea5", stream: "1.5 w -1 -1 m 7 7 l S -1 5 m 1 7 l S 5 -1 m 7 1 l S" },
  middle: { ground: COLOURS.middle, marks: "#f3dca9", stream: "2 2 2 2 re f" },
  none: { ground: null, marks: COLOURS.line2, stream: "0.7 w -1 -1 m 7 7 l S -1 5 m 1 7 l S 5 -1 m 7 1 l S" },
} as const;
type PatternName = keyof typeof PATTERNS;

/** Draws the charts of `src/charts` as lines, areas and letters: they stay sharp at any size. */
export class ChartInk {
  #patterns = new Map<PatternName, PDFKit.PDFTilingPattern>();

  constructor(readonly sheets: Sheets) {}

  /** A chart's own text of SVG, in the width of the column at the cursor. */
  figure(svg: string, alt: string): void {
    const [, across = 1, down = 1] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
    const { sheets } = this;
    const scale = sheets.width / across;
    const draw = () => {
      const { doc } = sheets;
      doc.save().translate(sheets.x, sheets.y).scale(scale);
      this.marks(svg);
      doc.restore();
    };
    if (!sheets.measuring) sheets.tagged("Figure", draw, { alt });
    sheets.y += down * scale;
  }

  /** The elements that `src/charts` writes and no others: it is no reader of any SVG. */
  private marks(svg: string): void {
    const { doc } = this.sheets;
    const body = svg.replace(/<defs>.*?<\/defs>/gs, "").replace(/<(title|desc)\b[^>]*>.*?<\/\1>/gs, "");
    for (const [, name, written = "", content = ""] of body.matchAll(
      /<(rect|line|circle|path|text)\b([^>]*?)\/?>([^<]*)/g,
    )) {
      const given = Object.fromEntries(
        [...written.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
      );
      const n = (key: string) => Number(given[key] ?? 0);
      if (name === "text") {
        this.words(
          decoded(content).normalize("NFC"),
          { x: n("x"), y: n("y"), size: n("font-size"), anchor: given["text-anchor"] },
          given.class ?? "",
        );
        continue;
      }
      const path =
        name === "rect"
          ? `${n("x")} ${n("y")} ${n("width")} ${n("height")} re`
          : name === "line"
            ? `${n("x1")} ${n("y1")} m ${n("x2")} ${n("y2")} l`
            : name === "circle"
              ? circle(n("cx"), n("cy"), n("r"))
              : operators(given.d ?? "");
      const pattern = /^url\(#.*-(bad|middle|none)\)$/.exec(given.fill ?? "")?.[1] as PatternName | undefined;
      if (pattern) {
        const { ground, marks } = PATTERNS[pattern];
        if (ground) doc.addContent(`${rgb(ground)} rg ${path} f`);
        (doc.fillColor as (colour: unknown) => void)([this.pattern(pattern), marks]);
        doc.addContent(`${path} f`);
        continue;
      }
      // Of two classes the later one knows more.
      const ink = INKS[(given.class ?? "").split(" ").findLast((name: string) => name in INKS) ?? ""];
      if (!ink) continue;
      const opacity = given["fill-opacity"] === undefined ? ink.opacity : n("fill-opacity");
      if (opacity) doc.fillOpacity(opacity);
      const operator = ink.fill ? (ink.stroke ? "B" : "f") : "S";
      doc.addContent(
        [
          ink.fill ? `${rgb(ink.fill)} rg` : "",
          ink.stroke
            ? `${rgb(ink.stroke)} RG ${ink.width ?? 1} w [${ink.dash ?? ""}] 0 d ${ink.round ? "1 J 1 j" : "0 J 0 j"}`
            : "",
          path,
          operator,
        ].join(" "),
      );
      if (opacity) doc.fillOpacity(1);
    }
  }

  private words(
    content: string,
    { x, y, size, anchor }: { x: number; y: number; size: number; anchor: string | undefined },
    classes: string,
  ): void {
    const { sheets } = this;
    const bold = classes.includes("fw-strong");
    const width = anchor ? sheets.widthOf(content, { size, bold }) : 0;
    const left = x - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
    sheets.show(content, {
      x: left,
      y,
      size,
      bold,
      colour: bold || classes.includes("fw-cell") ? COLOURS.ink : COLOURS.ink2,
    });
  }

  private pattern(name: PatternName): PDFKit.PDFTilingPattern {
    let pattern = this.#patterns.get(name);
    if (!pattern) {
      pattern = this.sheets.doc.pattern([0, 0, 6, 6], 6, 6, PATTERNS[name].stream);
      this.#patterns.set(name, pattern);
    }
    return pattern;
  }
}

/** Commands of a path as `d3-shape` and the charts write them, as operators of a page. */
function operators(d: string): string {
  const out: string[] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of d.matchAll(/([MLHVvZ])([^MLHVvZ]*)/g)) {
    const numbers = rest.split(/[\s,]+/).flatMap((part) => (part === "" ? [] : [Number(part)]));
    if (command === "Z") {
      out.push("h");
      continue;
    }
    if (command === "H") x = numbers[0] ?? x;
    else if (command === "V") y = numbers[0] ?? y;
    else if (command === "v") y += numbers[0] ?? 0;
    else [x, y] = [numbers[0] ?? x, numbers[1] ?? y];
    out.push(`${x} ${y} ${command === "M" ? "m" : "l"}`);
    for (let at = 2; (command === "M" || command === "L") && at + 1 < numbers.length; at += 2) {
      [x, y] = [numbers[at]!, numbers[at + 1]!];
      out.push(`${x} ${y} l`);
    }
  }
  return out.join(" ");
}

// Four arcs; the number is the usual one for a quarter of a circle.
function circle(x: number, y: number, r: number): string {
  const k = r * 0.5523;
  const at = (...numbers: number[]) => numbers.map((number) => Number(number.toFixed(3))).join(" ");
  return [
    `${at(x + r, y)} m`,
    `${at(x + r, y + k, x + k, y + r, x, y + r)} c`,
    `${at(x - k, y + r, x - r, y + k, x - r, y)} c`,
    `${at(x - r, y - k, x - k, y - r, x, y - r)} c`,
    `${at(x + k, y - r, x + r, y - k, x + r, y)} c h`,
  ].join(" ");
}

const decoded = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "",
  );
