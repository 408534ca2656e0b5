import type { FactMapping } from "../sources/mapping.ts";
import type { Staging } from "../store/ports/staging.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";

export interface UsedKeys {
  kind: string;
  /** `select key, value`, not yet distinct. */
  used: Sql;
}

/** Rows whose identifiers are gathered at once: with all those of 10⁷ customers an engine of 1 GB runs out of memory. */
const KEYS_AT_ONCE = 2_500_000;

/**
 * Writes the identifiers that are not known yet, so many keys after another.
 * @param rows how many may name one
 */
export function newIdentifiers({ kind, used }: UsedKeys, rows: number): Sql[] {
  const parts = Math.max(1, Math.ceil(rows / KEYS_AT_ONCE));
  return Array.from(
    { length: parts },
    (_, part) => sql`
      insert into identifier
      select key, ${literal(kind)}, any_value(value)
      from (${used}) as used
      where ${raw(parts === 1 ? "" : `key % ${parts} = ${part} and `)}key not in (select key from identifier)
      group by key`,
  );
}

/** How the judged rows of a mapping name people. */
export interface UsedIdentifiers {
  /** Identifiers that stand together on rows, each combination once: what the next two are taken from, where rows name several. */
  together: { table: string; rows: Sql } | null;
  /** Identifiers that facts use. */
  identifiers: readonly UsedKeys[];
  /** `select` of alias facts, in the order of `factColumns`: each pair once, of the first day and line that state it. */
  aliases(load: number): Sql[];
}

interface Judged {
  dialect: Dialect;
  staging: Pick<Staging, "withLastBit">;
  system: string;
  /** The judged rows. */
  table: string;
  at: Sql;
  precision: Sql;
  /** Kinds of the further identifiers, and their keys. */
  also: readonly { kind: string; key: Sql }[];
}

/**
 * What rows say of who is who. Nearly every row says again what another has said, so that what stands together is made
 * one first, by its keys: everything else is asked of those few.
 */
export function identifiersOf({ subject }: FactMapping, judged: Judged): UsedIdentifiers {
  const { table, at, precision, also } = judged;
  if (!subject) return { together: null, identifiers: [], aliases: () => [] };
  const own = (from: string, where: string): UsedKeys => ({
    kind: subject.kind,
    // Where a row's first identifier is there, it is the one that names the party.
    used: sql`select subject as key, subject_value as value from ${name(from)} where ${raw(where)}subject_value is not null`,
  });
  if (also.length === 0) return { together: null, identifiers: [own(table, "fault = 0 and ")], aliases: () => [] };
  const each = (of: (i: number) => Sql): Sql => join(also.map((_, i) => of(i)));
  const combined = `${table}_together`;
  return {
    together: {
      table: combined,
      rows: sql`
        select subject, any_value(subject_value) as subject_value, ${each((i) => raw(`other_${i}, any_value(also_${i}) as also_${i}`))},
          min("at") as first_at, min("precision") as "precision", min(line) as line
        from (
          select subject, subject_value, ${each((i) => sql`${also[i]!.key} as ${raw(`other_${i}`)}, ${raw(`also_${i}`)}`)},
            ${at} as "at", ${precision} as "precision", line
          from ${name(table)}
          where fault = 0
        ) as named
        group by subject, ${each((i) => raw(`other_${i}`))}`,
    },
    identifiers: [
      own(combined, ""),
      ...also.map(({ kind }, i) => ({
        kind,
        used: sql`select ${raw(`other_${i}`)} as key, ${raw(`also_${i}`)} as value from ${name(combined)} where ${raw(`also_${i}`)} is not null`,
      })),
    ],
    aliases: (load) => also.map(({ kind }, i) => aliasesOf(judged, { combined, kind, i, load })),
  };
}

function aliasesOf(
  { dialect, staging, system }: Judged,
  { combined, kind, i, load }: { combined: string; kind: string; i: number; load: number },
): Sql {
  const parts = [literal("alias"), literal(system), raw("subject"), literal(kind), raw("value")];
  return sql`
    select ${staging.withLastBit(dialect.hash(...parts), 1)}, ${literal(system)}, subject, first_at,
      case when first_at is null then 'unknown' else "precision" end, ${raw(String(load))}, line, null, ${literal(kind)}, value
    from (
      select subject, any_value(${raw(`also_${i}`)}) as value, ${raw(`other_${i}`)} as other,
        min(first_at) as first_at, min("precision") as "precision", min(line) as line
      from ${name(combined)}
      where ${raw(`also_${i}`)} is not null
      group by subject, ${raw(`other_${i}`)}
    ) as pair
    where subject <> other`;
}
