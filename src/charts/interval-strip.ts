import { scaleLinear } from "d3-scale";
import type { Figure } from "../findings/figure.ts";
import { element } from "./svg.ts";

/**
 * The whole scale of a bounded unit as a thin line, the interval and the value on it. It repeats what the words beside it
 * say, so it is hidden from screen readers. Undefined where the unit has no bounds or there is no value.
 */
export function intervalStrip(figure: Figure): string | undefined {
  const domain = figure.unit === "points" ? [-100, 100] : figure.unit === "share" ? [0, 1] : undefined;
  if (figure.state !== "estimate" || figure.isDifference || !domain || !Number.isFinite(figure.value)) return undefined;
  const x = scaleLinear().domain(domain).range([6, 294]).clamp(true);
  const { interval } = figure;
  const [low, high] = interval ? [x(interval.low), x(interval.high)] : [x(figure.value), x(figure.value)];
  const ends = [domain[0] ?? 0, 0, domain[1] ?? 1];
  return element(
    "svg",
    { class: "fw-strip", viewBox: "0 0 300 20", width: 300, height: 20, "aria-hidden": "true", focusable: "false" },
    element("line", { x1: 6, x2: 294, y1: 10, y2: 10, class: "fw-axis" }),
    ...ends.map((end) => element("line", { x1: x(end), x2: x(end), y1: 6, y2: 14, class: "fw-axis" })),
    element("rect", {
      x: Math.min(low, high) - 2,
      y: 5,
      width: Math.abs(high - low) + 4,
      height: 10,
      rx: 5,
      class: "fw-ribbon",
    }),
    element("circle", { cx: x(figure.value), cy: 10, r: 5, class: "fw-dot" }),
  );
}
