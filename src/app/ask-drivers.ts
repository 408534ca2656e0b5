import { isEstimate } from "../findings/figure.ts";
import type { Finding, StudyDesign } from "../findings/finding.ts";
import { budgetOf, withAllocation } from "../links/drivers/allocation.ts";
import { driverFindings } from "../links/drivers/finding.ts";
import { experiencesOf, linkTable } from "../links/link.ts";
import { CUSTOMER_CUTS } from "../measures/definitions/common.ts";
import { type Dimension, dimension } from "../measures/dimension.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { WORTH_OUTCOMES } from "./ask-worth.ts";
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
  /** Dimension of customers between whose groups drivers are compared. */
  by: string;
  /** Money to divide among the gaps, in the reporting currency; null: nobody asked. */
  budget: number | null;
}

/** Groups between which drivers are compared where nobody says. */
export const DRIVERS_BY = "segment";

/** Money first, margin before revenue. */
const MONEY = ["margin", "spend"];

/** What somebody asks about drivers. */
export type DriversAsk = Pick<DriversRequest, "experiences" | "outcomes"> & { by: Dimension };

/** @throws InputError on an outcome or a dimension that is none */
export function driversAsk({
  experiences,
  outcomes,
  by,
}: Pick<DriversRequest, "experiences" | "outcomes" | "by">): DriversAsk {
  refuseUnknown("outcome", outcomes, WORTH_OUTCOMES);
  return { experiences, outcomes, by: dimension(by, CUSTOMER_CUTS) };
}

/** What moves scores, and money after them. */
export async function askDrivers(request: DriversRequest, onRun?: (run: Run) => void): Promise<StudyAnswer> {
  const ask = driversAsk(request);
  const budget = budgetOf(request.budget);
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) =>
      studyAnswer(divided(context, await driversIn(context, ask, dataVersion), budget), stated, language),
    onRun,
  );
}

/** Findings with a budget divided among what each of them looked at. */
export const divided = ({ info }: MeasureContext, findings: Finding[], budget: number | null): Finding[] =>
  budget === null ? findings : findings.map((finding) => withAllocation(finding, info, budget));

/** @throws InputError on a score that the data do not hold */
export async function driversIn(context: MeasureContext, ask: DriversAsk, dataVersion: string): Promise<Finding[]> {
  const found = await experiencesOf(context);
  refuseUnknown("experience", ask.experiences, found);
  const experiences = ask.experiences.length > 0 ? ask.experiences : found;
  const outcomes = ask.outcomes.length > 0 ? ask.outcomes : MONEY;
  const links = await linkTable(context, { experiences, outcomes, horizon: null }, dataVersion);
  // Of money the first that can be told; of what somebody names, all of it.
  const asked = ask.outcomes.length > 0 ? ask.outcomes.map((id) => [id]) : [MONEY];
  const findings = new Map<string, Finding>();
  for (const experience of experiences)
    for (const either of asked)
      for (const finding of await driversOf(context, experience, { links, outcomes: either, by: ask.by }, dataVersion))
        findings.set(finding.id, finding);
  return [...findings.values()];
}

/** What moves one score, and what follows it: the first of some outcomes of which a link says over which horizon. */
export function driversOf(
  context: MeasureContext,
  experience: string,
  {
    links,
    outcomes = MONEY,
    by = dimension(DRIVERS_BY, CUSTOMER_CUTS),
  }: { links: readonly Finding[]; outcomes?: readonly string[]; by?: Dimension },
  dataVersion: string,
): Promise<Finding[]> {
  const link = outcomes
    .map((outcome) =>
      links.find(
        (each): each is Finding & { design: StudyDesign } =>
          each.design?.experience === experience && each.design.outcome === outcome && isEstimate(each.headline),
      ),
    )
    .find((each) => each !== undefined);
  return driverFindings(context, experience, link ?? null, dataVersion, by);
}
