import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import type { ChainChart } from "../findings/chart-spec.ts";
import type { QuantityFormat } from "../texts/format.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { toneFill } from "./patterns.ts";
import { nothingToDraw, WIDE, whiskerPath } from "./row-axis.ts";
import { spread } from "./spread.ts";
import { element, group, SMALL, shortened, tenth, text, textWidth } from "./svg.ts";

/** Two lines of words above the bars of a step. */
const HEAD = 38;
/** A line of words, and below it the bar. */
const ROW = 44;
const HALF = 6;
/** Room for an arrow from one step to the next. */
const ARROW = 24;

/**
 * The steps of a chain with every band in each: side by side where there is room, so that a band is read along its row, otherwise one below the
 * other. Arrows lead from what came first to what came after it.
 */
export function chainChart(spec: ChainChart, context: DrawingContext): Drawing {
  const { texts, width } = context;
  const { bands, steps } = spec;
  if (bands.length === 0 || steps.length === 0) return nothingToDraw(context);
  const names = bands.map(({ label }) => texts.capital(texts.label(label)));
  const from = texts.capital(texts.say(spec.from));
  if (width >= WIDE) {
    const first = Math.min(width * 0.26, Math.max(...[...names, from].map((name) => textWidth(name))) + 4);
    const room = (width - first) / steps.length - ARROW;
    const left = (step: number) => first + ARROW + step * (room + ARROW);
    const marks = [
      text(0, 12, shortened(from, first), { class: "fw-text fw-strong" }),
      ...names.map((name, i) => text(0, HEAD + i * ROW + 15, shortened(name, first), { class: "fw-text fw-strong" })),
      ...steps.flatMap((step, i) => [
        arrow([left(i) - ARROW + 4, 8], [left(i) - 8, 8]),
        stepMarks(step, { ...context, bands, names, x: left(i), y: 0, width: room, isNamed: false }),
      ]),
    ];
    return { height: HEAD + bands.length * ROW, marks: marks.join("") };
  }
  const block = HEAD + bands.length * ROW;
  const top = 20;
  const marks = [
    text(0, 12, shortened(from, width), { class: "fw-text fw-strong" }),
    ...steps.flatMap((step, i) => {
      const y = top + i * (block + ARROW) + ARROW;
      return [
        arrow([8, y - ARROW + 2], [8, y - 8]),
        stepMarks(step, { ...context, bands, names, x: 0, y, width, isNamed: true }),
      ];
    }),
  ];
  return { height: top + steps.length * (block + ARROW), marks: marks.join("") };
}

interface Place extends DrawingContext {
  bands: ChainChart["bands"];
  names: readonly string[];
  x: number;
  y: number;
  /** Whether the rows are named here. */
  isNamed: boolean;
}

/** One step: what it is and what was found of it, then a value with its interval for each band. */
function stepMarks(
  { label, unit, currency, found, cells }: ChainChart["steps"][number],
  { texts, id, bands, names, x: left, y: top, width, isNamed }: Place,
): string {
  const how: QuantityFormat = { unit, ...(currency ? { currency } : {}) };
  const values = cells.flatMap((cell) =>
    cell ? [cell.value, ...(cell.interval ? [cell.interval.low, cell.interval.high] : [])] : [],
  );
  const [low = 0, high = 0] = extent(values.filter(Number.isFinite));
  how.magnitude = Math.max(Math.abs(low), Math.abs(high));
  const x = scaleLinear()
    .domain(spread(Math.min(0, low), Math.max(0, high), unit))
    .range([left + 1, left + width - 1]);
  const title = texts.capital(texts.label(label));
  const rows = bands.map(({ tone }, i) => {
    const cell = cells[i] ?? null;
    const y = top + HEAD + i * ROW;
    const value = cell ? texts.quantity(cell.value, how) : texts.t("chart.gap");
    const n = cell ? texts.t("figure.n", { n: cell.n }) : "";
    const words = isNamed
      ? [
          text(left, y + 15, shortened(names[i]!, width - textWidth(`${value}${n}`) - 28), {
            class: "fw-text fw-strong",
          }),
          text(left + width, y + 15, value, { anchor: "end", class: "fw-text fw-strong" }),
          text(left + width - textWidth(value) - 12, y + 15, n, { anchor: "end", size: SMALL }),
        ]
      : [
          text(left, y + 15, value, { class: "fw-text fw-strong" }),
          textWidth(value) + textWidth(n, SMALL) + 8 <= width
            ? text(left + width, y + 15, n, { anchor: "end", size: SMALL })
            : "",
        ];
    const middle = y + 28;
    const bar = cell
      ? element("rect", {
          x: Math.min(x(0), x(cell.value)),
          y: middle - HALF,
          width: Math.abs(x(cell.value) - x(0)),
          height: 2 * HALF,
          rx: 1.5,
          ...toneFill(tone, id),
        })
      : element("rect", { x: left, y: middle - HALF, width, height: 2 * HALF, fill: `url(#${id}-none)` });
    const whisker = cell?.interval ? whiskerPath(x(cell.interval.low), x(cell.interval.high), middle) : "";
    return group(`${names[i]}, ${title}: ${value}${n === "" ? "" : `, ${n}`}`, ...words, bar, whisker);
  });
  return [
    text(left, top + 12, shortened(title, width), { class: "fw-text fw-strong" }),
    text(left, top + 28, shortened(texts.say(found), width, SMALL), { size: SMALL }),
    // Beside the bars alone: a line through words is hard to read.
    element("path", {
      d: bands
        .map((_, i) => `M${tenth(x(0))} ${tenth(top + HEAD + i * ROW + 19)}V${tenth(top + HEAD + i * ROW + 37)}`)
        .join(""),
      class: "fw-axis",
    }),
    ...rows,
  ].join("");
}

/** A line with a head at its end, along one of the axes. */
function arrow(from: readonly [x: number, y: number], to: readonly [x: number, y: number]): string {
  const [[x1, y1], [x2, y2]] = [from, to];
  const head = [1, -1].map((side) =>
    y1 === y2
      ? `M${tenth(x2 - 4)} ${tenth(y2 + 4 * side)}L${tenth(x2)} ${tenth(y2)}`
      : `M${tenth(x2 + 4 * side)} ${tenth(y2 - 4)}L${tenth(x2)} ${tenth(y2)}`,
  );
  return element("path", {
    d: `M${tenth(x1)} ${tenth(y1)}L${tenth(x2)} ${tenth(y2)}${head.join("")}`,
    class: "fw-seen",
  });
}
