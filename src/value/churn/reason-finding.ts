import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, labelCell, shareCell, shareInterval } from "../cells.ts";
import { header, shell } from "../shell.ts";
import type { EndReason } from "./flows.ts";

/** Why contracts ended; null where none has. */
export function reasonFinding(
  context: MeasureContext,
  reasons: readonly EndReason[],
  dataVersion: string,
): Finding | null {
  const n = reasons.reduce((sum, { contracts }) => sum + contracts, 0);
  if (n === 0) return null;
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const unwilling = reasons.reduce((sum, { involuntary, contracts }) => sum + (involuntary ? contracts : 0), 0);
  const yearly = reasons.reduce((sum, row) => sum + row.yearly, 0);
  const interval = shareInterval(unwilling, n);
  return {
    ...shell(context, "churn.reasons", "churn.reasons", dataVersion),
    headline: {
      ...header(context, "churn.reasons", "churn.reasons"),
      unit: "share",
      n,
      state: "estimate",
      value: unwilling / n,
      interval,
    },
    verdict: { code: "churn.reasons", values: { n, share: unwilling / n, total: yearly, unit: "money", ...currency } },
    tables: [
      {
        id: "churn.reasons",
        title: { code: "churn.reasons.table", values: {} },
        columns: columnsOf("churn.column", ["reason", "will", "contracts", "share", "yearly"], 2),
        rows: reasons.slice(0, 15).map(({ reason, involuntary, contracts, yearly: money }) => ({
          reason: reason === "" ? labelCell("clv.lost.unsaid") : dataCell(reason),
          will: labelCell(involuntary ? "churn.involuntary" : "churn.voluntary"),
          contracts: countCell(contracts),
          share: shareCell(contracts, n),
          yearly: { kind: "number", value: money, unit: "money", ...currency },
        })),
      },
    ],
  };
}
