import type { HeatChart } from "../../findings/chart-spec.ts";
import type { Interval, Message } from "../../findings/figure.ts";
import type { Finding, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { type KaplanMeier, lastAtOrBefore, survivalAt } from "../../stats/survival/kaplan-meier.ts";
import { columnsOf, countCell, LEVEL, labelCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import type { BandCurve, SurvivalByBand } from "./by-band.ts";

/** Days after the answer at which the curves are told. */
const DAYS = [90, 180, 365, 730, 1095];
const ALPHA = 0.05;

type Found = SurvivalByBand | { most: number; required: number };

/** Whether those who scored higher stayed longer. */
export function byBandFinding(context: MeasureContext, found: Found | null, dataVersion: string): Finding | null {
  if (found === null) return null;
  const base = { ...shell(context, "churn.by_band", "churn.by_band", dataVersion), tables: [] };
  const own = {
    ...header(context, "churn.by_band", "churn.by_band"),
    ...{ grade: "association" as const, unit: "share" as const },
  };
  if ("required" in found) {
    const { most: n, required } = found;
    return {
      ...base,
      headline: { ...own, n, state: "too_few", required },
      verdict: { code: "churn.by_band.too_few", values: { n, required } },
    };
  }
  const { curves, test, leftOut, instrument } = found;
  const [worst, best] = [curves[0]!, curves.at(-1)!];
  const days = DAYS.filter((each) => curves.every(({ curve }) => shareAt(curve, each) !== null));
  const at = days.findLast((each) => each <= 365) ?? null;
  const n = curves.reduce((sum, { customers }) => sum + customers, 0);
  const excluded = leftOut > 0 ? [{ reason: "band_too_small", n: leftOut }] : [];
  if (at === null)
    return {
      ...base,
      headline: { ...own, n, excluded, state: "undefined", why: "followed_too_short" },
      verdict: { code: "churn.by_band.too_short", values: { n, days: DAYS[0]! } },
    };
  const [low, high] = [shareAt(worst.curve, at)!, shareAt(best.curve, at)!];
  const apart = apartBy(low, high);
  const isApart = test !== null && test.p < ALPHA;
  const values: Message["values"] = {
    ...{ experience: instrument, days: at, lowBand: worst.band, highBand: best.band, unit: "share", n, level: LEVEL },
    ...{ lowValue: low.share, highValue: high.share, difference: apart.value, ...apart.interval },
  };
  return {
    ...base,
    headline: { ...own, isDifference: true, n, excluded, state: "estimate", ...apart },
    verdict: {
      code: `churn.by_band${isApart ? (apart.value > 0 ? ".longer" : ".shorter") : ".unclear"}`,
      values,
    },
    notes: [
      { code: "churn.by_band.reading", values },
      ...(test === null
        ? []
        : [{ code: "churn.by_band.test", values: { p: test.p, small: test.p < 0.001 ? "yes" : "no", n: test.df } }]),
    ],
    tables: [
      {
        id: "churn.by_band",
        title: { code: "churn.by_band.table", values },
        columns: [
          ...columnsOf("churn.column", ["band", "customers", "lost"]),
          ...days.map((each) => ({
            ...{ id: `days_${each}`, title: { code: "churn.column.after", values: { days: each } } },
            align: "end" as const,
          })),
        ],
        rows: curves.map(({ band, customers, lost, curve }) => ({
          ...{ band: labelCell(`band.${band}`), customers: countCell(customers), lost: countCell(lost) },
          ...Object.fromEntries(days.map((each) => [`days_${each}`, curveCell(curve, each)])),
        })),
        note: { code: "churn.by_band.note", values: {} },
      },
    ],
    charts: [curvesChart(curves, days, values)],
  };
}

interface Share {
  share: number;
  error: number;
  interval: Interval | null;
}

/** The share still there after so many days; null where nobody was followed for that long. */
function shareAt(curve: KaplanMeier, days: number): Share | null {
  const [share] = survivalAt(curve, [days]);
  if (share === null || share === undefined) return null;
  const at = lastAtOrBefore(curve.time, days);
  const [low, high] = [curve.low[at] ?? null, curve.high[at] ?? null];
  return {
    share,
    error: curve.standardError[at] ?? 0,
    interval: low === null || high === null ? null : { low, high, level: curve.level },
  };
}

function apartBy(low: Share, high: Share): { value: number; interval: Interval } {
  const value = high.share - low.share;
  const half = normalMultiplier(LEVEL) * Math.hypot(low.error, high.error);
  return { value, interval: { low: value - half, high: value + half, level: LEVEL } };
}

function curveCell(curve: KaplanMeier, days: number): TableCell {
  const { share, interval } = shareAt(curve, days)!;
  return { kind: "number", value: share, unit: "share", interval };
}

/** The curves as a picture: a row a band, the darker the more are still there. */
function curvesChart(curves: readonly BandCurve[], days: readonly number[], values: Message["values"]): HeatChart {
  return {
    ...{ type: "heat", id: "churn.by_band", unit: "share" },
    title: { code: "churn.by_band.table", values },
    summary: { code: "churn.by_band.summary", values },
    across: { code: "churn.by_band.across", values: {} },
    columns: days.map((each) => ({ data: String(each) })),
    rows: curves.map(({ band, customers, curve }) => ({
      label: { code: `band.${band}`, values: {} },
      n: customers,
      cells: days.map((each) => ({ value: shareAt(curve, each)!.share, n: customers })),
    })),
  };
}
