import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { SETTINGS_FILE, type Settings, type TargetSettings } from "../config/settings.ts";
import type { Finding } from "../findings/finding.ts";
import { dimension } from "../measures/dimension.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { MEASURES } from "../measures/registry.ts";
import { type Target, targetFinding } from "../measures/target.ts";

/**
 * Where every target of the settings stands, in their order.
 * @throws InputError `input.settings_invalid` for a measure that there is not, `input.unknown_dimension` for a cut that it has not
 */
export async function targetsOf(
  { targets = [] }: Pick<Settings, "targets">,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [i, stated] of targets.entries()) {
    const measure = MEASURES.get(stated.measure);
    if (!measure || measure.family.kind === "quantile") throw unknownMeasure(stated.measure, i);
    const target = targetOf(stated);
    if (target.where) dimension(target.where.dimension, measure.population.dimensions);
    findings.push(await targetFinding(target, measure, context, dataVersion));
  }
  return findings;
}

function targetOf({ measure, value, since, by, baseline, where }: TargetSettings): Target {
  const [cut] = Object.entries(where ?? {});
  return {
    ...{ measure, value, since, by: by ?? null, baseline: baseline ?? null },
    where: cut === undefined ? null : { dimension: cut[0], group: cut[1] },
  };
}

function unknownMeasure(id: string, at: number): InputError {
  const known = [...MEASURES.values()].filter(({ family }) => family.kind !== "quantile").map((m) => m.id);
  const meant = nearest(id, known);
  return new InputError(
    "input.settings_invalid",
    `${SETTINGS_FILE}, targets[${at}].measure: "${id}" is no measure that can have a target.${meant ? ` Did you mean "${meant}"?` : ""}`,
    { hint: `Allowed here: ${known.join(", ")}.`, details: { key: `targets[${at}].measure`, allowed: known } },
  );
}
