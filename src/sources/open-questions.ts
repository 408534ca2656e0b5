import { factDefinition } from "../facts/facts.ts";
import { expressionColumns } from "./columns-used.ts";
import { type Found, moneyColumns, saysMinor, writtenCurrency } from "./generic/generic-table.ts";
import { type Column, columnsOf } from "./looks.ts";
import type { Question, TableMapping } from "./mapping.ts";
import { shapeOf } from "./read/value-shapes.ts";
import type { DateOrder, ReadOptions, TableSample } from "./table.ts";
import { readHeader } from "./words/header.ts";

/**
 * What the data leave open and somebody must say: the order of day and month, whether amounts count cents, the currency.
 * Whatever is stated is not asked. The mapping comes back with what could be decided.
 */
export function openQuestions(
  sample: TableSample,
  { mapping, read, found }: { mapping: TableMapping; read: Partial<ReadOptions>; found: Found | undefined },
): { mapping: TableMapping; questions: Question[] } {
  const dates = read.dates === undefined ? dateOrder(sample, mapping) : {};
  const money = read.money === undefined && found ? moneyUnit(sample, found) : [];
  const currency = found ? unknownCurrency(sample, found) : [];
  return {
    mapping: dates.order ? { ...mapping, read: { ...mapping.read, dates: dates.order } } : mapping,
    questions: [...(dates.question ? [dates.question] : []), ...money, ...currency],
  };
}

/** One order must read every date of the table: what one column decides holds for the others. */
function dateOrder(sample: TableSample, mapping: TableMapping): { order?: DateOrder; question?: Question } {
  const columns = dateColumns(mapping).flatMap((name) => {
    const index = sample.columns.indexOf(name);
    return index < 0 ? [] : [{ name, values: sample.rows.map((row) => row[index] ?? null) }];
  });
  let possible: DateOrder[] | undefined;
  let undecided: { name: string; values: (string | null)[] } | undefined;
  for (const column of columns) {
    const orders = sample.dateOrders?.[column.name] ?? shapeOf(column.values).dates;
    if (orders.length === 0 || orders[0] === "iso" || orders[0] === "ymd") continue;
    if (orders.length > 1) undecided ??= column;
    possible = possible ? possible.filter((order) => orders.includes(order)) : orders;
  }
  if (!possible || possible.length === 0) return {};
  if (possible.length === 1) return { order: possible[0]! };
  // Figures apart by dots are written day first wherever dots are used.
  if (undecided?.values.every((v) => v === null || /^\s*\d{1,2}\.\d{1,2}\.\d{2,4}/.test(v))) return { order: "dmy" };
  return {
    order: possible[0]!,
    question: {
      code: "date_order",
      table: sample.name,
      ...(undecided ? { column: undecided.name } : {}),
      choices: possible,
      option: "--dates",
      examples: examples(undecided?.values ?? []),
    },
  };
}

function dateColumns({ facts }: TableMapping): string[] {
  return [
    ...new Set(
      facts.flatMap(({ fact, at, fields }) => [
        ...(at ? expressionColumns(at.value) : []),
        ...Object.entries(fields).flatMap(([name, value]) => {
          const type = factDefinition(fact).fields[name]?.type;
          return type === "instant" || type === "day" ? expressionColumns(value) : [];
        }),
      ]),
    ),
  ];
}

const SAYS_SOMETHING = 10;
const LARGE = 1000;

/** Whole numbers only, large, and not round: they may be cents. */
function moneyUnit(sample: TableSample, found: Found): Question[] {
  const columns = moneyColumns(found);
  if (columns.some(saysMinor) || columns.some((column) => !looksLikeCents(column) && column.shape.n > 0)) return [];
  const [column] = columns;
  if (!column || column.shape.n === 0) return [];
  return [
    {
      code: "money_unit",
      table: sample.name,
      column: column.name,
      choices: ["minor", "major"],
      option: "files[].read.money",
      examples: examples(column.values),
    },
  ];
}

function looksLikeCents({ shape, values }: Column): boolean {
  if (shape.n < SAYS_SOMETHING || shape.share.integer < 0.99) return false;
  const numbers = values
    .filter((v): v is string => v !== null)
    .map((v) => Math.abs(Number(v)))
    .sort((a, b) => a - b);
  const median = numbers[Math.floor(numbers.length / 2)]!;
  const round = numbers.filter((x) => x % 10 === 0).length / numbers.length;
  return median >= LARGE && round < 0.9;
}

function unknownCurrency(sample: TableSample, found: Found): Question[] {
  const columns = moneyColumns(found);
  const [column] = columns;
  if (!column || found.slots.has("currency") || found.currency !== undefined || writtenCurrency(columns)) return [];
  return [
    {
      code: "currency",
      table: sample.name,
      column: column.name,
      choices: likelyCurrencies(sample),
      option: "--currency",
      examples: examples(column.values),
    },
  ];
}

const CURRENCY_OF = { pl: "PLN", sv: "SEK", ru: "RUB", ro: "RON" } as const;

/** The currency of the country whose language most headers are in, first. */
function likelyCurrencies(sample: TableSample): string[] {
  const count = { pl: 0, sv: 0, ru: 0, ro: 0 };
  for (const column of columnsOf(sample))
    for (const { languages } of readHeader(column.name))
      if (!languages.has("en")) for (const language of languages) if (language !== "en") count[language]++;
  const [most] = (Object.entries(count) as [keyof typeof count, number][]).sort((a, b) => b[1] - a[1]);
  const usual = ["EUR", "USD", "GBP", "PLN", "SEK", "RON", "RUB"];
  if (!most || most[1] < 2) return usual;
  return [CURRENCY_OF[most[0]], ...usual.filter((code) => code !== CURRENCY_OF[most[0]])];
}

const examples = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.filter((v): v is string => v !== null))].slice(0, 5);
