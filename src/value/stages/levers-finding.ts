import { addDays } from "../../base/day.ts";
import type { Figure } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BASELINE_DAYS } from "../../panel/settings.ts";
import { columnsOf, countCell, labelCell, moneyCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import type { StageLever } from "./levers.ts";

/** What could be done in each stage and what it could bring at most; where nothing holds up, that is said. */
export function leversFinding(context: MeasureContext, levers: readonly StageLever[], dataVersion: string): Finding {
  const { info } = context;
  const currency = info.currency ? { currency: info.currency } : {};
  const money = { unit: "money", ...currency } as const;
  const holding = levers.flatMap(({ stage, found }) => (typeof found === "string" ? [] : [{ stage, ...found }]));
  const [best] = [...holding].sort((a, b) => b.money - a.money);
  const head = header(context, "stages.levers", "stages.levers.support");
  const window = { from: addDays(info.asOf!, -BASELINE_DAYS), to: info.asOf!, zone: info.zone };
  return {
    ...shell(context, "stages.levers", "stages.levers.support", dataVersion),
    headline: {
      ...{ ...head, window, unit: "count", n: levers.length, state: "estimate", value: holding.length, interval: null },
    },
    verdict: best
      ? {
          code: "stages.levers",
          values: {
            ...{ n: holding.length, count: levers.length, lifeStage: best.stage, value: best.money },
            ...{ ...best.interval, ...money },
          },
        }
      : { code: "stages.levers.none", values: {} },
    notes: [{ code: "stages.levers.reading", values: {} }],
    figures: Object.fromEntries(
      holding.map(({ stage, money: value, interval, n, grade, basis }): [string, Figure] => [
        stage,
        {
          ...{ ...head, window, id: `stages.levers:${stage}`, definition: "stage-lever@1", ...money },
          ...{ n, grade, basis, state: "estimate", value, interval },
        },
      ]),
    ),
    tables: [
      {
        id: "stages.levers",
        title: { code: "stages.levers.table", values: {} },
        columns: columnsOf("stages.levers.column", ["stage", "lever", "up_to", "customers", "grade", "limit"], 2),
        rows: levers.map(({ stage, found }) => ({
          stage: labelCell(`clv.stage.${stage}`),
          ...(typeof found === "string"
            ? {
                lever: { kind: "message", message: { code: `stages.lever.none.${found}`, values: {} } } as const,
                ...{ up_to: moneyCell(null, currency), customers: countCell(null) },
                grade: { kind: "message", message: { code: "report.table.empty", values: {} } } as const,
                limit: { kind: "message", message: { code: "report.table.empty", values: {} } } as const,
              }
            : {
                lever: {
                  kind: "message",
                  message: { code: `stages.lever.${stage}`, values: { ...found.values, n: found.n } },
                } as const,
                up_to: { ...moneyCell(found.money, currency), interval: found.interval },
                customers: countCell(found.n),
                grade: labelCell(`grade.${found.grade}`),
                limit: { kind: "message", message: { code: `stages.lever.${stage}.limit`, values: {} } } as const,
              }),
        })),
        note: { code: "stages.levers.note", values: {} },
      },
    ],
  };
}
