import type { z } from "zod";
import type { Study } from "../contracts/studies.ts";
import type { Texts } from "../texts/texts-from.ts";

type Told = z.infer<typeof Study>;

const dayOf = (at: string): string => at.slice(0, 10);

/** A study sentence by sentence: what was declared, by whom, and what was known then. */
export function studyLines(
  { id, declaredAt, author, design, shownBefore, earlier, answered }: Told,
  words: Texts,
): string[] {
  const { experience, outcome, step, horizon, gap, placebo, by, expects, delayDays, why } = design;
  return [
    words.t("study.declared", { text: id, day: dayOf(declaredAt), name: author, experience, outcome }),
    ...(step === null ? [] : [words.t("study.step", { lowBand: step })]),
    ...(horizon === null ? [] : [words.t("study.horizon", { n: horizon })]),
    ...(gap === 0 ? [] : [words.t("study.gap", { n: gap })]),
    ...(placebo === null ? [] : [words.t("study.placebo", { outcome: placebo })]),
    ...(by === null ? [] : [words.t("study.by", { dimension: by })]),
    words.t("study.expects", { expects: expects ?? "open" }),
    ...(delayDays === null ? [] : [words.t("study.delay", { n: delayDays })]),
    ...(why === null ? [] : [words.t("study.why", { text: why })]),
    shownBefore ? words.t("study.after", { day: dayOf(shownBefore.at) }) : words.t("study.before"),
    ...(earlier === 0 ? [] : [words.t("study.earlier", { n: earlier })]),
    ...(answered ? [words.t("study.answered", { day: dayOf(answered.at) })] : []),
  ];
}

export const STUDY_COLUMNS = ["id", "declared", "author", "expects", "status"] as const;

/** A study as one row of a list. */
export const studyRow = ({ id, declaredAt, author, design, shownBefore, answered }: Told, words: Texts): string[] => [
  id,
  dayOf(declaredAt),
  author,
  words.t(`study.expecting.${design.expects ?? "open"}`),
  words.t(`study.status.${shownBefore ? "after" : answered ? "answered" : "before"}`),
];
