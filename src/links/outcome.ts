import type { FactKind } from "../facts/facts.ts";
import type { Basis, Message, Unit } from "../findings/figure.ts";
import {
  notEnoughContactCost,
  notEnoughCost,
  ofContactCost,
  ofMargin,
  ofRevenue,
} from "../measures/definitions/common.ts";
import type { OUTCOME_SUMS } from "../panel/customers.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { all, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Column families that say whether a horizon is known to its end; `purchases+contacts`: where both do. */
type KnownBy = "purchases" | "contacts" | "reviews" | "answers" | "churn" | "purchases+contacts";

/** What a customer did after an answer: the business side of a link. */
export interface Outcome {
  id: string;
  unit: Unit;
  /** Facts that it needs; one of them is enough. */
  needs: readonly FactKind[];
  /** Numerator of a row of `scored_moment` over the horizon; divided by `per`, without which it is an outcome per customer. */
  value(horizon: number): Sql;
  per?(horizon: number): Sql;
  /** What is added up over days, where it is a plain sum of them: then its own past can be told in the same way. */
  sum?: keyof typeof OUTCOME_SUMS;
  /** Rows for which it is defined at all, where it is not for every one; what the others lack is counted by its reason where that says something. */
  defined?: { when(horizon: number): Sql; otherwise?: string };
  /** What says whether the horizon is known to its end. */
  knownBy: KnownBy;
  better: "up" | "down";
  /** Why the facts, though there, are not enough. */
  lacks?(info: PanelInfo): string | null;
  /** Told where it is asked for: it says the same as another one in another way, or too little to stand among those that are told anyway. */
  onRequest?: boolean;
  basis?(info: PanelInfo): Basis;
  cautions?(info: PanelInfo): Message[];
}

const column = (name: string) => (horizon: number) => raw(`m.${name}_${horizon}`);
const purchases = ["purchase", "refund"] as const;

/** What customers say in public: only a review that names its customer is anybody's. */
const inPublic = {
  unit: "ratio",
  needs: ["review"],
  knownBy: "reviews",
  onRequest: true,
  lacks: ({ opinions: { all, unnamed } }) => (all > unnamed ? null : "named_reviews"),
  cautions: ({ opinions: { all, unnamed } }) =>
    unnamed === 0 ? [] : [{ code: "caution.unnamed_reviews", values: { n: unnamed, total_n: all } }],
} as const satisfies Partial<Outcome>;

