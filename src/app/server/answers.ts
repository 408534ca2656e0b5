import type { Grain } from "../../base/calendar.ts";
import { CONDITION_KEYS } from "../../base/condition.ts";
import { InputError } from "../../base/errors.ts";
import { bandsApart } from "../../links/bands-apart.ts";
import { budgetOf } from "../../links/drivers/allocation.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../../links/link.ts";
import { OUTCOMES } from "../../links/outcome.ts";
import { definitionName } from "../../measures/definition.ts";
import { CUSTOMER_CUTS } from "../../measures/definitions/common.ts";
import { dimension } from "../../measures/dimension.ts";
import { measureFinding } from "../../measures/finding.ts";
import { measureDefinition } from "../../measures/registry.ts";
import { equivalences } from "../../value/clv/chapter.ts";
import type { StatedYear } from "../../value/clv/equivalence.ts";
import { ONE_IN_TEN } from "../../value/step-total.ts";
import { stepsToday } from "../../value/steps-today.ts";
import { DRIVERS_BY, divided, driversAsk, driversIn } from "../ask-drivers.ts";
import { answerMeasure, type MeasureAnswer } from "../ask-measure.ts";
import { whatIfQuestion } from "../ask-what-if.ts";
import { PLACEBOS, WORTH_OUTCOMES, worthInPlay } from "../ask-worth.ts";
import { groupsOfCustomers } from "../restricted.ts";
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
  needs: string[];
}

export const measuresOf = (live: LiveCompany): MeasureItem[] =>
  [...live.current.company.analysis.book.values()].map((measure) => ({
    ...{ id: measure.id, definition: definitionName(measure), unit: measure.unit, better: measure.better },
    dimensions: [...measure.population.dimensions],
    needs: [...measure.needs],
  }));

/** What customers can be narrowed to, or what of it holds a text; what nobody's records say is left out. */
export const groupsOf = (live: LiveCompany, text: string) =>
  live.ask(`groups ${text}`, async ({ analysis: { context } }) => {
    const groups = await Promise.all(
      CONDITION_KEYS.map(async (by) => ({ by, values: await groupsOfCustomers(context.store, by, text) })),
    );
    return groups.filter(({ values }) => values.length > 0);
  });

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
  return live.ask(
    `measure ${JSON.stringify([id, by, grain, fair, window])}`,
    ({ analysis: { context } }) => answerMeasure(measure, within(context, window), { cut, grain, fair }),
    asked.where,
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
  { experience, outcome, horizon, where }: { experience: string; outcome: string; horizon: number | null } & Where,
): Promise<Answered<FindingsAnswer>> {
  const days = horizonOf(horizon);
  return live.ask(
    `link ${JSON.stringify([experience, outcome, days])}`,
    async ({ analysis, loaded }) => {
      const { context } = analysis;
      // Of some customers there may be no answers; the score is known all the same.
      const { context: all } = analysis.whole ?? analysis;
      refuseUnknown("experience", [experience], await experiencesOf(all));
      refuseUnknown("outcome", [outcome], [...OUTCOMES.keys(), ...(await snapshotsOf(context))]);
      const asked = { experiences: [experience], outcomes: [outcome], horizon: days };
      const items = await bandsApart(context, await linkTable(context, asked, loaded.dataVersion));
      return { items, queries: queriesOf(analysis) };
    },
    where,
  );
}

/** One measure told in full over a window of its own. @throws InputError on a measure or a period that is none */
export async function measureFindingOf(
  live: LiveCompany,
  { measure: id, ...asked }: { measure: string } & AskedWindow,
): Promise<Answered<FindingsAnswer>> {
  const { book } = live.current.company.analysis;
  const measure = measureDefinition(id, book);
  const window = windowIn(live, asked);
  return live.ask(
    `measure finding ${JSON.stringify([id, window])}`,
    async ({ analysis, loaded }) => ({
      items: [await measureFinding(measure, within(analysis.context, window), loaded.dataVersion)],
      queries: queriesOf(analysis),
    }),
    asked.where,
  );
}

