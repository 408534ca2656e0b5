import { InputError } from "../base/errors.ts";
import type { Analytics, Row } from "../store/ports/analytics.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, raw, type Sql, type SqlValue, sql } from "../store/sql/sql.ts";
import { CUSTOMER_SORTS, type CustomerSort } from "./list.ts";

/** Which customers are meant. */
export interface CustomerFilter {
  status: string | null;
  segment: string | null;
  /** Score and band of the last answer, such as `nps` and `detractor`. */
  measure: string | null;
  band: string | null;
  /** Part of the number or the name; or an identifier as it stands, or its beginning. */
  text: string | null;
  /** Kinds of identifiers that the text may be looked for in; null: any, and names too. */
  kinds: readonly string[] | null;
}

export interface CustomerAsk extends CustomerFilter {
  sort: CustomerSort;
  descending: boolean;
  limit: number;
  /** Rows of the list before the page; given up where `after` is there. */
  offset: number;
  /** Where the page before ended, as it said itself. */
  after: string | null;
}

export interface CustomerRows {
  rows: Row[];
  /** Customers that fit, whatever the page. */
  total: number;
  /** For the next page; null at the end. */
  next: string | null;
}

/** One page of `customer_list`, which has to be built. What has no value to be put in order by stands at the end, whichever way. */
export async function customerPage(store: Analytics, ask: CustomerAsk): Promise<CustomerRows> {
  const { limit, sort } = ask;
  const [place, column] = [raw(`l.place_${sort}`), raw(`l.${CUSTOMER_SORTS[sort]}`)];
  const where = filterOf(ask);
  const [counts] = await store.rows(sql`
    select count(*) as total, (select count(*) from customer_list l) as everybody,
      (select count(${column}) from customer_list l) as known
    from customer_list l where ${where}`);
  const known = Number(counts!.known);
  const turned = raw(`${known + 1}`);
  const order = ask.descending
    ? place
    : sql`case when ${place} <= ${raw(String(known))} then ${turned} - ${place} else ${place} end`;
  const after = ask.after === null ? null : readCursor(ask.after, ask);
  // Of all customers a place is a row; of those that fit, rows have to be counted.
  const isWhole = after === null && counts!.total === counts!.everybody;
  const [from, to] = [raw(String(ask.offset)), raw(String(ask.offset + limit + 1))];
  const which = isWhole
    ? sql`${order} > ${from} and ${order} <= ${to}`
    : sql`${where} and ${after === null ? raw("true") : behind(after, ask, store.dialect)}`;
  const skipped = isWhole || after !== null ? raw("") : sql`offset ${from}`;
  // Which rows, by whole numbers alone; what is shown of them is fetched for the page.
  const rows = await store.rows(sql`
    with page as (
      select ${order} as l_order, ${place} as l_place
      from customer_list l
      where ${which}
      order by l_order
      limit ${raw(String(limit + 1))} ${skipped}
    )
    select case when ${column} is null then 1 else 0 end as l_none, ${column} as l_sort, concat('', l.party) as id,
      l.label as label, l.label_kind as label_kind, l.name as name, l.segment as segment, l.country as country, l.status as status,
      l.since as since, l.orders as orders, l.revenue as revenue, l.margin as margin, l.contacts_year as contacts_year,
      l.last_seen as last_seen, l.last_measure as last_measure, l.last_score as last_score, l.last_band as last_band,
      l.last_scored as last_scored
    from customer_list l
    inner join page p on p.l_place = ${place}
    order by p.l_order
  `);
  const page = rows.slice(0, limit);
  const next = rows.length > limit ? writeCursor(page.at(-1)!, ask) : null;
  return { rows: page, total: Number(counts!.total), next };
}

