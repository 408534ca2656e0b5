import type { TrendChart } from "../../findings/chart-spec.ts";
import type { Message } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, moneyCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import { type QuarterValue, valueByQuarter } from "./series.ts";
import type { ValueStudy } from "./study.ts";

/** What customers were worth at each quarter's end by what was known then, and which part of the change was earned and which expected. */
export async function seriesFinding(
  context: MeasureContext,
  study: ValueStudy,
  dataVersion: string,
): Promise<Finding | null> {
  const quarters = await valueByQuarter(context, study);
  const [before, last] = quarters.slice(-2);
  if (!before || !last) return null;
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const worth = ({ toDate, toCome }: QuarterValue) => toDate + toCome;
  const interval = ({ toDate, low, high, level }: QuarterValue) => ({ low: toDate + low, high: toDate + high, level });
  const change = worth(last) - worth(before);
  const values: Message["values"] = {
    ...{ from: before.day, to: last.day, n: last.customers, value: worth(last), ...interval(last) },
    ...{ total: last.toDate - before.toDate, after: last.toCome, before: before.toCome, amount: Math.abs(change) },
    ...{ unit: "money", ...currency },
  };
  const chart: TrendChart = {
    ...{ type: "trend", id: "clv.series", unit: "money", ...currency },
    title: { code: "clv.series.title", values: {} },
    summary: { code: "clv.series.summary", values },
    points: quarters.map((quarter) => ({
      ...{ period: quarter.day, value: worth(quarter), interval: interval(quarter) },
      ...{ n: quarter.customers, state: "estimate" },
    })),
  };
  return {
    ...shell(context, "clv.series", `clv.histories.${last.day}`, dataVersion),
    headline: {
      ...header(context, "clv.series", `clv.histories.${last.day}`),
      ...{ unit: "money", ...currency, basis: "model", n: last.customers, state: "estimate", value: worth(last) },
      window: { from: context.info.firstDay, to: last.day, zone: context.info.zone },
      interval: interval(last),
    },
    verdict: { code: `clv.series.${change < 0 ? "less" : "more"}`, values },
    notes: [
      { code: "clv.series.reading", values },
      ...(study.contracts === null ? [] : [{ code: "clv.series.contracts", values: {} }]),
    ],
    tables: [
      {
        id: "clv.series",
        title: { code: "clv.series.table", values: {} },
        columns: columnsOf("clv.series.column", [
          "day",
          "customers",
          "to_date",
          "to_come",
          "value",
          "earned",
          "expected",
        ]),
        rows: quarters.map((quarter, i) => {
          const earlier = quarters[i - 1];
          const { low, high, level } = quarter;
          return {
            day: dataCell(quarter.day),
            customers: countCell(quarter.customers),
            to_date: moneyCell(quarter.toDate, currency),
            to_come: { ...moneyCell(quarter.toCome, currency), interval: { low, high, level } },
            value: moneyCell(worth(quarter), currency),
            earned: moneyCell(earlier ? quarter.toDate - earlier.toDate : null, currency),
            expected: moneyCell(earlier ? quarter.toCome - earlier.toCome : null, currency),
          };
        }),
        note: { code: "clv.series.note", values: {} },
      },
    ],
    charts: [chart],
  };
}
