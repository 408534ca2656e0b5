import { InputError } from "../../base/errors.ts";

/** Size and score of a segment in two periods. */
export interface SegmentChange {
  n0: number;
  n1: number;
  /** Score in the first period; may be `null` where n0 is 0. */
  score0: number | null;
  score1: number | null;
}

/** A change split into mix and rate. */
export interface MixRate {
  total0: number;
  total1: number;
  /** total1 − total0 = rateEffect + mixEffect. */
  change: number;
  /** What the segments' own scores did. */
  rateEffect: number;
  /** What the changed mix of segments did. */
  mixEffect: number;
  rateBySegment: number[];
  /** Centred on the mean of both totals, so that a growing segment that scores below the total counts against it; adds to `mixEffect`. */
  mixBySegmentCentred: number[];
}

/**
 * Splits the change of a total into mix (who) and rate (how good), with both periods' averages as weights.
 *
 * Every report of a change owes this: a total can fall while every segment rises. A segment present in one period only has no
 * rate change; all of it is mix.
 * @throws InputError `input.sample_too_small` when a period is empty; `input.out_of_range` for negative sizes or missing scores
 * @see Kitagawa (1955), J. Am. Stat. Assoc. 50, 1168–1194
 * @example
 * // Every segment rises by 5, the total falls by 19.
 * splitMixRate([
 *   { n0: 800, n1: 200, score0: 50, score1: 55 },
 *   { n0: 200, n1: 800, score0: 10, score1: 15 },
 * ]); // { change: −19, rateEffect: 5, mixEffect: −24 }
 */
export function splitMixRate(segments: readonly SegmentChange[]): MixRate {
  const parts = segments.map(requireScores);
  const [n0, n1] = [sum(parts.map((s) => s.n0)), sum(parts.map((s) => s.n1))];
  if (!(n0 > 0 && n1 > 0))
    throw new InputError("input.sample_too_small", "Both periods need cases.", { details: { n0, n1 } });
  const total0 = sum(parts.map((s) => (s.n0 / n0) * s.score0));
  const total1 = sum(parts.map((s) => (s.n1 / n1) * s.score1));
  const centre = (total0 + total1) / 2;
  const rateBySegment = parts.map((s) => ((s.n0 / n0 + s.n1 / n1) / 2) * (s.score1 - s.score0));
  const mixBySegmentCentred = parts.map((s) => (s.n1 / n1 - s.n0 / n0) * ((s.score0 + s.score1) / 2 - centre));
  return {
    total0,
    total1,
    change: total1 - total0,
    rateEffect: sum(rateBySegment),
    mixEffect: sum(mixBySegmentCentred),
    rateBySegment,
    mixBySegmentCentred,
  };
}

function requireScores({ n0, n1, score0, score1 }: SegmentChange): {
  n0: number;
  n1: number;
  score0: number;
  score1: number;
} {
  const first = score0 ?? score1 ?? 0;
  const second = score1 ?? score0 ?? 0;
  const known = (n0 === 0 || score0 !== null) && (n1 === 0 || score1 !== null);
  if (!(n0 >= 0 && n1 >= 0) || !Number.isFinite(n0 + n1 + first + second) || !known)
    throw new InputError("input.out_of_range", "A segment needs sizes of 0 or more, and a score where it has cases.", {
      details: { n0, n1, score0, score1 },
    });
  // A segment without cases in a period takes its score from the other: its arrival or departure is mix.
  return { n0, n1, score0: n0 === 0 ? second : first, score1: n1 === 0 ? first : second };
}

const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
