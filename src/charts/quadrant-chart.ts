import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import type { QuadrantChart } from "../findings/chart-spec.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { element, group, SMALL, shortened, tenth, text } from "./svg.ts";

const PLOT = 240;
const TOP = 24;
const ROW = 20;
/** Where names and what is to be done do not stand in one line, what is to be done stands in one of its own. */
const LINE = 16;
const RADIUS = 9;

/** Numbered points with their intervals between two cuts; below them what each number is. */
export function quadrantChart(spec: QuadrantChart, { texts, width }: DrawingContext): Drawing {
  const points = spec.points.filter(({ x, y }) => Number.isFinite(x.value) && Number.isFinite(y.value));
  if (points.length === 0)
    return { height: 64, marks: text(width / 2, 36, texts.t("chart.no_data"), { anchor: "middle" }) };
  const room = (of: "x" | "y") => {
    const values = points.flatMap((point) => [point[of].value, point[of].interval.low, point[of].interval.high]);
    const [low = 0, high = 1] = extent([...values.filter(Number.isFinite), spec[of].cut]);
    return low === high ? [low - 0.01, high + 0.01] : [low, high];
  };
  const left = 44;
  const x = scaleLinear()
    .domain(room("x"))
    .nice(4)
    .range([left, width - RADIUS]);
  const y = scaleLinear()
    .domain(room("y"))
    .nice(4)
    .range([TOP + PLOT, TOP + RADIUS]);
  const how = { unit: spec.unit, ...(spec.currency ? { currency: spec.currency } : {}) };
  const tick = (value: number) => texts.quantity(value, { ...how, precision: "axis" });
  const bottom = TOP + PLOT;
  const frame = [
    ...y
      .ticks(4)
      .map(
        (value) =>
          element("line", { x1: left, x2: width, y1: y(value), y2: y(value), class: "fw-grid" }) +
          text(left - 6, y(value) + 4, tick(value), { anchor: "end", size: SMALL }),
      ),
    ...x
      .ticks(width < 400 ? 3 : 5)
      .map((value) =>
        text(clamp(x(value), left + 12, width - 16), bottom + 16, tick(value), { anchor: "middle", size: SMALL }),
      ),
    element("line", { x1: left, x2: width, y1: bottom, y2: bottom, class: "fw-axis" }),
    element("line", { x1: x(spec.x.cut), x2: x(spec.x.cut), y1: TOP, y2: bottom, class: "fw-reference" }),
    element("line", { x1: left, x2: width, y1: y(spec.y.cut), y2: y(spec.y.cut), class: "fw-reference" }),
    text(0, 14, shortened(texts.say(spec.y.label), width), { size: SMALL }),
    text(width, bottom + 34, shortened(texts.say(spec.x.label), width), { anchor: "end", size: SMALL }),
  ];
  const keys = bottom + 44;
  const words = (point: QuadrantChart["points"][number]) => {
    const importance = `${texts.quantity(point.y.value, how)} (${texts.interval(point.y.interval, how)})`;
    const performance = `${texts.quantity(point.x.value, how)} (${texts.interval(point.x.interval, how)})`;
    return `${texts.label(point.label)}: ${texts.say(point.state)}; ${texts.say(spec.y.label)} ${importance}, ${texts.say(spec.x.label)} ${performance}`;
  };
  const whiskers = points.map((point) => {
    const [cx, cy] = [x(point.x.value), y(point.y.value)];
    const across = `M${tenth(x(point.x.interval.low))} ${tenth(cy)}H${tenth(x(point.x.interval.high))}`;
    const along = `M${tenth(cx)} ${tenth(y(point.y.interval.low))}V${tenth(y(point.y.interval.high))}`;
    return element("path", { d: across + along, class: "fw-axis" });
  });
  const drawn = points.map((point, i) => {
    const [cx, cy] = [x(point.x.value), y(point.y.value)];
    return group(
      words(point),
      element("circle", { cx, cy, r: RADIUS, class: `fw-edge-${point.tone}` }),
      text(cx, cy + 4, String(i + 1), { anchor: "middle", class: "fw-text fw-strong", size: SMALL }),
    );
  });
  const [ofName, ofState] = [width * 0.55, width * 0.43];
  const said = points.map((point, i) => ({
    name: `${i + 1}  ${texts.capital(texts.label(point.label))}`,
    state: texts.say(point.state),
  }));
  const fits = (words: string, room: number) => shortened(words, room) === words;
  const isOneLine = said.every(({ name, state }) => fits(name, ofName) && fits(state, ofState));
  const row = isOneLine ? ROW : ROW + LINE;
  const legend = said.map(({ name, state }, i) => {
    const at = keys + i * row + ROW;
    const named = text(0, at, shortened(name, isOneLine ? ofName : width), { class: "fw-text fw-strong" });
    const below = RADIUS + 4;
    return isOneLine
      ? named + text(width, at, state, { anchor: "end" })
      : named + text(below, at + LINE, shortened(state, width - below));
  });
  return {
    height: keys + points.length * row + 8,
    marks: frame.join("") + whiskers.join("") + drawn.join("") + legend.join(""),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
