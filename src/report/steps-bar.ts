import { patterns, toneFill } from "../charts/patterns.ts";
import { element } from "../charts/svg.ts";
import { type Html, trusted } from "./html.ts";
import type { StepLadder } from "./report-input.ts";

/** The steps as parts of one bar. The list below it says the same in words, so readers of screens skip it. */
export function stepsBar({ steps }: StepLadder): Html | null {
  const total = steps.reduce((sum, step) => sum + step.customers, 0);
  if (total === 0) return null;
  let x = 0;
  const parts = steps.map((step) => {
    const width = (step.customers / total) * 600;
    const part = element("rect", {
      x,
      y: 0,
      width: Math.max(0, width - 2),
      height: 16,
      rx: 2,
      ...toneFill(step.tone, "steps"),
    });
    x += width;
    return part;
  });
  const box = { class: "fw-bar", viewBox: "0 0 600 16", preserveAspectRatio: "none", "aria-hidden": "true" };
  const marks = parts.join("");
  return trusted(element("svg", box, patterns("steps", marks), marks));
}
