import type { Basis, Message } from "../../findings/figure.ts";
import { COST_COVERAGE_NEEDED, type PanelInfo } from "../../panel/settings.ts";
import type { Sql } from "../../store/sql/sql.ts";
import type { Population } from "../definition.ts";

/** What nearly every measure has. */
export const base = { version: 1, minimum: 5 } as const;

/** Of a measure that says the same in another way than one beside it: by group, the report shows that one. */
export const besideAnother = { reported: [] } as const;

export const EXPERIENCE_CUTS = [
  "segment",
  "country",
  "language",
  "region",
  "plan",
  "status",
  "status_then",
  "channel",
  "touchpoint",
  "topic",
  "product",
  "team",
  "agent",
  "respondent",
  "request_delay",
  "answer_delay",
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

/** Why there is no margin: too few costs are known, and nobody stated a margin to assume. */
export const notEnoughCost = ({ costCoverage, assumedMargin }: PanelInfo): string | null =>
  assumedMargin !== null || (costCoverage !== null && costCoverage >= COST_COVERAGE_NEEDED) ? null : "cost_coverage";

/** Why there is no cost to serve. */
export const notEnoughContactCost = ({ contactCostCoverage }: PanelInfo): string | null =>
  contactCostCoverage !== null && contactCostCoverage >= COST_COVERAGE_NEEDED ? null : "contact_cost";

/** What a customer brings: margin where nearly all costs are known or assumed, otherwise revenue; null where nobody bought. */
export function worthOf(info: PanelInfo): "margin" | "spend" | null {
  if ((info.facts.purchase ?? 0) === 0) return null;
  return notEnoughCost(info) === null ? "margin" : "spend";
}

/** What a figure in margin rests on, and says of it. */
export const ofMargin = {
  basis: ({ assumedMargin }: PanelInfo): Basis => (assumedMargin === null ? "observed" : "assumption"),
  cautions: ({ assumedMargin, costCoverage }: PanelInfo): Message[] =>
    assumedMargin === null
      ? []
      : [{ code: "caution.assumed_margin", values: { share: assumedMargin, coverage: costCoverage ?? 0 } }],
};

/** What has to be said of a figure in revenue: that the margin, which would say more, is not known. */
export const ofRevenue = {
  cautions: (info: PanelInfo): Message[] =>
    notEnoughCost(info) && info.costCoverage !== null
      ? [{ code: "caution.revenue_not_margin", values: { coverage: info.costCoverage } }]
      : [],
};

/** What a figure in costs of contacts rests on, and says of it. */
export const ofContactCost = {
  basis: ({ assumedContactCost }: PanelInfo): Basis => (assumedContactCost === 0 ? "observed" : "assumption"),
  cautions: ({ assumedContactCost }: PanelInfo): Message[] =>
    assumedContactCost === 0 ? [] : [{ code: "caution.assumed_contact_cost", values: { share: assumedContactCost } }],
};
