import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Condition } from "../../base/condition.ts";
import { RequestError } from "../../base/errors.ts";
import { printable } from "../../store/sql/sql.ts";
import type { RecordedQuery } from "../analysis.ts";
import type { OpenCompany } from "../open-company.ts";
import { ownWords } from "../own-words.ts";
import { Cohorts } from "./cohorts.ts";
import { Gate } from "./gate.ts";

/** An answer with how fresh it is and the queries that made it. */
export interface Answered<T> {
  value: T;
  queries: RecordedQuery[];
  dataVersion: string;
  /** When it was computed, not when it was asked for. */
  computedAt: Date;
  tookMilliseconds: number;
}

/** More heavy questions than this at a time would only wait for each other. */
const AT_A_TIME = 2;
/** Milliseconds after which new records are read in any case. */
const LONGEST_REST = 5_000;
/** Milliseconds for which somebody who asked is taken to go on looking. */
const LOOKING = 60_000;
/** Milliseconds after which records are read that came while nobody looked. */
const UNSEEN = 20_000;
/** While nobody looks, one part in so many of the time goes into reading. */
const UNSEEN_REST = 10;
/** Milliseconds that who looks again waits for those. */
const PATIENCE = 1_500;
/** Answers that are kept of one version of the data. */
const KEPT = 500;

/** One reading of the data, and how it is closed. */
export interface Reading {
  company: OpenCompany;
  close(): Promise<void>;
}

/** One version of the data, opened: it stays until the last question to it is answered. */
interface Edition {
  reading: Reading;
  cohorts: Cohorts;
  openedAt: Date;
  answers: Map<string, Promise<Answered<unknown>>>;
  asking: number;
  /** What closes it once nobody asks any more; null as long as it is the present one. */
  closing: (() => void) | null;
}

/**
 * A company whose figures are asked for again and again: its tables are built once a version of the data, and answers are kept as long as that
 * version stands. A new version is built beside the old one, which goes on answering until the new one is ready. While nobody looks, new records
 * are read now and then only: building the tables takes more than taking the records in.
 */
export class LiveCompany extends EventEmitter<{ changed: [dataVersion: string]; looked: []; closed: [] }> {
  #edition: Edition | null = null;
  #refreshing: Promise<void> | null = null;
  #isStale = false;
  #isClosed = false;
  /** Milliseconds that the last reading took. */
  #readFor = 0;
  #watchers = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Records that came while nobody looked, and when they are read in any case. */
  #unseen: { read(): Promise<void>; timer: NodeJS.Timeout } | null = null;
  readonly #gate = new Gate(AT_A_TIME);

  private constructor(
    private readonly read: () => Promise<Reading | null>,
    private readonly now: () => Date,
  ) {
    super();
    this.setMaxListeners(0);
  }

  /** @param read the data as they are then; null where there are none yet */
  static async open(read: () => Promise<Reading | null>, now: () => Date): Promise<LiveCompany> {
    const company = new LiveCompany(read, now);
    await company.refresh();
    return company;
  }

  /** What is open now; null where there are no data yet. */
  get present(): { company: OpenCompany; openedAt: Date } | null {
    return this.#edition && { company: this.#edition.reading.company, openedAt: this.#edition.openedAt };
  }

  /** @throws RequestError `request.conflict` where there are no data yet, or none any more */
  get current(): { company: OpenCompany; openedAt: Date } {
    if (this.present) return this.present;
    throw this.#isClosed
      ? new RequestError("request.conflict", "The server is about to stop.")
      : new RequestError("request.conflict", "There are no data yet.", {
          hint: "Import files into the workspace, or send events; figures follow within seconds.",
        });
  }

  /** Words of the company's own for codes of its own, in its language. */
  get words(): Record<string, string> {
    const { analysis, language } = this.current.company;
    return ownWords(analysis.stated, language);
  }

  /** Somebody looks from now on, until what is returned is called. */
  watch(): () => void {
    this.#tellFirst();
    this.#watchers += 1;
    return () => {
      this.#watchers -= 1;
    };
  }

  get isLookedAt(): boolean {
    return this.#watchers > 0 || performance.now() - this.#lookedAt < LOOKING;
  }

