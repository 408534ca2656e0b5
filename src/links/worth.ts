import { INSTRUMENTS } from "../facts/instruments.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding, StudyDesign } from "../findings/finding.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { type AnswerWeights, answerWeights } from "./customer-base.ts";
import { stepFinding } from "./ladder.ts";
import { OUTCOMES } from "./outcome.ts";
import { type DesignMatrix, designMatrix } from "./study.ts";
import { repeatedAnswers } from "./within.ts";

/** What a step is asked to be worth: money first, margin before revenue, then customers kept. */
const MONEY = ["margin", "spend"];

/**
 * What each step of the leading scores is worth, in money and in customers kept. One is the first of NPS, CSAT and CES that
 * can be linked to money at all, another the first such of the company's own.
 * @param links of the report: they say which horizon each pair has behind it
 */
export async function worthFindings(
  context: MeasureContext,
  links: readonly Finding[],
  dataVersion: string,
): Promise<Finding[]> {
  const linked = (experience: string, outcome: string) =>
    links.find(
      (link): link is Asked =>
        link.design?.experience === experience &&
        link.design.outcome === outcome &&
        link.design.horizonDays !== null &&
        isEstimate(link.headline),
    );
  const inMoney = (experience: string) => MONEY.map((outcome) => linked(experience, outcome)).find((link) => link);
  const experiences = Object.keys(context.info.instruments);
  const findings: Finding[] = [];
  for (const isStandard of [true, false]) {
    const leading = experiences.find((id) => id in INSTRUMENTS === isStandard && inMoney(id));
    if (leading === undefined) continue;
    let weigh: AnswerWeights | null = null;
    for (const link of [inMoney(leading), linked(leading, "churn")]) {
      if (!link) continue;
      const read = await readStudy(context, link, weigh);
      weigh = read.weigh;
      findings.push(...stepsOf(context, read.matrix, link, dataVersion));
    }
  }
  return findings;
}

/** A link that says what was asked, and over which horizon. */
type Asked = Finding & { design: StudyDesign & { horizonDays: number } };

/** Everything that the ladder of a link reads. Who answers is asked once for all outcomes of a score. */
async function readStudy(
  context: MeasureContext,
  { design: { experience, outcome, horizonDays: horizon } }: Asked,
  known: AnswerWeights | null,
): Promise<{ matrix: DesignMatrix; weigh: AnswerWeights }> {
  const asked = { instrument: experience, outcome: OUTCOMES.get(outcome)!, horizon };
  const matrix = await designMatrix(context, asked);
  const weigh = known ?? (await answerWeights(context, experience, matrix));
  const repeats = await repeatedAnswers(context, asked, matrix);
  return { matrix: { ...matrix, weights: weigh(matrix), repeats }, weigh };
}

/** The steps of one score in one outcome; the matrix is read once for all of them. */
function stepsOf(context: MeasureContext, matrix: DesignMatrix, link: Asked, dataVersion: string): Finding[] {
  const bands = context.info.instruments[link.design.experience]!.bands.map(({ code }) => code);
  return bands.slice(1).map((upper, i) => stepFinding(matrix, link, { lower: bands[i]!, upper }, context, dataVersion));
}
