import { type FactDefinition, type FactKind, factDefinition } from "../facts/facts.ts";
import type { OfElement } from "../sources/lists.ts";
import type { FactMapping, TableMapping } from "../sources/mapping.ts";
import type { DateOrder, ReadOptions } from "../sources/table.ts";
import type { Staging } from "../store/ports/staging.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { byWord, join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import { memberOf, rowsWithElements } from "./elements.ts";
import { cellName, conditionOf, elementName, preparedName, type RowContext, textOf } from "./expression.ts";
import { apartBy, contentKey, ownKey } from "./fact-key.ts";
import { identifiersOf, type UsedIdentifiers } from "./identifiers.ts";
import type { PlainColumns } from "./plain.ts";
import {
  answerChecks,
  type Check,
  columnNamed,
  dateOf,
  fieldName,
  fieldOf,
  subjectOf,
  type Typed,
} from "./typed-row.ts";

export interface CompileContext {
  staging: Staging;
  dialect: Dialect;
  /** The staged table, and the line in the file of each of its rows. */
  staged: { table: string; line: Sql };
  columns: readonly string[];
  dateOrders: Readonly<Record<string, readonly DateOrder[]>>;
  read: ReadOptions;
  plain: PlainColumns;
  /** ISO instant in UTC; a fact may not lie more than a day after it. */
  now: string;
}

/**
 * One way to make facts from the rows of a staged table. The rows are judged once, into a table of their own, from which
 * everything else is taken: an engine would work the typed values out anew for each question.
 */
export interface CompiledFact extends UsedIdentifiers {
  kind: FactKind;
  /** Name of the table that holds the judged rows while they are taken from it. */
  table: string;
  /** Every row that the mapping speaks of, typed, with `fault`: 0 where it makes a fact. */
  judged: Sql;
  /** Whether the mapping speaks of every row. */
  takesAll: boolean;
  /** Whether it speaks of the elements of a list: a row may then become several facts. */
  readsLists: boolean;
  /** `select` of the rows that make a fact, in the order of `factColumns`. The following are all taken from `table`. */
  facts(load: number): Sql;
  /** `select nr, line, column_name, reason, text` of the rows that make none; `nr` is that of the staged row. */
  rejects: Sql;
  /** Whether `rejects` gives the whole row too, as `row_text`: the judged rows of a table's only mapping hold it. */
  keepsRows: boolean;
  /** Sums of money and points are compared with the file's. */
  amountFields: readonly string[];
  hasCurrency: boolean;
}

export function compile(mapping: TableMapping, context: CompileContext): CompiledFact[] {
  const system = mapping.system ?? "files";
  return mapping.facts.map((fact, i) =>
    compileFact(fact, {
      ...{ ...context, system, table: `judged_${i + 1}`, twin: twinOf(fact, mapping.facts) },
      keepsRows: mapping.facts.length === 1,
    }),
  );
}

type FactContext = CompileContext & { system: string; table: string; twin: string; keepsRows: boolean };

/**
 * Tells two facts of one kind on one row apart where their ids are the same: what the kind itself is told apart by is
 * in the id anyway, so that this is empty nearly always.
 */
function twinOf(fact: FactMapping, facts: readonly FactMapping[]): string {
  const text = ({ id, fields, where }: FactMapping) =>
    JSON.stringify({ id, fields: Object.entries(fields).sort(), where });
  const same = facts.filter((f) => f.fact === fact.fact && JSON.stringify(f.id) === JSON.stringify(fact.id));
  const apart = new Set(same.map((f) => JSON.stringify([tellingApart(f), f.where])));
  if (apart.size === same.length) return "";
  const at = same.map(text).sort().indexOf(text(fact));
  return at === 0 ? "" : String(at);
}

const tellingApart = ({ fact, fields }: FactMapping) => apartBy(fact).map((f) => fields[f] ?? null);

