import type { Interval } from "../../findings/figure.ts";
import { bandEstimate } from "../../links/contrast.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { literal, raw, sql } from "../../store/sql/sql.ts";
import { componentOf } from "../ledger/stages.ts";
import type { ValueStudy } from "./study.ts";
import { type Levers, readLevers } from "./what-if.ts";

/** What money is spent on customers for. */
export const SPENDING = ["acquire", "serve", "keep"] as const;
export type Spending = (typeof SPENDING)[number];
/** Customers who bear a cost from which on its return is told. */
export const RETURN_NEEDED = 50;

/** What was spent for one end, on whom, and what these brought. */
export interface Spent {
  what: Spending;
  /** To date, in all. */
  spent: number;
  /** Of that, on nobody who could be found, and on those who have not bought. */
  nobody: number;
  prospects: number;
  /** Customers who bear a part. */
  customers: number;
  /** What these brought and are expected to bring, less all other costs. */
  brought: number;
  /** What they brought over all that was spent for the end; null where too few bear it. Its interval is that of other customers and of what is to come. */
  return: { value: number; interval: Interval | null } | null;
  /** How many it has to win or to keep in a year to pay for itself, and how many were won, or there to be kept; null where that is not known. */
  even: { needed: number; of: number } | null;
}

export interface SpendingStudy {
  rows: Spent[];
  /** Journey steps of nobody known: for which end is not known either. */
  untold: number;
  /** Customers who came before any cost of acquiring them was on record. */
  before: number;
}

/** What was spent to acquire, to serve and to keep customers, and what those on whom it was spent brought. */
export async function spendingStudy(
  context: MeasureContext,
  study: Pick<ValueStudy, "asOf" | "customers" | "prospects" | "toCome">,
): Promise<SpendingStudy> {
  const { store, record } = context;
  const { exact, double } = store.dialect;
  const product = (a: string, b: string) => exact(sql`${double(sql`u.${raw(a)}`)} * ${double(sql`u.${raw(b)}`)}`);
  const query = sql`
    select u.what as what, count(*) as customers, sum(u.spent) as spent, sum(u.brought) as brought, sum(u.to_come) as to_come,
      sum(${product("brought", "brought")}) as bb, sum(${product("spent", "spent")}) as ss, sum(${product("brought", "spent")}) as bs
    from (
      ${SPENDING.map(
        (what) => sql`
          select ${literal(what)} as what, -c.${raw(what)} as spent, c.clv - c.${raw(what)} as brought, c.to_come as to_come
          from value_customer c where c.since is not null and c.${raw(what)} < 0`,
      ).reduce((all, one) => sql`${all} union all ${one}`)}
    ) u
    group by u.what order by what
  `;
  const rows = await store.rows(query);
  record("clv.spend", query, rows);
  const unallocated = await store.rows(sql`
    select case when l.line = 'touches' then 'untold' else ${componentOf} end as what, -sum(l.amount) as amount
    from value_ledger l where l.party is null and l.line not in ('revenue', 'goods', 'refunds')
    group by case when l.line = 'touches' then 'untold' else ${componentOf} end`);
  const [earlier] = await store.rows(
    sql`select count(*) as n from value_customer c where c.since is not null and c.acquire >= 0`,
  );
  const nobody = (what: string) => Number(unallocated.find((row) => row.what === what)?.amount ?? 0);
  const levers = await readLevers({ ...context, record: () => {} }, study);
  const years = yearsOf(context);
  return {
    rows: SPENDING.map((what) => {
      const row = rows.find((each) => each.what === what);
      const number = (key: string) => Number(row?.[key] ?? 0);
      const [customers, borne, brought] = [number("customers"), number("spent"), number("brought")];
      const spent = borne + nobody(what) - study.prospects[what];
      return {
        ...{ what, spent, nobody: nobody(what), prospects: 0 - study.prospects[what], customers, brought },
        return:
          customers < RETURN_NEEDED || spent <= 0
            ? null
            : returnOf({ customers, borne, brought, toCome: number("to_come") }, { row: number, spent, study }),
        even:
          customers === 0 || spent <= 0
            ? null
            : evenOf(what, { spent: spent / years, customers, brought, years }, levers),
      };
    }),
    untold: nobody("untold"),
    before: Number(earlier?.n ?? 0),
  };
}

/** Years that the records cover. */
function yearsOf({ info: { firstDay, asOf } }: MeasureContext): number {
  const days = firstDay === null || asOf === null ? 0 : (Date.parse(asOf) - Date.parse(firstDay)) / 86_400_000;
  return Math.max(1, days) / 365;
}

/** What was brought over what was spent, nobody's part of the spend included: a ratio of sums over customers, with what is not sure of what is to come. */
function returnOf(
  { customers, borne, brought, toCome }: { customers: number; borne: number; brought: number; toCome: number },
  { row, spent, study }: { row: (key: string) => number; spent: number; study: Pick<ValueStudy, "toCome"> },
): Spent["return"] {
  const estimate = bandEstimate({
    ...{ band: "", n: customers, clusters: customers, nonZero: customers },
    ...{ a: brought, b: borne, aa: row("bb"), bb: row("ss"), ab: row("bs") },
  });
  if (estimate === null) return null;
  const scale = borne / spent;
  const value = estimate.mean * scale;
  if (estimate.interval === null) return { value, interval: null };
  const { low, high, level } = estimate.interval;
  // What is to come is not sure for all alike: it moves these by their part of it.
  const all = study.toCome;
  const reach = all && all.value > 0 ? ((all.high - all.low) / 2 / all.value) * (Math.max(0, toCome) / spent) : 0;
  const half = Math.hypot(((high - low) / 2) * scale, reach);
  return { value, interval: { low: value - half, high: value + half, level } };
}

function evenOf(
  what: Spending,
  { spent, customers, brought, years }: { spent: number; customers: number; brought: number; years: number },
  levers: Levers | null,
): Spent["even"] {
  if (what === "acquire") return brought > 0 ? { needed: spent / (brought / customers), of: customers / years } : null;
  return levers && levers.perCustomer > 0 ? { needed: spent / levers.perCustomer, of: levers.start } : null;
}
