import type { IdentifierName } from "../../facts/people-rules.ts";
import type { Analytics } from "../../store/ports/analytics.ts";
import { subjectKey } from "../../store/sql/keys.ts";
import { join, literal, raw, sql } from "../../store/sql/sql.ts";
import { inTransaction } from "../merge.ts";
import { type KeptStore, prepareKept } from "../tables.ts";
import type { Erasing } from "./erase.ts";
import { allNamed } from "./scrub.ts";
import { hasErased, identifierDigest, prepareErased } from "./tombstones.ts";
import { type PersonTraces, tracesOf } from "./traces.ts";

/** Beside backups, and in the folder of a workspace. */
export const LEDGER = "feltworth-erasures.json";

/** The erasures of a workspace, to be kept beside its backups. It names nobody: whose they are is seen where the person still is. */
export interface Ledger {
  schema: 1;
  /** Of which workspace. */
  workspace: string;
  /** What digests are keyed with. */
  secret: string;
  /** One an identifier; `until`: when it was erased, as an ISO instant. */
  identifiers: { digest: string; anonymous: string; until: string; everything: boolean }[];
  /** Digests of numbers of records. */
  references: string[];
  erasures: { at: string; reason: string; removed: string }[];
}

/** Somebody who was erased, and is there again: to be erased once more as it was done then. */
export interface ThereAgain {
  erasing: Erasing;
  traces: PersonTraces;
}

/** @returns null where nobody was erased yet */
export async function ledgerOf(kept: Analytics, workspace: string): Promise<Ledger | null> {
  if (!(await hasErased(kept))) return null;
  const [key] = await kept.rows(sql`select secret from kept_erased_key`);
  const identifiers = await kept.rows(sql`
    select digest, anonymous, strftime("until", '%Y-%m-%dT%H:%M:%S.%gZ') as at, everything from kept_erased order by "until", anonymous, digest`);
  const references = await kept.rows(sql`select digest from kept_erased_reference order by digest`);
  const erasures = await kept.rows(sql`select "at", reason, removed from kept_erasure order by "at"`);
  return {
    ...{ schema: 1, workspace, secret: String(key!.secret) },
    identifiers: identifiers.map(({ digest, anonymous, at, everything }) => ({
      ...{ digest: String(digest), anonymous: String(anonymous), until: String(at), everything: everything === true },
    })),
    references: references.map(({ digest }) => String(digest)),
    erasures: erasures.map(({ at, reason, removed }) => ({
      ...{ at: String(at), reason: String(reason), removed: String(removed) },
    })),
  };
}

const DIGESTS = "ledger_digest";

/** Whom a ledger has erased and the records still hold. A workspace that has no key yet takes that of the ledger. */
export const thereAgain = (kept: KeptStore, ledger: Ledger): Promise<ThereAgain[]> =>
  inTransaction(kept, async () => {
    await prepareKept(kept);
    await prepareErased(kept, ledger.secret);
    return foundIn(kept, ledger);
  });

async function foundIn(kept: KeptStore, { secret, identifiers, erasures }: Ledger): Promise<ThereAgain[]> {
  await kept.run(sql`create or replace temp table ${raw(DIGESTS)} (digest varchar, anonymous varchar)`);
  await kept.appendTexts(
    DIGESTS,
    identifiers.map(({ digest, anonymous }) => [digest, anonymous]),
  );
  const found = await kept.rows(sql`
    select l.anonymous as anonymous, n.kind as kind, n.value as value
    from (${allNamed()}) n
    inner join ${raw(DIGESTS)} l on l.digest = ${identifierDigest(sql`n.kind`, sql`n.value`, literal(secret))}
    where l.anonymous not in (select anonymous from kept_erased)
    order by 1, 2, 3`);
  await kept.run(sql`drop table ${raw(DIGESTS)}`);
  const all = new Map<string, IdentifierName[]>();
  for (const { anonymous, kind, value } of found) {
    const key = String(anonymous);
    all.set(key, [...(all.get(key) ?? []), { kind: String(kind), value: String(value) }]);
  }
  const again: ThereAgain[] = [];
  for (const [anonymous, theirs] of all) {
    const { until, everything } = identifiers.find((each) => each.anonymous === anonymous)!;
    const reason = erasures.find(({ at }) => at === until)?.reason ?? "";
    const names = await namesOf(kept, theirs);
    const erasing = { anonymous, identifiers: theirs, names, everything, reason, now: new Date(until) };
    again.push({ erasing, traces: await tracesOf(kept, erasing) });
  }
  return again;
}

async function namesOf(kept: KeptStore, identifiers: readonly IdentifierName[]): Promise<string[]> {
  const keys = identifiers.map(({ kind, value }) => subjectKey(kept.dialect, literal(kind), literal(value)));
  const rows = await kept.rows(
    sql`select distinct f.name as name from fact_party f where f.subject in (${join(keys)}) and f.name is not null order by 1`,
  );
  return rows.map(({ name }) => String(name));
}

/**
 * Takes over what a ledger knows of those whom the records do not hold.
 * @returns false where the workspace keys its digests otherwise, so that it could not know them again
 */
export async function takeLedger(kept: KeptStore, ledger: Ledger): Promise<boolean> {
  const [key] = await kept.rows(sql`select secret from kept_erased_key`);
  if (key!.secret !== ledger.secret) return false;
  await inTransaction(kept, async () => {
    for (const { digest, anonymous, until, everything } of ledger.identifiers)
      await kept.run(sql`
        insert into kept_erased
        select ${literal(digest)}, ${literal(anonymous)}, cast(${literal(until.replace("Z", ""))} as timestamp), ${raw(String(everything))}
        where ${literal(digest)} not in (select digest from kept_erased)`);
    for (const digest of ledger.references)
      await kept.run(sql`
        insert into kept_erased_reference select ${literal(digest)}
        where ${literal(digest)} not in (select digest from kept_erased_reference)`);
    for (const { at, reason, removed } of ledger.erasures)
      await kept.run(sql`
        insert into kept_erasure select ${literal(at)}, ${literal(reason)}, ${literal(removed)}
        where ${literal(at)} not in (select "at" from kept_erasure)`);
  });
  return true;
}
