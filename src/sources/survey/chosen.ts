import type { TableSample } from "../table.ts";
import { plain } from "../words/header.ts";

/** A question with choices that stands in one column or in several. */
export interface ChoiceQuestion {
  title: string;
  /** The column of the one choice that could be taken. */
  single: string | null;
  /** A column for each choice that could be taken, with what it says. */
  several: readonly { column: string; choice: string }[];
  /** The column for a choice in words of one's own, and what it is called. */
  other: { column: string; choice: string } | null;
}

/** What stands over a single choice; over free text stands more. */
const ONE_CHOICE = /^response$/i;
/** `Question [part]`, as an unnamed column is called. */
const PART = /^(.*\S)\s*\[.*\](?:_\d+)?$/s;
/** How the choice in words of one's own begins, in five languages. */
const OTHER = /^(other\b|inn[aey]|annat|annan|övrig|друг|ино[йе]|alt(ul|a|ele|ceva)\b|altă|altceva)/iu;
const LONGEST = 120;

interface Column {
  name: string;
  heading: string;
  /** Values that are there, each once. */
  values: readonly string[];
}

/**
 * Questions with choices, by what stands below their names: over a single choice `Response`, over several each choice in a column of
 * its own, which holds that choice or nothing. A grid looks alike, and its columns hold steps of a scale.
 */
export function choiceQuestions(sample: TableSample): ChoiceQuestion[] {
  const { headings = [], columns, rows } = sample;
  if (headings.length === 0) return [];
  const read = columns.map((name, i): Column => {
    const heading = headings.map((row) => row[i]).find((text) => typeof text === "string" && text.trim() !== "") ?? "";
    return { name, heading: heading.trim(), values: [...new Set(rows.flatMap((row) => row[i] ?? []))] };
  });
  return read
    .filter(({ name, heading }) => heading !== "" && !read.some((other) => other.name === groupOf(name)))
    .flatMap((first): ChoiceQuestion[] => {
      const rest = read.filter(({ name }) => groupOf(name) === first.name.slice(0, LONGEST) && name !== first.name);
      return ONE_CHOICE.test(first.heading) ? [single(first, rest)] : several([first, ...rest]);
    });
}

const groupOf = (name: string): string | undefined => PART.exec(name)?.[1];
const isOther = ({ heading }: Column): boolean => OTHER.test(heading);
const named = ({ name, heading }: Column) => ({ column: name, choice: heading });

function single(first: Column, rest: readonly Column[]): ChoiceQuestion {
  const other = rest.find(isOther);
  return { title: first.name, single: first.name, several: [], other: other ? named(other) : null };
}

function several(columns: readonly Column[]): ChoiceQuestion[] {
  const choices = columns.filter((column) => !isOther(column));
  const other = columns.find(isOther);
  if (choices.length < 2 || columns.length - choices.length > 1) return [];
  const used = choices.filter(({ values }) => values.length > 0);
  const saysItself = used.every(({ heading, values }) => values.length === 1 && plain(values[0]!) === plain(heading));
  // Exported as numbers, each choice has one of its own; steps of a scale are shared by the rows of a grid.
  const numbers = used.flatMap(({ values }) => values);
  const isNumbered =
    used.length > 1 &&
    numbers.length === used.length &&
    numbers.every((n) => /^\d{1,3}$/.test(n)) &&
    new Set(numbers).size === numbers.length;
  if (used.length === 0 || !(saysItself || isNumbered)) return [];
  return [{ title: columns[0]!.name, single: null, several: choices.map(named), other: other ? named(other) : null }];
}

/** Every column that a question stands in. */
export const columnsOfChoice = ({ single, several, other }: ChoiceQuestion): string[] => [
  ...(single === null ? [] : [single]),
  ...several.map(({ column }) => column),
  ...(other ? [other.column] : []),
];
