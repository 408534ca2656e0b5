import { type Kysely, type Selectable, sql } from "kysely";
import { StoreError } from "../../base/errors.ts";
import type { AccessKey, AuditEntry, Credentials, Note, Operations, Page, Session, User } from "../ports/operations.ts";
import type { Traces } from "../ports/traces.ts";
import { forgetIn, rewriteStore } from "./forget.ts";
import type { Tables } from "./tables.ts";

/** The operational store on PostgreSQL: a server's, or the one inside this process. */
export class PostgresOperations implements Operations {
  constructor(
    readonly db: Kysely<Tables>,
    readonly kind: Operations["kind"],
  ) {}

  async check(): Promise<void> {
    try {
      await sql`select 1`.execute(this.db);
    } catch (cause) {
      throw new StoreError("store.unavailable", "The operational store does not answer.", {
        hint: "Check that the database runs and that the connection string is right.",
        cause,
      });
    }
  }

  async countUsers(): Promise<number> {
    const { n } = await this.db
      .selectFrom("member")
      .select((e) => e.fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow();
    return Number(n);
  }

  async users(): Promise<User[]> {
    const rows = await this.db.selectFrom("member").selectAll().orderBy("created_at").orderBy("id").execute();
    return rows.map(userOf);
  }

  async user(id: string): Promise<User | null> {
    const row = await this.db.selectFrom("member").selectAll().where("id", "=", id).executeTakeFirst();
    return row ? userOf(row) : null;
  }

  async credentials(email: string): Promise<Credentials | null> {
    const row = await this.db
      .selectFrom("member")
      .selectAll()
      .where(sql<string>`lower(email)`, "=", email.toLowerCase())
      .executeTakeFirst();
    if (!row) return null;
    const { password_hash, failed_attempts, locked_until } = row;
    return {
      user: userOf(row),
      passwordHash: password_hash,
      failedAttempts: failed_attempts,
      lockedUntil: locked_until,
    };
  }

  async addUser(user: User, passwordHash: string, { onlyIfNone = false } = {}): Promise<boolean> {
    return this.db.transaction().execute(async (db) => {
      // Two first users at once: one waits here for the other.
      await sql`lock table member in exclusive mode`.execute(db);
      if (onlyIfNone && (await db.selectFrom("member").select("id").limit(1).executeTakeFirst())) return false;
      const added = await db
        .insertInto("member")
        .values({
          ...{ id: user.id, email: user.email, name: user.name, role: user.role, language: user.language },
          ...{ password_hash: passwordHash, failed_attempts: 0, locked_until: null },
          ...{ created_at: user.createdAt, disabled_at: user.disabledAt },
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .executeTakeFirst();
      return added !== undefined;
    });
  }

  async changeUser(id: string, { disabledAt, ...change }: Parameters<Operations["changeUser"]>[1]): Promise<boolean> {
    const set = { ...change, ...(disabledAt === undefined ? {} : { disabled_at: disabledAt }) };
    if (Object.keys(set).length === 0) return (await this.user(id)) !== null;
    const row = await this.db.updateTable("member").set(set).where("id", "=", id).returning("id").executeTakeFirst();
    return row !== undefined;
  }

  async changePassword(id: string, passwordHash: string): Promise<void> {
    await this.db.updateTable("member").set({ password_hash: passwordHash }).where("id", "=", id).execute();
  }

  async countFailure(id: string): Promise<number> {
    const row = await this.db
      .updateTable("member")
      .set({ failed_attempts: sql<number>`failed_attempts + 1` })
      .where("id", "=", id)
      .returning("failed_attempts")
      .executeTakeFirst();
    return row?.failed_attempts ?? 0;
  }

  async settleFailures(id: string, lockedUntil: Date | null): Promise<void> {
    await this.db
      .updateTable("member")
      .set({ failed_attempts: 0, locked_until: lockedUntil })
      .where("id", "=", id)
      .execute();
  }

  async addSession(session: Session): Promise<void> {
    await this.db
      .insertInto("session")
      .values({
        ...{ token_hash: session.tokenHash, member_id: session.userId, agent: session.agent, way: session.way },
        ...{ created_at: session.createdAt, last_seen_at: session.lastSeenAt, expires_at: session.expiresAt },
      })
      .execute();
  }

  async session(tokenHash: string): Promise<{ session: Session; user: User } | null> {
    const row = await this.db.selectFrom("session").selectAll().where("token_hash", "=", tokenHash).executeTakeFirst();
    const user = row ? await this.user(row.member_id) : null;
    if (!row || !user) return null;
    const session = {
      ...{ tokenHash, userId: row.member_id, agent: row.agent, way: row.way },
      ...{ createdAt: row.created_at, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at },
    };
    return { session, user };
  }

  async touchSession(tokenHash: string, lastSeenAt: Date): Promise<void> {
    await this.db
      .updateTable("session")
      .set({ last_seen_at: lastSeenAt })
      .where("token_hash", "=", tokenHash)
      .execute();
  }

  async endSession(tokenHash: string): Promise<void> {
    await this.db.deleteFrom("session").where("token_hash", "=", tokenHash).execute();
  }

  async endSessionsOf(userId: string): Promise<number> {
    const ended = await this.db.deleteFrom("session").where("member_id", "=", userId).returning("token_hash").execute();
    return ended.length;
  }

  async endSessionsBefore(now: Date): Promise<number> {
    const ended = await this.db.deleteFrom("session").where("expires_at", "<=", now).returning("token_hash").execute();
    return ended.length;
  }

  async addKey(key: AccessKey, hash: string): Promise<void> {
    await this.db
      .insertInto("access_key")
      .values({
        ...{ id: key.id, hash, name: key.name, kind: key.kind, role: key.role, prefix: key.prefix },
        ...{ created_by: key.createdBy, created_at: key.createdAt, last_used_at: null, revoked_at: null },
      })
      .execute();
  }

  async keys(): Promise<AccessKey[]> {
    const rows = await this.db.selectFrom("access_key").selectAll().orderBy("created_at").orderBy("id").execute();
    return rows.map(keyOf);
  }

  async keyByHash(hash: string): Promise<AccessKey | null> {
    const row = await this.db.selectFrom("access_key").selectAll().where("hash", "=", hash).executeTakeFirst();
    return row ? keyOf(row) : null;
  }

  async touchKey(id: string, at: Date): Promise<void> {
    await this.db.updateTable("access_key").set({ last_used_at: at }).where("id", "=", id).execute();
  }

  async revokeKey(id: string, at: Date): Promise<boolean> {
    const row = await this.db
      .updateTable("access_key")
      .set({ revoked_at: at })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  }

  async restoreKey(id: string, since: Date): Promise<boolean> {
    const row = await this.db
      .updateTable("access_key")
      .set({ revoked_at: null })
      .where("id", "=", id)
      .where("revoked_at", ">=", since)
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  }

  async audit({ details, ...entry }: Omit<AuditEntry, "id">): Promise<void> {
    await this.db
      .insertInto("audit")
      .values({ ...entry, details: JSON.stringify(details) })
      .execute();
  }

  async auditLog({ before, limit }: { before: number | null; limit: number }): Promise<Page<AuditEntry>> {
    const rows = await this.db
      .selectFrom("audit")
      .selectAll()
      .$if(before !== null, (query) => query.where("id", "<", before!))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map((row) => ({ ...row, id: Number(row.id) }));
    return { items, next: rows.length > limit ? String(items.at(-1)!.id) : null };
  }

  async addNote({ text, ...note }: Note): Promise<void> {
    await this.db
      .insertInto("note")
      .values({ ...note, body: text })
      .execute();
  }

  async notesOf(parties: readonly string[]): Promise<Note[]> {
    if (parties.length === 0) return [];
    const rows = await this.db
      .selectFrom("note")
      .selectAll()
      .where("party", "in", [...parties])
      .orderBy("at", "desc")
      .orderBy("id")
      .execute();
    return rows.map(({ body, ...note }) => ({ ...note, text: body }));
  }

  async removeNote(id: string): Promise<boolean> {
    const row = await this.db.deleteFrom("note").where("id", "=", id).returning("id").executeTakeFirst();
    return row !== undefined;
  }

  forget(traces: Traces): Promise<number> {
    return forgetIn(this.db, traces);
  }

  rewrite(): Promise<void> {
    return rewriteStore(this.db, this.kind === "embedded");
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

const userOf = (row: Selectable<Tables["member"]>): User => ({
  ...{ id: row.id, email: row.email, name: row.name, role: row.role, language: row.language },
  ...{ createdAt: row.created_at, disabledAt: row.disabled_at },
});

const keyOf = (row: Selectable<Tables["access_key"]>): AccessKey => ({
  ...{ id: row.id, name: row.name, kind: row.kind, role: row.role, prefix: row.prefix, createdBy: row.created_by },
  ...{ createdAt: row.created_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at },
});
