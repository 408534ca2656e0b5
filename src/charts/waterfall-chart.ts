import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import type { WaterfallChart } from "../findings/chart-spec.ts";
import type { QuantityFormat } from "../texts/format.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { toneFill } from "./patterns.ts";
import { nothingToDraw, ROW, rowAxis, WIDE, whiskerPath } from "./row-axis.ts";
import { spread } from "./spread.ts";
import { element, group, shortened, tenth, text, textWidth } from "./svg.ts";

const MARK = 31;
const HALF = 7;

/** One row a part: its name and size in words, and below them a bar from where the sum stood to where it stands now. */
export function waterfallChart(spec: WaterfallChart, context: DrawingContext): Drawing {
  const { texts, width, id } = context;
  let sum = 0;
  const steps = spec.steps.map(({ value: given, isTotal = false, label, interval = null }) => {
    const value = Number.isFinite(given) ? given : 0;
    const from = isTotal ? 0 : sum;
    sum = from + value;
    const bounded = interval !== null && Number.isFinite(interval.low) && Number.isFinite(interval.high);
    return { label, value, isTotal, from, to: sum, interval: bounded ? interval : null };
  });
  const ends = steps.flatMap(({ from, to, interval }) => [
    from,
    to,
    ...(interval ? [interval.low, interval.high] : []),
  ]);
  const [low, high] = extent(ends);
  if (low === undefined || high === undefined) return nothingToDraw(context);

  const how: QuantityFormat = {
    unit: spec.unit,
    ...(spec.currency ? { currency: spec.currency } : {}),
    magnitude: Math.max(Math.abs(low), Math.abs(high)),
  };
  const x = scaleLinear()
    .domain(spread(Math.min(0, low), Math.max(0, high), spec.unit))
    .nice(4)
    .range([1, width - 1]);
  const rows = steps.map(({ label, value, isTotal, from, to, interval }, index) => {
    const y = index * ROW;
    const name = texts.capital(texts.label(label));
    const size = isTotal ? texts.quantity(value, how) : texts.signed(value, how);
    const range = interval && width >= WIDE ? ` (${texts.interval(interval, how)})` : "";
    const words = `${size}${range}`;
    const tone = isTotal ? "accent" : value < 0 ? "bad" : "good";
    const bar = element("rect", {
      x: Math.min(x(from), x(to)),
      y: y + MARK - HALF,
      width: Math.abs(x(to) - x(from)),
      height: 2 * HALF,
      rx: 1.5,
      ...toneFill(tone, id),
    });
    // The sum is carried on to the next row, but not through its words.
    const carried =
      index < steps.length - 1
        ? element("path", {
            d: `M${tenth(x(to))} ${y + MARK + HALF}v6M${tenth(x(to))} ${y + ROW + MARK - HALF - 5}v5`,
            class: "fw-carried",
          })
        : "";
    return {
      carried,
      row: group(
        `${name}: ${words}`,
        text(0, y + 15, shortened(name, width - textWidth(words) - 12), { class: "fw-text fw-strong" }),
        text(width, y + 15, words, { anchor: "end", class: "fw-text fw-strong" }),
        bar,
        interval ? whiskerPath(x(interval.low), x(interval.high), y + MARK) : "",
      ),
    };
  });
  const axis = rowAxis(x, { rows: steps.length, how, texts, width });
  return {
    height: axis.height,
    marks: axis.lines + rows.map(({ carried }) => carried).join("") + rows.map(({ row }) => row).join("") + axis.labels,
  };
}
