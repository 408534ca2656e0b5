import { InputError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** By what customers are told apart who are looked at alone: what is known of them, or the account they belong to. */
export const CONDITION_KEYS = [
  "segment",
  "country",
  "region",
  "language",
  "plan",
  "status",
  "acquisition_channel",
  "account",
] as const;
export type ConditionKey = (typeof CONDITION_KEYS)[number];

/** Only customers of whom this holds. */
export interface Condition {
  by: ConditionKey;
  value: string;
}

/** A condition as people write it: `segment:home`, or `segment=home`. @throws InputError on what is none */
export function conditionOf(text: string): Condition {
  const at = text.search(/[:=]/);
  const [by, value] = at < 0 ? [text, ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const known = CONDITION_KEYS.find((key) => key === by);
  if (known && value !== "") return { by: known, value };
  if (known)
    throw new InputError("input.option_invalid", `"${text}" names no ${by}.`, { hint: `Write ${by}:<value>.` });
  const meant = nearest(by, CONDITION_KEYS);
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  throw new InputError("input.unknown_dimension", `Customers cannot be told apart by "${by}".${question}`, {
    hint: `They can by ${CONDITION_KEYS.join(", ")}, for example segment:<value>. What tells records apart, such as a channel or a team, is a cut of a measure.`,
    details: { dimension: by, allowed: [...CONDITION_KEYS] },
  });
}

/** Conditions in one order, each once: the same ones are the same question. */
export const conditionsOf = (texts: readonly string[]): Condition[] =>
  [...new Map(texts.map(conditionOf).map((one) => [conditionText(one), one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

export const conditionText = ({ by, value }: Condition): string => `${by}:${value}`;