  /** Somebody looks now: records that came while nobody did are read, and for a little while waited for. */
  async lookedAt(): Promise<void> {
    this.#tellFirst();
    this.#lookedAt = performance.now();
    if (!this.#unseen) return;
    const patience = new AbortController();
    await Promise.race([this.#unseen.read(), wait(PATIENCE, undefined, { signal: patience.signal, ref: false })]);
    patience.abort();
  }

  /** Before somebody is counted who looks. */
  #tellFirst(): void {
    if (!this.isLookedAt) this.emit("looked");
  }

  /** Records have come: they are read at once while somebody looks. @param onTrouble hears of a reading that failed */
  recordsCame(onTrouble: (error: unknown) => void): void {
    if (this.#isClosed) return;
    const read = () => this.refresh().catch(onTrouble);
    if (this.isLookedAt) void read();
    else this.#unseen ??= { read, timer: setTimeout(read, Math.max(UNSEEN, UNSEEN_REST * this.#readFor)).unref() };
  }

  /** Reads the data as they are now; when this returns, nothing that was there before it was called is missing. */
  async refresh(): Promise<void> {
    this.#seen();
    this.#isStale = true;
    this.#refreshing ??= this.#refreshWhileStale();
    return this.#refreshing;
  }

  /**
   * Answers a question to the present data: from what is kept, or by computing it, once for all who ask at the same time.
   * @param question the same words give the same answer
   * @param where only customers of whom all of this holds
   */
  async ask<T>(
    question: string,
    compute: (company: OpenCompany) => Promise<T>,
    where: readonly Condition[] = [],
  ): Promise<Answered<T>> {
    this.current;
    const edition = this.#edition!;
    const key = where.length === 0 ? question : `${question} of ${JSON.stringify(where)}`;
    const known = edition.answers.get(key) as Promise<Answered<T>> | undefined;
    if (known) {
      // What is asked for stays longest.
      edition.answers.delete(key);
      edition.answers.set(key, known);
      return known;
    }
    const answer = this.#compute(edition, compute, where);
    edition.answers.set(key, answer);
    for (const oldest of edition.answers.keys()) {
      if (edition.answers.size <= KEPT) break;
      edition.answers.delete(oldest);
    }
    // A failure is told to whoever waits for it, and tried again by the next.
    answer.catch(() => edition.answers.delete(key));
    return answer;
  }

  /** Looks something up in the present data, beside the heavier questions: the answer is not kept. */
  async look<T>(use: (company: OpenCompany) => Promise<T>, where: readonly Condition[] = []): Promise<T> {
    this.current;
    const edition = this.#edition!;
    return this.#holding(edition, () => edition.cohorts.with(where, use));
  }

  #seen(): void {
    if (this.#unseen) clearTimeout(this.#unseen.timer);
    this.#unseen = null;
  }

  async close(): Promise<void> {
    this.#seen();
    this.#isClosed = true;
    this.#isStale = false;
    this.emit("closed");
    await this.#refreshing?.catch(() => {});
    const edition = this.#edition;
    this.#edition = null;
    if (edition) await this.#outdate(edition);
  }

  async #compute<T>(
    edition: Edition,
    compute: (company: OpenCompany) => Promise<T>,
    where: readonly Condition[],
  ): Promise<Answered<T>> {
    const { company } = edition.reading;
    return this.#holding(edition, () =>
      this.#gate.through(async () => {
        const began = performance.now();
        const queries: RecordedQuery[] = [];
        const value = await edition.cohorts.with(where, (asked) => compute(recordingIn(asked, queries)));
        const { dataVersion } = company.loaded;
        const tookMilliseconds = Math.round(performance.now() - began);
        return { value, queries, dataVersion, computedAt: this.now(), tookMilliseconds };
      }),
    );
  }

  /** Keeps an edition open while somebody works with it. */
  async #holding<T>(edition: Edition, work: () => Promise<T>): Promise<T> {
    edition.asking += 1;
    try {
      return await work();
    } finally {
      edition.asking -= 1;
      if (edition.asking === 0) edition.closing?.();
    }
  }

  async #refreshWhileStale(): Promise<void> {
    try {
      while (this.#isStale && !this.#isClosed) {
        this.#isStale = false;
        const began = performance.now();
        const reading = await this.read();
        if (reading) await this.#show(reading);
        this.#readFor = performance.now() - began;
        // While records pour in, no more than half of the time goes into reading them.
        if (this.#isStale) await wait(Math.min(this.#readFor, LONGEST_REST), undefined, { ref: false });
      }
    } finally {
      // In the same turn as the last look: whoever asks later begins anew.
      this.#refreshing = null;
    }
  }

  /** Makes a reading the present one, where it says anything new. */
  async #show(reading: Reading): Promise<void> {
    if (this.#isClosed) return reading.close();
    const before = this.#edition;
    const { dataVersion } = reading.company.loaded;
    if (before?.reading.company.loaded.dataVersion === dataVersion) return reading.close();
    const cohorts = new Cohorts(reading.company);
    this.#edition = { reading, cohorts, openedAt: this.now(), answers: new Map(), asking: 0, closing: null };
    // It is closed behind whoever still asks it; nobody waits for that.
    if (before) this.#outdate(before).catch(() => {});
    this.emit("changed", dataVersion);
  }

  #outdate(edition: Edition): Promise<void> {
    const unasked =
      edition.asking === 0 ? Promise.resolve() : new Promise<void>((resolve) => (edition.closing = resolve));
    return unasked.then(() => edition.cohorts.end()).then(() => edition.reading.close());
  }
}

/** The same company, whose queries are written down in a list of their own. */
function recordingIn(company: OpenCompany, queries: RecordedQuery[]): OpenCompany {
  const { analysis } = company;
  const record: typeof analysis.context.record = (id, query, rows) => queries.push({ id, sql: printable(query), rows });
  return { ...company, analysis: { ...analysis, queries, context: { ...analysis.context, record } } };
}
