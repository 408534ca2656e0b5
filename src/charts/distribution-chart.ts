import { max, sum } from "d3-array";
import { scaleBand, scaleLinear } from "d3-scale";
import type { DistributionChart } from "../findings/chart-spec.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { toneFill } from "./patterns.ts";
import { element, group, SMALL, shortened, text, textWidth } from "./svg.ts";

type Bar = DistributionChart["bars"][number];

/** Counts per category with their shares, and below them the bands that the categories make. */
export function distributionChart({ bars: given, unit: _ }: DistributionChart, context: DrawingContext): Drawing {
  const { texts, width, id } = context;
  const bars = given.map((bar) => ({ ...bar, count: Number.isFinite(bar.count) ? Math.max(0, bar.count) : 0 }));
  const total = sum(bars, (bar) => bar.count);
  const x = scaleBand<number>().domain(bars.keys()).range([0, width]).paddingInner(0.14);
  // Where bars are wide enough the count stands above each; else the shares alone, and counts with the bands.
  const countRoom = max(bars, (bar) => textWidth(texts.number(bar.count), SMALL)) ?? 0;
  const withCounts = x.bandwidth() >= countRoom;
  const top = withCounts ? 34 : 20;
  const plot = 140;
  const y = scaleLinear()
    .domain([0, max(bars, (bar) => bar.count) || 1])
    .range([top + plot, top]);
  const base = y(0);

  const marks = bars.map((bar, index) => {
    const left = x(index) ?? 0;
    const middle = left + x.bandwidth() / 2;
    const share = total === 0 ? 0 : bar.count / total;
    const name = texts.capital(texts.label(bar.label));
    const head = y(bar.count);
    const title = texts.t("chart.bar", { name, n: bar.count, share });
    return group(
      title,
      element("rect", {
        x: left,
        y: head,
        width: x.bandwidth(),
        height: base - head,
        rx: 1.5,
        ...toneFill(bar.tone, id),
      }),
      text(middle, head - 6, texts.share(share, 0), { anchor: "middle", class: "fw-text fw-strong", size: SMALL }),
      withCounts ? text(middle, head - 20, texts.number(bar.count), { anchor: "middle", size: SMALL }) : "",
      text(middle, base + 16, shortened(name, x.step(), 12), { anchor: "middle" }),
    );
  });
  const axis = element("line", { x1: 0, x2: width, y1: base, y2: base, class: "fw-axis" });
  const bands = bandsOf(bars);
  const keys = bands.map((band, index) => bandKey({ band, total, y: base + 44 + index * 20, x, context }));
  return {
    height: base + 28 + bands.length * 20,
    marks: axis + marks.join("") + keys.join(""),
  };
}

interface Band {
  code: string;
  tone: Bar["tone"];
  first: number;
  last: number;
  count: number;
}

function bandsOf(bars: readonly Bar[]): Band[] {
  const bands: Band[] = [];
  bars.forEach((bar, index) => {
    if (bar.band === undefined) return;
    const known = bands.find((band) => band.code === bar.band);
    if (known) {
      known.last = index;
      known.count += bar.count;
    } else {
      bands.push({ code: bar.band, tone: bar.tone, first: index, last: index, count: bar.count });
    }
  });
  return bands;
}

function bandKey(key: {
  band: Band;
  total: number;
  y: number;
  x: (index: number) => number | undefined;
  context: DrawingContext;
}): string {
  const { band, total, y, context } = key;
  const { texts, id } = context;
  const name = texts.capital(texts.t(`band.${band.code}`));
  const share = total === 0 ? 0 : band.count / total;
  return (
    element("rect", { x: 0, y: y - 10, width: 14, height: 11, rx: 1.5, ...toneFill(band.tone, id) }) +
    text(22, y, texts.t("chart.bar", { name, n: band.count, share }))
  );
}
