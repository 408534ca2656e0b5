import type { EffortSignal } from "../facts/effort.ts";
import type { Figure, Message, Unit } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import { base } from "../measures/definitions/common.ts";
import { EFFORT_MEASURES } from "../measures/definitions/service.ts";
import type { Sql } from "../store/sql/sql.ts";
import { BAND_MINIMUM, type BandEstimate, type Contrast, linkVerdict } from "./contrast.ts";
import { differenceCell } from "./difference-cell.ts";

/** What is compared between issues with a sign of effort and issues without it. */
export interface Compared {
  /** A score has the id of its instrument. */
  id: string;
  kind: "cost" | "score" | "churn" | "again" | "disloyal";
  /** Of the column's title. */
  values: Message["values"];
  unit: Unit;
  /** The sign of a difference that is worse for the company. */
  worse: 1 | -1;
  column: Sql;
  /** What the column is read from, besides the issues `p`. */
  from: Sql | null;
}

/** A signal, on how many issues it was, and what is known of either side by what is compared. */
export interface Found {
  signal: EffortSignal;
  issues: number;
  sides: Sides[];
}

/** Issues with a signal and issues without it; no difference where a side is too small. */
export interface Sides {
  having: BandEstimate | null;
  lacking: BandEstimate | null;
  difference: Contrast | null;
  /** Of the difference, over all signals in everything but cost (Benjamini–Hochberg). */
  adjustedP: number | null;
}

/** The smallest difference of a score that would matter: five percentage points, or five points. */
const SMALLEST_USEFUL = { share: 0.05, points: 5 } as const;

/** One signal against one score. */
interface ScoreSides {
  signal: EffortSignal;
  score: Compared;
  sides: Sides;
  verdict: "lower" | "higher" | "none" | "too_little";
}

/** Every signal against every score of issues, by score; within one the signal that goes with the lowest scores first. */
export function scoreSides(found: readonly Found[], compared: readonly Compared[]): ScoreSides[] {
  const size = ({ difference }: Sides) => difference?.difference ?? Number.POSITIVE_INFINITY;
  return compared.flatMap((score, i) =>
    score.kind === "score"
      ? found
          .map(({ signal, sides }) => ({ signal, score, sides: sides[i]!, verdict: verdictOf(sides[i]!, score) }))
          .sort((a, b) => (size(a.sides) < size(b.sides) ? -1 : size(a.sides) > size(b.sides) ? 1 : 0))
      : [],
  );
}

function verdictOf({ having, lacking, difference, adjustedP }: Sides, { unit }: Compared): ScoreSides["verdict"] {
  if (!having || !lacking) return "too_little";
  const verdict = linkVerdict({
    bands: [lacking, having],
    contrast: difference,
    adjustedP: adjustedP ?? 1,
    nonZeroCustomers: having.customers + lacking.customers,
    smallestUseful: SMALLEST_USEFUL[unit as keyof typeof SMALLEST_USEFUL],
  });
  if (verdict === "none" || verdict === "too_little") return verdict;
  return difference!.difference < 0 ? "lower" : "higher";
}

/** A difference as a figure of its own: what goes together, and no more. */
export function scoreFigure({ signal, score, sides }: ScoreSides, { window }: Figure): Figure {
  const { having, lacking, difference } = sides;
  const header = {
    id: `effort-signals.${score.id}.${signal}`,
    ...{ definition: `${score.id}@1`, unit: score.unit, isDifference: true as const, window },
    ...{ grade: "association" as const, basis: "observed" as const },
    n: (having?.n ?? 0) + (lacking?.n ?? 0),
    ...{ excluded: [], query: { id: "effort.signals" }, cautions: [] },
  };
  return difference
    ? { ...header, state: "estimate", value: difference.difference, interval: difference.interval }
    : { ...header, state: "too_few", required: 2 * BAND_MINIMUM };
}

export const signalCell = (signal: EffortSignal): TableCell => ({
  kind: "label",
  label: { code: `measure.${EFFORT_MEASURES[signal]}.short`, values: {} },
});

/** Scores of issues with each sign of effort and of those without it. */
export function scoreTable(found: readonly ScoreSides[]): Table {
  const title = (id: string) => ({ code: `effort_scores.column.${id}`, values: {} });
  const value = (side: BandEstimate | null, { unit }: Compared): TableCell =>
    side && side.n >= base.minimum
      ? { kind: "number", value: side.mean, interval: side.interval, unit }
      : {
          kind: "message",
          message: { code: "figure.state.too_few.short", values: { n: side?.n ?? 0, required: base.minimum } },
        };
  const count = (side: BandEstimate | null): TableCell => ({ kind: "number", value: side?.n ?? 0, unit: "count" });
  return {
    id: "effort-scores",
    title: { code: "effort_scores.table", values: {} },
    columns: (["score", "signal", "having", "having_n", "lacking", "lacking_n", "difference", "verdict"] as const).map(
      (id) => ({
        id,
        title: title(id),
        align: ["score", "signal", "verdict"].includes(id) ? "start" : "end",
      }),
    ),
    rows: found.map(({ signal, score, sides, verdict }) => ({
      score: { kind: "message", message: { code: "effort_levels.column.score", values: score.values } },
      signal: signalCell(signal),
      having: value(sides.having, score),
      having_n: count(sides.having),
      lacking: value(sides.lacking, score),
      lacking_n: count(sides.lacking),
      difference: differenceCell(sides.difference, { unit: score.unit }),
      verdict: { kind: "message", message: { code: `effort_scores.verdict.${verdict}`, values: {} } },
    })),
    note: { code: "effort_scores.note", values: { required: BAND_MINIMUM } },
  };
}
