import type { Currency } from "../base/currency.ts";
import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { OwnScore } from "../facts/own-score.ts";
import { asWritten } from "./as-written.ts";
import { columnsUsed } from "./columns-used.ts";
import { type FileSettings, settingsFor } from "./file-settings.ts";
import { columnNamed, type Format, type FormatContext, matchSignature, spellings } from "./format.ts";
import { FORMATS, GENERIC_TABLES } from "./formats.ts";
import { type GenericCandidate, genericCandidates } from "./generic/recognise-generic.ts";
import type { Candidate, FactMapping, Lack, Question, Recognition, TableMapping } from "./mapping.ts";
import { openQuestions } from "./open-questions.ts";
import { refuseUnplaced, withStatedColumns } from "./stated-columns.ts";
import { type AskedQuestion, questionNames } from "./survey/asked.ts";
import { withWhereHeard } from "./survey/heard.ts";
import type { ReadOptions, TableSample } from "./table.ts";

/** What the user states; the settings file as a whole fits. */
export interface Stated {
  files?: readonly FileSettings[];
  /** Currency of amounts that carry none. */
  currency?: Currency;
  /** Scores of the company's own. */
  scores?: readonly OwnScore[];
  /** How all files are to be read, unless a file says otherwise. */
  read?: Partial<ReadOptions>;
  /** Questions that other tables of the same import put in words. */
  asked?: readonly AskedQuestion[];
}

interface StatedRead {
  forAll: Partial<ReadOptions>;
  forFile: Partial<ReadOptions>;
}

/** Below this nothing is taken as sure. */
const SURE = 0.6;
/** The winner must be this far ahead of the next format. */
const CLEAR = 0.06;

/**
 * What a table is, and how its rows become facts: by the settings, by the signature of a known export, by the meaning of its
 * columns. Where nothing is sure enough there is no winner, and the best guess is the runner-up.
 * @throws InputError `input.settings_invalid` when the settings name a column or a format that does not exist
 */
export function recognise(sample: TableSample, stated: Stated = {}): Recognition {
  const file = settingsFor(sample, stated.files ?? []);
  if (file?.ignore) return bySettings(sample, { format: "ignored", facts: [] });
  const read = { forAll: stated.read ?? {}, forFile: file?.read ?? {} };
  if (file?.facts) {
    checkColumns(sample, file, file.facts);
    const mapping = { format: file.format ?? nameOf(file.match), ...systemOf(file), facts: file.facts };
    return bySettings(sample, complete(mapping, sample, read));
  }
  if (file?.columns || file?.scales) checkNamedColumns(sample, file, stated.asked ?? []);
  const candidates = ranked(sample, stated, file, read);
  if (file?.format !== undefined) return demanded(sample, candidates, file, read);
  return judged(sample, candidates, file, read);
}

interface Ranked extends Candidate {
  by: "signature" | "generic";
  isSure: boolean;
  /** Nearly a known export; see `matchSignature`. */
  isNear: boolean;
  questions: Question[];
  lacks?: Lack;
  detail?: GenericCandidate["found"];
}

function ranked(sample: TableSample, stated: Stated, file: FileSettings | undefined, read: StatedRead): Ranked[] {
  const signatures = FORMATS.map((format) =>
    bySignature(format, sample, {
      ...{ file, currency: stated.currency, scores: stated.scores ?? [], asked: stated.asked ?? [] },
    }),
  ).filter((c) => c.score > 0);
  const generic = genericCandidates(GENERIC_TABLES, sample, {
    currency: stated.currency,
    file,
    scores: stated.scores ?? [],
    moneyIsStated: (read.forFile.money ?? read.forAll.money) !== undefined,
  }).map(
    ({ found, ...candidate }): Ranked => ({
      ...candidate,
      by: "generic",
      isSure: candidate.score >= SURE,
      isNear: false,
      detail: found,
    }),
  );
  // What a system calls its columns says more than what columns of the kind are mostly called.
  const isKnown = (c: Ranked) => (c.by === "signature" && c.isSure ? 1 : 0);
  return [...signatures, ...generic].sort((a, b) => isKnown(b) - isKnown(a) || b.score - a.score);
}

interface Said {
  file: FileSettings | undefined;
  currency: Currency | undefined;
  scores: readonly OwnScore[];
  asked: readonly AskedQuestion[];
}

