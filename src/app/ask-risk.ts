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
      const { findings, study, ready } = await riskFindings(
        context,
        { horizon: request.horizon, weights: stated.healthWeights },
        dataVersion,
      );
      if (request.customers !== null && study !== null)
        await writeCustomers(
          request.customers,
          RISK_COLUMNS,
          inWords(context, { risk: study.model, ready: ready?.model ?? null }, texts(language)),
        );
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}

/** The pages with reasons in words: more of what raises the risk (or the readiness), or less of what lowers it. */
async function* inWords(
  context: MeasureContext,
  { risk, ready }: { risk: RiskModel; ready: RiskModel | null },
  words: Texts,
): AsyncGenerator<Row[]> {
  const reasonsOf = (model: RiskModel | null) =>
    new Map(
      (model?.terms ?? []).map(({ id, weight }) => [id, words.t(`risk.reason.${id}.${weight > 0 ? "more" : "less"}`)]),
    );
  const reasons = { reason: reasonsOf(risk), ready_reason: reasonsOf(ready) };
  for await (const rows of riskPages(context, ready !== null))
    yield rows.map((row) => ({
      ...row,
      ...Object.fromEntries(
        Object.entries(reasons).flatMap(([name, said]) =>
          [1, 2, 3].map((place) => [`${name}_${place}`, said.get(String(row[`${name}_${place}`])) ?? null]),
        ),
      ),
    }));
}
