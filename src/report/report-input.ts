import type { Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import type { Period } from "../base/period.ts";
import type { Tone } from "../findings/chart-spec.ts";
import type { Code, Figure, Message } from "../findings/figure.ts";
import type { EvidenceRef, Finding } from "../findings/finding.ts";
import type { Suspicion } from "../findings/suspicion.ts";
import type { Language } from "../texts/language.ts";

/**
 * Everything that a report says, in no language. Each finding stands here once, and the first page points at it by id,
 * so that all faces show the same object.
 */
export interface ReportInput {
  schema: 1;
  /** The user's own name for what the report is about; empty where none was given. */
  company: string;
  settings: ReportSettings;
  answer: Answer;
  /** What was to be reached; the verdict says where it stands, and carries the target as `reference`. */
  targets: Finding[];
  measures: Finding[];
  links: Finding[];
  /** What is asked beyond single measures and links, in the order of the report. */
  chapters: Chapter[];
  quality: DataQuality;
  /** Blocks of the method section: a message `method.x` has the texts `method.x.title` and `method.x.text`. */
  method: Message[];
  /** Words of the company's own for codes of its own, in the language of the report. */
  words?: Record<string, string>;
  evidence: EvidenceRef[];
  /** Text of the queries that figures refer to, by id. A figure whose query is missing shows its id alone. */
  queries?: Record<string, string>;
}

export const CHAPTERS = ["worth", "drivers", "problems", "coverage", "fairness"] as const;
/** Chapters that take their time, or more pages than most readers want: told only where they are asked for. */
export const CHAPTERS_ON_REQUEST = ["lag", "contest", "claims", "clv", "stages", "churn", "risk", "forecast"] as const;
export type ChapterOnRequest = (typeof CHAPTERS_ON_REQUEST)[number];

/** Findings that answer one question. A chapter `x` has the texts `report.chapter.x.title`, `.intro` and `.none`. */
export interface Chapter {
  id: (typeof CHAPTERS)[number] | ChapterOnRequest;
  findings: Finding[];
}

export interface ReportSettings {
  /** Day after the last fact of the outcome's source, or as asked; null where no record has a date. */
  asOf: Day | null;
  /** Window of the measures; it carries the reporting zone. */
  window: Period;
  /** Reporting currency; null where there is no money in the data. */
  currency: Currency | null;
  /** Only customers of whom all of this holds; all where it is left out. */
  only?: { by: string; value: string }[];
  language: Language;
  /** Version of the program. */
  version: string;
  dataVersion: string;
  /** Folder of the evidence files, relative to the report; links to them are made only where it is given. */
  evidenceFolder?: string;
}

/** The first page. */
export interface Answer {
  /** Ids in `measures`: the main score first, at most three are shown. */
  scores: string[];
  /** Ids in `links`: the strongest first, at most three are shown. Those that found nothing count too. */
  links: string[];
  steps: StepLadder | null;
  withheld: Withheld[];
}

/** How many customers stand on each step of an experience, and what a customer there brings. */
export interface StepLadder {
  /** Measure whose bands these are. */
  experience: Code;
  window: Period;
  /** From the lowest band to the highest. */
  steps: Step[];
  /** Outcome behind the steps' figures. */
  outcome?: Code;
}

export interface Step {
  band: Code;
  tone: Tone;
  customers: number;
  /** Outcome of one customer on this step. */
  perCustomer?: Figure;
}

/** What the report does not say, why, and what would make it possible. */
export interface Withheld {
  what: Message;
  why: Message;
  needs: Message[];
}

export interface DataQuality {
  files: SourceFile[];
  rejects: RejectGroup[];
  identity: IdentityQuality | null;
  /** What amounts of each file add up to, and whether all of it was loaded or set aside. */
  totals: FileTotal[];
  /** What looks wrong, the surest first. */
  suspicions: Suspicion[];
  /** Anything else that a reader must know about the data: totals that disagree, dates that were guessed. */
  notes: Message[];
}

export interface SourceFile {
  /** Relative to what the user gave; with the sheet or key where a file holds several tables. */
  name: string;
  /** What it was taken for, such as `shopify.orders`; null where it was not recognised. */
  format: string | null;
  /** How sure the recognition was: by the user's settings, by signature, by general rules. */
  by: "settings" | "signature" | "generic" | "none";
  rows: number;
  facts: { kind: Code; n: number }[];
  rejected: number;
  /** Rows that said again what was known: those that a later one replaced, and the others. */
  repeated: number;
  replaced: number;
  /** Records that could be somebody's, those that name a customer, and those of customers who have bought; null before that is known. */
  matched: { n: number; named: number; customers: number } | null;
  firstDay: Day | null;
  lastDay: Day | null;
}

export interface FileTotal {
  file: string;
  fact: Code;
  field: string;
  currency: string | null;
  inFile: number;
  loaded: number;
  setAside: number;
  closes: boolean;
}

export interface RejectGroup {
  file: string;
  /** Code of `reject.<reason>`. */
  reason: Code;
  rows: number;
  /** Where to look; never the content, which may be personal. */
  samples: { line: number; column?: string }[];
}

export interface IdentityQuality {
  /** Identifiers that the sources use. */
  identifiers: number;
  /** Persons and organisations that they came to. */
  parties: number;
  /** Parties known in more than one source. */
  inSeveralSources: number;
  /** Facts that name nobody. */
  factsWithoutParty: number;
  facts: number;
  /** Share of scored answers whose party also has a business record, in [0, 1]; null where there are none. */
  answersLinked: number | null;
}
