import type { ChartSpec } from "../findings/chart-spec.ts";
import type { Texts } from "../texts/texts.ts";
import { bandsChart } from "./bands-chart.ts";
import { chainChart } from "./chain-chart.ts";
import { distributionChart } from "./distribution-chart.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { escapeXml } from "./escape-xml.ts";
import { heatChart } from "./heat-chart.ts";
import { linesChart } from "./lines-chart.ts";
import { patterns } from "./patterns.ts";
import { quadrantChart } from "./quadrant-chart.ts";
import { element } from "./svg.ts";
import { trendChart } from "./trend-chart.ts";
import { waterfallChart } from "./waterfall-chart.ts";

export interface ChartOptions {
  texts: Texts;
  /** Width in CSS pixels that the chart is laid out for: text keeps its size at this width, from 280 on. */
  width: number;
  /** Makes ids unique where a page shows one chart several times. */
  idPrefix?: string;
}

/**
 * A chart as one SVG element: colours come from CSS classes (see `chart-css.ts`), meaning also from pattern, shape and text.
 * Pure: the same specification gives the same text.
 */
export function chartSvg(spec: ChartSpec, { texts, width: wanted, idPrefix = "" }: ChartOptions): string {
  const width = Math.max(280, Math.round(wanted));
  const id = `${idPrefix}${spec.id}-${width}`.replace(/[^A-Za-z0-9_-]/g, "-");
  let known = drawn.get(spec);
  if (!known) drawn.set(spec, (known = new Map()));
  const key = `${texts.language} ${id}`;
  let svg = known.get(key);
  if (svg === undefined) known.set(key, (svg = draw(spec, { texts, width, id })));
  return svg;
}

/** Page and document show the same drawing: to write out its words takes most of its time. */
const drawn = new WeakMap<ChartSpec, Map<string, string>>();

function draw(spec: ChartSpec, { texts, width, id }: DrawingContext): string {
  const { height, marks } = drawing(spec, { texts, width, id });
  return element(
    "svg",
    {
      class: `fw-chart fw-${spec.type}`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-labelledby": `${id}-title ${id}-desc`,
      xmlns: "http://www.w3.org/2000/svg",
    },
    element("title", { id: `${id}-title` }, escapeXml(texts.capital(texts.say(spec.title)))),
    element("desc", { id: `${id}-desc` }, escapeXml(texts.say(spec.summary))),
    patterns(id, marks),
    marks,
  );
}

function drawing(spec: ChartSpec, context: DrawingContext): Drawing {
  switch (spec.type) {
    case "distribution":
      return distributionChart(spec, context);
    case "trend":
      return trendChart(spec, context);
    case "bands":
      return bandsChart(spec, context);
    case "waterfall":
      return waterfallChart(spec, context);
    case "heat":
      return heatChart(spec, context);
    case "lines":
      return linesChart(spec, context);
    case "quadrants":
      return quadrantChart(spec, context);
    case "chain":
      return chainChart(spec, context);
    default:
      return spec satisfies never;
  }
}
