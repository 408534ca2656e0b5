import { HEALTH_WEIGHTS, type HealthPart, type HealthWeights } from "../../facts/health-score.ts";
import { type AreaUnderCurve, type AucDifference, areaUnderCurve, compareAuc } from "../../stats/prediction/auc.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { type RiskColumns, type RiskModel, riskOf } from "./model.ts";

/** Orders in a year from which on somebody buys often. */
export const OFTEN = 6;
const YEAR = 365;

export const HEALTH_PARTS = Object.keys(HEALTH_WEIGHTS) as HealthPart[];

/** Each part in [0, 1] from what is known of a customer on a day, 1 the best; silence and orders are logarithms there. */
const PARTS: Readonly<Record<HealthPart, { of: (row: (id: string) => number) => number; sql: Sql }>> = {
  recent: {
    of: (row) => (row("contract") === 1 ? 1 : Math.max(0, 1 - Math.expm1(row("silence")) / YEAR)),
    sql: sql`case when r.contract = 1 then 1.0 else greatest(0.0, 1.0 - (exp(r.silence) - 1.0) / ${raw(`${YEAR}.0`)}) end`,
  },
  frequent: {
    of: (row) => Math.min(1, Math.expm1(row("orders")) / OFTEN),
    sql: sql`least(1.0, (exp(r.orders) - 1.0) / ${raw(`${OFTEN}.0`)})`,
  },
  calm: { of: (row) => 1 - row("complaint"), sql: sql`1.0 - r.complaint` },
  content: {
    of: (row) => 0.5 + 0.5 * row("high_score") - 0.5 * row("low_score"),
    sql: sql`0.5 + 0.5 * r.high_score - 0.5 * r.low_score`,
  },
};

export const weightsOf = (stated: Partial<HealthWeights> | undefined): HealthWeights => ({
  ...HEALTH_WEIGHTS,
  ...stated,
});

/** The score of every customer, 0 to 100. */
export function healthOf(columns: RiskColumns, weights: HealthWeights): Float64Array {
  const total = HEALTH_PARTS.reduce((sum, part) => sum + weights[part], 0);
  return Float64Array.from({ length: columns.gone!.length }, (_, i) => {
    const sum = HEALTH_PARTS.reduce((all, part) => all + weights[part] * PARTS[part].of((id) => columns[id]![i]!), 0);
    return total > 0 ? (100 * sum) / total : 0;
  });
}

/** The same in the engine, over a row `r` of what is known today. */
export function healthSql(weights: HealthWeights): Sql {
  const total = HEALTH_PARTS.reduce((sum, part) => sum + weights[part], 0);
  const number = (value: number) => raw(`cast(${value} as double)`);
  return HEALTH_PARTS.reduce(
    (sum, part) => sql`${sum} + ${number(total > 0 ? (100 * weights[part]) / total : 0)} * (${PARTS[part].sql})`,
    sql`0.0`,
  );
}

/** How a score weighted by hand did beside the model, on customers and a stretch of time that the model had not seen. */
export interface HealthTest {
  weights: HealthWeights;
  auc: AreaUnderCurve;
  /** AUC of the model less AUC of the score, on the same customers. */
  against: AucDifference;
  /** By fifth of the score, the lowest first. */
  fifths: { low: number; high: number; customers: number; gone: number }[];
}

export function testHealth(model: RiskModel, columns: RiskColumns, weights: HealthWeights): HealthTest {
  const score = healthOf(columns, weights);
  const label = columns.gone!;
  const order = Array.from(score.keys()).sort((a, b) => score[a]! - score[b]!);
  const fifths = Array.from({ length: 5 }, (_, k) => {
    const part = order.slice(Math.floor((k * order.length) / 5), Math.floor(((k + 1) * order.length) / 5));
    return {
      ...{ low: score[part[0]!]!, high: score[part.at(-1)!]!, customers: part.length },
      gone: part.reduce((sum, i) => sum + label[i]!, 0),
    };
  });
  const lower = score.map((value) => -value);
  return {
    weights,
    auc: areaUnderCurve({ label, score: lower }),
    against: compareAuc({ label, first: riskOf(model, columns), second: lower }),
    fifths,
  };
}
