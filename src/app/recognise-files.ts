import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Currency, currencyOption } from "../base/currency.ts";
import { type AppError, InputError } from "../base/errors.ts";
import { UTC } from "../base/zone.ts";
import { PEOPLE_FILE, readDecisions } from "../config/people.ts";
import { atItsLine, readSettings, SETTINGS_FILE, type Settings } from "../config/settings.ts";
import { isComposite } from "../facts/own-score.ts";
import { answered } from "../sources/answers.ts";
import { type FileSettings, matches, settingsFor } from "../sources/file-settings.ts";
import type { Lack, Question, Recognition } from "../sources/mapping.ts";
import { allAsked } from "../sources/read/all-asked.ts";
import { asStated } from "../sources/read/as-stated.ts";
import { discover, type SourceFile } from "../sources/read/discover.ts";
import { probe } from "../sources/read/probe.ts";
import { recognise, type Stated, tableName } from "../sources/recognise.ts";
import type { AskedQuestion } from "../sources/survey/asked.ts";
import type { ReadOptions, TableSample } from "../sources/table.ts";
import { isPartOfWorkspace } from "../workspace/layout.ts";
import type { Run } from "./compose.ts";
import { MEASURE_IDS } from "./measure-ids.ts";
import type { CompanyRequest, FileOptions } from "./request.ts";

/** A table of a file with what it was taken for. */
export interface RecognisedTable {
  file: SourceFile;
  sample: TableSample;
  recognition: Recognition;
}

export interface RecognisedFiles {
  files: SourceFile[];
  tables: RecognisedTable[];
  /** Files that hold no table, with the reason. */
  unreadable: { file: SourceFile; error: AppError }[];
  settings: Settings;
}

/**
 * Looks at every file and says what it is. Open questions are asked, or end the run with exit code 3.
 * @param onTable told of each table as it is recognised, before anything is asked
 */
export async function recogniseFiles(
  run: Run,
  request: Pick<CompanyRequest, "paths" | "files" | "analysis" | "progress" | "only">,
  { ask = true, onTable = () => {} }: { ask?: boolean; onTable?: (table: RecognisedTable) => void } = {},
): Promise<RecognisedFiles> {
  const { paths, files: options, progress } = request;
  progress.step("recognise");
  const settings = await settingsOf(paths, options);
  const written = options.config ?? settingsBeside(paths);
  const there = (await discover(paths)).filter(({ name }) => !isOwn(name));
  const found = there.filter(({ path }) => request.only?.(path) ?? true);
  await run.expect(found.reduce((sum, { bytes }) => sum + bytes, 0));
  const read = readOptions(options, settings, request);
  const tables: RecognisedTable[] = [];
  const asked: AskedQuestion[] = [];
  const told = () => {
    // Tables are told of in their order: what follows one that needs another waits with it.
    while (tables[toldOf] && !tables[toldOf]!.recognition.lacks) onTable(tables[toldOf++]!);
  };
  let toldOf = 0;
  const unreadable: RecognisedFiles["unreadable"] = [];
  for (const file of found) {
    run.refuseInterrupted();
    try {
      const own = settings.files.find(({ match }) => matches(match, file.name))?.read ?? {};
      for (const sample of await probe(file, { ...read, ...own }, run.looking)) {
        const stated = statedBy(settings, request, read);
        const table = { file, ...(await atItsLine(written, () => recogniseTable(run, sample, stated))) };
        tables.push(table);
        const found = { file, sample: table.sample, read: { ...read, ...own }, engine: run.looking, stated };
        asked.push(...(await allAsked(table.recognition.asked ?? [], found)));
        told();
      }
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== "input.file_unreadable" || found.length === 1) throw error;
      unreadable.push({ file, error });
    }
  }
  if (tables.some(({ recognition }) => recognition.lacks))
    for (const file of there.filter((other) => !found.includes(other)))
      asked.push(...(await questionsIn(file, read, run)));
  for (const table of tables.filter(({ recognition }) => recognition.lacks && asked.length > 0)) {
    const own = settings.files.find(({ match }) => matches(match, table.file.name))?.read ?? {};
    const [first] = (await probe(table.file, { ...read, ...own }, run.looking)).filter(
      ({ part }) => part === table.sample.part,
    );
    const stated = { ...statedBy(settings, request, read), asked };
    if (first) Object.assign(table, await atItsLine(written, () => recogniseTable(run, first, stated)));
  }
  for (const table of tables.slice(toldOf)) onTable(table);
  if (ask) await settleQuestions({ tables, asked }, settings, request, read);
  return { files: found, tables, unreadable, settings };
}

