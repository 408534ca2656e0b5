import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";

/** What of a contact an answer about it, or about its case, takes over. */
const OF_CONTACT = ["agent", "team", "channel", "topic", "handled_by", "case_id"];

/** Things that a person can be asked about, by the word for it, with the table and the key that hold them; a case by its contacts. */
const THINGS: readonly [about: string, table: string, key: string][] = [
  ["order", "panel_order", "order_id"],
  ["contact", "panel_contact", "contact_id"],
  ["case", "panel_contact", "case_id"],
];

/** The product of some orders that hold one alone; null where they hold several, or do not say. */
export const ONE_PRODUCT = raw(
  "case when count(product) = count(*) and min(product) = max(product) then min(product) end",
);

/** One row an order, contact or case that an invitation or an answer is about, with its party and its first day. */
export const subjects: Sql = sql`
    with told as (
      select about, about_id from fact_answer where about_id is not null
      union all
      select about, about_id from fact_invitation where about_id is not null
    )
    ${join(THINGS.map(thing), "\n    union all\n    ")}
  `;

/** Few of many things are asked about: to group all of them would take longer than everything else here. */
function thing([about, table, key]: (typeof THINGS)[number]): Sql {
  const isOfContact = table === "panel_contact";
  const own = OF_CONTACT.map((column) => raw(isOfContact ? `min(${column}) as ${column}` : `null as ${column}`));
  const product = isOfContact ? raw("null") : ONE_PRODUCT;
  return sql`select ${literal(about)} as about, ${raw(key)} as ref, min(party) as party, min(day) as day, ${product} as product, ${join(own)}
    from ${raw(table)}
    where ${raw(key)} in (select about_id from told where about = ${literal(about)})
    group by ${raw(key)}`;
}
