import type { Figure, Message } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import { wilsonInterval } from "../stats/intervals/wilson.ts";

/** Level of the intervals of shares. */
export const LEVEL = 0.95;
type Currency = Pick<Figure, "currency">;

export const countCell = (value: number | null): TableCell => ({ kind: "number", value, unit: "count" });
export const moneyCell = (value: number | null, currency: Currency): TableCell => ({
  ...{ kind: "number", value, unit: "money" },
  ...currency,
});
export const ratioCell = (value: number | null): TableCell => ({ kind: "number", value, unit: "ratio" });
/** A share with its interval, or nothing where nobody could be counted. */
export const shareCell = (successes: number, n: number): TableCell =>
  n === 0
    ? { kind: "number", value: null, unit: "share" }
    : { kind: "number", value: successes / n, unit: "share", interval: shareInterval(successes, n) };
export const shareInterval = (successes: number, n: number) => ({
  ...wilsonInterval({ successes, n }),
  level: LEVEL,
});
export const labelCell = (code: string, values: Message["values"] = {}): TableCell => ({
  kind: "label",
  label: { code, values },
});
/** A word of the user's own, or a name that is the same in all languages. */
export const dataCell = (text: string): TableCell => ({ kind: "label", label: { data: text } });
/** Columns titled `<prefix>.<id>`; the first so many hold words. */
export const columnsOf = (prefix: string, ids: readonly string[], starts = 1): Table["columns"] =>
  ids.map((id, i) => ({ id, title: { code: `${prefix}.${id}`, values: {} }, align: i < starts ? "start" : "end" }));
