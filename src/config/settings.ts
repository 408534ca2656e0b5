import { readFile } from "node:fs/promises";
import { Document, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { BusinessHours } from "../base/business-hours.ts";
import { CURRENCIES, type Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import type { TimeZone } from "../base/zone.ts";
import { DISLOYAL_SIGNS, type DisloyalRule } from "../facts/disloyal.ts";
import { EFFORT_WEIGHTS, type EffortWeights } from "../facts/effort.ts";
import { HEALTH_WEIGHTS, type HealthWeights } from "../facts/health-score.ts";
import type { OwnMeasure } from "../facts/own-measure.ts";
import type { OwnScore } from "../facts/own-score.ts";
import type { PeopleRules } from "../facts/people-rules.ts";
import { type FileSettings, fileSettings } from "../sources/file-settings.ts";
import type { Recognition } from "../sources/mapping.ts";
import { zone } from "../sources/mapping-schema.ts";
import { oneOf, type SettingsIssue, strict } from "../sources/strict.ts";
import type { TableSample } from "../sources/table.ts";
import { day } from "./day.ts";
import { hours } from "./hours.ts";
import { measures } from "./measures.ts";
import { type CostSettings, costs, type PointSettings, points, type RateSettings, rates } from "./money.ts";
import { people } from "./people.ts";
import { scores } from "./scores.ts";
import { unknownNames } from "./unknown-names.ts";

export const SETTINGS_FILE = "feltworth.yaml";
export const LANGUAGES = ["en", "pl", "sv", "ru", "ro"] as const;

/** What a company states once about itself and its files. Everything is optional; options of a command win over it. */
export interface Settings {
  company?: string;
  /** The reporting currency. */
  currency?: Currency;
  /** The reporting zone. */
  timezone?: TimeZone;
  language?: (typeof LANGUAGES)[number];
  /** The day after the last one that counts. */
  asOf?: Day;
  /** Assumed gross margin as a share of revenue, used where costs are not recorded, and marked as an assumption. */
  margin?: number;
  /** What contacts cost where it is not on record, marked as an assumption. */
  costs?: CostSettings;
  /** What points of its loyalty programme are worth. */
  points?: PointSettings;
  /** Exchange rates for days on which no file has one. */
  rates?: RateSettings[];
  /** What happened to the company, to be seen beside its figures. */
  events?: EventSettings[];
  /** The month, 1 to 12, that its year begins with. */
  calendar?: { firstMonth: number };
  /** How far ahead the value of a customer counts (months), what money a year later is worth less (a share), and what it knows of a year better than its records. */
  value?: { months?: number; discount?: number; year?: YearSettings };
  /** Weights of the parts of a health score of its own, where they are not the usual ones; 0 leaves a part out. */
  health?: Partial<HealthWeights>;
  /** Chapters of the report that take their time, and are told only where they are asked for. */
  chapters?: (typeof CHAPTERS)[number][];
  /** When it is open: times of cases count within these hours. */
  hours?: BusinessHours;
  /** How identifiers become customers. */
  people?: Partial<PeopleRules>;
  /** Scores of its own, each with its scale and bands. */
  scores?: OwnScore[];
  /** Measures of its own. */
  measures?: OwnMeasure[];
  /** What its measures are to be, and by when. */
  targets?: TargetSettings[];
  /** Weights of the signals in the effort index, where they are not the usual ones; 0 leaves a signal out. */
  effort?: Partial<EffortWeights>;
  /** Who is disloyal by its own definition: any or all of the signs, within so many days. */
  disloyal?: DisloyalRule;
  /** Hours within which contacts of one case in two channels are a switch of channel; without it, over the whole case. */
  service?: { switchHours?: number };
  files: FileSettings[];
}

/** The same as the report has; a test compares them. */
export const CHAPTERS = ["lag", "contest", "claims", "clv", "stages", "churn", "risk", "forecast"] as const;

/** A year in figures of its own, where the records do not have them. */
export interface YearSettings {
  customers?: number;
  /** A share. */
  retention?: number;
  /** What a customer who stays brings in a year. */
  perCustomer?: number;
  costs?: number;
  profit?: number;
}

export const EVENT_KINDS = ["release", "incident", "price", "campaign", "other"] as const;

export interface EventSettings {
  on: Day;
  name: string;
  kind: (typeof EVENT_KINDS)[number];
}

export interface TargetSettings {
  measure: string;
  /** In the unit of the measure: a share in [0, 1], NPS in points. */
  value: number;
  since: Day;
  by?: Day;
  baseline?: number;
  /** One dimension and one of its groups. */
  where?: Record<string, string>;
}

const optional = z.exactOptional;

const shape = {
  company: optional(z.string({ error: "expects a name" })),
  currency: optional(oneOf(CURRENCIES, "ISO 4217 currency")),
  timezone: optional(zone()),
  language: optional(oneOf(LANGUAGES, "language")),
  asOf: optional(day()),
  margin: optional(
    z
      .number({ error: "expects a share such as 0.35" })
      .gt(0, { error: "expects a share above 0 and at most 1, such as 0.35" })
      .lte(1, { error: "expects a share above 0 and at most 1, such as 0.35" }),
  ),
  costs: optional(costs()),
  points: optional(points()),
  rates: optional(rates()),
  events: optional(z.array(event(), { error: "expects a list of events" })),
  calendar: optional(strict({ firstMonth: month() })),
  value: optional(value()),
  health: optional(strict(weightsOf(HEALTH_WEIGHTS))),
  chapters: optional(z.array(oneOf(CHAPTERS, "chapter"), { error: "expects a list of chapters" })),
  hours: optional(hours()),
  people: optional(people()),
  scores: optional(scores(LANGUAGES)),
  measures: optional(measures()),
  targets: optional(z.array(target(), { error: "expects a list of targets" })),
  effort: optional(strict(weightsOf(EFFORT_WEIGHTS))),
  disloyal: optional(disloyal()),
  service: optional(service()),
  files: z.array(fileSettings, { error: "expects a list of files" }).default([]),
};
const settings = strict(shape) as unknown as z.ZodType<Settings>;

/** Every key that a settings file may have. */
export const SETTINGS_KEYS: readonly string[] = Object.keys(shape);

function month() {
  const message = { error: "expects a month from 1 (January) to 12 (December)" };
  return z.number(message).int(message).gte(1, message).lte(12, message);
}

function value() {
  const months = { error: "expects whole months from 1 to 120" };
  const discount = { error: "expects a share from 0 to 1, such as 0.1" };
  return strict({
    months: optional(z.number(months).int(months).gte(1, months).lte(120, months)),
    discount: optional(z.number(discount).gte(0, discount).lte(1, discount)),
    year: optional(year()),
  });
}

function year() {
  const retention = { error: "expects a share above 0 and at most 1, such as 0.8" };
  const above = (what: string) => {
    const message = { error: `expects ${what} above 0` };
    return optional(z.number(message).gt(0, message));
  };
  return strict({
    customers: above("a number of customers"),
    retention: optional(z.number(retention).gt(0, retention).lte(1, retention)),
    perCustomer: above("an amount"),
    costs: above("an amount"),
    profit: optional(z.number({ error: "expects an amount" })),
  });
}

function service() {
  const hours = { error: "expects hours above 0 and up to 8760 (a year), such as 24" };
  return strict({ switchHours: optional(z.number(hours).gt(0, hours).lte(8_760, hours)) });
}

function weightsOf(weights: EffortWeights | HealthWeights) {
  const weight = z.number({ error: "expects a weight such as 10" }).gte(0, { error: "expects a weight of 0 or more" });
  return Object.fromEntries(Object.keys(weights).map((signal) => [signal, optional(weight)]));
}

function disloyal() {
  const signs = () =>
    optional(
      z
        .array(oneOf(DISLOYAL_SIGNS, "sign"), { error: `expects a list of signs (${DISLOYAL_SIGNS.join(", ")})` })
        .min(1, { error: "expects one sign or more" }),
    );
  const days = { error: "expects whole days from 1 to 730" };
  return strict({
    any: signs(),
    all: signs(),
    days: optional(z.number(days).int(days).gte(1, days).lte(730, days)),
  }).refine((rule) => (rule.any === undefined) !== (rule.all === undefined), {
    error: "expects either any or all, with a list of signs",
  });
}

function event() {
  return strict({
    on: day(),
    name: z.string({ error: "expects a name" }).min(1, { error: "expects a name" }),
    kind: oneOf(EVENT_KINDS, "kind of event").default("other"),
  });
}

function target() {
  const number = () => z.number({ error: "expects a number" });
  return strict({
    measure: z.string({ error: "expects a measure such as nps" }),
    value: number(),
    since: day(),
    by: optional(day()),
    baseline: optional(number()),
    where: optional(
      z
        .record(z.string(), z.string({ error: "expects a group such as Business" }), {
          error: "expects one dimension and its group, such as { segment: Business }",
        })
        .refine((where) => Object.keys(where).length === 1, { error: "expects one dimension and one group" }),
    ),
  });
}

/**
 * @param taken ids of measures that a company's own may not have
 * @throws InputError `input.settings_invalid` naming file, line, key and what is allowed; `input.path_unreadable`
 */
export async function readSettings(path: string, taken: readonly string[] = []): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new InputError("input.path_unreadable", `The settings file ${path} cannot be read.`, {
      hint: "Check that it exists and that you may read it.",
      details: { path },
      cause,
    });
  }
  return parseSettings(text, path, taken);
}

