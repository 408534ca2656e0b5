import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { load } from "../ingest/load.ts";
import { columnsUsed } from "../sources/columns-used.ts";
import { type FileSettings, settingsFor } from "../sources/file-settings.ts";
import { FORMATS } from "../sources/formats.ts";
import { formatOfStream, systemOfTap } from "../sources/known-streams.ts";
import type { FactMapping, Lack, Recognition, TableMapping } from "../sources/mapping.ts";
import { allAsked } from "../sources/read/all-asked.ts";
import { probe } from "../sources/read/probe.ts";
import { recognise } from "../sources/recognise.ts";
import type { AskedQuestion } from "../sources/survey/asked.ts";
import type { TableSample } from "../sources/table.ts";
import { literal, name as quoted, sql } from "../store/sql/sql.ts";
import { clearRun } from "../workspace/present.ts";
import { type LoadedPart, mergeStreams } from "../workspace/stream-merge.ts";
import { airbyte, type CatalogStream, catalogStreams } from "../workspace/streams/airbyte.ts";
import { Gatherer, lineOf, type StreamPart } from "../workspace/streams/gather.ts";
import { singer } from "../workspace/streams/singer.ts";
import { KEPT } from "../workspace/tables.ts";
import type { Run } from "./compose.ts";
import type { Imported, ImportedFile } from "./import-files.ts";
import { readOptions, settingsOf, statedBy } from "./recognise-files.ts";
import type { CompanyRequest } from "./request.ts";
import { type WritableWorkspace, writingWorkspace } from "./workspace.ts";

export { type CatalogStream, catalogStreams };

export interface StreamRequest extends Pick<CompanyRequest, "files" | "analysis" | "progress" | "now"> {
  workspace: string;
  protocol: "singer" | "airbyte";
  /** Name of the tap or source, for example `tap-shopify`: it says what its streams are. */
  tap: string | null;
  /** Airbyte's configured catalog: what records are told apart by, and which streams are refreshed as a whole. */
  catalog: readonly CatalogStream[];
  input: Readable;
  /** Told how far the source has come, once all that it said before is durable: what it takes to go on from there. */
  onState: (text: string) => Promise<void>;
}

/** Records that are taken in at a time, when a state lets the source go on from behind them; and at most, where none comes. */
const ROWS = 20_000;
const MOST = 200_000;

/**
 * Takes in what a Singer tap or an Airbyte source writes to its standard output. Everything before a state is durable when that
 * state is told back, so that a run that was interrupted goes on where it was; what is said twice is kept once.
 */
export const importStream = (request: StreamRequest, onRun?: (run: Run) => void): Promise<Imported> =>
  writingWorkspace(
    request.workspace,
    { doing: "import", now: request.now, ...(onRun ? { onRun } : {}) },
    async (workspace) => {
      try {
        return await new StreamImport(workspace, request).run();
      } finally {
        request.progress.done();
      }
    },
  );

/** How a stream is read, with the questions that it puts in words. */
type StreamMapping = TableMapping & Pick<Recognition, "asked">;

type LackingPart = LoadedPart & Pick<Recognition, "lacks">;

interface Found {
  sample: TableSample;
  mapping: StreamMapping;
  by: Recognition["by"];
  lacks?: Lack;
}

class StreamImport {
  readonly #gatherer: Gatherer;
  readonly #files = new Map<string, ImportedFile>();
  readonly #gained: Imported["gained"] = {};
  #imported: number | null = null;
  #state: string | null = null;
  readonly #asked = new Map<string, AskedQuestion>();
  /** Streams that cannot be read before another one has said what they need. */
  #waiting: StreamPart[] = [];

  constructor(
    private readonly workspace: WritableWorkspace,
    private readonly request: StreamRequest,
  ) {
    const overwriting = request.catalog.filter(({ overwrites }) => overwrites).map(({ stream }) => stream);
    this.#gatherer = new Gatherer({ streams: new Set(overwriting), version: request.now.getTime() });
    for (const { stream, keys, properties } of request.catalog) this.#gatherer.describe(stream, keys, properties);
  }

