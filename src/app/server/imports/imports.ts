import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { InputError, RequestError } from "../../../base/errors.ts";
import type { Progress } from "../../../base/logger.ts";
import {
  parseSettings,
  readSettings,
  SETTINGS_FILE,
  type Settings,
  withFiles,
  writeSettings,
} from "../../../config/settings.ts";
import type { Question } from "../../../sources/mapping.ts";
import type { Traces } from "../../../store/ports/traces.ts";
import { inspectFiles } from "../../inspect-files.ts";
import type { LiveWorkspace } from "../../live-workspace.ts";
import { MEASURE_IDS } from "../../measure-ids.ts";
import type { CompanyRequest } from "../../request.ts";
import { safeName } from "./file-name.ts";
import { type ImportRecord, isForgotten, problemOf, UploadFolders } from "./record.ts";

/** What somebody says so that files can be read: answers to questions, or how a file is to be read. */
export interface Said {
  answers: readonly (Pick<Question, "table" | "code"> & { column?: string | undefined; answer: string })[];
  /** Entries of a settings file, before those of the workspace. */
  files: readonly unknown[];
  /** Whether the entries are written into the settings of the workspace, so that such files are read so from now on. */
  isKept?: boolean;
}

export interface ImportsRequest {
  workspace: LiveWorkspace;
  workspaceFolder: string;
  /** Folder for what is uploaded. */
  folder: string;
  company: Pick<CompanyRequest, "files" | "analysis">;
  now: () => Date;
  /** Told when the workspace has new records. */
  onImported(): void;
}

/** Files that nobody wanted imported go after this long. */
const KEPT_MILLISECONDS = 24 * 3_600_000;
/** Uploads that wait for a word at a time. */
const MOST_OPEN = 20;
/** An answer waits so long for work that is nearly done. */
const PATIENCE = 5_000;
/** Name of the folder that files are imported from, whichever upload brought them: by it a later version of a file is known for one. */
const CURRENT = "current";

/** Files that people upload: kept until somebody has seen what they were taken for and says to go on; then imported, and forgotten. */
export class Imports extends EventEmitter<{ progress: [ImportRecord] }> {
  readonly #records = new Map<string, ImportRecord>();
  readonly #folders: UploadFolders;
  readonly #request: ImportsRequest;
  #last: Promise<unknown> = Promise.resolve();

  constructor(request: ImportsRequest) {
    super();
    this.setMaxListeners(0);
    this.#request = request;
    rmSync(join(request.folder, CURRENT), { recursive: true, force: true });
    this.#folders = new UploadFolders(request.folder);
    for (const record of this.#folders.all()) {
      // An import is there whole or not at all: what was under way can be said again.
      if (record.state === "importing") this.#records.set(record.id, { ...record, state: "open", step: null });
      else if (record.state === "uploading" || record.state === "looking") this.#folders.remove(record.id);
      else this.#records.set(record.id, record);
    }
    this.#sweep();
  }

  list(): ImportRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** @throws RequestError `request.not_found` */
  get(id: string): ImportRecord {
    const record = this.#records.get(id);
    if (record) return record;
    throw new RequestError("request.not_found", "There is no such import.", {
      hint: "Files that nobody wanted imported are deleted after a day: upload them again.",
    });
  }

