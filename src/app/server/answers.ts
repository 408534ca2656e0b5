import type { Grain } from "../../base/calendar.ts";
import { InputError, RequestError } from "../../base/errors.ts";
import { silent } from "../../base/logger.ts";
import type { Finding } from "../../findings/finding.ts";
import { experiencesOf, linkTable, snapshotsOf } from "../../links/link.ts";
import { OUTCOMES } from "../../links/outcome.ts";
import { definitionName } from "../../measures/definition.ts";
import { dimension } from "../../measures/dimension.ts";
import { measureDefinition } from "../../measures/registry.ts";
import type { ReportInput } from "../../report/report-input.ts";
import { answerMeasure, type MeasureAnswer } from "../ask-measure.ts";
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
  { measure: id, by, grain, fair }: { measure: string; by: string | null; grain: Grain | null; fair: boolean },
): Promise<Answered<MeasureAnswer>> {
  const measure = measureDefinition(id, live.current.company.analysis.book);
  const cut = by === null ? null : dimension(by, measure.population.dimensions);
  if (fair && cut === null)
    throw new InputError("input.option_invalid", "A fair comparison is one of groups: say which.", {
      hint: `Add by= with one of ${measure.population.dimensions.join(", ")}.`,
    });
  return live.ask(`measure ${JSON.stringify([id, by, grain, fair])}`, ({ analysis: { context } }) =>
    answerMeasure(measure, context, { cut, grain, fair }),
  );
}

/** One cell of the table of links. @throws InputError on a score or outcome that the data do not hold */
export async function linkOf(
  live: LiveCompany,
  { experience, outcome, horizon }: { experience: string; outcome: string; horizon: number | null },
): Promise<Answered<Finding>> {
  const days = horizonOf(horizon);
  return live.ask(`link ${JSON.stringify([experience, outcome, days])}`, async ({ analysis, loaded }) => {
    const { context } = analysis;
    refuseUnknown("experience", [experience], await experiencesOf(context));
    refuseUnknown("outcome", [outcome], [...OUTCOMES.keys(), ...(await snapshotsOf(context))]);
    const asked = { experiences: [experience], outcomes: [outcome], horizon: days };
    return (await linkTable(context, asked, loaded.dataVersion))[0]!;
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

/** Where findings of a kind stand in a report; `answer` is the part that the first page quotes. */
export const FINDING_GROUPS = [
  "targets",
  "measures",
  "links",
  "worth",
  "drivers",
  "problems",
  "coverage",
  "fairness",
] as const;
export type FindingGroup = (typeof FINDING_GROUPS)[number];

export function findingsIn(report: ReportInput, group: FindingGroup | null): Finding[] {
  const { targets, measures, links } = report;
  const own: Record<string, readonly Finding[]> = {
    ...{ targets, measures, links },
    ...Object.fromEntries(report.chapters.map(({ id, findings }) => [id, findings])),
  };
  return group === null ? Object.values(own).flat() : [...(own[group] ?? [])];
}

/** @throws RequestError where no finding has the id */
export function findingIn(report: ReportInput, id: string): Finding {
  const found = findingsIn(report, null).find((finding) => finding.id === id);
  if (found) return found;
  throw new RequestError("request.not_found", `There is no finding "${id}".`, {
    hint: "The list of findings names them all.",
    details: { finding: id },
  });
}
