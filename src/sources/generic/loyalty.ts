import type { Condition, Expression, FactMapping } from "../mapping.ts";
import {
  atOf,
  columnIn,
  currencyOf,
  type Found,
  factFrom,
  type GenericTable,
  moneyValue,
  whom,
} from "./generic-table.ts";

const AT = { terms: { date: 1, created: 1 } } as const;

export const points: GenericTable = {
  format: "generic.points",
  fact: "points",
  subject: "needed",
  slots: {
    points: { terms: { points: 1 }, needed: true },
    at: { terms: { ...AT.terms, order_date: 0.8 }, needed: true },
    change: { terms: { points_change: 1 } },
    reward: { terms: { reward: 1 } },
    origin: { terms: { channel: 0.7, reason: 0.7 } },
    tier: { terms: { tier: 1 } },
    order_id: { terms: { order: 1 } },
    cost: { terms: { points_cost: 1, cost: 0.9 } },
    currency: { terms: { currency: 1 } },
  },
  hallmarks: { terms: ["points"], least: 1 },
  against: ["points_earned", "points_redeemed", "order_total", "nps", "score", "ticket"],
  fit: (found) => (changeOf(found) ? 1 : 0.3),
  facts: (found) => {
    const column = columnIn(found, "points")!;
    const change = changeOf(found);
    if (!change) return null;
    const isSigned = (column.shape.min ?? 0) < 0;
    const fact = factFrom(found);
    return [
      {
        ...fact,
        fields: { ...fact.fields, change, points: isSigned ? { column: column.name, absolute: true } : column.name },
        where: { any: [{ column: column.name, above: 0 }, ...(isSigned ? [{ column: column.name, below: 0 }] : [])] },
      },
    ];
  },
};

/** What happened to the points: as a column says, or by the sign. */
function changeOf(found: Found): Expression | undefined {
  const { change } = factFrom(found).fields;
  if (change !== undefined) return change;
  const column = columnIn(found, "points");
  if (!column || columnIn(found, "change") || (column.shape.min ?? 0) >= 0) return undefined;
  return { choose: [bySign(column.name, "above", "earned"), bySign(column.name, "below", "redeemed")] };
}

const bySign = (column: string, side: "above" | "below", change: string): { when: Condition; then: Expression } => ({
  when: side === "above" ? { column, above: 0 } : { column, below: 0 },
  // biome-ignore lint/suspicious/noThenProperty: the word of the mapping language; its value is never a function
  then: { value: change },
});

/** One row a member and period, with a column each for points earned and points redeemed. */
export const pointsByPeriod: GenericTable = {
  format: "generic.points-by-period",
  fact: "points",
  subject: "needed",
  slots: {
    earned: { terms: { points_earned: 1 }, needed: true },
    redeemed: { terms: { points_redeemed: 1 }, needed: true },
    expired: { terms: { points_expired: 1 } },
    at: { terms: { date: 1, created: 0.8, start: 0.7 } },
    year: { terms: { year: 1 } },
    month: { terms: { month: 1 } },
    tier: { terms: { tier: 1 } },
    cost: { terms: { points_cost: 1 } },
    currency: { terms: { currency: 1 } },
  },
  hallmarks: { terms: ["points_earned", "points_redeemed"], least: 2 },
  against: ["order_total", "ticket", "nps"],
  fit: (found) => (atOf(found) ? 1 : 0.4),
  facts: (found) =>
    (["earned", "redeemed", "expired"] as const).flatMap((change) => {
      const column = columnIn(found, change);
      return column ? [movement(found, change, column.name)] : [];
    }),
};

function movement(found: Found, change: "earned" | "redeemed" | "expired", column: string): FactMapping {
  const at = atOf(found);
  const [tier, cost] = [columnIn(found, "tier"), columnIn(found, "cost")];
  const currency = currencyOf(found);
  const where: Condition = { column, above: 0 };
  return {
    fact: "points",
    ...whom(found),
    ...(at ? { at } : {}),
    fields: {
      change: { value: change },
      points: column,
      ...(tier ? { tier: tier.name } : {}),
      ...(cost && change === "redeemed"
        ? { cost: moneyValue(found, cost), ...(currency === undefined ? {} : { currency }) }
        : {}),
    },
    where,
  };
}

export const touches: GenericTable = {
  format: "generic.touch",
  fact: "touch",
  subject: "wanted",
  slots: {
    at: { ...AT, needed: true },
    name: { terms: { event: 1 }, needed: true },
    stage: { terms: { stage: 1 } },
    campaign: { terms: { campaign: 1 } },
    channel: { terms: { channel: 1 } },
    cost: { terms: { cost: 1 } },
    currency: { terms: { currency: 1 } },
  },
  hallmarks: { terms: ["event", "campaign", "stage", "channel"], least: 2 },
  against: [
    "order",
    "order_total",
    "points",
    "points_earned",
    "ticket",
    "call",
    "talk",
    "nps",
    "csat",
    "score",
    "offer",
    "subscription",
    "refund",
    "usage",
    "sent",
    "invitation",
    "arm",
    "quantity",
    "amount",
  ],
  fit: (found) => (found.identifiers.length > 0 ? 1 : 0.7),
};

export const referrals: GenericTable = {
  format: "generic.referral",
  fact: "referral",
  subject: "none",
  slots: {
    at: { terms: { referral_date: 1, date: 1, created: 1, joined: 0.8 }, needed: true },
    referrer: { terms: { referrer: 1, customer: 0.8 }, needed: true },
    referred: { terms: { referred: 1 }, needed: true },
    channel: { terms: { channel: 1 } },
    id: { terms: { referral: 1 } },
  },
  hallmarks: { terms: ["referred"], least: 1 },
  against: ["order", "ticket", "nps"],
  facts: (found) => {
    const [referrer, referred] = [columnIn(found, "referrer")!, columnIn(found, "referred")!];
    const kind = ({ shape }: typeof referrer) => (shape.share.email >= 0.8 ? "email" : "customer");
    const fact = factFrom(found);
    return [
      {
        ...fact,
        subject: { kind: kind(referrer), value: referrer.name },
        fields: { ...fact.fields, referred_kind: { value: kind(referred) }, referred_value: referred.name },
      },
    ];
  },
};
