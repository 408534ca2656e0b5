import type { Column } from "../looks.ts";
import type { Expression } from "../mapping.ts";
import { readDate } from "../read/read-date.ts";
import type { DateOrder } from "../table.ts";
import { columnIn, type Found, factFrom, type GenericTable } from "./generic-table.ts";

export const terms: GenericTable = {
  format: "generic.term",
  fact: "term",
  subject: "needed",
  slots: {
    at: { terms: { start: 1, created: 0.6, date: 0.6 }, needed: true },
    subscription: { terms: { subscription: 1, id: 0.8 } },
    plan: { terms: { plan: 1, product: 0.6 } },
    amount: { terms: { plan_price: 1, price: 0.8, amount: 0.8 } },
    currency: { terms: { currency: 1 } },
    period: { terms: { period: 1 } },
    until: { terms: { end: 1, cancelled_date: 0.9 } },
    change: { terms: { change: 1 } },
    reason_ended: { terms: { reason_ended: 1, reason: 0.8 } },
    involuntary: { terms: { involuntary: 1 } },
    discount_asked: { terms: { discount_asked: 1 } },
    status: { terms: { status: 0.6 } },
  },
  hallmarks: { terms: ["subscription", "plan", "plan_price", "period", "end", "cancelled_date"], least: 2 },
  against: [
    "order",
    "order_date",
    "ticket",
    "call",
    "points",
    "usage",
    "quantity",
    "expense",
    "initiative",
    "role",
    "arm",
  ],
  facts: (found) => {
    const term = factFrom(found);
    const subscription = columnIn(found, "subscription");
    const start = columnIn(found, "at")!;
    const stretch = subscription ? { id: { join: [subscription.name, start.name], with: "/" } } : {};
    return [{ ...term, ...stretch, fields: { ...term.fields, ...untilField(found) } }];
  },
};

export const usage: GenericTable = {
  format: "generic.usage",
  fact: "usage",
  subject: "needed",
  slots: {
    at: { terms: { date: 1, start: 1, created: 0.7 }, needed: true },
    quantity: { terms: { usage: 1 }, needed: true },
    unit: { terms: { unit: 1 } },
    until: { terms: { end: 1 } },
    product: { terms: { product: 0.6, plan: 0.6, event: 0.6 } },
  },
  hallmarks: { terms: ["usage"], least: 1 },
  against: [
    "order",
    "ticket",
    "points",
    "amount",
    "order_total",
    "nps",
    "subscription",
    "call",
    "points_change",
    "points_redeemed",
  ],
  facts: (found) => {
    const use = factFrom(found);
    return [{ ...use, fields: { ...use.fields, ...untilField(found) } }];
  },
};

export const offers: GenericTable = {
  format: "generic.offer",
  fact: "offer",
  subject: "needed",
  slots: {
    at: { terms: { offer_date: 1, date: 1, created: 1, sent: 0.8 }, needed: true },
    offer_id: { terms: { offer: 1, id: 0.8 } },
    product: { terms: { product: 1 } },
    amount: { terms: { offer_amount: 1, amount: 1, price: 0.9 } },
    currency: { terms: { currency: 1 } },
    stage: { terms: { stage: 1 } },
    outcome: { terms: { outcome: 1, status: 0.8 } },
    reason: { terms: { reason: 1 } },
    decided: { terms: { decided: 1 } },
    channel: { terms: { channel: 1 } },
  },
  hallmarks: { terms: ["offer", "offer_date", "offer_amount", "stage", "outcome", "decided"], least: 2 },
  against: ["order", "order_date", "order_total", "refund", "ticket", "call", "subscription", "nps", "arm", "event"],
  facts: (found) => {
    const id = columnIn(found, "offer_id");
    return [factFrom(found, id ? { id: id.name } : {})];
  },
};

export const assignments: GenericTable = {
  format: "generic.assignment",
  fact: "assignment",
  subject: "needed",
  slots: {
    arm: { terms: { arm: 1 }, needed: true },
    experiment: { terms: { experiment: 1, campaign: 0.7, initiative: 0.7 }, needed: true },
    at: { terms: { assigned_date: 1, date: 1, created: 1, start: 0.8 }, needed: true },
    randomised: { terms: { randomised: 1 } },
  },
  hallmarks: { terms: ["arm"], least: 1 },
  against: ["order", "ticket", "nps", "points", "amount"],
};

/** Agents who were coached. */
export const coachings: GenericTable = {
  format: "generic.coaching",
  fact: "assignment",
  subject: "none",
  slots: {
    agent: { terms: { agent: 1 }, needed: true },
    at: { terms: { coached_date: 1, date: 0.9, start: 0.8 }, needed: true },
    experiment: { terms: { coaching: 1, experiment: 0.8 } },
    arm: { terms: { arm: 1 } },
    randomised: { terms: { randomised: 1 } },
  },
  hallmarks: { terms: ["coaching", "coached_date"], least: 1 },
  against: ["customer", "order", "ticket", "call", "nps", "csat", "ces", "score", "amount", "talk", "handle"],
  facts: (found) => {
    const fact = factFrom(found);
    return [{ ...fact, fields: { experiment: { value: "coaching" }, arm: { value: "coached" }, ...fact.fields } }];
  },
};

/**
 * The first day that a stretch no longer covers. Ends that fall on the last day of a month are last days that still count,
 * so the first day after them is taken; other ends are taken as they stand.
 */
export function untilField(found: Found): { until?: Expression } {
  const end = columnIn(found, "until");
  if (!end) return {};
  return { until: endsWithTheMonth(end) ? { shift: end.name, days: 1 } : end.name };
}

function endsWithTheMonth({ values, shape }: Column): boolean {
  const [order] = shape.dates as [DateOrder?];
  if (order === undefined || shape.timed) return false;
  const days = values.flatMap((value) => (value === null ? [] : (readDate(value, order)?.wall.slice(0, 10) ?? [])));
  const last = days.filter((day) => {
    const [year, month, date] = day.split("-").map(Number) as [number, number, number];
    return new Date(Date.UTC(year, month, 0)).getUTCDate() === date;
  });
  return days.length > 0 && last.length >= 0.8 * days.length;
}
