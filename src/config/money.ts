import { z } from "zod";
import { CURRENCIES, type Currency } from "../base/currency.ts";
import type { Day } from "../base/day.ts";
import { oneOf, refuse, strict } from "../sources/strict.ts";
import { day } from "./day.ts";

/** What a contact costs that has no cost on record: the first entry that fits it. */
export interface ContactCostSettings {
  /** Without it, contacts over every channel. */
  channel?: string;
  /** Without it, contacts with a person and with a machine. */
  by?: "live" | "bot";
  /** For each contact. */
  each?: number;
  /** For each hour of handling; an entry with it fits only contacts whose handling time is known. */
  hour?: number;
}

/** What it costs to make one driver always go well, or as well as was expected. */
export interface ClosingCostSettings {
  /** A signal, a touchpoint or a rated side, as `feltworth drivers` names it. */
  driver: string;
  once?: number;
  /** Every year. */
  year?: number;
}

export interface CostSettings {
  /** Of the amounts; without it they are in the reporting currency. */
  currency?: Currency;
  contact?: ContactCostSettings[];
  closing?: ClosingCostSettings[];
}

/** What one unit of `from` is in units of `to`. */
export interface RateSettings {
  from: Currency;
  to: Currency;
  value: number;
  on: Day;
  /** The last day for which it is good; without it, as long as a rate of a file. */
  until?: Day;
}

const optional = z.exactOptional;
const currency = () => oneOf(CURRENCIES, "ISO 4217 currency");
const amount = () =>
  z
    .number({ error: "expects an amount of money such as 3.5" })
    .gte(0, { error: "expects an amount of 0 or more, such as 3.5" });

export const costs = () =>
  strict({
    currency: optional(currency()),
    contact: optional(contactCosts()),
    closing: optional(closingCosts()),
  }).superRefine(({ contact, closing }, ctx) => {
    if (contact === undefined && closing === undefined)
      refuse(ctx, {
        message: "expects contact (what contacts cost), closing (what it costs to close a gap), or both",
      });
  });

const contactCosts = () =>
  z
    .array(
      strict({
        channel: optional(z.string({ error: "expects a channel such as email" })),
        by: optional(oneOf(["live", "bot"], "way of being handled")),
        each: optional(amount()),
        hour: optional(amount()),
      }).superRefine((entry, ctx) => {
        if (entry.each === undefined && entry.hour === undefined)
          refuse(ctx, { message: "expects each (for a contact), hour (for an hour of handling), or both" });
      }),
      { error: "expects a list of what contacts cost, such as [{ channel: email, each: 3.5 }, { hour: 32 }]" },
    )
    .min(1, { error: "expects at least one entry, such as { hour: 32 }" });

/** Nothing is closed for nothing: an amount of 0 would be left out. */
const closingCosts = () => {
  const sum = () =>
    z
      .number({ error: "expects an amount of money such as 12000" })
      .gt(0, { error: "expects an amount above 0, such as 12000" });
  const driver = { error: "expects a driver such as late, or the name of a touchpoint or a rated side" };
  const entry = strict({ driver: z.string(driver).min(1, driver), once: optional(sum()), year: optional(sum()) });
  return z
    .array(
      entry.superRefine(({ once, year }, ctx) => {
        if (once === undefined && year === undefined)
          refuse(ctx, { message: "expects once (an amount), year (an amount every year), or both" });
      }),
      { error: "expects a list of what it costs to close gaps, such as [{ driver: late, once: 12000, year: 3000 }]" },
    )
    .min(1, { error: "expects at least one entry, such as { driver: late, once: 12000 }" })
    .superRefine((all, ctx) => {
      all.forEach(({ driver: named }, i) => {
        const first = all.findIndex((each) => each.driver === named);
        if (first < i)
          refuse(ctx, {
            path: [i, "driver"],
            message: `"${named}" has its cost already (closing[${first}])`,
          });
      });
    });
};

/** What a point of the loyalty programme is worth, and the share that will expire. */
export interface PointSettings {
  value?: number;
  /** Of the value; without it, the reporting currency. */
  currency?: Currency;
  breakage?: number;
}

export const points = () =>
  strict({
    value: optional(
      z
        .number({ error: "expects what one point is worth, such as 0.01" })
        .gt(0, { error: "expects what one point is worth, above 0, such as 0.01" }),
    ),
    currency: optional(currency()),
    breakage: optional(
      z
        .number({ error: "expects a share such as 0.15" })
        .gte(0, { error: "expects a share from 0 up to below 1, such as 0.15" })
        .lt(1, { error: "expects a share from 0 up to below 1, such as 0.15" }),
    ),
  }).superRefine(({ value, currency: stated, breakage }, ctx) => {
    if (value === undefined && breakage === undefined)
      refuse(ctx, { message: "expects value (of one point), breakage (the share that expires), or both" });
    if (value === undefined && stated !== undefined)
      refuse(ctx, { path: ["currency"], message: "is of a value, which is missing", aboutKey: true });
  });

const rate = () =>
  strict({
    from: currency(),
    to: currency(),
    value: z.number({ error: "expects a rate such as 4.31" }).gt(0, { error: "expects a rate above 0, such as 4.31" }),
    on: day(),
    until: optional(day()),
  }).superRefine(({ from, to, on, until }, ctx) => {
    if (from === to) refuse(ctx, { path: ["to"], message: `"${to}" is the currency that it comes from` });
    if (until !== undefined && until < on)
      refuse(ctx, { path: ["until"], message: `"${until}" lies before the first day, ${on}` });
  });

/** Two rates of one pair for one day, either way round, would leave open which one counts. */
export const rates = () =>
  z
    .array(rate(), { error: "expects a list of rates such as { from: USD, to: EUR, on: 2026-01-01, value: 0.92 }" })
    .superRefine((all, ctx) => {
      const seen = new Map<string, number>();
      all.forEach(({ from, to, on }, i) => {
        const key = `${[from, to].sort().join(" ")} ${on}`;
        const earlier = seen.get(key);
        if (earlier === undefined) seen.set(key, i);
        else
          refuse(ctx, {
            path: [i],
            message: `gives a second rate of ${from} and ${to} for ${on} (the first is rates[${earlier}])`,
          });
      });
    });