const LIST: readonly Outcome[] = [
  {
    id: "margin",
    unit: "money_per_customer",
    needs: ["purchase"],
    value: column("margin"),
    sum: "margin",
    knownBy: "purchases",
    better: "up",
    ...ofMargin,
    lacks: notEnoughCost,
  },
  {
    id: "spend",
    unit: "money_per_customer",
    needs: ["purchase"],
    value: column("revenue"),
    sum: "revenue",
    knownBy: "purchases",
    better: "up",
    ...ofRevenue,
  },
  {
    id: "orders",
    unit: "ratio",
    needs: ["purchase"],
    value: column("orders"),
    sum: "orders",
    knownBy: "purchases",
    better: "up",
  },
  {
    id: "order-value",
    unit: "money",
    needs: ["purchase"],
    value: column("revenue"),
    per: column("orders"),
    knownBy: "purchases",
    better: "up",
  },
  {
    id: "price-realisation",
    unit: "share",
    needs: ["purchase"],
    value: column("paid_of_listed"),
    per: column("listed"),
    defined: { when: (horizon) => raw(`m.listed_${horizon} > 0`), otherwise: "nothing_listed" },
    knownBy: "purchases",
    better: "up",
    onRequest: true,
    lacks: ({ says }) => (says.list_amount ? null : "list_amount"),
  },
  {
    id: "returns",
    unit: "ratio",
    needs: purchases,
    value: column("returns"),
    sum: "returns",
    knownBy: "purchases",
    better: "down",
  },
  {
    id: "refunds",
    unit: "money_per_customer",
    needs: ["refund"],
    value: column("refunded"),
    sum: "refunded",
    knownBy: "purchases",
    better: "down",
  },
  {
    id: "contacts",
    unit: "ratio",
    needs: ["contact", "case"],
    value: column("contacts"),
    sum: "contacts",
    knownBy: "contacts",
    better: "down",
  },
  {
    id: "service-cost",
    unit: "money_per_customer",
    needs: ["contact"],
    value: column("contact_cost"),
    sum: "contact_cost",
    knownBy: "contacts",
    better: "down",
    ...ofContactCost,
    lacks: notEnoughContactCost,
  },
  {
    // Value to date over a horizon: what of a customer's lifetime value has come true.
    id: "net-value",
    unit: "money_per_customer",
    needs: ["purchase"],
    value: (horizon) => sql`m.${raw(`margin_${horizon}`)} - m.${raw(`contact_cost_${horizon}`)}`,
    knownBy: "purchases+contacts",
    better: "up",
    onRequest: true,
    lacks: (info) => notEnoughCost(info) ?? notEnoughContactCost(info),
    basis: (info) => (ofContactCost.basis(info) === "observed" ? ofMargin.basis(info) : "assumption"),
    cautions: (info) => [...ofMargin.cautions(info), ...ofContactCost.cautions(info)],
  },
  {
    id: "churn",
    unit: "share",
    needs: ["purchase", "term"],
    value: column("churn"),
    defined: { when: (horizon) => raw(`m.churn_${horizon} is not null`) },
    knownBy: "churn",
    better: "down",
  },
  {
    id: "referrals",
    unit: "ratio",
    needs: ["referral"],
    value: column("referrals"),
    sum: "referrals",
    knownBy: "purchases",
    better: "up",
  },
  { ...inPublic, id: "public-praise", value: column("praise"), better: "up" },
  { ...inPublic, id: "public-criticism", value: column("criticism"), better: "down" },
  {
    // Of whom they told nobody but they themselves know: it is an item of a survey, asked again after the score.
    id: "negative-word-of-mouth",
    unit: "ratio",
    needs: ["answer"],
    value: column("told_badly"),
    defined: { when: (horizon) => raw(`m.told_badly_${horizon} is not null`), otherwise: "not_asked_again" },
    knownBy: "answers",
    better: "down",
    onRequest: true,
    lacks: ({ says }) =>
      says.word_of_mouth_later ? null : says.word_of_mouth ? "word_of_mouth_later" : "word_of_mouth",
    cautions: () => [{ code: "caution.asked_again", values: {} }],
  },
];

export const OUTCOMES: ReadonlyMap<string, Outcome> = new Map(LIST.map((o) => [o.id, o]));

/** What the records lack for an outcome, a kind of fact or a part of it; null: nothing. */
export function lackOf(outcome: Outcome, info: PanelInfo): string | null {
  return isOnRecord(outcome, info) ? (outcome.lacks?.(info) ?? null) : outcome.needs[0]!;
}

/** Whether any of the facts are there that it needs, enough or not. */
export const isOnRecord = ({ needs }: Outcome, { facts }: PanelInfo): boolean =>
  needs.some((kind) => (facts[kind] ?? 0) > 0);

/** Rows of `scored_moment` whose horizon is known to its end. */
export const knownFor = ({ knownBy }: Outcome, horizon: number): Sql =>
  all(knownBy.split("+").map((kind) => raw(`m.${kind}_known_${horizon}`)));

/** Rows of `scored_moment` for which the outcome is defined: churn, only of those who were customers at the answer. */
export const definedFor = ({ defined }: Outcome, horizon: number): Sql => defined?.when(horizon) ?? raw("true");

/** A ratio has a denominator that comes after the score as well: no customer stands for it. */
export const isPerCustomer = ({ per }: Outcome): boolean => per === undefined;
