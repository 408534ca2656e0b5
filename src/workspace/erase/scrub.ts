import { factTable } from "../../facts/columns.ts";
import { FACT_KINDS, type FactKind, factDefinition } from "../../facts/facts.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import type { Staging } from "../../store/ports/staging.ts";
import { subjectKey } from "../../store/sql/keys.ts";
import { join, literal, name, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { ANONYMOUS, hasErased, identifierDigest, pseudonym, referenceDigest } from "./tombstones.ts";

type Store = Analytics & Staging;

/** Facts that say who somebody is: nothing of them stays. */
const WHO: readonly FactKind[] = ["party", "alias", "membership"];
/** Words that somebody wrote, or that say why: they may name anybody. */
const WORDS: ReadonlySet<string> = new Set(["comment", "reason", "reason_ended"]);

export const ofSubjects = FACT_KINDS.filter((kind) => factDefinition(kind).subject !== "none");
/** Numbers by which records belong together. */
const references = (kind: FactKind): string[] =>
  Object.entries(factDefinition(kind).fields).flatMap(([field, { type }]) => (type === "identifier" ? [field] : []));

/** Each field of these kinds that holds such a number. */
export const numbered = (kinds: readonly FactKind[]): { kind: FactKind; field: string }[] =>
  kinds.flatMap((kind) => references(kind).map((field) => ({ kind, field })));

export interface Scrubbed {
  removed: number;
  kept: number;
}

/** The keys that are taken away, with what stands in their place; up to when what is dated counts as the person's of then. */
const KEYS = "erase_key";
const NUMBERS = "erase_number";

/**
 * Takes away what says who somebody is, of all facts that `where` holds of, and leaves what happened, for totals to stay: under a random
 * identifier, without words, properties, and numbers that lead back to the source; or nothing at all. `erase_key` says whose, and which.
 */
async function scrub(store: Store, where: Sql): Promise<Scrubbed> {
  const { dialect } = store;
  const mine = (column: Sql) => sql`${column} in (select key from ${name(KEYS)})`;
  const theirs = (which: Sql) => sql`${where} and exists (
    select 1 from ${name(KEYS)} k where k.key = f.subject and (f."at" is null or f."at" < k.until) and ${which})`;
  const isTheirs = theirs(raw("true"));
  let [removed, kept] = [0, 0];
  const other = subjectKey(dialect, sql`f.other_kind`, sql`f.other_value`);
  removed += await store.changed(sql`delete from fact_alias f where ${where} and ${mine(other)}`);
  await store.run(sql`create or replace temp table ${name(NUMBERS)} (number varchar)`);
  for (const { kind, field } of numbered(ofSubjects))
    await store.run(sql`
        insert into ${name(NUMBERS)} select f.${name(field)} from ${raw(factTable(kind))} f where ${isTheirs} and f.${name(field)} is not null`);
  await store.run(sql`
    insert into kept_erased_reference
    select distinct ${referenceDigest(sql`n.number`)} from ${name(NUMBERS)} n
    where ${referenceDigest(sql`n.number`)} not in (select digest from kept_erased_reference)`);
  for (const kind of ofSubjects) {
    const table = raw(factTable(kind));
    const goes = WHO.includes(kind) ? isTheirs : theirs(raw("k.everything"));
    removed += await store.changed(sql`delete from ${table} f where ${goes}`);
    if (WHO.includes(kind)) continue;
    // What nobody is named on is the person's where its number is: a line of an order, an answer about it.
    const numbers = references(kind).map((field) => sql`f.${name(field)} in (select number from ${name(NUMBERS)})`);
    const besides =
      numbers.length === 0 ? raw("false") : sql`${where} and f.subject is null and (${join(numbers, " or ")})`;
    const words = Object.keys(factDefinition(kind).fields).filter((field) => WORDS.has(field));
    const silent = ["properties", ...words].map((field) => sql`${name(field)} = null`);
    const anonymous = sql`(select max(k.anonymous) from ${name(KEYS)} k where k.key = f.subject)`;
    await store.changed(sql`update ${table} f set ${join(silent)} where ${besides}`);
    kept += await store.changed(
      sql`update ${table} f set ${join([sql`subject = ${anonymous}`, ...silent])} where ${isTheirs}`,
    );
  }
  for (const { kind, field } of numbered(FACT_KINDS))
    await store.run(sql`
        update ${raw(factTable(kind))} f set ${name(field)} = ${pseudonym(sql`f.${name(field)}`)}
        where ${where} and f.${name(field)} in (select number from ${name(NUMBERS)})`);
  const referred = subjectKey(dialect, sql`f.referred_kind`, sql`f.referred_value`);
  await store.run(sql`
    update fact_referral f
    set referred_kind = ${literal(ANONYMOUS)}, referred_value = (select max(k.anonymous_value) from ${name(KEYS)} k where k.key = ${referred})
    where ${where} and ${mine(referred)}`);
  await forgetIdentifiers(store);
  await store.run(sql`drop table ${name(NUMBERS)}`);
  return { removed, kept };
}

/** An identifier goes, unless later records of a person who came back use it. */
async function forgetIdentifiers(store: Store): Promise<void> {
  const used = ofSubjects.map(
    (kind) => sql`select subject from ${raw(factTable(kind))} where subject in (select key from ${name(KEYS)})`,
  );
  await store.run(sql`
    delete from identifier where key in (select key from ${name(KEYS)}) and key not in (${join(used, " union ")})`);
  await store.run(sql`
    insert into identifier
    select distinct k.anonymous, ${literal(ANONYMOUS)}, k.anonymous_value from ${name(KEYS)} k
    where k.anonymous not in (select key from identifier)`);
}

const keyTable = (store: Store, query: Sql): Promise<void> =>
  store.run(sql`create or replace temp table ${name(KEYS)} as ${query}`);

/** Takes a person's identifiers from all that is kept. @param digests noted in `kept_erased` before */
export async function scrubPerson(store: Store, anonymous: string): Promise<Scrubbed> {
  await keyTable(store, keysOf(store, sql`e.anonymous = ${literal(anonymous)}`));
  // Also what is dated ahead, such as the end of a contract.
  await store.run(sql`update ${name(KEYS)} set until = timestamp '9999-12-31 00:00:00'`);
  const scrubbed = await scrub(store, raw("true"));
  await store.run(sql`drop table ${name(KEYS)}`);
  return scrubbed;
}

/**
 * Takes whoever was erased out of what was just loaded, before it is set beside what is kept: the same file again brings nobody back. Records of
 * later days are those of somebody who came back, and stay.
 */
export async function scrubErased(store: Store, isNew: Sql): Promise<void> {
  if (!(await hasErased(store))) return;
  for (const { kind, field } of numbered(FACT_KINDS)) {
    const column = sql`f.${name(field)}`;
    await store.run(sql`
      update ${raw(factTable(kind))} f set ${name(field)} = ${pseudonym(column)}
      where ${isNew} and ${column} is not null and ${referenceDigest(column)} in (select digest from kept_erased_reference)`);
  }
  await keyTable(store, keysOf(store, raw("true")));
  const [found] = await store.rows(sql`select count(*) as n from ${name(KEYS)}`);
  if (Number(found!.n) > 0) await scrub(store, isNew);
  await store.run(sql`drop table ${name(KEYS)}`);
}

/** Every identifier that anything names, also those that only an alias or a referral does. */
export function allNamed(): Sql {
  const named = (kind: string, value: string, table: string) =>
    raw(`select distinct ${kind} as kind, ${value} as value from ${table} where ${value} is not null`);
  return sql`
    ${named("kind", "value", "identifier")}
    union
    ${named("other_kind", "other_value", "fact_alias")}
    union
    ${named("referred_kind", "referred_value", "fact_referral")}`;
}

/** Identifiers that are known by their digests. */
function keysOf({ dialect }: Store, where: Sql): Sql {
  return sql`
    select ${subjectKey(dialect, sql`n.kind`, sql`n.value`)} as key,
      ${subjectKey(dialect, literal(ANONYMOUS), sql`e.anonymous`)} as anonymous, e.anonymous as anonymous_value, e.until as until, e.everything as everything
    from (${allNamed()}) n
    inner join kept_erased e on e.digest = ${identifierDigest(sql`n.kind`, sql`n.value`)}
    where ${where}
  `;
}
