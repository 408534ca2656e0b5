import { jsonLines } from "../base/json-lines.ts";
import { name, sql } from "../store/sql/sql.ts";
import { type Appended, append, versionOf } from "../workspace/append.ts";
import { type Erased, type Erasing, erasePerson } from "../workspace/erase/erase.ts";
import { type Ledger, ledgerOf, type ThereAgain, takeLedger, thereAgain } from "../workspace/erase/ledger.ts";
import { noteRewrite } from "../workspace/erase/rewrite.ts";
import { rowsOf } from "../workspace/fact-row.ts";
import { Journal } from "../workspace/journal/journal.ts";
import { lastTaken, settleParts } from "../workspace/journal/settle.ts";
import { openLayout, readMarker } from "../workspace/layout.ts";
import type { NewFact } from "../workspace/new-fact.ts";
import { clearRun } from "../workspace/present.ts";
import { statusOf, type WorkspaceStatus } from "../workspace/status.ts";
import { KEPT } from "../workspace/tables.ts";
import type { Run } from "./compose.ts";
import { type Imported, type ImportRequest, importInto } from "./import-files.ts";
import { asReading, hold, type OpenWorkspace, share, type WritableWorkspace } from "./workspace.ts";

/**
 * A workspace that a long-running process keeps open: it appends facts as they happen, and computes from them.
 *
 * ```ts
 * const live = await LiveWorkspace.open("acme", { doing: "serve", now: new Date() });
 * const { version } = await live.append("shop", [
 *   { fact: "purchase", id: "1001", subject: { kind: "customer", value: "C7" }, at: "2026-05-04T10:00:00Z",
 *     fields: { order_id: "1001", amount: 25, currency: "EUR" } },
 * ]);
 * const nps = await live.still(({ run }) => …); // appends wait until it is done
 * await live.close();
 * ```
 *
 * While it is open no other process can open the workspace, and this one cannot open it twice.
 */
export class LiveWorkspace {
  #last: Promise<unknown> = Promise.resolve();
  /** Rows that are in the journal alone. */
  #logged = 0;
  readonly #unshare: () => void;

