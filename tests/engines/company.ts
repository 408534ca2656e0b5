import { UTC } from "../../src/base/zone.ts";
import { type Column, factColumns, factTable, IDENTIFIER_COLUMNS } from "../../src/facts/columns.ts";
import { FACT_KINDS, type FactKind } from "../../src/facts/facts.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { buildPanel } from "../../src/panel/build.ts";
import type { PanelSettings } from "../../src/panel/settings.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { subjectKey } from "../../src/store/sql/keys.ts";
import { join, type SqlValue, sql } from "../../src/store/sql/sql.ts";

/**
 * A fact as a test writes it: the customer by a word (`anna`, or `email:anna@x.pl` for an identifier of another kind
 * than a customer number), the date as text. Rows without an `id` are numbered.
 */
export type FactRow = { who?: string | null; at?: string | null; precision?: string } & Record<
  string,
  SqlValue | undefined
>;
export type Company = Partial<Record<FactKind, readonly FactRow[]>>;

/** Kind and value of an identifier that a test writes as one word. */
export function identifierOf(who: string): { kind: string; value: string } {
  const colon = who.indexOf(":");
  return colon < 0 ? { kind: "customer", value: who } : { kind: who.slice(0, colon), value: who.slice(colon + 1) };
}

/** The word for an identifier of a kind and value, as `who` writes it. */
export const wordOf = (kind: unknown, value: unknown): string =>
  kind === "customer" ? String(value) : `${String(kind)}:${String(value)}`;

/** Tables that a company before this one left empty, by engine. */
const emptyTables = new WeakMap<Analytics, Set<string>>();

/** An empty table, unless one is there already: making a table is what takes longest. */
async function emptyTable(store: Analytics, table: string, columns: readonly Column[], stays: boolean): Promise<void> {
  const empty = emptyTables.get(store) ?? new Set();
  emptyTables.set(store, empty);
  if (!empty.has(table)) await store.createTable(table, columns);
  if (stays) empty.add(table);
  else empty.delete(table);
}

/** Writes a small company's facts straight into the fact tables. Gives the key of every identifier, those of aliases included. */
export async function found(store: Analytics, company: Company): Promise<Map<string, bigint>> {
  const subjects = namedIn(company);
  const others = (company.alias ?? []).map(({ other_kind, other_value }) => wordOf(other_kind, other_value));
  const keys = await keysOf(store, [...new Set([...subjects, ...others])]);
  let id = 0;
  for (const kind of FACT_KINDS) {
    const columns = factColumns(kind);
    const rows = (company[kind] ?? []).map(({ who, at, precision, ...fields }) => {
      id += 1;
      const common: Record<string, SqlValue> = {
        id: fields.id ?? id,
        source: "test",
        subject: who === null || who === undefined ? null : keys.get(who)!,
        at: at === null || at === undefined ? null : at.length === 10 ? `${at} 00:00:00` : at,
        precision: precision ?? (at === null || at === undefined ? "unknown" : at.length === 10 ? "day" : "instant"),
        load: fields.load ?? 1,
        line: fields.line ?? id,
        properties: null,
      };
      return columns.map(({ name }) => (name in common ? common[name]! : ((fields[name] ?? null) as SqlValue)));
    });
    await emptyTable(store, factTable(kind), columns, rows.length === 0);
    if (rows.length > 0) await store.insert(factTable(kind), columns, rows);
  }
  await store.createTable("identifier", IDENTIFIER_COLUMNS);
  const rows = subjects.map((who) => [keys.get(who)!, identifierOf(who).kind, identifierOf(who).value]);
  if (rows.length > 0) await store.insert("identifier", IDENTIFIER_COLUMNS, rows);
  return keys;
}

/** A small company ready to be measured: who is who, and the panel. */
export async function contextOf(
  store: Analytics,
  company: Company,
  stated: Partial<PanelSettings> = {},
): Promise<MeasureContext> {
  await found(store, company);
  await resolveIdentity(store);
  const info = await buildPanel(store, { zone: UTC, currency: null, asOf: null, inactivityDays: null, ...stated });
  return { store, info, from: null, to: null, record() {} };
}

function namedIn(company: Company): string[] {
  const named = Object.values(company).flatMap((rows) => rows.map(({ who }) => who));
  return [...new Set(named.filter((who) => who !== null && who !== undefined))];
}

/** Hashes identifiers as the engine at hand does. */
async function keysOf(store: Analytics, words: readonly string[]): Promise<Map<string, bigint>> {
  if (words.length === 0) return new Map();
  const identifiers = join(
    words.map((who) => {
      const { kind, value } = identifierOf(who);
      return sql`select ${who} as who, ${subjectKey(store.dialect, sql`${kind}`, sql`${value}`)} as key`;
    }),
    " union all ",
  );
  const rows = await store.rows(identifiers);
  return new Map(rows.map(({ who, key }) => [String(who), BigInt(key as bigint | number)]));
}
