import type { Grain } from "../../base/calendar.ts";
import { InputError } from "../../base/errors.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../../links/link.ts";
import { OUTCOMES } from "../../links/outcome.ts";
import { definitionName } from "../../measures/definition.ts";
import { CUSTOMER_CUTS } from "../../measures/definitions/common.ts";
import { dimension } from "../../measures/dimension.ts";
import { measureFinding } from "../../measures/finding.ts";
import { measureDefinition } from "../../measures/registry.ts";
import { ONE_IN_TEN } from "../../value/step-total.ts";
import { stepsToday } from "../../value/steps-today.ts";
import { DRIVERS_BY, driversAsk, driversIn } from "../ask-drivers.ts";
import { answerMeasure, type MeasureAnswer } from "../ask-measure.ts";
import { WORTH_OUTCOMES, worthInPlay } from "../ask-worth.ts";
import { horizonOf, refuseUnknown } from "../study-options.ts";
import { type AskedWindow, type FindingsAnswer, queriesOf, windowIn, within } from "./findings.ts";
import type { Answered, LiveCompany } from "./live-company.ts";

/** What the server answers of a company; each answer is kept as long as the data stand. */

export interface MeasureItem {
  id: string;
  definition: string;
  unit: string;
  better: string;
  dimensions: string[];
}

export const measuresOf = (live: LiveCompany): MeasureItem[] =>
  [...live.current.company.analysis.book.values()].map((measure) => ({
    ...{ id: measure.id, definition: definitionName(measure), unit: measure.unit, better: measure.better },
    dimensions: [...measure.population.dimensions],
  }));

/** @throws InputError on a measure or dimension that is none */
export async function measureOf(
  live: LiveCompany,
  { measure: id, by, grain, fair, ...asked }: MeasureQuestion,
): Promise<Answered<MeasureAnswer>> {
  const measure = measureDefinition(id, live.current.company.analysis.book);
  const cut = by === null ? null : dimension(by, measure.population.dimensions);
  if (fair && cut === null)
    throw new InputError("input.option_invalid", "A fair comparison is one of groups: say which.", {
      hint: `Add by= with one of ${measure.population.dimensions.join(", ")}.`,
    });
  const window = windowIn(live, asked);
  return live.ask(`measure ${JSON.stringify([id, by, grain, fair, window])}`, ({ analysis: { context } }) =>
    answerMeasure(measure, within(context, window), { cut, grain, fair }),
  );
}

interface MeasureQuestion extends AskedWindow {
  measure: string;
  by: string | null;
  grain: Grain | null;
  fair: boolean;
}

/** One cell of the table of links. @throws InputError on a score or outcome that the data do not hold */
export async function linkOf(
  live: LiveCompany,
  { experience, outcome, horizon }: { experience: string; outcome: string; horizon: number | null },
): Promise<Answered<FindingsAnswer>> {
  const days = horizonOf(horizon);
  return live.ask(`link ${JSON.stringify([experience, outcome, days])}`, async ({ analysis, loaded }) => {
    const { context } = analysis;
    refuseUnknown("experience", [experience], await experiencesOf(context));
    refuseUnknown("outcome", [outcome], [...OUTCOMES.keys(), ...(await snapshotsOf(context))]);
    const asked = { experiences: [experience], outcomes: [outcome], horizon: days };
    return { items: await linkTable(context, asked, loaded.dataVersion), queries: queriesOf(analysis) };
  });
}

/** One measure told in full over a window of its own. @throws InputError on a measure or a period that is none */
export async function measureFindingOf(
  live: LiveCompany,
  { measure: id, ...asked }: { measure: string } & AskedWindow,
): Promise<Answered<FindingsAnswer>> {
  const { book } = live.current.company.analysis;
  const measure = measureDefinition(id, book);
  const window = windowIn(live, asked);
  return live.ask(`measure finding ${JSON.stringify([id, window])}`, async ({ analysis, loaded }) => ({
    items: [await measureFinding(measure, within(analysis.context, window), loaded.dataVersion)],
    queries: queriesOf(analysis),
  }));
}

/** What a step of a score is worth, and what moving a share of those below would bring. */
export interface WorthQuestion {
  experience: string | null;
  outcome: string | null;
  step: string | null;
  by: string | null;
  share: number | null;
  cost: number | null;
}

/** @throws InputError on a score, outcome, step or dimension that is none */
export async function worthOf(live: LiveCompany, question: WorthQuestion): Promise<Answered<FindingsAnswer>> {
  const { experience, outcome, step, by, share, cost } = question;
  const [experiences, outcomes] = [experience, outcome].map((one) => (one === null ? [] : [one])) as [
    string[],
    string[],
  ];
  refuseUnknown("outcome", outcomes, WORTH_OUTCOMES);
  const cut = by === null ? null : dimension(by, CUSTOMER_CUTS);
  const asked = { experiences, outcomes, step, horizon: null, placebo: null, by: cut };
  // Estimated once; who asks what moving others would bring waits for no model.
  const estimated = await live.ask(`worth ${JSON.stringify(asked)}`, async ({ analysis, loaded }) => ({
    items: await worthInPlay(analysis.context, asked, loaded.dataVersion),
    queries: queriesOf(analysis),
  }));
  const scenario = { share: share ?? ONE_IN_TEN.share, cost };
  return live.ask(`worth ${JSON.stringify([asked, scenario])}`, async ({ analysis, loaded }) => ({
    items: await stepsToday(analysis.context, estimated.value.items, scenario, loaded.dataVersion),
    queries: { ...estimated.value.queries, ...queriesOf(analysis) },
  }));
}

/** What moves scores, and money after them. @throws InputError on a score, outcome or dimension that is none */
export async function driversAnswer(
  live: LiveCompany,
  { experience, outcome, by }: { experience: string | null; outcome: string | null; by: string | null },
): Promise<Answered<FindingsAnswer>> {
  const one = (asked: string | null) => (asked === null ? [] : [asked]);
  const ask = driversAsk({ experiences: one(experience), outcomes: one(outcome), by: by ?? DRIVERS_BY });
  return live.ask(`drivers ${JSON.stringify(ask)}`, async ({ analysis, loaded }) => ({
    items: await driversIn(analysis.context, ask, loaded.dataVersion),
    queries: queriesOf(analysis),
  }));
}
