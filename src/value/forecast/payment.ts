import { type Day, startOfMonth } from "../../base/day.ts";
import type { Interval } from "../../findings/figure.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { kaplanMeier } from "../../stats/survival/kaplan-meier.ts";
import { sql } from "../../store/sql/sql.ts";
import { MONTH_DAYS } from "../clv/retention.ts";
import { monthsFrom } from "./months.ts";
import { FORECAST_LEVEL } from "./study.ts";

/** Invoices that were paid from which a delay is learnt. */
export const PAID_NEEDED = 50;

/** How long customers take to pay, as shares of the money by months after the sale. */
export interface PaymentDelay {
  /** Share that comes in the month of the sale, in the next one, and so on; what is left is not expected. */
  shares: number[];
  /** As it was learnt from records; null where somebody stated the days. */
  learnt: LearntDelay | null;
  /** Days that were stated. */
  days: number | null;
}

export interface LearntDelay {
  paid: number;
  /** Invoices that were not paid when the months on record were over. */
  unpaid: number;
  /** Share that has come by the end of each month, with its bounds. */
  by: { value: number; interval: Interval | null }[];
}

/** As many days later as somebody stated: a month's sales fall into two months of receipts. */
export function statedDelay(days: number): PaymentDelay {
  const [whole, part] = [Math.floor(days / MONTH_DAYS), (days % MONTH_DAYS) / MONTH_DAYS];
  return { shares: [...new Array<number>(whole).fill(0), 1 - part, part], learnt: null, days };
}

/** Receipts by month: what was sold in the months before, by the share that comes so much later. */
export function cashOf(past: readonly number[], ahead: readonly number[], { shares }: PaymentDelay): number[] {
  const all = [...past, ...ahead];
  return ahead.map((_, m) =>
    shares.reduce((sum, share, later) => sum + share * (all[past.length + m - later] ?? all[0]!), 0),
  );
}

/** An invoice's month of sale, its month of payment (null: not paid), how many there are, and what they come to. */
export interface PaidCell {
  sold: Day;
  paid: Day | null;
  n: number;
  amount: number;
  squares: number;
}

/** The delay from the invoices on record; null where fewer than `PAID_NEEDED` were paid. */
export async function learntDelay(context: MeasureContext): Promise<PaymentDelay | null> {
  const { store, info, record } = context;
  const { dialect } = store;
  if (info.asOf === null || (info.facts.purchase ?? 0) === 0) return null;
  const sold = dialect.startOf("month", sql`o.day`);
  const paid = dialect.startOf("month", dialect.localDay(sql`f.paid`, info.zone));
  const query = sql`
    select ${sold} as sale_month, ${paid} as payment_month, count(*) as n,
      sum(${dialect.exact(sql`o.amount`)}) as amount, sum(${dialect.exact(sql`o.amount * o.amount`)}) as squares
    from fact_purchase f
    inner join panel_order o on o.id = f.id
    where o.day is not null and o.amount > 0
      and (f.paid is not null or (f.invoiced is not null and (f.status is null or f.status in ('open', 'delivered'))))
    group by ${sold}, ${paid}
    order by sale_month, payment_month
  `;
  const rows = await store.rows(query);
  record("forecast.payment", query, rows);
  return delayFrom(
    rows.map((row) => ({
      ...{
        sold: String(row.sale_month) as Day,
        paid: row.payment_month === null ? null : (String(row.payment_month) as Day),
      },
      ...{ n: Number(row.n), amount: Number(row.amount), squares: Number(row.squares) },
    })),
    startOfMonth(info.asOf),
  );
}

/**
 * Shares of the money by months after the sale, by Kaplan and Meier: an invoice that was not paid when the last whole month was over counts
 * for the months that it was seen. Invoices weigh as much as they come to; bounds go by the number of equal ones that would say as much.
 * @param origin first day that is not looked at; what was paid from it on counts as not paid yet
 */
export function delayFrom(cells: readonly PaidCell[], origin: Day): PaymentDelay | null {
  const seen = cells
    .filter(({ sold }) => sold < origin)
    .map((cell) => ({ ...cell, paid: cell.paid !== null && cell.paid < origin ? cell.paid : null }));
  const count = (isPaid: boolean) =>
    seen.filter(({ paid }) => (paid !== null) === isPaid).reduce((sum, { n }) => sum + n, 0);
  const [paid, unpaid] = [count(true), count(false)];
  if (paid < PAID_NEEDED) return null;
  const [weight, squares] = (["amount", "squares"] as const).map((key) =>
    seen.reduce((sum, cell) => sum + cell[key], 0),
  ) as [number, number];
  // Lag 0 is the month of the sale: paid in it is an event at 1, and so on; not paid at the origin was seen for all months before it.
  const curve = kaplanMeier(
    {
      time: seen.map((cell) => (cell.paid === null ? monthsFrom(cell.sold, origin) : lagOf(cell.sold, cell.paid) + 1)),
      event: seen.map((cell) => (cell.paid === null ? 0 : 1)),
      count: seen.map(({ amount }) => (amount * weight) / squares),
    },
    { confidence: FORECAST_LEVEL },
  );
  const by = Array.from({ length: curve.time.at(-1)! }, (_, later): LearntDelay["by"][number] => {
    const at = curve.time.findLastIndex((time) => time <= later + 1);
    if (at < 0) return { value: 0, interval: null };
    const [low, high] = [curve.low[at]!, curve.high[at]!];
    return {
      value: 1 - curve.survival[at]!,
      interval: low === null || high === null ? null : { low: 1 - high, high: 1 - low, level: FORECAST_LEVEL },
    };
  });
  return {
    shares: by.map(({ value }, later) => value - (by[later - 1]?.value ?? 0)),
    ...{ learnt: { paid, unpaid, by }, days: null },
  };
}

/** What was paid before the sale came in its month. */
const lagOf = (sold: Day, paid: Day): number => Math.max(0, monthsFrom(sold, paid));
