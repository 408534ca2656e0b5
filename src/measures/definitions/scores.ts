import type { Instrument } from "../../facts/instruments.ts";
import { scoreMeasures } from "../../facts/own-score.ts";
import type { Said } from "../../panel/settings.ts";
import { walletShares, wordOfMouth } from "../../panel/told.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population } from "../definition.ts";
import { base, besideAnother, CUSTOMER_CUTS, EXPERIENCE_CUTS } from "./common.ts";

const ASKED_CUTS = ["survey", "touchpoint", "channel", "segment", "country", "language", "status"];

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

/** Answers to the items of an interaction quality index, each with its weight. */
const weighedItems: Population = {
  over: "events",
  table: "panel_answer",
  base: sql`p.instrument = 'qci'`,
  valid: sql`p.state = 'valid' and p.weight is not null`,
  exclusions: [
    { reason: "not_answered", where: sql`p.state = 'not_answered'` },
    { reason: "employee", where: sql`p.state = 'not_customer'` },
    { reason: "no_importance", where: sql`p.state = 'valid' and p.weight is null` },
  ],
  dimensions: ["item", ...EXPERIENCE_CUTS],
};

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

/** A share of the answers to the recommendation question. */
const shareOf = (id: string, better: MeasureDefinition["better"], hit: Sql): MeasureDefinition => ({
  ...score(id, "nps", { kind: "share", hit }, "share"),
  better,
  reported: [],
  shown: "on_request",
});

/** Days that people were asked or answered after; the median, because a few who are very late would make a mean say nothing. */
function delayOf(id: string, days: string, lacking: Said, better: MeasureDefinition["better"]): MeasureDefinition {
  const known = sql`p.asked = 1 and p.${raw(days)} is not null`;
  return {
    ...base,
    id,
    unit: "days",
    better,
    needs: ["invitation"],
    lacks: ({ says }) => (says[lacking] ? null : lacking),
    population: {
      over: "events",
      table: "panel_invitation",
      valid: known,
      exclusions: [
        { reason: "not_asked", where: sql`p.asked = 0` },
        { reason: `no_${id.replace("-", "_")}`, where: sql`p.asked = 1 and p.${raw(days)} is null` },
      ],
      dimensions: ASKED_CUTS,
    },
    family: { kind: "quantile", value: sql`r.${raw(days)}`, share: 0.5 },
    cluster: "party",
    reported: [],
    shown: "on_request",
  };
}

/** What a score of a company's own comes to: the share of its good bands, and the mean; the one that its id stands for, and the other beside it. */
export function ownScoreMeasures(instrument: Instrument, version = 1): MeasureDefinition[] {
  const { id, best, bands } = instrument;
  const good = bands.filter(({ tone }) => tone === "good").map(({ code }) => literal(code));
  const ids = scoreMeasures(id, instrument.of !== undefined);
  const share = score(ids.share, id, { kind: "share", hit: sql`r.band in (${join(good)})` }, "share");
  const mean: MeasureDefinition = {
    ...score(ids.mean, id, { kind: "mean", value: sql`r.score` }, "score"),
    better: best === "high" ? "up" : "down",
  };
  return instrument.of
    ? [mean, { ...share, ...besideAnother }].map((each) => ({
        ...each,
        version,
        population: ofResponses(each.population),
      }))
    : [share, { ...mean, ...besideAnother }].map((each) => ({ ...each, version }));
}

/** Responses to a composite, of which too little may have been answered. */
const ofResponses = (population: Population): Population =>
  population.over === "events"
    ? {
        ...population,
        exclusions: [...(population.exclusions ?? []), { reason: "incomplete", where: sql`p.state = 'incomplete'` }],
      }
    : population;

