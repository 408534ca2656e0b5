import type { Tone } from "../findings/chart-spec.ts";
import { element } from "./svg.ts";

/** Bad is hatched, middle is dotted, good is plain: the three can be told apart without colour. */
export function patterns(id: string): string {
  const tile = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
  const ground = (tone: Tone) => element("rect", { width: 6, height: 6, class: `fw-fill-${tone}` });
  return element(
    "defs",
    {},
    element(
      "pattern",
      { id: `${id}-bad`, ...tile, patternTransform: "rotate(45)" },
      ground("bad"),
      element("rect", { width: 1.5, height: 6, class: "fw-pattern" }),
    ),
    element(
      "pattern",
      { id: `${id}-middle`, ...tile },
      ground("middle"),
      element("circle", { cx: 3, cy: 3, r: 1, class: "fw-pattern" }),
    ),
    element(
      "pattern",
      { id: `${id}-none`, ...tile, patternTransform: "rotate(45)" },
      element("rect", { width: 1, height: 6, class: "fw-none" }),
    ),
  );
}

/** Attributes that fill a mark with its tone's colour and pattern. */
export const toneFill = (tone: Tone, id: string): { class?: string; fill?: string } =>
  tone === "bad" || tone === "middle" ? { fill: `url(#${id}-${tone})` } : { class: `fw-fill-${tone}` };
