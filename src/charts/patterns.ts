import type { Tone } from "../findings/chart-spec.ts";
import { element } from "./svg.ts";

/** Bad is hatched, middle is dotted, good is plain: the three can be told apart without colour. Only those that `marks` use. */
export function patterns(id: string, marks: string): string {
  const tile = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
  const turned = { ...tile, patternTransform: "rotate(45)" };
  const ground = (tone: Tone) => element("rect", { width: 6, height: 6, class: `fw-fill-${tone}` });
  const hatch = (width: number, name: string) => element("rect", { width, height: 6, class: name });
  const all: [string, object, string][] = [
    [`${id}-bad`, turned, ground("bad") + hatch(1.5, "fw-pattern")],
    [`${id}-middle`, tile, ground("middle") + element("circle", { cx: 3, cy: 3, r: 1, class: "fw-pattern" })],
    [`${id}-none`, turned, hatch(1, "fw-none")],
  ];
  const used = all.filter(([name]) => marks.includes(`url(#${name})`));
  if (used.length === 0) return "";
  return element(
    "defs",
    {},
    ...used.map(([name, attributes, content]) => element("pattern", { id: name, ...attributes }, content)),
  );
}

/** Attributes that fill a mark with its tone's colour and pattern. */
export const toneFill = (tone: Tone, id: string): { class?: string; fill?: string } =>
  tone === "bad" || tone === "middle" ? { fill: `url(#${id}-${tone})` } : { class: `fw-fill-${tone}` };
