import { extent } from "d3-array";
import { scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";
import type { TrendChart } from "../findings/chart-spec.ts";
import type { Interval } from "../findings/figure.ts";
import type { QuantityFormat } from "../texts/format.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { type Key, keyRows } from "./legend.ts";
import { periodLabels } from "./period-axis.ts";
import { nothingToDraw } from "./row-axis.ts";
import { spread } from "./spread.ts";
import { element, group, SMALL, shortened, tenth, text, textWidth } from "./svg.ts";

interface Point {
  period: string;
  value: number | null;
  interval: Interval | null;
  n: number;
  signal: boolean;
}

/** A value over time: line and ribbon break where a period has no value; a gap is never drawn as zero. */
export function trendChart(spec: TrendChart, { texts, width, id }: DrawingContext): Drawing {
  const points = spec.points.map(finite);
  const reference = spec.reference !== undefined && Number.isFinite(spec.reference) ? spec.reference : undefined;
  const how: QuantityFormat = { unit: spec.unit, ...(spec.currency ? { currency: spec.currency } : {}) };
  const limits = spec.limits && Number.isFinite(spec.limits.low + spec.limits.high) ? spec.limits : undefined;
  const limitAt = (limit: number, index: number) => limit + (limits?.season?.[index] ?? 0);
  const values = points
    .flatMap((p) => [p.value, p.interval?.low, p.interval?.high])
    .concat(reference, ...(limits ? points.flatMap((_, i) => [limitAt(limits.low, i), limitAt(limits.high, i)]) : []));
  const [low, high] = extent(values.filter((value) => typeof value === "number"));
  if (low === undefined || high === undefined) {
    return nothingToDraw({ texts, width, id });
  }

  const events = (spec.events ?? []).flatMap((event) => {
    const index = points.findIndex(({ period }) => period === event.period);
    return index < 0 ? [] : [{ ...event, index }];
  });
  const top = events.length > 0 ? 26 : 14;
  const base = 190;
  const y = scaleLinear()
    .domain(spread(low, high, spec.unit))
    .nice(4)
    .range([base, top]);
  const ticks = y.ticks(4);
  const tickTexts = ticks.map((tick) => texts.quantity(tick, { ...how, precision: "axis" }));
  const left = Math.min(width / 3, Math.max(...tickTexts.map((label) => textWidth(label, SMALL))) + 8);
  const x = scalePoint<number>()
    .domain(points.keys())
    .range([left + 8, width - 12])
    .padding(points.length === 1 ? 0.5 : 0);
  const at = (index: number) => x(index) ?? left;

  const grid = ticks.map(
    (tick, index) =>
      element("line", { x1: left, x2: width, y1: y(tick), y2: y(tick), class: "fw-grid" }) +
      text(left - 6, y(tick) + 4, tickTexts[index] ?? "", { anchor: "end", size: SMALL }),
  );
  const ribbon = area<Point>()
    .defined((p) => p.value !== null && p.interval !== null)
    .x((_, index) => tenth(at(index)))
    .y0((p) => tenth(y(p.interval?.low ?? 0)))
    .y1((p) => tenth(y(p.interval?.high ?? 0)))(points);
  const path = line<Point>()
    .defined((p) => p.value !== null)
    .x((_, index) => tenth(at(index)))
    .y((p) => tenth(y(p.value ?? 0)))(points);
  const radius = points.length > 60 ? 0.5 : points.length > 24 ? 2.5 : 3.5;
  const dots = points.map((p, index) => {
    const period = texts.periodName(p.period);
    if (p.value === null) {
      const half = Math.min(x.step() / 2, 14) || 14;
      const place = { x: at(index) - half, y: top, width: half * 2, height: base - top };
      const gap = element("rect", { ...place, fill: `url(#${id}-none)`, "fill-opacity": 0.45 });
      return group(`${period}: ${texts.t("chart.gap")}`, gap);
    }
    const alone = points[index - 1]?.value == null && points[index + 1]?.value == null;
    const whisker =
      alone && p.interval
        ? element("line", {
            x1: at(index),
            x2: at(index),
            y1: y(p.interval.low),
            y2: y(p.interval.high),
            class: "fw-whisker",
          })
        : "";
    const ring = p.signal
      ? element("circle", { cx: at(index), cy: y(p.value), r: radius + 3.5, class: "fw-signal" })
      : "";
    return group(
      `${period}: ${phrase(p, how, texts)}${p.signal ? `. ${texts.t("chart.legend.signal")}` : ""}`,
      whisker,
      ring,
      element("circle", {
        cx: at(index),
        cy: y(p.value),
        r: radius,
        class: radius < 3 && !alone ? "fw-fill-accent" : "fw-dot",
      }),
    );
  });
  const reach =
    reference === undefined
      ? ""
      : element("line", { x1: left, x2: width, y1: y(reference), y2: y(reference), class: "fw-reference" });

  const bounds = limits
    ? [limits.low, limits.high].map((limit) =>
        limits.season
          ? element("path", {
              d:
                line<Point>(
                  (_, i) => tenth(at(i)),
                  (_, i) => tenth(y(limitAt(limit, i))),
                )(points) ?? "",
              class: "fw-limit",
            })
          : element("line", { x1: left, x2: width, y1: y(limit), y2: y(limit), class: "fw-limit" }),
      )
    : [];
  // Events of one month stand on one line; the numbers on top are those of the legend.
  const marks = points.flatMap((_, index) => {
    const here = events.flatMap((event, i) => (event.index === index ? [i + 1] : []));
    if (here.length === 0) return [];
    const cx = Math.min(Math.max(at(index), left), width - 4);
    return [
      element("line", { x1: cx, x2: cx, y1: top - 6, y2: base, class: "fw-event" }) +
        text(cx, top - 10, here.join(","), { anchor: "middle", size: SMALL }),
    ];
  });

  const level = points.find((p) => p.interval !== null)?.interval?.level;
  const keys: Key[] = [];
  if (level !== undefined)
    keys.push({
      mark: (kx, ky) => element("rect", { x: kx, y: ky - 10, width: 16, height: 11, class: "fw-ribbon" }),
      label: texts.t("chart.legend.interval", { level }),
    });
  if (reference !== undefined)
    keys.push({
      mark: (kx, ky) => element("line", { x1: kx, x2: kx + 16, y1: ky - 4, y2: ky - 4, class: "fw-reference" }),
      label: texts.t("chart.reference", { ...how, reference }),
    });
  if (limits)
    keys.push({
      mark: (kx, ky) => element("line", { x1: kx, x2: kx + 16, y1: ky - 4, y2: ky - 4, class: "fw-limit" }),
      label: texts.t("chart.legend.limits"),
    });
  if (points.some((p) => p.signal && p.value !== null))
    keys.push({
      mark: (kx, ky) => element("circle", { cx: kx + 8, cy: ky - 4, r: 5, class: "fw-signal" }),
      label: texts.t("chart.legend.signal"),
    });
  if (points.some((p) => p.value === null))
    keys.push({
      mark: (kx, ky) => element("rect", { x: kx + 4, y: ky - 10, width: 8, height: 11, fill: `url(#${id}-none)` }),
      label: texts.t("chart.legend.gap"),
    });
  for (const [i, { name, period }] of events.entries())
    keys.push({
      mark: (kx, ky) => text(kx + 8, ky, String(i + 1), { anchor: "middle", size: SMALL }),
      label: shortened(`${texts.periodName(period, "short")}: ${name}`, width - 36),
    });
  const legend = keyRows(keys, { x: 0, y: base + 44, width });
  const labels = periodLabels(points, { at, base, left, width, short: (period) => texts.periodName(period, "short") });

  return {
    height: base + 28 + legend.rows * 20,
    marks:
      grid.join("") +
      (ribbon ? element("path", { d: ribbon, class: "fw-ribbon" }) : "") +
      bounds.join("") +
      reach +
      marks.join("") +
      (path ? element("path", { d: path, class: "fw-line" }) : "") +
      labels +
      dots.join("") +
      legend.marks,
  };
}

function phrase(p: Point, how: QuantityFormat, texts: DrawingContext["texts"]): string {
  const value = texts.quantity(p.value ?? 0, how);
  if (!p.interval) return `${value} (${texts.t("figure.n", { n: p.n })})`;
  return texts.t("figure.estimate", { value, range: texts.interval(p.interval, how), level: p.interval.level, n: p.n });
}

function finite({ period, value, interval, n, signal }: TrendChart["points"][number]): Point {
  const known = value !== null && Number.isFinite(value) ? value : null;
  const bounded = interval !== null && Number.isFinite(interval.low) && Number.isFinite(interval.high);
  return { period, value: known, interval: known !== null && bounded ? interval : null, n, signal: signal === true };
}
