import { InputError } from "../base/errors.ts";
import type { OfElement } from "../sources/lists.ts";
import type { Staging } from "../store/ports/staging.ts";
import { name, raw, type Sql, sql } from "../store/sql/sql.ts";

/**
 * The staged rows with a row for every element of the list that a mapping speaks of, within the engine: as they are where it
 * speaks of none. The innermost element stands in `element_<depth>`.
 * @throws InputError `input.settings_invalid` where a mapping speaks of two lists of which neither is within the other
 */
export function rowsWithElements(
  { staging, table, line, columns }: { staging: Staging; table: string; line: Sql; columns: readonly string[] },
  elements: readonly OfElement[],
): Sql {
  const numbered = sql`select ${staging.rowNumber} as nr, ${line} as line_nr, * from ${name(table)}`;
  const deepest = elements.reduce<readonly string[]>(
    (most, { lists }) => (lists.length > most.length ? lists : most),
    [],
  );
  for (const { lists } of elements) {
    const stray = lists.findIndex((list, i) => list !== deepest[i]);
    if (stray >= 0)
      throw new InputError(
        "input.settings_invalid",
        `A fact cannot be made of "${deepest[stray]}[]" and "${lists[stray]}[]" together.`,
        { hint: "Make a fact of each.", details: { lists: [deepest.join("[]."), lists.join("[].")] } },
      );
  }
  return deepest.reduce((rows, list, depth) => {
    const from = depth === 0 ? name(`c${columns.indexOf(list) + 1}`) : staging.within(elementAt(depth), list);
    return sql`select *, ${staging.eachOf(from)} as ${elementAt(depth + 1)} from (${rows}) as ${raw(`with_${depth}`)}`;
  }, numbered);
}

const elementAt = (depth: number): Sql => raw(`element_${depth}`);

/** The value of an element as a text. */
export const memberOf = (staging: Staging, { lists, member }: OfElement): Sql =>
  staging.textWithin(elementAt(lists.length), member);
