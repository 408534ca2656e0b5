/**
 * Columns of records that hold lists of objects. `line_items[].sku` is a value of an element of the list in the column
 * `line_items`, `refunds[].transactions[].amount` one of an element of a list within one.
 */
const ELEMENT = "[].";

/** The column of the file that a column of a mapping stands in. */
export const columnOf = (column: string): string => column.split(ELEMENT, 1)[0]!;

export interface OfElement {
  /** The list in the file, then the lists within: their names, with the keys that lead to them. */
  lists: readonly string[];
  /** The value's name in the innermost element. */
  member: string;
}

/** Where a value of an element stands; null for a column of the file itself. */
export function ofElement(column: string): OfElement | null {
  const parts = column.split(ELEMENT);
  return parts.length === 1 ? null : { lists: parts.slice(0, -1), member: parts.at(-1)! };
}
