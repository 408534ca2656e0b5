import type { Expression } from "../mapping.ts";
import { knownTotal } from "../own-scores.ts";
import { untilField } from "./contracts.ts";
import { columnIn, type Found, factFrom, type GenericTable } from "./generic-table.ts";
import { distinctValues } from "./value-words.ts";

export const costs: GenericTable = {
  format: "generic.cost",
  fact: "cost",
  subject: "none",
  slots: {
    at: { terms: { start: 1, date: 1, created: 0.6 }, needed: true },
    amount: { terms: { expense: 1, cost: 0.9, amount: 0.8 }, needed: true },
    until: { terms: { end: 1 } },
    area: { terms: { area: 1, category: 0.8, department: 0.6 } },
    initiative: { terms: { initiative: 1, campaign: 0.9 } },
    stage: { terms: { stage: 1 } },
    channel: { terms: { channel: 0.8 } },
    scope: { terms: { scope: 1 } },
    scope_value: { terms: { scope_value: 1 } },
    basis: { terms: { basis: 1 } },
    currency: { terms: { currency: 1 } },
  },
  hallmarks: { terms: ["expense", "cost", "area", "initiative", "scope", "campaign"], least: 2 },
  against: [
    "customer",
    "email",
    "member",
    "order",
    "order_date",
    "order_total",
    "product",
    "quantity",
    "ticket",
    "call",
    "subscription",
    "plan",
    "refund",
    "points",
    "offer",
    "nps",
    "event",
  ],
  facts: (found) => {
    const cost = factFrom(found);
    const channel = columnIn(found, "channel");
    const scope: Record<string, Expression> =
      channel && !columnIn(found, "scope") ? { scope: { value: "channel" }, scope_value: channel.name } : {};
    return [{ ...cost, fields: { ...cost.fields, ...scope, ...periodOf(found) } }];
  },
};

/** A cost of a month written as `2026-03` lasts to the month's end. */
function periodOf(found: Found): { until?: Expression } {
  if (columnIn(found, "until")) return untilField(found);
  const at = columnIn(found, "at")!;
  const isMonth = at.values.every((v) => v === null || /^\d{4}[-/.]\d{1,2}$/.test(v.trim()));
  return isMonth && at.shape.n > 0 ? { until: { shift: at.name, months: 1 } } : {};
}

export const snapshots: GenericTable = {
  format: "generic.snapshot",
  fact: "snapshot",
  subject: "needed",
  slots: {
    name: { terms: { metric: 1 }, needed: true },
    value: { terms: { value: 1, amount: 0.6 }, needed: true },
    at: { terms: { as_of: 1, date: 0.9 } },
    unit: { terms: { unit: 1 } },
    currency: { terms: { currency: 1 } },
  },
  hallmarks: { terms: ["metric"], least: 1 },
  against: ["order", "ticket", "nps", "points", "survey", "response"],
  facts: (found) => {
    const total = factFrom(found);
    const metric = columnIn(found, "name")!;
    const known = distinctValues(metric).flatMap((name) => {
      const id = knownTotal(name);
      return id === undefined ? [] : [[name, id] as const];
    });
    if (known.length === 0) return [total];
    return [{ ...total, fields: { ...total.fields, name: { column: metric.name, map: Object.fromEntries(known) } } }];
  },
};

export const rates: GenericTable = {
  format: "generic.rate",
  fact: "rate",
  subject: "none",
  slots: {
    at: { terms: { date: 1 }, needed: true },
    from_currency: { terms: { from_currency: 1 }, needed: true },
    to_currency: { terms: { to_currency: 1 }, needed: true },
    value: { terms: { rate: 1, value: 0.8 }, needed: true },
  },
  hallmarks: { terms: ["rate"], least: 1 },
  against: ["customer", "order", "amount"],
};
