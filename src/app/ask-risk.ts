import type { Day } from "../base/day.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { ACTION_COLUMNS, actionRows, LEFT_ALONE, type RiskAction } from "../value/risk/action.ts";
import { RISK_COLUMNS, riskPages } from "../value/risk/customers.ts";
import { riskFindings } from "../value/risk/finding.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { writeCustomers } from "./write-customers.ts";

export interface RiskRequest extends CompanyRequest {
  /** Days ahead. */
  horizon: number;
  /** File that every customer is written to; null: none. */
  customers: string | null;
  /** What is done for those with the most at stake, and the file that they are written to; null: nothing. */
  action: (Omit<RiskAction, "day"> & { list: string }) | null;
}

export interface RiskAnswer extends StudyAnswer {
  /** The list that was drawn up; none where nobody's risk can be told. */
  list?: { path: string; customers: number; apart: number };
}

/** Who is likely to be gone, why, and what stands behind them. */
export async function askRisk(request: RiskRequest, onRun?: (run: Run) => void): Promise<RiskAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      request.progress.step("risk");
      const { findings, study, ready } = await riskFindings(
        context,
        { horizon: request.horizon, weights: stated.healthWeights },
        dataVersion,
      );
      if (request.customers !== null && study !== null)
        await writeCustomers(request.customers, RISK_COLUMNS, inWords(context, ready !== null, texts(language)));
      const answer = studyAnswer(findings, stated, language);
      return request.action !== null && study !== null
        ? { ...answer, list: await drawnUp(context, request.action, { now: request.now, words: texts(language) }) }
        : answer;
    },
    onRun,
  );
}

/** Writes the list of an action. */
async function drawnUp(
  context: MeasureContext,
  { list: path, ...action }: NonNullable<RiskRequest["action"]>,
  { now, words }: { now: Date; words: Texts },
): Promise<NonNullable<RiskAnswer["list"]>> {
  const rows = await actionRows(context, { ...action, day: now.toISOString().slice(0, 10) as Day });
  await writeCustomers(
    path,
    ACTION_COLUMNS,
    (async function* () {
      yield rows.map((row) => reasonsInWords(row, words));
    })(),
  );
  return { path, customers: rows.length, apart: rows.filter(({ arm }) => arm === LEFT_ALONE).length };
}

/** The pages with reasons in words. */
async function* inWords(context: MeasureContext, hasReady: boolean, words: Texts): AsyncGenerator<Row[]> {
  for await (const rows of riskPages(context, hasReady)) yield rows.map((row) => reasonsInWords(row, words));
}

const reasonsInWords = (row: Row, { t }: Texts): Row => ({
  ...row,
  ...Object.fromEntries(
    REASON_COLUMNS.filter((column) => column in row).map((column) => [
      column,
      row[column] ? t(`risk.reason.${row[column]}`) : null,
    ]),
  ),
});

const REASON_COLUMNS = RISK_COLUMNS.filter((column) => column.includes("reason_"));
