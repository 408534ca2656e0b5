import type { Finding } from "../findings/finding.ts";
import type { Language } from "../texts/language.ts";
import type { AnalysisOptions } from "./analysis.ts";
import { ownWords } from "./own-words.ts";

/** The JSON of the commands that answer with findings. */
export interface StudyAnswer {
  schema: 1;
  /** Words of the company's own scores, in its language. */
  words?: Record<string, string>;
  findings: Finding[];
}

export function studyAnswer(
  findings: Finding[],
  { scores = [] }: Pick<AnalysisOptions, "scores">,
  language: Language,
): StudyAnswer {
  const words = ownWords({ scores }, language);
  return { schema: 1, ...(Object.keys(words).length > 0 ? { words } : {}), findings };
}
