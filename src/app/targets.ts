import { InputError } from "../base/errors.ts";
import { inParallel } from "../base/in-parallel.ts";
import { nearest } from "../base/nearest.ts";
import { SETTINGS_FILE, type TargetSettings } from "../config/settings.ts";
import type { Unit } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import type { MeasureDefinition } from "../measures/definition.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { MEASURES, type MeasureBook } from "../measures/registry.ts";
import { type Target, targetFinding } from "../measures/target.ts";

/** A target with the measure that it is about. */
export interface SoughtTarget {
  target: Target;
  measure: MeasureDefinition;
}

/**
 * The targets of the settings, looked at before any work is done.
 * @throws InputError `input.settings_invalid` for a measure, a cut or a value that cannot be
 */
export const soughtTargets = (targets: readonly TargetSettings[], book: MeasureBook = MEASURES): SoughtTarget[] =>
  targets.map((stated, i) => {
    const measure = book.get(stated.measure);
    if (!measure || measure.family.kind === "quantile") throw unknownMeasure(stated.measure, i, book);
    const target = targetOf(stated);
    const [low, high] = RANGES[measure.unit] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const key of ["value", "baseline"] as const) {
      const number = target[key];
      if (number !== null && !(number >= low && number <= high))
        throw invalid(i, key, `${number} lies outside ${low} to ${high}`, {
          hint: measure.unit === "share" ? "A share of 20 per cent is written as 0.2." : `The unit is ${measure.unit}.`,
        });
    }
    const { dimensions } = measure.population;
    if (target.where && !dimensions.includes(target.where.dimension)) {
      const meant = nearest(target.where.dimension, dimensions);
      throw invalid(i, "where", `${measure.id} cannot be cut by "${target.where.dimension}"`, {
        ...(meant ? { meant } : {}),
        hint: `Allowed here: ${dimensions.join(", ")}.`,
      });
    }
    return { target, measure };
  });

/** Values that a unit can have. */
const RANGES: Partial<Record<Unit, readonly [number, number]>> = { share: [0, 1], points: [-100, 100] };

/** Where every target stands, in their order. */
export async function targetFindings(
  sought: readonly SoughtTarget[],
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  return inParallel(sought, ({ target, measure }) => targetFinding(target, measure, context, dataVersion));
}

function targetOf({ measure, value, since, by, baseline, where }: TargetSettings): Target {
  const [cut] = Object.entries(where ?? {});
  return {
    ...{ measure, value, since, by: by ?? null, baseline: baseline ?? null },
    where: cut === undefined ? null : { dimension: cut[0], group: cut[1] },
  };
}

function unknownMeasure(id: string, at: number, book: MeasureBook): InputError {
  const known = [...book.values()].filter(({ family }) => family.kind !== "quantile").map((m) => m.id);
  const meant = nearest(id, known);
  return invalid(at, "measure", `"${id}" is no measure that can have a target`, {
    ...(meant ? { meant } : {}),
    hint: `Allowed here: ${known.join(", ")}.`,
  });
}

function invalid(at: number, key: string, what: string, { meant, hint }: { meant?: string; hint: string }): InputError {
  const place = `targets[${at}].${key}`;
  const question = meant ? ` Did you mean "${meant}"?` : "";
  return new InputError("input.settings_invalid", `${SETTINGS_FILE}, ${place}: ${what}.${question}`, {
    hint,
    details: { key: place },
  });
}
