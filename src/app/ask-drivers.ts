import { isEstimate } from "../findings/figure.ts";
import type { Finding, StudyDesign } from "../findings/finding.ts";
import { driverFindings } from "../links/drivers/finding.ts";
import { experiencesOf, linkTable } from "../links/link.ts";
import { OUTCOMES } from "../links/outcome.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { refuseUnknown } from "./study-options.ts";

export interface DriversRequest extends CompanyRequest {
  /** Empty: every score. */
  experiences: readonly string[];
  /** What is asked about after an answer; empty: money. */
  outcomes: readonly string[];
}

/** Money first, margin before revenue. */
const MONEY = ["margin", "spend"];

/** What moves scores, and money after them. */
export async function askDrivers(request: DriversRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  // A mean of a ratio has no customer who stands for it.
  refuseUnknown(
    "outcome",
    request.outcomes,
    [...OUTCOMES.keys()].filter((id) => id !== "order-value"),
  );
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      const found = await experiencesOf(context);
      refuseUnknown("experience", request.experiences, found);
      const experiences = request.experiences.length > 0 ? request.experiences : found;
      const outcomes = request.outcomes.length > 0 ? request.outcomes : MONEY;
      const links = await linkTable(context, { experiences, outcomes, horizon: null }, dataVersion);
      // Of money the first that can be told; of what somebody names, all of it.
      const asked = request.outcomes.length > 0 ? request.outcomes.map((id) => [id]) : [MONEY];
      const findings = new Map<string, Finding>();
      for (const experience of experiences)
        for (const either of asked)
          for (const finding of await driversOf(context, experience, links, dataVersion, either))
            findings.set(finding.id, finding);
      return studyAnswer([...findings.values()], stated, language);
    },
    onRun,
  );
}

/** What moves one score, and what follows it: the first of some outcomes of which a link says over which horizon. */
export function driversOf(
  context: MeasureContext,
  experience: string,
  links: readonly Finding[],
  dataVersion: string,
  outcomes: readonly string[] = MONEY,
): Promise<Finding[]> {
  const link = outcomes
    .map((outcome) =>
      links.find(
        (each): each is Finding & { design: StudyDesign } =>
          each.design?.experience === experience && each.design.outcome === outcome && isEstimate(each.headline),
      ),
    )
    .find((each) => each !== undefined);
  return driverFindings(context, experience, link ?? null, dataVersion);
}
