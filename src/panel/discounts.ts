import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";

/** What an order would have cost without a discount: as stated, otherwise what was paid and what was taken off. */
export const LIST_PRICE = "coalesce(list_amount, amount + discount)";
/** Of an order: whether both are known, what it cost and what it would have cost. */
export const IS_LISTED = `amount is not null and ${LIST_PRICE} > 0`;

/** What was taken off an order of `panel_order`: as stated, otherwise what its list price is above what was paid; null where nothing tells. */
export function takenOff(order: string): Sql {
  const of = (column: string) => raw(`${order}.${column}`);
  return sql`case when ${of("discount")} is not null then ${of("discount")} else ${of("list_amount")} - ${of("amount")} end`;
}

/** 1 where something was taken off an order, 0 where nothing was; null where nothing tells. */
export const isReduced = (order: string): Sql =>
  sql`case when ${takenOff(order)} > 0 then 1 when ${takenOff(order)} <= 0 then 0 end`;

/** Share of a customer's orders that were reduced, of those that tell; null where none does. An aggregate. */
export const reducedShare = (order: string): Sql =>
  sql`sum(${isReduced(order)}) / greatest(1.0, 1.0 * count(${isReduced(order)}))`;

/** The share of a row, and where nobody knows it the mean of all rows that have one: it tells nothing of whom it is not known of. */
export const usualWhereUnknown = (dialect: Dialect, share: Sql): Sql =>
  sql`coalesce(${share}, ${dialect.double(sql`sum(${dialect.exact(share)}) over ()`)} / greatest(1.0, 1.0 * count(${share}) over ()), 0.0)`;
