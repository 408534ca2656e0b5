import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { type Texts, texts } from "../texts/texts.ts";
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
}

/** Who is likely to be gone, why, and what stands behind them. */
export async function askRisk(request: RiskRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
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
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}

/** The pages with reasons in words. */
async function* inWords(context: MeasureContext, hasReady: boolean, { t }: Texts): AsyncGenerator<Row[]> {
  for await (const rows of riskPages(context, hasReady))
    yield rows.map((row) => ({
      ...row,
      ...Object.fromEntries(
        REASON_COLUMNS.map((column) => [column, row[column] ? t(`risk.reason.${row[column]}`) : null]),
      ),
    }));
}

const REASON_COLUMNS = RISK_COLUMNS.filter((column) => column.includes("reason_"));
