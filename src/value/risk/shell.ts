import type { FigureHeader } from "../../findings/figure.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { RiskStudy } from "./study.ts";

/** What the findings of the risk are told from. */
export interface RiskTold {
  study: RiskStudy;
  dataVersion: string;
}

/** What the headlines of this chapter share. */
export const header = ({ info }: MeasureContext, id: string): Omit<FigureHeader, "unit" | "n"> => ({
  ...{ id, definition: `${id.replace(".", "-")}@1`, grade: "association", basis: "model" },
  window: { from: info.firstDay, to: info.asOf, zone: info.zone },
  ...{ excluded: [], cautions: [] },
});

/** What the findings of this chapter share. */
export const shell = ({ info }: MeasureContext, id: string, dataVersion: string) => ({
  ...({ schema: 1, kind: "value", id, asOf: info.asOf, dataVersion } as const),
  title: { code: `${id}.title`, values: {} },
  ...{ figures: {}, charts: [], evidence: [] },
});

export const round = (value: number): number => Math.round(value * 100) / 100;
