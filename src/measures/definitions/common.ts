import type { PanelInfo } from "../../panel/settings.ts";
import type { Sql } from "../../store/sql/sql.ts";
import type { Population } from "../definition.ts";

/** What nearly every measure has. */
export const base = { version: 1, minimum: 5 } as const;

/** Of a measure that says the same in another way than one beside it: by group, the report shows that one. */
export const besideAnother = { reported: [] } as const;

/** Share of revenue, or of contacts, whose cost must be known before margin or cost may be spoken of. */
export const COST_COVERAGE_NEEDED = 0.95;

export const EXPERIENCE_CUTS = [
  "segment",
  "country",
  "language",
  "region",
  "plan",
  "status",
  "channel",
  "touchpoint",
  "topic",
  "team",
  "agent",
  "respondent",
];
export const CONTACT_CUTS = ["channel", "topic", "department", "team", "agent", "segment", "country", "status"];
export const ORDER_CUTS = [
  "channel",
  "product",
  "agent",
  "segment",
  "country",
  "region",
  "language",
  "status",
  "plan",
  "acquisition_channel",
];
export const CUSTOMER_CUTS = ["segment", "country", "region", "language", "plan", "acquisition_channel"];

/** Rows of a panel table with their own day; all of them count, or those that are valid. */
export const events = (table: string, dimensions: readonly string[], valid?: Sql): Population => ({
  over: "events",
  table,
  dimensions,
  ...(valid ? { valid } : {}),
});

export const notEnoughCost = ({ costCoverage }: PanelInfo): string | null =>
  costCoverage !== null && costCoverage >= COST_COVERAGE_NEEDED ? null : "cost_coverage";
