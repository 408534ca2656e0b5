import type { Format } from "./format.ts";
import { answersLong, answersWide } from "./generic/asking.ts";
import { orderLines, purchases, refunds } from "./generic/buying.ts";
import type { GenericTable } from "./generic/generic-table.ts";
import { aliases, customers, employees, identifierLists, memberships } from "./generic/people.ts";

/** Known exports of known systems. A new one is a file, a line here, and a test. */
export const FORMATS: readonly Format[] = [];

/** Tables of any system, known by what their columns mean. */
export const GENERIC_TABLES: readonly GenericTable[] = [
  customers,
  memberships,
  aliases,
  identifierLists,
  purchases,
  orderLines,
  refunds,
  answersWide,
  answersLong,
  employees,
];
