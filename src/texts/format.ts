import { addDays, type Day, parseDay } from "../base/day.ts";
import { isOpen, type Period } from "../base/period.ts";
import { type Language, LOCALES } from "./language.ts";
import { remembering } from "./remember.ts";

/** Units as the findings have them: shares in [0, 1], NPS in points, money in major units, durations in seconds. */
export type QuantityUnit =
  | "share"
  | "points"
  | "score"
  | "money"
  | "money_per_customer"
  | "count"
  | "seconds"
  | "days"
  | "ratio";

export interface QuantityFormat {
  unit: QuantityUnit;
  currency?: string;
  /** `headline` rounds money to three significant digits; `exact` keeps it to the smallest coin; `axis` is as short as can be. */
  precision?: Precision;
  /** Largest of the values that stand together: they are rounded alike, to three significant digits of it. */
  magnitude?: number;
}

export type Precision = "headline" | "exact" | "axis";

export interface Formats {
  number(value: number, digits?: number): string;
  /** With exactly as many decimals. */
  decimals(value: number, digits: number): string;
  /** Per cent, with as many decimals as it takes, at most `digits`. */
  share(value: number, digits?: number): string;
  /** Per cent with one decimal always, so that a column of them reads well; two below one per cent, where one would say nothing. */
  shareExactly(value: number): string;
  /** NPS: no decimals, with its sign; never a per cent sign. */
  points(value: number): string;
  score(value: number): string;
  money(value: number, currency: string, precision?: Precision, magnitude?: number): string;
  /** A day as its locale writes it: 31 March 2026. */
  day(day: string): string;
  month(month: string): string;
  /** A period's name in a series: 2026-03, 2026-Q1, 2026-W12, 2026-03-31 or 2026; `short` for axes. */
  periodName(name: string, style?: "long" | "short"): string;
  /** Whole days, last one included, or undefined where a bound is open. */
  closedPeriod(period: Period): string | undefined;
  lastDay(period: Period): Day | undefined;
  list(items: readonly string[]): string;
}

/** What stands before the two years that a year of a company's own calendar touches. */
const FISCAL_YEAR: Readonly<Record<Language, string>> = {
  en: "FY",
  pl: "rok obrotowy ",
  sv: "räkenskapsåret ",
  ru: "финансовый год ",
  ro: "anul fiscal ",
};

const MINUS = "\u2212";
const SIGN = /[-+\u2212]/;
const MONTH = /^\d{4}-\d{2}$/;

/** Numbers and dates of one language, through Intl. All values carry a real minus sign, and no negative zero. */
export function formats(language: Language): Formats {
  const locale = LOCALES[language];
  const numbers = new Map<string, Intl.NumberFormat>();
  const dates = new Map<string, Intl.DateTimeFormat>();
  const rendered = remembering();
  // A report names few days and periods, and each of them often.
  const days = remembering();
  const periods = remembering();

  const render = (value: number, options: Intl.NumberFormatOptions): string => {
    const key = JSON.stringify(options);
    return rendered(`${key} ${value}`, () => {
      let format = numbers.get(key);
      if (!format) numbers.set(key, (format = new Intl.NumberFormat(locale, options)));
      const text = inWords(format.format(value), language);
      // What rounds to zero has no sign.
      return text.replace(SIGN, (sign) => (/[1-9]/.test(text) ? (sign === "+" ? sign : MINUS) : ""));
    });
  };
  const date = (day: string, options: Intl.DateTimeFormatOptions): string =>
    days(`${JSON.stringify(options)} ${day}`, () => dateFormat(options).format(atNoon(day)));
  const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
    const key = JSON.stringify(options);
    let format = dates.get(key);
    if (!format) dates.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" })));
    return format;
  };
  const number = (value: number, digits = 0) => render(value, { maximumFractionDigits: digits });
  const lastDay = ({ to }: Period): Day | undefined => (to === null ? undefined : addDays(to, -1));

  const decimals = (value: number, digits: number) =>
    render(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });

  return {
    number,
    decimals,
    lastDay,
    share: (value, digits = value !== 0 && Math.abs(value) < 0.001 ? 2 : 1) =>
      render(value, { style: "percent", maximumFractionDigits: digits }),
    shareExactly: (value) => {
      const digits = value === 0 ? 0 : Math.abs(value) < 0.01 ? 2 : 1;
      return render(value, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits });
    },
    points: (value) => render(value, { maximumFractionDigits: 0, signDisplay: "exceptZero" }),
    score: (value) => decimals(value, 2),
    money: (value, currency, precision = "headline", magnitude = value) =>
      render(...moneyFormat(value, currency, precision, magnitude)),
    day: (day) => (parseDay(day) ? date(day, { day: "numeric", month: "long", year: "numeric" }) : day),
    month: (month) => (MONTH.test(month) ? date(`${month}-01`, { month: "long", year: "numeric" }) : month),
    periodName: (name, style = "long") => {
      const month = style === "long" ? "long" : "short";
      if (MONTH.test(name)) return date(`${name}-01`, { month, year: "numeric" });
      if (parseDay(name))
        return date(name, { day: "numeric", month, ...(style === "long" ? { year: "numeric" } : {}) });
      const [, year, quarter] = /^((?:FY)?\d{4}(?:\/\d{2})?)(?:-Q([1-4]))?$/.exec(name) ?? [];
      if (year === undefined) return name;
      const words = year.replace(/^FY/, FISCAL_YEAR[language]);
      return quarter === undefined ? words : `${["I", "II", "III", "IV"][Number(quarter) - 1]} ${words}`;
    },
    closedPeriod: (period) => {
      const last = lastDay(period);
      if (isOpen(period) || period.from === null || last === undefined) return undefined;
      const { from } = period;
      return periods(`${from} ${last}`, () =>
        dateFormat({ day: "numeric", month: "short", year: "numeric" }).formatRange(
          atNoon(from),
          atNoon([from, last].sort()[1] ?? last),
        ),
      );
    },
    // Some names have a comma of their own.
    list: (items) => items.join(items.some((item) => item.includes(", ")) ? "; " : ", "),
  };
}

/** Romanian writes thousands in short as “mii”; Intl has an English K for it. */
const inWords = (text: string, language: Language): string => (language === "ro" ? text.replace(/\bK\b/, "mii") : text);

// Noon, so that no zone arithmetic can move the date.
const atNoon = (day: string): Date => new Date(`${day}T12:00:00Z`);

function moneyFormat(
  value: number,
  currency: string,
  precision: Precision,
  magnitude: number,
): [number, Intl.NumberFormatOptions] {
  const style = { style: "currency", currency } as const;
  if (precision === "exact") return [value, style];
  const size = Math.max(Math.abs(value), Math.abs(magnitude));
  const decimals = size === 0 ? 0 : Math.max(-20, Math.min(2, 2 - Math.floor(Math.log10(size))));
  const rounded = decimals >= 0 ? Number(value.toFixed(decimals)) : Math.round(value * 10 ** decimals) / 10 ** decimals;
  const short = { ...style, notation: "compact", maximumSignificantDigits: 3 } as const;
  if (precision === "axis") return [rounded, size >= 10_000 ? short : { ...style, maximumSignificantDigits: 3 }];
  if (size >= 1_000_000) return [rounded, short];
  // 45.7 would read as a slip: below a hundred either whole units or all decimals of the currency.
  return [rounded, decimals <= 0 ? { ...style, maximumFractionDigits: 0 } : style];
}
