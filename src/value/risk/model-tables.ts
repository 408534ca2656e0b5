import type { Table } from "../../findings/finding.ts";
import { columnsOf, countCell, dataCell, labelCell, shareCell } from "../cells.ts";
import type { RiskModel, RiskTest } from "./model.ts";

/** Expected and seen by tenth of the chance. @param columns ids of the four, titled `<prefix>.column.<id>` */
export function tenthsTable(
  tenths: RiskTest["tenths"],
  { id, columns }: { id: string; columns: readonly [tenth: string, expected: string, seen: string] },
): Table {
  const [tenth, chance, seen] = columns;
  return {
    id,
    title: { code: id, values: {} },
    columns: columnsOf("risk.column", [tenth, "customers", chance, seen]),
    rows: tenths.map(({ customers, expected, gone }, t) => ({
      [tenth]: dataCell(String(t + 1)),
      customers: countCell(customers),
      [chance]: { kind: "number", value: customers > 0 ? expected / customers : null, unit: "share" },
      [seen]: shareCell(gone, customers),
    })),
  };
}

/** What goes with the outcome, by how much it multiplies the odds, the weightiest first. */
export const oddsTable = ({ terms }: RiskModel, prefix: string, labelOf: (driver: string) => string): Table => ({
  id: `${prefix}.drivers`,
  title: { code: `${prefix}.drivers`, values: {} },
  columns: columnsOf(`${prefix}.column`, ["driver", "odds"]),
  rows: [...terms]
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .map(({ id, weight }) => ({
      driver: labelCell(labelOf(id)),
      odds: { kind: "number", value: Math.exp(weight), unit: "ratio" },
    })),
  note: { code: `${prefix}.drivers.note`, values: {} },
});
