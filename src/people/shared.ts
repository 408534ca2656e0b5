import type { PeopleRules } from "../facts/people-rules.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";

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

/**
 * Builds `identity_shared` (key, reason): identifiers that join nobody. `blocked` by a person, a `mailbox` of nobody in
 * particular, or standing beside `many` others, more than the limit of its kind.
 */
export async function findShared(store: Analytics, rules: Pick<PeopleRules, "limits" | "block">): Promise<void> {
  const mailbox = join(
    SHARED_MAILBOXES.map((box) => sql`value like ${literal(`${box}@%`)}`),
    " or ",
  );
  const reasons = [
    sql`select key, 'mailbox' as reason from identifier where kind = 'email' and (${mailbox})`,
    ...(rules.block.length === 0
      ? []
      : [sql`select key, 'blocked' as reason from identifier where ${isBlocked(rules.block)}`]),
    ...(Object.keys(rules.limits).length === 0 ? [] : [besideMany(rules.limits)]),
  ];
  await store.materialise(
    "identity_shared",
    sql`select key, min(reason) as reason from (${join(reasons, " union all ")}) reasons group by key`,
    ["key"],
  );
}

/**
 * Nearly everything stands beside less than any limit, whatever its kind. An edge that is stated both ways round is counted
 * twice at first; the few that may be above their limit are counted again, each neighbour once.
 */
function besideMany(limits: PeopleRules["limits"]): Sql {
  const ends = sql`select a, b from identity_edge where a <> b union all select b as a, a as b from identity_edge where a <> b`;
  const least = raw(String(Math.min(...Object.values(limits))));
  return sql`
    select beside.a as key, 'many' as reason
    from (${ends}) beside
    inner join identifier i on i.key = beside.a
    where i.kind in (${join(Object.keys(limits).map(literal))})
      and beside.a in (select often.a from (${ends}) often group by often.a having count(*) > ${least})
    group by beside.a
    having count(distinct beside.b) > max(${numberOf(limits)})`;
}

/** A number by kind of identifier, of a column `i.kind`. */
export const numberOf = (numbers: Readonly<Record<string, number>>): Sql =>
  sql`case i.kind ${join(
    Object.entries(numbers).map(([kind, n]) => sql`when ${literal(kind)} then ${raw(String(n))}`),
    " ",
  )} end`;

/** `email:info@*`, `phone:*`, `customer:0`. Signs that mean something to `like` stand for themselves. */
export function isBlocked(block: readonly string[]): Sql {
  return join(
    block.map((entry) => {
      const colon = entry.indexOf(":");
      const [kind, value] = [entry.slice(0, colon), entry.slice(colon + 1)];
      const pattern = value.replaceAll("_", "\u0001").replaceAll("%", "\u0002").replaceAll("*", "%");
      return sql`(kind = ${literal(kind)} and replace(replace(value, '_', ${literal("\u0001")}), '%', ${literal("\u0002")}) like ${literal(pattern)})`;
    }),
    " or ",
  );
}
