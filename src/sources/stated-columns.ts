import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { factDefinition } from "../facts/facts.ts";
import { asWritten } from "./as-written.ts";
import { columnsUsed } from "./columns-used.ts";
import type { FactMapping, TableMapping } from "./mapping.ts";

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

/**
 * What is said of a column has to change something: a meaning that the facts of a known export have no place for is refused.
 * @param match the entry of the settings that says it
 * @throws InputError `input.settings_invalid` naming the column, the meaning and what there is a place for
 */
export function refuseUnplaced(
  { format, facts }: TableMapping,
  stated: Readonly<Record<string, string>>,
  match: string,
): void {
  const used = new Set(facts.flatMap(columnsUsed));
  const lost = Object.entries(stated).find(([column, meaning]) => meaning !== "none" && !used.has(column));
  if (!lost || facts.length === 0) return;
  const [column, meaning] = lost;
  const places = [
    ...new Set([...facts.flatMap(({ fact }) => Object.keys(factDefinition(fact).fields)), ...IDENTIFIERS, "none"]),
  ];
  const suggestion = nearest(meaning, places);
  throw new InputError(
    "input.settings_invalid",
    `The settings for "${match}" say that the column "${column}" is "${meaning}", for which ${format} has no place.${suggestion ? ` Did you mean "${suggestion}"?` : ""}`,
    { hint: `It has a place for: ${places.join(", ")}.`, details: { match, column, meaning, format, suggestion } },
  );
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
