import { type FactKind, factDefinition } from "./facts.ts";
import type { FieldType } from "./field.ts";

/** Column types that every engine has under some name. */
export type ColumnType = "key" | "text" | "integer" | "number" | "money" | "boolean" | "instant" | "day";

export interface Column {
  name: string;
  type: ColumnType;
  nullable: boolean;
}

const COLUMN_OF: Readonly<Record<FieldType, ColumnType>> = {
  text: "text",
  identifier: "text",
  integer: "integer",
  number: "number",
  money: "money",
  currency: "text",
  boolean: "boolean",
  instant: "instant",
  day: "day",
  seconds: "number",
  choice: "text",
};

/** How exactly a fact's `at` is known. */
export const PRECISIONS = ["instant", "day", "month", "year", "unknown"] as const;
export type Precision = (typeof PRECISIONS)[number];

/**
 * Columns that stand on every fact table.
 * - `id`: 64-bit hash of the source's own id, or of the content with its occurrence number
 * - `subject`: 64-bit hash of the identifier's kind and value (see the `identifier` table); null where nobody is named
 * - `at`: UTC for instants; for whole days, months and years the plain calendar date at 00:00 (it belongs to no zone)
 * - `load`, `line`: the file (see the `load` table) and its line
 */
export const COMMON_COLUMNS: readonly Column[] = [
  { name: "id", type: "key", nullable: false },
  { name: "source", type: "text", nullable: false },
  { name: "subject", type: "key", nullable: true },
  { name: "at", type: "instant", nullable: true },
  { name: "precision", type: "text", nullable: false },
  { name: "load", type: "integer", nullable: false },
  { name: "line", type: "integer", nullable: false },
  { name: "properties", type: "text", nullable: true },
];

export function factColumns(kind: FactKind): readonly Column[] {
  const own = Object.entries(factDefinition(kind).fields).map(([name, { type, required }]) => ({
    name,
    type: COLUMN_OF[type],
    nullable: !required,
  }));
  return [...COMMON_COLUMNS, ...own];
}

/** Tables are named `fact_purchase`, so that a fact never meets a reserved word (`case`). */
export const factTable = (kind: FactKind): string => `fact_${kind}`;

/** One row an identifier that any fact used: `key` is the hash that facts carry as `subject`. */
export const IDENTIFIER_COLUMNS: readonly Column[] = [
  { name: "key", type: "key", nullable: false },
  { name: "kind", type: "text", nullable: false },
  { name: "value", type: "text", nullable: false },
];

/** One row an identifier: the party that it belongs to. Facts are joined to people through this map alone. */
export const IDENTITY_COLUMNS: readonly Column[] = [
  { name: "key", type: "key", nullable: false },
  { name: "party", type: "key", nullable: false },
];