  async run(): Promise<Imported> {
    const { protocol, input } = this.request;
    const read = protocol === "singer" ? singer : airbyte;
    await this.#takeUpQuestions();
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === "") continue;
      this.workspace.run.refuseInterrupted();
      const message = read(line, number);
      if (!message) continue;
      if (message.is === "state") this.#state = message.text;
      else this.#gatherer.take(message);
      const { rows } = this.#gatherer;
      if ((message.is === "state" && rows >= ROWS) || rows >= MOST) await this.#takeIn();
    }
    await this.#takeIn(true);
    await this.workspace.kept.run(sql`checkpoint ${quoted(KEPT)}`);
    return {
      schema: 1,
      workspace: this.workspace.layout.folder,
      imported: this.#imported,
      files: [...this.#files.values()],
      gained: this.#gained,
    };
  }

  /** Makes durable what was gathered, then tells the last state that came before all of it was there. */
  async #takeIn(isLast = false): Promise<void> {
    const { run, kept } = this.workspace;
    const { now } = this.request;
    await clearRun(run.reading);
    const folder = join(run.folder, "streams");
    mkdirSync(folder, { recursive: true });
    const parts: LackingPart[] = [];
    const given = [...this.#waiting, ...this.#gatherer.drain()];
    this.#waiting = [];
    // What one stream lacks another may say that comes after it.
    const lacking: StreamPart[] = [];
    for (const part of given) {
      const loaded = await this.#load(part, folder, (found) => !found.lacks);
      if (loaded) parts.push(loaded);
      else lacking.push(part);
    }
    for (const part of lacking) {
      const loaded = await this.#load(part, folder, (found) => !found.lacks || isLast);
      if (loaded) parts.push(loaded);
      else this.#waiting.push(part);
    }
    const { imported, gained } = await mergeStreams(kept, parts, { way: this.request.protocol, now });
    rmSync(folder, { recursive: true, force: true });
    this.#imported = imported ?? this.#imported;
    for (const [kind, n] of Object.entries(gained) as [keyof Imported["gained"], number][])
      this.#gained[kind] = (this.#gained[kind] ?? 0) + n;
    for (const part of parts) this.#note(part);
    // What waits is not durable, so that the source has to say it again.
    if (this.#state === null || this.#waiting.length > 0 || parts.some(({ lacks }) => lacks)) return;
    const state = this.#state;
    this.#state = null;
    await this.request.onState(state);
  }

  /** Questions that streams put in words before, in this import or an earlier one. */
  async #takeUpQuestions(): Promise<void> {
    const { kept } = this.workspace;
    if (!(await kept.tables()).has("kept_stream")) return;
    for (const { mapping } of await kept.rows(sql`select mapping from kept_stream`))
      this.#take((JSON.parse(String(mapping)) as StreamMapping).asked ?? []);
  }

  #take(asked: readonly AskedQuestion[]): void {
    for (const question of asked) this.#asked.set(`${question.survey}/${question.id}`, question);
  }

  #note({ name, format, report, records, lacks }: LackingPart): void {
    const known = this.#files.get(name) ?? { name, state: "unread", rows: 0, setAside: 0 };
    const lost = records.reduce((n, { changes }) => n + Number(changes.length > 0), 0);
    this.#files.set(name, {
      name,
      state: lacks ?? (format !== null || known.state === "changed" ? "changed" : "unread"),
      rows: known.rows + records.length,
      setAside: known.setAside + (report?.rowsSetAside ?? 0) + lost,
    });
  }

  /** Loads what a stream said, as a file of lines of JSON, into the run's own tables. */
  async #load(
    part: StreamPart,
    folder: string,
    isWanted: (found: Pick<Found, "lacks">) => boolean,
  ): Promise<LackingPart | null> {
    const { stream, properties, records, deleted, activated } = part;
    const { run } = this.workspace;
    const { protocol, tap, now, progress } = this.request;
    const name = tap === null ? stream : `${systemOfTap(tap)}/${stream}`;
    const text = records.map(({ record }) => `${lineOf(record.data, properties)}\n`).join("");
    const said: LoadedPart = {
      ...{ path: `${protocol}:${name}`, name, bytes: Buffer.byteLength(text), deleted, activated },
      sha256: createHash("sha256")
        .update(text)
        .update(JSON.stringify([deleted, activated]))
        .digest("hex"),
      ...{ format: null, by: "none", mapping: null, report: null },
      records: records.map(({ key, record: { version, changes } }, i) => ({ line: i + 1, key, version, changes })),
    };
    // Records without a single field say nothing.
    if (text.replaceAll("{}\n", "") === "") return said;
    progress.step("read", { file: name });
    const file = `${stream.replace(/[^\w.-]+/g, "_")}.jsonl`;
    const path = join(folder, file);
    writeFileSync(path, text);
    const found = await this.#recognise({ path, name: file, bytes: said.bytes }, said.path, part);
    if (!found) return said;
    if (!isWanted(found)) return null;
    const lacking = found.lacks ? { lacks: found.lacks } : {};
    if (!("mapping" in found)) return { ...said, ...lacking };
    if (found.mapping.facts.length === 0)
      return { ...said, format: found.mapping.format, by: found.by, mapping: found.mapping };
    const report = await load(run.store, { ...found.sample, name }, found.mapping, {
      now: now.toISOString(),
      folder,
      sha256: said.sha256,
    });
    return { ...said, format: found.mapping.format, by: found.by, mapping: found.mapping, report, ...lacking };
  }

  /** What a stream is: as the settings say, as its first records were read, as its tap is known, or as its fields look. */
  async #recognise(
    file: { path: string; name: string; bytes: number },
    stream: string,
    { stream: called, keys }: StreamPart,
  ): Promise<Found | { lacks: Lack } | null> {
    const { run, layout } = this.workspace;
    const { request } = this;
    const settings = await settingsOf([layout.folder], request.files);
    const read = readOptions(request.files, settings, request);
    const [sample] = await probe(file, read, run.looking);
    if (!sample) return null;
    const stated = settingsFor(sample, settings.files);
    const known = await this.#knownMapping(stream);
    const isWhole = !FORMATS.find(({ name }) => name === known?.format)?.needs;
    if (
      !stated &&
      isWhole &&
      known?.facts.length &&
      known.facts.flatMap(columnsUsed).every((column) => sample.columns.includes(column))
    )
      return { sample, mapping: known, by: "signature" };
    const format = formatOfStream(request.tap, called, sample.columns);
    const own: FileSettings[] = [
      ...(stated ? [{ ...stated, match: file.name }] : []),
      ...(!stated && format ? [{ match: file.name, format }] : []),
    ];
    const said = { ...statedBy({ ...settings, files: [] }, request, read, own), asked: [...this.#asked.values()] };
    const { winner, by, lacks, asked } = recognise(sample, said);
    if (winner && asked) {
      this.#take(await allAsked(asked, { file, sample, read, engine: run.looking, stated: said }));
      return { sample, mapping: { ...winner.mapping, asked: [...this.#asked.values()] }, by };
    }
    if (!winner || winner.mapping.facts.length === 0) return lacks ? { lacks } : null;
    // What a stream is told apart by tells its facts apart where they have no number of their own.
    const id = keys.filter((key) => sample.columns.includes(key));
    const whole = id.length === keys.length && id.length > 0;
    const facts = winner.mapping.facts.map(
      (fact): FactMapping => (fact.id !== undefined || !whole ? fact : { ...fact, id: { join: id, with: "\u001f" } }),
    );
    const system = by === "generic" && request.tap !== null ? { system: systemOfTap(request.tap) } : {};
    return { sample, mapping: { ...winner.mapping, ...system, facts }, by, ...(lacks ? { lacks } : {}) };
  }

  async #knownMapping(stream: string): Promise<TableMapping | null> {
    const { kept } = this.workspace;
    if (!(await kept.tables()).has("kept_stream")) return null;
    const [row] = await kept.rows(sql`select mapping from kept_stream where stream = ${literal(stream)}`);
    return row ? (JSON.parse(String(row.mapping)) as TableMapping) : null;
  }
}
