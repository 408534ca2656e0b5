import { contestFindings } from "../links/contest/finding.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";

/** Which scores predict what customers do later, on customers and a period not seen. */
export async function askContest(request: CompanyRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) =>
      studyAnswer(await contestFindings(context, dataVersion), stated, language),
    onRun,
  );
}