function compileFact(mapping: FactMapping, context: FactContext): CompiledFact {
  const { dialect, staging, staged, read, plain, columns, dateOrders, system, table, now, keepsRows } = context;
  const kind = mapping.fact;
  const definition = factDefinition(kind);
  const row: RowContext = {
    ...{ staging, read, plain, columns, dateOrders },
    ...{ used: new Set<number>(), elements: new Map<string, OfElement>(), prepared: new Map<string, Sql>() },
  };
  const typed: Typed[] = [];
  const checks: Check[] = [];

  const where = mapping.where === undefined ? null : conditionOf(mapping.where, row);
  subjectOf(mapping, definition, { row, typed, checks });
  dateOf(mapping, definition, { row, typed, checks, now });
  for (const [field, value] of Object.entries(mapping.fields)) {
    const shape = definition.fields[field];
    if (shape) fieldOf({ kind, field, shape, value, mapping }, { row, typed, checks });
  }
  for (const [field, { required }] of Object.entries(definition.fields)) {
    if (!required) continue;
    const mappedField = Object.hasOwn(mapping.fields, field);
    checks.push({
      reason: "field_missing",
      column: mappedField ? columnNamed(mapping.fields[field]!) : field,
      text: raw("cast(null as varchar)"),
      when: mappedField ? sql`${fieldName(field)} is null` : raw("true"),
    });
  }
  if (kind === "answer") checks.push(...answerChecks(mapping));
  if (mapping.id !== undefined) typed.push({ name: "id_text", value: textOf(mapping.id, row) });
  const also = (mapping.also ?? []).filter(() => mapping.subject !== undefined);
  const keep = (mapping.keep ?? []).map((key) => ({ key, text: textOf(key, row) }));
  typed.push({ name: "properties", value: staging.object(keep) });

  const used = [...row.used].sort((a, b) => a - b);
  const missing = [...new Set(read.missing.map((word) => word.toLowerCase()))].map(
    (word) => [word, raw("null")] as const,
  );
  const present = (text: Sql): Sql => (missing.length === 0 ? text : byWord(sql`lower(${text})`, missing, text));
  const cells = used.map((at) => {
    const whole = name(`c${at + 1}`);
    return sql`${present(plain.trimmed.has(at) ? whole : staging.trimmed(whole))} as ${cellName(at)}`;
  });
  const elements = [...row.elements.values()];
  const members = elements.map((e, i) => sql`${present(staging.trimmed(memberOf(staging, e)))} as ${elementName(i)}`);
  const written = keepsRows ? columns.map((_, i) => name(`c${i + 1}`)) : [];
  const source =
    elements.length === 0
      ? sql`select ${join([sql`${staging.rowNumber} as nr`, sql`${staged.line} as line`, ...cells, ...written])} from ${name(staged.table)}`
      : sql`select ${join([raw("nr"), raw("line_nr as line"), ...cells, ...members, ...written])} from (${rowsWithElements({ staging, table: staged.table, line: staged.line, columns }, elements)}) as with_elements`;
  const prepared = [...row.prepared.values()].map((value, i) => sql`${value} as ${preparedName(i)}`);
  const steps = sql`with cells as (${source}), prepared as (select ${join([raw("*"), ...prepared])} from cells)`;
  const values = typed.map((t) => sql`${t.value} as ${name(t.name)}`);
  const numbered = (value: (c: Check) => Sql): Sql[] =>
    checks.map((c, i) => sql`when ${raw(String(i + 1))} then ${value(c)}`);
  const has = (field: string) => Object.hasOwn(mapping.fields, field) && definition.fields[field] !== undefined;
  const column = (field: string): Sql => (has(field) ? fieldName(field) : raw("null"));
  const fields = Object.keys(definition.fields).filter(has);
  const { subject } = mapping;
  const key = (kindOf: string, value: Sql): Sql =>
    sql`case when ${value} is not null then ${dialect.hash(literal(kindOf), value)} end`;
  // Who is not named by the first identifier is named by the next one on the row.
  const names = subject
    ? [
        { kind: subject.kind, value: raw("subject_value") },
        ...also.map((other, i) => ({ kind: other.kind, value: raw(`also_${i}`) })),
      ]
    : [];
  const firstThere = (of: (named: { kind: string; value: Sql }) => Sql): Sql =>
    names.length === 1
      ? of(names[0]!)
      : sql`case ${join(
          names.map((named) => sql`when ${named.value} is not null then ${of(named)}`),
          " ",
        )} end`;
  const at = mapping.at ? raw("at_value") : raw("null");
  const precision = mapping.at ? raw("precision") : literal("unknown");
  const result: Sql[] = [
    // Several rows of a JSON text may stand on one line.
    raw("nr"),
    raw("line"),
    sql`${identity(mapping, {
      ...context,
      kind,
      definition,
      column,
      at,
      precision,
      who: subject ? [firstThere(({ kind }) => literal(kind)), firstThere(({ value }) => value)] : [],
    })} as id`,
    ...(subject ? [raw("subject_value"), sql`${firstThere((named) => key(named.kind, named.value))} as subject`] : []),
    ...(mapping.at ? [raw("at_value"), raw("precision")] : []),
    raw("properties"),
    ...fields.map(fieldName),
    ...also.map((_, i) => raw(`also_${i}`)),
    raw("fault"),
    sql`cast(${caseOf(
      raw("fault"),
      numbered((c) => c.text),
    )} as varchar) as bad_text`,
    ...(keepsRows ? [sql`case when fault > 0 then ${rowText(columns)} end as row_text`] : []),
  ];
  const from = (columns: readonly Sql[], condition: Sql): Sql =>
    sql`select ${join(columns)} from ${name(table)} where ${condition}`;
  return {
    kind,
    table,
    takesAll: where === null && elements.length === 0,
    readsLists: elements.length > 0,
    judged: sql`${steps},
      typed as (select ${join([raw("nr"), raw("line"), ...values, ...written])} from prepared${where ? sql` where ${where}` : raw("")}),
      faulted as (select *, ${caseOf(
        raw(""),
        checks.map((c, i) => sql`when ${c.when} then ${raw(String(i + 1))}`),
        raw("0"),
      )} as fault from typed)
      select ${join(result)} from faulted`,
    facts: (load) =>
      from(
        [
          raw("id"),
          literal(system),
          subject ? raw("subject") : raw("null"),
          at,
          precision,
          raw(String(load)),
          raw("line"),
          raw("properties"),
          ...Object.keys(definition.fields).map(column),
        ],
        raw("fault = 0"),
      ),
    rejects: from(
      [
        raw("nr"),
        raw("line"),
        sql`cast(${caseOf(
          raw("fault"),
          numbered((c) => (c.column === null ? raw("null") : literal(c.column))),
        )} as varchar) as column_name`,
        sql`${caseOf(
          raw("fault"),
          numbered((c) => literal(c.reason)),
        )} as reason`,
        raw("left(bad_text, 1000) as text"),
        ...(keepsRows ? [raw("row_text")] : []),
      ],
      raw("fault > 0"),
    ),
    keepsRows,
    ...identifiersOf(mapping, {
      ...{ dialect, staging, system, table, at, precision },
      also: also.map((other, i) => ({ kind: other.kind, key: key(other.kind, raw(`also_${i}`)) })),
    }),
    amountFields: fields.filter((f) => isAmount(kind, f, definition)),
    hasCurrency: has("currency"),
  };
}

