import { type Instruments, THIRDS } from "../facts/instruments.ts";
import type { Finding } from "../findings/finding.ts";
import { attempt } from "../links/climb.ts";
import { SIGNAL_DAYS } from "../links/drivers/driver.ts";
import { explain } from "../links/drivers/explain.ts";
import { driverRows } from "../links/drivers/rows.ts";
import { experiencesOf } from "../links/link.ts";
import { isPerCustomer, OUTCOMES } from "../links/outcome.ts";
import { askedWorth, type WorthAsk } from "../links/worth.ts";
import { CUSTOMER_CUTS } from "../measures/definitions/common.ts";
import { dimension } from "../measures/dimension.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { type Texts, texts } from "../texts/texts.ts";
import { NEXT_STEP_COLUMNS, nextStepOf, nextStepPages } from "../value/next-step.ts";
import { ONE_IN_TEN } from "../value/step-total.ts";
import { stepsToday } from "../value/steps-today.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { worthsOnRecord } from "./kept-sayings.ts";
import type { CompanyRequest } from "./request.ts";
import { noteShown } from "./shown-results.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { horizonOf, refuseUnknown } from "./study-options.ts";
import { writeCustomers } from "./write-customers.ts";

export interface WorthRequest extends CompanyRequest {
  /** Empty: the leading score. */
  experiences: readonly string[];
  /** Empty: money, and customers kept. */
  outcomes: readonly string[];
  /** The band that customers would leave for the next one; null: every step. */
  step: string | null;
  horizon: number | null;
  /** Days after an answer that no outcome counts. */
  gap: number;
  /** An outcome that the score cannot affect, but that shares its causes; null where none was declared. */
  placebo: string | null;
  /** Dimension of customers for whose groups it is told too; null where nobody asked. */
  by: string | null;
  /** Share of the lower step that an action would move, in (0, 1], and what it would cost; null where nobody said. */
  share: number | null;
  cost: number | null;
  /** File that everybody who could take the step is written to; null: none. */
  customers: string | null;
}

/** How the question was put, as it is printed with the result. */
export type WorthDesign = Pick<
  WorthRequest,
  "experiences" | "outcomes" | "step" | "horizon" | "gap" | "placebo" | "by" | "share" | "cost"
>;

/** A mean of a ratio has no customer who stands for it: what a step is worth is told per customer. */
export const WORTH_OUTCOMES: readonly string[] = [...OUTCOMES.values()].filter(isPerCustomer).map(({ id }) => id);

/** What a placebo can be: sums over days. */
export const PLACEBOS: readonly string[] = [...OUTCOMES.values()]
  .filter(({ sum }) => sum !== undefined)
  .map(({ id }) => id);

/** What steps of a score are worth, by the design that was asked for. */
export async function askWorth(
  request: WorthRequest,
  onRun?: (run: Run) => void,
): Promise<StudyAnswer & { design: WorthDesign }> {
  const { experiences, outcomes, step, gap, placebo, by, share, cost } = request;
  const horizon = horizonOf(request.horizon);
  refuseUnknown("outcome", outcomes, WORTH_OUTCOMES);
  refuseUnknown("placebo", placebo === null ? [] : [placebo], PLACEBOS);
  const cut = by === null ? null : dimension(by, CUSTOMER_CUTS);
  return withCompany(
    { ...request, analysis: { ...request.analysis, gapDays: gap } },
    async ({ analysis, loaded: { dataVersion, workspace }, language }) => {
      const { context, stated } = analysis;
      const design = { experiences, outcomes, step, horizon, gap, placebo, by, share, cost };
      const found = await worthInPlay(context, { ...design, by: cut }, dataVersion);
      const scenario = { share: share ?? ONE_IN_TEN.share, cost };
      noteShown(request, found, { by: "worth", dataVersion });
      if (request.customers !== null) await writeNextStep(request.customers, found, request, context, texts(language));
      const record = await worthsOnRecord(analysis, { found, workspace }, dataVersion);
      const told = [...(await stepsToday(context, found, scenario, dataVersion)), ...(record ? [record] : [])];
      return { ...studyAnswer(told, stated, language), design };
    },
    onRun,
  );
}

/** Everybody on the step that is asked about, otherwise below the best band of the first score that has steps. */
async function writeNextStep(
  path: string,
  found: readonly Finding[],
  { experiences, step }: Pick<WorthRequest, "experiences" | "step">,
  context: MeasureContext,
  words: Texts,
): Promise<void> {
  const told = found.find(({ verdict: { values } }) => values.lowBand !== undefined)?.verdict.values.experience;
  const experience = experiences[0] ?? told;
  if (experience === undefined || context.info.asOf === null) return;
  const rows = await driverRows(context, String(experience), null, null);
  const explained = attempt(() => explain(rows, rows.score, `drivers.${experience}`))?.drivers ?? [];
  const pages = await nextStepPages(context, nextStepOf(found, String(experience), context, step), explained);
  await writeCustomers(path, NEXT_STEP_COLUMNS, inWords(pages, words));
}

async function* inWords(pages: AsyncIterable<Row[]>, words: Texts): AsyncGenerator<Row[]> {
  for await (const rows of pages)
    yield rows.map((row) => ({
      ...row,
      driver: row.driver === null ? null : words.t(`driver.${row.driver}`, { days: SIGNAL_DAYS }),
    }));
}

/** What the report tells of the worth of steps: of the leading scores, for one in ten of those who stand on them today. */
export async function usualWorth(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const usual = { experiences: [], outcomes: [], step: null, horizon: null, placebo: null, by: null };
  return stepsToday(context, await askedWorth(context, usual, dataVersion), ONE_IN_TEN, dataVersion);
}

/** What the steps are worth before anybody is moved. @throws InputError on a score or step that the data do not hold */
export async function worthInPlay(context: MeasureContext, asked: WorthAsk, dataVersion: string): Promise<Finding[]> {
  const { experiences, step } = asked;
  const scores = await experiencesOf(context);
  refuseUnknown("experience", experiences, scores);
  refuseUnknown(
    "step",
    step === null ? [] : [step],
    lowerBands(experiences.length > 0 ? experiences : scores, context.info.instruments),
  );
  return askedWorth(context, asked, dataVersion);
}

/** Bands that have a next one. */
const lowerBands = (experiences: readonly string[], instruments: Instruments): string[] => [
  ...new Set(experiences.flatMap((id) => (instruments[id]?.bands ?? THIRDS).slice(0, -1).map(({ code }) => code))),
];
