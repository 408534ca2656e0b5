import type { FigureHeader, Message } from "../findings/figure.ts";
import type { Finding, Table } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { EffectEstimate } from "../stats/causal/influence.ts";
import { pick, rowsWhere } from "../stats/causal/rows.ts";
import { standardisedEffect } from "../stats/causal/standardisation.ts";
import type { Study } from "../stats/causal/study.ts";
import { type ShrunkMeans, shrinkMeans } from "../stats/shrinkage/normal-normal.ts";
import { attempt } from "./climb.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import { isReversed } from "./paradoxes.ts";
import { type DesignMatrix, type Step, stepStudy } from "./study.ts";

/** More of the spread between groups than this is no chance: they differ. */
const DIFFER_FROM = 0.25;

/**
 * The worth of a step in groups of customers: at equal history in each (the effect on those who would move), then pulled towards what
 * holds for all of them, the more the less surely it is known (empirical Bayes). Null where fewer than two groups have enough answers.
 * @see Morris (1983), J. Am. Stat. Assoc. 78, 47–55
 */
export function stepByGroup(
  { id, headline: { unit, currency }, verdict }: Finding,
  matrix: DesignMatrix,
  step: Step,
): { table: Table; note: Message } | null {
  const { groups } = matrix;
  if (!groups) return null;
  const found = groups.names.map((name, g) => ({ name, ...effectIn(matrix, groups.of, g, step) }));
  const known = found.flatMap(({ effect }) => (effect ? [effect] : []));
  const apart = found.flatMap(({ effect, difference }) => (effect ? [difference] : []));
  if (known.length < 2) return null;
  const shrunk = shrinkMeans(
    known.map(({ estimate }) => estimate),
    known.map(({ standardError }) => standardError),
    CONFIDENCE,
  );
  const reversed = isReversed(differenceOf(stepStudy(matrix, step).study), apart);
  return {
    table: groupTable(`${id}.groups`, found, { known, shrunk }, { unit, ...(currency ? { currency } : {}) }),
    note: {
      code: `worth.groups.${reversed ? "reversed" : shrunk.iSquared > DIFFER_FROM ? "differ" : "alike"}`,
      values: { ...verdict.values, share: shrunk.iSquared, n: known.length },
    },
  };
}

type Effect = EffectEstimate & { n: number };

/** The effect in a group, and how the steps differ in it as they are. */
function effectIn(
  matrix: DesignMatrix,
  of: Float64Array,
  group: number,
  step: Step,
): { effect: Effect | null; difference: number } {
  const rows = rowsWhere(of, (each) => each === group);
  const { study } = stepStudy(
    {
      ...matrix,
      ...{
        band: pick(matrix.band, rows),
        outcome: pick(matrix.outcome, rows),
        customers: pick(matrix.customers, rows),
      },
      columns: matrix.columns.map((values) => pick(values, rows)),
    },
    step,
  );
  const difference = differenceOf(study);
  const treated = Array.from(study.treated).reduce((sum, arm) => sum + arm, 0);
  if (treated < BAND_MINIMUM || study.treated.length - treated < BAND_MINIMUM) return { effect: null, difference };
  const effect = attempt(() => standardisedEffect(study, "atu", CONFIDENCE));
  return { effect: effect && effect.standardError > 0 ? effect : null, difference };
}

/** The upper step against the lower one, as they are; 0 where one of them is empty. */
function differenceOf({ treated, outcome }: Study): number {
  const mean = (arm: number) => {
    const rows = Array.from(treated, (each, i) => (each === arm ? outcome[i]! : null)).filter((each) => each !== null);
    return rows.reduce((sum, each) => sum + each, 0) / rows.length;
  };
  const difference = mean(1) - mean(0);
  return Number.isNaN(difference) ? 0 : difference;
}

function groupTable(
  id: string,
  found: readonly { name: string; effect: Effect | null }[],
  { known, shrunk }: { known: readonly Effect[]; shrunk: ShrunkMeans },
  unit: Pick<FigureHeader, "unit" | "currency">,
): Table {
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    ...{ id: name, title: { code: `worth.groups.${name}`, values: {} }, align },
  });
  const tooFew = {
    kind: "message",
    message: { code: "problems.too_few", values: { required: BAND_MINIMUM } },
  } as const;
  return {
    id,
    title: { code: "worth.groups.table", values: {} },
    columns: [column("group", "start"), column("n"), column("alone"), column("shrunk")],
    rows: found.map(({ name, effect }) => {
      const pulled = effect && shrunk.groups[known.indexOf(effect)];
      return {
        group: { kind: "label", label: { data: name } },
        n: { kind: "number", value: effect?.n ?? null, unit: "count" },
        alone: effect
          ? { kind: "number", value: effect.estimate, interval: effect.interval, ...unit, signed: true }
          : tooFew,
        shrunk: pulled
          ? { kind: "number", value: pulled.estimate, interval: pulled.interval, ...unit, signed: true }
          : tooFew,
      };
    }),
    note: { code: "worth.groups.note", values: { required: BAND_MINIMUM } },
  };
}
