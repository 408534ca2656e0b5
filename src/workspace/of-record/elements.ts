import { valuesUsed } from "../../sources/columns-used.ts";
import { ofElement } from "../../sources/lists.ts";
import type { FactMapping } from "../../sources/mapping.ts";
import { cellsOf, parseExact } from "../../sources/read/json.ts";
import type { Cells } from "./expression.ts";

/**
 * The cells of a record once for every element of the list that a mapping speaks of, with the element's values under the names
 * that the mapping has for them (`line_items[].sku`); the record's own cells where it speaks of none.
 */
export function cellsOfElements(mapping: FactMapping, cells: Cells): Cells[] {
  const spoken = valuesUsed(mapping).flatMap((value) => {
    const element = ofElement(value);
    return element ? [{ value, ...element }] : [];
  });
  const deepest = spoken.reduce<readonly string[]>(
    (most, { lists }) => (lists.length > most.length ? lists : most),
    [],
  );
  const within = deepest.reduce<Cells[][]>(
    (paths, list) =>
      paths.flatMap((path) =>
        elementsIn((path.at(-1) ?? cells).get(list) ?? null).map((element) => [...path, element]),
      ),
    [[]],
  );
  return within.map((path) => {
    const told = spoken.map(
      ({ value, lists, member }) => [value, path[lists.length - 1]!.get(member) ?? null] as const,
    );
    return new Map([...cells, ...told]);
  });
}

/** The elements of a list that a cell holds as JSON; none of what is no list of objects, as a text that only begins like one. */
function elementsIn(text: string | null): Cells[] {
  if (text === null || !text.startsWith("[")) return [];
  try {
    const elements = parseExact(text) as unknown[];
    return elements.flatMap((each) =>
      typeof each === "object" && each !== null && !Array.isArray(each) ? [cellsOf(each)] : [],
    );
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
