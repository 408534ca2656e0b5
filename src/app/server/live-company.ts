import { EventEmitter } from "node:events";
import { RequestError } from "../../base/errors.ts";
import { printable } from "../../store/sql/sql.ts";
import type { RecordedQuery } from "../analysis.ts";
import { type OpenCompany, withCompany } from "../company.ts";
import type { Run } from "../compose.ts";
import type { CompanyRequest } from "../request.ts";
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
/** Answers that are kept of one version of the data. */
const KEPT = 500;

/** One version of the data, opened: it stays until the last question to it is answered. */
interface Edition {
  company: OpenCompany;
  openedAt: Date;
  answers: Map<string, Promise<Answered<unknown>>>;
  asking: number;
  /** Closes it; kept until nobody asks any more. */
  release: () => void;
  ended: Promise<void>;
  isPast: boolean;
}

/**
 * A company whose figures are asked for again and again: its tables are built once a version of the data, and answers are kept as long as that
 * version stands. A new version is built beside the old one, which goes on answering until the new one is ready.
 */
export class LiveCompany extends EventEmitter<{ changed: [dataVersion: string]; closed: [] }> {
  #edition: Edition | null = null;
  #refreshing: Promise<boolean> | null = null;
  readonly #gate = new Gate(AT_A_TIME);
  readonly #runs = new Set<Run>();

  private constructor(
    private readonly request: () => CompanyRequest,
    private readonly now: () => Date,
  ) {
    super();
    this.setMaxListeners(0);
  }

  /** @param request how the company is read, asked again for every version */
  static async open(request: () => CompanyRequest, now: () => Date): Promise<LiveCompany> {
    const company = new LiveCompany(request, now);
    await company.refresh();
    return company;
  }

  get isReady(): boolean {
    return this.#edition !== null;
  }

  /** What is open now. @throws RequestError `request.conflict` after it was closed */
  get current(): { company: OpenCompany; openedAt: Date } {
    if (!this.#edition) throw new RequestError("request.conflict", "The server is about to stop.");
    return this.#edition;
  }

  /** Reads the data again. @returns whether they have changed; several callers share one reading */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /**
   * Answers a question to the present data: from what is kept, or by computing it, once for all who ask at the same time.
   * @param key of the question: the same words give the same answer
   */
  async ask<T>(key: string, compute: (company: OpenCompany) => Promise<T>): Promise<Answered<T>> {
    const edition = this.#edition;
    if (!edition) throw new RequestError("request.conflict", "The server is about to stop.");
    const known = edition.answers.get(key) as Promise<Answered<T>> | undefined;
    if (known) {
      // What is asked for stays longest.
      edition.answers.delete(key);
      edition.answers.set(key, known);
      return known;
    }
    const answer = this.#compute(edition, compute);
    edition.answers.set(key, answer);
    for (const oldest of edition.answers.keys()) {
      if (edition.answers.size <= KEPT) break;
      edition.answers.delete(oldest);
    }
    // A failure is told to whoever waits for it, and tried again by the next.
    answer.catch(() => edition.answers.delete(key));
    return answer;
  }

  async close(): Promise<void> {
    const edition = this.#edition;
    this.#edition = null;
    this.emit("closed");
    await this.#refreshing?.catch(() => {});
    for (const run of this.#runs) run.interrupt();
    if (edition) {
      this.#outdate(edition);
      await edition.ended;
    }
  }

  async #compute<T>(edition: Edition, compute: (company: OpenCompany) => Promise<T>): Promise<Answered<T>> {
    edition.asking += 1;
    try {
      return await this.#gate.through(async () => {
        const began = performance.now();
        const queries: RecordedQuery[] = [];
        const value = await compute(recordingIn(edition.company, queries));
        return {
          value,
          queries,
          dataVersion: edition.company.loaded.dataVersion,
          computedAt: this.now(),
          tookMilliseconds: Math.round(performance.now() - began),
        };
      });
    } finally {
      edition.asking -= 1;
      if (edition.isPast && edition.asking === 0) edition.release();
    }
  }

  async #refresh(): Promise<boolean> {
    const before = this.#edition;
    const edition = await this.#build();
    if (before?.company.loaded.dataVersion === edition.company.loaded.dataVersion) {
      this.#outdate(edition);
      return false;
    }
    this.#edition = edition;
    if (before) this.#outdate(before);
    this.emit("changed", edition.company.loaded.dataVersion);
    return true;
  }

  #build(): Promise<Edition> {
    return new Promise((resolve, reject) => {
      let release!: () => void;
      const released = new Promise<void>((done) => {
        release = done;
      });
      let own: Run | undefined;
      const ended = withCompany(
        this.request(),
        async (company) => {
          const openedAt = this.now();
          resolve({ company, openedAt, answers: new Map(), asking: 0, release, ended, isPast: false });
          await released;
        },
        (run) => {
          own = run;
          this.#runs.add(run);
        },
      ).finally(() => {
        if (own) this.#runs.delete(own);
      });
      ended.catch(reject);
    });
  }

  #outdate(edition: Edition): void {
    edition.isPast = true;
    if (edition.asking === 0) edition.release();
  }
}

/** The same company, whose queries are written down in a list of their own. */
function recordingIn(company: OpenCompany, queries: RecordedQuery[]): OpenCompany {
  const { analysis } = company;
  const record: typeof analysis.context.record = (id, query, rows) => queries.push({ id, sql: printable(query), rows });
  return { ...company, analysis: { ...analysis, queries, context: { ...analysis.context, record } } };
}
