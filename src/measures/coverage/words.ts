import type { Message, Unit } from "../../findings/figure.ts";
import type { TableCell } from "../../findings/finding.ts";
import type { PanelInfo } from "../../panel/settings.ts";

/** Whether the records tell customers from those who are not: without orders and contracts nobody can say. */
export const knowsStatus = ({ facts }: PanelInfo): boolean => (facts.purchase ?? 0) + (facts.term ?? 0) > 0;

export const message = (code: string, values: Message["values"] = {}): Message => ({
  code: `coverage.${code}`,
  values,
});

export const numberCell = (value: number | null, unit: Unit = "count", currency?: string | null): TableCell => ({
  kind: "number",
  value,
  unit,
  ...(currency ? { currency: currency as never } : {}),
});

export const messageCell = (code: string, values: Message["values"] = {}): TableCell => ({
  kind: "message",
  message: message(code, values),
});

/** Customers, former customers, prospects, in words. */
export const populationName = (status: string): Message => ({ code: `population.${status}`, values: {} });