/** How many customers there are of each status, segment, and band of the last score: what a list can be narrowed to. */
export async function customerGroups(
  store: Analytics,
  most: number,
): Promise<Record<"status" | "segment" | "band", Row[]>> {
  const counted = (column: string) =>
    store.rows(sql`
      select ${raw(column)} as value, count(*) as n from customer_list where ${raw(column)} is not null
      group by ${raw(column)} order by n desc, value limit ${raw(String(most))}`);
  const [status, segment, band] = await Promise.all([
    counted("status"),
    counted("segment"),
    store.rows(sql`
      select last_measure as measure, last_band as value, count(*) as n from customer_list
      where last_band is not null group by last_measure, last_band order by measure, n desc, value limit ${raw(String(most))}`),
  ]);
  return { status, segment, band };
}

function filterOf({ status, segment, measure, band, text, kinds }: CustomerFilter): Sql {
  return all([
    ...(status === null ? [] : [sql`l.status = ${status}`]),
    ...(segment === null ? [] : [sql`l.segment = ${segment}`]),
    ...(measure === null ? [] : [sql`l.last_measure = ${measure}`]),
    ...(band === null ? [] : [sql`l.last_band = ${band}`]),
    ...(text === null ? [] : [textFilter(text, kinds)]),
  ]);
}

function textFilter(text: string, kinds: readonly string[] | null): Sql {
  const lower = text.trim().toLowerCase();
  const begins = sql`substr(n.value, 1, ${raw(String([...text.trim()].length))}) = ${text.trim()}`;
  const found = (where: Sql) => sql`
    l.party in (select i.party from identifier n inner join identity i on i.key = n.key where ${where})`;
  const isOne = sql`(${begins} or n.value = ${lower})`;
  if (kinds === null) return sql`(position(${lower} in l.said) > 0 or ${found(isOne)})`;
  return found(sql`${isOne} and ${ofKinds(kinds)}`);
}

/** Whether an identifier `n` is of such a kind, and says nothing that such a kind does not: numbers, no addresses. */
const ofKinds = (kinds: readonly string[]): Sql =>
  sql`n.kind in (${kinds.map((kind) => sql`${kind}`).reduce((list, kind) => sql`${list}, ${kind}`)}) and position('@' in n.value) = 0`;

interface Cursor {
  none: number;
  value: SqlValue;
  party: string;
}

/** What comes after a customer in an order; the place of then may be another one in a later version of the data. */
function behind({ none, value, party }: Cursor, { sort, descending }: CustomerAsk, dialect: Dialect): Sql {
  const column = raw(`l.${CUSTOMER_SORTS[sort]}`);
  const id = sql`cast(${party} as ${dialect.columnType("key", true)})`;
  if (none === 1) return sql`(${column} is null and l.party > ${id})`;
  const at = sort === "activity" ? dialect.day(String(value)) : sql`${value}`;
  const [beyond, besides] = descending ? [raw("<"), raw(">")] : [raw(">"), raw("<")];
  return sql`(${column} is null or ${column} ${beyond} ${at} or (${column} = ${at} and l.party ${besides} ${id}))`;
}

const writeCursor = (row: Row, { sort, descending }: CustomerAsk): string =>
  Buffer.from(JSON.stringify([sort, descending, row.l_none, row.l_sort, row.id])).toString("base64url");

/** @throws InputError where it is no cursor, or one of another order */
function readCursor(text: string, { sort, descending }: CustomerAsk): Cursor {
  try {
    const [ofSort, ofDirection, none, value, party] = JSON.parse(
      Buffer.from(text, "base64url").toString(),
    ) as unknown[];
    const isValue = value === null || typeof value === "string" || typeof value === "number";
    const fits = ofSort === sort && ofDirection === descending && (none === 0 || none === 1) && isValue;
    if (fits && typeof party === "string" && /^\d{1,20}$/.test(party)) return { none, value, party };
  } catch {
    // Told below: whatever it is, it is not ours.
  }
  throw new InputError("input.option_invalid", "This is not where a page of this list ended.", {
    hint: "Take `next` of the page before as it is, with the same order.",
  });
}
