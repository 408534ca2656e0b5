import { nearest } from "../base/nearest.ts";
import { FACT_KINDS, factDefinition } from "../facts/facts.ts";
import type { OwnMeasure } from "../facts/own-measure.ts";
import { isComposite, type OwnScore, scoreMeasureIds } from "../facts/own-score.ts";
import { TOLD } from "../facts/told.ts";
import type { FileSettings } from "../sources/file-settings.ts";
import type { SettingsIssue } from "../sources/strict.ts";
import { TERMS } from "../sources/terms.ts";

/** The parts of the settings that name each other. */
interface Named {
  measures?: readonly Pick<OwnMeasure, "id">[];
  scores?: readonly OwnScore[];
  targets?: readonly { measure: string }[];
  files: readonly FileSettings[];
}

type Problem = SettingsIssue & { path: (string | number)[]; message: string };

/**
 * Names that one part of the settings gives or takes from another: ids that are there already, targets for measures that are
 * not there, and columns that are said to be what nothing is.
 * @param taken ids of measures that are there without the settings
 */
export function unknownNames(settings: Named, taken: readonly string[]): Problem[] {
  return [...idsTwice(settings, taken), ...unknownTargets(settings, taken), ...unknownMeanings(settings)];
}

function idsTwice({ measures = [], scores = [] }: Named, taken: readonly string[]): Problem[] {
  const made = new Set(taken);
  const told: Problem[] = [];
  const claim = (path: Problem["path"], ids: readonly string[]) => {
    const twice = ids.find((id) => made.has(id));
    if (twice !== undefined) told.push({ path, message: `"${twice}" is the id of a measure that is there already` });
    for (const id of ids) made.add(id);
  };
  scores.forEach((score, i) => {
    claim(["scores", i, "id"], scoreMeasureIds(score));
  });
  measures.forEach(({ id }, i) => {
    claim(["measures", i, "id"], [id]);
  });
  return told;
}

function unknownTargets({ measures = [], scores = [], targets = [] }: Named, taken: readonly string[]): Problem[] {
  if (taken.length === 0) return [];
  const known = [...taken, ...scores.flatMap(scoreMeasureIds), ...measures.map(({ id }) => id)];
  return targets.flatMap(({ measure }, i) =>
    known.includes(measure)
      ? []
      : [{ path: ["targets", i, "measure"], message: `"${measure}" is not a measure`, ...meant(measure, known) }],
  );
}

/** Fields of facts: in a known export a column may be any of them. */
const FIELDS = FACT_KINDS.flatMap((kind) => Object.keys(factDefinition(kind).fields));

/** What a column is said to be has to be a word of the recogniser, a field of a fact, a score of the company's own, a question that measures know, or nothing. */
function unknownMeanings({ scores = [], files }: Named): Problem[] {
  const asked = scores.filter((score) => !isComposite(score)).map(({ id }) => id);
  const known = [...asked, ...TOLD, ...new Set([...Object.keys(TERMS), ...FIELDS]), "none"];
  return files.flatMap(({ columns = {} }, i) =>
    Object.entries(columns)
      .filter(([, meaning]) => !known.includes(meaning))
      .map(([column, meaning]) => ({
        path: ["files", i, "columns", column],
        message: `"${meaning}" is nothing that a column can be`,
        allowed: known,
        ...meant(meaning, known),
      })),
  );
}

function meant(word: string, known: readonly string[]): Pick<SettingsIssue, "suggestion"> {
  const suggestion = nearest(word, known);
  return suggestion ? { suggestion } : {};
}
