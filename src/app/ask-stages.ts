import { MEMBER_COLUMNS, memberPages } from "../value/members.ts";
import { STANDING_COLUMNS, standingPages } from "../value/stages/customers.ts";
import { stageFindings } from "../value/stages/finding.ts";
import { usualWorth } from "./ask-worth.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { writeCustomers } from "./write-customers.ts";

export interface StagesRequest extends CompanyRequest {
  /** File that every customer's stages are written to; null: none. */
  customers: string | null;
  /** File that every member of the loyalty programme is written to; null: none. */
  members: string | null;
}

/** Where customers stand by date, what happens in each stage, and what onboarding tells of later. */
export async function askStages(request: StagesRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      request.progress.step("stages");
      const worth = context.info.asOf === null ? [] : await usualWorth(context, dataVersion);
      const findings = await stageFindings(context, worth, dataVersion);
      if (request.customers !== null && findings.length > 0)
        await writeCustomers(request.customers, STANDING_COLUMNS, standingPages(context));
      if (request.members !== null && context.info.asOf !== null && (context.info.facts.points ?? 0) > 0)
        await writeCustomers(request.members, MEMBER_COLUMNS, await memberPages(context));
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}
