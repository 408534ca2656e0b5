import type { Condition } from "../../base/condition.ts";
import type { Day } from "../../base/day.ts";
import { RequestError } from "../../base/errors.ts";
import { silent } from "../../base/logger.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { CHAPTERS, CHAPTERS_ON_REQUEST, type ChapterOnRequest, type ReportInput } from "../../report/report-input.ts";
import type { Analysis } from "../analysis.ts";
import { ON_REQUEST } from "../chapters-on-request.ts";
import { windowOf } from "../company.ts";
import { compileReport } from "../compile-report.ts";
import { VERSION } from "../make-report.ts";
import type { Answered, LiveCompany } from "./live-company.ts";

/** What the report says of a company, and the chapters that are told where somebody asks for them. */

/** Days that somebody asks for; without any, those of the report. */
export interface AskedWindow {
  from?: Day | undefined;
  to?: Day | undefined;
  period?: string | undefined;
  /** Only customers of whom all of this holds. */
  where?: readonly Condition[] | undefined;
}

/** The days asked for, as the engine takes them. @throws InputError on a period that is none */
export const windowIn = (live: LiveCompany, asked: AskedWindow): Pick<MeasureContext, "from" | "to"> =>
  windowOf(asked, live.current.company.analysis.stated.firstMonth ?? 1);

export const within = (context: MeasureContext, { from, to }: Pick<MeasureContext, "from" | "to">): MeasureContext =>
  from === null && to === null ? context : { ...context, from, to };

/** The whole report, from which every screen takes its findings. */
export async function reportOf(live: LiveCompany, asked: AskedWindow = {}): Promise<Answered<ReportInput>> {
  const window = windowIn(live, asked);
  return live.ask(
    `report ${JSON.stringify(window)}`,
    ({ analysis, loaded, language }) =>
      compileReport(
        { ...analysis, context: within(analysis.context, window) },
        {
          ...{ company: loaded.settings.company ?? "", language, version: VERSION },
          ...{ dataVersion: loaded.dataVersion, workspace: loaded.workspace, quality: loaded.quality },
          ...(loaded.settings.targets ? { targets: loaded.settings.targets } : {}),
        },
        silent,
      ),
    asked.where,
  );
}

/** Where findings of a kind stand: in the report, or in a chapter that is told where somebody asks for it. */
export const FINDING_GROUPS = ["targets", "measures", "links", ...CHAPTERS, ...CHAPTERS_ON_REQUEST] as const;
export type FindingGroup = (typeof FINDING_GROUPS)[number];

const isOnRequest = (group: FindingGroup): group is ChapterOnRequest =>
  CHAPTERS_ON_REQUEST.some((chapter) => chapter === group);

/** Findings with the queries that made them, by id. */
export interface FindingsAnswer {
  items: Finding[];
  queries: Readonly<Record<string, string>>;
}

/** The findings of one group, or all of the report. */
export async function findingsOf(
  live: LiveCompany,
  group: FindingGroup | null,
  asked: AskedWindow = {},
): Promise<Answered<FindingsAnswer>> {
  const report = await reportOf(live, asked);
  if (group !== null && isOnRequest(group)) {
    const { links } = report.value;
    const window = windowIn(live, asked);
    return live.ask(
      `chapter ${JSON.stringify([group, window])}`,
      async ({ analysis, loaded: { dataVersion, workspace } }) => ({
        items: await ON_REQUEST[group](
          { ...analysis, context: within(analysis.context, window) },
          { links, worth: findingsIn(report.value, "worth"), dataVersion, workspace },
        ),
        queries: queriesOf(analysis),
      }),
      asked.where,
    );
  }
  return { ...report, value: { items: findingsIn(report.value, group), queries: report.value.queries ?? {} } };
}

export const queriesOf = ({ queries }: Analysis): Record<string, string> =>
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
