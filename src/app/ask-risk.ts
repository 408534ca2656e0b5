import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { RISK_COLUMNS, riskPages } from "../value/risk/customers.ts";
import { riskFindings } from "../value/risk/finding.ts";
import type { RiskModel } from "../value/risk/model.ts";
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
      const { findings, study } = await riskFindings(
        context,
        { horizon: request.horizon, weights: stated.healthWeights },
        dataVersion,
      );
      if (request.customers !== null && study !== null)
        await writeCustomers(request.customers, RISK_COLUMNS, inWords(context, study.model, texts(language)));
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}

/** The pages with reasons in words: more of what raises the risk, or less of what lowers it. */
async function* inWords(context: MeasureContext, { terms }: RiskModel, words: Texts): AsyncGenerator<Row[]> {
  const reasons = new Map(
    terms.map(({ id, weight }) => [id, words.t(`risk.reason.${id}.${weight > 0 ? "more" : "less"}`)]),
  );
  const said = (code: unknown) => (code === null || code === undefined ? null : (reasons.get(String(code)) ?? null));
  for await (const rows of riskPages(context))
    yield rows.map((row) => ({
      ...row,
      reason_1: said(row.reason_1),
      reason_2: said(row.reason_2),
      reason_3: said(row.reason_3),
    }));
}
