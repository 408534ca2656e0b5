/** The page's colours in light, as in `style.ts`: paper is white, and ink is not quite black. */
export const COLOURS = {
  paper: "#ffffff",
  sunken: "#f4f3ef",
  ink: "#191d22",
  ink2: "#515963",
  line: "#d5d2c9",
  line2: "#8d8a80",
  accent: "#1f5673",
  accentSoft: "#e2edf2",
  bad: "#a32638",
  middle: "#e3ad3e",
  good: "#2a8272",
  neutral: "#8b929b",
  goodInk: "#145c4e",
  warnInk: "#6f4a00",
} as const;

/** A4 in points, and what stays free at its edges. */
export const PAGE = { width: 595.28, height: 841.89, left: 48, right: 48, top: 62, bottom: 54 } as const;
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

/** Sizes in points; a step is about a fifth. */
export const SIZE = { tiny: 6.8, small: 8, body: 9.2, lead: 10.5, h3: 11, h2: 16, h1: 18, hero: 38 } as const;
