import type { Finding } from "../findings/finding.ts";
import { experiencesOf, linkTable } from "../links/link.ts";
import { worthFindings } from "../links/worth.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { ForecastTerms } from "../value/forecast/chapter.ts";
import { scenarioFinding } from "../value/forecast/finding.ts";
import { ONE_IN_TEN } from "../value/step-total.ts";
import { stepsToday } from "../value/steps-today.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { forecastsOnRecord, ownRecord } from "./kept-sayings.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";

export interface ForecastRequest extends CompanyRequest, ForecastTerms {
  /** Whether to say what better or worse experience would change. */
  scenarios: boolean;
  /** File that predictions are kept in, to be scored when their months have come; null: that of the workspace, where it is one. */
  record: string | null;
}

/** What will be sold and earned, and how earlier forecasts did. */
export async function askForecast(request: ForecastRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis, loaded: { dataVersion, workspace }, language }) => {
      request.progress.step("forecast");
      const { context, stated } = analysis;
      const record =
        request.record === null
          ? ownRecord(analysis, workspace, "predictions")
          : { path: request.record, isNamed: true };
      const { studies, findings } = await forecastsOnRecord(context, { ...request, record }, dataVersion);
      if (request.scenarios && studies.money !== null) {
        const forecast = studies.money.forecasts.at(-1)!;
        findings.push(scenarioFinding(context, await stepsWorth(context, dataVersion), { forecast, dataVersion }));
      }
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}

/** What steps of the leading score are worth in money for one customer in ten of those below them. */
async function stepsWorth(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const experiences = (await experiencesOf(context)).slice(0, 1);
  const links = await linkTable(context, { experiences, outcomes: ["margin", "spend"], horizon: null }, dataVersion);
  return stepsToday(context, await worthFindings(context, links, dataVersion), ONE_IN_TEN, dataVersion);
}
