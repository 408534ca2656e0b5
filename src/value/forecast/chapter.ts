import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { forecastFinding, recordFinding } from "./finding.ts";
import { learntDelay, statedDelay } from "./payment.ts";
import { type Prediction, type Studies, scoreRecord } from "./record.ts";
import { scoreFinding } from "./score-finding.ts";
import { scoreStudy } from "./score-study.ts";
import { scoresByMonth } from "./scores-by-month.ts";
import { forecastStudy } from "./study.ts";
import { themeFinding } from "./theme-finding.ts";
import { themeStudy } from "./theme-study.ts";

/** Months ahead where nobody asks for others. */
export const USUAL_MONTHS = 12;

export interface ForecastTerms {
  /** Months ahead. */
  months: number;
  /** Days that customers take to pay; null: as the records say. */
  paymentDays: number | null;
}

/**
 * Sales, margin, scores and problems to come, with what is known of each; and how earlier forecasts did.
 * @param record what was published before
 */
export async function forecastsAhead(
  context: MeasureContext,
  { months, paymentDays, record }: ForecastTerms & { record: readonly Prediction[] },
  dataVersion: string,
): Promise<{ studies: Studies; findings: Finding[] }> {
  const asked = await scoresByMonth(context);
  const money = await forecastStudy(context, months, asked);
  const payment = paymentDays === null ? money && (await learntDelay(context)) : statedDelay(paymentDays);
  const themes = await themeStudy(context, months);
  const scores = await scoreStudy(context, months, asked);
  const studies = { money, themes, scores, currency: context.info.currency };
  const scored = recordFinding(context, scoreRecord(record, studies), dataVersion);
  return {
    studies,
    findings: [
      ...(money?.forecasts ?? []).map((forecast) =>
        forecastFinding(context, money!, { forecast, payment, dataVersion, record }),
      ),
      ...(scores === null ? [] : [scoreFinding(context, scores, { record, dataVersion })]),
      ...(themes === null ? [] : [themeFinding(context, themes, dataVersion)]),
      ...(scored === null ? [] : [scored]),
    ],
  };
}
