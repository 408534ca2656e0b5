import type { Finding } from "../findings/finding.ts";
import { claimFindings } from "../links/claims/finding.ts";
import { CLAIMS } from "../links/claims/registered.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { refuseUnknown } from "./study-options.ts";

export interface ClaimsRequest extends CompanyRequest {
  /** Ids of claims; empty: all. */
  claims: readonly string[];
}

/** What published claims come to on a company's own records. */
export async function askClaims(request: ClaimsRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  refuseUnknown(
    "claim",
    request.claims,
    CLAIMS.map(({ id }) => id),
  );
  return withCompany(
    request,
    async ({ analysis: { context, stated, book }, loaded: { dataVersion }, language }) => {
      const findings: Finding[] = await claimFindings(book, context, dataVersion, request.claims);
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}
