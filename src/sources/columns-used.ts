import { columnOf } from "./lists.ts";
import type { Condition, Expression, FactMapping } from "./mapping.ts";

/** Every column of the file that a mapping reads, each once, in the order of reading. */
export const columnsUsed = (mapping: FactMapping): string[] => [...new Set(valuesUsed(mapping).map(columnOf))];

/** The same with the values of lists in records apart: `line_items[].sku`. */
export function valuesUsed(mapping: FactMapping): string[] {
  const { id, subject, also, at, fields, where, keep } = mapping;
  const values = [id, subject?.value, ...(also ?? []).map(({ value }) => value), at?.value, ...Object.values(fields)];
  return [
    ...new Set([
      ...values.flatMap((value) => (value === undefined ? [] : expressionColumns(value))),
      ...(where ? conditionColumns(where) : []),
      ...(keep ?? []),
    ]),
  ];
}

export function expressionColumns(expression: Expression): string[] {
  if (typeof expression === "string") return [expression];
  if ("value" in expression) return [];
  if ("column" in expression) return [expression.column];
  if ("first" in expression) return expression.first.flatMap(expressionColumns);
  if ("join" in expression) return expression.join.flatMap(expressionColumns);
  if ("sum" in expression) return expression.sum.flatMap(expressionColumns);
  if ("difference" in expression) return expression.difference.flatMap(expressionColumns);
  if ("product" in expression) return expression.product.flatMap(expressionColumns);
  if ("quotient" in expression) return expression.quotient.flatMap(expressionColumns);
  if ("spread" in expression)
    return [expression.spread, expression.by, ...(expression.over === undefined ? [] : [expression.over])].flatMap(
      expressionColumns,
    );
  if ("within" in expression)
    return [
      ...expressionColumns(expression.take),
      ...expressionColumns(expression.within),
      ...(expression.where ? conditionColumns(expression.where) : []),
    ];
  if ("says" in expression) return expressionColumns(expression.in);
  if ("shift" in expression)
    return [expression.shift, ...(expression.minutes === undefined ? [] : [expression.minutes])].flatMap(
      expressionColumns,
    );
  if ("date" in expression) {
    const { year, month, day } = expression.date;
    return [year, month, ...(day === undefined ? [] : [day])].flatMap(expressionColumns);
  }
  const chosen = expression.choose.flatMap(({ when, then }) => [...conditionColumns(when), ...expressionColumns(then)]);
  return [...chosen, ...(expression.otherwise === undefined ? [] : expressionColumns(expression.otherwise))];
}

export function conditionColumns(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(conditionColumns);
  if ("any" in condition) return condition.any.flatMap(conditionColumns);
  return [
    condition.column,
    ...("lacks" in condition ? expressionColumns(condition.lacks) : []),
    ...("holds" in condition ? expressionColumns(condition.holds) : []),
  ];
}
