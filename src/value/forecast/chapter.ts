import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { forecastFinding } from "./finding.ts";
import { learntDelay, statedDelay } from "./payment.ts";
import type { Prediction } from "./record.ts";
import { type ForecastStudy, forecastStudy } from "./study.ts";
import { themeFinding } from "./theme-finding.ts";
import { themeStudy } from "./theme-study.ts";

/** Months ahead where nobody asks for others. */
export const USUAL_MONTHS = 12;

export interface ForecastTerms {
  /** Months ahead. */
  months: number;
  /** Days that customers take to pay; null: as the records say. */
  paymentDays: number | null;
  /** What was published before. */
  record: readonly Prediction[];
}

/** Sales, margin and problems to come, with the study of what is sold and earned; null where the records are too short for it. */
export async function forecastsAhead(
  context: MeasureContext,
  { months, paymentDays, record }: ForecastTerms,
  dataVersion: string,
): Promise<{ study: ForecastStudy | null; findings: Finding[] }> {
  const study = await forecastStudy(context, months);
  const payment = paymentDays === null ? study && (await learntDelay(context)) : statedDelay(paymentDays);
  const themes = await themeStudy(context, months);
  return {
    study,
    findings: [
      ...(study?.forecasts ?? []).map((forecast) =>
        forecastFinding(context, study!, { forecast, payment, dataVersion, record }),
      ),
      ...(themes === null ? [] : [themeFinding(context, themes, dataVersion)]),
    ],
  };
}

/** What is to come, as the report tells it. */
export const forecastFindings = async (context: MeasureContext, dataVersion: string): Promise<Finding[]> =>
  (await forecastsAhead(context, { months: USUAL_MONTHS, paymentDays: null, record: [] }, dataVersion)).findings;
