import { extent } from "d3-array";
import { scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";
import type { LinesChart } from "../findings/chart-spec.ts";
import type { QuantityFormat } from "../texts/format.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { type Key, keyRows } from "./legend.ts";
import { periodLabels } from "./period-axis.ts";
import { nothingToDraw } from "./row-axis.ts";
import { spread } from "./spread.ts";
import { element, group, SMALL, shortened, tenth, text, textWidth } from "./svg.ts";

const TOP = 26;
const BASE = 200;
/** Above so many periods single points are no longer marked. */
const MARKED_UP_TO = 40;
const LINE = { seen: "fw-seen", expected: "fw-line fw-dashed", earlier: "fw-earlier", beside: "fw-beside" } as const;

/** Several series over the same periods; a fan shows how sure what is expected is, and a mark where knowledge ended. */
export function linesChart(spec: LinesChart, context: DrawingContext): Drawing {
  const { texts, width } = context;
  const { periods } = spec;
  const how: QuantityFormat = { unit: spec.unit, ...(spec.currency ? { currency: spec.currency } : {}) };
  const series = spec.series.map((each) => ({ ...each, values: periods.map((_, i) => known(each.values[i])) }));
  const fans = spec.fans.map((fan) => ({
    level: fan.level,
    bounds: periods.map((_, i) => {
      const [low, high] = [known(fan.low[i]), known(fan.high[i])];
      return low === null || high === null ? null : { low, high };
    }),
  }));
  const said = (spec.said?.points ?? []).flatMap((point) => {
    const index = periods.indexOf(point.period);
    return index < 0 || !Number.isFinite(point.value) ? [] : [{ ...point, index }];
  });
  const [low, high] = extent(
    [
      ...series.flatMap(({ values }) => values),
      ...fans.flatMap(({ bounds }) => bounds.flatMap((b) => (b ? [b.low, b.high] : []))),
      ...said.flatMap(({ value, interval }) => [value, interval?.low ?? null, interval?.high ?? null]),
    ].filter((value) => typeof value === "number" && Number.isFinite(value)) as number[],
  );
  if (low === undefined || high === undefined) return nothingToDraw(context);

  const y = scaleLinear()
    .domain(spread(spec.zero ? Math.min(0, low) : low, spec.zero ? Math.max(0, high) : high, spec.unit))
    .nice(4)
    .range([BASE, TOP]);
  const ticks = y.ticks(4);
  const tickTexts = ticks.map((tick) => texts.quantity(tick, { ...how, precision: "axis" }));
  const left = Math.min(width / 3, Math.max(...tickTexts.map((label) => textWidth(label, SMALL))) + 8);
  const x = scalePoint<number>()
    .domain(periods.keys())
    .range([left + 8, width - 12]);
  const at = (index: number) => x(index) ?? left;
  const grid = ticks.map(
    (tick, index) =>
      element("line", { x1: left, x2: width, y1: y(tick), y2: y(tick), class: tick === 0 ? "fw-axis" : "fw-grid" }) +
      text(left - 6, y(tick) + 4, tickTexts[index] ?? "", { anchor: "end", size: SMALL }),
  );
  const ribbons = [...fans]
    .sort((a, b) => b.level - a.level)
    .map(({ bounds }) =>
      element("path", {
        d:
          area<{ low: number; high: number } | null>()
            .defined((b) => b !== null)
            .x((_, i) => tenth(at(i)))
            .y0((b) => tenth(y(b?.low ?? 0)))
            .y1((b) => tenth(y(b?.high ?? 0)))(bounds) ?? "",
        class: "fw-ribbon",
      }),
    );
  const paths = series.map(({ as, values }) =>
    element("path", {
      d:
        line<number | null>()
          .defined((value) => value !== null)
          .x((_, i) => tenth(at(i)))
          .y((value) => tenth(y(value ?? 0)))(values) ?? "",
      class: LINE[as],
    }),
  );
  const dots = series
    .filter(({ as }) => as === "seen" || as === "expected")
    .flatMap(({ label, as, values }) =>
      values.flatMap((value, i) => {
        if (value === null) return [];
        const isAlone = values[i - 1] == null && values[i + 1] == null;
        const name = `${texts.periodName(periods[i]!)}, ${texts.label(label)}: ${texts.quantity(value, how)}`;
        const range = as === "expected" ? fanAt(i) : "";
        const radius = periods.length <= MARKED_UP_TO || isAlone ? 3 : 0.8;
        const mark = as === "seen" ? "fw-fill-ink" : "fw-fill-accent";
        return [group(`${name}${range}`, element("circle", { cx: at(i), cy: y(value), r: radius, class: mark }))];
      }),
    );
  const earlier = said.map(({ index, period, value, interval }) => {
    const range = interval ? ` (${texts.interval(interval, how)})` : "";
    return group(
      `${texts.periodName(period)}, ${texts.label(spec.said!.label)}: ${texts.quantity(value, how)}${range}`,
      interval
        ? element("line", {
            x1: at(index),
            x2: at(index),
            y1: y(interval.low),
            y2: y(interval.high),
            class: "fw-whisker",
          })
        : "",
      element("circle", { cx: at(index), cy: y(value), r: 3.5, class: "fw-said" }),
    );
  });

  const keys: Key[] = [
    ...series
      .filter(({ values }) => values.some((value) => value !== null))
      .map(({ label, as }) => ({
        mark: (kx: number, ky: number) =>
          element("line", { x1: kx, x2: kx + 16, y1: ky - 4, y2: ky - 4, class: LINE[as] }),
        label: texts.capital(texts.label(label)),
      })),
    ...(fans.length > 0
      ? [
          {
            mark: (kx: number, ky: number) =>
              element("rect", { x: kx, y: ky - 10, width: 16, height: 11, class: "fw-ribbon" }),
            label: texts.capital(
              texts.t("chart.legend.fan", { list: [...fans].map(({ level }) => texts.share(level, 0)).join(", ") }),
            ),
          },
        ]
      : []),
    ...(said.length > 0
      ? [
          {
            mark: (kx: number, ky: number) => element("circle", { cx: kx + 8, cy: ky - 4, r: 3.5, class: "fw-said" }),
            label: texts.capital(texts.label(spec.said!.label)),
          },
        ]
      : []),
  ];
  const legend = keyRows(
    keys.map((key) => ({ ...key, label: shortened(key.label, width - 36) })),
    { x: 0, y: BASE + 44, width },
  );
  return {
    height: BASE + 28 + legend.rows * 20,
    marks:
      grid.join("") +
      ribbons.join("") +
      border() +
      paths.join("") +
      periodLabels(
        periods.map((period) => ({ period: named(period) })),
        { at, base: BASE, left, width, short: (period) => texts.periodName(period, "short") },
      ) +
      dots.join("") +
      earlier.join("") +
      legend.marks,
  };

  /** Days and weeks over more than a year are told by their month. */
  function named(period: string): string {
    const isLong = periods.length > 1 && years(periods.at(-1)!) - years(periods[0]!) >= 0.8;
    return isLong && period.length === 10 ? period.slice(0, 7) : period;
  }

  function fanAt(index: number): string {
    return fans
      .flatMap(({ level, bounds }) => {
        const b = bounds[index];
        return b ? [`; ${texts.t("chart.legend.interval", { level })}: ${texts.interval({ ...b, level }, how)}`] : [];
      })
      .join("");
  }

  /** Between what was known and what was expected. */
  function border(): string {
    const index = spec.from ? periods.indexOf(spec.from.period) : -1;
    if (!spec.from || index < 0) return "";
    const cx = index === 0 ? at(0) : (at(index) + at(index - 1)) / 2;
    const words = shortened(texts.label(spec.from.label), width - left, SMALL);
    const half = textWidth(words, SMALL) / 2;
    const centre = Math.min(Math.max(cx, left + half), width - half);
    return (
      element("line", { x1: cx, x2: cx, y1: TOP - 8, y2: BASE, class: "fw-event" }) +
      text(centre, TOP - 13, words, { anchor: "middle", size: SMALL })
    );
  }
}

const known = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;
const years = (period: string): number => Number(period.slice(0, 4)) + (Number(period.slice(5, 7) || 1) - 1) / 12;
