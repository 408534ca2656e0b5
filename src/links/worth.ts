import { INSTRUMENTS } from "../facts/instruments.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding, StudyDesign } from "../findings/finding.ts";
import type { Dimension } from "../measures/dimension.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Horizon } from "../panel/settings.ts";
import { type AnswerWeights, answerWeights } from "./customer-base.ts";
import { type Declared, stepFinding } from "./ladder.ts";
import { experiencesOf, linkTable } from "./link.ts";
import { OUTCOMES } from "./outcome.ts";
import { stepByGroup } from "./step-groups.ts";
import { stepsTogether } from "./steps-together.ts";
import { type DesignMatrix, designMatrix } from "./study.ts";
import { trialFindings } from "./trial/finding.ts";
import { repeatedAnswers } from "./within.ts";

/** What a step is asked to be worth: money first, margin before revenue, then customers kept. */
const MONEY = ["margin", "spend"];

/** A question about the worth of steps; what is left empty is chosen as for the report. */
export interface WorthAsk {
  experiences: readonly string[];
  outcomes: readonly string[];
  /** The lower band of the one step that is asked for. */
  step: string | null;
  horizon: Horizon | null;
  /** An outcome that the score cannot affect, but that shares its causes. */
  placebo: string | null;
  /** Groups of customers for which it is asked too; null: only for all. */
  by: Dimension | null;
}

/** What the report asks. */
const REPORT: WorthAsk = { experiences: [], outcomes: [], step: null, horizon: null, placebo: null, by: null };

/**
 * What actions did that chance gave out, then what each step of the leading scores is worth, in money and in customers kept. One is
 * the first of NPS, CSAT and CES that can be linked to money at all, another the first such of the company's own.
 * @param links of the report: they say which horizon each pair has behind it
 */
export async function worthFindings(
  context: MeasureContext,
  links: readonly Finding[],
  dataVersion: string,
): Promise<Finding[]> {
  const inMoney = (id: string) => MONEY.map((outcome) => linked(links, id, outcome)).find((link) => link);
  const experiences = Object.keys(context.info.instruments);
  const findings = await trialFindings(context, dataVersion);
  for (const isStandard of [true, false]) {
    const leading = experiences.find((id) => id in INSTRUMENTS === isStandard && inMoney(id));
    const asked = leading === undefined ? [] : [inMoney(leading), linked(links, leading, "churn")];
    findings.push(
      ...(await ladders(
        context,
        asked.filter((link) => link !== undefined),
        REPORT,
        dataVersion,
      )),
    );
  }
  return findings;
}

/** The same for what somebody asks; links that were asked for and cannot be compared say why. */
export async function askedWorth(context: MeasureContext, ask: WorthAsk, dataVersion: string): Promise<Finding[]> {
  const found = await experiencesOf(context);
  const experiences = ask.experiences.length > 0 ? ask.experiences : found;
  const outcomes = ask.outcomes.length > 0 ? ask.outcomes : [...MONEY, "churn"];
  const links = await linkTable(context, { experiences, outcomes, horizon: ask.horizon }, dataVersion);
  if (
    ask.experiences.length === 0 &&
    ask.outcomes.length === 0 &&
    ask.step === null &&
    ask.placebo === null &&
    ask.by === null
  )
    return worthFindings(context, links, dataVersion);
  const asked = links.filter((link) => ask.outcomes.length > 0 || link.headline.state !== "not_measured");
  const findings = ask.experiences.length === 0 ? await trialFindings(context, dataVersion) : [];
  for (const experience of experiences) {
    const ofScore = asked.filter(({ design }) => design?.experience === experience);
    findings.push(...(await ladders(context, ofScore.filter(isAsked), ask, dataVersion)));
    findings.push(...ofScore.filter((link) => !isAsked(link)).map(refused));
  }
  return findings;
}

const linked = (links: readonly Finding[], experience: string, outcome: string): Asked | undefined =>
  links.filter(isAsked).find(({ design }) => design.experience === experience && design.outcome === outcome);

const isAsked = (link: Finding): link is Asked => link.design?.horizonDays != null && isEstimate(link.headline);

/** A pair of score and outcome of which nothing can be said, with the reason that its link has. */
const refused = ({ design: _, ...link }: Finding): Finding => ({
  ...link,
  kind: "worth",
  id: link.id.replace("link.", "worth."),
  title: { code: "link.title", values: link.verdict.values },
  verdict: { code: "worth.refused", values: link.verdict.values },
  figures: {},
  tables: [],
  charts: [],
});

/** The ladders of links of one score, one after another: who answers is asked once for all of them. */
async function ladders(
  context: MeasureContext,
  links: readonly Asked[],
  ask: WorthAsk,
  dataVersion: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let weigh: AnswerWeights | null = null;
  for (const link of links) {
    const read = await readStudy(context, link, { known: weigh, by: ask.by });
    weigh = read.weigh;
    const declared = ask.placebo === null ? null : await declaredPlacebo(context, link, ask.placebo);
    findings.push(
      ...(await stepsOf(context, { matrix: read.matrix, declared }, { link, step: ask.step }, dataVersion)),
    );
  }
  return findings;
}

async function declaredPlacebo(
  context: MeasureContext,
  { design: { experience, horizonDays } }: Asked,
  placebo: string,
): Promise<Declared> {
  const outcome = OUTCOMES.get(placebo)!;
  const matrix = await designMatrix(context, { instrument: experience, outcome, horizon: horizonDays });
  return { outcome, matrix };
}

/** A link that says what was asked, and over which horizon. */
type Asked = Finding & { design: StudyDesign & { horizonDays: number } };

/** Everything that the ladder of a link reads. Who answers is asked once for all outcomes of a score. */
async function readStudy(
  context: MeasureContext,
  { design: { experience, outcome, horizonDays: horizon } }: Asked,
  { known, by }: { known: AnswerWeights | null; by: Dimension | null },
): Promise<{ matrix: DesignMatrix; weigh: AnswerWeights }> {
  const asked = { instrument: experience, outcome: OUTCOMES.get(outcome)!, horizon, by };
  const matrix = await designMatrix(context, { ...asked, isToldApart: true });
  const weigh = known ?? (await answerWeights(context, experience, matrix));
  const repeats = await repeatedAnswers(context, asked, matrix);
  return { matrix: { ...matrix, weights: weigh(matrix), repeats }, weigh };
}

/**
 * The steps of one score in one outcome; the matrix is read once for all of them. All are compared where one is asked for too: what is
 * said of a step does not hang on who asks.
 */
async function stepsOf(
  context: MeasureContext,
  study: { matrix: DesignMatrix; declared: Declared | null },
  { link, step }: { link: Asked; step: string | null },
  dataVersion: string,
): Promise<Finding[]> {
  const { bands } = study.matrix;
  const steps = bands.slice(1).map((upper, i) => ({ lower: bands[i]!, upper }));
  const findings: Finding[] = [];
  for (const asked of steps) findings.push(await stepFinding(study, link, asked, context, dataVersion));
  return stepsTogether(findings).flatMap((finding, i) => {
    if (step !== null && step !== steps[i]!.lower) return [];
    const groups = isEstimate(finding.headline) ? stepByGroup(finding, study.matrix, steps[i]!) : null;
    if (!groups) return [finding];
    return [{ ...finding, tables: [...finding.tables, groups.table], notes: [...(finding.notes ?? []), groups.note] }];
  });
}
