import { addDays, addMonths, type Day, daysBetween } from "../base/day.ts";
import { InputError } from "../base/errors.ts";

export interface SampleOptions {
  /** Rows of customers.csv: buyers, subscribers, one-time buyers and prospects together. Default 5,000. */
  customers?: number;
  /** Months of data, up to and including `until`. Default 36. */
  months?: number;
  /** Same seed and options, same bytes. Default 1. */
  seed?: number;
  /** Multiplies the causal effect of a score's band on later behaviour (on the log scale); 0 is none. Default 1. */
  effect?: number;
  /** Multiplies what recorded history does to the score; 0 is none. Default 1. */
  confounding?: number;
  /** Adds a cause of both the score and later spending that no record holds. */
  hidden?: boolean;
  /** Makes answering depend on the score itself, beyond recorded history. */
  nonresponseOnScore?: boolean;
  /** Mostly passers-by, as in a large consumer base: about ten facts a customer. */
  lean?: boolean;
  /** Last day of data. A fixed day by default, never the clock. */
  until?: Day;
}

export interface Company extends Required<SampleOptions> {
  /** First day of data. */
  start: Day;
  /** Days of data; day 0 is `start`, the last day is `days − 1`. */
  days: number;
  /** Day on which the relationship survey begins, leaving history before it. */
  programmeDay: number;
}

/** Fills in the defaults. @throws InputError `input.option_invalid` naming the option that is out of range */
export function companyOf(options: SampleOptions): Company {
  const until = options.until ?? ("2026-06-30" as Day);
  const months = within("--months", options.months ?? 36, 6, 120, true);
  const start = addMonths(addDays(until, 1), -months);
  const days = daysBetween(start, until) + 1;
  return {
    customers: within("--customers", options.customers ?? 5000, 1, 50_000_000, true),
    months,
    seed: within("--seed", options.seed ?? 1, 0, Number.MAX_SAFE_INTEGER, true),
    effect: within("--effect", options.effect ?? 1, 0, 4, false),
    confounding: within("--confounding", options.confounding ?? 1, 0, 3, false),
    hidden: options.hidden ?? false,
    nonresponseOnScore: options.nonresponseOnScore ?? false,
    lean: options.lean ?? false,
    until,
    start,
    days,
    programmeDay: Math.floor(days / 4),
  };
}

function within(option: string, value: number, low: number, high: number, whole: boolean): number {
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  throw new InputError("input.option_invalid", `${option} ${value} is not possible.`, {
    hint: `Give a ${whole ? "whole " : ""}number from ${low} to ${high}.`,
    details: { option, value },
  });
}
