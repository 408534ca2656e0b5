import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { MeasureBook } from "../../measures/registry.ts";
import { survivalByBand } from "./by-band.ts";
import { byBandFinding } from "./by-band-finding.ts";
import { cohortFinding } from "./cohort-finding.ts";
import { driverFinding } from "./driver-finding.ts";
import { churnDrivers } from "./drivers.ts";
import { cohortTriangle, endReasons, quarterFlows } from "./flows.ts";
import { flowsFinding } from "./flows-finding.ts";
import { reasonFinding } from "./reason-finding.ts";
import { ruleFinding } from "./rule-finding.ts";

/** Who stays and who leaves: by quarter, by cohort, by reason, and what goes with it. */
export async function churnFindings(
  book: MeasureBook,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  if (context.info.asOf === null) return [];
  const flows = await quarterFlows(context);
  const cohorts = await cohortTriangle(context);
  const found = [
    await flowsFinding(book, context, { flows, dataVersion }),
    cohortFinding(context, cohorts, dataVersion),
    byBandFinding(context, await survivalByBand(context), dataVersion),
    await ruleFinding(context, dataVersion),
    reasonFinding(context, await endReasons(context), dataVersion),
    driverFinding(context, await churnDrivers(context), dataVersion),
  ];
  return found.filter((finding) => finding !== null);
}
