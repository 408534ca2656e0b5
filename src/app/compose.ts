import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../base/errors.ts";
import { environment } from "../config/environment.ts";
import { DuckDb, RUN } from "../store/duckdb/engine.ts";
import { duckdbStaging } from "../store/duckdb/staging.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import type { Staging } from "../store/ports/staging.ts";
import { sql } from "../store/sql/sql.ts";
import { KEPT, type KeptStore } from "../workspace/tables.ts";

type Store = DuckDb & Staging;

/** An analytical engine of its own for one run, in a folder that goes with it. */
export interface Run {
  store: Store;
  /** A second connection to the same data, so that one file is read while another is taken in. */
  besides: Store;
  /** A third one, to look at files while others are loaded: what fails here breaks no transaction. */
  looking: Store;
  /** The facts of a workspace that was opened with the run, in a session of their own. */
  kept?: KeptStore;
  /** Sees the tables of the run, then the kept ones. */
  reading: Store;
  /** Room for tables of one version of the kept facts, beside those of other versions; only with a workspace. */
  edition(): Promise<Edition>;
  /** Room for tables that stand before those of a store, which stay as they are; it ends before they do. */
  over(store: Analytics): Promise<Edition>;
  /** Suits the engine to how much there is to read. */
  expect(bytes: number): Promise<void>;
  /** Folder for files that the run needs only while it lasts. */
  folder: string;
  /** Writes every fact and analysis table as Parquet: with them the queries of the evidence can be run again. */
  exportTables(folder: string): Promise<void>;
  /** Stops what is under way: the query that runs fails, and so does everything that is asked of the run from now on. */
  interrupt(): void;
  /** For work that asks nothing of the engine. @throws AppError `run.interrupted` after `interrupt` */
  refuseInterrupted(): void;
  close(): Promise<void>;
}

/** A store whose own tables come first, then the kept ones. */
export interface Edition {
  store: Store;
  /** Gives its room back; nothing may be asked of it any more. */
  end(): Promise<void>;
}

/** Copies every table of a database file into a new one; both are closed when it returns. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const { tempFolder, memoryMb, threads } = environment();
  const folder = mkdtempSync(join(tempFolder, "feltworth-"));
  try {
    const engine = await DuckDb.open({ path: ":memory:", tempDirectory: folder, memoryLimitMb: memoryMb, threads });
    try {
      await engine.attach(from, "old", { readOnly: false });
      await engine.attach(to, "fresh", { readOnly: false });
      await engine.run(sql`copy from database old to fresh`);
      await engine.run(sql`checkpoint fresh`);
      await engine.detach("fresh");
      await engine.detach("old");
    } finally {
      await engine.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Below this many bytes, parting a query among threads costs more than it gains: several queries at a time use them better. */
const SMALL = 16 << 20;

/** The database of a workspace that a run works on. */
export interface KeptDatabase {
  path: string;
  /** To read: tables of the run itself come first, then the kept ones. To write: they are written over `Run.kept` alone. */
  readOnly: boolean;
}

/** Opens the engine in a fresh temporary folder. The only place that picks an engine. */
export async function openRun(kept?: KeptDatabase): Promise<Run> {
  const { tempFolder, memoryMb, threads } = environment();
  const folder = mkdtempSync(join(tempFolder, "feltworth-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const engine = await DuckDb.open({
      path: ":memory:",
      tempDirectory: folder,
      memoryLimitMb: memoryMb,
      threads,
      passing: true,
    });
    let interrupted = false;
    const refuseInterrupted = () => {
      if (interrupted) throw new AppError("run.interrupted", "Interrupted; nothing was left behind.");
    };
    // The engine forgets an interrupt once its query has failed, and hears none between two queries.
    const attentive = (session: DuckDb): Store & DuckDb => {
      const [runOn, rowsOf] = [session.run.bind(session), session.rows.bind(session)];
      session.run = async (statement) => {
        refuseInterrupted();
        return runOn(statement);
      };
      session.rows = async (query) => {
        refuseInterrupted();
        return rowsOf(query);
      };
      return Object.assign(session, duckdbStaging(session));
    };
    if (kept) await engine.attach(kept.path, KEPT, kept);
    const store = attentive(engine);
    let editions = 0;
    const editionOver = async (behind: readonly string[]): Promise<Edition> => {
      editions += 1;
      const own = `edition_${editions}`;
      await engine.attachPassing(own);
      const session = attentive(await engine.session([own, ...behind]));
      return {
        store: session,
        async end() {
          engine.endSession(session);
          await engine.detach(own);
        },
      };
    };
    const reading = kept ? attentive(await engine.session([RUN, KEPT])) : store;
    return {
      store,
      reading,
      besides: attentive(await engine.session()),
      looking: attentive(await engine.session()),
      ...(kept && !kept.readOnly ? { kept: attentive(await engine.session([KEPT])) as KeptStore } : {}),
      edition: () => editionOver([KEPT]),
      over: (behind) => editionOver((behind as Store).sees),
      expect: (bytes) => engine.useThreads(bytes < SMALL ? 1 : threads),
      exportTables: (target) => reading.exportTables(target),
      folder,
      refuseInterrupted,
      interrupt() {
        interrupted = true;
        engine.interrupt();
      },
      async close() {
        await engine.close();
        remove();
        process.off("exit", remove);
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
