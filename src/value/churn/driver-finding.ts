import type { Message } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, labelCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import { type ChurnDrivers, LOOK_BACK_DAYS, type TooFewLost } from "./drivers.ts";

/** What goes with leaving, at equal others. */
export function driverFinding(
  context: MeasureContext,
  found: ChurnDrivers | TooFewLost | null,
  dataVersion: string,
): Finding {
  const base = shell(context, "churn.drivers", "churn.drivers", dataVersion);
  const own = {
    ...header(context, "churn.drivers", "churn.drivers"),
    grade: "adjusted" as const,
    basis: "model" as const,
  };
  const none = { ...base, tables: [] };
  if (found === null)
    return {
      ...none,
      headline: { ...own, unit: "ratio", n: 0, state: "undefined", why: "no_drivers" },
      verdict: { code: "churn.drivers.nothing", values: {} },
    };
  if ("required" in found)
    return {
      ...none,
      headline: { ...own, unit: "ratio", n: found.lost, state: "too_few", required: found.required },
      verdict: { code: "churn.drivers.too_few", values: { n: found.lost, required: found.required } },
    };
  const beyond = found.rows.filter(({ p }) => p < 0.05);
  const [first] = beyond;
  const named = first ?? found.rows[0]!;
  const values: Message["values"] = {
    churnDriver: named.driver,
    ratio: round(named.hazardRatio),
    n: found.customers,
    days: LOOK_BACK_DAYS,
  };
  return {
    ...base,
    headline: {
      ...{ ...own, unit: "ratio", n: found.customers, state: "estimate", value: named.hazardRatio },
      interval: { low: named.low, high: named.high, level: named.level },
    },
    verdict: { code: first ? "churn.drivers" : "churn.drivers.none", values },
    notes: [
      { code: "churn.drivers.reading", values: { days: LOOK_BACK_DAYS, n: found.lost } },
      ...(found.oneIn > 1 ? [{ code: "churn.drivers.sampled", values: { n: found.oneIn } }] : []),
      ...(found.concordance === null
        ? []
        : [{ code: "churn.drivers.concordance", values: { score: round(found.concordance) } }]),
    ],
    tables: [
      {
        id: "churn.drivers",
        title: { code: "churn.drivers.table", values: { days: LOOK_BACK_DAYS } },
        columns: columnsOf("churn.column", ["driver", "hazard_ratio", "beyond"]),
        rows: found.rows.map(({ driver, hazardRatio, low, high, level, p }) => ({
          driver: labelCell(`churn.driver.${driver}`),
          hazard_ratio: { kind: "number", value: hazardRatio, unit: "ratio", interval: { low, high, level } },
          beyond: labelCell(p < 0.05 ? "clv.agrees.yes" : "clv.agrees.no"),
        })),
        note: { code: "churn.drivers.note", values: {} },
      },
    ],
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
