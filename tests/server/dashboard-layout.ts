import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const FILE = fileURLToPath(new URL("dashboard-layout.json", import.meta.url));

/** What a screen is divided into; none is as wide as its words, so that another font changes nothing. */
const LANDMARKS = [
  ...[".side", ".head", "main", ".page-head", ".block", ".cards > .card", ".rows .line", ".panel", ".measure"],
  ...[".what-if", ".long", ".filters", ".scroll", ".drop", ".table-taken", ".empty", ".relate-step", ".person > *"],
];
/** So many of a kind are held to their places. */
const EACH = 4;
/** Pixels that a scroll bar or a rounding may take. */
export const TOLERANCE = 16;

/** By screen, width and landmark: where each begins and how wide it is. */
export type Layout = Record<string, Record<string, Record<string, [left: number, width: number][]>>>;

/** Where the landmarks of a page stand from left to right; and those that lie on one another, or reach beyond the screen. */
export async function layoutOf(page: Page): Promise<{ boxes: Layout[string][string]; faults: string[] }> {
  return page.evaluate(`(() => {
    const boxes = {};
    const faults = [];
    for (const selector of ${JSON.stringify(LANDMARKS)}) {
      const seen = [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).slice(0, ${EACH});
      const rects = seen.map((each) => each.getBoundingClientRect());
      if (rects.length > 0) boxes[selector] = rects.map(({ left, width }) => [Math.round(left), Math.round(width)]);
      rects.forEach((a, i) => rects.slice(i + 1).forEach((b, j) => {
        const [one, other] = [seen[i], seen[i + 1 + j]];
        if (one.contains(other) || other.contains(one)) return;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1) faults.push(selector + " lie on one another");
      }));
      for (const { left, right } of rects) if (left < -1 || right > innerWidth + 1) faults.push(selector + " reaches beyond the screen");
    }
    return { boxes, faults };
  })()`);
}

export const keptLayout = (): Layout => JSON.parse(readFileSync(FILE, "utf8"));

/** Written anew where somebody means what has changed: `FELTWORTH_LAYOUT=write`. */
export const isWriting = process.env.FELTWORTH_LAYOUT === "write";
export const keepLayout = (layout: Layout): void => {
  const line = (boxes: Layout[string][string]) => JSON.stringify(boxes);
  const screens = Object.entries(layout).map(([screen, widths]) => {
    const lines = Object.entries(widths).map(([width, boxes]) => `    ${JSON.stringify(width)}: ${line(boxes)}`);
    return `  ${JSON.stringify(screen)}: {\n${lines.join(",\n")}\n  }`;
  });
  writeFileSync(FILE, `{\n${screens.join(",\n")}\n}\n`);
};
