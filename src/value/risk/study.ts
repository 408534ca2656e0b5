import { addDays, type Day, daysBetween } from "../../base/day.ts";
import { ModelError } from "../../base/errors.ts";
import type { HealthWeights } from "../../facts/health-score.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { USUAL_TERMS, valueStudy } from "../clv/study.ts";
import { inTurn } from "../in-turn.ts";
import { type ExperienceGain, experienceGain } from "./experience-gain.ts";
import { type HealthTest, healthSql, testHealth, weightsOf } from "./health.ts";
import { fitRisk, goneIn, isEnough, type RiskColumns, type RiskModel, type RiskTest, testRisk } from "./model.ts";
import { MOST, RISK_DRIVERS, riskRows } from "./rows.ts";
import { scoredWithReasons } from "./score.ts";

/** What a model needs: customers, and among them gone and staying ones. */
export const CUSTOMERS_NEEDED = 200;
export const EACH_NEEDED = 50;
/** Days ahead where nobody asks for others. */
export const USUAL_HORIZON = 180;

export interface RiskStudy {
  asOf: Day;
  horizon: number;
  /** Fitted two horizons before the end, tested on the last one. */
  test: RiskTest;
  /** Fitted on the last horizon: what customers are scored with today. */
  model: RiskModel;
  /** `variance` is that of how many will be gone, each by the chance of their own: Σ p (1 − p). */
  scored: { customers: number; expected: number; money: number; variance: number };
  /** What measures of experience add to it; null where there are none. */
  gain: ExperienceGain | null;
  /** A score weighted by hand, beside the model. */
  health: HealthTest;
}

/** Why there is no model: what there is, and what it takes. */
export interface TooLittle {
  customers: number;
  gone: number;
}

/** The risk of every customer to be gone within a horizon, tried on a stretch of time that the model had not seen. */
export const riskStudy = (
  context: MeasureContext,
  horizon: number,
  weights?: Partial<HealthWeights>,
): Promise<RiskStudy | TooLittle | null> => inTurn(context.store, () => riskWithin(context, horizon, weights));

/** The same for whoever has the turn already; it leaves `value_risk`, one row a customer, where there is a model. */
export async function riskWithin(
  context: MeasureContext,
  horizon: number,
  stated?: Partial<HealthWeights>,
): Promise<RiskStudy | TooLittle | null> {
  const { info, store } = context;
  const { asOf, firstDay } = info;
  if (asOf === null || firstDay === null) return null;
  const [learnt, tried] = [addDays(asOf, -2 * horizon), addDays(asOf, -horizon)];
  if (daysBetween(firstDay, learnt) < horizon) return { customers: 0, gone: 0 };
  const early = await read(context, { day: learnt, until: tried });
  const late = await read(context, { day: tried, until: asOf });
  const few = { customers: late.gone!.length, gone: goneIn(late) };
  const needed = { customers: CUSTOMERS_NEEDED, each: EACH_NEEDED };
  if (!isEnough(early, needed) || !isEnough(late, needed)) return few;
  try {
    const then = fitRisk(early);
    const test = testRisk(then, late);
    const weights = weightsOf(stated);
    const model = fitRisk(late);
    await valueStudy(context, USUAL_TERMS);
    await store.materialise("value_risk", scoreSql(context, model, weights), ["party"]);
    const [row] = await store.rows(sql`
      select count(*) as customers, sum(${store.dialect.exact(sql`r.risk`)}) as expected,
        sum(${store.dialect.exact(sql`r.risk * (1.0 - r.risk)`)}) as variance,
        sum(${store.dialect.exact(sql`r.risk * ${store.dialect.double(sql`case when v.to_come > 0 then v.to_come else 0 end`)}`)}) as money
      from value_risk r left join value_customer v on v.party = r.party
    `);
    const number = (key: string) => Number(row?.[key] ?? 0);
    return {
      asOf,
      horizon,
      test,
      model,
      scored: {
        customers: number("customers"),
        expected: number("expected"),
        money: number("money"),
        variance: number("variance"),
      },
      gain: experienceGain(early, late),
      health: testHealth(then, late, weights),
    };
  } catch (error) {
    if (error instanceof ModelError) return few;
    throw error;
  }
}

async function read(context: MeasureContext, { day, until }: { day: Day; until: Day }): Promise<RiskColumns> {
  const { store, record } = context;
  const at = store.dialect.day(day);
  const [size] = await store.rows(
    sql`select count(distinct s.party) as n from panel_spell s where s.from_day <= ${at} and s.to_day > ${at}`,
  );
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST));
  const query = riskRows(context, { day, until, oneIn });
  const columns = await store.columns(sql`
    select r.gone as gone, r.spent as spent, r.fold as fold, ${join(RISK_DRIVERS.map(({ id }) => sql`r.${raw(id)} as ${raw(id)}`))} from (${query}) r order by r.party
  `);
  record(`risk.rows.${day}`, sql`select count(*) as customers, sum(r.gone) as gone from (${query}) r`, [
    { customers: columns.gone!.length, gone: goneIn(columns) },
  ]);
  return columns;
}

/** Every customer of today with the risk, the three things that raise it most, and the score weighted by hand. */
function scoreSql(context: MeasureContext, model: RiskModel, weights: HealthWeights): Sql {
  const now = riskRows(context, { day: context.info.asOf!, until: null, oneIn: 1 });
  return sql`
    select k.party as party, k.risk as risk, k.first_reason as first_reason, k.second_reason as second_reason, k.third_reason as third_reason,
      h.health as health
    from (${scoredWithReasons(context, now, model)}) k
    inner join (select r.party as party, ${healthSql(weights)} as health from (${now}) r) h on h.party = k.party
  `;
}
