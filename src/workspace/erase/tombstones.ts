import { randomBytes } from "node:crypto";
import type { Column } from "../../facts/columns.ts";
import type { IdentifierName } from "../../facts/people-rules.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import { join, literal, type Sql, sql } from "../../store/sql/sql.ts";

/** Kind of the identifier under which what is left of an erased person stands together; its value is a random number. */
export const ANONYMOUS = "erased";

const text = (name: string): Column => ({ name, type: "text", nullable: false });

/** One row an identifier of somebody erased: by it the person is known again when records come back, and by nothing else. */
const ERASED_COLUMNS: readonly Column[] = [
  text("digest"),
  text("anonymous"),
  { ...text("until"), type: "instant" },
  { ...text("everything"), type: "boolean" },
];
/** One row a number (of an order, a case …) that stood on the person's records. */
const REFERENCE_COLUMNS: readonly Column[] = [text("digest")];
/** One row an erasure: when and why, and never whose. */
const ERASURE_COLUMNS: readonly Column[] = [text("at"), text("reason"), text("removed")];
/** One row: what digests are keyed with, made when somebody is erased for the first time. */
const KEY_COLUMNS: readonly Column[] = [text("secret")];

export const hasErased = async (store: Analytics): Promise<boolean> => (await store.tables()).has("kept_erased");

/** Creates what erasing needs, where it is not there yet; part of the transaction that erases. */
export async function prepareErased(store: Analytics, secret = randomBytes(32).toString("hex")): Promise<void> {
  if (await hasErased(store)) return;
  await store.createTable("kept_erased", ERASED_COLUMNS);
  await store.createTable("kept_erased_reference", REFERENCE_COLUMNS);
  await store.createTable("kept_erasure", ERASURE_COLUMNS);
  await store.createTable("kept_erased_key", KEY_COLUMNS);
  await store.run(sql`insert into kept_erased_key values (${literal(secret)})`);
}

/** Erasures so far: figures of the same files differ by them. */
export async function erasures(store: Analytics): Promise<number> {
  if (!(await hasErased(store))) return 0;
  const [row] = await store.rows(sql`select count(*) as n from kept_erasure`);
  return Number(row!.n);
}

const SECRET = sql`(select secret from kept_erased_key)`;

/** What an identifier is known by after it was erased. Keyed, and hashed twice, so that it cannot be looked up or extended. */
export const identifierDigest = (kind: Sql, value: Sql, secret: Sql = SECRET): Sql =>
  sql`sha256(concat(${secret}, sha256(concat(${secret}, 'identifier', chr(31), ${kind}, chr(31), ${value}))))`;

/** Those of some identifiers whose persons were erased. */
export async function erasedAmong(store: Analytics, identifiers: readonly IdentifierName[]): Promise<IdentifierName[]> {
  if (identifiers.length === 0 || !(await hasErased(store))) return [];
  const digests = identifiers.map(
    ({ kind, value }, i) =>
      sql`select ${literal(String(i))} as i where ${identifierDigest(literal(kind), literal(value))} in (select digest from kept_erased)`,
  );
  const found = await store.rows(join(digests, " union all "));
  return found.map(({ i }) => identifiers[Number(i)]!);
}

export const referenceDigest = (value: Sql): Sql =>
  sql`sha256(concat(${SECRET}, sha256(concat(${SECRET}, 'reference', chr(31), ${value}))))`;

/** What stands in the place of a number afterwards: the same for the same number, so that an order keeps its lines. */
export const pseudonym = (value: Sql): Sql => sql`concat('erased-', substr(${referenceDigest(value)}, 1, 20))`;
