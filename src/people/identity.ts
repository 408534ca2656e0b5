import { IDENTIFIER_COLUMNS } from "../facts/columns.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { subjectKey } from "../store/sql/keys.ts";
import { join, literal, sql } from "../store/sql/sql.ts";

/** Mailboxes that belong to nobody in particular, in the five languages: they never join two records. */
const SHARED_MAILBOXES = [
  "info",
  "office",
  "sales",
  "contact",
  "support",
  "service",
  "admin",
  "hello",
  "mail",
  "noreply",
  "no-reply",
  "team",
  "billing",
  "accounts",
  "reception",
  "shop",
  "biuro",
  "kontakt",
  "sklep",
  "sekretariat",
  "faktury",
  "poczta",
  "kundtjanst",
  "ekonomi",
  "order",
  "butik",
  "zakaz",
  "zakupki",
  "buh",
  "comenzi",
  "contabilitate",
  "vanzari",
  "unknown",
  "none",
  "test",
];

/** An e-mail address, phone number or card that more records than this share is taken for a shared one. */
export const SHARED_ABOVE = 5;

export interface IdentitySummary {
  identifiers: number;
  parties: number;
  /** Identifiers that were joined to another one. */
  joined: number;
  /** Identifiers that are shared by many and therefore join nobody. */
  shared: number;
}

/**
 * Builds `identity` (identifier key → party key) from the aliases that facts state.
 *
 * Two identifiers that any alias joins, directly or over others, are one party: connected components by the smallest
 * key, found by hooking groups to their smallest neighbour and shortening the paths (Shiloach & Vishkin 1982), so
 * cycles are harmless.
 * An identifier that is shared (a generic mailbox, or one that more than `SHARED_ABOVE` others state) joins nobody.
 * Facts are not touched: a change of the aliases changes this map alone.
 */
export async function resolveIdentity(store: Analytics): Promise<IdentitySummary> {
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
  const isSharedMailbox = join(
    SHARED_MAILBOXES.map((box) => sql`value like ${literal(`${box}@%`)}`),
    " or ",
  );
  await store.materialise(
    "identity_shared",
    sql`
      with both_ways as (select a, b from identity_edge where a <> b union select b as a, a as b from identity_edge where a <> b)
      select a as key
      from both_ways
      inner join identifier i on i.key = both_ways.a
      where i.kind in ('email', 'phone', 'card')
      group by a
      having count(*) > ${SHARED_ABOVE}
      union
      select key from identifier where kind = 'email' and (${isSharedMailbox})
    `,
    ["key"],
  );
  await store.materialise(
    "identity_link",
    sql`
      with joining as (
        select a, b from identity_edge
        where a <> b and a not in (select key from identity_shared) and b not in (select key from identity_shared)
      )
      select a, b from joining
      union all
      select b as a, a as b from joining
    `,
    ["a"],
  );
  await labelStars(store);
  await store.materialise(
    "identity",
    sql`
      select i.key as key, case when l.label is null then i.key else l.label end as party
      from identifier i
      left join identity_label l on l.node = i.key
    `,
    ["key"],
  );
  const [counts] = await store.rows(sql`
    select
      count(*) as identifiers,
      count(distinct party) as parties,
      (select count(*) from identity_label) as joined,
      (select count(*) from identity_shared) as shared
    from identity
  `);
  return counts as unknown as IdentitySummary;
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

/**
 * Labels most identifiers at once, and only the rest in rounds: nearly always a customer number stands in the middle of
 * an e-mail address and a phone number that know nobody else.
 */
async function labelStars(store: Analytics): Promise<void> {
  await store.materialise(
    "identity_star",
    sql`
      with degree as (select a as node, count(*) as n from identity_link group by a)
      select e.a as hub, least(e.a, min(e.b)) as label
      from identity_link e
      inner join degree d on d.node = e.b
      group by e.a
      having max(d.n) = 1
    `,
    ["hub"],
  );
  await store.materialise(
    "identity_starred",
    sql`
      select hub as node, label from identity_star
      union all
      select e.b as node, s.label as label
      from identity_link e
      inner join identity_star s on s.hub = e.a
      where e.b not in (select hub from identity_star)
    `,
    ["node"],
  );
  await store.materialise(
    "identity_link",
    sql`select a, b from identity_link where a not in (select node from identity_starred)`,
    ["a"],
  );
  await labelComponents(store);
  await store.materialise(
    "identity_label",
    sql`select node, label from identity_label union all select node, label from identity_starred`,
    ["node"],
  );
}

/**
 * Labels every joined identifier with the smallest key of its component. Each round every group takes the smallest label
 * among its neighbours, then chains of such moves are followed to their end, so that the rounds grow with the logarithm
 * of the longest chain. Labels only fall, so it ends.
 */
async function labelComponents(store: Analytics): Promise<void> {
  await store.materialise("identity_label", sql`select distinct a as node, a as label from identity_link`, ["node"]);
  for (;;) {
    await store.materialise(
      "identity_hook",
      sql`
        select own.label as label, least(own.label, min(other.label)) as target
        from identity_link e
        inner join identity_label own on own.node = e.a
        inner join identity_label other on other.node = e.b
        group by own.label
      `,
      ["label"],
    );
    const [moved] = await store.rows(sql`select count(*) as n from identity_hook where target <> label`);
    if (moved!.n === 0) return;
    await followHooks(store);
    await store.materialise(
      "identity_label",
      sql`
        select l.node as node, h.target as label
        from identity_label l
        inner join identity_hook h on h.label = l.label
      `,
      ["node"],
    );
  }
}

/** Makes every label point to the end of its chain, twice as far with each pass. */
async function followHooks(store: Analytics): Promise<void> {
  for (;;) {
    await store.materialise(
      "identity_hook",
      sql`
        select h.label as label, up.target as target
        from identity_hook h
        inner join identity_hook up on up.label = h.target
      `,
      ["label"],
    );
    const [unfinished] = await store.rows(sql`
      select count(*) as n
      from identity_hook h
      inner join identity_hook up on up.label = h.target
      where up.target <> h.target
    `);
    if (unfinished!.n === 0) return;
  }
}
