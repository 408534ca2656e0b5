import { group } from "d3-array";
import { dayOf } from "../../../src/sample/events.ts";
import { type ByHand, type Counted, meanOf, type Part, type Recorded, shareOf, sum } from "../recorded.ts";
import { inactivityDays } from "./orders.ts";

/** Stretches in which somebody is a customer: terms of a contract, or what each purchase keeps. */
function stretches(all: Recorded): Map<string, { from: number; to: number }[]> {
  const kept = inactivityDays(all);
  const byPurchase = group(all.orders, ({ customer }) => customer);
  return new Map(
    [...all.customers.keys()].map((customer) => [
      customer,
      all.terms.get(customer)?.map(({ from, until }) => ({ from, to: until ?? Number.POSITIVE_INFINITY })) ??
        (byPurchase.get(customer) ?? []).map(({ day }) => ({ from: day, to: day + kept })),
    ]),
  );
}
/** Customers of any day from `from` on, before `to`. */
const customersWithin = (part: Part, from: number, to: number): string[] => {
  const own = stretches(part.all);
  return part.customers
    .map(({ customer }) => customer)
    .filter((customer) => own.get(customer)!.some((stretch) => stretch.from < to && stretch.to > from));
};
const customersOn = (part: Part, day: number) => customersWithin(part, day, day + 1);

const retention = (stays: boolean): ByHand => ({
  by: "country",
  group: "PL",
  figure: (part) => {
    const still = new Set(customersOn(part, part.to));
    return shareOf(customersOn(part, part.from), (customer) => still.has(customer) === stays);
  },
});

/** What a customer's contracts bring a year, on a day; what is paused brings nothing. */
const recurring = ({ terms }: Recorded, customer: string, day: number): number =>
  sum(
    (terms.get(customer) ?? [])
      .filter(
        ({ from, until, change }) => from <= day && (until ?? Number.POSITIVE_INFINITY) > day && change !== "pause",
      )
      .map(({ amount }) => 12 * amount),
  );
const ofRecurring = (
  figure: (own: { before: number; after: number }[], part: Part) => number,
  others: (part: Part) => number[] = () => [],
): ByHand => ({
  by: "country",
  group: "IE",
  figure: (part) => {
    const { all, from, to } = part;
    const own = part.customers
      .map(({ customer }) => ({ before: recurring(all, customer, from), after: recurring(all, customer, to) }))
      .filter(({ before }) => before > 0);
    const before = sum(own.map((each) => each.before));
    const came = others(part);
    return { value: (figure(own, part) + sum(came)) / before, n: own.length + came.length };
  },
});
/** What those bring at the end whom others brought, and whose first contract began after the first day. */
const brought = (part: Part): number[] =>
  part.customers
    .filter(({ channel }) => channel === "referral")
    .filter(({ customer }) => {
      const paid = (part.all.terms.get(customer) ?? []).filter(({ change }) => change !== "pause");
      return Math.min(...paid.map(({ from }) => from)) > part.from;
    })
    .map(({ customer }) => recurring(part.all, customer, part.to))
    .filter((yearly) => yearly > 0);
const least = ({ before, after }: { before: number; after: number }) => Math.min(before, after);

/** Something about the contacts that each customer of the stretch had in it. */
const ofActive = (figure: (contacts: { cost: number }[]) => number): ByHand => ({
  by: "country",
  group: "PL",
  figure: (part): Counted => {
    const contacts = group(part.of(part.all.contacts), ({ customer }) => customer);
    return meanOf(customersWithin(part, part.from, part.to).map((customer) => figure(contacts.get(customer) ?? [])));
  },
});
const euros = (of: readonly { cost: number }[]) => sum(of.map(({ cost }) => cost)) / 100;

export const CUSTOMERS: Readonly<Record<string, ByHand>> = {
  conversion: {
    by: "acquisition_channel",
    group: "search",
    figure: (part) => {
      const { all } = part;
      const shown = group([...all.told.offers, ...all.told.touches], ({ customer }) => customer);
      const own = stretches(all);
      const known = part.customers
        .map(({ customer, joined }) => ({
          since: Math.min(...own.get(customer)!.map(({ from }) => from)),
          day: Math.min(joined, ...(shown.get(customer) ?? []).map(({ at }) => dayOf(at))),
        }))
        .filter(({ since, day }) => since > day && day >= all.firstDay && day + 90 <= all.asOf)
        .filter(({ day }) => day >= part.from && day < part.to);
      return shareOf(known, ({ since, day }) => since - day < 90);
    },
  },
  crr: retention(true),
  churn: retention(false),
  nrr: ofRecurring((own) => sum(own.map(({ after }) => after))),
  grr: ofRecurring((own) => sum(own.map(least))),
  "revenue-churn": ofRecurring((own) => sum(own.map((each) => each.before - least(each)))),
  "earned-growth": ofRecurring((own) => sum(own.map(({ before, after }) => after - before)), brought),
  "contacts-per-customer": ofActive((contacts) => contacts.length),
  "cost-to-serve": ofActive(euros),
  "clv-to-date": {
    by: "acquisition_channel",
    group: "search",
    figure: (part) => {
      const { all } = part;
      const [orders, refunds, contacts] = [all.orders, all.refunds, all.contacts].map((records) =>
        group(records as readonly { customer: string; amount: number; cost: number }[], ({ customer }) => customer),
      );
      const ever = customersWithin(part, Number.NEGATIVE_INFINITY, all.asOf);
      return meanOf(
        ever.map((customer) => {
          const bought = orders!.get(customer) ?? [];
          const margin = sum(bought.map(({ amount, cost }) => amount - cost));
          const back = sum((refunds!.get(customer) ?? []).map(({ amount }) => amount));
          return (margin - back) / 100 - euros(contacts!.get(customer) ?? []);
        }),
      );
    },
  },
};
