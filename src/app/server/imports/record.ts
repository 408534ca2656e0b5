import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../../base/errors.ts";
import type { Traces } from "../../../store/ports/traces.ts";
import { writeWhole } from "../../../workspace/layout.ts";
import type { Imported } from "../../import-files.ts";
import type { Inspection } from "../../inspect-files.ts";

/** `uploading`, `looking` at what the files are, `open` for answers and a word to go on, `importing`, `imported`, `failed`. */
export type ImportState = "uploading" | "looking" | "open" | "importing" | "imported" | "failed";

export interface ImportRecord {
  id: string;
  /** Who began it. */
  by: string;
  at: string;
  state: ImportState;
  files: { name: string; bytes: number }[];
  /** What the files were taken for; forgotten once they are imported, because it holds rows of them. */
  inspection: Inspection | null;
  /** What is being done now. */
  step: { code: string; values: Record<string, string | number> } | null;
  result: Imported | null;
  problem: { code: string; title: string; detail: string | null } | null;
}

export const problemOf = (error: unknown): ImportRecord["problem"] =>
  error instanceof AppError
    ? { code: error.code, title: error.message, detail: error.hint ?? null }
    : { code: "bug.unexpected", title: "Something went wrong on the server.", detail: null };

/** Whether an upload goes when a person is erased. */
export const isForgotten = (record: ImportRecord, traces: Traces): boolean =>
  record.state !== "imported" || JSON.stringify(traces.json(record)) !== JSON.stringify(record);

/** Folder of uploads in that of a server. */
export const UPLOADS = "uploads";
const RECORD = "import.json";

/** Uploads as they lie on the disk: a folder each, with its files and what is known of them. */
export class UploadFolders {
  constructor(readonly root: string) {
    mkdirSync(root, { recursive: true });
  }

  filesOf(id: string): string {
    return join(this.root, id, "files");
  }

  settingsOf(id: string): string {
    return join(this.root, id, "settings.yaml");
  }

  make(record: ImportRecord): void {
    mkdirSync(this.filesOf(record.id), { recursive: true });
    this.keep(record);
  }

  keep(record: ImportRecord): void {
    const folder = join(this.root, record.id);
    if (existsSync(folder)) writeWhole(join(folder, RECORD), JSON.stringify(record));
  }

  /** Takes the files away; what became of them stays known. */
  forgetFiles(id: string): void {
    rmSync(this.filesOf(id), { recursive: true, force: true });
    rmSync(this.settingsOf(id), { force: true });
  }

  remove(id: string): void {
    rmSync(join(this.root, id), { recursive: true, force: true });
  }

  /** What an earlier process left. */
  all(): ImportRecord[] {
    return readdirSync(this.root).flatMap((id) => {
      try {
        return [JSON.parse(readFileSync(join(this.root, id, RECORD), "utf8")) as ImportRecord];
      } catch {
        // Cut off before it was one.
        this.remove(id);
        return [];
      }
    });
  }
}
