import { extent, max } from "d3-array";
import type { HeatChart } from "../findings/chart-spec.ts";
import type { QuantityFormat } from "../texts/format.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { nothingToDraw, WIDE } from "./row-axis.ts";
import { element, group, SMALL, shortened, text, textWidth } from "./svg.ts";

const CELL = 26;
const HEAD = 40;
const GAP = 2;
/** How dark the strongest cell is: words on it stay readable on light and dark ground. */
const STRONGEST = 0.45;

/** A table of cells as dark as their value is large; each carries its value in words, what is below zero is hatched by another colour. */
export function heatChart(spec: HeatChart, context: DrawingContext): Drawing {
  const { texts, width } = context;
  const values = spec.rows.flatMap(({ cells }) => cells.flatMap(({ value }) => (isKnown(value) ? [value] : [])));
  const [low, high] = extent(values);
  if (low === undefined || high === undefined || spec.columns.length === 0) return nothingToDraw(context);
  const largest = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const how: QuantityFormat = {
    ...{ unit: spec.unit, magnitude: largest, precision: "axis" },
    ...(spec.currency ? { currency: spec.currency } : {}),
  };

  const names = spec.rows.map(({ label }) => texts.capital(texts.label(label)));
  const counts = spec.rows.map(({ n }) => texts.t("figure.n", { n }));
  const withCounts = width >= WIDE;
  const nameRoom = Math.min(width / 3, (max(names, (name) => textWidth(name, SMALL)) ?? 0) + 8);
  const left = nameRoom + (withCounts ? (max(counts, (count) => textWidth(count, SMALL)) ?? 0) + 10 : 0);
  const step = (width - left) / spec.columns.length;
  const fits = (words: string) => textWidth(words, SMALL) <= step - GAP;
  // As exact as all cells have room for; where the sign of a share does not fit either, hundredths stand alone.
  const ways: ((value: number) => string)[] = [
    (value) => texts.quantity(value, { ...how, precision: "headline" }),
    (value) => (spec.unit === "share" ? texts.share(value, 0) : texts.quantity(value, how)),
    ...(spec.unit === "share" ? [(value: number) => texts.number(Math.round(value * 100))] : []),
  ];
  const written = ways.find((way) => values.every((value) => fits(way(value)))) ?? ways.at(-1)!;

  const heads = spec.columns.map((label, column) =>
    text(left + (column + 0.5) * step, HEAD - 8, shortened(texts.label(label), step, SMALL), {
      anchor: "middle",
      size: SMALL,
    }),
  );
  const rows = spec.rows.map(({ cells, n }, index) => {
    const y = HEAD + index * CELL;
    const name = text(0, y + 17, shortened(names[index]!, nameRoom - 4, SMALL), {
      class: "fw-text fw-strong",
      size: SMALL,
    });
    const count = withCounts ? text(left - 8, y + 17, counts[index]!, { anchor: "end", size: SMALL }) : "";
    const drawn = cells.map(({ value, n: of }, column) => {
      if (!isKnown(value)) return "";
      const words = written(value);
      const x = left + column * step;
      const said = texts.quantity(value, { ...how, precision: "headline" });
      return group(
        `${names[index]}, ${texts.label(spec.columns[column]!)}: ${said} (${texts.t("figure.n", { n: of })})`,
        element("rect", {
          ...{ x: x + GAP / 2, y: y + GAP / 2, width: Math.max(1, step - GAP), height: CELL - GAP, rx: 2 },
          class: value < 0 ? "fw-fill-bad" : "fw-fill-accent",
          "fill-opacity": String(Math.round((0.03 + (STRONGEST - 0.03) * (Math.abs(value) / largest)) * 100) / 100),
        }),
        fits(words)
          ? text(x + step / 2, y + 17, words, { anchor: "middle", class: "fw-text fw-cell", size: SMALL })
          : "",
      );
    });
    return group(`${names[index]}, ${texts.t("figure.n", { n })}`, name, count) + drawn.join("");
  });
  const across = shortened(texts.capital(texts.say(spec.across)), width - left, SMALL);
  return {
    height: HEAD + spec.rows.length * CELL + 2,
    marks: text(left + GAP / 2, 14, across, { size: SMALL }) + heads.join("") + rows.join(""),
  };
}

const isKnown = (value: number | null): value is number => value !== null && Number.isFinite(value);
