import { InputError } from "../../base/errors.ts";
import { chiSquareUpper } from "../distributions/chi-square.ts";
import { type ScoredLabels, scoreTable } from "./scored-labels.ts";

/** Hosmer–Lemeshow statistic with its groups. */
export interface HosmerLemeshowTest {
  chiSquare: number;
  /** Groups − 2. */
  df: number;
  p: number;
  groups: { n: number; expected: number; observed: number }[];
}

/**
 * Hosmer–Lemeshow test of predicted probabilities in groups of (nearly) equal size.
 *
 * With many cases it rejects every model and with few none: read it beside the calibration slope, never alone. Groups are consecutive
 * blocks of the sorted predictions, the first ones larger by one where n does not divide; the test depends on their number.
 * @param groups default 10, at least 3
 * @throws InputError `input.sample_too_small` with fewer cases than groups; `input.out_of_range` for predictions outside [0, 1] or
 *   fractional counts
 * @see Hosmer & Lemeshow (1980), Communications in Statistics A9, 1043–1069
 * @example
 * const score = [0.1, 0.2, 0.3, 0.6, 0.7, 0.8];
 * hosmerLemeshow({ label: [0, 0, 1, 0, 1, 1], score }, 3).df; // 1
 */
export function hosmerLemeshow(cases: ScoredLabels, groups = 10): HosmerLemeshowTest {
  const table = scoreTable(cases, { probabilities: true });
  const n = table.totalPositives + table.totalNegatives;
  if (!(Number.isInteger(groups) && groups >= 3 && n >= groups)) {
    throw new InputError("input.sample_too_small", "The test needs at least 3 groups and a case in each.", {
      details: { n, groups },
    });
  }
  if (!Number.isInteger(table.totalPositives) || !Number.isInteger(n)) {
    throw new InputError("input.out_of_range", "The test needs whole counts.", { details: { n } });
  }
  const blocks = fill(table, { n, groups });
  let chiSquare = 0;
  for (const { n: size, expected, observed } of blocks) {
    const variance = expected * (1 - expected / size);
    if (variance > 0) chiSquare += (observed - expected) ** 2 / variance;
    else if (Math.abs(observed - expected) > 1e-12) {
      throw new InputError(
        "input.out_of_range",
        "A group is predicted with certainty, and wrongly: the statistic is infinite.",
        {
          details: { expected, observed, size },
        },
      );
    }
  }
  return { chiSquare, df: groups - 2, p: chiSquareUpper(chiSquare, groups - 2), groups: blocks };
}

/** Deals the sorted cases out; ties that straddle a border are split in the proportion of their labels. */
function fill(
  { score, positives, negatives }: ReturnType<typeof scoreTable>,
  { n, groups }: { n: number; groups: number },
) {
  const blocks: { n: number; expected: number; observed: number }[] = [];
  const larger = n % groups;
  let room = 0;
  for (let i = 0; i < score.length; i++) {
    const here = positives[i]! + negatives[i]!;
    for (let rest = here; rest > 0; ) {
      if (room === 0) {
        blocks.push({ n: 0, expected: 0, observed: 0 });
        room = Math.floor(n / groups) + (blocks.length <= larger ? 1 : 0);
      }
      const taken = Math.min(rest, room);
      const block = blocks.at(-1)!;
      block.n += taken;
      block.expected += taken * score[i]!;
      block.observed += (taken * positives[i]!) / here;
      rest -= taken;
      room -= taken;
    }
  }
  return blocks;
}