/** @param path the file the text comes from; messages name it */
export function parseSettings(text: string, path: string = SETTINGS_FILE, taken: readonly string[] = []): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken)
    throw invalid(path, [{ line: lines.linePos(broken.pos[0]).line, key: "", message: syntax(broken.message) }]);
  const parsed = settings.safeParse(document.toJS() ?? {});
  if (parsed.success) {
    const problems = unknownNames(parsed.data, taken)
      .map((found) => ({ ...found, line: lineOf(found.path, document, lines, false), key: keyText(found.path) }))
      .sort((a, b) => a.line - b.line);
    if (problems.length > 0) throw invalid(path, problems);
    return parsed.data;
  }
  throw invalid(
    path,
    parsed.error.issues.map((issue) => problem(issue, document, lines)).sort((a, b) => a.line - b.line),
  );
}

/**
 * A refusal of what settings say of a column, told with the line on which they say it; any other error as it is.
 * @param path the settings file; null where there is none
 */
export async function atItsLine<T>(path: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "input.settings_invalid" || path === null) throw error;
    const { match, column } = error.details;
    if (typeof match !== "string" || typeof column !== "string") throw error;
    const lines = new LineCounter();
    const document = parseDocument(await readFile(path, "utf8"), { lineCounter: lines });
    const { files } = (document.toJS() ?? {}) as { files?: { match?: unknown; columns?: object }[] };
    const entry = files?.findIndex((file) => file.match === match && Object.hasOwn(file.columns ?? {}, column)) ?? -1;
    if (entry < 0) throw error;
    const line = lineOf(["files", entry, "columns", column], document, lines, true);
    throw new InputError(error.code, `${path}, line ${line}: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      details: { ...error.details, file: path, line },
      cause: error,
    });
  }
}

/** What was recognised as an entry of a settings file; null where nothing was sure. */
export function fileSettingsOf(sample: TableSample, { winner }: Recognition): FileSettings | null {
  if (!winner || winner.mapping.facts.length === 0) return null;
  // Letters that mean something in a glob stand for themselves in a file's name.
  const match = sample.name.replace(/[*?{}]/g, "?");
  return { match, ...(sample.part === undefined ? {} : { sheet: sample.part }), ...winner.mapping };
}

/** Settings as the text of a settings file; read back, it gives the same settings. */
export function writeSettings(value: Settings): string {
  const document = new Document(withoutUndefined(value));
  return document.toString({ lineWidth: 120 });
}

/** A settings file with further entries for files, before those that it has; what else stands in it stays as it is, remarks included. */
export function withFiles(text: string, files: readonly unknown[]): string {
  const document = parseDocument(text);
  const known = document.get("files");
  if (isSeq(known)) known.items.unshift(...files.map((file) => document.createNode(file)));
  else document.set("files", document.createNode(files));
  return document.toString({ lineWidth: 120 });
}

interface Problem extends SettingsIssue {
  line: number;
  key: string;
  message: string;
}

function problem(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): Problem {
  const extra: SettingsIssue = issue.code === "custom" ? ((issue.params ?? {}) as SettingsIssue) : {};
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  return {
    line: lineOf(path, document, lines, extra.aboutKey === true),
    key: keyText(path),
    message: sentence(issue),
    ...extra,
  };
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.input === undefined && issue.message.startsWith("Invalid input"))
    return "is missing";
  return issue.message.replace(/^Invalid input: /, "");
}

/** The line of the deepest part of the path that is written in the file. */
function lineOf(path: (string | number)[], document: Document, lines: LineCounter, ofKey: boolean): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const parent =
      depth === 0 ? undefined : depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      const keyNode = pair?.key;
      if (
        isNode(keyNode) &&
        keyNode.range &&
        (ofKey || depth < path.length || !isNode(pair?.value) || !isScalar(pair.value))
      )
        return lines.linePos(keyNode.range[0]).line;
    }
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function keyText(path: (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

function invalid(path: string, problems: Problem[]): InputError {
  const [first] = problems as [Problem, ...Problem[]];
  const where = first.key === "" ? "" : `${first.key} `;
  const meant = first.suggestion ? ` Did you mean "${first.suggestion}"?` : "";
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return new InputError(
    "input.settings_invalid",
    `${path}, line ${first.line}: ${where}${first.message}.${meant}${rest}`,
    {
      hint:
        first.allowed && first.allowed.length <= 40
          ? `Allowed here: ${first.allowed.join(", ")}.`
          : "docs/reference/settings.md describes every key with an example.",
      details: { file: path, line: first.line, key: first.key, problems },
    },
  );
}

const syntax = (message: string) => `is not valid YAML: ${message.split("\n")[0]!.replace(/ at line \d+.*$/, "")}`;

function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
