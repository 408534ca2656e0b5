import { addDays, type Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BASELINE_DAYS } from "../../panel/settings.ts";
import { sql } from "../../store/sql/sql.ts";
import {
  CONTRACTS_NEEDED,
  contractCells,
  fitRetention,
  MONTH_DAYS,
  type RetentionFit,
  survivorsOf,
} from "./retention.ts";

/** What the customers with a contract are valued by. */
export interface ContractBase {
  fit: RetentionFit;
  /** Customers whose contracts the curve rests on, and those who have one today. */
  customers: number;
  active: number;
  /** What a contract brings in all, of what it is for: margin (or revenue) of the last year over recurring amounts in force in it. */
  kept: number | null;
  /** Where contracts name no amounts: what a customer brings a month. */
  monthly: number | null;
  longest: number;
}

/** Customers with contracts, how long they stay and what they bring; null where there are too few. */
export async function contractBase(
  { store, info, record }: MeasureContext,
  { asOf, value }: { asOf: Day; value: "margin" | "spend" },
): Promise<ContractBase | null> {
  const { dialect } = store;
  const query = contractCells(dialect, asOf);
  const cells = (await store.columns(query)) as Record<"months" | "lost" | "customers", Float64Array>;
  record("clv.contracts", query, [{ cells: cells.customers.length }]);
  const customers = cells.customers.reduce((sum, n) => sum + n, 0);
  const longest = Math.max(0, ...cells.months);
  if (customers < CONTRACTS_NEEDED || longest < 2) return null;
  const fit = fitRetention(survivorsOf(cells));
  if (fit === null) return null;
  const from = dialect.day(addDays(asOf, -BASELINE_DAYS));
  const net = value === "margin" ? sql`d.revenue - d.cost - d.refunded` : sql`d.revenue - d.refunded`;
  const overlap = (alias: "r" | "s") => {
    const [start, end] = alias === "r" ? [sql`r.from_day`, sql`r.to_day`] : [sql`s.from_day`, sql`s.to_day`];
    return dialect.double(
      dialect.daysBetween(
        sql`case when ${start} < ${from} then ${from} else ${start} end`,
        sql`case when ${end} > ${dialect.day(asOf)} then ${dialect.day(asOf)} else ${end} end`,
      ),
    );
  };
  const brought = sql`
    select
      (select sum(${dialect.exact(net)}) from customer_day d
        where d.day >= ${from} and d.day < ${dialect.day(asOf)}
          and d.party in (select party from panel_spell where kind = 'contract')) as net,
      (select sum(${dialect.exact(sql`r.yearly * ${overlap("r")} / 365.0`)}) from panel_recurring r
        where r.from_day < ${dialect.day(asOf)} and r.to_day > ${from}) as recurring,
      (select sum(${overlap("s")}) from panel_spell s
        where s.kind = 'contract' and s.from_day < ${dialect.day(asOf)} and s.to_day > ${from}) as days,
      (select count(*) from panel_spell s where s.kind = 'contract' and s.from_day < ${dialect.day(asOf)} and s.to_day > ${dialect.day(asOf)}) as active
  `;
  const [row] = await store.rows(brought);
  record("clv.contract-money", brought, [row]);
  const number = (key: string) => Number(row?.[key] ?? 0);
  const isRecurring = info.recurring !== "none" && number("recurring") > 0;
  const hasMoney = (info.facts.purchase ?? 0) > 0;
  return {
    fit,
    customers,
    active: number("active"),
    kept: isRecurring ? (hasMoney ? number("net") / number("recurring") : 1) : null,
    monthly: isRecurring || number("days") === 0 ? null : number("net") / (number("days") / MONTH_DAYS),
    longest,
  };
}
