import { isEstimate } from "../findings/figure.ts";
import type { Finding, StudyDesign } from "../findings/finding.ts";
import { driverFindings } from "../links/drivers/finding.ts";
import { experiencesOf, linkTable } from "../links/link.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { refuseUnknown } from "./study-options.ts";

export interface DriversRequest extends CompanyRequest {
  /** Empty: every score. */
  experiences: readonly string[];
}

/** Money first, margin before revenue. */
const MONEY = ["margin", "spend"];

/** What moves scores, and money after them. */
export async function askDrivers(request: DriversRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      const found = await experiencesOf(context);
      refuseUnknown("experience", request.experiences, found);
      const experiences = request.experiences.length > 0 ? request.experiences : found;
      const links = await linkTable(context, { experiences, outcomes: MONEY, horizon: null }, dataVersion);
      const findings: Finding[] = [];
      for (const experience of experiences)
        findings.push(...(await driversOf(context, experience, links, dataVersion)));
      return studyAnswer(findings, stated, language);
    },
    onRun,
  );
}

/** What moves one score, and the money after it where a link says over which horizon. */
export function driversOf(
  context: MeasureContext,
  experience: string,
  links: readonly Finding[],
  dataVersion: string,
): Promise<Finding[]> {
  const link = MONEY.map((outcome) =>
    links.find(
      (each): each is Finding & { design: StudyDesign } =>
        each.design?.experience === experience && each.design.outcome === outcome && isEstimate(each.headline),
    ),
  ).find((each) => each !== undefined);
  return driverFindings(context, experience, link ?? null, dataVersion);
}
