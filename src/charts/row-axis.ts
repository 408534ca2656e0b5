import type { ScaleLinear } from "d3-scale";
import type { QuantityFormat } from "../texts/format.ts";
import type { DrawingContext } from "./drawing.ts";
import { element, SMALL, tenth, text, textWidth } from "./svg.ts";

/** Height of a row: a line of words, and below it the mark. */
export const ROW = 48;
/** From this width on there is room for more words. */
export const WIDE = 480;
/** Between two labels of an axis. */
const LABEL_GAP = 6;

/** The axis below rows, and its lines behind the marks; only there, because lines through words are hard to read. */
export function rowAxis(
  x: ScaleLinear<number, number>,
  { rows, how, texts, width }: Pick<DrawingContext, "texts" | "width"> & { rows: number; how: QuantityFormat },
): { lines: string; labels: string; height: number } {
  const bottom = rows * ROW;
  const grid = x.ticks(width >= WIDE ? 5 : 3).map((tick) => {
    const label = texts.quantity(tick, { ...how, precision: "axis" });
    const room = textWidth(label, SMALL) / 2;
    const cx = Math.min(Math.max(x(tick), room), width - room);
    return {
      line: element("path", {
        d: Array.from({ length: rows }, (_, index) => `M${tenth(x(tick))} ${index * ROW + 21}v20`).join(""),
        class: tick === 0 ? "fw-axis" : "fw-grid",
      }),
      label: {
        ...{ at: tick, from: cx - room, to: cx + room },
        drawn: text(cx, bottom + 14, label, { anchor: "middle", size: SMALL }),
      },
    };
  });
  return {
    lines: grid.map(({ line }) => line).join(""),
    labels: apart(grid.map(({ label }) => label))
      .map(({ drawn }) => drawn)
      .join(""),
    height: bottom + 20,
  };
}

/** Labels of an axis that do not touch: every one, every second, every third …, counted from zero, so that they stand at equal distances. */
function apart<T extends { at: number; from: number; to: number }>(labels: readonly T[]): T[] {
  const zero = Math.max(
    0,
    labels.findIndex(({ at }) => at === 0),
  );
  for (let every = 1; every < labels.length; every += 1) {
    const kept = labels.filter((_, index) => (index - zero) % every === 0);
    if (kept.every(({ from }, index) => index === 0 || from > kept[index - 1]!.to + LABEL_GAP)) return kept;
  }
  return labels.slice(zero, zero + 1);
}

/** A line from low to high with a stroke at each end. */
export function whiskerPath(low: number, high: number, y: number): string {
  const end = (at: number) => `M${tenth(at)} ${y - 4}v8`;
  return element("path", { d: `M${tenth(low)} ${y}H${tenth(high)}${end(low)}${end(high)}`, class: "fw-whisker" });
}

/** Where there is nothing to draw. */
export const nothingToDraw = ({ texts, width }: DrawingContext) => ({
  height: 64,
  marks: text(width / 2, 36, texts.t("chart.no_data"), { anchor: "middle" }),
});
