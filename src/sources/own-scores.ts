import type { OwnScore } from "../facts/own-score.ts";
import { WRITTEN_SCALE, words } from "./words/header.ts";

/**
 * The score of the company's own that a column holds: the one that the settings say it is, otherwise the one whose id or
 * name, in any language, it bears.
 * @param title the header, or the question
 * @param said what the settings say of the column
 */
export function ownScoreOf(title: string, said: string | undefined, scores: readonly OwnScore[]): OwnScore | undefined {
  if (said !== undefined) return scores.find(({ id }) => id === said);
  const written = bareName(title);
  return scores.find((score) => namesOf(score).some((name) => bareName(name) === written));
}

const namesOf = ({ id, name }: OwnScore): string[] => [
  id,
  ...(name === undefined ? [] : typeof name === "string" ? [name] : Object.values(name)),
];

const bareName = (text: string): string => words(text.replace(WRITTEN_SCALE, " ")).join(" ");
