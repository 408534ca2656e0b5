import type { Figure, Message } from "../findings/figure.ts";
import { measureOf } from "../texts/texts.ts";
import type { ReportInput, Withheld } from "./report-input.ts";

/** What of a report belongs to a department: ids of its findings, and the facts that they come from. */
export interface DepartmentShare {
  /** Has the text `department.<id>`. */
  id: string;
  measures: string[];
  /** Those that lead its first page, as far as they have a value. */
  lead: string[];
  /** The strongest first. */
  links: string[];
  facts: string[];
  chapters: string[];
}

/** The report of one department: the same findings, fewer of them. */
export function departmentInput(input: ReportInput, share: DepartmentShare): ReportInput {
  const measures = input.measures.filter(({ id }) => share.measures.includes(id));
  const links = input.links.filter(({ id }) => share.links.includes(id));
  const known = (id: string) => measures.some((finding) => finding.id === id && finding.headline.state === "estimate");
  const lead = [...share.lead, ...share.measures].filter((id, index, all) => known(id) && all.indexOf(id) === index);
  const steps = input.answer.steps;
  const files = input.quality.files.filter(({ facts }) => facts.some(({ kind }) => share.facts.includes(kind)));
  const names = new Set(files.map(({ name }) => name));
  const speaksOf = ({ values }: Message) => values.file === undefined || names.has(String(values.file));
  return {
    ...input,
    answer: {
      scores: lead,
      links: share.links.slice(0, 3),
      steps: steps && share.measures.includes(steps.experience) ? steps : null,
      withheld: input.answer.withheld.flatMap((each) => narrowed(each, share, links) ?? []),
    },
    measures,
    targets: input.targets.filter(({ headline }) => share.measures.includes(measureOf(headline))),
    links,
    chapters: input.chapters.flatMap(({ id, findings }) => {
      if (!share.chapters.includes(id)) return [];
      // Of a finding about a single measure, the measure decides; the others are the chapter's.
      const isOthers = (figure: Figure) =>
        input.measures.some((each) => each.id === measureOf(figure)) && !share.measures.includes(measureOf(figure));
      return [{ id, findings: findings.filter(({ headline }) => !isOthers(headline)) }];
    }),
    quality: {
      ...input.quality,
      files,
      rejects: input.quality.rejects.filter(({ file }) => names.has(file)),
      notes: input.quality.notes.filter(speaksOf),
    },
    evidence: [],
  };
}

/** What is withheld of a measure or a link is its department's matter; what is said of none is everybody's. */
function narrowed(each: Withheld, share: DepartmentShare, links: ReportInput["links"]): Withheld | null {
  const { measure, measures, experience, outcome } = each.what.values;
  if (measures !== undefined) {
    const own = String(measures)
      .split(",")
      .filter((id) => share.measures.includes(id));
    if (own.length === 0) return null;
    const what: Message =
      own.length === 1
        ? { code: "withheld.measure", values: { measure: own[0]! } }
        : { code: each.what.code, values: { measures: own.join(",") } };
    return { ...each, what };
  }
  if (measure !== undefined) return share.measures.includes(String(measure)) ? each : null;
  if (experience === undefined) return links.length > 0 ? each : null;
  const concerned = links.some(({ design, verdict }) => {
    const asked = design ?? verdict.values;
    return asked.experience === experience && asked.outcome === outcome;
  });
  return concerned ? each : null;
}
