import { createHash } from "node:crypto";
import { join, name, sql } from "../store/sql/sql.ts";
import { rowsOf } from "./fact-row.ts";
import { inTransaction } from "./merge.ts";
import { type NewFact, refuseInvalid } from "./new-fact.ts";
import { type KeptStore, prepareKept } from "./tables.ts";
import { type Appended, ROW_TEXTS, ROWS, takeRows } from "./take-rows.ts";

export type { Appended };

const GIVEN = "given_row";

/**
 * Takes a batch of facts that are mapped already: all of it in one transaction, durable when it returns. Appending a batch
 * again changes no fact, so that whoever is not sure that it arrived may say it once more.
 *
 * What a source says this way is later than any export of the same system, and than what it said before.
 * @param source the system whose ids they are: facts of one system and one id are one fact, whichever way they came
 * @throws InputError `input.invalid` naming the first fact that is none; nothing of the batch is taken then
 */
export async function append(
  kept: KeptStore,
  facts: readonly NewFact[],
  { source, now }: { source: string; now: Date },
): Promise<Appended> {
  refuseInvalid(facts);
  if (facts.length === 0) return { version: await versionOf(kept), added: 0, replaced: 0, repeated: 0 };
  const rows = rowsOf(source, facts);
  const text = JSON.stringify(facts);
  const digest = (before: string) => createHash("sha256").update(before).update(text).digest("hex");
  return inTransaction(kept, async () => {
    await prepareKept(kept);
    const columns = ["r", ...ROW_TEXTS];
    await kept.run(
      sql`create or replace temp table ${name(GIVEN)} (${join(columns.map((column) => sql`${name(column)} varchar`))})`,
    );
    await kept.appendTexts(
      GIVEN,
      rows.map(({ r, s, k, i, n, v, t, p, x, d, f }) => [
        ...[String(r), s, k, i ?? null, n ?? null, v ?? null, t ?? null, p, x ?? null, d ? "true" : null],
        JSON.stringify(f),
      ]),
    );
    const rest = join(ROW_TEXTS.map((column) => name(column)));
    await kept.run(
      sql`create or replace temp table ${name(ROWS)} as select cast(r as bigint) as r, ${rest} from ${name(GIVEN)}`,
    );
    await kept.run(sql`drop table ${name(GIVEN)}`);
    const appended = await takeRows(kept, { now, said: { digest, bytes: Buffer.byteLength(text) } });
    await kept.run(sql`drop table ${name(ROWS)}`);
    return appended;
  });
}

/** Number of the last import that changed something: whoever holds figures of the same version need not compute them again. */
export async function versionOf(kept: Pick<KeptStore, "rows" | "tables">): Promise<number> {
  if (!(await kept.tables()).has("kept_import")) return 0;
  const [row] = await kept.rows(sql`select coalesce(max(number), 0) as n from kept_import`);
  return Number(row!.n);
}
