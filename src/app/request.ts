import type { Progress } from "../base/logger.ts";
import type { Settings } from "../config/settings.ts";
import type { DataQuality } from "../report/report-input.ts";
import type { Question, Recognition } from "../sources/mapping.ts";
import type { DateOrder } from "../sources/table.ts";
import type { Language } from "../texts/language.ts";
import type { AnalysisOptions } from "./analysis.ts";

export type { Question };

/** How the files are to be read, and who answers what they leave open. */
export interface FileOptions {
  /** Settings file; null: `feltworth.yaml` in the first folder that is read, if there is one. */
  config: string | null;
  /** File of decisions about who is who; null: `feltworth.people.yaml` beside the data. */
  people?: string | null;
  dates: DateOrder | null;
  money: "major" | "minor" | null;
  /** Asks a person; null where nobody is there to answer. */
  ask: ((question: Question) => Promise<string>) | null;
}

/** What a face asks of a company's files. */
export interface CompanyRequest {
  paths: readonly string[];
  /** Which of the files below the paths are meant; all where it is left out. */
  only?: (path: string) => boolean;
  files: FileOptions;
  analysis: Partial<AnalysisOptions>;
  language: Language | null;
  progress: Progress;
  /** The moment of the run: dates beyond it cannot be records. */
  now: Date;
  /** Told what was read and what was left out, before anything is computed from it. */
  onLoaded?: (loaded: LoadedFiles) => void;
}

/** A row that was set aside: where it stands and why, never what it says. */
export interface Reject {
  file: string;
  line: number;
  column: string | null;
  reason: string;
  fact: string | null;
}

export interface InputFile {
  name: string;
  sha256: string;
  bytes: number;
  tables: { part: string | null; format: string | null; by: Recognition["by"]; rows: number }[];
}

export interface LoadedFiles {
  inputs: InputFile[];
  settings: Settings;
  quality: DataQuality;
  /** Where every row stands that was set aside, at most `REJECTS_LISTED` of them. */
  rejects: Reject[];
  rejectedRows: number;
  /** Folder of the workspace that was read, which keeps what is said of it; null where it is none. */
  workspace: string | null;
  /** Changes with the bytes of the files and with the settings, and with nothing else. */
  dataVersion: string;
}
