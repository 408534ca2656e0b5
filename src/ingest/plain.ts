import { readNumber } from "../sources/read/read-number.ts";
import type { ReadOptions, TableSample } from "../sources/table.ts";
import type { Staging } from "../store/ports/staging.ts";
import { join, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { Staged } from "./stage.ts";

/** Columns, by their place in the file, of which every value of the whole file can be taken as it stands. */
export interface PlainColumns {
  trimmed: ReadonlySet<number>;
  numbers: ReadonlySet<number>;
  dates: ReadonlySet<number>;
}

type Kind = keyof PlainColumns;

/**
 * Looks once over the whole table: nearly every export writes its figures and dates one plain way, and what is plain
 * throughout needs no reader for all the other ways. What is not is read the long way, value by value.
 */
export async function plainColumns(
  store: Staging & { rows(query: Sql): Promise<Record<string, unknown>[]> },
  staged: Staged,
  { columns, rows, dateOrders = {} }: TableSample,
  { decimal }: ReadOptions,
): Promise<PlainColumns> {
  const all = staged.isTrimmed ? columns.map((_, at) => at) : [];
  const found: Record<Kind, Set<number>> = { trimmed: new Set(all), numbers: new Set(), dates: new Set() };
  if (staged.rows === 0) return found;
  const asked: { kind: Kind; at: number; holds: Sql }[] = columns.flatMap((column, at) => {
    const text = name(`c${at + 1}`);
    // The sample says what is worth asking.
    const present = rows.flatMap((row) => (row[at] == null ? [] : [row[at]]));
    const isNumeric = present.length > 0 && present.every((value) => readNumber(value, decimal) !== null);
    return [
      ...(staged.isTrimmed ? [] : [{ kind: "trimmed" as const, at, holds: store.isTrimmed(text) }]),
      ...(isNumeric ? [{ kind: "numbers" as const, at, holds: store.isPlainNumber(text, decimal) }] : []),
      ...(dateOrders[column] ? [{ kind: "dates" as const, at, holds: store.isPlainDate(text) }] : []),
    ];
  });
  if (asked.length === 0) return found;
  const [row] = await store.rows(sql`
    select ${join(asked.map(({ holds }, i) => sql`coalesce(bool_and(${holds}), true) as ${raw(`a${i}`)}`))}
    from ${name(staged.table)}`);
  for (const [i, { kind, at }] of asked.entries()) if (row![`a${i}`] === true) found[kind].add(at);
  return found;
}
