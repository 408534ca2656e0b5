import { inParallel } from "../../base/in-parallel.ts";
import { INSTRUMENTS, scoresInOrder } from "../../facts/instruments.ts";
import type { Figure } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import type { MeasureDefinition } from "../definition.ts";
import { DIMENSIONS, type Dimension } from "../dimension.ts";
import type { MeasureContext } from "../measure.ts";
import { areaFindings } from "./areas.ts";
import { compareFairly, type FairAnswer, isComparable } from "./ask.ts";
import { coachingFindings } from "./coaching.ts";
import { coachingTasks } from "./coaching-tasks.ts";
import type { Comparison } from "./compare.ts";
import { fairFinding } from "./finding.ts";
import { type Recorded, recordedDimensions } from "./recorded.ts";

/** Those who answer for how a customer fared: people first, then where they work, then the ways in. */
const RESPONSIBLE = ["agent", "team", "department", "channel", "touchpoint"];

/** Measures that a report compares, each where its rows say who is responsible; nobody took a contact that was abandoned. */
const COMPARED: readonly { id: string; not?: readonly string[] }[] = [
  { id: "csat" },
  { id: "ces" },
  { id: "nps" },
  { id: "aht" },
  { id: "abandonment-rate", not: ["agent"] },
  { id: "resolution-time-mean" },
  { id: "fcr" },
  { id: "effort" },
  { id: "return-rate" },
];

export interface FairnessAsk {
  /** Whether persons are called by their names. */
  named: boolean;
  dataVersion: string;
  /** Measures over all rows, by id: what has no value as a whole is not compared. */
  wholes: ReadonlyMap<string, Figure>;
}

/**
 * How those who answer for the measures compare at equal case mix: one finding a measure that has at least two of them; and what
 * became of agents who were coached.
 */
export async function fairness(
  measures: ReadonlyMap<string, MeasureDefinition>,
  context: MeasureContext,
  { named, dataVersion, wholes }: FairnessAsk,
): Promise<Finding[]> {
  const compared = comparedIn(context)
    .flatMap((id) => measures.get(id) ?? [])
    .filter((measure) => isComparable(measure) && wholes.get(measure.id)?.state === "estimate");
  const recorded = await recordedDimensions(compared, context);
  const asked = compared.flatMap((measure) => {
    const by = waysOf(measure, recorded);
    return by.length > 0 ? [{ measure, by }] : [];
  });
  const answers = (
    await inParallel(asked, async ({ measure, by }) => {
      const isRecorded = (dimension: Dimension) => recorded(measure, dimension);
      const answers = await compareFairly(measure, context, { by, named, isRecorded });
      return answers.map((answer) => ({ measure, answer }));
    })
  ).flat();
  const told = answers.flatMap(({ measure, answer }) => (hasGroups(answer) ? [{ measure, answer }] : []));
  const tested = told.filter(({ answer }) => answer.comparison.spread !== null);
  const adjusted = adjustPValues(
    tested.map(({ answer }) => answer.comparison.spread!.pValue),
    "holm",
  );
  const cuts = told.map(({ measure, answer }) => {
    const position = tested.findIndex((each) => each.answer === answer);
    return { measure, cut: { answer, pValue: position < 0 ? null : adjusted[position]!, named } };
  });
  const fair = compared.flatMap((measure) => {
    const [first, ...others] = cuts.filter((each) => each.measure === measure).map(({ cut }) => cut);
    return first
      ? [fairFinding(measure, context, [first, ...others], { whole: wholes.get(measure.id)!, dataVersion })]
      : [];
  });
  const ofAgents = asked.filter(({ by }) => by.some(({ id }) => id === "agent")).map(({ measure }) => measure);
  const tasks = await coachingTasks(cuts, context, { named, dataVersion });
  const areas = await areaFindings(measures, context, wholes, dataVersion);
  return [
    ...fair,
    ...areas,
    ...(tasks ? [tasks] : []),
    ...(await coachingFindings(ofAgents, context, { named, dataVersion })),
  ];
}

/** Measures that are compared, with scores of the company's own behind the standard ones. */
function comparedIn({ info }: MeasureContext): string[] {
  const [scores, others] = [true, false].map((isScore) =>
    COMPARED.map(({ id }) => id).filter((id) => id in INSTRUMENTS === isScore),
  ) as [string[], string[]];
  return [...scoresInOrder(scores, info.instruments), ...others];
}

const waysOf = (measure: MeasureDefinition, recorded: Recorded): Dimension[] =>
  RESPONSIBLE.filter((id) => measure.population.dimensions.includes(id))
    .filter((id) => !COMPARED.find((each) => each.id === measure.id)?.not?.includes(id))
    .map((id) => DIMENSIONS[id]!)
    .filter((dimension) => recorded(measure, dimension));

const hasGroups = (answer: FairAnswer): answer is FairAnswer & { comparison: Comparison } => answer.comparison !== null;
