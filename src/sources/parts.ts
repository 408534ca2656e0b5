import { columnNamed, type FormatContext, type Header } from "./format.ts";
import { writtenCurrency } from "./generic/generic-table.ts";
import { columnsOf } from "./looks.ts";
import type { Condition, Expression, SubjectMapping } from "./mapping.ts";
import type { TableSample } from "./table.ts";

/** Short words for what many formats say. */
export const constant = (value: string | number | boolean): Expression => ({ value });

export const by = (kind: string, value: Expression): SubjectMapping => ({ kind, value });

export const where = (column: string, ...words: string[]): Condition => ({ column, is: words });
export const whereNot = (column: string, ...words: string[]): Condition => ({ column, isNot: words });
export const present = (column: string): Condition => ({ column, present: true });

/** A score on a fixed scale, as fields of an answer. */
export const scored = (
  instrument: string,
  [min, max]: readonly [number, number],
  score: Expression,
): Record<string, Expression> => ({
  instrument: constant(instrument),
  scale_min: constant(min),
  scale_max: constant(max),
  scale_best: constant("high"),
  score,
});

/** The currency of amounts in an export that has no column for it: what stands beside them, what is stated, or it is asked. */
export function currencyOf(sample: TableSample, amounts: readonly Header[], context: FormatContext): Expression {
  const names = amounts.flatMap((header) => columnNamed(sample, header) ?? []);
  const columns = columnsOf(sample).filter(({ name }) => names.includes(name));
  const currency = writtenCurrency(columns) ?? context.currency;
  if (currency !== undefined) return constant(currency);
  const [column] = columns;
  if (column && column.shape.n > 0)
    context.ask({
      code: "currency",
      column: column.name,
      choices: ["EUR", "USD", "GBP", "PLN", "SEK", "RON", "RUB"],
      option: "--currency",
      examples: [...new Set(column.values.filter((v): v is string => v !== null))].slice(0, 5),
    });
  return { value: null };
}

/** A time that was not there when the row was written says nothing; one that was says that something had happened. */
export const whenThere = (column: string, then: Expression, otherwise?: Expression): Expression => ({
  choose: [{ when: present(column), then }],
  ...(otherwise === undefined ? {} : { otherwise }),
});

export const SAID_BEFORE_NOTE =
  "Whether the customer's words say that something had been said before is told when they are read; the words are not kept.";
/** Whether the customer's own words say that something had been said before; the words themselves are not kept. */
export const saidBefore = (text: Expression): Expression => ({ says: "said_before", in: text });

export const choose = (...cases: readonly (readonly [Condition, Expression])[]): Expression => ({
  choose: cases.map(([when, then]) => ({ when, then })),
});
