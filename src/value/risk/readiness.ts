import { addDays, type Day, daysBetween } from "../../base/day.ts";
import { ModelError } from "../../base/errors.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { factDay } from "../../panel/days.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { fitRisk, goneIn, isEnough, type RiskColumns, type RiskModel, type RiskTest, testRisk } from "./model.ts";
import { MOST, RISK_DRIVERS, type RiskDriver, riskRows } from "./rows.ts";
import { scoredWithReasons } from "./score.ts";

/** Customers that a model of readiness needs on either stretch, and among them of those who bought more and who did not. */
export const READY_NEEDED = 200;
export const READY_EACH_NEEDED = 50;

/** What may go with buying more: the same as with leaving, and where a direction makes sense it is the other one. */
export const READY_DRIVERS: readonly RiskDriver[] = RISK_DRIVERS.map(({ id, sign }) => ({
  id,
  sign: sign === 0 ? 0 : sign === 1 ? -1 : 1,
}));

export interface Readiness {
  horizon: number;
  /** Learnt from the horizon before the last, tried on the last one. `gone` in it counts those who bought more. */
  test: RiskTest;
  model: RiskModel;
  /** `variance` is that of how many will buy more, each by the chance of their own: Σ p (1 − p). */
  scored: { customers: number; expected: number; variance: number };
}

/** Why there is no model. */
export interface NotEnoughReady {
  customers: number;
  bought: number;
}

/**
 * The chance of every customer to buy more within a horizon: without a contract another purchase; with one, an upgrade or an offer that is won. It
 * leaves `value_ready`, one row a customer of today, where there is a model.
 */
export async function readinessWithin(
  context: MeasureContext,
  horizon: number,
): Promise<Readiness | NotEnoughReady | null> {
  const { store, info } = context;
  const { asOf, firstDay } = info;
  if (asOf === null || firstDay === null) return null;
  const [learnt, tried] = [addDays(asOf, -2 * horizon), addDays(asOf, -horizon)];
  if (daysBetween(firstDay, learnt) < horizon) return { customers: 0, bought: 0 };
  const early = await read(context, { day: learnt, until: tried });
  const late = await read(context, { day: tried, until: asOf });
  const few = { customers: late.gone!.length, bought: goneIn(late) };
  const needed = { customers: READY_NEEDED, each: READY_EACH_NEEDED };
  if (!isEnough(early, needed) || !isEnough(late, needed)) return few;
  try {
    const test = testRisk(fitRisk(early, READY_DRIVERS), late);
    const model = fitRisk(late, READY_DRIVERS);
    const now = riskRows(context, { day: asOf, until: null, oneIn: 1 });
    await store.materialise("value_ready", scoredWithReasons(context, now, model), ["party"]);
    const { exact } = store.dialect;
    const query = sql`
      select count(*) as customers, sum(${exact(sql`r.risk`)}) as expected, sum(${exact(sql`r.risk * (1.0 - r.risk)`)}) as variance
      from value_ready r`;
    const [row] = await store.rows(query);
    context.record("risk.ready", query, [row]);
    const number = (key: string) => Number(row?.[key] ?? 0);
    const scored = { customers: number("customers"), expected: number("expected"), variance: number("variance") };
    return { horizon, test, model, scored };
  } catch (error) {
    if (error instanceof ModelError) return few;
    throw error;
  }
}

async function read(context: MeasureContext, { day, until }: { day: Day; until: Day }): Promise<RiskColumns> {
  const { store } = context;
  const at = store.dialect.day(day);
  const [size] = await store.rows(
    sql`select count(distinct s.party) as n from panel_spell s where s.from_day <= ${at} and s.to_day > ${at}`,
  );
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST));
  return store.columns(sql`
    select r.happened as gone, ${join(RISK_DRIVERS.map(({ id }) => sql`r.${raw(id)} as ${raw(id)}`))}
    from (${readyRows(context, { day, until, oneIn })}) r order by r.party
  `);
}

/** The rows of the risk, with whether each bought more in the days (`happened`). */
export function readyRows(context: MeasureContext, asked: { day: Day; until: Day; oneIn: number }): Sql {
  const { dialect } = context.store;
  const [from, to] = [dialect.day(asked.day), dialect.day(asked.until)];
  const termDay = factDay(dialect, context.info.zone, "f");
  const decided = sql`coalesce(${dialect.localDay(sql`f.decided`, context.info.zone)}, ${termDay})`;
  return sql`
    select r.party as party, case when r.contract = 1 then case when u.party is null then 0 else 1 end else 1 - r.gone end as happened,
      ${join(RISK_DRIVERS.map(({ id }) => sql`r.${raw(id)} as ${raw(id)}`))}
    from (${riskRows(context, asked)}) r
    left join (
      select distinct x.party as party from (
        select i.party as party, ${termDay} as day from fact_term f inner join identity i on i.key = f.subject where f.change = 'upgrade'
        union all
        select i.party as party, ${decided} as day from fact_offer f inner join identity i on i.key = f.subject where f.outcome = 'won'
      ) x where x.day >= ${from} and x.day < ${to}
    ) u on u.party = r.party`;
}
