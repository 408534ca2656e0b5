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
export const literal = (text: string): Sql => raw(quoted(text));

export const EMPTY: Sql = raw("");

export function join(parts: readonly Sql[], separator = ", "): Sql {
  return parts.reduce((all, part, i) => (i === 0 ? part : sql`${all}${raw(separator)}${part}`), EMPTY);
}

/** Conditions joined by `and`; `true` when there is none. */
export const all = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw("true") : sql`${join(conditions, " and ")}`;

/**
 * What a text gives, word by word. For texts of few words: an engine joins a table to `in` with more of them than a handful,
 * and a case ends with the first that fits.
 */
export const byWord = (
  text: Sql,
  gives: readonly (readonly [word: string, value: Sql])[],
  otherwise = raw("null"),
): Sql =>
  gives.length === 0
    ? otherwise
    : sql`case ${text} ${join(
        gives.map(([word, value]) => sql`when ${literal(word)} then ${value}`),
        " ",
      )} else ${otherwise} end`;

/** The statement with its values in place, each with the type that it would have if it were bound; any text is safe. */
export const inlined = (statement: Sql): string => filled(statement, typed);

/** The statement as a person would type it, tidied: for the evidence folder and messages, never for running. */
export const printable = (statement: Sql): string => outdent(filled(statement, plain));

const filled = ({ strings, values }: Sql, show: (value: SqlValue) => string): string =>
  strings.reduce((out, part, i) => out + (i === 0 ? "" : show(values[i - 1]!)) + part, "");

const plain = (value: SqlValue): string => (typeof value === "string" ? quoted(value) : String(value));

function typed(value: SqlValue): string {
  const text = plain(value);
  if (typeof value !== "number" && typeof value !== "bigint") return text;
  // Without an exponent it would be a decimal. Two signs in a row would begin a comment.
  const number = Number.isInteger(value) || typeof value === "bigint" || text.includes("e") ? text : `${text}e0`;
  return value < 0 ? `(${number})` : number;
}

/** A statement ends at the character 0. */
function quoted(text: string): string {
  const [first, ...others] = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return others.length === 0 ? first! : `(${[first, ...others].join(" || chr(0) || ")})`;
}

function outdent(text: string): string {
  const lines = text.split("\n").filter((line, i, { length }) => line.trim() || (i > 0 && i < length - 1));
  const indent = Math.min(...lines.filter((l) => l.trim()).map((l) => l.length - l.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join("\n");
}
