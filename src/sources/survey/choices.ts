import type { AskedQuestion } from "./asked.ts";
import { labelledScale } from "./labels.ts";

export interface ChosenScale {
  /** The number of each choice; none where choices are no steps of a scale. */
  numbers: ReadonlyMap<string, number>;
  /** Its ends, `1-5`. */
  scale: string | null;
  /** The choices say in words which end is the good one. */
  isWorded: boolean;
}

const NUMBER = /^\s*(\d{1,2})\s*(?:[-–—:=.)(]|$)|[\s(=:-](\d{1,2})\s*\)?\s*$/;
const FEWEST = 3;
const MOST = 11;
const NONE: ChosenScale = { numbers: new Map(), scale: null, isWorded: false };

/**
 * All that could be chosen, as steps of a scale: by the numbers that are written, by words of agreement and the like, by
 * the weights that the survey gives.
 */
export function chosenScale(choices: AskedQuestion["choices"]): ChosenScale {
  if (choices.length < FEWEST || choices.length > MOST) return NONE;
  const labels = choices.map(({ text }) => text);
  const worded = labelledScale(labels, choices.length);
  const written = labels.map((text) => NUMBER.exec(text)).map((found) => found && Number(found[1] ?? found[2]));
  return (
    steps(choices, written, false) ??
    steps(choices, worded ? labels.map((text) => worded.map[text] ?? null) : [], true) ??
    steps(
      choices,
      choices.map(({ weight }) => weight),
      false,
    ) ??
    NONE
  );
}

/** Whole numbers one after another, each there once, from zero or one on. */
function steps(
  choices: AskedQuestion["choices"],
  numbers: readonly (number | null)[],
  isWorded: boolean,
): ChosenScale | null {
  if (numbers.length !== choices.length || numbers.some((n) => n === null || !Number.isInteger(n))) return null;
  const sorted = [...(numbers as number[])].sort((a, b) => a - b);
  const [first = Number.NaN, last] = [sorted[0], sorted.at(-1)];
  if ((first !== 0 && first !== 1) || sorted.some((n, i) => n !== first + i)) return null;
  return { numbers: new Map(choices.map(({ id }, i) => [id, numbers[i]!])), scale: `${first}-${last}`, isWorded };
}
