import type { Kysely } from "kysely";
import type { Saved, SavedFindings } from "../ports/saved.ts";
import type { Tables } from "./tables.ts";

export class PostgresSaved implements Saved {
  constructor(private readonly db: Kysely<Tables>) {}

  async saved(group: string): Promise<SavedFindings | null> {
    const row = await this.db.selectFrom("saved_finding").selectAll().where("group", "=", group).executeTakeFirst();
    if (!row || row.body === null || row.computed_at === null) return null;
    return {
      ...{ group, dataVersion: row.data_version!, madeBy: row.made_by!, computedAt: row.computed_at },
      ...{ tookMilliseconds: Number(row.took_milliseconds), body: row.body },
    };
  }

  async allSaved() {
    const rows = await this.db
      .selectFrom("saved_finding")
      .select(["group", "data_version", "made_by", "computed_at", "took_milliseconds", "asked_at"])
      .where("body", "is not", null)
      .orderBy("group")
      .execute();
    return rows.map((row) => ({
      ...{ group: row.group, dataVersion: row.data_version!, madeBy: row.made_by!, computedAt: row.computed_at! },
      ...{ tookMilliseconds: Number(row.took_milliseconds), askedAt: row.asked_at },
    }));
  }

  async save({ group, dataVersion, madeBy, computedAt, tookMilliseconds, body }: SavedFindings): Promise<void> {
    const set = {
      ...{ data_version: dataVersion, made_by: madeBy, computed_at: computedAt, took_milliseconds: tookMilliseconds },
      body,
    };
    await this.db
      .insertInto("saved_finding")
      .values({ group, asked_at: computedAt, ...set })
      .onConflict((conflict) => conflict.column("group").doUpdateSet(set))
      .execute();
  }

  async noteAsked(group: string, at: Date): Promise<void> {
    await this.db
      .insertInto("saved_finding")
      .values({ group, asked_at: at })
      .onConflict((conflict) => conflict.column("group").doUpdateSet({ asked_at: at }))
      .execute();
  }
}
