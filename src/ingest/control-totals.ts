import { factTable } from "../facts/columns.ts";
import { type FactKind, factDefinition } from "../facts/facts.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { CompiledFact } from "./compile.ts";

/** A control total: what a column of the file adds up to, against what was loaded and what was set aside. */
export interface ControlTotal {
  fact: FactKind;
  field: string;
  currency: string | null;
  /** Sum of every row of the file that the mapping speaks of. */
  file: number;
  loaded: number;
  setAside: number;
  /** Whether file = loaded + set aside, to the last place. */
  closes: boolean;
}

/** What the file's own columns add up to, by mapping. */
const CONTROL = "control_of_file";

/** Makes room for the sums of one file. */
export const prepareControl = (store: Pick<Analytics, "run">): Promise<void> =>
  store.run(sql`
    create or replace temp table ${name(CONTROL)}
      (fact varchar, field varchar, currency varchar, total decimal(38,4), set_aside decimal(38,4))`);

/** An amount as it is summed exactly: a sum of money has 38 places by itself. */
const summed = (kind: FactKind, field: string, amount: Sql): Sql =>
  factDefinition(kind).fields[field]?.type === "money" ? amount : sql`cast(${amount} as decimal(38,4))`;

/** Notes what an amount adds up to in the judged rows of a mapping: in all, and in those that were set aside. */
export function noteSums(fact: CompiledFact, field: string): Sql {
  const amount = summed(fact.kind, field, name(`f_${field}`));
  return sql`
    insert into ${name(CONTROL)}
    select
      ${literal(fact.kind)}, ${literal(field)}, ${fact.hasCurrency ? raw("f_currency") : raw("cast(null as varchar)")} as currency,
      sum(${amount}), coalesce(sum(${amount}) filter (where fault > 0), 0)
    from ${name(fact.table)}
    where ${name(`f_${field}`)} is not null
    group by currency`;
}

/** Sums of the file against sums of the facts, compared in the engine, in decimals: doubles would not close to the cent. */
export async function controlTotals(
  store: Pick<Analytics, "rows">,
  facts: readonly CompiledFact[],
  load: number,
): Promise<ControlTotal[]> {
  const pairs = new Map(
    facts.flatMap((fact) => fact.amountFields.map((field) => [`${fact.kind}.${field}`, { kind: fact.kind, field }])),
  );
  const totals: ControlTotal[] = [];
  for (const pair of pairs.values()) totals.push(...(await controlTotal(store, pair, load)));
  return totals;
}

async function controlTotal(
  store: Pick<Analytics, "rows">,
  { kind, field }: { kind: FactKind; field: string },
  load: number,
): Promise<ControlTotal[]> {
  const found = await store.rows(sql`
    with of_file as (
      select currency, sum(total) as total, sum(set_aside) as set_aside
      from ${name(CONTROL)}
      where fact = ${kind} and field = ${field}
      group by currency
    ),
    of_facts as (
      select currency, sum(${summed(kind, field, name(field))}) as total
      from ${name(factTable(kind))}
      where "load" = ${raw(String(load))} and ${name(field)} is not null
      group by currency
    )
    select
      of_file.currency as currency, of_file.total as file, coalesce(of_facts.total, 0) as loaded,
      of_file.set_aside as set_aside, of_file.total - of_file.set_aside - coalesce(of_facts.total, 0) = 0 as closes
    from of_file left join of_facts on of_facts.currency is not distinct from of_file.currency
    order by of_file.currency nulls last`);
  return found.map((row) => ({
    fact: kind,
    field,
    currency: row.currency === null ? null : String(row.currency),
    file: Number(row.file),
    loaded: Number(row.loaded),
    setAside: Number(row.set_aside),
    closes: row.closes === true,
  }));
}
