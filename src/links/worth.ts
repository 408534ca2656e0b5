import { INSTRUMENTS } from "../facts/instruments.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { stepFinding } from "./ladder.ts";
import { OUTCOMES } from "./outcome.ts";
import { designMatrix } from "./study.ts";

/** Scores in the order in which one of them leads. */
const EXPERIENCES = ["nps", "csat", "ces"];
/** What a step is asked to be worth: money first, margin before revenue, then customers kept. */
const MONEY = ["margin", "spend"];

/**
 * What each step of the leading score is worth, in money and in customers kept. The leading score is the first of NPS, CSAT and
 * CES that can be linked to money at all.
 * @param links of the report: they say which horizon each pair has behind it
 */
export async function worthFindings(
  context: MeasureContext,
  links: readonly Finding[],
  dataVersion: string,
): Promise<Finding[]> {
  const linked = (experience: string, outcome: string) =>
    links.find(
      ({ design, headline }) =>
        design?.experience === experience &&
        design.outcome === outcome &&
        design.horizonDays !== null &&
        isEstimate(headline),
    );
  for (const experience of EXPERIENCES) {
    const money = MONEY.find((outcome) => linked(experience, outcome));
    if (money === undefined) continue;
    const findings: Finding[] = [];
    for (const id of [money, "churn"]) {
      const horizon = linked(experience, id)?.design?.horizonDays;
      if (horizon) findings.push(...(await stepsOf(context, { experience, id, horizon }, dataVersion)));
    }
    return findings;
  }
  return [];
}

/** The steps of one score in one outcome; the matrix is read once for all of them. */
async function stepsOf(
  context: MeasureContext,
  { experience, id, horizon }: { experience: string; id: string; horizon: number },
  dataVersion: string,
): Promise<Finding[]> {
  const outcome = OUTCOMES.get(id)!;
  const matrix = await designMatrix(context, { instrument: experience, outcome, horizon });
  const bands = INSTRUMENTS[experience]!.bands.map(({ code }) => code);
  return bands
    .slice(1)
    .map((upper, i) =>
      stepFinding(matrix, { experience, outcome, horizon, lower: bands[i]!, upper }, context, dataVersion),
    );
}
