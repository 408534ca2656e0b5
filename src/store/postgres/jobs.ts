import { CompiledQuery, type Kysely, sql } from "kysely";
import PgBoss from "pg-boss";
import type { Job, JobKind, JobState, Jobs, Schedule } from "../ports/jobs.ts";
import type { Tables } from "./tables.ts";

const STATES: Readonly<Record<string, JobState>> = {
  ...{ created: "waiting", retry: "retrying", active: "running", completed: "done", failed: "failed" },
  cancelled: "failed",
};

/** Whoever stops waits for work under way at most so many milliseconds. */
const LONGEST_STOP = 5_000;

/**
 * Jobs in the operational store, kept by pg-boss in a schema of its own. A process that opens a store takes it that it is the only one: what is
 * under way there was begun by one that has ended.
 */
export class PostgresJobs implements Jobs {
  readonly #workers = new Map<string, string[]>();
  /** What is under way, by kind and key. */
  readonly #running = new Map<string, Promise<void>>();

  private constructor(
    private readonly db: Kysely<Tables>,
    private readonly boss: PgBoss,
  ) {}

  /** @param onTrouble told of what goes wrong between jobs, such as a store that does not answer for a while */
  static async open(db: Kysely<Tables>, onTrouble: (error: unknown) => void): Promise<PostgresJobs> {
    const executeSql = async (text: string, values: unknown[] = []) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values));
      return { rows: rows as Record<string, unknown>[] };
    };
    const boss = new PgBoss({ db: { executeSql }, deleteAfterDays: 7, archiveFailedAfterSeconds: 7 * 24 * 3_600 });
    boss.on("error", onTrouble);
    await boss.start();
    return new PostgresJobs(db, boss);
  }

  async handle(kind: JobKind, work: (key: string) => Promise<void>): Promise<void> {
    const { name, retries, delaySeconds, longestSeconds, atATime } = kind;
    const options = {
      ...{
        name,
        policy: "standard" as const,
        retryLimit: retries,
        retryDelay: delaySeconds,
        retryBackoff: retries > 0,
      },
      expireInSeconds: longestSeconds,
    };
    await this.boss.createQueue(name, options);
    await this.boss.updateQueue(name, options);
    const left = await this.db.executeQuery<{ id: string }>(
      sql`select id from pgboss.job where name = ${name} and state = 'active'`.compile(this.db) as CompiledQuery<{
        id: string;
      }>,
    );
    for (const { id } of left.rows) await this.boss.fail(name, id, { message: "the server ended before it was done" });
    const ids: string[] = [];
    for (let worker = 0; worker < atATime; worker++)
      ids.push(
        await this.boss.work<{ key: string }>(name, { pollingIntervalSeconds: 2 }, async ([job]) => {
          if (job) await this.#alone(`${name} ${job.data?.key}`, () => work(job.data?.key ?? ""));
        }),
      );
    this.#workers.set(name, ids);
  }

  async send(kind: string, key: string, after?: Date): Promise<void> {
    const at = after ?? new Date();
    const waiting = await sql`
      update pgboss.job set start_after = least(start_after, ${at})
      where name = ${kind} and data ->> 'key' = ${key} and state in ('created', 'retry')
      returning id`.execute(this.db);
    if (waiting.rows.length === 0) await this.boss.send(kind, { key }, after ? { startAfter: after } : {});
    if (!after) for (const worker of this.#workers.get(kind) ?? []) this.boss.notifyWorker(worker);
  }

  schedule({ kind, cron, zone }: Schedule): Promise<void> {
    return this.boss.schedule(kind, cron, { key: "schedule" }, { tz: zone });
  }

  async schedules(): Promise<Schedule[]> {
    const all = await this.boss.getSchedules();
    return all.map(({ name, cron, timezone }: { name: string; cron: string; timezone?: string }) => ({
      ...{ kind: name, cron, zone: timezone ?? "UTC" },
    }));
  }

  async jobs(limit: number): Promise<Job[]> {
    const { rows } = await sql<JobRow>`
      select
        id, name, data ->> 'key' as key, state::text as state, retry_count, created_on, start_after, started_on, completed_on,
        coalesce(output ->> 'message', output -> 'value' ->> 'message') as error
      from pgboss.job
      where name not like '\\_\\_pgboss%'
      order by created_on desc, id
      limit ${limit}`.execute(this.db);
    return rows.map((row) => ({
      ...{ id: row.id, kind: row.name, key: row.key, state: STATES[row.state] ?? "failed" },
      ...{ attempts: row.started_on === null ? 0 : Number(row.retry_count) + 1, createdAt: row.created_on },
      ...{ startAfter: row.start_after, startedAt: row.started_on, endedAt: row.completed_on, error: row.error },
    }));
  }

  /** One after another, where two of one key come at a time. */
  async #alone(name: string, work: () => Promise<void>): Promise<void> {
    for (let before = this.#running.get(name); before; before = this.#running.get(name)) await before;
    const done = work();
    this.#running.set(
      name,
      done.catch(() => {}).finally(() => this.#running.delete(name)),
    );
    await done;
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: true, wait: true, timeout: LONGEST_STOP, close: false });
  }
}

interface JobRow {
  id: string;
  name: string;
  key: string | null;
  state: string;
  retry_count: number;
  created_on: Date;
  start_after: Date;
  started_on: Date | null;
  completed_on: Date | null;
  error: string | null;
}
