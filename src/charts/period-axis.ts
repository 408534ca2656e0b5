import { element, SMALL, text, textWidth } from "./svg.ts";

/** As many period names as fit, evenly apart, always with the last one. */
export function periodLabels(
  points: readonly { period: string }[],
  place: {
    at: (index: number) => number;
    base: number;
    left: number;
    width: number;
    short: (period: string) => string;
  },
): string {
  const names = points.map((p) => place.short(p.period));
  const widest = Math.max(...names.map((name) => textWidth(name, SMALL))) + 14;
  const fit = Math.max(1, Math.floor((place.width - place.left) / widest));
  const every = Math.max(1, Math.ceil(points.length / fit));
  const last = points.length - 1;
  return names
    .map((name, index) => {
      if ((last - index) % every !== 0) return "";
      const half = textWidth(name, SMALL) / 2;
      const cx = Math.min(Math.max(place.at(index), half), place.width - half);
      const tick = element("line", {
        x1: place.at(index),
        x2: place.at(index),
        y1: place.base,
        y2: place.base + 4,
        class: "fw-axis",
      });
      return tick + text(cx, place.base + 18, name, { anchor: "middle", size: SMALL });
    })
    .join("");
}
