import type { Interval } from "../../findings/figure.ts";
import type { Table } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { meanInterval } from "../../stats/intervals/mean.ts";
import { ratioOfMeans } from "../../stats/intervals/ratio.ts";
import { columnsOf, countCell, LEVEL, labelCell, moneyCell, shareCell } from "../cells.ts";
import type { ScoreCohort } from "./by-score.ts";
import type { StageFacts, StageRate } from "./rates.ts";

const WEEKS_A_YEAR = 365.25 / 7;
/** Contacts are few: they are told of so many customers. */
const CUSTOMERS = 100;

const times = ({ low, high, level }: Interval, by: number): Interval => ({ low: low * by, high: high * by, level });

/** What happened a week over stages together: clustered by party (a party in two stages counts as two); null where nobody spent any time there. */
export function rateOf(
  rates: readonly StageRate[],
  of: "contacts" | "revenue",
): { value: number; interval: Interval | null } | null {
  const sum = (key: Exclude<keyof StageRate, "stage">) => rates.reduce((total, rate) => total + rate[key], 0);
  const [n, x, y] = [sum("parties"), sum(of), sum("weeks")];
  if (!(y > 0)) return null;
  if (n < 2) return { value: x / y, interval: null };
  const isCount = of === "contacts";
  const [xx, xy] = isCount ? [sum("cc"), sum("cw")] : [sum("rr"), sum("rw")];
  const { ratio, interval } = ratioOfMeans(
    {
      ...{ n, meanX: x / n, meanY: y / n },
      ...{ xx: Math.max(0, xx - x ** 2 / n), yy: Math.max(0, sum("ww") - y ** 2 / n), xy: xy - (x * y) / n },
    },
    LEVEL,
  );
  // There are no contacts below none; what is spent may be, after refunds.
  return { value: ratio, interval: interval && isCount ? { ...interval, low: Math.max(0, interval.low) } : interval };
}

/** Contacts a customer and week, and what is spent a customer and year, by stage. */
export function rateTable({ info }: MeasureContext, { rates }: StageFacts): Table {
  const currency = info.currency ? { currency: info.currency } : {};
  return {
    id: "stages.rates",
    title: { code: "stages.rates", values: {} },
    columns: columnsOf("stages.column", ["stage", "customers", "contacts_week", "spent_year"]),
    rows: rates.map((rate) => {
      const [contacts, spent] = [rateOf([rate], "contacts"), rateOf([rate], "revenue")];
      return {
        stage: labelCell(`stages.stage.${rate.stage}`),
        customers: countCell(rate.parties),
        contacts_week: {
          ...{ kind: "number", value: contacts === null ? null : contacts.value * CUSTOMERS, unit: "ratio" },
          ...(contacts?.interval ? { interval: times(contacts.interval, CUSTOMERS) } : {}),
        },
        spent_year: {
          ...moneyCell(spent === null ? null : spent.value * WEEKS_A_YEAR, currency),
          ...(spent?.interval ? { interval: times(spent.interval, WEEKS_A_YEAR) } : {}),
        },
      };
    }),
    note: { code: "stages.rates.note", values: {} },
  };
}

/** Offers that were decided, by the stage in which they were made. */
export const offerTable = ({ offers }: StageFacts): Table => ({
  id: "stages.offers",
  title: { code: "stages.offers", values: {} },
  columns: columnsOf("stages.column", ["stage", "decided", "accepted"]),
  rows: offers.map(({ stage, decided, won }) => ({
    stage: labelCell(`stages.stage.${stage}`),
    decided: countCell(decided),
    accepted: shareCell(won, decided),
  })),
});

/** Who had contact in a stage: still a customer a year after the first. */
export const keptTable = ({ kept }: StageFacts): Table => ({
  id: "stages.kept",
  title: { code: "stages.kept", values: {} },
  columns: columnsOf("stages.column", ["stage", "customers", "kept"]),
  rows: kept.map(({ stage, asked, kept: stayed }) => ({
    stage: labelCell(`stages.stage.${stage}`),
    customers: countCell(asked),
    kept: shareCell(stayed, asked),
  })),
  note: { code: "stages.kept.note", values: {} },
});

/** Cohorts from which on a mean is given. */
const COHORT_NEEDED = 5;

/** What customers brought in the year after onboarding, by the score that they gave in it. */
export function cohortTable({ info }: MeasureContext, cohorts: readonly ScoreCohort[]): Table {
  const currency = info.currency ? { currency: info.currency } : {};
  return {
    id: "stages.by-score",
    title: { code: "stages.by_score", values: {} },
    columns: columnsOf("stages.column", ["score", "customers", "each_year"]),
    rows: cohorts
      .filter(({ customers }) => customers >= COHORT_NEEDED)
      .map(({ band, customers, sum, squares }) => {
        const moments = {
          ...{ n: customers, mean: sum / customers },
          squaredDeviations: Math.max(0, squares - sum ** 2 / customers),
        };
        const { mean, interval } = meanInterval(moments, { confidence: LEVEL });
        return {
          score: band === "silent" ? labelCell("stages.silent") : labelCell("stages.band", { band }),
          customers: countCell(customers),
          each_year: { ...moneyCell(mean, currency), ...(interval ? { interval } : {}) },
        };
      }),
    note: { code: "stages.by_score.note", values: {} },
  };
}
