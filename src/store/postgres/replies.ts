import { type Kysely, sql } from "kysely";
import type { Claim, Replies, Reply } from "../ports/replies.ts";
import type { Tables } from "./tables.ts";

/** Answers that are read at a time. */
const AT_ONCE = 500;

export class PostgresReplies implements Replies {
  constructor(private readonly db: Kysely<Tables>) {}

  async claim({ actor, key, request, process, now, until }: Parameters<Replies["claim"]>[0]): Promise<Claim> {
    const own = { request, process, until, status: null, body: null };
    const taken = await this.db
      .insertInto("reply")
      .values({ actor, key, ...own })
      .onConflict((conflict) =>
        conflict
          .columns(["actor", "key"])
          .doUpdateSet(own)
          // What has had its time, or was begun by a process that ended before it was answered.
          .where((e) =>
            e.or([
              e("reply.until", "<=", now),
              e.and([
                e("reply.status", "is", null),
                e("reply.process", "<>", process),
                e("reply.request", "=", request),
              ]),
            ]),
          ),
      )
      .returning("key")
      .executeTakeFirst();
    if (taken) return { is: "new" };
    const row = await this.#of(actor, key).selectAll().executeTakeFirst();
    // Given up between the two looks.
    if (!row) return { is: "running" };
    if (row.request !== request) return { is: "other" };
    if (row.status === null || row.body === null) return { is: "running" };
    return { is: "answered", reply: { status: row.status, body: row.body } };
  }

  async answer(actor: string, key: string, { status, body }: Reply): Promise<void> {
    await this.db
      .updateTable("reply")
      .set({ status, body })
      .where("actor", "=", actor)
      .where("key", "=", key)
      .execute();
  }

  async giveUp(actor: string, key: string): Promise<void> {
    await this.db.deleteFrom("reply").where("actor", "=", actor).where("key", "=", key).execute();
  }

  async *answered() {
    let after: { actor: string; key: string } | null = null;
    for (;;) {
      const rows: { actor: string; key: string; body: string | null }[] = await this.db
        .selectFrom("reply")
        .select(["actor", "key", "body"])
        .where("body", "is not", null)
        .$if(after !== null, (query) => query.where(sql<boolean>`(actor, key) > (${after!.actor}, ${after!.key})`))
        .orderBy("actor")
        .orderBy("key")
        .limit(AT_ONCE)
        .execute();
      for (const { actor, key, body } of rows) yield { actor, key, body: body! };
      if (rows.length < AT_ONCE) return;
      after = rows.at(-1)!;
    }
  }

  async forgetReplies(now: Date): Promise<number> {
    const { numAffectedRows = 0n } = await sql`delete from reply where until <= ${now}`.execute(this.db);
    return Number(numAffectedRows);
  }

  #of(actor: string, key: string) {
    return this.db.selectFrom("reply").where("actor", "=", actor).where("key", "=", key);
  }
}
