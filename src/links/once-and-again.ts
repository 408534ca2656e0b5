import type { Currency } from "../base/currency.ts";
import type { Message, Unit } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import type { AipwEffect } from "../stats/causal/aipw.ts";
import type { EffectEstimate } from "../stats/causal/influence.ts";
import type { Study } from "../stats/causal/study.ts";
import { partEffects, sumOf } from "./part-effects.ts";

const YEAR_DAYS = 365;

/** What a step brings over its horizon, in two parts that add up to it. */
export interface OnceAndAgain {
  /** What comes again and again at the pace of the last part of the horizon, over all of it. */
  again: EffectEstimate;
  /** What the first part brings beyond that pace (less, where it is negative). */
  once: EffectEstimate;
  /** `again` by the year. */
  perYear: EffectEstimate;
  /** Days of the last part. */
  laterDays: number;
}

/**
 * Tells what comes once from what repeats. What repeats is the effect in the last part of the horizon, by the day, for every day of the
 * horizon; what comes once is the rest of the effect. Both are the doubly robust effect of an outcome of their own, with the propensities and
 * folds of the headline: they add up to it exactly, so that nothing is counted twice.
 * @param study of the headline, whose effect is `robust`
 * @param later what each row brought in the last part of the horizon
 */
export function onceAndAgain(
  study: Study,
  robust: AipwEffect,
  later: { outcome: ArrayLike<number>; days: number },
  horizonDays: number,
): OnceAndAgain | null {
  const pace = horizonDays / later.days;
  const { whole, fitted, effect } = partEffects(study, robust);
  const again = fitted(Float64Array.from(later.outcome, (value) => value * pace));
  if (!again) return null;
  const repeating = effect(again);
  return {
    again: repeating,
    once: effect(
      sumOf([
        [1, whole],
        [-1, again],
      ]),
    ),
    perYear: times(repeating, YEAR_DAYS / horizonDays),
    laterDays: later.days,
  };
}

const times = (effect: EffectEstimate, factor: number): EffectEstimate => ({
  ...effect,
  estimate: effect.estimate * factor,
  standardError: effect.standardError * factor,
  interval: { ...effect.interval, low: effect.interval.low * factor, high: effect.interval.high * factor },
});

const isBeyond = ({ interval: { low, high } }: EffectEstimate): boolean => low > 0 || high < 0;

/** Which of the two parts is there beyond chance. */
export function partsInWords({ again, once, perYear }: OnceAndAgain, values: Message["values"]): Message {
  const kind = isBeyond(again) ? (isBeyond(once) ? "both" : "again") : isBeyond(once) ? "once" : "open";
  const shown = kind === "once" ? once : perYear;
  const { low, high, level } = shown.interval;
  return { code: `worth.parts.${kind}`, values: { ...values, difference: shown.estimate, low, high, level } };
}

/** The two parts, and what they add up to. */
export function partsTable(
  id: string,
  { again, once, perYear, laterDays }: OnceAndAgain,
  {
    whole,
    values,
    unit,
  }: { whole: EffectEstimate; values: Message["values"]; unit: { unit: Unit; currency?: Currency } },
): Table {
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    ...{ id: name, title: { code: `worth.column.${name}`, values }, align },
  });
  const cell = (effect: EffectEstimate | null): TableCell => ({
    ...{ kind: "number", value: effect?.estimate ?? null, interval: effect?.interval ?? null, ...unit, signed: true },
  });
  const row = (part: string, horizon: EffectEstimate, year: EffectEstimate | null): Record<string, TableCell> => ({
    part: { kind: "label", label: { code: `worth.part.${part}`, values: {} } },
    horizon: cell(horizon),
    year: cell(year),
  });
  return {
    id: `${id}.parts`,
    title: { code: "worth.parts", values: {} },
    columns: [column("part", "start"), column("horizon"), column("year")],
    rows: [row("once", once, null), row("again", again, perYear), row("together", whole, null)],
    note: { code: "worth.parts.note", values: { days: laterDays } },
  };
}
