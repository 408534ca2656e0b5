import type { Kysely } from "kysely";
import type { Identities, Identity } from "../ports/identities.ts";
import type { Tables } from "./tables.ts";

/** Identities of providers in the operational store. */
export class PostgresIdentities implements Identities {
  constructor(private readonly db: Kysely<Tables>) {}

  async userOf(issuer: string, subject: string): Promise<string | null> {
    const row = await this.db
      .selectFrom("identity")
      .select("member_id")
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .executeTakeFirst();
    return row?.member_id ?? null;
  }

  async link({ issuer, subject, userId, at }: Identity): Promise<void> {
    await this.db
      .insertInto("identity")
      .values({ issuer, subject, member_id: userId, created_at: at, last_used_at: at })
      // Two sign-ins of one person at once.
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async touch(issuer: string, subject: string, at: Date): Promise<void> {
    await this.db
      .updateTable("identity")
      .set({ last_used_at: at })
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .execute();
  }
}
