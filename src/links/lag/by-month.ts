import { HORIZONS, type Horizon } from "../../panel/settings.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import { atEqualHistory, type EqualHistory } from "../equal-history.ts";
import { type LagRows, MONTH_DAYS } from "./rows.ts";

const SIGNIFICANT = 0.05;

/** The best band against the worst in some days after the answer, at equal history. */
export interface Effect extends EqualHistory {
  n: number;
}

export interface MonthEffect {
  /** 1 for the first. */
  month: number;
  /** Null with too few answers whose month is over. */
  effect: Effect | null;
  /** Beyond chance after Holm over all months. */
  isBeyond: boolean;
}

export interface Lag {
  months: MonthEffect[];
  /** In the first three months, and in the last three that are known, a month; null where they are not known. */
  early: Effect | null;
  late: Effect | null;
  /** The first and the last month beyond chance; null: none is. */
  from: number | null;
  to: number | null;
  /** The shortest horizon that holds every month beyond chance. */
  horizon: Horizon | null;
}

/** Months of a quarter, of which the first and the last tell what comes at once from what comes again and again. */
const QUARTER = 3;

export function effectsByMonth(rows: LagRows): Lag {
  const found = rows.months.map((outcome) => effectOf(rows, outcome));
  const tested = found.flatMap((effect) => (effect ? [effect] : []));
  const adjusted =
    tested.length > 0
      ? adjustPValues(
          tested.map(({ p }) => p),
          "holm",
        )
      : [];
  const months = found.map((effect, i) => ({
    ...{ month: i + 1, effect },
    isBeyond: effect !== null && adjusted[tested.indexOf(effect)]! < SIGNIFICANT,
  }));
  const beyond = months.filter(({ isBeyond }) => isBeyond).map(({ month }) => month);
  const [from, to] = [beyond[0] ?? null, beyond.at(-1) ?? null];
  const known = found.findLastIndex((effect) => effect !== null) + 1;
  const quarter = (first: number) => effectOf(rows, meanOf(rows.months.slice(first, first + QUARTER)));
  return {
    ...{ months, from, to },
    early: known >= QUARTER ? quarter(0) : null,
    late: known >= 2 * QUARTER ? quarter(known - QUARTER) : null,
    horizon: to === null ? null : ([...HORIZONS].reverse().find((days) => days >= to * MONTH_DAYS) ?? HORIZONS[0]),
  };
}

const meanOf = (months: readonly Float64Array[]): Float64Array =>
  months[0]!.map((_, row) => months.reduce((sum, values) => sum + values[row]!, 0) / months.length);

function effectOf({ isBest, history, customers }: LagRows, outcome: Float64Array): Effect | null {
  const known = Array.from(outcome.keys()).filter((i) => !Number.isNaN(outcome[i]));
  const pick = (values: Float64Array) => Float64Array.from(known, (i) => values[i]!);
  const arm = pick(isBest);
  const best = arm.reduce((sum, each) => sum + each, 0);
  if (best < BAND_MINIMUM || known.length - best < BAND_MINIMUM) return null;
  const found = atEqualHistory({
    ...{ chosen: arm, outcome: pick(outcome) },
    ...{ history: history.map(pick), customers: pick(customers) },
  });
  return found && { ...found, n: known.length };
}
