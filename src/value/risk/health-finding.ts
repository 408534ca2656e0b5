import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, LEVEL, labelCell, shareCell } from "../cells.ts";
import { HEALTH_PARTS, OFTEN } from "./health.ts";
import { header, type RiskTold, round, shell } from "./shell.ts";

/** A score weighted by hand, openly beside the model: on the same customers, who were seen by neither. */
export function healthFinding(context: MeasureContext, { study, dataVersion }: RiskTold): Finding {
  const { health, horizon, test } = study;
  const { against, auc, fifths, weights } = health;
  const { low, high } = against.interval;
  const values = {
    ...{ n: test.customers, days: horizon, score: round(against.second), other: round(against.first) },
    ...{
      least: round(Math.min(Math.abs(low), Math.abs(high))),
      most: round(Math.max(Math.abs(low), Math.abs(high))),
      level: LEVEL,
    },
  };
  const total = HEALTH_PARTS.reduce((sum, part) => sum + weights[part], 0);
  return {
    ...shell(context, "risk.health", dataVersion),
    headline: {
      ...{ ...header(context, "risk.health"), unit: "ratio", n: test.customers, state: "estimate" },
      ...{ value: against.second, interval: auc.interval },
    },
    verdict: {
      code: low > 0 ? "risk.health.worse" : high < 0 ? "risk.health.better" : "risk.health.alike",
      values,
    },
    notes: [{ code: "risk.health.reading", values: { n: OFTEN } }],
    tables: [
      {
        id: "risk.health.weights",
        title: { code: "risk.health.weights", values: {} },
        columns: columnsOf("risk.column", ["part", "weight"]),
        rows: HEALTH_PARTS.map((part) => ({
          part: labelCell(`risk.health.${part}`, { n: OFTEN }),
          weight: { kind: "number", value: total > 0 ? weights[part] / total : 0, unit: "share" },
        })),
      },
      {
        id: "risk.health.fifths",
        title: { code: "risk.health.fifths", values: { days: horizon } },
        columns: columnsOf("risk.column", ["score", "customers", "gone_share"]),
        rows: fifths.map(({ low: from, high: to, customers, gone }) => ({
          score: dataCell(`${Math.round(from)}–${Math.round(to)}`),
          customers: countCell(customers),
          gone_share: shareCell(gone, customers),
        })),
      },
    ],
  };
}
