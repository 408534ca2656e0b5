import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { shareInterval } from "../cells.ts";
import { oddsTable, tenthsTable } from "./model-tables.ts";
import { header, type RiskTold, round, shell } from "./shell.ts";
import type { RiskStudy } from "./study.ts";

/** How good the risk has been on customers and a stretch of time that it had not seen. */
export function testedFinding(context: MeasureContext, { study, dataVersion }: RiskTold): Finding {
  const { test, model, horizon } = study;
  const { auc, interval } = test.auc;
  const slope = test.calibration;
  const isGood = slope !== null && slope.slope >= 0.9 && slope.slope <= 1.1;
  return {
    ...shell(context, "risk.model", dataVersion),
    headline: {
      ...{ ...header(context, "risk.model"), unit: "ratio", n: test.customers },
      ...{ state: "estimate", value: auc ?? 0.5, interval },
    },
    verdict: {
      code: slope === null ? "risk.model.unclear" : isGood ? "risk.model.good" : "risk.model.off",
      values: {
        ...{
          score: round(auc ?? 0.5),
          n: test.customers,
          days: horizon,
          expected: Math.round(test.expected),
          count: test.gone,
        },
        ...(slope === null ? {} : { slope: round(slope.slope) }),
      },
    },
    notes: [{ code: "risk.model.reading", values: { days: horizon } }],
    tables: [
      tenthsTable(test.tenths, { id: "risk.tenths", columns: ["tenth", "expected_share", "gone_share"] }),
      oddsTable(model, "risk", (driver) => `risk.reason.${driver}.more`),
    ],
    charts: [
      {
        ...{ type: "bands", id: "risk.tenths", zero: true, unit: "share" },
        title: { code: "risk.tenths.chart", values: {} },
        summary: { code: "risk.tenths.summary", values: ends(test.tenths) },
        bands: test.tenths.map(({ customers, expected, gone }, t) => ({
          label: { code: "risk.tenth", values: { n: t + 1, share: customers > 0 ? expected / customers : 0 } },
          value: customers > 0 ? gone / customers : null,
          interval: customers > 0 ? shareInterval(gone, customers) : null,
          ...{ n: customers, tone: "accent" as const },
        })),
      },
    ],
  };
}

/** What came in the lowest and the highest tenth. */
function ends(tenths: RiskStudy["test"]["tenths"]) {
  const of = (tenth: (typeof tenths)[number] | undefined) =>
    tenth && tenth.customers > 0 ? tenth.gone / tenth.customers : 0;
  return { minimum: of(tenths[0]), maximum: of(tenths.at(-1)), unit: "share" };
}
