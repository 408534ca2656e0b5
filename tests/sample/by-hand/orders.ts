import { group } from "d3-array";
import { dayOf, type Events } from "../../../src/sample/events.ts";
import {
  type ByHand,
  type Counted,
  type Dated,
  meanOf,
  type Part,
  quantileOf,
  type Recorded,
  shareOf,
  sum,
} from "../recorded.ts";

type Order = Events["orders"] & Dated;

const ofOrders = (figure: (orders: Order[], part: Part) => Counted): ByHand => ({
  by: "channel",
  group: "app",
  figure: (part) => figure(part.of(part.all.orders), part),
});
/** Euro of orders less what was paid back, each on its own day. */
const income = (worth: (order: Order) => number): ByHand =>
  ofOrders((orders, part) => {
    const refunds = part.of(part.all.refunds);
    const cents = sum(orders.map(worth)) - sum(refunds.map(({ amount }) => amount));
    return { value: cents / 100, n: orders.length + refunds.length };
  });

/** A day on which a customer bought, with the one before it. */
interface PurchaseDay extends Dated {
  amount: number;
  before: number | undefined;
}
function purchaseDays({ orders }: Recorded): PurchaseDay[] {
  return [...group(orders, ({ customer }) => customer)].flatMap(([customer, own]) => {
    const days = [...group(own, ({ day }) => day)].sort(([a], [b]) => a - b);
    return days.map(([day, bought], i) => ({
      ...{ day, customer, groups: {} },
      amount: sum(bought.map(({ amount }) => amount)),
      before: days[i - 1]?.[0],
    }));
  });
}
const gaps = (days: PurchaseDay[], { terms }: Recorded): number[] =>
  days
    .filter(({ before, customer }) => before !== undefined && !terms.has(customer))
    .map(({ day, before }) => day - before!);

/** Days without a purchase after which a customer without a contract is lost. */
export function inactivityDays(all: Recorded): number {
  const between = gaps(purchaseDays(all), all);
  return between.length < 100 ? 365 : Math.min(730, Math.max(30, Math.ceil(quantileOf(between, 0.95).value)));
}

export const ORDERS: Readonly<Record<string, ByHand>> = {
  orders: ofOrders(({ length }) => ({ value: length, n: length })),
  "order-value": ofOrders((orders) => meanOf(orders.map(({ amount }) => amount / 100))),
  revenue: income(({ amount }) => amount),
  margin: income(({ amount, cost }) => amount - cost),
  "return-rate": ofOrders((orders, { all }) => {
    const returned = new Set(all.refunds.map(({ order }) => order));
    return shareOf(orders, ({ id }) => returned.has(id));
  }),
  "late-delivery-rate": {
    ...{ by: "channel", group: "app" },
    figure: (part) => {
      const promised = part.all.orders.filter(
        ({ promised, delivered }) => promised !== undefined && delivered !== undefined,
      );
      return shareOf(
        part.of(promised.map((order) => ({ ...order, day: dayOf(order.delivered!) }))),
        ({ promised, day }) => day > dayOf(promised!),
      );
    },
  },
  "repeat-rate": {
    by: "country",
    group: "PL",
    figure: (part) => {
      const buyers = group(part.of(part.all.orders), ({ customer }) => customer);
      return shareOf([...buyers.values()], (orders) => orders.length >= 2);
    },
  },
  "repeat-revenue-share": {
    by: "country",
    group: "PL",
    figure: (part) => {
      const days = part.of(purchaseDays(part.all));
      const again = days.filter(({ before }) => before !== undefined);
      return { value: sum(again.map(({ amount }) => amount)) / sum(days.map(({ amount }) => amount)), n: days.length };
    },
  },
  "days-between-orders": {
    by: "country",
    group: "PL",
    figure: (part) => quantileOf(gaps(part.of(purchaseDays(part.all)), part.all), 0.5),
  },
};
