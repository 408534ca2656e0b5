import type { z } from "zod";
import type * as customers from "../../../src/contracts/customers.ts";
import type * as data from "../../../src/contracts/data.ts";
import type * as documents from "../../../src/contracts/documents.ts";
import type * as findings from "../../../src/contracts/findings.ts";
import type * as imports from "../../../src/contracts/imports.ts";
import type * as people from "../../../src/contracts/people.ts";
import type { Problem as ProblemSchema } from "../../../src/contracts/problem.ts";
import type { CustomerStatement as Statement } from "../../../src/contracts/statement.ts";
import type * as studies from "../../../src/contracts/studies.ts";
import type { Finding } from "../../../src/findings/finding.ts";
import type { Suspicion } from "../../../src/findings/suspicion.ts";
import type { ShownAnswer } from "../../../src/report/drawings.ts";

/** What the server answers, as its schemas say; findings are those that it makes. */
export type Problem = z.infer<typeof ProblemSchema>;
export type Me = z.infer<typeof people.Me>;
export type User = z.infer<typeof people.User>;
export type Key = z.infer<typeof people.Key>;
export type MadeKey = z.infer<typeof people.MadeKey>;
export type AuditPage = z.infer<typeof people.AuditPage>;
export type Company = z.infer<typeof findings.Company>;
export type Freshness = z.infer<typeof findings.Freshness>;
export type CompanyGroups = z.infer<typeof findings.CompanyGroups>;
export type DocumentJob = z.infer<typeof documents.DocumentJob>;
export type MeasureList = z.infer<typeof findings.MeasureList>;
export type MeasureItem = MeasureList["items"][number];
export type CustomerPage = z.infer<typeof customers.CustomerPage>;
export type CustomerRow = z.infer<typeof customers.CustomerRow>;
export type RecordPage = z.infer<typeof customers.RecordPage>;
export type Verbatim = z.infer<typeof customers.Verbatim>;
export type VerbatimPage = z.infer<typeof customers.VerbatimPage>;
export type AtRiskPage = z.infer<typeof customers.AtRiskPage>;
export type AtRiskRow = z.infer<typeof customers.AtRiskRow>;
export type CustomerGroups = z.infer<typeof customers.CustomerGroups>;
export type CustomerQuarters = z.infer<typeof customers.CustomerQuarters>;
export type CustomerStatement = z.infer<typeof Statement>;
export type CustomerProfile = z.infer<typeof customers.CustomerProfile>;
export type DataSources = z.infer<typeof data.DataSources>;
export type RejectPage = z.infer<typeof data.RejectPage>;
export type PeopleSuggestions = z.infer<typeof data.PeopleSuggestions>;
/** What looks wrong in the records, among what the server says of their health. */
export interface DataHealth {
  suspicions: Suspicion[];
}
export type Vocabulary = z.infer<typeof imports.Vocabulary>;
export type Import = z.infer<typeof imports.Import>;
export type ImportTable = Import["tables"][number];
export type TimelinePage = z.infer<typeof customers.TimelinePage>;
export type TimelineItem = z.infer<typeof customers.TimelineItem>;
export type NoteList = z.infer<typeof customers.NoteList>;
export type TextsAnswer = z.infer<typeof findings.TextsAnswer>;

export type Study = z.infer<typeof studies.Study>;
export type StudyList = z.infer<typeof studies.StudyList>;
export type StudyChoices = z.infer<typeof studies.StudyChoices>;
/** A study with what came out. */
export type StudyAnswer = Omit<z.infer<typeof studies.StudyAnswer>, "findings"> & { findings: FindingList };

interface Told {
  freshness: Freshness;
  /** Words of the company's own, by code. */
  words: Record<string, string>;
}
export interface FindingList extends Told {
  items: Finding[];
  queries: Record<string, string>;
}
export interface OneFinding extends Told {
  finding: Finding;
  queries: Record<string, string>;
}
export type Answer = Told & ShownAnswer;

export type { Finding };
