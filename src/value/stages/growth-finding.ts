import type { Figure, FigureHeader } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, moneyCell, shareCell } from "../cells.ts";
import { oddsTable } from "../risk/model-tables.ts";
import { header, shell } from "../shell.ts";
import { GROWTH_EACH_NEEDED, GROWTH_NEEDED, type Growth, type TooFewBegan } from "./growth.ts";

/** What onboarding tells of who will buy again, and how good that has been. */
export function growthFinding(context: MeasureContext, growth: Growth | TooFewBegan, dataVersion: string): Finding {
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const head: Omit<FigureHeader, "n"> = {
    ...header(context, "stages.growth", "stages.growth"),
    ...{ unit: "ratio", grade: "association", basis: "model" },
  };
  const common = shell(context, "stages.growth", "stages.growth", dataVersion);
  if ("again" in growth)
    return {
      ...common,
      headline: { ...head, n: growth.customers, state: "too_few", required: GROWTH_NEEDED },
      verdict: {
        code: "stages.growth.too_little",
        values: { required: GROWTH_NEEDED, least: GROWTH_EACH_NEEDED, n: growth.customers, count: growth.again },
      },
      ...{ tables: [], evidence: [] },
    };
  const { test, cut, fifths, scored, model } = growth;
  const headline: Figure = {
    ...head,
    n: test.customers,
    state: "estimate",
    value: test.auc.auc ?? 0.5,
    interval: test.auc.interval,
  };
  return {
    ...common,
    headline,
    verdict: {
      code: "stages.growth",
      values: {
        ...{ score: Math.round((test.auc.auc ?? 0.5) * 100) / 100, n: test.customers, day: cut },
        ...{ expected: Math.round(test.expected), count: test.gone },
      },
    },
    notes: [{ code: "stages.growth.scored", values: { n: scored.customers, count: Math.round(scored.expected) } }],
    tables: [
      {
        id: "stages.fifths",
        title: { code: "stages.fifths", values: {} },
        columns: columnsOf("stages.column", ["fifth", "customers", "expected", "again", "spent_after"]),
        rows: fifths.map(({ customers, expected, again, spent }, f) => ({
          fifth: dataCell(String(f + 1)),
          customers: countCell(customers),
          expected: { kind: "number", value: customers > 0 ? expected / customers : null, unit: "share" },
          again: shareCell(again, customers),
          spent_after: moneyCell(customers > 0 ? spent / customers : null, currency),
        })),
        note: { code: "stages.fifths.note", values: {} },
      },
      oddsTable(model, "stages", (driver) => `stages.driver.${driver}`),
    ],
  };
}
