import { InputError } from "../base/errors.ts";
import { type Estimate, isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { CUSTOMER_CUTS } from "../measures/definitions/common.ts";
import { dimension } from "../measures/dimension.ts";
import { openLayout } from "../workspace/layout.ts";
import {
  type Answered,
  type Declared,
  noteStudy,
  readStudies,
  type Shown,
  type StatedStudy,
  type Written,
} from "../workspace/studies.ts";
import { askWorth, PLACEBOS, WORTH_OUTCOMES } from "./ask-worth.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { isSamePair } from "./shown-results.ts";
import type { StudyAnswer } from "./study-answer.ts";
import { horizonOf, refuseUnknown } from "./study-options.ts";

/** A declared study, and what was known when it was declared. */
export interface StudyState {
  study: Written<Declared>;
  /** The first time that a result of its pair was shown before it was declared; null: never, as far as the record knows. */
  shownBefore: { at: string; by: string } | null;
  /** Designs of the same pair that had been declared before it. */
  earlier: number;
  answered: Pick<Answered, "at" | "dataVersion" | "verdicts"> | null;
}

/** Whether a result is what its author expected. */
export type Reading = "as_expected" | "against" | "open";

export interface DeclaredAnswer extends StudyAnswer, StudyState {
  readings: { finding: string; lowBand: string; highBand: string; reading: Reading }[];
}

/**
 * Writes down how a question will be asked, before its answer is seen. Nothing is computed: the data need not even be there yet.
 * @throws InputError on an outcome, horizon, placebo or dimension that is none, or a folder that is no workspace
 */
export function declareStudy(request: {
  workspace: string;
  design: StatedStudy;
  author: string;
  now: Date;
}): StudyState {
  const { workspace, design, author, now } = request;
  const layout = openLayout(workspace);
  horizonOf(design.horizon);
  refuseUnknown("outcome", [design.outcome], WORTH_OUTCOMES);
  refuseUnknown("placebo", design.placebo === null ? [] : [design.placebo], PLACEBOS);
  if (design.by !== null) dimension(design.by, CUSTOMER_CUTS);
  const { experience, outcome } = design;
  const n = declaredIn(readStudies(layout)).filter((study) => isSamePair(study.design, design)).length + 1;
  const id = `${experience}-${outcome}-${n}`;
  noteStudy(layout, { kind: "declared", id, at: now.toISOString(), author, design });
  return studyNamed(workspace, id);
}

/** Every study of a workspace, in the order in which they were declared. */
export function studiesOf(workspace: string): StudyState[] {
  const entries = readStudies(openLayout(workspace));
  const declared = declaredIn(entries);
  return declared.map((study, i) => {
    const at = entries.indexOf(study);
    const shown = entries
      .slice(0, at)
      .find(
        (entry): entry is Written<Shown> =>
          entry.kind === "shown" && entry.pairs.some((pair) => isSamePair(pair, study.design)),
      );
    const answered = entries.find(
      (entry): entry is Written<Answered> => entry.kind === "answered" && entry.id === study.id,
    );
    return {
      study,
      shownBefore: shown ? { at: shown.at, by: shown.by } : null,
      earlier: declared.slice(0, i).filter((other) => isSamePair(other.design, study.design)).length,
      answered: answered ? { at: answered.at, dataVersion: answered.dataVersion, verdicts: answered.verdicts } : null,
    };
  });
}

/** @throws InputError `input.option_invalid` naming those that there are */
export function studyNamed(workspace: string, id: string): StudyState {
  const studies = studiesOf(workspace);
  const found = studies.find(({ study }) => study.id === id);
  if (found) return found;
  const known = studies.map(({ study }) => study.id);
  throw new InputError("input.option_invalid", `No study "${id}" was declared in this workspace.`, {
    hint: known.length > 0 ? `There are ${known.join(", ")}.` : "Declare one with `feltworth study declare`.",
    details: { study: id, known },
  });
}

/** Answers a study as it was declared, and says whether it was declared before its result was seen. */
export async function runStudy(
  request: Omit<CompanyRequest, "paths"> & { workspace: string; id: string },
  onRun?: (run: Run) => void,
): Promise<DeclaredAnswer> {
  const { workspace, id, ...rest } = request;
  const { design } = studyNamed(workspace, id).study;
  const { experience, outcome, horizon, gap, step, placebo, by } = design;
  let dataVersion = "";
  const { schema, words, findings } = await askWorth(
    {
      ...{ ...rest, paths: [workspace], experiences: [experience], outcomes: [outcome], horizon, gap, step },
      ...{ placebo, by, share: null, cost: null },
      onLoaded: (loaded) => {
        dataVersion = loaded.dataVersion;
        rest.onLoaded?.(loaded);
      },
    },
    onRun,
  );
  // What is said of the study is what was known before this answer; the first answer stands in the record.
  const state = studyNamed(workspace, id);
  const readings = findings.flatMap((finding) => readingOf(finding, design) ?? []);
  if (state.answered === null) {
    const verdicts = readings.map(({ finding }) => ({
      finding,
      verdict: findings.find((each) => each.id === finding)!.verdict.code,
    }));
    noteStudy(openLayout(workspace), { kind: "answered", id, at: rest.now.toISOString(), dataVersion, verdicts });
  }
  return { schema, ...(words ? { words } : {}), ...studyNamed(workspace, id), readings, findings };
}

const declaredIn = (entries: readonly Written[]): Written<Declared>[] =>
  entries.filter((entry) => entry.kind === "declared");

/** A result against what was expected of it; null for what is no step. */
function readingOf(
  { id, headline, verdict }: Finding,
  { expects }: StatedStudy,
): DeclaredAnswer["readings"][number] | null {
  const { lowBand, highBand } = verdict.values;
  if (typeof lowBand !== "string" || typeof highBand !== "string") return null;
  return {
    finding: id,
    lowBand,
    highBand,
    reading: isEstimate(headline) ? against(headline, verdict.code, expects) : "open",
  };
}

function against({ interval }: Estimate, verdict: string, expects: StatedStudy["expects"]): Reading {
  if (interval === null || expects === null) return "open";
  const isMore = interval.low > 0;
  const isLess = interval.high < 0;
  if (expects === "none")
    return verdict === "worth.none" ? "as_expected" : verdict === "worth.useful" ? "against" : "open";
  if (verdict === "worth.none") return "against";
  if (isMore || isLess) return isMore === (expects === "more") ? "as_expected" : "against";
  return "open";
}
