import { addDays, type Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { MONTH_DAYS } from "./retention.ts";

/** What may go with how long a contract lasts, the first ones first where few were lost. Texts `clv.contract.driver.<id>`. */
export const CONTRACT_DRIVERS = [
  "low_score",
  "complaint",
  "discount",
  "contacts",
  "price",
  "high_score",
  "repeated",
] as const;
/** Plans that are told apart from the one that most have. */
export const PLANS = ["plan_1", "plan_2", "plan_3"] as const;
export type ContractDriver = (typeof CONTRACT_DRIVERS)[number] | (typeof PLANS)[number];

/** The plans that are most common among contracts in force on a day, the most common first: it is what others are compared with. */
export async function commonPlans({ store }: MeasureContext, day: Day): Promise<string[]> {
  const rows = await store.rows(sql`
    select p.plan as plan, count(*) as n from (${planOn(store.dialect, day)}) p
    inner join (${inForce(store.dialect, day)}) s on s.party = p.party
    group by p.plan order by n desc, plan limit ${raw(String(PLANS.length + 1))}
  `);
  return rows.map(({ plan }) => String(plan));
}

type Dialect = MeasureContext["store"]["dialect"];

const inForce = ({ day: at }: Dialect, day: Day, among: Sql = raw("true")): Sql => sql`
  select s.party as party, min(s.from_day) as from_day, max(s.to_day) as to_day from panel_spell s
  where s.kind = 'contract' and s.from_day <= ${at(day)} and s.to_day > ${at(day)} and ${among} group by s.party`;

const planOn = ({ latest, day: at }: Dialect, day: Day): Sql => sql`
  select i.party as party, ${latest(sql`f.plan`, sql`f.at`, sql`f.load`, sql`f.line`, sql`f.id`)} as plan
  from fact_term f inner join identity i on i.key = f.subject
  where f.plan is not null and f.at < ${at(day)} group by i.party`;

/**
 * Everybody with a contract in force on a day: whole months of tenure then (`entered`), the month that is known of last (`last_month`), whether the
 * contract ended in it (`lost`), and what was known on that day of the year before.
 * @param until the day up to which contracts are followed; null: what is known on the day alone
 * @param among the customers `s` who count
 */
export function contractRows(
  { store, info }: MeasureContext,
  { day, until, plans, among }: { day: Day; until: Day | null; plans: readonly string[]; among?: Sql },
): Sql {
  const { dialect } = store;
  const { daysBetween, double, exact, hash } = dialect;
  const [at, from] = [dialect.day(day), dialect.day(addDays(day, -365))];
  const end = until === null ? at : dialect.day(until);
  const months = (to: Sql) => sql`${double(daysBetween(sql`s.from_day`, to))} / ${raw(String(MONTH_DAYS))}`;
  const before = (alias: string) =>
    sql`${raw(alias)}.day >= ${from} and ${raw(alias)}.day < ${at} and ${raw(alias)}.party in (select party from base)`;
  const price =
    info.recurring === "none"
      ? sql`select party, 0.0 as yearly from base where false`
      : sql`select party, ${double(sql`sum(${exact(sql`yearly`)})`)} as yearly from panel_recurring
          where from_day <= ${at} and to_day > ${at} group by party`;
  const isPlan = PLANS.map(
    (id, i) =>
      sql`case when p.plan = ${literal(plans[i + 1] ?? "")} and ${raw(String(plans[i + 1] !== undefined))} then 1 else 0 end as ${raw(id)}`,
  );
  return sql`
    with base as (${inForce(dialect, day, among)}),
    served as (
      select c.party as party, count(*) as contacts, max(case when c.complaint then 1 else 0 end) as complaint,
        max(case when c.repeated then 1 else 0 end) as repeated
      from panel_contact c where ${before("c")} group by c.party
    ),
    scored as (
      select a.party as party, min(a.score) as lowest, max(a.score) as highest
      from panel_answer a where a.instrument = 'nps' and a.state = 'valid' and ${before("a")} group by a.party
    ),
    asked as (
      select i.party as party, max(case when f.discount_asked then 1 else 0 end) as discount
      from fact_term f inner join identity i on i.key = f.subject where f.at < ${at} group by i.party
    ),
    planned as (${planOn(dialect, day)}),
    priced as (${price}),
    followed as (
      select s.party as party, floor(${months(at)}) as entered, floor(${months(end)}) as seen,
        case when s.to_day <= ${end} then greatest(floor(${months(at)}) + 1.0, ceil(${months(sql`s.to_day`)} - 0.05)) else 0.0 end as gone
      from base s
    )
    select
      s.party as party, s.entered as entered, ${hash(sql`s.party`, sql`'contract'`)} % 2 as fold,
      case when s.gone > 0 and s.gone <= s.seen then s.gone else s.seen end as last_month,
      case when s.gone > 0 and s.gone <= s.seen then 1 else 0 end as lost,
      ln(1.0 + coalesce(v.contacts, 0)) as contacts, coalesce(v.complaint, 0) as complaint, coalesce(v.repeated, 0) as repeated,
      case when a.lowest <= 6 then 1 else 0 end as low_score, case when a.highest >= 9 then 1 else 0 end as high_score,
      coalesce(d.discount, 0) as discount, ln(1.0 + coalesce(r.yearly, 0.0)) as price, ${join(isPlan)}
    from followed s
    left join served v on v.party = s.party
    left join scored a on a.party = s.party
    left join asked d on d.party = s.party
    left join planned p on p.party = s.party
    left join priced r on r.party = s.party
  `;
}
