import { THIRDS } from "../facts/instruments.ts";
import type { Finding } from "../findings/finding.ts";
import { movedUpFinding } from "../links/moved-up.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { atRiskFinding, bandsToday } from "./at-risk.ts";
import { bridgeFinding } from "./bridge-finding.ts";
import { nextStepFinding, nextStepOf } from "./next-step.ts";
import { type MoveScenario, withTotal } from "./step-total.ts";

/** The worth of steps with what they come to for those who stand on them today, what that makes of what is booked, and what stands behind the lowest band. */
export async function stepsToday(
  context: MeasureContext,
  findings: readonly Finding[],
  scenario: MoveScenario,
  dataVersion: string,
): Promise<Finding[]> {
  const told = [...findings];
  const scores = new Set(
    findings.flatMap(({ verdict: { values } }) => (values.lowBand ? [String(values.experience)] : [])),
  );
  let bridge: Finding | null = null;
  for (const experience of scores) {
    const today = await bandsToday(context, experience);
    const bands = (context.info.instruments[experience]?.bands ?? THIRDS).map(({ code }) => code);
    told.forEach(({ verdict: { values } }, i) => {
      if (values.experience !== experience) return;
      const customers = today.find(({ band }) => band === values.lowBand)?.customers ?? 0;
      told[i] = withTotal(told[i]!, customers, scenario);
    });
    // Of the first score that can be told: another would move the same customers once more.
    if (bridge === null) {
      bridge = await bridgeFinding(context, findings, { experience, today, scenario }, dataVersion);
      if (bridge) told.push(bridge);
    }
    const risk = atRiskFinding(context, experience, { today, bands }, dataVersion);
    if (risk) told.push(risk);
    const moved = await movedUpFinding(context, experience, dataVersion);
    if (moved) told.push(moved);
    const next = await nextStepFinding(context, nextStepOf(findings, experience, context), dataVersion);
    if (next) told.push(next);
  }
  return told;
}
