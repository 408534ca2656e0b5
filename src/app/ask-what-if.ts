import { equivalences } from "../value/clv/chapter.ts";
import type { StatedYear } from "../value/clv/equivalence.ts";
import { type EquivalenceQuestion, USUAL_POINTS } from "../value/clv/equivalence-finding.ts";
import type { AnalysisOptions } from "./analysis.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { refuseRestricted } from "./restricted.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";

export interface WhatIfRequest extends CompanyRequest {
  /** What is stated of a year; the settings file, then the records say the rest. */
  year: StatedYear;
  /** Points of retention; null: those of the published claim. */
  points: number | null;
}

/** Which cut of costs does as much as so many points of retention, and what more retention does to profit. */
export async function askWhatIf(
  { year, points, ...request }: WhatIfRequest,
  onRun?: (run: Run) => void,
): Promise<StudyAnswer & { design: EquivalenceQuestion }> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      refuseRestricted(context.info, "What retention does to profit");
      const design = whatIfQuestion({ year, points }, stated);
      const tell = await equivalences(context, dataVersion);
      return { ...studyAnswer(tell(design), stated, language), design };
    },
    onRun,
  );
}

/** What was asked, with what the settings state of a year where the question leaves it out. */
export const whatIfQuestion = (
  { year, points }: Pick<WhatIfRequest, "year" | "points">,
  stated: Pick<AnalysisOptions, "valueTerms">,
): EquivalenceQuestion => ({ stated: { ...stated.valueTerms?.year, ...year }, points: points ?? USUAL_POINTS });
