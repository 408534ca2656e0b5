import { addDays, type Day, daysBetween } from "../../base/day.ts";
import type { Stretch } from "../../measures/definition.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { Asked, History } from "./claim.ts";

/** Days after a customer's beginning that are their onboarding. */
export const ONBOARDING_DAYS = 90;
/** Days over which customers are followed, and over which what they did before is counted. */
const YEAR_DAYS = 365;
const SHORTEST = 90;

/** Two stretches that end where purchases are known: a year each, or half of the records; null below 90 days. */
export function lastStretches({ knownUntil, asOf, firstDay }: PanelInfo): Asked["stretches"] {
  const end = knownUntil.purchases ?? asOf;
  if (end === null || firstDay === null) return null;
  const days = Math.min(YEAR_DAYS, Math.floor(daysBetween(firstDay, end) / 2));
  if (days < SHORTEST) return null;
  const middle = addDays(end, -days);
  return { first: { from: addDays(middle, -days), to: middle }, second: { from: middle, to: end } };
}

/** The last day on which somebody may begin so that it is known whether they are still a customer so many days later. */
export function followedUntil({ asOf, hasContracts, inactivity, knownUntil }: PanelInfo, days: number): Day | null {
  const end = hasContracts ? asOf : knownUntil.purchases;
  return end === null ? null : addDays(end, -days - (hasContracts ? 0 : inactivity.days));
}

/** One row a customer: the first day, `since`, and the end of the first spell, `first_until`. Those who were there as the records began are left out. */
export const begun = ({ firstDay }: PanelInfo, { day }: Dialect): Sql => sql`
      select s.party as party, s.from_day as since, s.to_day as first_until
      from (
        select party, from_day, to_day, row_number() over (partition by party order by from_day) as place from panel_spell
      ) s
      where s.place = 1 and s.from_day >= ${firstDay === null ? day("2299-12-31") : day(addDays(firstDay, ONBOARDING_DAYS))}`;

/** What a customer brings, over the days `d` that are summed: margin where costs are known, otherwise revenue. */
export const brought = (worth: "margin" | "spend", { exact }: Dialect): Sql =>
  exact(raw(worth === "margin" ? "d.revenue - d.cost - d.refunded" : "d.revenue - d.refunded"));

/** Columns of `historyOf`. */
const COLUMNS = ["revenue", "log_revenue", "orders", "contacts", "returns"] as const;

/** What each party brought, ordered and asked in some days. */
export const historyOf = ({ from, to }: Stretch, { day, double }: Dialect): History => ({
  by: "party",
  columns: COLUMNS,
  rows: sql`
    select h.party as party, h.revenue as revenue, case when h.revenue > 0 then ln(1 + h.revenue) else 0 end as log_revenue,
      h.orders as orders, h.contacts as contacts, h.returns as returns
    from (
      select d.party as party, sum(${double(sql`d.revenue - d.refunded`)}) as revenue, sum(d.orders) as orders,
        sum(d.contacts) as contacts, sum(d.returns) as returns
      from customer_day d
      where d.day >= ${day(from)} and d.day < ${day(to)}
      group by d.party
    ) h`,
});

/** What parties brought in some days: `party` and `value`. */
export const broughtIn = ({ from, to }: Stretch, worth: "margin" | "spend", dialect: Dialect): Sql => sql`
      select d.party as party, sum(${brought(worth, dialect)}) as value
      from customer_day d
      where d.day >= ${dialect.day(from)} and d.day < ${dialect.day(to)}
      group by d.party`;

/** What customers brought in the first days since they began: `party` and `value`. */
export const broughtSince = (begun: Sql, days: number, worth: "margin" | "spend", dialect: Dialect): Sql => sql`
      select b.party as party, sum(${brought(worth, dialect)}) as value
      from (${begun}) b
      inner join customer_day d on d.party = b.party and d.day >= b.since and d.day < b.since + ${raw(String(days))}
      group by b.party`;
