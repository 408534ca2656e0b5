import type { Finding, Table } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { HeldOutGain } from "../../stats/prediction/held-out-gain.ts";
import { columnsOf, LEVEL, labelCell } from "../cells.ts";
import { header, type RiskTold, round, shell } from "./shell.ts";

/** Share of the variance below which a gain would not matter. */
const SMALLEST = 0.005;

/** What asking customers, and keeping track of what they went through, adds to the prediction; null where nothing of it is on record. */
export function gainFinding(context: MeasureContext, { study, dataVersion }: RiskTold): Finding | null {
  const { gain, horizon } = study;
  if (gain === null || gain.gone === null || gain.gone.gain.interval === null) return null;
  const { gone, spent, customers } = gain;
  const { low, high } = gone.gain.interval!;
  const verdict =
    low > 0
      ? "risk.gain.more"
      : high < 0
        ? "risk.gain.less"
        : high < SMALLEST
          ? "risk.gain.nothing"
          : "risk.gain.unclear";
  const values = {
    ...{ n: customers, days: horizon, change: gone.gain.gain, unit: "share", low, high, level: LEVEL },
    ...{ score: round(gone.auc.first), other: round(gone.auc.second) },
  };
  return {
    ...shell(context, "risk.gain", dataVersion),
    headline: {
      ...{ ...header(context, "risk.gain"), unit: "share", isDifference: true, n: customers, state: "estimate" },
      ...{ value: gone.gain.gain, interval: { low, high, level: LEVEL } },
    },
    verdict: { code: verdict, values },
    notes: [{ code: "risk.gain.reading", values: { days: horizon } }],
    tables: [
      {
        id: "risk.gain",
        title: { code: "risk.gain.table", values: {} },
        columns: columnsOf("risk.column", ["predicted", "auc_without", "auc_with", "gain"]),
        rows: [
          {
            predicted: labelCell("risk.gain.gone"),
            auc_without: { kind: "number", value: round(gone.auc.second), unit: "ratio" },
            auc_with: { kind: "number", value: round(gone.auc.first), unit: "ratio" },
            gain: gainCell(gone.gain),
          },
          ...(spent === null
            ? []
            : [
                {
                  predicted: labelCell("risk.gain.spent"),
                  auc_without: { kind: "number", value: null, unit: "ratio" } as const,
                  auc_with: { kind: "number", value: null, unit: "ratio" } as const,
                  gain: gainCell(spent),
                },
              ]),
        ],
        note: { code: "risk.gain.note", values: {} },
      },
    ],
  };
}

const gainCell = ({ gain, interval }: HeldOutGain): Table["rows"][number][string] => ({
  ...{ kind: "number", value: gain, unit: "share", signed: true },
  interval: interval && { ...interval, level: LEVEL },
});
