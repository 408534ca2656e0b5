/** What may be answered, and which end is the good one. */
export interface Scale {
  min: number;
  max: number;
  best: "high" | "low";
}

/** A scale as a settings file writes it: `1-7`; `1-7 low` where the low end is the good one. */
export const SCALE = /^(-?\d+)-(\d+)( low)?$/;

export function parseScale(text: string | undefined): Scale | undefined {
  const match = text === undefined ? null : SCALE.exec(text);
  return match ? { min: Number(match[1]), max: Number(match[2]), best: match[3] ? "low" : "high" } : undefined;
}
