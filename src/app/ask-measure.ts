import type { Day } from "../base/day.ts";
import type { Period } from "../base/period.ts";
import type { Figure } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import { definitionName } from "../measures/definition.ts";
import { dimension } from "../measures/dimension.ts";
import { defaultWindow, type MeasureRow, measureByCut, measureByMonth, measureWhole } from "../measures/measure.ts";
import { measureDefinition } from "../measures/registry.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";

export interface MeasureRequest extends CompanyRequest {
  measure: string;
  by: string | null;
  monthly: boolean;
}

/** The JSON of `feltworth measure`: one row a group or period. */
export interface MeasureAnswer {
  schema: 1;
  measure: string;
  definition: string;
  asOf: Day | null;
  window: Period;
  currency?: string;
  rows: Record<string, unknown>[];
}

export async function askMeasure(request: MeasureRequest, onRun?: (run: Run) => void): Promise<MeasureAnswer> {
  const measure = measureDefinition(request.measure);
  const cut = request.by === null ? null : dimension(request.by, measure.population.dimensions);
  return withCompany(
    request,
    async ({ analysis: { context, info } }) => {
      const rows = cut
        ? (await measureByCut(measure, context, cut)).rows
        : request.monthly
          ? await measureByMonth(measure, context)
          : [await measureWhole(measure, context)];
      const isMoney = measure.unit === "money" || measure.unit === "money_per_customer";
      return {
        schema: 1,
        measure: measure.id,
        definition: definitionName(measure),
        asOf: info.asOf,
        window: defaultWindow(measure, context),
        ...(isMoney && info.currency ? { currency: info.currency } : {}),
        rows: rows.map((row) => rowOf(row, cut?.id ?? null)),
      };
    },
    onRun,
  );
}

function rowOf({ cut, period, figure }: MeasureRow, by: string | null): Record<string, unknown> {
  return {
    ...(by === null ? {} : { [by]: cut === "" ? null : cut }),
    ...(period === null ? {} : { period: period.slice(0, 7) }),
    ...figureOf(figure),
  };
}

/** A figure as a flat row: value and interval are null where there is no estimate, and `state` says why. */
export function figureOf(figure: Figure): Record<string, unknown> {
  return {
    state: figure.state,
    value: isEstimate(figure) ? figure.value : null,
    interval: isEstimate(figure) ? figure.interval : null,
    n: figure.n,
    unit: figure.unit,
    grade: figure.grade,
    excluded: figure.excluded,
    ...(figure.cautions.length > 0 ? { cautions: figure.cautions.map(({ code }) => code) } : {}),
    ...(figure.state === "too_few" ? { required: figure.required } : {}),
    ...(figure.state === "too_early" ? { readyOn: figure.readyOn } : {}),
    ...(figure.state === "not_measured" ? { needs: figure.needs } : {}),
    ...(figure.state === "undefined" ? { why: figure.why } : {}),
  };
}
