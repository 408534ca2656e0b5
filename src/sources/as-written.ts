import { factDefinition, namesInstead } from "../facts/facts.ts";
import { valuesUsed } from "./columns-used.ts";
import { bare } from "./format.ts";
import { columnOf, ofElement } from "./lists.ts";
import type { Condition, Expression, FactMapping, SubjectMapping } from "./mapping.ts";

/**
 * A format's facts in the columns that one file has: headers as the file writes them, and without what it lacks. A value
 * made from a column that is not there is left out; so is a fact that cannot do without it.
 */
export function asWritten(facts: readonly FactMapping[], columns: readonly string[]): FactMapping[] {
  const names = new Map<string, string>();
  for (const column of columns) if (!names.has(bare(column))) names.set(bare(column), column);
  const whole: Naming = (header) => (columns.includes(header) ? header : names.get(bare(header)));
  const named: Naming = (header) => {
    const column = columnOf(header);
    const own = whole(column);
    return own === undefined ? undefined : own + header.slice(column.length);
  };
  // Of a list that is not there, nothing is made.
  const isThere = (fact: FactMapping) =>
    valuesUsed(fact).every((value) => !ofElement(value) || named(value) !== undefined);
  return facts.filter(isThere).flatMap((fact) => factIn(fact, named) ?? []);
}

type Naming = (header: string) => string | undefined;

function factIn(mapping: FactMapping, named: Naming): FactMapping | null {
  const definition = factDefinition(mapping.fact);
  const where = mapping.where === undefined ? true : conditionIn(mapping.where, named);
  if (where === false) return null;
  const [subject, ...also] = [mapping.subject, ...(mapping.also ?? [])].flatMap((s) => (s ? partyIn(s, named) : []));
  const at = mapping.at && valueIn(mapping.at.value, named);
  if (definition.subject === "required" && !subject && !namesInstead(mapping.fact, mapping.fields)) return null;
  if (definition.at === "required" && at === undefined) return null;
  const fields: Record<string, Expression> = {};
  for (const [field, value] of Object.entries(mapping.fields)) {
    const own = valueIn(value, named);
    if (own !== undefined) fields[field] = own;
    else if (definition.fields[field]?.required) return null;
  }
  const id = mapping.id === undefined ? undefined : valueIn(mapping.id, named);
  const keep = (mapping.keep ?? []).flatMap((column) => named(column) ?? []);
  return {
    fact: mapping.fact,
    ...(id === undefined ? {} : { id }),
    ...(subject ? { subject } : {}),
    ...(also.length > 0 ? { also } : {}),
    ...(at === undefined ? {} : { at: { ...mapping.at, value: at } }),
    fields,
    ...(where === true ? {} : { where }),
    ...(keep.length > 0 ? { keep } : {}),
  };
}

function partyIn({ kind, value }: SubjectMapping, named: Naming): SubjectMapping[] {
  const own = valueIn(value, named);
  return own === undefined ? [] : [{ kind, value: own }];
}

function valueIn(value: Expression, named: Naming): Expression | undefined {
  if (typeof value === "string") return named(value);
  if ("value" in value) return value;
  if ("column" in value) {
    const column = named(value.column);
    return column === undefined ? undefined : { ...value, column };
  }
  if ("first" in value) {
    const first = value.first.flatMap((part) => valueIn(part, named) ?? []);
    const { first: _, ...adjustments } = value;
    if (first.length === 1 && Object.keys(adjustments).length === 0) return first[0];
    return first.length === 0 ? undefined : { ...value, first };
  }
  if ("join" in value) return all(value.join, named, (join) => ({ ...value, join }));
  if ("sum" in value) return all(value.sum, named, (sum) => ({ ...value, sum }));
  if ("product" in value) return all(value.product, named, (product) => ({ ...value, product }));
  if ("difference" in value)
    return all(value.difference, named, ([from, less]) => ({ ...value, difference: [from!, less!] }));
  if ("quotient" in value) return all(value.quotient, named, ([of, by]) => ({ ...value, quotient: [of!, by!] }));
  if ("spread" in value) {
    const { over, ...rest } = value;
    return over === undefined
      ? all([rest.spread, rest.by], named, ([spread, by]) => ({ ...rest, spread: spread!, by: by! }))
      : all([rest.spread, rest.by, over], named, ([spread, by, of]) => ({
          ...rest,
          spread: spread!,
          by: by!,
          over: of!,
        }));
  }
  if ("says" in value) return all([value.in], named, ([text]) => ({ ...value, in: text! }));
  if ("shift" in value) {
    const { minutes, ...rest } = value;
    return minutes === undefined
      ? all([rest.shift], named, ([shift]) => ({ ...rest, shift: shift! }))
      : all([rest.shift, minutes], named, ([shift, by]) => ({ ...rest, shift: shift!, minutes: by! }));
  }
  if ("within" in value) {
    const within = valueIn(value.within, named);
    const take = valueIn(value.take, named);
    const where = value.where === undefined ? true : conditionIn(value.where, named);
    if (within === undefined || take === undefined || where === false) return undefined;
    const { where: _, ...rest } = value;
    return { ...rest, within, take, ...(where === true ? {} : { where }) };
  }
  if ("date" in value) {
    const { year, month, day } = value.date;
    const parts = [year, month, day].map((part) => (part === undefined ? undefined : valueIn(part, named)));
    if (parts[0] === undefined || parts[1] === undefined) return undefined;
    return { date: { year: parts[0], month: parts[1], ...(parts[2] === undefined ? {} : { day: parts[2] }) } };
  }
  return chosenIn(value, named);
}

function all(
  parts: readonly Expression[],
  named: Naming,
  made: (parts: Expression[]) => Expression,
): Expression | undefined {
  const own = parts.flatMap((part) => valueIn(part, named) ?? []);
  return own.length < parts.length ? undefined : made(own);
}

/** A case that can never hold goes; one that always holds is the last. */
function chosenIn(value: Extract<Expression, { choose: unknown }>, named: Naming): Expression | undefined {
  const choose: { when: Condition; then: Expression }[] = [];
  let otherwise = value.otherwise === undefined ? undefined : valueIn(value.otherwise, named);
  for (const branch of value.choose) {
    const when = conditionIn(branch.when, named);
    const then = valueIn(branch.then, named);
    if (when === false || then === undefined) continue;
    if (when === true) {
      otherwise = then;
      break;
    }
    choose.push({ when, then });
  }
  if (choose.length === 0) return otherwise;
  const { otherwise: _, ...rest } = value;
  return { ...rest, choose, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** A condition on a column that is not there is settled: nothing is in it. */
function conditionIn(condition: Condition, named: Naming): Condition | boolean {
  if ("all" in condition) {
    const parts = condition.all.map((part) => conditionIn(part, named));
    if (parts.includes(false)) return false;
    return joined(parts, (all) => ({ all })) ?? true;
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => conditionIn(part, named));
    if (parts.includes(true)) return true;
    return joined(parts, (any) => ({ any })) ?? false;
  }
  const column = named(condition.column);
  if (column !== undefined) return { ...condition, column };
  return "isNot" in condition || ("present" in condition && !condition.present);
}

function joined(
  parts: readonly (Condition | boolean)[],
  made: (parts: Condition[]) => Condition,
): Condition | undefined {
  const open = parts.filter((part): part is Condition => typeof part !== "boolean");
  return open.length > 1 ? made(open) : open[0];
}