/** Questions that a file puts in words which is not to be loaded itself. */
async function questionsIn(file: SourceFile, read: Partial<ReadOptions>, run: Run): Promise<AskedQuestion[]> {
  try {
    const asked: AskedQuestion[] = [];
    for (const sample of await probe(file, read, run.looking))
      asked.push(...(await allAsked(recognise(sample).asked ?? [], { file, sample, read, engine: run.looking })));
    return asked;
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** What a table is; where that says that it has to be read in another way, it is read and looked at once more. */
async function recogniseTable(run: Run, first: TableSample, stated: Stated): Promise<Omit<RecognisedTable, "file">> {
  const recognition = recognise(first, stated);
  const sample = recognition.winner ? await asStated(first, recognition.winner.mapping, run.looking) : first;
  return { sample, recognition: sample === first ? recognition : recognise(sample, stated) };
}

/** What Feltworth itself wrote into a folder is no data of the company. */
const isOwn = (name: string): boolean =>
  [SETTINGS_FILE, PEOPLE_FILE].includes(name) ||
  /(^|\/)(truth\.json|README\.md)$/.test(name) ||
  isPartOfWorkspace(name);

/** The settings file that is named, otherwise that of the first folder that has one; with the decisions about people that stand beside it. */
export async function settingsOf(
  paths: readonly string[],
  { config, people }: Pick<FileOptions, "config" | "people">,
): Promise<Settings> {
  const settings = await statedSettings(paths, config);
  const decided = await readDecisions(peopleFile(paths, people ?? null));
  if (decided.length === 0) return settings;
  return {
    ...settings,
    people: { ...settings.people, decisions: [...(settings.people?.decisions ?? []), ...decided] },
  };
}

/** The file of decisions about people that is named, otherwise that of the first folder that has one, otherwise that of the first folder. */
export function peopleFile(paths: readonly string[], given: string | null): string {
  if (given !== null) return given;
  const beside = paths
    .filter((path) => existsSync(path))
    .map((path) => join(statSync(path).isDirectory() ? path : dirname(path), PEOPLE_FILE));
  return beside.find((path) => existsSync(path)) ?? beside[0] ?? PEOPLE_FILE;
}

async function statedSettings(paths: readonly string[], given: string | null): Promise<Settings> {
  const path = given ?? settingsBeside(paths);
  return path === null ? { files: [] } : readSettings(path, MEASURE_IDS);
}

/** The settings file of the first folder that has one. */
export function settingsBeside(paths: readonly string[]): string | null {
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const beside = join(statSync(path).isDirectory() ? path : dirname(path), SETTINGS_FILE);
    if (existsSync(beside)) return beside;
  }
  return null;
}

export function readOptions(
  { dates, money }: FileOptions,
  settings: Settings,
  { analysis }: Pick<CompanyRequest, "analysis">,
): Partial<ReadOptions> {
  return {
    zone: analysis.zone ?? settings.timezone ?? UTC,
    ...(dates ? { dates } : {}),
    ...(money ? { money } : {}),
  };
}

export function statedBy(
  settings: Settings,
  { analysis }: Pick<CompanyRequest, "analysis">,
  read: Partial<ReadOptions>,
  extra: readonly FileSettings[] = [],
) {
  const currency = analysis.currency ?? settings.currency;
  return {
    files: [...extra, ...settings.files],
    read,
    // Nobody is asked for a composite, whatever a column is called.
    ...(settings.scores ? { scores: settings.scores.filter((score) => !isComposite(score)) } : {}),
    ...(currency ? { currency } : {}),
  };
}

async function settleQuestions(
  { tables, asked }: { tables: readonly RecognisedTable[]; asked: readonly AskedQuestion[] },
  settings: Settings,
  request: Pick<CompanyRequest, "files" | "analysis">,
  read: Partial<ReadOptions>,
): Promise<void> {
  const { ask } = request.files;
  const open = tables.flatMap((table) => table.recognition.questions.map((question) => ({ table, question })));
  if (open.length === 0) return;
  if (ask === null) throw questionOpen(open.map(({ question }) => question));
  for (const table of tables) {
    let answers: FileSettings = { ...settingsFor(table.sample, settings.files), match: table.sample.name };
    let currency: Currency | undefined;
    // An answer may raise the next question, never the same one again.
    for (let round = 0; table.recognition.questions.length > 0 && round < 10; round += 1) {
      for (const question of table.recognition.questions) {
        const answer = await ask(question);
        if (question.code === "currency") currency = currencyOption("currency", answer);
        else
          answers = answered(
            answers,
            { code: question.code, ...(question.column ? { column: question.column } : {}) },
            answer,
          );
      }
      const stated = { ...statedBy(settings, request, read, [answers]), asked };
      table.recognition = recognise(table.sample, currency ? { ...stated, currency } : stated);
    }
  }
}

function questionOpen(questions: readonly Question[]): InputError {
  const lines = questions.map(
    ({ code, table, column, choices, option, examples }) =>
      `${table}${column ? `, column ${column}` : ""}: ${WORDS[code]} (for example ${examples.slice(0, 3).join(", ")}). Answer with ${option}: ${choices.join(", ")}.`,
  );
  return new InputError("input.question_open", lines.join("\n"), {
    hint: "Give the option, or write it into feltworth.yaml (`feltworth inspect <folder> --write <folder>/feltworth.yaml` makes one).",
    details: { questions: questions.map(({ code, table, column, option }) => ({ code, table, column, option })) },
  });
}

const WORDS: Readonly<Record<Question["code"], string>> = {
  date_order: "does the day or the month come first",
  money_unit: "are the amounts in whole units or in cents",
  score_scale: "on which scale was it asked",
  which_format: "what is this file",
  which_column: "which column is meant",
  currency: "which currency are the amounts in",
};

const LACKS: Readonly<Record<Lack, string>> = {
  survey_details:
    "it holds numbers of questions and choices, and no words; put the details of the survey (/surveys/{id}/details) beside it",
};

export function nothingRecognised(
  tables: readonly RecognisedTable[],
  unreadable: RecognisedFiles["unreadable"],
): InputError {
  const guesses = tables.map(({ sample, recognition }) => {
    const guess = recognition.runnerUp;
    if (recognition.winner)
      return `${tableName(sample)}: ${recognition.winner.format}, which holds no records by itself`;
    if (recognition.lacks) return `${tableName(sample)}: ${LACKS[recognition.lacks]}`;
    return `${tableName(sample)}: ${guess ? `not sure enough that it is ${guess.format}` : "not recognised"} (columns ${sample.columns.slice(0, 8).join(", ")}${sample.columns.length > 8 ? " …" : ""})`;
  });
  return new InputError(
    "input.nothing_recognised",
    ["None of the files was recognised.", ...guesses, ...unreadable.map(({ error }) => error.message)].join("\n"),
    {
      hint: "Run `feltworth inspect <folder> --write <folder>/feltworth.yaml`, say there what the columns are, and try again.",
      details: { lacking: tables.filter(({ recognition }) => recognition.lacks).map(({ file }) => file.name) },
    },
  );
}
