import { addMonths, type Day } from "../../base/day.ts";
import type { Interval } from "../../findings/figure.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { meanInterval } from "../../stats/intervals/mean.ts";
import {
  type Method,
  MONTHS_NEEDED,
  naiveForecast,
  scored,
  seriesForecast,
  shownFirst,
  type Tested,
  triedAt,
} from "./methods.ts";
import { FORECAST_LEVEL, intervalAround } from "./study.ts";
import { type ThemeSeries, type Themes, themeSeries } from "./theme-series.ts";

/** Contacts a month from which a theme is forecast by itself: of fewer, chance says more than the season. */
export const CONTACTS_A_MONTH = 5;
/** Themes that are forecast one by one. */
const THEMES_SHOWN = 5;
const YEAR = 12;

/** What is expected of one theme, or of all. */
export interface ThemeForecast extends ThemeSeries {
  /** Contacts of the last year, or of the months there are. */
  before: number;
  expected: number[];
  first: Method;
  /** How the method shown first did on the past; undefined where it could not be tried. */
  tested: Tested | undefined;
  beatsNaive: boolean | null;
  /** What one contact costs, and all that are expected. */
  each: { value: number; interval: Interval | null } | null;
  money: { value: number; interval: Interval | null } | null;
}

export interface ThemeStudy extends Pick<Themes, "origin" | "unnamed"> {
  /** Whole months of the past. */
  history: Day[];
  months: Day[];
  /** null where months or contacts are too few. */
  all: ThemeForecast | null;
  /** Those with the most money at stake, or the most contacts where nobody's money is known. */
  themes: ThemeForecast[];
  /** Themes that are in the total alone. */
  others: number;
  /** The past of all contacts, and of each theme that is told apart. */
  series: readonly ThemeSeries[];
}

/** Contacts to come by theme: each way of forecasting tried on the past, the naive one first where none is better. */
export async function themeStudy(context: MeasureContext, ahead: number): Promise<ThemeStudy | null> {
  const series = await themeSeries(context);
  if (series === null) return null;
  const { months: history, origin, unnamed } = series;
  const isShort = history.length < MONTHS_NEEDED;
  const enough = ({ contacts }: ThemeSeries) =>
    !isShort && sum(contacts.slice(-YEAR)) >= CONTACTS_A_MONTH * Math.min(YEAR, history.length);
  const ranked = series.themes
    .filter(enough)
    .sort((a, b) => (b.stake ?? 0) - (a.stake ?? 0) || sum(b.contacts) - sum(a.contacts));
  const themes = ranked.slice(0, THEMES_SHOWN).map((each) => expected(each, ahead));
  return {
    ...{ origin, unnamed, history, months: Array.from({ length: ahead }, (_, m) => addMonths(origin, m)) },
    all: enough(series.all) ? expected(series.all, ahead) : null,
    ...{ themes, others: series.named - themes.length, series: [series.all, ...series.themes] },
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function expected(series: ThemeSeries, ahead: number): ThemeForecast {
  const { contacts, cost } = series;
  const trials = triedAt(contacts.length).map((back) => ({
    actual: contacts.slice(-back),
    forecasts: said(contacts.slice(0, -back), back),
  }));
  const tests = scored(trials);
  const { first, beatsNaive } = shownFirst(tests) ?? { first: "naive" as const, beatsNaive: null };
  const tested = tests.find(({ method }) => method === first);
  const by = said(contacts, ahead)[first]!;
  const total = sum(by);
  const mean = cost === null ? null : meanInterval(cost, { confidence: FORECAST_LEVEL });
  const spread = mean?.standardError && mean.mean > 0 ? mean.standardError / mean.mean : 0;
  const money = mean === null ? null : total * mean.mean;
  return {
    ...series,
    ...{ before: sum(contacts.slice(-YEAR)), expected: by, first, tested, beatsNaive },
    each: mean === null ? null : { value: mean.mean, interval: mean.interval },
    money:
      money === null
        ? null
        : {
            value: money,
            interval: intervalAround(money, tested && { ...tested, total: Math.hypot(tested.total, spread) }, "total"),
          },
  };
}

/** What the ways of forecasting that need nothing but the series say; never fewer than no contact. */
function said(contacts: readonly number[], months: number): Partial<Record<Method, number[]>> {
  const smoothed = seriesForecast(contacts, months)?.map((value) => Math.max(0, value));
  return { naive: naiveForecast(contacts, months), ...(smoothed ? { series: smoothed } : {}) };
}
