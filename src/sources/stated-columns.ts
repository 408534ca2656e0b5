import { factDefinition } from "../facts/facts.ts";
import { asWritten } from "./as-written.ts";
import { columnsUsed } from "./columns-used.ts";
import type { FactMapping } from "./mapping.ts";

/** What names a party beside the identifiers of a system's own. */
const IDENTIFIERS = ["customer", "email", "phone", "member", "account"];

/**
 * The facts of a known export with what the user says of its columns: `none` takes a column away, the name of a field puts the
 * column there, and an identifier is one more of the party. What the format has made of a column itself stays.
 */
export function withStatedColumns(
  facts: readonly FactMapping[],
  columns: readonly string[],
  stated: Readonly<Record<string, string>>,
): FactMapping[] {
  const isLeftOut = (column: string) => stated[column] === "none";
  const left = columns.some(isLeftOut)
    ? asWritten(
        facts,
        columns.filter((column) => !isLeftOut(column)),
      )
    : [...facts];
  return Object.entries(stated)
    .filter(([column, meaning]) => meaning !== "none" && columns.includes(column))
    .reduce((all, [column, meaning]) => all.map((fact) => withColumn(fact, column, meaning)), left);
}

function withColumn(fact: FactMapping, column: string, meaning: string): FactMapping {
  if (columnsUsed(fact).includes(column)) return fact;
  if (IDENTIFIERS.includes(meaning)) {
    const party = { kind: meaning, value: column };
    if (fact.subject) return { ...fact, also: [...(fact.also ?? []), party] };
    return factDefinition(fact.fact).subject === "none" ? fact : { ...fact, subject: party };
  }
  if (Object.hasOwn(factDefinition(fact.fact).fields, meaning))
    return { ...fact, fields: { ...fact.fields, [meaning]: column } };
  return fact;
}
