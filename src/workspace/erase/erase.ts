import { randomUUID } from "node:crypto";
import { factTable } from "../../facts/columns.ts";
import { FACT_KINDS, factDefinition } from "../../facts/facts.ts";
import type { IdentifierName } from "../../facts/people-rules.ts";
import { join, literal, name, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { inTransaction, nextImport } from "../merge.ts";
import { type KeptStore, prepareKept } from "../tables.ts";
import { scrubPerson } from "./scrub.ts";
import { identifierDigest, prepareErased } from "./tombstones.ts";
import { telling } from "./traces.ts";

export interface Erasing {
  /** Every identifier of the person. */
  identifiers: readonly IdentifierName[];
  /** Names that the records give, which go from the words of others too. */
  names: readonly string[];
  reason: string;
  /** Leaves no record at all, not even without the person. */
  everything: boolean;
  now: Date;
  /** Under which what is left stands together, where that was given out already. */
  anonymous?: string;
}

export interface Erased {
  /** Facts that are gone. */
  removed: number;
  /** Facts that stay without the person. */
  kept: number;
  /** Rows that were set aside, whose text named the person. */
  setAside: number;
  /** Words of others that named the person. */
  mentions: number;
}

/**
 * Takes a person out of all that is kept, in one transaction: a process that ends early, however it does, leaves the records as they were.
 * The bytes of before stand in unused parts of the file until it is written anew (`rewriteKept`).
 */
export async function erasePerson(
  kept: KeptStore,
  { identifiers, names, reason, everything, now, anonymous = randomUUID() }: Erasing,
): Promise<Erased> {
  return inTransaction(kept, async () => {
    await prepareKept(kept);
    await prepareErased(kept);
    await nextImport(kept, "erase", now);
    for (const { kind, value } of identifiers)
      await kept.run(sql`
        insert into kept_erased
        select ${identifierDigest(literal(kind), literal(value))}, ${literal(anonymous)}, cast(${literal(now.toISOString().replace("Z", ""))} as timestamp), ${raw(String(everything))}`);
    const setAside = await forgetRejects(kept, [...identifiers.map(({ value }) => value), ...names]);
    const { removed, kept: stay } = await scrubPerson(kept, anonymous);
    const mentions = await forgetMentions(kept, [...identifiers.map(({ value }) => value), ...names]);
    const erased = { removed, kept: stay, setAside, mentions };
    await kept.run(sql`
      insert into kept_erasure values (${literal(now.toISOString())}, ${literal(reason)}, ${literal(JSON.stringify(erased))})`);
    return erased;
  });
}

/** A row that was set aside keeps its place and reason, without its text. */
async function forgetRejects(kept: KeptStore, values: readonly string[]): Promise<number> {
  let n = 0;
  for (const value of values) {
    const named = (column: string) => sql`regexp_matches(coalesce(${raw(column)}, ''), ${literal(whole(value))}, 'i')`;
    n += await kept.changed(sql`
      update reject set text = null, row_text = null where ${named("text")} or ${named("row_text")}`);
  }
  return n;
}

/** Addresses, numbers and names in words that others wrote, and wherever else a source may have put them. */
async function forgetMentions(kept: KeptStore, values: readonly string[]): Promise<number> {
  const long = telling(values);
  let n = 0;
  for (const kind of FACT_KINDS) {
    const texts = Object.entries(factDefinition(kind).fields).flatMap(([field, { type }]) =>
      type === "text" ? [field] : [],
    );
    for (const value of long) {
      const columns = [...texts, "properties"].map((field) => name(field));
      const isNamed = (column: Sql) => sql`contains(lower(${column}), ${literal(value.toLowerCase())})`;
      const without = columns.map(
        (column) => sql`${column} = regexp_replace(${column}, ${literal(escaped(value))}, '[…]', 'gi')`,
      );
      n += await kept.changed(sql`
        update ${raw(factTable(kind))} set ${join(without)} where ${join(columns.map(isNamed), " or ")}`);
    }
  }
  return n;
}

const escaped = (value: string): string => value.replace(/[\\^$.|?*+()[\]{}/-]/g, "\\$&");
/** The value by itself, not as a part of a longer word or number. */
const whole = (value: string): string => `(^|[^\\p{L}\\p{N}])${escaped(value)}($|[^\\p{L}\\p{N}])`;