type Where = Pick<AskedWindow, "where">;

/** What a step of a score is worth, and what moving a share of those below would bring. */
export interface WorthQuestion extends Pick<AskedWindow, "where"> {
  experience: string | null;
  outcome: string | null;
  step: string | null;
  /** Days; left out: as the data bear it. */
  horizon?: number | null;
  /** An outcome that the score cannot affect, but that shares its causes. */
  placebo?: string | null;
  by: string | null;
  share: number | null;
  cost: number | null;
}

/** @throws InputError on a score, outcome, step or dimension that is none */
export async function worthOf(live: LiveCompany, question: WorthQuestion): Promise<Answered<FindingsAnswer>> {
  const { experience, outcome, step, by, share, cost, where } = question;
  const [experiences, outcomes] = [experience, outcome].map((one) => (one === null ? [] : [one])) as [
    string[],
    string[],
  ];
  refuseUnknown("outcome", outcomes, WORTH_OUTCOMES);
  const { horizon = null, placebo = null } = question;
  refuseUnknown("placebo", placebo === null ? [] : [placebo], PLACEBOS);
  const cut = by === null ? null : dimension(by, CUSTOMER_CUTS);
  const asked = { experiences, outcomes, step, horizon: horizonOf(horizon), placebo, by: cut };
  // Estimated once; who asks what moving others would bring waits for no model.
  const estimated = await live.ask(
    `worth ${JSON.stringify(asked)}`,
    async ({ analysis, loaded }) => ({
      items: await worthInPlay(analysis.context, asked, loaded.dataVersion),
      queries: queriesOf(analysis),
    }),
    where,
  );
  const scenario = { share: share ?? ONE_IN_TEN.share, cost };
  return live.ask(
    `worth ${JSON.stringify([asked, scenario])}`,
    async ({ analysis, loaded }) => ({
      items: await stepsToday(analysis.context, estimated.value.items, scenario, loaded.dataVersion),
      queries: { ...estimated.value.queries, ...queriesOf(analysis) },
    }),
    where,
  );
}

/** Which cut of costs does as much as points of retention, where some figures of a year may be stated: of these nothing is kept. */
export async function whatIfOf(
  live: LiveCompany,
  { points, stated }: { points: number | null; stated: StatedYear },
): Promise<Answered<FindingsAnswer>> {
  const { value: tell, ...known } = await live.ask("what-if", async ({ analysis, loaded }) => {
    const told = await equivalences(analysis.context, loaded.dataVersion);
    const queries = queriesOf(analysis);
    return (year: StatedYear, by: number | null): FindingsAnswer => ({
      items: told(whatIfQuestion({ points: by, year }, analysis.stated)),
      queries,
    });
  });
  return { ...known, value: tell(stated, points) };
}

/** What somebody asks about what moves scores. */
export interface DriversQuestion extends Pick<AskedWindow, "where"> {
  experience: string | null;
  outcome: string | null;
  by: string | null;
  /** To be divided among the gaps. */
  budget: number | null;
}

/** What moves scores, and money after them. @throws InputError on a score, outcome, dimension or budget that is none */
export async function driversAnswer(
  live: LiveCompany,
  { experience, outcome, by, budget, where }: DriversQuestion,
): Promise<Answered<FindingsAnswer>> {
  const one = (asked: string | null) => (asked === null ? [] : [asked]);
  const ask = driversAsk({ experiences: one(experience), outcomes: one(outcome), by: by ?? DRIVERS_BY });
  const money = budgetOf(budget);
  // Looked for once; who tries another budget waits for no model.
  const { value: tell, ...known } = await live.ask(
    `drivers ${JSON.stringify(ask)}`,
    async ({ analysis, loaded }) => {
      const { context } = analysis;
      const found = await driversIn(context, ask, loaded.dataVersion);
      const queries = queriesOf(analysis);
      return (amount: number | null): FindingsAnswer => ({ items: divided(context, found, amount), queries });
    },
    where,
  );
  return { ...known, value: tell(money) };
}
