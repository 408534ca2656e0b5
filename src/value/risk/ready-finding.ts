import type { FigureHeader } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { goneInterval } from "./gone-interval.ts";
import { tenthsTable } from "./model-tables.ts";
import { type NotEnoughReady, READY_EACH_NEEDED, READY_NEEDED, type Readiness } from "./readiness.ts";
import { header, round, shell } from "./shell.ts";

/** Who is ready to buy more, and how good that has been; null where nothing is dated. */
export function readyFinding(
  context: MeasureContext,
  { ready, horizon, dataVersion }: { ready: Readiness | NotEnoughReady | null; horizon: number; dataVersion: string },
): Finding | null {
  if (ready === null) return null;
  const common = shell(context, "risk.ready", dataVersion);
  const head: Omit<FigureHeader, "n"> = { ...header(context, "risk.ready"), unit: "share" };
  if ("bought" in ready)
    return {
      ...common,
      headline: { ...head, n: ready.customers, state: "too_few", required: READY_NEEDED },
      verdict: {
        code: "risk.ready.too_little",
        values: { n: ready.customers, count: ready.bought, required: READY_NEEDED, least: READY_EACH_NEEDED },
      },
      tables: [],
    };
  const { scored, test } = ready;
  const share = scored.customers > 0 ? scored.expected / scored.customers : 0;
  return {
    ...common,
    headline: {
      ...{ ...head, n: scored.customers, query: { id: "risk.ready" }, state: "estimate", value: share },
      interval: goneInterval(ready),
    },
    verdict: {
      code: "risk.ready",
      values: { n: scored.customers, count: Math.round(scored.expected), share, days: horizon },
    },
    notes: [
      {
        code: "risk.ready.tested",
        values: {
          ...{ n: test.customers, expected: Math.round(test.expected), count: test.gone },
          score: round(test.auc.auc ?? 0.5),
        },
      },
      { code: "risk.ready.meaning", values: {} },
    ],
    tables: [
      tenthsTable(test.tenths, {
        ...{ id: "risk.ready.tenths", columns: ["ready_tenth", "expected_bought", "bought_share"] },
      }),
    ],
    evidence: [{ file: "queries/risk.ready.sql", what: "evidence.query" }],
  };
}
