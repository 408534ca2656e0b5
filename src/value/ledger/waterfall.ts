import type { WaterfallChart } from "../../findings/chart-spec.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import { contribution, type StageRow } from "./stage-rows.ts";

/** The stages as a cascade that ends at the value of all that it was asked for. */
export function stageWaterfall(
  rows: readonly StageRow[],
  { id, title, currency }: { id: string; title: Message; currency: Pick<Figure, "currency"> },
): WaterfallChart {
  const shown = rows.filter((row) => row.stage !== "none" || contribution(row) !== 0);
  const total = shown.reduce((sum, row) => sum + contribution(row), 0);
  const best = [...shown].sort((a, b) => contribution(b) - contribution(a))[0]!;
  return {
    ...{ type: "waterfall", id, title, unit: "money", ...currency },
    summary: {
      code: "clv.waterfall",
      values: { total, lifeStage: best.stage, value: contribution(best), unit: "money", ...currency },
    },
    steps: [
      ...shown.map((row) => ({
        label: { code: `clv.stage.${row.stage}`, values: {} },
        value: contribution(row),
      })),
      { label: { code: "clv.part.clv", values: {} }, value: total, isTotal: true as const },
    ],
  };
}
