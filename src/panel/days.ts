import { type TimeZone, UTC } from "../base/zone.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";

/**
 * The calendar day of a fact. An instant is cut in the reporting zone; a date without a time is that date in every zone.
 * @param alias of the fact table in the query
 */
export function factDay({ localDay }: Dialect, zone: TimeZone, alias: string): Sql {
  const at = raw(`${alias}.at`);
  return sql`case when ${raw(alias)}.precision = 'instant' then ${localDay(at, zone)} else ${localDay(at, UTC)} end`;
}

/** A fact counts when it has no date, or lies before `asOf`. */
export const beforeAsOf = (day: Sql, { day: parse }: Dialect, asOf: string | null): Sql =>
  asOf === null ? raw("true") : sql`(${day} is null or ${day} < ${parse(asOf)})`;
