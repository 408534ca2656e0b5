import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { forecastFinding } from "./finding.ts";
import { forecastStudy } from "./study.ts";

/** Months ahead where nobody asks for others. */
export const USUAL_MONTHS = 12;

/** Sales and margin to come, as the report tells them. */
export async function forecastFindings(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const study = await forecastStudy(context, USUAL_MONTHS);
  return (study?.forecasts ?? []).map((forecast) =>
    forecastFinding(context, study!, { forecast, paymentDays: null, dataVersion }),
  );
}
