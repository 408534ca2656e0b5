/** A value that may be bound to a statement. Days and instants are bound as text and cast by the statement. */
export type SqlValue = string | number | bigint | boolean | null;

/** A statement or a part of one: literal text from our own source between bound values. */
export interface Sql {
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];
}

const isSql = (part: unknown): part is Sql => typeof part === "object" && part !== null && "strings" in part;

/** Tagged template: `${value}` is bound, `${sql`…`}` is spliced in. */
export function sql(literals: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  const strings: string[] = [literals[0]!];
  const values: SqlValue[] = [];
  parts.forEach((part, i) => {
    const tail = literals[i + 1]!;
    if (isSql(part)) {
      strings[strings.length - 1] += part.strings[0]!;
      strings.push(...part.strings.slice(1));
      values.push(...part.values);
      strings[strings.length - 1] += tail;
    } else {
      values.push(part);
      strings.push(tail);
    }
  });
  return { strings, values };
}

/** Text that becomes part of the statement as it stands: only for literals of our own source, never for input. */
export const raw = (text: string): Sql => ({ strings: [text], values: [] });

/** A quoted identifier; any name is safe, a column of a user's file included. */
export const name = (text: string): Sql => raw(`"${text.replaceAll('"', '""')}"`);

/** A literal in the text of the statement, for places where engines take no bound value. Safe for any text. */
export const literal = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`);

export const EMPTY: Sql = raw("");

export function join(parts: readonly Sql[], separator = ", "): Sql {
  return parts.reduce((all, part, i) => (i === 0 ? part : sql`${all}${raw(separator)}${part}`), EMPTY);
}

/** Conditions joined by `and`; `true` when there is none. */
export const all = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw("true") : sql`${join(conditions, " and ")}`;

/** The statement with its values in place, quoted: for definitions of tables, which take no bound values. */
export function inlined({ strings, values }: Sql): string {
  return strings.reduce((out, part, i) => out + (i === 0 ? "" : show(values[i - 1]!)) + part, "");
}

/** The statement as a person would type it, tidied: for the evidence folder and messages, never for running. */
export const printable = (statement: Sql): string => outdent(inlined(statement));

function show(value: SqlValue): string {
  if (value === null) return "null";
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function outdent(text: string): string {
  const lines = text.split("\n").filter((line, i, { length }) => line.trim() || (i > 0 && i < length - 1));
  const indent = Math.min(...lines.filter((l) => l.trim()).map((l) => l.length - l.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join("\n");
}
