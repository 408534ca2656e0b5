import { type Kysely, type Selectable, sql } from "kysely";
import type { Hook, HookDelivery, Hooks, SetAsideMessage } from "../ports/hooks.ts";
import type { Page } from "../ports/operations.ts";
import type { Tables } from "./tables.ts";

export class PostgresHooks implements Hooks {
  constructor(private readonly db: Kysely<Tables>) {}

  async addHook(hook: Hook, sealed: string): Promise<void> {
    const { columns, scales, createdBy, createdAt, lastUsedAt, revokedAt, ...plain } = hook;
    await this.db
      .insertInto("hook")
      .values({
        ...{ ...plain, sealed, columns: JSON.stringify(columns), scales: JSON.stringify(scales) },
        ...{ created_by: createdBy, created_at: createdAt, last_used_at: lastUsedAt, revoked_at: revokedAt },
      })
      .execute();
  }

  async hooks(): Promise<Hook[]> {
    const rows = await this.db.selectFrom("hook").selectAll().orderBy("created_at").orderBy("id").execute();
    return rows.map(hookOf);
  }

  async hook(id: string): Promise<{ hook: Hook; sealed: string } | null> {
    const row = await this.db.selectFrom("hook").selectAll().where("id", "=", id).executeTakeFirst();
    return row ? { hook: hookOf(row), sealed: row.sealed } : null;
  }

  async changeHook(id: string, { columns, scales, ...plain }: Parameters<Hooks["changeHook"]>[1]): Promise<boolean> {
    const row = await this.db
      .updateTable("hook")
      .set({
        id,
        ...plain,
        ...(columns ? { columns: JSON.stringify(columns) } : {}),
        ...(scales ? { scales: JSON.stringify(scales) } : {}),
      })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  }

  async touchHook(id: string, at: Date): Promise<void> {
    await this.db.updateTable("hook").set({ last_used_at: at }).where("id", "=", id).execute();
  }

  async revokeHook(id: string, at: Date): Promise<boolean> {
    const row = await this.db
      .updateTable("hook")
      .set({ revoked_at: at })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  }

  async isDelivered(hook: string, id: string): Promise<boolean> {
    const found = this.db.selectFrom("hook_delivery").select("id").where("hook", "=", hook).where("id", "=", id);
    return (await found.executeTakeFirst()) !== undefined;
  }

  async latestOf(hook: string, about: string): Promise<Date | null> {
    const row = await this.db
      .selectFrom("hook_delivery")
      .select((e) => e.fn.max("happened_at").as("at"))
      .where("hook", "=", hook)
      .where("about", "=", about)
      .executeTakeFirst();
    return row?.at ?? null;
  }

  async noteDelivery({ happenedAt, receivedAt, ...plain }: HookDelivery): Promise<void> {
    await this.db
      .insertInto("hook_delivery")
      .values({ ...plain, happened_at: happenedAt, received_at: receivedAt })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async deliveries(hook: string, { before, limit }: { before: Date | null; limit: number }): Promise<HookDelivery[]> {
    const rows = await this.db
      .selectFrom("hook_delivery")
      .selectAll()
      .where("hook", "=", hook)
      .$if(before !== null, (query) => query.where("received_at", "<", before!))
      .orderBy("received_at", "desc")
      .limit(limit)
      .execute();
    return rows.map(({ happened_at, received_at, ...plain }) => ({
      ...plain,
      ...{ happenedAt: happened_at, receivedAt: received_at },
    }));
  }

  async setAside(messages: readonly Omit<SetAsideMessage, "id">[]): Promise<void> {
    if (messages.length === 0) return;
    const rows = messages.map(({ messageId, ...plain }) => ({ ...plain, message_id: messageId }));
    await this.db.insertInto("set_aside").values(rows).execute();
  }

  async messagesAside({
    sender,
    before,
    limit,
  }: Parameters<Hooks["messagesAside"]>[0]): Promise<Page<SetAsideMessage>> {
    const rows = await this.db
      .selectFrom("set_aside")
      .selectAll()
      .$if(sender !== null, (query) => query.where("sender", "=", sender!))
      .$if(before !== null, (query) => query.where("id", "<", before!))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(({ message_id, id, ...plain }) => ({
      ...{ ...plain, id: Number(id), messageId: message_id },
    }));
    return { items, next: rows.length > limit ? String(items.at(-1)!.id) : null };
  }

  async forget(before: Date, keep: number): Promise<number> {
    const old = await this.db.deleteFrom("hook_delivery").where("received_at", "<", before).executeTakeFirst();
    const aside = await sql`
      delete from set_aside
      where at < ${before} or id in (
        select id from (select id, row_number() over (partition by sender order by id desc) as place from set_aside) as ranked
        where place > ${keep}
      )`.execute(this.db);
    return Number(old.numDeletedRows) + Number(aside.numAffectedRows ?? 0);
  }
}

const hookOf = (row: Selectable<Tables["hook"]>): Hook => ({
  ...{ id: row.id, source: row.source, name: row.name, columns: row.columns, scales: row.scales },
  ...{ createdBy: row.created_by, createdAt: row.created_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at },
});
