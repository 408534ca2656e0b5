import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Finding } from "../findings/finding.ts";
import { experiencesOf, linkTable } from "../links/link.ts";
import { worthFindings } from "../links/worth.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { forecastsAhead } from "../value/forecast/chapter.ts";
import { recordFinding, scenarioFinding } from "../value/forecast/finding.ts";
import {
  joined,
  type Prediction,
  published,
  readRecord,
  scoreRecord,
  writtenRecord,
} from "../value/forecast/record.ts";
import type { ForecastStudy } from "../value/forecast/study.ts";
import { ONE_IN_TEN } from "../value/step-total.ts";
import { stepsToday } from "../value/steps-today.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { writeFiles } from "./write-files.ts";

export interface ForecastRequest extends CompanyRequest {
  /** Months ahead. */
  months: number;
  /** Days that customers take to pay; null: as the records say. */
  paymentDays: number | null;
  /** Whether to say what better or worse experience would change. */
  scenarios: boolean;
  /** File that predictions are kept in, to be scored when their months have come; null: none. */
  record: string | null;
}

/** What will be sold and earned, and how earlier forecasts did. */
export async function askForecast(request: ForecastRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      request.progress.step("forecast");
      const record = request.record === null ? [] : await recordAt(request.record);
      const { study, findings } = await forecastsAhead(context, { ...request, record }, dataVersion);
      if (study === null) return studyAnswer(findings, stated, language);
      if (request.scenarios) {
        const forecast = study.forecasts.at(-1)!;
        findings.push(scenarioFinding(context, await stepsWorth(context, dataVersion), { forecast, dataVersion }));
      }
      if (request.record !== null) {
        const scored = await keptRecord(context, study, { path: request.record, before: record, dataVersion });
        if (scored) findings.push(scored);
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

/** What the record holds; nothing where it is not there yet. */
async function recordAt(path: string): Promise<Prediction[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return readRecord(text).predictions;
}

/** Scores what the record said before, then writes down what is said now. */
async function keptRecord(
  context: MeasureContext,
  study: ForecastStudy,
  { path, before, dataVersion }: { path: string; before: readonly Prediction[]; dataVersion: string },
): Promise<Finding | null> {
  const { currency } = context.info;
  const all = joined(before, published(study, currency));
  await writeFiles(dirname(path), { [basename(path)]: writtenRecord(all) });
  return recordFinding(context, scoreRecord(before, study, currency), { origin: study.origin, dataVersion });
}