/** A row as it stands in the file, cut where it is long. */
export const rowText = (columns: readonly string[], of = ""): Sql =>
  sql`left(concat_ws(' | ', ${join(columns.map((_, i) => sql`${raw(of)}${name(`c${i + 1}`)}`))}), 1000)`;

/** A `case` over conditions or numbers; null (or `otherwise`) where there is none. */
const caseOf = (of: Sql, branches: readonly Sql[], otherwise: Sql = raw("null")): Sql =>
  branches.length === 0 ? otherwise : sql`case ${of} ${join(branches, " ")} else ${otherwise} end`;

const isAmount = (kind: FactKind, field: string, { fields }: FactDefinition): boolean =>
  ["purchase", "refund", "points"].includes(kind) && (fields[field]?.type === "money" || field === "points");

interface IdentityParts extends FactContext {
  kind: FactKind;
  definition: FactDefinition;
  column(field: string): Sql;
  at: Sql;
  precision: Sql;
  /** Kind and value of the identifier that names the party. */
  who: readonly Sql[];
}

/** The key of the fact that a row makes; see `fact-key.ts`. */
function identity(mapping: FactMapping, parts: IdentityParts): Sql {
  const { kind, system, definition, column, at, precision, who, twin } = parts;
  const values = Object.keys(definition.fields).map(column);
  const content = contentKey(parts, [
    literal(kind),
    literal(system),
    ...who,
    at,
    precision,
    raw("properties"),
    ...values,
  ]);
  if (mapping.id === undefined) return content;
  const apart = [...apartBy(kind).map(column), ...(twin ? [literal(twin)] : [])];
  const own = ownKey(parts, [literal(kind), literal(system), raw("id_text"), ...apart]);
  return sql`case when id_text is null then ${content} else ${own} end`;
}