function bySignature(format: Format, sample: TableSample, said: Said): Ranked {
  const { score, isSure, isNear, missing, forbidden, looksRight } = matchSignature(format, sample);
  const questions: Question[] = [];
  let lacks: Lack | undefined;
  const mapping =
    isSure || isNear || said.file?.format === format.name
      ? mappingOf(format, sample, { ...said, questions, lack: () => (lacks = format.needs) })
      : { format: format.name, facts: [] };
  return {
    format: format.name,
    score,
    by: "signature",
    isSure,
    isNear,
    questions,
    ...(lacks ? { lacks } : {}),
    reasons: [
      // Of a file without names, its places say nothing.
      ...(sample.read.header
        ? [
            {
              code: "signature_headers",
              values: {
                found: format.required.length - missing.length,
                required: format.required.length,
                column: headersThere(format, sample, missing).join(", "),
              },
            },
          ]
        : []),
      ...(isSure && format.looks ? [{ code: "values_speak_for", values: {} }] : []),
      ...(format.facts.length === 0 ? [{ code: format.asked ? "holds_questions" : "holds_totals", values: {} }] : []),
      ...(lacks ? [{ code: `lacks_${lacks}`, values: {} }] : []),
      ...missing.map((column) => ({ code: "header_is_missing", values: { column } })),
      ...forbidden.map((column) => ({ code: "header_speaks_against", values: { column } })),
      ...(looksRight ? [] : [{ code: "values_speak_against", values: { strength: 1 } }]),
    ],
    mapping,
  };
}

const SHOWN = 6;

/** The headers of a format that a file has, as the file writes them. */
function headersThere({ required }: Format, sample: TableSample, missing: readonly string[]): string[] {
  const there = required
    .filter((header) => !missing.includes(spellings(header)[0]!))
    .flatMap((header) => columnNamed(sample, header) ?? []);
  return there.length > SHOWN ? [...there.slice(0, SHOWN), "…"] : there;
}

function mappingOf(
  { name, system, read, facts }: Format,
  sample: TableSample,
  { file, currency, scores, asked, questions, lack }: Said & { questions: Question[]; lack: () => void },
): TableMapping {
  const context: FormatContext = {
    columns: file?.columns ?? {},
    currency,
    scales: file?.scales ?? {},
    scores,
    asked,
    ask: (question) => questions.push({ ...question, table: sample.name }),
    lack,
  };
  const own = typeof facts === "function" ? facts(sample, context) : facts;
  const reading = typeof read === "function" ? read(sample) : read;
  const written = withStatedColumns(asWritten(own, sample.columns), sample.columns, context.columns);
  return { format: name, system, ...(reading ? { read: reading } : {}), facts: written };
}

function judged(
  sample: TableSample,
  candidates: Ranked[],
  file: FileSettings | undefined,
  read: StatedRead,
): Recognition {
  const [best, next] = candidates;
  const table = tableName(sample);
  const unsure = (guess: Ranked | undefined, choices: string[]): Recognition => ({
    table,
    winner: null,
    runnerUp: guess ? publicly(guess) : null,
    questions:
      choices.length === 0
        ? []
        : [
            {
              code: "which_format",
              table,
              choices,
              option: "files[].format",
              examples: sample.columns.slice(0, 8),
            },
          ],
    by: "none",
  });
  const near = candidates.find(({ isNear, mapping }) => isNear && mapping.facts.length > 0);
  // An export that has changed may mean something else by what is left: nobody but its owner can tell.
  if (near && !(best?.by === "signature" && best.isSure))
    return unsure(near, [near.format, ...(best && best !== near && best.isSure ? [best.format] : [])]);
  if (!best?.isSure) return unsure(best, []);
  if (best.lacks && best.mapping.facts.length === 0) return { ...unsure(best, []), lacks: best.lacks };
  const rival = best.by === "generic" || next?.by === "signature" ? next : undefined;
  if (rival?.isSure && best.score - rival.score < CLEAR) return unsure(best, [best.format, rival.format]);
  return won(sample, best, next, { file, read });
}

const HOLDS_NO_FACTS: ReadonlySet<string> = new Set(["holds_totals", "holds_questions"]);

/** The user names the format: it is taken, as long as the table has what the format needs. */
function demanded(sample: TableSample, candidates: Ranked[], file: FileSettings, read: StatedRead): Recognition {
  const wanted = candidates.find(({ format }) => format === file.format);
  if (wanted?.lacks && wanted.mapping.facts.length === 0)
    return {
      ...{ table: tableName(sample), winner: null, runnerUp: publicly(wanted), questions: [], by: "none" },
      lacks: wanted.lacks,
    };
  if (wanted && (wanted.mapping.facts.length > 0 || wanted.reasons.some(({ code }) => HOLDS_NO_FACTS.has(code))))
    return won(
      sample,
      wanted,
      candidates.find((c) => c !== wanted),
      { file, read },
    );
  const known: string[] = [...FORMATS.map(({ name }) => name), ...GENERIC_TABLES.map(({ format }) => format)];
  const suggestion = nearest(file.format!, known);
  const isKnown = known.includes(file.format!);
  const missing = wanted?.reasons
    .filter(({ code }) => code.endsWith("is_missing"))
    .map(({ values }) => Object.values(values)[0]);
  throw new InputError(
    "input.settings_invalid",
    isKnown
      ? `${tableName(sample)} cannot be read as ${file.format}: it lacks ${missing?.join(", ") || "columns that are needed"}.`
      : `"${file.format}" (for ${tableName(sample)}) is not a known format.${suggestion ? ` Did you mean "${suggestion}"?` : ""}`,
    {
      hint: isKnown
        ? "Say what the columns are under `columns:`, or write the mapping under `facts:`."
        : `Known formats: ${known.join(", ")}.`,
      details: { file: sample.name, format: file.format, missing },
    },
  );
}

