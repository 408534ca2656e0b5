import { ModelError } from "../../base/errors.ts";
import { rake } from "../../stats/intervals/raking.ts";
import { MARGINS, type Margin, type ResponseCell } from "./response-cells.ts";

/** Answers that a group needs to stand for its own kind; a smaller one is merged with its neighbour. */
export const GROUP_MINIMUM = 10;
/** Largest weight as a multiple of the mean weight. */
export const WEIGHT_CAP = 5;

/** A weight for the answers of each cell, such that they look like all who were asked. */
export interface ResponseWeights {
  /** One a cell, per answer, averaging 1 over the answers; 0 where nobody answered. */
  weights: number[];
  /** What was matched; groups of the others were too few, or all alike. */
  matched: Margin[];
  /** Answers whose weight was cut at the cap. */
  capped: number;
}

/**
 * Rakes the answers to the composition of all who were asked, after merging groups with too few answers. Where no weights
 * meet all margins, the last one is left out. Null where nothing is left to match.
 */
export function responseWeights(cells: readonly ResponseCell[]): ResponseWeights | null {
  const labels = new Map(MARGINS.map((margin) => [margin, mergedGroups(cells, margin)]));
  const margins = MARGINS.filter((margin) => new Set(labels.get(margin)!.values()).size > 1);
  const answering = cells.map((cell, i) => ({ cell, i })).filter(({ cell }) => cell.answered > 0);
  const answered = answering.reduce((sum, { cell }) => sum + cell.answered, 0);
  for (let matched = margins; matched.length > 0; matched = matched.slice(0, -1)) {
    const raked = rakeTo(matched);
    if (!raked) continue;
    const mean = raked.reduce((sum, w) => sum + w, 0) / answered;
    const weights = cells.map(() => 0);
    const perAnswer = answering.map(({ cell }, k) => raked[k]! / cell.answered / mean);
    answering.forEach(({ i }, k) => {
      weights[i] = perAnswer[k]!;
    });
    const top = Math.max(...perAnswer);
    const isCut = top >= WEIGHT_CAP * (1 - 1e-9);
    const capped = answering.reduce(
      (sum, { cell }, k) => sum + (isCut && perAnswer[k]! >= top * (1 - 1e-9) ? cell.answered : 0),
      0,
    );
    return { weights, matched, capped };
  }
  return null;

  function rakeTo(matched: readonly Margin[]): number[] | null {
    try {
      const { weights } = rake(
        matched.map((margin) => {
          const group = labels.get(margin)!;
          const targets: Record<string, number> = {};
          for (const cell of cells) {
            const label = group.get(cell.groups[margin])!;
            targets[label] = (targets[label] ?? 0) + cell.asked;
          }
          return { name: margin, targets, categories: answering.map(({ cell }) => group.get(cell.groups[margin])!) };
        }),
        { start: answering.map(({ cell }) => cell.answered), cap: WEIGHT_CAP },
      );
      return [...weights];
    } catch (error) {
      if (error instanceof ModelError) return null;
      throw error;
    }
  }
}

/**
 * Groups of a margin under the name that they bear once those with too few answers are merged: bands with the
 * neighbour that has fewer answers, named groups with the next larger one.
 */
export function mergedGroups(cells: readonly ResponseCell[], margin: Margin): Map<string, string> {
  const answers = new Map<string, number>();
  for (const { groups, answered } of cells) answers.set(groups[margin], (answers.get(groups[margin]) ?? 0) + answered);
  const isNamed = margin === "segment" || margin === "country";
  const order = [...answers].sort(([a, n], [b, m]) => (isNamed ? m - n : 0) || (a < b ? -1 : 1));
  const merged = order.map(([group, n]) => ({ members: [group], n }));
  for (;;) {
    const thin = merged.reduce((least, g, i) => (g.n < merged[least]!.n ? i : least), 0);
    if (merged.length < 2 || merged[thin]!.n >= GROUP_MINIMUM) break;
    const [left, right] = [merged[thin - 1], merged[thin + 1]];
    const into = !right || (left && left.n <= right.n) ? left! : right;
    into.members.push(...merged[thin]!.members);
    into.n += merged[thin]!.n;
    merged.splice(thin, 1);
  }
  return new Map(merged.flatMap(({ members }) => members.map((group) => [group, members[0]!] as const)));
}
