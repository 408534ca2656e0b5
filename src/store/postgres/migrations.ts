import { type Kysely, type Migration, Migrator, NO_MIGRATIONS, sql } from "kysely";
import { StoreError } from "../../base/errors.ts";
import type { Tables } from "./tables.ts";

/** Each step of the operational store with its way back, in order of their names. A step that has been released is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-people-and-keys": {
    async up(db) {
      await db.schema
        .createTable("member")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("email", "text", (c) => c.notNull())
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("role", "text", (c) => c.notNull())
        .addColumn("language", "text")
        .addColumn("password_hash", "text", (c) => c.notNull())
        .addColumn("failed_attempts", "integer", (c) => c.notNull().defaultTo(0))
        .addColumn("locked_until", "timestamptz")
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("disabled_at", "timestamptz")
        .execute();
      await db.schema.createIndex("member_email").unique().on("member").expression(sql`lower(email)`).execute();
      await db.schema
        .createTable("session")
        .addColumn("token_hash", "text", (c) => c.primaryKey())
        .addColumn("member_id", "text", (c) => c.notNull().references("member.id").onDelete("cascade"))
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("last_seen_at", "timestamptz", (c) => c.notNull())
        .addColumn("expires_at", "timestamptz", (c) => c.notNull())
        .addColumn("agent", "text")
        .execute();
      await db.schema.createIndex("session_member").on("session").column("member_id").execute();
      await db.schema
        .createTable("access_key")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("hash", "text", (c) => c.notNull().unique())
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("kind", "text", (c) => c.notNull())
        .addColumn("role", "text")
        .addColumn("prefix", "text", (c) => c.notNull())
        .addColumn("created_by", "text", (c) => c.notNull())
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("last_used_at", "timestamptz")
        .addColumn("revoked_at", "timestamptz")
        .execute();
      await db.schema
        .createTable("audit")
        .addColumn("id", "bigserial", (c) => c.primaryKey())
        .addColumn("at", "timestamptz", (c) => c.notNull())
        .addColumn("actor", "text")
        .addColumn("action", "text", (c) => c.notNull())
        .addColumn("subject", "text")
        .addColumn("details", "jsonb", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("note")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("party", "text", (c) => c.notNull())
        .addColumn("author", "text", (c) => c.notNull())
        .addColumn("at", "timestamptz", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("note_party").on("note").columns(["party", "at"]).execute();
    },
    async down(db) {
      for (const table of ["note", "audit", "access_key", "session", "member"])
        await db.schema.dropTable(table).execute();
    },
  },
  "0002-hooks-and-replies": {
    async up(db) {
      await db.schema
        .createTable("hook")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("source", "text", (c) => c.notNull())
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("sealed", "text", (c) => c.notNull())
        .addColumn("columns", "jsonb", (c) => c.notNull())
        .addColumn("scales", "jsonb", (c) => c.notNull())
        .addColumn("created_by", "text", (c) => c.notNull())
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("last_used_at", "timestamptz")
        .addColumn("revoked_at", "timestamptz")
        .execute();
      await db.schema
        .createTable("hook_delivery")
        .addColumn("hook", "text", (c) => c.notNull())
        .addColumn("id", "text", (c) => c.notNull())
        .addColumn("about", "text")
        .addColumn("happened_at", "timestamptz")
        .addColumn("received_at", "timestamptz", (c) => c.notNull())
        .addColumn("outcome", "text", (c) => c.notNull())
        .addPrimaryKeyConstraint("hook_delivery_key", ["hook", "id"])
        .execute();
      await db.schema
        .createIndex("hook_delivery_about")
        .on("hook_delivery")
        .columns(["hook", "about", "happened_at"])
        .execute();
      await db.schema.createIndex("hook_delivery_at").on("hook_delivery").column("received_at").execute();
      await db.schema
        .createTable("set_aside")
        .addColumn("id", "bigserial", (c) => c.primaryKey())
        .addColumn("at", "timestamptz", (c) => c.notNull())
        .addColumn("sender", "text", (c) => c.notNull())
        .addColumn("message_id", "text")
        .addColumn("place", "integer", (c) => c.notNull())
        .addColumn("reason", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("set_aside_sender").on("set_aside").columns(["sender", "id"]).execute();
      await db.schema
        .createTable("reply")
        .addColumn("actor", "text", (c) => c.notNull())
        .addColumn("key", "text", (c) => c.notNull())
        .addColumn("request", "text", (c) => c.notNull())
        .addColumn("process", "text", (c) => c.notNull())
        .addColumn("until", "timestamptz", (c) => c.notNull())
        .addColumn("status", "integer")
        .addColumn("body", "text")
        .addPrimaryKeyConstraint("reply_key", ["actor", "key"])
        .execute();
    },
    async down(db) {
      for (const table of ["reply", "set_aside", "hook_delivery", "hook"]) await db.schema.dropTable(table).execute();
    },
  },
  "0003-saved-findings-and-subscriptions": {
    async up(db) {
      await db.schema
        .createTable("saved_finding")
        .addColumn("group", "text", (c) => c.primaryKey())
        .addColumn("asked_at", "timestamptz", (c) => c.notNull())
        .addColumn("data_version", "text")
        .addColumn("made_by", "text")
        .addColumn("computed_at", "timestamptz")
        .addColumn("took_milliseconds", "integer")
        .addColumn("body", "text")
        .execute();
      await db.schema
        .createTable("subscription")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("url", "text", (c) => c.notNull())
        .addColumn("sealed", "text", (c) => c.notNull())
        .addColumn("events", "jsonb", (c) => c.notNull())
        .addColumn("created_by", "text", (c) => c.notNull())
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("ended_at", "timestamptz")
        .execute();
      await db.schema
        .createTable("outgoing")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("subscription", "text", (c) => c.notNull().references("subscription.id").onDelete("cascade"))
        .addColumn("event", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("state", "text", (c) => c.notNull())
        .addColumn("attempts", "integer", (c) => c.notNull())
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("last_at", "timestamptz")
        .addColumn("status", "integer")
        .addColumn("error", "text")
        .execute();
      await db.schema.createIndex("outgoing_to").on("outgoing").columns(["subscription", "created_at"]).execute();
    },
    async down(db) {
      for (const table of ["outgoing", "subscription", "saved_finding"]) await db.schema.dropTable(table).execute();
    },
  },
  "0004-identities": {
    async up(db) {
      await db.schema
        .createTable("identity")
        .addColumn("issuer", "text", (c) => c.notNull())
        .addColumn("subject", "text", (c) => c.notNull())
        .addColumn("member_id", "text", (c) => c.notNull().references("member.id").onDelete("cascade"))
        .addColumn("created_at", "timestamptz", (c) => c.notNull())
        .addColumn("last_used_at", "timestamptz", (c) => c.notNull())
        .addPrimaryKeyConstraint("identity_key", ["issuer", "subject"])
        .execute();
      await db.schema
        .alterTable("session")
        .addColumn("way", "text", (c) => c.notNull().defaultTo("password"))
        .execute();
    },
    async down(db) {
      await db.schema.alterTable("session").dropColumn("way").execute();
      await db.schema.dropTable("identity").execute();
    },
  },
};

/** Brings the store to the latest step, each in a transaction. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error, results } = await migratorOf(db).migrateToLatest();
  if (!error) return;
  const failed = results?.find(({ status }) => status === "Error")?.migrationName;
  throw new StoreError(
    "store.query_failed",
    `The operational store could not be brought up to date${failed ? ` (${failed})` : ""}.`,
    {
      hint: "Nothing of the step that failed was kept. Restore the latest backup, or give the message below to whoever looks after the server.",
      cause: error,
    },
  );
}

export const migratorOf = (db: Kysely<Tables>): Migrator =>
  new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });

export { NO_MIGRATIONS };