/** What customers say. */
export const SCORES: readonly MeasureDefinition[] = [
  score(
    "nps",
    "nps",
    { kind: "categories", category: sql`r.band`, weights: { detractor: -100, passive: 0, promoter: 100 } },
    "points",
  ),
  score("csat", "csat", { kind: "share", hit: sql`r.band = 'satisfied'` }, "share"),
  { ...score("csat-mean", "csat", { kind: "mean", value: sql`r.score` }, "score"), ...besideAnother },
  score("ces", "ces", { kind: "share", hit: sql`r.band = 'easy'` }, "share"),
  { ...score("ces-mean", "ces", { kind: "mean", value: sql`r.score` }, "score"), ...besideAnother },
  {
    ...base,
    id: "qci",
    unit: "score",
    better: "up",
    needs: ["answer"],
    lacks: ({ itemScales }) => (itemScales > 1 ? "one_scale" : null),
    population: weighedItems,
    family: { kind: "ratio", numerator: sql`r.score * r.weight`, denominator: sql`r.weight` },
    cluster: "party",
    reported: ["item", "segment"],
    cautions: ({ says }) => (says.importance ? [] : [{ code: "caution.equal_weights", values: {} }]),
  },
  {
    ...shareOf("polarisation", "down", sql`false`),
    family: {
      kind: "ratio",
      // The variance of the answers, over the largest that the scale allows: half of them at either end.
      numerator: sql`power(r.score - avg(r.score) over (partition by r.in_period, r.in_cut), 2)`,
      denominator: raw("25.0"),
      part: true,
      ofGroup: true,
    },
    shown: "value",
  },
  shareOf("promoter-share", "up", sql`r.band = 'promoter'`),
  shareOf("passive-share", "neither", sql`r.band = 'passive'`),
  shareOf("detractor-share", "down", sql`r.band = 'detractor'`),
  {
    ...base,
    id: "public-rating",
    unit: "score",
    better: "up",
    needs: ["review"],
    lacks: ({ only }) => (only ? "named_reviews" : null),
    population: {
      over: "events",
      table: "panel_review",
      valid: sql`p.stars is not null`,
      exclusions: [
        { reason: "no_rating", where: sql`p.is_rated = 0` },
        { reason: "other_scale", where: sql`p.is_rated = 1 and p.stars is null` },
      ],
      dimensions: ["site", "product", "segment", "country"],
    },
    family: { kind: "mean", value: sql`r.stars` },
    cluster: "party",
    reported: [],
    shown: "value",
  },
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
      dimensions: [...ASKED_CUTS, "request_delay"],
    },
    family: { kind: "share", hit: sql`r.completed = 1` },
    cluster: "party",
    reported: [],
    shown: "value",
  },
  {
    ...base,
    id: "share-of-wallet",
    unit: "share",
    better: "up",
    needs: [],
    lacks: ({ says }) => (says.share_of_wallet ? null : "share_of_wallet"),
    population: {
      over: "events",
      table: "shares of wallet",
      query: walletShares,
      valid: sql`p.is_later = 0 and p.share >= 0 and p.share <= 1`,
      exclusions: [
        { reason: "after_records", where: sql`p.is_later = 1` },
        { reason: "invalid", where: sql`p.is_later = 0 and (p.share < 0 or p.share > 1)` },
      ],
      dimensions: ["standing", "known_from", ...CUSTOMER_CUTS, "status"],
    },
    family: { kind: "mean", value: sql`r.share` },
    cluster: "party",
    latestOfParty: sql`true`,
    reported: ["standing", "known_from"],
    cautions: () => [{ code: "caution.share_of_wallet", values: {} }],
  },
  {
    ...base,
    id: "negative-word-of-mouth",
    unit: "share",
    better: "down",
    needs: ["answer"],
    lacks: ({ says }) => (says.word_of_mouth ? null : "word_of_mouth"),
    population: {
      over: "events",
      table: "answers on word of mouth",
      query: wordOfMouth,
      valid: sql`p.state = 'valid' and p.score >= 0`,
      exclusions: [
        { reason: "not_answered", where: sql`p.state = 'not_answered'` },
        { reason: "employee", where: sql`p.state = 'not_customer'` },
        { reason: "invalid", where: sql`p.state = 'valid' and p.score < 0` },
      ],
      dimensions: ["standing", ...EXPERIENCE_CUTS],
    },
    family: { kind: "share", hit: sql`r.score > 0` },
    cluster: "party",
    latestOfParty: sql`(r.kind is null or r.kind <> 'transactional')`,
    reported: ["standing"],
  },
  delayOf("request-delay", "request_days", "asked_about", "down"),
  delayOf("answer-delay", "answer_days", "completed", "neither"),
];
