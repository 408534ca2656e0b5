import { churnFindings } from "../value/churn/finding.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";

/** Who stays, who leaves, when, why, and what goes with it. */
export async function askChurn(request: CompanyRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated, book }, loaded: { dataVersion }, language }) => {
      request.progress.step("churn");
      return studyAnswer(await churnFindings(book, context, dataVersion), stated, language);
    },
    onRun,
  );
}
