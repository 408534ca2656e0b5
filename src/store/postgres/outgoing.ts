import type { Kysely, Selectable } from "kysely";
import type { Outgoing, OutgoingStore, Subscription } from "../ports/outgoing.ts";
import type { Tables } from "./tables.ts";

export class PostgresOutgoing implements OutgoingStore {
  constructor(private readonly db: Kysely<Tables>) {}

  async addSubscription(given: Subscription, sealed: string): Promise<void> {
    const { id, name, url, events, createdBy, createdAt, endedAt } = given;
    await this.db
      .insertInto("subscription")
      .values({
        ...{ id, name, url, sealed, events: JSON.stringify(events), created_by: createdBy },
        ...{ created_at: createdAt, ended_at: endedAt },
      })
      .execute();
  }

  async subscriptions(): Promise<Subscription[]> {
    const rows = await this.db.selectFrom("subscription").selectAll().orderBy("created_at").orderBy("id").execute();
    return rows.map(subscriptionOf);
  }

  async subscription(id: string): Promise<{ subscription: Subscription; sealed: string } | null> {
    const row = await this.db.selectFrom("subscription").selectAll().where("id", "=", id).executeTakeFirst();
    return row ? { subscription: subscriptionOf(row), sealed: row.sealed } : null;
  }

  async endSubscription(id: string, at: Date): Promise<boolean> {
    const row = await this.db
      .updateTable("subscription")
      .set({ ended_at: at })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    return row !== undefined;
  }

  async addOutgoing(messages: readonly Outgoing[]): Promise<void> {
    if (messages.length === 0) return;
    const rows = messages.map(({ createdAt, lastAt, ...plain }) => ({
      ...{ ...plain, created_at: createdAt, last_at: lastAt },
    }));
    await this.db.insertInto("outgoing").values(rows).execute();
  }

  async outgoing(id: string): Promise<Outgoing | null> {
    const row = await this.db.selectFrom("outgoing").selectAll().where("id", "=", id).executeTakeFirst();
    return row ? outgoingOf(row) : null;
  }

  async waiting(): Promise<string[]> {
    const rows = await this.db.selectFrom("outgoing").select("id").where("state", "=", "waiting").execute();
    return rows.map(({ id }) => id);
  }

  async noteAttempt(id: string, { lastAt, ...plain }: Parameters<OutgoingStore["noteAttempt"]>[1]): Promise<void> {
    await this.db
      .updateTable("outgoing")
      .set({ ...plain, last_at: lastAt })
      .where("id", "=", id)
      .execute();
  }

  async messagesTo(subscription: string, limit: number): Promise<Outgoing[]> {
    const rows = await this.db
      .selectFrom("outgoing")
      .selectAll()
      .where("subscription", "=", subscription)
      .orderBy("created_at", "desc")
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map(outgoingOf);
  }

  async forgetOutgoing(before: Date): Promise<number> {
    const gone = await this.db.deleteFrom("outgoing").where("created_at", "<", before).executeTakeFirst();
    return Number(gone.numDeletedRows);
  }
}

const subscriptionOf = (row: Selectable<Tables["subscription"]>): Subscription => ({
  ...{ id: row.id, name: row.name, url: row.url, events: row.events, createdBy: row.created_by },
  ...{ createdAt: row.created_at, endedAt: row.ended_at },
});

const outgoingOf = ({ created_at, last_at, ...plain }: Selectable<Tables["outgoing"]>): Outgoing => ({
  ...{ ...plain, createdAt: created_at, lastAt: last_at },
});
