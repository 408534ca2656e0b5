import type { Grain } from "../../base/calendar.ts";
import type { Day } from "../../base/day.ts";
import { InputError, RequestError } from "../../base/errors.ts";
import { silent } from "../../base/logger.ts";
import type { Finding } from "../../findings/finding.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../../links/link.ts";
import { OUTCOMES } from "../../links/outcome.ts";
import { definitionName } from "../../measures/definition.ts";
import { CUSTOMER_CUTS } from "../../measures/definitions/common.ts";
import { dimension } from "../../measures/dimension.ts";
import { measureFinding } from "../../measures/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { measureDefinition } from "../../measures/registry.ts";
import { CHAPTERS, CHAPTERS_ON_REQUEST, type ChapterOnRequest, type ReportInput } from "../../report/report-input.ts";
import { riskFindings } from "../../value/risk/finding.ts";
import { ONE_IN_TEN } from "../../value/step-total.ts";
import { stepsToday } from "../../value/steps-today.ts";
import type { Analysis } from "../analysis.ts";
import { answerMeasure, type MeasureAnswer } from "../ask-measure.ts";
import { WORTH_OUTCOMES, worthInPlay } from "../ask-worth.ts";
import { ON_REQUEST } from "../chapters-on-request.ts";
import { windowOf } from "../company.ts";
import { compileReport } from "../compile-report.ts";
import { VERSION } from "../make-report.ts";
import { horizonOf, refuseUnknown } from "../study-options.ts";
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
  const window = windowOf(asked, live.current.company.analysis.stated.firstMonth ?? 1);
  return live.ask(`measure ${JSON.stringify([id, by, grain, fair, window])}`, ({ analysis: { context } }) =>
    answerMeasure(measure, within(context, window), { cut, grain, fair }),
  );
}

/** Days that somebody asks for; without any, those of the report. */
export interface AskedWindow {
  from?: Day | undefined;
  to?: Day | undefined;
  period?: string | undefined;
}

interface MeasureQuestion extends AskedWindow {
  measure: string;
  by: string | null;
  grain: Grain | null;
  fair: boolean;
}

const within = (context: MeasureContext, { from, to }: Pick<MeasureContext, "from" | "to">): MeasureContext =>
  from === null && to === null ? context : { ...context, from, to };

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

/** The whole report, from which every screen takes its findings. */
export const reportOf = (live: LiveCompany): Promise<Answered<ReportInput>> =>
  live.ask("report", ({ analysis, loaded, language }) =>
    compileReport(
      analysis,
      {
        ...{ company: loaded.settings.company ?? "", language, version: VERSION },
        ...{ dataVersion: loaded.dataVersion, quality: loaded.quality },
        ...(loaded.settings.targets ? { targets: loaded.settings.targets } : {}),
      },
      silent,
    ),
  );

/** Where findings of a kind stand: in the report, or in a chapter that is told where somebody asks for it. */
export const FINDING_GROUPS = ["targets", "measures", "links", ...CHAPTERS, ...CHAPTERS_ON_REQUEST, "risk"] as const;
export type FindingGroup = (typeof FINDING_GROUPS)[number];

const isOnRequest = (group: FindingGroup): group is ChapterOnRequest =>
  CHAPTERS_ON_REQUEST.some((chapter) => chapter === group);

/** Findings with the queries that made them, by id. */
export interface FindingsAnswer {
  items: Finding[];
  queries: Readonly<Record<string, string>>;
}

/** The findings of one group, or all of the report. */
export async function findingsOf(live: LiveCompany, group: FindingGroup | null): Promise<Answered<FindingsAnswer>> {
  if (group === "risk")
    return live.ask("chapter risk", async ({ analysis, loaded }) => {
      const { findings } = await riskFindings(analysis.context, RISK_DAYS, loaded.dataVersion);
      return { items: findings, queries: queriesOf(analysis) };
    });
  const report = await reportOf(live);
  if (group !== null && isOnRequest(group)) {
    const { links } = report.value;
    return live.ask(`chapter ${group}`, async ({ analysis, loaded: { dataVersion } }) => ({
      items: await ON_REQUEST[group](analysis, { links, dataVersion }),
      queries: queriesOf(analysis),
    }));
  }
  return { ...report, value: { items: findingsIn(report.value, group), queries: report.value.queries ?? {} } };
}

/** One measure told in full over a window of its own. @throws InputError on a measure or a period that is none */
export async function measureFindingOf(
  live: LiveCompany,
  { measure: id, ...asked }: { measure: string } & AskedWindow,
): Promise<Answered<FindingsAnswer>> {
  const { book, stated } = live.current.company.analysis;
  const measure = measureDefinition(id, book);
  const window = windowOf(asked, stated.firstMonth ?? 1);
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

/** Days ahead that the list of customers at risk looks. */
const RISK_DAYS = 180;

const queriesOf = ({ queries }: Analysis): Record<string, string> =>
  Object.fromEntries(queries.map(({ id, sql }) => [id, sql]));

export function findingsIn(report: ReportInput, group: FindingGroup | null): Finding[] {
  const { targets, measures, links } = report;
  const own: Record<string, readonly Finding[]> = {
    ...{ targets, measures, links },
    ...Object.fromEntries(report.chapters.map(({ id, findings }) => [id, findings])),
  };
  return group === null ? Object.values(own).flat() : [...(own[group] ?? [])];
}

/** @throws RequestError where no finding has the id */
export function findingNamed(findings: readonly Finding[], id: string): Finding {
  const found = findings.find((finding) => finding.id === id);
  if (found) return found;
  throw new RequestError("request.not_found", `There is no finding "${id}".`, {
    hint: "The list of findings names them all.",
    details: { finding: id },
  });
}
