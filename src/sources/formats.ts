import type { Format } from "./format.ts";
import { answersLong, answersWide } from "./generic/asking.ts";
import { orderLines, purchases, refunds } from "./generic/buying.ts";
import { assignments, offers, terms, usage } from "./generic/contracts.ts";
import type { GenericTable } from "./generic/generic-table.ts";
import { invitations, reviews } from "./generic/listening.ts";
import { points, pointsByPeriod, referrals, touches } from "./generic/loyalty.ts";
import { aliases, customers, employees, identifierLists, memberships } from "./generic/people.ts";
import { cases, contacts, legs } from "./generic/service.ts";
import { costs, rates, snapshots } from "./generic/totals.ts";

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
  terms,
  usage,
  offers,
  cases,
  contacts,
  legs,
  invitations,
  answersWide,
  answersLong,
  reviews,
  points,
  pointsByPeriod,
  touches,
  referrals,
  costs,
  assignments,
  snapshots,
  employees,
  rates,
];
