import { IDENTIFIER_COLUMNS } from "../facts/columns.ts";
import { PEOPLE_RULES, type PeopleRules } from "../facts/people-rules.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { subjectKey } from "../store/sql/keys.ts";
import { join, literal, name, raw, sql } from "../store/sql/sql.ts";
import { rollUp } from "./accounts.ts";
import { labelComponents } from "./components.ts";
import { applyDecisions } from "./decisions.ts";
import { findShared, numberOf } from "./shared.ts";

export interface IdentitySummary {
  identifiers: number;
  parties: number;
  /** Identifiers that were joined to another one. */
  joined: number;
  /** Identifiers that are shared by many and therefore join nobody. */
  shared: number;
  /** Identifiers that belong to nobody, because the settings say so. */
  blocked: number;
  /** Identifiers whose joins were undone, because they would have made one party of too many. */
  undone: number;
  /** Persons that count as their account. */
  rolledUp: number;
}

/**
 * Builds `identity` (identifier key → party key) from the aliases that facts state and from what people decided.
 *
 * Two identifiers that any alias joins, directly or over others, are one party: connected components by the smallest
 * key, found by hooking groups to their smallest neighbour and shortening the paths (Shiloach & Vishkin 1982), so
 * cycles are harmless.
 * An identifier that is shared (a generic mailbox, or one that stands beside more others than its kind allows) joins
 * nobody; where a party came to more identifiers of a kind than one can have, those of that kind join nobody either.
 * What is blocked is nobody's. Facts are not touched: a change of the aliases or of a decision changes this map alone.
 */
export async function resolveIdentity(store: Analytics, rules: PeopleRules = PEOPLE_RULES): Promise<IdentitySummary> {
  const { dialect } = store;
  const there = await store.tables();
  if (!there.has("identifier")) await store.createTable("identifier", IDENTIFIER_COLUMNS);
  await store.materialise(
    "identity_edge",
    there.has("fact_alias")
      ? sql`
        select distinct subject as a, ${subjectKey(dialect, sql`other_kind`, sql`other_value`)} as b
        from fact_alias
        where subject is not null
      `
      : sql`select key as a, key as b from identifier where 1 = 0`,
    ["a"],
  );
  if (there.has("fact_alias")) await addAliasIdentifiers(store);
  await findShared(store, rules);
  const decided = await applyDecisions(store, rules.decisions);
  await label(store, decided);
  const undone = await undoTooMany(store, rules.atMost);
  if (undone > 0) await label(store, decided);
  await store.materialise(
    "identity",
    sql`
      select i.key as key, case when l.label is null then i.key else l.label end as party
      from identifier i
      left join identity_label l on l.node = i.key
      where i.key not in (select key from identity_shared where reason = 'blocked')
    `,
    ["key"],
  );
  const rolledUp = rules.customers === "accounts" ? await rollUp(store) : 0;
  const [counts] = await store.rows(sql`
    select
      (select count(*) from identifier) as identifiers,
      count(distinct party) as parties,
      (select count(*) from identity_label) as joined,
      (select count(*) from identity_shared where reason <> 'blocked') as shared,
      (select count(*) from identity_shared where reason = 'blocked') as blocked
    from identity
  `);
  for (const table of ON_THE_WAY) await store.run(sql`drop table ${name(table)}`);
  return { ...(counts as unknown as Omit<IdentitySummary, "undone" | "rolledUp">), undone, rolledUp };
}

/** What nobody asks once the map is made; in a large company it takes as much as the map. */
const ON_THE_WAY = [
  "identity_edge",
  "identity_link",
  "identity_many",
  "identity_star",
  "identity_starred",
  "identity_hook",
];

/** Labels what is joined, by aliases as far as nothing speaks against them, and by decisions. */
async function label(store: Analytics, decided: boolean): Promise<void> {
  await store.materialise(
    "identity_link",
    sql`
      with joining as (
        select e.a as a, e.b as b
        from identity_edge e
        ${decided ? sql`left join identity_cut c on c.a = e.a and c.b = e.b` : raw("")}
        where e.a <> e.b and e.a not in (select key from identity_shared) and e.b not in (select key from identity_shared)
          ${decided ? sql`and c.a is null` : raw("")}
        ${decided ? sql`union all select a, b from identity_merge` : raw("")}
      )
      select a, b from joining
      union all
      select b as a, a as b from joining
    `,
    ["a"],
  );
  await labelComponents(store);
}

/** Adds to `identity_shared` what made one party of too many identifiers of a kind. @returns how many */
async function undoTooMany(store: Analytics, atMost: PeopleRules["atMost"]): Promise<number> {
  const kinds = Object.keys(atMost);
  if (kinds.length === 0) return 0;
  const least = Math.min(...Object.values(atMost));
  const [large] = await store.rows(sql`
    select count(*) as n from (select label from identity_label group by label having count(*) > ${least}) large
  `);
  if (large!.n === 0) return 0;
  const tooMany = sql`
    select l.label as label, i.kind as kind
    from identity_label l
    inner join identifier i on i.key = l.node
    where i.kind in (${join(kinds.map(literal))})
      and l.label in (select label from identity_label group by label having count(*) > ${raw(String(least))})
    group by l.label, i.kind
    having count(*) > max(${numberOf(atMost)})`;
  await store.materialise(
    "identity_shared",
    sql`
      select key, reason from identity_shared
      union all
      select i.key as key, 'too_many' as reason
      from identity_label l
      inner join identifier i on i.key = l.node
      inner join (${tooMany}) t on t.label = l.label and t.kind = i.kind
    `,
    ["key"],
  );
  const [undone] = await store.rows(sql`select count(*) as n from identity_shared where reason = 'too_many'`);
  return Number(undone!.n);
}

/** Aliases may name identifiers that no other fact carries. The table is written anew only where they do. */
async function addAliasIdentifiers(store: Analytics): Promise<void> {
  const unheard = sql`
    select ${subjectKey(store.dialect, sql`other_kind`, sql`other_value`)} as key, other_kind as kind, other_value as value
    from fact_alias
    where ${subjectKey(store.dialect, sql`other_kind`, sql`other_value`)} not in (select key from identifier)
  `;
  const [row] = await store.rows(sql`select count(*) as n from (${unheard}) unheard`);
  if (row!.n === 0) return;
  await store.materialise(
    "identifier",
    sql`select key, kind, value from identifier union select key, kind, value from (${unheard}) unheard`,
    ["key"],
  );
}
