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
] as const satisfies readonly FactKind[];
export type TimelineKind = (typeof TIMELINE_KINDS)[number];
