import { literal, sql } from "../../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population } from "../definition.ts";
import { base, EXPERIENCE_CUTS } from "./common.ts";

const answersOf = (instrument: string): Population => ({
  over: "events",
  table: "panel_answer",
  base: sql`p.instrument = ${literal(instrument)}`,
  valid: sql`p.state = 'valid' and p.band is not null`,
  exclusions: [
    { reason: "not_answered", where: sql`p.state = 'not_answered'` },
    { reason: "employee", where: sql`p.state = 'not_customer'` },
    { reason: "invalid", where: sql`p.state = 'valid' and p.band is null` },
  ],
  dimensions: EXPERIENCE_CUTS,
});

const score = (
  id: string,
  instrument: string,
  family: Family,
  unit: "points" | "share" | "score",
): MeasureDefinition => ({
  ...base,
  id,
  unit,
  better: "up",
  needs: ["answer"],
  population: answersOf(instrument),
  family,
  cluster: "party",
  // Of a person's opinions of the company as a whole the latest counts; every answer about one interaction does.
  latestOfParty:
    instrument === "nps" ? sql`(r.kind is null or r.kind <> 'transactional')` : sql`r.kind = 'relationship'`,
  reported: ["segment", "country", "channel", "topic"],
});

/** What customers say. */
export const SCORES: readonly MeasureDefinition[] = [
  score(
    "nps",
    "nps",
    { kind: "categories", category: sql`r.band`, weights: { detractor: -100, passive: 0, promoter: 100 } },
    "points",
  ),
  score("csat", "csat", { kind: "share", hit: sql`r.band = 'satisfied'` }, "share"),
  score("csat-mean", "csat", { kind: "mean", value: sql`r.score` }, "score"),
  score("ces", "ces", { kind: "share", hit: sql`r.band = 'easy'` }, "share"),
  score("ces-mean", "ces", { kind: "mean", value: sql`r.score` }, "score"),
  {
    ...base,
    id: "response-rate",
    unit: "share",
    better: "up",
    needs: ["invitation"],
    lacks: ({ says }) => (says.completed ? null : "completed"),
    population: {
      over: "events",
      table: "panel_invitation",
      valid: sql`p.asked = 1`,
      exclusions: [{ reason: "not_asked", where: sql`p.asked = 0` }],
      dimensions: ["survey", "touchpoint", "channel", "segment", "country", "language", "status"],
    },
    family: { kind: "share", hit: sql`r.completed = 1` },
    cluster: "party",
    reported: [],
    shown: "value",
  },
];
