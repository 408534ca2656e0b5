import type { Day } from "../../base/day.ts";
import type { Unit } from "../../findings/figure.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { OUTCOME_SUMS } from "../../panel/customers.ts";
import { factDay } from "../../panel/days.ts";
import { BASELINE_DAYS, HORIZONS } from "../../panel/settings.ts";
import { all, join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { OUTCOMES } from "../outcome.ts";

/** An action or experiment in which chance decided. */
export interface Experiment {
  name: string;
  arms: { name: string; customers: number }[];
  /** Customers who were put into more than one arm: nobody can say which one acted. */
  inSeveral: number;
  /** The longest horizon that half of the customers have behind them; null: too early for any, or nothing is bought. */
  horizon: number | null;
  firstDay: Day;
}

const ASSIGNED = (experiment: Sql): Sql => sql`
      select party, min(day) as day, min(arm) as arm, count(distinct arm) as arms
      from panel_assignment
      where experiment = ${experiment} and randomised = 1 and party is not null and day is not null
      group by party`;

/** Experiments on record in which chance decided, with their arms by name. */
export async function experimentsOf({ store, info }: MeasureContext): Promise<Experiment[]> {
  if ((info.facts.assignment ?? 0) === 0) return [];
  const names = await store.rows(
    sql`select distinct experiment from panel_assignment where randomised = 1 and party is not null and day is not null order by experiment`,
  );
  const found: Experiment[] = [];
  for (const { experiment } of names) {
    const name = String(experiment);
    const until = info.knownUntil.purchases;
    const complete = HORIZONS.map((days) =>
      until === null
        ? sql`0 as ${raw(`complete_${days}`)}`
        : sql`sum(case when a.day + ${raw(String(1 + days))} <= ${store.dialect.day(until)} then 1 else 0 end) as ${raw(`complete_${days}`)}`,
    );
    const rows = await store.rows(sql`
      select a.arm as arm, a.arms as arms, count(*) as customers, min(a.day) as first_day, ${join(complete)}
      from (${ASSIGNED(literal(name))}) a
      group by a.arm, a.arms
      order by a.arm, a.arms
    `);
    const alone = rows.filter(({ arms }) => Number(arms) === 1);
    const count = (of: typeof rows, column: string) => of.reduce((sum, row) => sum + Number(row[column]), 0);
    const customers = count(alone, "customers");
    found.push({
      name,
      arms: alone.map((row) => ({ name: String(row.arm), customers: Number(row.customers) })),
      inSeveral: count(rows, "customers") - customers,
      horizon: HORIZONS.find((days) => customers > 0 && count(alone, `complete_${days}`) >= customers / 2) ?? null,
      firstDay: String(alone[0]?.first_day ?? rows[0]?.first_day) as Day,
    });
  }
  return found;
}

/** Something that was counted for the customers of an experiment, before or after they were put into their arm. */
export interface TrialColumn {
  /** An outcome, or `snapshot:<name>`. */
  id: string;
  unit: Unit;
  when: "before" | "after";
  value: Sql;
}

/** What there is to count: sums of days, and totals that somebody else computed with a date before or after. */
export async function trialColumns(context: MeasureContext, { horizon }: Experiment): Promise<TrialColumn[]> {
  const { store, info } = context;
  const { exact, day } = store.dialect;
  const columns: TrialColumn[] = [];
  for (const outcome of OUTCOMES.values()) {
    const isThere = outcome.needs.some((kind) => (info.facts[kind] ?? 0) > 0) && !outcome.lacks?.(info);
    const until = outcome.knownBy === "contacts" ? info.knownUntil.contacts : info.knownUntil.purchases;
    if (!outcome.sum || !isThere || until === null || horizon === null) continue;
    const known = sql`a.day + ${raw(String(1 + horizon))} <= ${day(until)}`;
    const { id, unit, sum } = outcome;
    columns.push(
      { id, unit, when: "after", value: sql`case when ${known} then ${exact(raw(`coalesce(h.after_${sum}, 0)`))} end` },
      { id, unit, when: "before", value: exact(raw(`coalesce(h.before_${sum}, 0)`)) },
    );
  }
  const totals = await store.rows(
    sql`select s.name as name, min(s.unit) as unit from fact_snapshot s where s.at is not null group by s.name order by s.name`,
  );
  totals.forEach(({ name, unit }, i) => {
    for (const when of ["after", "before"] as const)
      columns.push({
        id: `snapshot:${String(name)}`,
        unit: UNITS[String(unit)] ?? "ratio",
        when,
        value: exact(raw(`t.${when}_${i}`)),
      });
  });
  return columns;
}

const UNITS: Readonly<Record<string, Unit>> = {
  money: "money_per_customer",
  share: "share",
  days: "days",
  count: "ratio",
};

/** One row a customer of an experiment: the arm as `band`, and each column as outcome `y_i` with its denominator `x_i`. */
export function trialUnits(
  { store, info }: MeasureContext,
  { name, horizon }: Experiment,
  columns: readonly TrialColumn[],
): Sql {
  const { exact, day: parse } = store.dialect;
  const days = raw(String(horizon ?? 0));
  const sums = [...new Set(columns.flatMap(({ id }) => OUTCOMES.get(id)?.sum ?? []))];
  const totals = [...new Set(columns.flatMap(({ id }) => (id.startsWith("snapshot:") ? [id.slice(9)] : [])))];
  const moved = sums.flatMap((sum) => {
    const of = (during: Sql, when: string) =>
      sql`sum(case when ${during} then ${exact(raw(OUTCOME_SUMS[sum]))} else ${exact(raw("0"))} end) as ${raw(`${when}_${sum}`)}`;
    return [of(sql`d.day > a.day`, "after"), of(sql`d.day < a.day`, "before")];
  });
  const noted = totals.flatMap((total, i) =>
    (["after", "before"] as const).map(
      (when) =>
        sql`max(case when name = ${literal(total)} and since = ${raw(when === "after" ? "1" : "0")} then value end) as ${raw(`${when}_${i}`)}`,
    ),
  );
  const dated = all([
    sql`s.at is not null`,
    ...(info.asOf === null ? [] : [sql`${factDay(store.dialect, info.zone, "s")} < ${parse(info.asOf)}`]),
  ]);
  return sql`
    with a as (select * from (${ASSIGNED(literal(name))}) s where s.arms = 1),
    h as (
      select a.party as party, ${join([sql`count(*) as rows_found`, ...moved])}
      from a
      inner join customer_day d
        on d.party = a.party and d.day >= a.day - ${raw(String(BASELINE_DAYS))} and d.day < a.day + 1 + ${days}
      group by a.party
    ),
    told as (
      select a.party as party, s.name as name, s.value as value,
        case when ${factDay(store.dialect, info.zone, "s")} > a.day then 1 else 0 end as since,
        s.at as noted_at, s.load as load_number, s.line as line, s.id as id
      from fact_snapshot s
      inner join identity i on i.key = s.subject
      inner join a on a.party = i.party
      where ${dated}
    ),
    newest as (
      select party, name, since, value,
        row_number() over (partition by party, name, since order by noted_at desc, load_number desc, line desc, id desc) as place
      from told
    ),
    t as (select party, ${join([sql`count(*) as totals_found`, ...noted])} from newest where place = 1 group by party)
    select a.party as id, a.party as party, a.arm as band,
      ${join(columns.map(({ value }, i) => sql`${value} as ${raw(`y_${i}`)}`))}
    from a
    left join h on h.party = a.party
    left join t on t.party = a.party
  `;
}
