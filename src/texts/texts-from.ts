import type { Period } from "../base/period.ts";
import { argumentKind } from "./arguments.ts";
import { type Formats, formats, type Precision, type QuantityFormat, type QuantityUnit } from "./format.ts";
import { type Language, LOCALES } from "./language.ts";
import { type Catalogue, compiled } from "./message.ts";
import { remembering } from "./remember.ts";

/** A key of the catalogues with its values. The same shape as a finding's message. */
export interface TextMessage {
  code: string;
  values: Record<string, string | number>;
}
export type TextLabel = TextMessage | { data: string };
export interface TextInterval {
  low: number;
  high: number;
  level: number;
}

/** What of a figure goes into a phrase. Every finding's figure is one. */
export type TextFigure = {
  definition: string;
  unit: QuantityUnit;
  currency?: string;
  isDifference?: true;
  n: number;
  /** What the value rests on where it is not the records. */
  basis?: string;
} & (
  | { state: "estimate"; value: number; interval: TextInterval | null }
  | { state: "too_few"; required: number }
  | { state: "too_early"; readyOn: string }
  | { state: "undefined"; why: string }
  | { state: "not_measured"; needs: readonly string[] }
);

type Values = Readonly<Record<string, string | number>>;

export interface Texts extends Formats {
  readonly language: Language;
  /** A sentence of the catalogue. An unknown code shows itself, or the general word of its family. */
  say(message: TextMessage): string;
  /** Short for `say` with a code of our own. */
  t(code: string, values?: Values): string;
  has(code: string): boolean;
  label(label: TextLabel): string;
  /** A value with its unit. */
  quantity(value: number, format: QuantityFormat): string;
  seconds(value: number, style?: "long" | "clock"): string;
  period(period: Period): string;
  interval(interval: TextInterval, format: QuantityFormat): string;
  /** The value of a figure with its unit, or the few words that say why there is none. */
  figureValue(figure: TextFigure, precision?: Precision): string;
  /** The bounds of a figure's interval, rounded like its value; undefined where it has none. */
  figureRange(figure: TextFigure): string | undefined;
  /** The full phrase: value, interval and n; or why there is none and what would make it possible. */
  figure(figure: TextFigure): string;
  /** A difference of two values: signed, and a share's in percentage points. */
  signed(value: number, format: QuantityFormat): string;
  /** The bounds of a difference. */
  signedRange(interval: TextInterval, format: QuantityFormat): string;
  /** A figure that is a difference, signed: a share's in percentage points. Its bounds stand in `differenceRange`. */
  difference(figure: TextFigure): string;
  differenceRange(figure: TextFigure): string;
  /** A word of the vocabulary (`outcome`, `band` …); a code that it does not have is the user's own word. */
  word(family: string, code: string, ending?: string): string;
  capital(text: string): string;
}

export interface TextsOptions {
  /** Told of each code that no catalogue has, and of each message whose values are not complete. */
  onUnknown?: (code: string) => void;
  /** Words of a company's own, by code; they stand as they are. */
  words?: Readonly<Record<string, string>>;
}

