import type { Expression, FactMapping } from "../mapping.ts";
import {
  atOf,
  columnIn,
  currencyOf,
  type Found,
  factFrom,
  fieldValue,
  type GenericTable,
  isStrong,
  moneyValue,
  whom,
} from "./generic-table.ts";

const DATES = { date: 1, created: 1 } as const;

/** What is the same on every line of an order. */
const OF_THE_ORDER = {
  currency: { terms: { currency: 1 } },
  channel: { terms: { channel: 1 } },
  agent: { terms: { agent: 0.8 } },
  tax: { terms: { tax: 1 } },
  shipping: { terms: { shipping: 1 } },
  paid: { terms: { paid_date: 1 } },
  promised: { terms: { promised: 1 } },
  delivered: { terms: { delivered: 1 } },
  status: { terms: { status: 1 } },
} as const;

export const purchases: GenericTable = {
  format: "generic.purchase",
  fact: "purchase",
  subject: "wanted",
  slots: {
    at: { terms: { order_date: 1, ...DATES }, needed: true },
    amount: { terms: { order_total: 1, amount: 1, revenue: 1, price: 0.7, line_total: 0.7 } },
    order_id: { terms: { order: 1, id: 0.8 } },
    discount: { terms: { discount: 1 } },
    list_amount: { terms: { list_amount: 1 } },
    cost: { terms: { cost: 1 } },
    product: { terms: { product: 0.8, category: 0.6 } },
    ...OF_THE_ORDER,
  },
  hallmarks: { terms: ["order", "order_date", "order_total"], least: 1 },
  against: [
    "refund",
    "refund_reason",
    "refund_date",
    "offer",
    "ticket",
    "invitation",
    "points",
    "expense",
    "subscription",
    "nps",
    "line",
  ],
  fit: (found) => {
    // What a company buys from others is no customer's order.
    if (found.identifiers.length === 0 && isStrong(found, "supplier")) return 0.6;
    if (columnIn(found, "amount")) return isOneRowAnOrder(found) ? 1 : 0.6;
    return isOrderWithoutAmount(found) ? 1 : 0.5;
  },
  facts: (found) => {
    const order = columnIn(found, "order_id");
    return [factFrom(found, order ? { id: order.name } : {})];
  },
};

export const orderLines: GenericTable = {
  format: "generic.line",
  fact: "line",
  subject: "wanted",
  slots: {
    order_id: { terms: { order: 1 }, needed: true },
    product: { terms: { product: 1 }, needed: true },
    amount: {
      terms: { line_total: 1, amount: 1, revenue: 1, unit_price: 0.9, price: 0.9, order_total: 0.4 },
      needed: true,
    },
    quantity: { terms: { quantity: 1 } },
    line_id: { terms: { line: 1 } },
    at: { terms: { order_date: 1, ...DATES } },
    category: { terms: { category: 1 } },
    list_amount: { terms: { list_amount: 1 } },
    cost: { terms: { cost: 1 } },
    ...OF_THE_ORDER,
  },
  hallmarks: { terms: ["quantity", "unit_price", "line_total", "line"], least: 1 },
  against: ["refund", "refund_date", "refund_reason", "offer", "ticket", "stars"],
  fit: (found) => (columnIn(found, "at") && isOneRowAnOrder(found) && !columnIn(found, "quantity") ? 0.6 : 1),
  facts: orderLineFacts,
};

export const refunds: GenericTable = {
  format: "generic.refund",
  fact: "refund",
  subject: "wanted",
  slots: {
    at: { terms: { refund_date: 1, ...DATES }, needed: true },
    amount: { terms: { refund_amount: 1, amount: 1, revenue: 0.6 }, needed: true },
    refund_id: { terms: { refund: 1, id: 0.8 } },
    order_id: { terms: { order: 1 } },
    currency: { terms: { currency: 1 } },
    reason: { terms: { refund_reason: 1, reason: 1 } },
  },
  hallmarks: { terms: ["refund", "refund_date", "refund_amount", "refund_reason"], least: 1 },
  against: ["order_date", "order_total", "quantity", "ticket"],
  facts: (found) => {
    const id = columnIn(found, "refund_id");
    const amount = columnIn(found, "amount")!;
    const value = moneyValue(found, amount);
    const bare = typeof value === "string" ? { column: value } : value;
    // Some systems write refunds as negative amounts; the fact is positive.
    const positive = (amount.shape.min ?? 0) < 0 ? ({ ...bare, absolute: true } as Expression) : value;
    const refund = factFrom(found, id ? { id: id.name } : {});
    return [{ ...refund, fields: { ...refund.fields, amount: positive } }];
  },
};

