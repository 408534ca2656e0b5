import type { Finding, Table } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, LEVEL, labelCell, shareInterval } from "../cells.ts";
import { inTurn } from "../in-turn.ts";
import { header, shell } from "../shell.ts";
import { type AliveByStatus, aliveByStatus } from "./alive.ts";
import { returns } from "./flows.ts";

/** Whether who is called lost is lost: who came back, and the rule beside the chance to be there. */
export async function ruleFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { info } = context;
  const { lost, back, medianDays } = await returns(context);
  if (lost === 0) return null;
  const alive =
    info.hasContracts && (info.facts.purchase ?? 0) === 0
      ? null
      : await inTurn(context.store, () => aliveByStatus(context));
  const interval = shareInterval(back, lost);
  const values = {
    share: back / lost,
    n: lost,
    days: info.inactivity.days,
    unit: "share",
    low: interval.low,
    high: interval.high,
    level: LEVEL,
  };
  return {
    ...shell(context, "churn.rule", "churn.returns", dataVersion),
    headline: {
      ...header(context, "churn.rule", "churn.returns"),
      unit: "share",
      n: lost,
      state: "estimate",
      value: back / lost,
      interval,
    },
    verdict: { code: "churn.rule", values },
    notes: [
      { code: `churn.rule.${info.inactivity.from}`, values: { days: info.inactivity.days, n: info.inactivity.gaps } },
      ...(medianDays === null
        ? []
        : [{ code: "churn.rule.median", values: { days: Math.round(medianDays), n: back } }]),
      ...(alive === null ? [{ code: "churn.rule.no_model", values: {} }] : []),
    ],
    tables: alive === null ? [] : [aliveTable(alive)],
  };
}

const aliveTable = (rows: readonly AliveByStatus[]): Table => ({
  id: "churn.alive",
  title: { code: "churn.alive", values: {} },
  columns: columnsOf("churn.column", ["status", "bought", "customers", "alive", "alive_share"], 2),
  rows: rows.map(({ status, again, customers, alive }) => ({
    status: labelCell(`status.${status}`),
    bought: labelCell(again ? "churn.again" : "churn.once"),
    customers: countCell(customers),
    alive: countCell(alive),
    alive_share: { kind: "number", value: customers > 0 ? alive / customers : null, unit: "share" },
  })),
  note: { code: "churn.alive.note", values: {} },
});