/** The texts and formats of one language from its catalogue. Pure: the same message always reads the same. */
export function textsFrom(
  catalogue: Catalogue,
  language: Language,
  { onUnknown = () => {}, words = {} }: TextsOptions = {},
): Texts {
  const format = formats(language);
  const locale = LOCALES[language];
  const said = remembering();

  const capital = (text: string): string => {
    const [first = "", ...rest] = text;
    return first.toLocaleUpperCase(locale) + rest.join("");
  };
  const has = (code: string): boolean => Object.hasOwn(words, code) || catalogue.has(code);

  const say = ({ code, values }: TextMessage): string => {
    if (Object.hasOwn(words, code)) return words[code]!;
    const message = compiled(catalogue, language, code);
    if (!message) {
      onUnknown(code);
      const general = `${code.split(".")[0]}.other`;
      return has(general) ? say({ code: general, values: { code: readable(code) } }) : code;
    }
    if (message.fixed !== undefined) return message.fixed;
    return said(`${code} ${JSON.stringify(values)}`, () => {
      try {
        const formatted = String(message.format.format({ ...DEFAULTS, ...prepared(values) }));
        // A date that ends with an abbreviation ends the sentence too.
        const text = formatted.replace(/(?<=\p{L}\.)\.(?=\s|$)/gu, "");
        return message.opensWithArgument && /[.!?]$/.test(text) ? capital(text) : text;
      } catch {
        onUnknown(code); // A value is missing: the code says more than a broken sentence.
        return code;
      }
    });
  };
  const t = (code: string, values: Values = {}): string => say({ code, values: { ...values } });

  const prepared = (values: Values): Record<string, string | number> => {
    const quantityFormat = formatOf(values);
    const sizes = Object.entries(values).filter(
      ([name]) => SIZED.has(argumentKind(name) ?? "data") || name === "low" || name === "high",
    );
    quantityFormat.magnitude = Math.max(
      0,
      ...sizes.map(([, value]) => (typeof value === "number" ? Math.abs(value) : 0)),
    );
    const all: Record<string, string | number> = { ...turned(values) };
    for (const [name, value] of Object.entries(all)) {
      // Bounds that stand beside a difference are bounds of a difference.
      const kind = "difference" in values && (name === "low" || name === "high") ? "gapBound" : argumentKind(name);
      if (kind === undefined) continue;
      if (kind === "quantity") {
        all[name] = typeof value === "number" ? quantity(value, quantityFormat) : value;
      } else if (kind === "share") {
        all[name] = typeof value === "number" ? format.share(value) : value;
      } else if (kind === "seconds") {
        all[name] = typeof value === "number" ? seconds(value) : value;
      } else if (kind === "day") {
        all[name] = format.day(String(value));
      } else if (kind === "period") {
        all[name] = format.periodName(String(value));
      } else if (kind in LISTED) {
        const [family, ending] = LISTED[kind as keyof typeof LISTED];
        all[name] = format.list(
          String(value)
            .split(/,\s*/)
            .map((code) => word(family, code, ending)),
        );
      } else if (kind === "gap" || kind === "signedGap") {
        const signed = kind === "signedGap" || name === "difference";
        all[name] = typeof value === "number" ? gap(value, quantityFormat, signed) : value;
      } else if (kind === "gapBound") {
        all[name] = typeof value === "number" ? gapBound(value, quantityFormat) : value;
      } else if (kind !== "data") {
        const code = String(value);
        all[`${name}Code`] = code;
        all[name] = kind === "measure" ? word("measure", code, ".short") : word(kind, code);
        if (kind === "dimension") all[`${name}By`] = word(kind, code, ".by");
        if (kind === "outcome") all[`${name}Phrase`] = word(kind, code, ".phrase");
        if (kind === "band")
          all[`${name}Among`] = has(`band.${code}.among`)
            ? t(`band.${code}.among`)
            : t("band.unknown.among", { name: code });
      }
    }
    return all;
  };

  const word = (family: string, code: string, ending = ""): string => {
    const key = `${family}.${code.split("@")[0]}${ending}`;
    return has(key) ? t(key) : code.replace(/^snapshot:/, "");
  };

  /** A difference of shares is in percentage points, one of scores on −100…100 in points: neither is a per cent. */
  const gap = (value: number, how: QuantityFormat, signed: boolean): string => {
    const size = signed ? Math.abs(value) : value;
    const text = gapSize(size, how);
    // What rounds to nothing has no direction either.
    if (!signed || !/[1-9]/.test(text)) return text;
    return (value > 0 ? "+" : "\u2212") + text;
  };
  const gapSize = (size: number, how: QuantityFormat): string => {
    if (how.unit === "share")
      return t("unit.percentage_points", { n: rounded(size * 100, Math.abs(size) < 0.001 ? 2 : 1) });
    if (how.unit === "points") return t("unit.points", { n: rounded(size, 0) });
    return quantity(size, how);
  };
  const gapBound = (value: number, how: QuantityFormat): string =>
    how.unit === "share"
      ? format.decimals(value * 100, value !== 0 && Math.abs(value) < 0.001 ? 2 : 1)
      : how.unit === "points"
        ? format.number(value)
        : quantity(value, how);

  const quantity = (value: number, { unit, currency, precision = "headline", magnitude }: QuantityFormat): string => {
    switch (unit) {
      case "share":
        return precision === "axis" ? format.share(value) : format.shareExactly(value);
      case "points":
        return format.points(value);
      case "score":
        return format.score(value);
      case "money":
      case "money_per_customer":
        return currency === undefined ? format.decimals(value, 2) : format.money(value, currency, precision, magnitude);
      case "count":
        // A mean count (orders a customer) has decimals, a number of things has none.
        return precision === "axis" || Number.isInteger(value) || Math.abs(value) >= 100
          ? format.number(value, Math.abs(value) < 100 ? 2 : 0)
          : format.decimals(value, 2);
      case "seconds":
        return seconds(value, precision === "headline" ? "long" : "clock");
      case "days":
        return precision === "axis" ? format.number(value) : days(value);
      case "ratio":
        return precision === "axis" ? format.number(value, 2) : format.decimals(value, 2);
      default:
        return unit satisfies never;
    }
  };

  const days = (value: number): string => {
    const n = rounded(Math.abs(value), 1);
    return (value < 0 && n > 0 ? "\u2212" : "") + t("unit.days", { n });
  };

  const seconds = (value: number, style: "long" | "clock" = "long"): string => {
    const total = Math.round(Math.abs(value));
    const sign = value < 0 && total > 0 ? "\u2212" : "";
    const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
    if (style === "clock") {
      const two = (part: number) => String(part).padStart(2, "0");
      return sign + (hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`);
    }
    if (hours > 0) return sign + t("unit.hours_minutes", { hours, minutes });
    return sign + (minutes > 0 ? t("unit.minutes_seconds", { minutes, rest }) : t("unit.seconds", { rest }));
  };

  const period = (window: Period): string => {
    const closed = format.closedPeriod(window);
    const last = format.lastDay(window);
    if (closed !== undefined) return closed;
    if (window.from !== null) return t("period.from", { from: window.from });
    return last === undefined ? t("period.all") : t("period.until", { to: last });
  };

  const bounds = (interval: TextInterval, { unit, ...how }: QuantityFormat): { low: string; high: string } => ({
    low: quantity(interval.low, { unit, ...how }),
    high: quantity(interval.high, { unit, ...how }),
  });
  const interval = (value: TextInterval, how: QuantityFormat): string =>
    t("figure.range", bounds(value, { magnitude: Math.max(Math.abs(value.low), Math.abs(value.high)), ...how }));

  const figureValue = (figure: TextFigure, precision: Precision = "headline"): string => {
    if (figure.state === "undefined" && has(`why.${figure.why}.short`)) return t(`why.${figure.why}.short`);
    if (figure.state !== "estimate") return t(`figure.state.${figure.state}.short`);
    const how = formatOfFigure(figure, precision);
    if (figure.isDifference) return gap(figure.value, how, true);
    const value = quantity(figure.value, how);
    const scaled = `measure.${measureOf(figure)}.scale`;
    if (figure.unit === "score" && has(scaled)) return t(scaled, { value });
    const top = `measure.${measureOf(figure)}.top`;
    if (figure.unit === "score" && has(top)) return t("own.score.of", { value, text: t(top) });
    return value;
  };

  const figureRange = (f: TextFigure): string | undefined => {
    if (f.state !== "estimate" || !f.interval) return undefined;
    return f.isDifference ? signedRange(f.interval, formatOfFigure(f)) : interval(f.interval, formatOfFigure(f));
  };

  const difference = (f: TextFigure): string =>
    f.state === "estimate" ? gap(f.value, formatOfFigure(f), true) : figureValue(f);
  const signedRange = ({ low, high }: TextInterval, how: QuantityFormat): string =>
    t("figure.range", { low: gapBound(low, how), high: gapBound(high, how) });
  const differenceRange = (f: TextFigure): string =>
    f.state === "estimate" && f.interval ? signedRange(f.interval, formatOfFigure(f)) : "";

  const figure = (f: TextFigure): string => {
    switch (f.state) {
      case "estimate": {
        const value = figureValue(f);
        const unit = f.unit === "money_per_customer" ? t("unit.per_customer", { value }) : value;
        const said = f.interval
          ? t("figure.estimate", { value: unit, range: figureRange(f) ?? "", level: f.interval.level, n: f.n })
          : t("figure.recorded", { value: unit, basis: f.basis ?? "observed", n: f.n });
        return f.basis === "assumption" ? t("figure.assumed", { text: said }) : said;
      }
      case "too_few":
        return t("figure.state.too_few.long", { n: f.n, required: f.required });
      case "too_early":
        return t("figure.state.too_early.long", { readyOn: f.readyOn });
      case "undefined": {
        const why = `why.${f.why}`;
        return has(why) ? t(why) : t("figure.state.undefined.long");
      }
      case "not_measured":
        return f.needs.length === 0
          ? t("figure.state.not_measured.short")
          : t("figure.state.not_measured.long", { needs: f.needs.join(",") });
      default:
        return f satisfies never;
    }
  };

  return {
    ...format,
    language,
    say,
    t,
    has,
    label: (label) => ("data" in label ? label.data : say(label)),
    quantity,
    seconds,
    period,
    interval,
    figureValue,
    figureRange,
    figure,
    signed: (value, how) => gap(value, how, true),
    signedRange,
    difference,
    differenceRange,
    word,
    capital,
  };
}

export const measureOf = ({ definition }: { definition: string }): string => definition.split("@")[0] ?? definition;

function formatOfFigure(figure: TextFigure, precision: Precision = "headline"): QuantityFormat {
  const { unit, currency } = figure;
  const values =
    figure.state === "estimate" ? [figure.value, figure.interval?.low ?? 0, figure.interval?.high ?? 0] : [0];
  const magnitude = Math.max(...values.map(Math.abs));
  return { unit, precision, magnitude, ...(currency === undefined ? {} : { currency }) };
}

function formatOf(values: Values): QuantityFormat {
  const { unit = "ratio", currency } = values;
  return { unit: unit as QuantityUnit, ...(currency === undefined ? {} : { currency: String(currency) }) };
}

/** Adds what a sentence needs to say "more" or "less" without a sign (see `arguments.ts`). */
function turned(values: Values): Values {
  const { difference, low, high } = values;
  if (typeof difference !== "number") return values;
  const less = difference < 0;
  return {
    direction: difference === 0 ? "same" : less ? "less" : "more",
    amount: Math.abs(difference),
    ...(typeof low === "number" && typeof high === "number"
      ? { amountLow: less ? -high : low, amountHigh: less ? -low : high }
      : {}),
    ...values,
  };
}

/** Codes separated by commas: the family of their words, and its ending. */
const LISTED = {
  facts: ["fact", ""],
  measures: ["measure", ".short"],
  dimensions: ["dimension", ""],
  knowns: ["known", ""],
  kindsOfMeasure: ["kind_of_measure", ""],
} as const;

const SIZED: ReadonlySet<string> = new Set(["quantity", "gap", "signedGap", "gapBound"]);

// A link of undated totals has no horizon, and the weakest evidence is what a message has that names none.
const DEFAULTS = { horizonDays: 0, grade: "association" };

const readable = (code: string): string =>
  (code.includes(".") ? code.slice(code.indexOf(".") + 1) : code).replaceAll(/[._]/g, " ");
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
