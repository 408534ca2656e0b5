import { addDays, addMonths, type Day } from "../base/day.ts";
import type { Figure, Message } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding } from "../findings/finding.ts";
import { differenceVerdict } from "./change.ts";
import type { MeasureDefinition, Stretch } from "./definition.ts";
import { dimension } from "./dimension.ts";
import { figureHeader, type MeasureContext, type MeasureRow, measureByStretch } from "./measure.ts";

/** What somebody wants a measure to be, and by when. */
export interface Target {
  measure: string;
  /** In the unit of the measure: shares in [0, 1], NPS in points. */
  value: number;
  /** First day that counts towards it; what was measured in the year before is the baseline. */
  since: Day;
  /** Last day by which it is to be reached; null for a target that holds from now on. */
  by: Day | null;
  /** A baseline that is known from elsewhere. */
  baseline: number | null;
  /** One group only: a dimension and its group. */
  where: { dimension: string; group: string } | null;
}

/** Where a target stands. The value since it was set, against the target and against the year before. */
export async function targetFinding(
  target: Target,
  measure: MeasureDefinition,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding> {
  const { info } = context;
  // Nothing is known yet of what begins only then.
  const isOpen = info.asOf !== null && info.asOf > target.since;
  const now: Stretch = { from: target.since, to: isOpen ? info.asOf! : addDays(target.since, 1) };
  const year: Stretch = { from: addMonths(target.since, -12), to: target.since };
  const cut = target.where === null ? null : dimension(target.where.dimension, measure.population.dimensions);
  const place = target.where ? [target.where.dimension, target.where.group] : [];
  const id = ["target", target.measure, target.since, ...place].join(":");
  const query = id.replace(/[^\p{L}\p{N}.-]+/gu, ".");
  const rows = await measureByStretch(measure, context, [year, now], { id: query, cut });
  // Reports write groups with a capital; whoever copies one from there means the same group.
  const isMeant = (group: string | null) => cut === null || group?.toLowerCase() === target.where!.group.toLowerCase();
  const at = (stretch: Stretch): MeasureRow | undefined =>
    rows.find((row) => row.period === stretch.from && isMeant(row.cut));
  const [before, after] = [at(year), isOpen ? at(now) : undefined];
  // Where the whole measure is refused, its one row says why.
  const refused = rows.find(({ period }) => period === null)?.figure;
  const header = { ...figureHeader(measure, context, { ...now, zone: info.zone }), query: { id: query } };
  const headline: Figure =
    refused ??
    after?.figure ??
    (isOpen
      ? { ...header, state: "undefined", why: "empty_base" }
      : { ...header, state: "too_early", readyOn: now.to });
  return {
    schema: 1,
    kind: "target",
    id,
    asOf: info.asOf,
    dataVersion,
    headline,
    verdict: statusOf({ target, measure, before, after }, context),
    figures: before ? { baseline: before.figure } : {},
    tables: [],
    charts: [],
    evidence: [{ file: `queries/${query}.sql`, what: "evidence.query" }],
    excluded: headline.excluded,
  };
}

interface Standing {
  target: Target;
  measure: MeasureDefinition;
  before: MeasureRow | undefined;
  after: MeasureRow | undefined;
}

/**
 * Reached counts only where the whole interval lies on the good side; a value there whose interval does not is
 * `reached_perhaps`. Short of the target it is on its way, unmoved or going back, by whether the change is beyond chance.
 */
function statusOf({ target, measure, before, after }: Standing, { info }: MeasureContext): Message {
  const money = info.currency && measure.unit.startsWith("money") ? { currency: info.currency } : {};
  const values: Message["values"] = {
    ...{ unit: measure.unit, ...money, measure: target.measure, reference: target.value, from: target.since },
    ...(target.by ? { day: target.by } : {}),
    ...(target.where ?? {}),
    ...(target.baseline === null ? {} : { before: target.baseline }),
  };
  if (!after || !isEstimate(after.figure)) return { code: "target.no_value", values };
  const { value, interval } = after.figure;
  const start = target.baseline ?? (before && isEstimate(before.figure) ? before.figure.value : null);
  const up = measure.better === "neither" ? target.value >= (start ?? target.value) : measure.better === "up";
  const isGood = (x: number) => (up ? x >= target.value : x <= target.value);
  const worst = interval ? (up ? interval.low : interval.high) : value;
  if (isGood(worst)) return { code: "target.reached", values };
  if (isGood(value)) return { code: "target.reached_perhaps", values };
  if (target.by !== null && info.asOf !== null && info.asOf > target.by) return { code: "target.missed", values };
  if (start === null) return { code: "target.short", values };
  const moved = movement(before, after, start, { target, measure });
  if (moved === null) return { code: "target.unmoved", values: { ...values, before: start } };
  const code = moved > 0 === up ? "target.approaching" : "target.receding";
  return {
    code,
    values: { ...values, before: start, share: Math.min(1, Math.max(0, (value - start) / (target.value - start))) },
  };
}

/** Change since the baseline where it is beyond chance, else null. */
function movement(
  before: MeasureRow | undefined,
  after: MeasureRow,
  start: number,
  { target, measure }: Pick<Standing, "target" | "measure">,
): number | null {
  if (!isEstimate(after.figure)) return null;
  const { value, interval } = after.figure;
  if (target.baseline !== null || !before) {
    // A baseline that was stated has no error of its own.
    const isBeyond = interval === null || start < interval.low || start > interval.high;
    return isBeyond && value !== start ? value - start : null;
  }
  const { code } = differenceVerdict(before, after, measure.unit, undefined);
  return code === "change.up" || code === "change.down" || code === "change.recorded" ? value - start : null;
}