  /** Takes files in as they come, each onto the disk, and looks at what they are. @throws InputError; nothing of the upload is kept then */
  async take(
    by: string,
    files: AsyncIterable<{ name: string; stream: Readable & { truncated?: boolean } }>,
  ): Promise<ImportRecord> {
    this.#sweep();
    if (this.list().filter(({ state }) => state !== "imported" && state !== "failed").length >= MOST_OPEN)
      throw new RequestError("request.busy", "Too many uploads wait for a word.", {
        hint: "Import them or delete them first: GET /api/v1/imports lists them.",
      });
    const record: ImportRecord = {
      ...{ id: randomUUID(), by, at: this.#request.now().toISOString(), state: "uploading", files: [] },
      ...{ inspection: null, step: null, result: null, problem: null },
    };
    this.#records.set(record.id, record);
    this.#folders.make(record);
    try {
      for await (const { name, stream } of files) record.files.push(await this.#receive(record, name, stream));
      if (record.files.length === 0)
        throw new InputError("input.no_files", "No file was sent.", { hint: "Send files as multipart/form-data." });
    } catch (error) {
      this.remove(record.id);
      throw error;
    }
    await Promise.race([this.#look(record), wait(PATIENCE, undefined, { ref: false })]);
    return record;
  }

  /** Looks at what files would come to if they were read as somebody says; nothing is imported. @throws InputError where what is said cannot be */
  async review(id: string, files: readonly unknown[]): Promise<ImportRecord> {
    const record = this.#opened(id);
    const config = await this.#settingsWith(record, files);
    await Promise.race([this.#look(record, config), wait(PATIENCE, undefined, { ref: false })]);
    return record;
  }

  #opened(id: string): ImportRecord {
    const record = this.get(id);
    if (record.state === "open") return record;
    throw new RequestError("request.conflict", `This upload is not open to be imported: it is ${record.state}.`, {
      hint: "Upload the files again.",
    });
  }

  /** Imports what was uploaded. @throws RequestError `request.conflict` where it is not open; InputError where what is said cannot be */
  async confirm(id: string, said: Said): Promise<ImportRecord> {
    const record = this.#opened(id);
    const config = await this.#settingsWith(record, said.files);
    this.#change(record, { state: "importing", problem: null });
    const turn = this.#last.then(() => this.#import(record, said, config));
    this.#last = turn;
    await Promise.race([turn, wait(PATIENCE, undefined, { ref: false })]);
    return record;
  }

  /** @throws RequestError where it is being imported */
  remove(id: string): void {
    if (this.get(id).state === "importing")
      throw new RequestError("request.conflict", "It is being imported.", { hint: "Wait until that is done." });
    this.#records.delete(id);
    this.#folders.remove(id);
  }

  /**
   * Forgets uploads that wait for a word, whosever rows they hold: compressed ones tell only once they are read. What is being imported is scrubbed as
   * it arrives, and what is being sent still comes. Of those that were imported goes what leads to the person.
   */
  forget(traces: Traces): void {
    for (const record of this.list()) {
      if (record.state === "uploading" || record.state === "importing") continue;
      if (isForgotten(record, traces)) this.remove(record.id);
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#last;
  }

  async #receive({ id, files }: ImportRecord, given: string, stream: Readable & { truncated?: boolean }) {
    const name = safeName(given);
    if (files.some((file) => file.name === name)) {
      stream.resume();
      throw new InputError("input.invalid", `Two files are called "${name}".`, {
        hint: "Give each a name of its own.",
      });
    }
    const out = createWriteStream(join(this.#folders.filesOf(id), name), { flags: "wx" });
    await pipeline(stream, out);
    if (stream.truncated)
      throw new RequestError("request.too_large", `"${name}" is larger than this server takes.`, {
        hint: "Import it where it lies: `feltworth import`, while no server has the workspace open.",
      });
    return { name, bytes: out.bytesWritten };
  }

  /** @param stated settings that somebody has just said; then what cannot be read that way can be said otherwise */
  async #look(record: ImportRecord, stated?: string | null): Promise<void> {
    this.#change(record, { state: "looking", problem: null });
    try {
      const inspection = await inspectFiles({
        ...this.#reading(record, stated === undefined ? this.#settings() : stated),
        write: null,
        language: null,
      });
      this.#change(record, { state: "open", step: null, inspection });
    } catch (error) {
      if (stated !== undefined) return this.#change(record, { state: "open", step: null, problem: problemOf(error) });
      this.#folders.forgetFiles(record.id);
      this.#change(record, { state: "failed", step: null, problem: problemOf(error) });
    }
  }

  async #import(record: ImportRecord, { answers, files: stated, isKept }: Said, config: string | null): Promise<void> {
    const current = join(this.#request.folder, CURRENT);
    try {
      rmSync(current, { recursive: true, force: true });
      mkdirSync(current);
      for (const name of readdirSync(this.#folders.filesOf(record.id)))
        linkOrCopy(join(this.#folders.filesOf(record.id), name), join(current, name));
      const reading = this.#reading(record, config);
      const files = { ...reading.files, ask: async (question: Question) => answerTo(question, answers) };
      const result = await this.#request.workspace.importFiles({ ...reading, paths: [current], files, again: false });
      this.#folders.forgetFiles(record.id);
      if (isKept) this.#keep(stated);
      this.#change(record, { state: "imported", step: null, result, inspection: null });
      if (result.imported !== null) this.#request.onImported();
    } catch (error) {
      // What was asked can be answered, and what went wrong be tried again.
      this.#change(record, { state: "open", step: null, problem: problemOf(error) });
    } finally {
      rmSync(current, { recursive: true, force: true });
    }
  }

  #reading(record: ImportRecord, config: string | null) {
    const { company, now } = this.#request;
    const progress: Progress = {
      step: (code, values = {}) => this.#change(record, { step: { code, values } }, false),
      done() {},
    };
    const files = { ...company.files, config, ask: null };
    return { paths: [this.#folders.filesOf(record.id)], files, analysis: company.analysis, progress, now: now() };
  }

  /** The settings of the workspace, by which its files are read. */
  #settings(): string | null {
    const { company, workspaceFolder } = this.#request;
    const own = join(workspaceFolder, SETTINGS_FILE);
    return company.files.config ?? (existsSync(own) ? own : null);
  }

  /** A settings file with what is said of the files before what the workspace says. */
  async #settingsWith({ id }: ImportRecord, files: readonly unknown[]): Promise<string | null> {
    const own = this.#settings();
    if (files.length === 0) return own;
    const settings: Settings = own === null ? { files: [] } : await readSettings(own, MEASURE_IDS);
    const text = writeSettings({ ...settings, files: [...(files as Settings["files"]), ...settings.files] });
    parseSettings(text, "files", MEASURE_IDS);
    const path = this.#folders.settingsOf(id);
    writeFileSync(path, text);
    return path;
  }

  /** Writes entries into the settings file of the workspace, before those that stand there. */
  #keep(files: readonly unknown[]): void {
    if (files.length === 0) return;
    const { workspaceFolder, company } = this.#request;
    const path = company.files.config ?? join(workspaceFolder, SETTINGS_FILE);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    writeFileSync(path, withFiles(text, files));
  }

  #change(record: ImportRecord, change: Partial<ImportRecord>, isKept = true): void {
    Object.assign(record, change);
    if (isKept) this.#folders.keep(record);
    this.emit("progress", record);
  }

  #sweep(): void {
    const before = new Date(this.#request.now().getTime() - KEPT_MILLISECONDS).toISOString();
    for (const { id, at, state } of this.list())
      if (at < before && (state === "open" || state === "failed")) this.remove(id);
  }
}

/** @throws InputError `input.question_open` where nobody answered; `input.option_invalid` where that is no answer */
function answerTo(question: Question, answers: Said["answers"]): string {
  const { table, code, column, choices } = question;
  // An answer that names no column is one to that question about any.
  const isAbout = (named: string | undefined) => named === undefined || named === column;
  const found = answers.find((each) => each.table === table && each.code === code && isAbout(each.column));
  if (!found)
    throw new InputError(
      "input.question_open",
      `${table}${column ? `, column ${column}` : ""}: ${code} is not answered.`,
      {
        hint: `Answer with one of ${choices.join(", ")}.`,
        details: { question },
      },
    );
  if (choices.length === 0 || choices.includes(found.answer) || code === "currency") return found.answer;
  throw new InputError("input.option_invalid", `"${found.answer}" does not answer ${code} of ${table}.`, {
    hint: `Answer with one of ${choices.join(", ")}.`,
  });
}

/** The same bytes under another name, without writing them anew where the disk can. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
