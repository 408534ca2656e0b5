import { parseScale, type Scale } from "../../facts/scale.ts";
import type { Column } from "../looks.ts";
import { WRITTEN_SCALE, words } from "../words/header.ts";
import { isOfWork } from "../words/of-work.ts";

/** What a column of scores measures, as far as its header says. */
export type Family = "nps" | "csat" | "ces" | "custom";

export interface DecidedScale {
  instrument: string;
  scale: Scale;
}

const LONG_ENOUGH = 20;

/**
 * The scale that a column was asked on, from what the user states, what the header says (`0-10`), and the values.
 * Only a 0–10 recommendation is `nps`: 1–10 is an instrument of its own and is never counted as NPS.
 * @returns the scale, or the scales that remain possible, the likeliest first
 */
export function decideScale(
  column: Pick<Column, "name" | "range" | "shape" | "values">,
  family: Family,
  stated?: string,
): DecidedScale | { possible: string[] } {
  const said = parseScale(stated) ?? scaleInHeader(column.name);
  if (said) return { instrument: instrumentOf(family, said, column.name), scale: said };
  const ends = usedEnds(column);
  if (!ends) return { possible: USUAL[family] };
  const { low, high } = ends;
  const possible = USUAL[family].filter((text) => {
    const scale = parseScale(text)!;
    return low >= scale.min && high <= scale.max;
  });
  const settled = settle(family, { low, high, n: column.shape.n, possible, name: column.name });
  return settled ? { instrument: instrumentOf(family, settled, column.name), scale: settled } : { possible };
}

const SLIP = 0.01;

/** The lowest and highest score; one in a hundred beyond any usual scale is a slip of the pen, and is set aside when it is loaded. */
function usedEnds({
  range,
  shape,
  values,
}: Pick<Column, "range" | "shape" | "values">): { low: number; high: number } | null {
  const [low, high] = [range?.min ?? shape.min, range?.max ?? shape.max];
  if (low === null || high === null) return null;
  if (low >= 0 && high <= 10) return { low, high };
  const usual = values.flatMap((v) => (v !== null && Number(v) >= 0 && Number(v) <= 10 ? [Number(v)] : []));
  if (usual.length === 0 || usual.length < (1 - SLIP) * shape.n) return { low, high };
  return { low: Math.min(...usual), high: Math.max(...usual) };
}

const USUAL: Record<Family, string[]> = {
  nps: ["0-10", "1-10", "1-5", "1-7"],
  csat: ["1-5", "1-7", "1-10", "0-10", "1-3"],
  ces: ["1-7", "1-5", "1-5 low", "1-10"],
  custom: ["1-5", "0-10", "1-10", "1-7", "0-5", "1-3", "1-4", "1-6"],
};

function settle(
  family: Family,
  { low, high, n, possible, name }: { low: number; high: number; n: number; possible: string[]; name: string },
): Scale | undefined {
  const scale = (text: string) => (possible.includes(text) ? parseScale(text) : undefined);
  const many = n >= LONG_ENOUGH;
  switch (family) {
    case "nps":
      // A zero rules out 1–10. Where ones were given but never a zero, the scale most likely begins at one: ask.
      if (low === 0 && high > 5) return scale("0-10");
      return namesNps(name) && low > 1 && high > 7 ? scale("0-10") : undefined;
    case "csat":
      return low >= 1 && high <= 5 && (high > 3 || !many) ? scale("1-5") : undefined;
    case "ces":
      if (high > 5) return scale("1-7");
      // Many answers from one to five and never a six. Where the header speaks of effort, either end may be the good one: ask.
      return many && low === 1 && high === 5 && words(name).includes("ces") ? scale("1-5") : undefined;
    case "custom":
      // Both ends were used by many: the scale is what was seen.
      return many && COMMON_ENDS.has(`${low}-${high}`) ? scale(`${low}-${high}`) : undefined;
    default:
      return family satisfies never;
  }
}

const COMMON_ENDS: ReadonlySet<string> = new Set(["1-5", "0-10", "1-10", "1-7"]);

/** The header says NPS itself, not only that it is about recommending. */
const namesNps = (name: string): boolean => /(^| )e?nps( |$)|promoter/.test(words(name).join(" "));

export function instrumentOf(family: Family, { min, max, best }: Scale, header: string): string {
  // What employees think of where they work is no score of customers.
  if (family !== "nps" && isOfWork(header)) return slug(header);
  const ends = `${min}-${max}${best === "low" ? "-low" : ""}`;
  switch (family) {
    case "nps":
      if (words(header).includes("enps") || isOfWork(header))
        return ends === "0-10" ? "enps" : `recommend-employer-${ends}`;
      return ends === "0-10" ? "nps" : `recommend-${ends}`;
    case "csat":
      return ends === "1-5" ? "csat" : `csat-${ends}`;
    case "ces":
      return ends === "1-7" ? "ces" : ends === "1-5" ? "ces-5" : ends === "1-5-low" ? "effort-5" : `ces-${ends}`;
    case "custom":
      return slug(header);
    default:
      return family satisfies never;
  }
}

/** A header as the name of an instrument: its words, joined by `-`. */
export function slug(header: string): string {
  return words(header)
    .filter((word) => word !== "#")
    .join("-")
    .slice(0, 60);
}

function scaleInHeader(name: string): Scale | undefined {
  const match = WRITTEN_SCALE.exec(name);
  if (match) return { min: Number(match[1]), max: Number(match[2]), best: "high" };
  return undefined;
}
