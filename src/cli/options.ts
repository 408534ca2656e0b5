import type { Command } from "commander";
import type { AnalysisOptions } from "../app/analysis.ts";
import type { FileOptions } from "../app/request.ts";
import { conditionsOf } from "../base/condition.ts";
import { currencyOption } from "../base/currency.ts";
import { type Day, dayOption } from "../base/day.ts";
import { InputError } from "../base/errors.ts";
import { timeZone } from "../base/zone.ts";
import { LANGUAGES } from "../config/settings.ts";
import type { Language } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { askPerson } from "./ask.ts";
import { streams } from "./streams.ts";

/** Options as commander hands them over: text, or nothing. */
export interface RawOptions {
  config?: string;
  people?: string;
  asOf?: string;
  from?: string;
  to?: string;
  period?: string;
  where?: string[];
  currency?: string;
  timezone?: string;
  language?: string;
  inactivity?: string;
  dates?: string;
  money?: string;
  strict?: boolean;
  format?: string;
}

/** Adds the options that every command that reads files has. */
export function withFileOptions(command: Command): Command {
  return command
    .option("--config <file>", "settings file (default: feltworth.yaml in the folder that is read)")
    .option("--people <file>", "decisions about who is who (default: feltworth.people.yaml in the folder that is read)")
    .option("--as-of <date>", "first day that does not count any more (default: the day after the last record)")
    .option("--from <date>", "first day of the window of measures (default: the first record); links take all answers")
    .option("--to <date>", "day after the last one of the window of measures")
    .option("--period <name>", "window of measures by its name: 2025, 2025-Q2, 2025-03, or FY2025 of your own year")
    .option("--where <key=value...>", "only customers of whom this holds: segment=…, country=…, plan=…, account=…")
    .option("--currency <code>", "reporting currency, ISO 4217")
    .option("--timezone <zone>", "reporting time zone, IANA name (default: UTC)")
    .option("--language <language>", `language of what people read: ${LANGUAGES.join(", ")}`)
    .option("--inactivity <days>", "days without a purchase after which a customer without a contract is lost")
    .option("--dates <order>", `order of dates where a file leaves it open: ${DATE_ORDERS.join(", ")}`)
    .option("--money <unit>", "what amounts count where a file leaves it open: major (euro) or minor (cent)")
    .option("--strict", "exit with 5 when rows were set aside");
}

/** Adds the options that decide how files become facts, for commands that keep them. */
export function withImportOptions(command: Command): Command {
  return command
    .option("--config <file>", "settings file (default: feltworth.yaml in the workspace, otherwise beside the files)")
    .option("--currency <code>", "currency of amounts that carry none, ISO 4217")
    .option("--timezone <zone>", "zone of times without an offset, IANA name (default: UTC)")
    .option("--language <language>", `language of what people read: ${LANGUAGES.join(", ")}`)
    .option("--dates <order>", `order of dates where a file leaves it open: ${DATE_ORDERS.join(", ")}`)
    .option("--money <unit>", "what amounts count where a file leaves it open: major (euro) or minor (cent)")
    .option("--strict", "exit with 5 when rows were set aside");
}

export function fileOptions(raw: RawOptions): FileOptions {
  return {
    config: raw.config ?? null,
    people: raw.people ?? null,
    dates: raw.dates === undefined ? null : oneOf("--dates", raw.dates, DATE_ORDERS),
    money: raw.money === undefined ? null : oneOf("--money", raw.money, ["major", "minor"] as const),
    ask: personAt(streams().input, streams().errors)
      ? (question) =>
          askPerson(question, texts(languageOption(raw) ?? "en"), { input: streams().input, output: streams().errors })
      : null,
  };
}

/** Whether somebody sits there who can be asked. */
const personAt = (...both: object[]): boolean => both.every((stream) => "isTTY" in stream && stream.isTTY === true);

const DATE_ORDERS = ["iso", "dmy", "mdy", "ymd", "compact", "short"] as const;

export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(text)) return text as T;
  throw new InputError("input.option_invalid", `${option} "${text}" is not possible.`, {
    hint: `Use one of ${allowed.join(", ")}.`,
  });
}

/** Options as the analysis takes them. Where an option is absent the settings file decides, then the default. */
export function analysisOptions(raw: RawOptions): Partial<AnalysisOptions> {
  const from = raw.from ? dayOption("--from", raw.from) : null;
  const to = raw.to ? dayOption("--to", raw.to) : null;
  if (from && to && from >= to)
    throw new InputError("input.option_invalid", `--from ${from} does not lie before --to ${to}.`, {
      hint: "--to is the day after the last one that counts.",
    });
  if (raw.period !== undefined && (from || to))
    throw new InputError("input.option_invalid", "--period names both ends of the window already.", {
      hint: "Leave out --from and --to.",
    });
  return {
    ...(raw.period === undefined ? {} : { period: raw.period }),
    ...(raw.where ? { where: conditionsOf(raw.where) } : {}),
    ...(raw.timezone ? { zone: timeZone(raw.timezone) } : {}),
    ...(raw.currency ? { currency: currencyOption("--currency", raw.currency) } : {}),
    ...(raw.asOf ? { asOf: dayOption("--as-of", raw.asOf) } : {}),
    ...(from ? { from: from as Day } : {}),
    ...(to ? { to: to as Day } : {}),
    ...(raw.inactivity ? { inactivityDays: wholeNumber("--inactivity", raw.inactivity, { min: 1, max: 3_650 }) } : {}),
  };
}

export const languageOption = (raw: RawOptions): Language | null =>
  raw.language === undefined ? null : oneOf("--language", raw.language, LANGUAGES);

export function wholeNumber(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InputError("input.option_invalid", `${option} "${text}" is not a whole number from ${min} to ${max}.`);
}

export function realNumber(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max) return value;
  throw new InputError("input.option_invalid", `${option} "${text}" is not a number from ${min} to ${max}.`);
}

/** The option of studies that says how long after an answer outcomes count. */
export const HORIZON_OPTION = [
  "--horizon <days>",
  "365, 180 or 90 days after the answer (default: the longest that half of the answers have behind them)",
] as const;

export const horizonOption = ({ horizon }: { horizon?: string }): number | null =>
  horizon === undefined ? null : wholeNumber("--horizon", horizon, { min: 1, max: 3_650 });
