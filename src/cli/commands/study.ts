import { userInfo } from "node:os";
import type { Command } from "commander";
import {
  type DeclaredAnswer,
  declareStudy,
  runStudy,
  type StudyState,
  studiesOf,
  studyFolder,
  studyNamed,
  toldStudy,
} from "../../app/declared-studies.ts";
import { InputError } from "../../base/errors.ts";
import { findingTerminal } from "../../report/finding-terminal.ts";
import { STUDY_COLUMNS, studyLines, studyRow } from "../../report/study-words.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import { asking } from "../asking.ts";
import { HORIZON_OPTION, horizonOption, languageOption, type RawOptions, wholeNumber } from "../options.ts";
import { json, outputFormat, plain, print, table } from "../output.ts";
import { LONGEST_GAP } from "./worth.ts";

interface Raw extends RawOptions {
  experience: string;
  outcome: string;
  step?: string;
  horizon?: string;
  gap?: string;
  placebo?: string;
  by?: string;
  expect?: string;
  delay?: string;
  why?: string;
  author?: string;
}

const FORMAT = ["--format <format>", "table or json (default: table on a terminal)"] as const;
const LANGUAGE = ["--language <language>", "language of what people read"] as const;
const EXPECTED = ["more", "less", "none"] as const;

/** Studies that are declared before their result is seen: `study declare`, `list`, `show`, `run`. */
export function studyCommand(program: Command): void {
  const study = program
    .command("study")
    .description("say how a question will be asked before its answer is seen, and ask it so");
  study
    .command("declare")
    .description("write down a design, with its date and author; nothing is computed")
    .argument("<workspace>", "folder of the workspace")
    .requiredOption("--outcome <id>", "what you will measure on the business side: margin, spend, orders …")
    .requiredOption("--experience <id>", "what you will measure on the side of experience: nps, csat, ces …")
    .option("--step <band>", "the band that customers would leave for the next one (default: every step)")
    .option(...HORIZON_OPTION)
    .option("--gap <days>", "days after the answer that no outcome counts (default: 0)")
    .option("--placebo <outcome>", "an outcome that the score cannot affect, but that shares its causes")
    .option("--by <dimension>", "tell it for groups of customers too")
    .option("--expect <direction>", "what a better score brings of the outcome, as you expect: more, less, none")
    .option("--delay <days>", "days after which you expect it")
    .option("--why <text>", "which goal it serves")
    .option("--author <name>", "who declares it (default: who is signed in)")
    .option(...LANGUAGE)
    .option(...FORMAT)
    .action((workspace: string, raw: Raw) =>
      told(
        raw,
        () =>
          declareStudy(studyFolder(workspace), {
            author: raw.author ?? userInfo().username,
            now: new Date(),
            design: {
              ...{ experience: raw.experience, outcome: raw.outcome, step: raw.step ?? null },
              ...{ horizon: horizonOption(raw), placebo: raw.placebo ?? null, by: raw.by ?? null },
              gap: raw.gap === undefined ? 0 : wholeNumber("--gap", raw.gap, { min: 0, max: LONGEST_GAP }),
              expects: expected(raw.expect),
              delayDays: raw.delay === undefined ? null : wholeNumber("--delay", raw.delay, { min: 0, max: 3_650 }),
              why: raw.why ?? null,
            },
          }),
        inWords,
      ),
    );
  study
    .command("list")
    .description("the studies of a workspace, and whether each was declared before its result was seen")
    .argument("<workspace>", "folder of the workspace")
    .option(...LANGUAGE)
    .option(...FORMAT)
    .action((workspace: string, raw: Raw) =>
      told(raw, () => ({ schema: 1, studies: studiesOf(studyFolder(workspace)) }), listed),
    );
  study
    .command("show")
    .description("one study as it was declared")
    .argument("<workspace>", "folder of the workspace")
    .argument("<id>", "as `study list` names it")
    .option(...LANGUAGE)
    .option(...FORMAT)
    .action((workspace: string, id: string, raw: Raw) =>
      told(raw, () => studyNamed(studyFolder(workspace), id), inWords),
    );
  study
    .command("run")
    .description("ask a study as it was declared")
    .argument("<workspace>", "folder of the workspace")
    .argument("<id>", "as `study list` names it")
    .option(...LANGUAGE)
    .option(...FORMAT)
    .action((workspace: string, id: string, raw: Raw) =>
      asking([workspace], raw, {
        ask: ({ paths: _, ...request }, onRun) => runStudy({ ...request, workspace, id }, onRun),
        tell: (answer: DeclaredAnswer, words) =>
          print(
            [
              inWords(answer, words),
              ...(answer.recordsThen ? [`${words.t(`study.records.${answer.recordsThen}`)}\n`] : []),
              ...answer.readings.map(({ reading, ...step }) => `${words.t(`study.${reading}`, step)}\n`),
              "\n",
              ...answer.findings.map((finding) => plain(findingTerminal(finding, words, table))),
            ].join(""),
          ),
      }),
    );
}

async function told<T>(raw: Raw, answer: () => T, tell: (answer: T, words: Texts) => string): Promise<void> {
  const format = outputFormat(raw.format);
  const found = answer();
  await print(format === "json" ? json(found) : tell(found, texts(languageOption(raw) ?? "en")));
}

function expected(asked: string | undefined): (typeof EXPECTED)[number] | null {
  if (asked === undefined) return null;
  const found = EXPECTED.find((each) => each === asked);
  if (found) return found;
  throw new InputError("input.option_invalid", `--expect ${asked} is not possible.`, {
    hint: `Use one of ${EXPECTED.join(", ")}.`,
  });
}

/** A study line by line, with the hash under which it stands in the record. */
const inWords = (state: StudyState, words: Texts): string =>
  `${[...studyLines(toldStudy(state), words), `SHA-256: ${state.study.hash}`].map((line) => plain(line)).join("\n")}\n`;

const listed = ({ studies }: { studies: StudyState[] }, words: Texts): string =>
  studies.length === 0
    ? `${words.t("study.none")}\n`
    : table(
        STUDY_COLUMNS.map((name) => words.t(`study.column.${name}`)),
        studies.map((state) => studyRow(toldStudy(state), words)),
      );
