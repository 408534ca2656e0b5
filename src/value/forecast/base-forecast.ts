import { addMonths, type Day, daysBetween } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { expectedPurchasesOfNewCustomer, probabilityAlive } from "../../stats/customer-base/purchase-model.ts";
import { cohortSurvival } from "../../stats/customer-base/retention-model.ts";
import { sql } from "../../store/sql/sql.ts";
import { fitBase } from "../clv/base.ts";
import { contractBase } from "../clv/contracts.ts";
import { growthOf } from "../clv/future.ts";
import { historyAt, type PurchaseModelId } from "../clv/purchases.ts";
import { MONTH_DAYS } from "../clv/retention.ts";

/** Money by month ahead, in what the base is valued by (margin, or sales where costs are unknown). */
export interface BaseForecast {
  /** From customers who are there at the origin. */
  known: number[];
  /** From those who will join, as many as in the year before. */
  joining: number[];
  model: PurchaseModelId | null;
}

interface Question {
  /** First day that is forecast; nothing from it on is used. */
  origin: Day;
  months: number;
  value: "margin" | "spend";
  /** Customers without a contract in all; the model to use, null: choose. */
  customers: number;
  model: PurchaseModelId | null;
}

/** What the customer base brings by month: who is there, how often and how much they buy, and who will join. */
export async function baseForecast(context: MeasureContext, question: Question): Promise<BaseForecast | null> {
  const bought = await purchases(context, question);
  const contracts = context.info.hasContracts ? await contractMoney(context, question) : null;
  if (bought === null && contracts === null) return null;
  const add = (part: "known" | "joining") =>
    Array.from({ length: question.months }, (_, m) => (bought?.[part][m] ?? 0) + (contracts?.[part][m] ?? 0));
  return { known: add("known"), joining: add("joining"), model: bought?.model ?? null };
}

async function purchases(
  context: MeasureContext,
  { origin, months, customers, model }: Question,
): Promise<BaseForecast | null> {
  // Where nobody ever bought there are no purchases to learn from, nor a table of them.
  if (customers === 0) return null;
  const fitted = await fitBase(context, { day: origin, until: null, customers, model });
  if (fitted === null) return null;
  const { cells, fit, spend, kept } = fitted.base;
  const ends = Array.from({ length: months }, (_, m) => daysBetween(origin, addMonths(origin, m + 1)));
  const upTo = ends.map((days) => {
    const growth = growthOf(fit, { days, rate: 0 }, 1);
    let sum = 0;
    for (let i = 0; i < cells.customers.length; i++) {
      const history = historyAt(cells, i);
      sum += kept * probabilityAlive(fit, history) * growth(history.repeatPurchases, history.age) * cells.spend[i]!;
    }
    return sum;
  });
  const arrivals = await newcomers(context, origin);
  const each = kept * (spend.kind === "mean" ? spend.mean : (spend.fit.populationMeanSpend ?? 0));
  const later = (t: number) => (t <= 0 ? 0 : expectedPurchasesOfNewCustomer(fit, t));
  return {
    known: upTo.map((sum, m) => sum - (upTo[m - 1] ?? 0)),
    joining: Array.from({ length: months }, (_, m) => {
      let again = 0;
      // Those who join in month j have been there for half a month at its end.
      for (let j = 0; j <= m; j++) again += later((m - j + 0.5) * MONTH_DAYS) - later((m - j - 0.5) * MONTH_DAYS);
      return arrivals.perMonth * (kept * arrivals.first + again * each);
    }),
    model: fit.model,
  };
}

/** Customers a month who bought for the first time in the year before, and what their first purchase brought on average. */
async function newcomers({ store, info }: MeasureContext, origin: Day): Promise<{ perMonth: number; first: number }> {
  const { day, exact } = store.dialect;
  const year = addMonths(origin, -12);
  const from = info.firstDay !== null && info.firstDay > year ? info.firstDay : year;
  const [row] = await store.rows(sql`
    select count(*) as n, sum(${exact(sql`case when o.value > 0 then o.value else 0.0 end`)}) as brought
    from value_occasion o where o.is_first = 1 and o.day >= ${day(from)} and o.day < ${day(origin)}
  `);
  const n = Number(row?.n ?? 0);
  const months = Math.max(1, daysBetween(from, origin) / MONTH_DAYS);
  return { perMonth: n / months, first: n > 0 ? Number(row!.brought) / n : 0 };
}

async function contractMoney(
  context: MeasureContext,
  { origin, months, value }: Question,
): Promise<Pick<BaseForecast, "known" | "joining"> | null> {
  const base = await contractBase(context, { asOf: origin, value });
  if (base === null) return null;
  const { store, info } = context;
  const { dialect } = store;
  const end = dialect.day(origin);
  const rows = await store.rows(sql`
    select c.tenure as tenure, count(*) as customers, sum(c.yearly) as yearly
    from (
      select s.party as party, max(floor(${dialect.double(dialect.daysBetween(sql`s.from_day`, end))} / ${MONTH_DAYS})) as tenure,
        max(coalesce(r.yearly, ${dialect.exact(sql`0`)})) as yearly
      from panel_spell s
      left join (
        select party, sum(${dialect.exact(sql`yearly`)}) as yearly from panel_recurring where from_day <= ${end} and to_day > ${end} group by party
      ) r on r.party = s.party
      where s.kind = 'contract' and s.from_day <= ${end} and s.to_day > ${end}
      group by s.party
    ) c
    group by c.tenure order by tenure
  `);
  const year = addMonths(origin, -12);
  const from = info.firstDay !== null && info.firstDay > year ? info.firstDay : year;
  const [started] = await store.rows(sql`
    select count(*) as n from panel_spell s where s.kind = 'contract' and s.from_day >= ${dialect.day(from)} and s.from_day < ${end}
  `);
  const longest = Math.max(0, ...rows.map((row) => Number(row.tenure)));
  const survival = cohortSurvival(base.fit, longest + months + 1);
  const monthly = (row: (typeof rows)[number]) =>
    base.kept === null ? Number(row.customers) * (base.monthly ?? 0) : (Number(row.yearly) / 12) * base.kept;
  const active = rows.reduce((sum, row) => sum + Number(row.customers), 0);
  const each = active > 0 ? rows.reduce((sum, row) => sum + monthly(row), 0) / active : 0;
  const perMonth = Number(started?.n ?? 0) / Math.max(1, daysBetween(from, origin) / MONTH_DAYS);
  const there = (tenure: number, k: number) => survival[tenure + k]! / survival[tenure]!;
  return {
    known: Array.from({ length: months }, (_, m) =>
      rows.reduce((sum, row) => sum + monthly(row) * there(Number(row.tenure), m + 1), 0),
    ),
    joining: Array.from({ length: months }, (_, m) => {
      let sum = 0;
      for (let j = 0; j <= m; j++) sum += perMonth * each * survival[m - j]! * (j === m ? 0.5 : 1);
      return sum;
    }),
  };
}
