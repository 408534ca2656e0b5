import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import type { BandsChart } from "../findings/chart-spec.ts";
import type { QuantityFormat } from "../texts/format.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { toneFill } from "./patterns.ts";
import { nothingToDraw, ROW, rowAxis, WIDE, whiskerPath } from "./row-axis.ts";
import { spread } from "./spread.ts";
import { element, group, SMALL, shortened, text, textWidth } from "./svg.ts";

/** One row a group: its name and value in words, and below them a bar or dot with its interval. */
export function bandsChart(spec: BandsChart, { texts, width, id }: DrawingContext): Drawing {
  const how: QuantityFormat = { unit: spec.unit, ...(spec.currency ? { currency: spec.currency } : {}) };
  const bands = spec.bands.map((band) => {
    const value = band.value !== null && Number.isFinite(band.value) ? band.value : null;
    const { interval } = band;
    const bounded = interval !== null && Number.isFinite(interval.low) && Number.isFinite(interval.high);
    return { ...band, value, interval: value !== null && bounded ? interval : null };
  });
  const values = bands.flatMap((band) => [band.value, band.interval?.low, band.interval?.high]);
  const [low, high] = extent(values.filter((value) => typeof value === "number"));
  if (low === undefined || high === undefined) {
    return nothingToDraw({ texts, width, id });
  }

  how.magnitude = Math.max(Math.abs(low), Math.abs(high));
  const [from, to] = spec.zero ? [Math.min(0, low), Math.max(0, high)] : [low, high];
  const x = scaleLinear()
    .domain(spread(from, to, spec.unit))
    .nice(4)
    .range([1, width - 1]);

  const wordsOf = ({ value, interval }: (typeof bands)[number]): string => {
    if (value === null) return texts.t("chart.gap");
    const range = interval && width >= WIDE ? ` (${texts.interval(interval, how)})` : "";
    return `${texts.quantity(value, how)}${range}`;
  };
  const countX = Math.max(width / 2, width - Math.max(...bands.map((band) => textWidth(wordsOf(band)))) - 12);
  const rows = bands.map((band, index) => {
    const y = index * ROW;
    const name = texts.capital(texts.label(band.label));
    const count = texts.t("figure.n", { n: band.n });
    const words = wordsOf(band);
    const mid = y + 31;
    const mark =
      band.value === null
        ? element("rect", { x: 0, y: mid - 6, width, height: 12, fill: `url(#${id}-none)` })
        : spec.zero
          ? element("rect", {
              x: Math.min(x(0), x(band.value)),
              y: mid - 7,
              width: Math.abs(x(band.value) - x(0)),
              height: 14,
              rx: 1.5,
              ...toneFill(band.tone, id),
            })
          : "";
    const whisker = band.interval ? whiskerPath(x(band.interval.low), x(band.interval.high), mid) : "";
    const dot =
      band.value === null || spec.zero
        ? ""
        : element("circle", { cx: x(band.value), cy: mid, r: 5, class: `fw-dot fw-fill-${band.tone}` });
    return group(
      `${name}: ${words}, ${count}`,
      text(0, y + 15, shortened(name, countX - textWidth(count, SMALL) - 12), { class: "fw-text fw-strong" }),
      text(width, y + 15, words, { anchor: "end", class: band.value === null ? "fw-text" : "fw-text fw-strong" }),
      text(countX, y + 15, count, { anchor: "end", size: SMALL }),
      mark,
      whisker,
      dot,
    );
  });

  const axis = rowAxis(x, { rows: bands.length, how, texts, width });
  return { height: axis.height, marks: axis.lines + rows.join("") + axis.labels };
}
