import { addMonths, type Day } from "../../base/day.ts";
import type { Period } from "../../base/period.ts";
import type { Message, Unit } from "../../findings/figure.ts";
import type { TableCell } from "../../findings/finding.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { all, type Sql, sql } from "../../store/sql/sql.ts";
import { notEnoughCost } from "../definitions/common.ts";
import type { MeasureContext } from "../measure.ts";

/** Months in which a customer counts as heard. */
export const HEARD_MONTHS = 12;

/** The twelve months before the end, or what was asked; open where nothing has a date. */
export function heardWindow({ info, from, to }: MeasureContext): Period {
  const end = to ?? info.asOf;
  return { from: from ?? (end === null ? null : addMonths(end, -HEARD_MONTHS)), to: end, zone: info.zone };
}

/** Whether a day lies in the window; without bounds everything does, what has no date too. */
export const inWindow = (day: Sql, { from, to }: { from: Day | null; to: Day | null }, dialect: Dialect): Sql =>
  all([
    ...(from === null ? [] : [sql`${day} >= ${dialect.day(from)}`]),
    ...(to === null ? [] : [sql`${day} < ${dialect.day(to)}`]),
  ]);

/** What a customer brings: margin where nearly all costs are known or assumed, otherwise revenue; null where nobody bought. */
export function worthOf(info: PanelInfo): "margin" | "spend" | null {
  if ((info.facts.purchase ?? 0) === 0) return null;
  return notEnoughCost(info) === null ? "margin" : "spend";
}

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
