import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import pg from "pg";
import { StoreError } from "../../base/errors.ts";
import type { Hooks } from "../ports/hooks.ts";
import type { Identities } from "../ports/identities.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { OutgoingStore } from "../ports/outgoing.ts";
import type { Replies } from "../ports/replies.ts";
import type { Saved } from "../ports/saved.ts";
import { copied, filled } from "./copy.ts";
import { PostgresHooks } from "./hooks.ts";
import { PostgresIdentities } from "./identities.ts";
import { PostgresJobs } from "./jobs.ts";
import { migrate } from "./migrations.ts";
import { PostgresOperations } from "./operations.ts";
import { PostgresOutgoing } from "./outgoing.ts";
import { openPglite } from "./pglite.ts";
import { PostgresReplies } from "./replies.ts";
import { PostgresSaved } from "./saved.ts";
import type { Tables } from "./tables.ts";

/** `folder`: PostgreSQL inside this process, in memory where it is null. `url`: a server's connection string. */
export type OperationsPlace = { folder: string | null } | { url: string };

/**
 * Opens the operational store and brings it up to date.
 * @throws StoreError `store.unavailable` where no server answers, `store.query_failed` where a migration fails
 */
export async function openOperations(place: OperationsPlace): Promise<PostgresOperations> {
  const isEmbedded = "folder" in place;
  const pool = isEmbedded ? await openPglite(place.folder) : serverPool(place.url);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
  const operations = new PostgresOperations(db, isEmbedded ? "embedded" : "postgresql");
  try {
    await operations.check();
    await migrate(db);
  } catch (cause) {
    await operations.close();
    throw cause;
  }
  return operations;
}

/** Further parts of an operational store that is open. */
export const hooksOn = ({ db }: PostgresOperations): Hooks => new PostgresHooks(db);
/** Everything that a store holds, as lines of JSON, and how an empty one gets it. */
export interface StoreCopy {
  lines(): AsyncIterable<string>;
  /** @returns how many rows */
  fill(lines: AsyncIterable<string>): Promise<number>;
}
export const copiedStore = ({ db }: PostgresOperations): StoreCopy => ({
  lines: () => copied(db),
  fill: (lines) => filled(db, lines),
});
export const identitiesOn = ({ db }: PostgresOperations): Identities => new PostgresIdentities(db);
export const savedOn = ({ db }: PostgresOperations): Saved => new PostgresSaved(db);
export const outgoingOn = ({ db }: PostgresOperations): OutgoingStore => new PostgresOutgoing(db);
export const jobsOn = ({ db }: PostgresOperations, onTrouble: (error: unknown) => void): Promise<Jobs> =>
  PostgresJobs.open(db, onTrouble);
export const repliesOn = ({ db }: PostgresOperations): Replies => new PostgresReplies(db);

function serverPool(url: string): pg.Pool {
  try {
    const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5_000, types: asPglite() });
    // A connection that breaks is replaced by the next query; whoever was using it hears of it there.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    return pool;
  } catch (cause) {
    throw new StoreError("store.unavailable", "The connection string of the operational store cannot be read.", {
      hint: "Write postgresql://user:password@host:5432/database.",
      cause,
    });
  }
}

/** The values that PGlite gives: whole numbers as numbers, days and clock times as texts. */
function asPglite(): pg.CustomTypesConfig {
  const { builtins, getTypeParser } = pg.types;
  const text = (value: string) => value;
  const own = new Map<number, (value: string) => unknown>([
    [builtins.INT8, Number],
    [builtins.DATE, text],
    [builtins.TIMESTAMP, text],
    [builtins.INTERVAL, text],
  ]);
  return {
    getTypeParser: (id: number, format?: "text" | "binary") =>
      own.get(id) ?? (getTypeParser as (id: number, format?: string) => (value: string) => unknown)(id, format),
  } as pg.CustomTypesConfig;
}
