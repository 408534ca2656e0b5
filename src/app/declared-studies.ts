import type { z } from "zod";
import { InputError } from "../base/errors.ts";
import type { Study } from "../contracts/studies.ts";
import { type Estimate, isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { CUSTOMER_CUTS } from "../measures/definitions/common.ts";
import { dimension } from "../measures/dimension.ts";
import { type Layout, openLayout } from "../workspace/layout.ts";
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

/** A study as it is told outside. */
export const toldStudy = ({
  study: { id, at, author, design, hash },
  shownBefore,
  earlier,
  answered,
}: StudyState): z.infer<typeof Study> => ({
  ...{ id, declaredAt: at, author, design, hash, shownBefore, earlier, answered },
});

/** Whether a result is what its author expected. */
export type Reading = "as_expected" | "against" | "open";

/** How much of the records is of days before the study was declared. */
export type RecordsThen = "all" | "some" | "none";

export interface StudyReadings {
  readings: { finding: string; lowBand: string; highBand: string; reading: Reading }[];
  /** Null where nothing was found that could be asked. */
  recordsThen: RecordsThen | null;
}

export interface DeclaredAnswer extends StudyAnswer, StudyState, StudyReadings {}

/** Where studies are written down: the folder of the workspace, or of a server that shows files. */
export type StudyFolder = Pick<Layout, "folder">;

/** @throws InputError where the folder is no workspace */
export const studyFolder = (workspace: string): StudyFolder => openLayout(workspace);

/**
 * Writes down how a question will be asked, before its answer is seen. Nothing is computed: the data need not even be there yet.
 * @throws InputError on an outcome, horizon, placebo or dimension that is none
 */
export function declareStudy(
  at: StudyFolder,
  { design, author, now }: { design: StatedStudy; author: string; now: Date },
): StudyState {
  horizonOf(design.horizon);
  refuseUnknown("outcome", [design.outcome], WORTH_OUTCOMES);
  refuseUnknown("placebo", design.placebo === null ? [] : [design.placebo], PLACEBOS);
  if (design.by !== null) dimension(design.by, CUSTOMER_CUTS);
  const { experience, outcome } = design;
  const n = declaredIn(readStudies(at)).filter((study) => isSamePair(study.design, design)).length + 1;
  const id = `${experience}-${outcome}-${n}`;
  noteStudy(at, { kind: "declared", id, at: now.toISOString(), author, design });
  return studyNamed(at, id);
}

/** Every study that is written down there, in the order in which they were declared. */
export function studiesOf(at: StudyFolder): StudyState[] {
  const entries = readStudies(at);
  const declared = declaredIn(entries);
  return declared.map((study, i) => {
    const shown = entries
      .slice(0, entries.indexOf(study))
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
export function studyNamed(at: StudyFolder, id: string): StudyState {
  const studies = studiesOf(at);
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
  const at = studyFolder(workspace);
  const { design } = studyNamed(at, id).study;
  const { experience, outcome, horizon, gap, step, placebo, by } = design;
  let dataVersion = "";
  const { schema, words, findings } = await askWorth(
    {
      ...{ ...rest, paths: [workspace], experiences: [experience], outcomes: [outcome], horizon, gap, step },
      ...{ placebo, by, share: null, cost: null, customers: null },
      onLoaded: (loaded) => {
        dataVersion = loaded.dataVersion;
        rest.onLoaded?.(loaded);
      },
    },
    onRun,
  );
  return {
    schema,
    ...(words ? { words } : {}),
    ...readStudy(at, id, { findings, dataVersion, now: rest.now }),
    findings,
  };
}

/** What findings say to what a study expected; the first answer stands in the record. */
export function readStudy(
  at: StudyFolder,
  id: string,
  { findings, dataVersion, now }: { findings: readonly Finding[]; dataVersion: string; now: Date },
): StudyState & StudyReadings {
  const { study, answered } = studyNamed(at, id);
  const readings = findings.flatMap((finding) => readingOf(finding, study.design) ?? []);
  if (answered === null) {
    const verdicts = readings.map(({ finding }) => ({
      finding,
      verdict: findings.find((each) => each.id === finding)!.verdict.code,
    }));
    noteStudy(at, { kind: "answered", id, at: now.toISOString(), dataVersion, verdicts });
  }
  const about = findings.find((finding) => finding.id === readings[0]?.finding);
  return { ...studyNamed(at, id), readings, recordsThen: about ? recordsThen(about, study.at) : null };
}

/** Records of days before the declaration were there to be looked at, whether or not anybody did. */
function recordsThen({ headline: { window } }: Finding, declaredAt: string): RecordsThen {
  const day = declaredAt.slice(0, 10);
  if (window.to !== null && window.to <= day) return "all";
  return window.from !== null && window.from > day ? "none" : "some";
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
