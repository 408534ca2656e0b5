import type { FactKind } from "./facts.ts";

/** Kinds of facts that are a moment of a customer's history. The others describe the company, or are parts of these. */
export const TIMELINE_KINDS = [
  "purchase",
  "refund",
  "term",
  "usage",
  "offer",
  "case",
  "contact",
  "invitation",
  "answer",
  "review",
  "points",
  "touch",
  "referral",
  "assignment",
  "party",
  "broken_promise",
] as const satisfies readonly (FactKind | "broken_promise")[];
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Where it happens, as touchpoints are called. */
export const DELIVERY = "delivery";

/** The fact that tells of it: a promise was broken where an order came on a later day than it was promised for. */
export const toldBy = (kind: TimelineKind): FactKind => (kind === "broken_promise" ? "purchase" : kind);
