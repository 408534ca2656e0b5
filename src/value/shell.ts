import type { FigureHeader } from "../findings/figure.ts";
import type { MeasureContext } from "../measures/measure.ts";

/** What the headlines of a chapter share. */
export const header = ({ info }: MeasureContext, id: string, query: string): Omit<FigureHeader, "unit" | "n"> => ({
  ...{ id, definition: `${id.replace(".", "-")}@1`, grade: "recorded", basis: "observed" },
  window: { from: info.firstDay, to: info.asOf, zone: info.zone },
  ...{ excluded: [], query: { id: query }, cautions: [] },
});

/** What the findings of a chapter share. */
export const shell = ({ info }: MeasureContext, id: string, query: string, dataVersion: string) => ({
  ...({ schema: 1, kind: "value", id, asOf: info.asOf, dataVersion } as const),
  title: { code: `${id}.title`, values: {} },
  ...{ figures: {}, charts: [] },
  evidence: [{ file: `queries/${query}.sql`, what: "evidence.query" }],
});