  private constructor(
    private readonly workspace: OpenWorkspace & { run: Run },
    private readonly journal: Journal,
    private readonly release: () => void,
  ) {
    this.#unshare = share(workspace.layout, {
      read: (use) => this.#read(use),
      write: (now, use) => this.#write(now, use),
    });
  }

  /**
   * @param opening.doing what others are told who find it open, for example `serve`
   * @param opening.socket where commands of others on this machine are taken
   * @throws StoreError `store.locked` where it is open already; InputError `input.path_unreadable` where it is no workspace
   */
  static async open(folder: string, opening: { doing: string; now: Date; socket?: string }): Promise<LiveWorkspace> {
    const layout = openLayout(folder);
    const { held: run, release } = await hold(layout, { ...opening, readOnly: false });
    try {
      return new LiveWorkspace({ layout, run }, Journal.open(layout, await lastTaken(run.kept!)), release);
    } catch (error) {
      await run.close();
      release();
      throw error;
    }
  }

  /** Facts that were told and are not in the figures yet. */
  get logged(): number {
    return this.#logged;
  }

  /**
   * Takes facts that are valid, see `faultOf`: they are durable when it returns, and in the figures after `settleLogged`. Waits for nothing but the disk.
   * @throws StoreError `store.disk_full`
   */
  async log(source: string, facts: readonly NewFact[]): Promise<void> {
    const rows = rowsOf(source, facts);
    await this.journal.write(jsonLines(rows));
    this.#logged += facts.length;
  }

  /** Brings what was logged into the facts. @returns whether that changed anything */
  async settleLogged(now: Date): Promise<boolean> {
    return this.#inTurn(async () => (await this.#settled(now)) !== null);
  }

  async #settled(now: Date): Promise<Appended | null> {
    if (this.#logged === 0) return null;
    const logged = this.#logged;
    const { layout, run } = this.workspace;
    const appended = await settleParts(run.kept!, layout, await this.journal.seal(), now);
    this.#logged = Math.max(0, this.#logged - logged);
    return appended;
  }

  /**
   * Takes a batch of facts in one transaction; they are durable when it returns. Batches are taken one after another, in
   * the order in which they are given: gather what comes meanwhile into the next one. See `append`.
   */
  append(source: string, facts: readonly NewFact[], now: Date = new Date()): Promise<Appended> {
    return this.#afterLogged(now, () => append(this.workspace.run.kept!, facts, { source, now }));
  }

  /** Takes files in, as `feltworth import` does. */
  importFiles(request: Omit<ImportRequest, "workspace">): Promise<Imported> {
    return this.#write(request.now, (workspace) =>
      importInto(workspace, { ...request, workspace: workspace.layout.folder }),
    );
  }

  #write<T>(now: Date, use: (workspace: WritableWorkspace) => Promise<T>): Promise<T> {
    const { layout, run } = this.workspace;
    // What fails ends by itself: what others ask of the workspace goes on.
    const lasting = { ...run, interrupt() {} };
    return this.#afterLogged(now, () => use({ layout, run: lasting, kept: run.kept! }));
  }

  async #read<T>(use: (workspace: OpenWorkspace) => Promise<T>): Promise<T> {
    await this.settleLogged(new Date());
    const { workspace, end } = await this.edition();
    try {
      return await use(workspace);
    } finally {
      await end();
    }
  }

  /** Takes a person out of all that is kept; the file itself is written anew once the workspace is closed. */
  erase(erasing: Erasing): Promise<Erased> {
    return this.#afterLogged(erasing.now, () => {
      noteRewrite(this.workspace.layout);
      return erasePerson(this.workspace.run.kept!, erasing);
    });
  }

  /** What is to be kept beside backups of who was erased; null where nobody was. */
  ledger(): Promise<Ledger | null> {
    const { layout, run } = this.workspace;
    return this.#inTurn(() => ledgerOf(run.kept!, readMarker(layout.folder)!.id));
  }

  /** Whom a ledger has erased and the records still hold. From here on digests are those of the ledger. */
  thereAgain(ledger: Ledger): Promise<ThereAgain[]> {
    return this.#afterLogged(new Date(), () => thereAgain(this.workspace.run.kept!, ledger));
  }

  /** Takes over what a ledger knows of those whom the records do not hold. @returns whether it can be known again here */
  takeLedger(ledger: Ledger): Promise<boolean> {
    return this.#inTurn(() => takeLedger(this.workspace.run.kept!, ledger));
  }

  /** Number of the last change; figures of the same version are the same. */
  version(): Promise<number> {
    return versionOf(this.workspace.run.kept!);
  }

  status(now: Date): Promise<WorkspaceStatus> {
    return this.still(({ run, layout }) => statusOf(run.store, layout, now));
  }

  /**
   * Computes from facts that stand still: what is appended meanwhile waits. The run's store sees the kept facts and has tables of
   * its own, as `loadKept` and `analyse` need it.
   */
  still<T>(use: (workspace: OpenWorkspace) => Promise<T>): Promise<T> {
    const { layout, run } = this.workspace;
    return this.#afterLogged(new Date(), async () => {
      await clearRun(run.reading);
      return use({ layout, run: asReading(run) });
    });
  }

  /**
   * Room for tables of its own over the kept facts, beside that of others; nothing waits for it. What is appended while the tables are
   * built may be in some of them already: whoever looks again after the append has all of it.
   */
  async edition(): Promise<{ workspace: OpenWorkspace; end(): Promise<void> }> {
    const { layout, run } = this.workspace;
    const { store, end } = await run.edition();
    const own = { store, reading: store, interrupt() {}, exportTables: (folder: string) => store.exportTables(folder) };
    return { workspace: { layout, run: { ...run, ...own } }, end };
  }

  /** Copies the facts as they are between two transactions into a database file of their own; what is appended meanwhile waits. */
  copyTo(path: string): Promise<void> {
    return this.#afterLogged(new Date(), async () => {
      const { kept } = this.workspace.run;
      await kept!.run(sql`attach ${path} as copy_of_kept`);
      try {
        await kept!.run(sql`copy from database ${name(KEPT)} to copy_of_kept`);
        await kept!.run(sql`checkpoint copy_of_kept`);
      } finally {
        await kept!.run(sql`detach copy_of_kept`);
      }
    });
  }

  /** Brings the log into the database file; worth while when nothing else is to be done. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.workspace.run.kept!.run(sql`checkpoint ${name(KEPT)}`));
  }

  /** Waits for what is under way, settles, and lets others open the workspace. */
  async close(): Promise<void> {
    this.#unshare();
    await this.settleLogged(new Date()).catch(() => undefined);
    await this.journal.close();
    await this.settle().catch(() => undefined);
    await this.workspace.run.close();
    this.release();
  }

  /** What looks at facts looks at all that was told before. */
  #afterLogged<T>(now: Date, work: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      await this.#settled(now);
      return work();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