/** Order numbers do not repeat, and rows say more than a line would: one row is one order. */
function isOneRowAnOrder(found: Found): boolean {
  const order = columnIn(found, "order_id");
  const isLine = isStrong(found, "quantity") && isStrong(found, "product");
  if (isLine && found.slots.get("amount")?.term !== "order_total") return false;
  return !order || order.shape.distinct === order.shape.n;
}

/** Orders whose amounts stand in another table: no column here could be one. */
function isOrderWithoutAmount(found: Found): boolean {
  const used = new Set([...found.slots.values(), ...found.identifiers].map(({ column }) => column));
  const isNamed = found.slots.get("order_id")?.term === "order" && found.slots.get("at")?.term === "order_date";
  return isNamed && !found.columns.some((c) => !used.has(c) && c.shape.share.amount >= 0.9 && c.shape.distinct > 1);
}

/** The line, and, where a row says when it was bought, the order: rows of one order number are one order, its amount the sum of its lines. */
function orderLineFacts(found: Found): FactMapping[] | null {
  const order = columnIn(found, "order_id")!;
  const amount = lineAmount(found);
  if (amount === null) return null;
  const lineId = columnIn(found, "line_id");
  const line = factFrom(found, lineId ? { id: { join: [order.name, lineId.name], with: "/" } } : {});
  const fields: Record<string, Expression> = { ...line.fields, amount };
  const at = atOf(found);
  if (!at) return [{ ...line, fields }];
  const currency = currencyOf(found);
  const ofTheOrder = Object.fromEntries(
    ["channel", "agent", "paid", "promised", "delivered", "status"].flatMap((slot) => {
      const value = fieldValue(found, slot, "purchase");
      return value === undefined ? [] : [[slot, value]];
    }),
  );
  return [
    {
      fact: "purchase",
      id: order.name,
      ...whom(found),
      at,
      fields: { order_id: order.name, ...(currency === undefined ? {} : { currency }), ...ofTheOrder },
    },
    { ...line, fields },
  ];
}

/** The line's total: as it stands, or unit price times quantity. Null, and a question, where a price may be either. */
function lineAmount(found: Found): Expression | null {
  const { column, term } = found.slots.get("amount")!;
  const quantity = columnIn(found, "quantity");
  const single = moneyValue(found, column);
  const multiplied: Expression = quantity ? { product: [single, quantity.name] } : single;
  if (term === "unit_price") return multiplied;
  if (term !== "price" || !quantity || (quantity.shape.min === 1 && quantity.shape.max === 1)) return single;
  const kind = priceKind(found);
  if (kind === "unit") return multiplied;
  if (kind === "total") return single;
  found.ask({
    code: "which_column",
    column: column.name,
    choices: ["unit_price", "line_total"],
    option: `files[].columns.${column.name}`,
    examples: examplesOf(column.values),
  });
  return single;
}

export const examplesOf = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.filter((v): v is string => v !== null))].slice(0, 5);

/** Whether a price stays the same when more is bought: products bought in different quantities tell. */
function priceKind(found: Found): "unit" | "total" | "unclear" {
  const price = found.slots.get("amount")!.column.values;
  const quantity = columnIn(found, "quantity")!.values;
  const product = columnIn(found, "product")!.values;
  const seen = new Map<string, Map<string, number>>();
  for (let row = 0; row < product.length; row++) {
    const [p, q, x] = [product[row], quantity[row], Number(price[row])];
    if (!p || !q || Number.isNaN(x) || price[row] === null) continue;
    const byQuantity = seen.get(p) ?? new Map<string, number>();
    if (!byQuantity.has(q)) byQuantity.set(q, x);
    seen.set(p, byQuantity);
  }
  let [same, proportional] = [0, 0];
  for (const byQuantity of seen.values()) {
    const [first, ...rest] = [...byQuantity];
    for (const [q, x] of rest) {
      if (Math.abs(x - first![1]) < 0.005 * Math.abs(x)) same++;
      else if (Math.abs(x / Number(q) - first![1] / Number(first![0])) < 0.005 * Math.abs(x)) proportional++;
    }
  }
  if (same + proportional < 2 || Math.min(same, proportional) * 5 > Math.max(same, proportional)) return "unclear";
  return same > proportional ? "unit" : "total";
}