function won(
  sample: TableSample,
  best: Ranked,
  next: Ranked | undefined,
  { file, read }: { file: FileSettings | undefined; read: StatedRead },
): Recognition {
  const facts = withWhereHeard(best.mapping.facts, sample, file?.columns ?? {});
  const mapping = complete({ ...best.mapping, facts, ...(file ? systemOf(file) : {}) }, sample, read);
  if (file?.columns && best.by === "signature") refuseUnplaced(mapping, ofTheTable(file.columns, sample), file.match);
  const open = openQuestions(sample, {
    mapping,
    read: { ...read.forAll, ...read.forFile },
    found: best.detail,
  });
  const asks = FORMATS.find(({ name }) => name === best.format)?.asked;
  return {
    table: tableName(sample),
    winner: { ...publicly(best), mapping: open.mapping },
    runnerUp: next ? publicly(next) : null,
    questions: [...best.questions, ...open.questions],
    by: best.by,
    ...(best.lacks ? { lacks: best.lacks } : {}),
    ...(asks ? { asked: asks(sample) } : {}),
  };
}

const ofTheTable = (columns: NonNullable<FileSettings["columns"]>, sample: TableSample) =>
  Object.fromEntries(Object.entries(columns).filter(([column]) => sample.columns.includes(column)));

const publicly = ({ format, score, reasons, mapping }: Ranked): Candidate => ({ format, score, reasons, mapping });

function bySettings(sample: TableSample, mapping: TableMapping): Recognition {
  const reasons = [{ code: "settings_say_so", values: { format: mapping.format } }];
  return {
    table: tableName(sample),
    winner: { format: mapping.format, score: 1, reasons, mapping },
    runnerUp: null,
    questions: [],
    by: "settings",
  };
}

/**
 * `read` says all that was learnt or stated, so that a mapping that is written down reads the same file the same way.
 * A format that knows how its system writes wins over what is stated for all files, not over what is stated for this one.
 */
function complete(mapping: TableMapping, { read: learnt }: TableSample, { forAll, forFile }: StatedRead): TableMapping {
  const { dates, decimal, zone, money } = { ...learnt, ...forAll, ...mapping.read, ...forFile };
  return { ...mapping, read: { ...forAll, ...mapping.read, ...forFile, dates, decimal, zone, money } };
}

export const tableName = ({ name, part }: TableSample): string => (part === undefined ? name : `${name} › ${part}`);
const nameOf = (match: string): string =>
  match
    .replace(/^.*\//, "")
    .replace(/\.[^.]*$/, "")
    .replace(/[*?{}[\]]+/g, "") || "own";
const systemOf = (file: FileSettings): { system?: string } =>
  file.system === undefined ? {} : { system: file.system };

/** A mapping that names a column which the file does not have would read nothing: say so before anything is loaded. */
function checkColumns(sample: TableSample, file: FileSettings, facts: readonly FactMapping[]): void {
  for (const fact of facts) {
    for (const column of columnsUsed(fact)) refuseUnknown(sample, file, column);
  }
}

/** A question that another table puts in words may be named as if it were a column. */
function checkNamedColumns(sample: TableSample, file: FileSettings, asked: readonly AskedQuestion[]): void {
  const questions = new Set(questionNames(asked).values());
  for (const column of Object.keys(file.columns ?? {})) if (!questions.has(column)) refuseUnknown(sample, file, column);
}

function refuseUnknown(sample: TableSample, file: FileSettings, column: string): void {
  if (sample.columns.includes(column)) return;
  const suggestion = nearest(column, sample.columns);
  throw new InputError(
    "input.settings_invalid",
    `The settings for "${file.match}" name the column "${column}", which ${tableName(sample)} does not have.${suggestion ? ` Did you mean "${suggestion}"?` : ""}`,
    {
      hint: `Its columns: ${sample.columns.join(", ")}.`,
      details: { file: sample.name, match: file.match, column, suggestion },
    },
  );
}
