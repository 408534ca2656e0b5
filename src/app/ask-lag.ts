import { lagFindings } from "../links/lag/finding.ts";
import { experiencesOf } from "../links/link.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { refuseUnknown } from "./study-options.ts";

export interface LagRequest extends CompanyRequest {
  /** Empty: every score. */
  experiences: readonly string[];
}

/** When money follows a score, month by month. */
export async function askLag(request: LagRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      refuseUnknown("experience", request.experiences, await experiencesOf(context));
      return studyAnswer(await lagFindings(context, dataVersion, request.experiences), stated, language);
    },
    onRun,
  );
}
