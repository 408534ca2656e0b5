import type { Currency } from "../base/currency.ts";
import type { Message, Unit } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import { normalQuantile } from "../stats/distributions/normal.ts";
import { CONFIDENCE } from "./infer.ts";
import type { MeasureRow } from "./measure.ts";

/** Below this n a change gets no verdict. */
export const CHANGE_MINIMUM = 30;

/**
 * Whether the last period differs from the one before by more than chance explains: difference of two estimates with a
 * normal interval from their own errors. The two periods hold different rows, so their errors add.
 */
export function changeVerdict(series: readonly MeasureRow[], unit: Unit, currency: Currency | undefined): Message {
  const measured = series.filter(({ figure }) => isEstimate(figure));
  const [before, last] = measured.slice(-2);
  if (!last || !before) return { code: "change.first", values: {} };
  const { code, values } = differenceVerdict(before, last, unit, currency);
  return { code, values: { ...values, period: monthOf(last), previous: monthOf(before) } };
}

const monthOf = ({ period }: MeasureRow): string => (period ?? "").slice(0, 7);

/** The same for any two rows of one measure. */
export function differenceVerdict(
  before: MeasureRow,
  last: MeasureRow,
  unit: Unit,
  currency: Currency | undefined,
): Message {
  if (!isEstimate(last.figure) || !isEstimate(before.figure)) return { code: "change.first", values: {} };
  const money = currency ? { currency } : {};
  if (last.figure.interval === null && last.inference?.standardError === null)
    return {
      code: "change.recorded",
      values: {
        unit,
        ...money,
        before: before.figure.value,
        after: last.figure.value,
        difference: last.figure.value - before.figure.value,
      },
    };
  const n = Math.min(last.figure.n, before.figure.n);
  const [a, b] = [last.inference?.standardError, before.inference?.standardError];
  // Of a quantile each period has its interval, and no error that two of them could share.
  if (n >= CHANGE_MINIMUM && (a === undefined || b === undefined)) return { code: "change.untested", values: {} };
  if (n < CHANGE_MINIMUM || a === null || b === null || a === undefined || b === undefined)
    return { code: "change.too_little", values: { n, required: CHANGE_MINIMUM } };
  const difference = last.figure.value - before.figure.value;
  const half = normalQuantile(1 - (1 - CONFIDENCE) / 2) * Math.hypot(a, b);
  const [low, high] = [difference - half, difference + half];
  const code = low > 0 ? "change.up" : high < 0 ? "change.down" : "change.none";
  return { code, values: { unit, ...money, difference, low, high, level: CONFIDENCE, n } };
}
