import { inParallel } from "../base/in-parallel.ts";
import type { Figure, Message } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Finding, StudyDesign, Table, TableCell } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { fitPropensity, overlap } from "../stats/causal/propensity.ts";
import { pick, rowsWhere } from "../stats/causal/rows.ts";
import { standardisedEffect } from "../stats/causal/standardisation.ts";
import { rankTable } from "../stats/distinct-values.ts";
import { type CliffsDelta, cliffsDelta, dominanceSumsOf } from "../stats/tests/cliffs-delta.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { attempt, OVERLAP_NEEDED, type Rung } from "./climb.ts";
import { BAND_MINIMUM } from "./contrast.ts";
import { definedFor, isPerCustomer, knownFor, OUTCOMES } from "./outcome.ts";
import { answersWithHistory, type DesignMatrix, historyIn, type Step, stepStudy } from "./study.ts";

/** Answers that are read of a score at most: there are many pairs, and each is a model. */
const MOST_ROWS = 50_000;

/**
 * What a table of links says to those who ask for it alone: beside how far the best and the worst band lie apart as they are, how far
 * they do at equal history (the second rung of the ladder), and for every two bands how often a customer of one has more than a
 * customer of the other (Cliff's δ). All outcomes of a score are read at once.
 * @param links findings of `linkTable`; those of snapshots, and those that nothing can be said of, come back as they are
 */
export async function bandsApart(context: MeasureContext, links: readonly Finding[]): Promise<Finding[]> {
  const asked = links.filter(isAsked);
  const experiences = [...new Set(asked.map(({ design }) => design.experience))];
  const told = await inParallel(experiences, async (experience) => {
    const ofScore = asked.filter(({ design }) => design.experience === experience);
    const matrix = await outcomesOf(context, experience, ofScore);
    const arms = new Map<string, number>();
    return ofScore.map(
      (link, i) => [link, withBandsApart(link, { ...matrix, outcome: matrix.outcomes[i]! }, arms)] as const,
    );
  });
  const found = new Map<Finding, Finding>(told.flat());
  return links.map((link) => found.get(link) ?? link);
}

type Asked = Finding & { design: StudyDesign & { horizonDays: number } };

const isAsked = (link: Finding): link is Asked => {
  const outcome = OUTCOMES.get(link.design?.outcome ?? "");
  // A ratio at equal history would compare those alone who have a denominator.
  return (
    outcome !== undefined && isPerCustomer(outcome) && link.design?.horizonDays != null && isEstimate(link.headline)
  );
};

type History = Pick<DesignMatrix, "bands" | "band" | "customers" | "days" | "covariates" | "columns">;

/** Answers of one score with what went before each, and every outcome, NaN where it is not known. */
async function outcomesOf(
  context: MeasureContext,
  instrument: string,
  links: readonly Asked[],
): Promise<History & { oneIn: number; outcomes: Float64Array[] }> {
  const { store } = context;
  const known = links.map(({ design: { outcome: id, horizonDays } }): { value: Sql; when: Sql } => {
    const outcome = OUTCOMES.get(id)!;
    return {
      value: outcome.value(horizonDays),
      when: sql`${knownFor(outcome, horizonDays)} and ${definedFor(outcome, horizonDays)}`,
    };
  });
  const any = join(
    known.map(({ when }) => sql`(${when})`),
    " or ",
  );
  const { bands, oneIn, counts, covariates, columns, from } = await answersWithHistory(
    context,
    { instrument, complete: sql`(${any})` },
    MOST_ROWS,
  );
  const outcomes = known.map(
    ({ value, when }, i) =>
      sql`case when ${when} then round(${store.dialect.double(value)}, 8) end as ${raw(`y_${i}`)}`,
  );
  const read = await store.columns(sql`
    select ${join(outcomes)}, ${columns}
    from ${from}
    where ${counts}
    order by m.id
  `);
  return { ...historyIn(read, { bands, covariates }), oneIn, outcomes: known.map((_, i) => read[`y_${i}`]!) };
}

type Read = History & { outcome: Float64Array; oneIn: number };

/** @param arms how far the two ends can be compared, by the answers that are: it does not depend on the outcome */
function withBandsApart(link: Asked, all: Read, arms: Map<string, number>): Finding {
  const rows = rowsWhere(all.outcome, (value) => !Number.isNaN(value));
  const matrix = {
    bands: all.bands,
    band: pick(all.band, rows),
    outcome: pick(all.outcome, rows),
    customers: pick(all.customers, rows),
    days: pick(all.days, rows),
    covariates: all.covariates,
    columns: all.columns.map((values) => pick(values, rows)),
  };
  const { design, verdict } = link;
  const ends = { lower: all.bands[0]!, upper: all.bands.at(-1)! };
  const key = `${OUTCOMES.get(design.outcome)!.knownBy} ${design.horizonDays}`;
  const adjusted = atEqualHistory(matrix, ends, { arms, key });
  const values = { ...verdict.values, lowBand: ends.lower, highBand: ends.upper };
  const notes: Message[] =
    adjusted === null
      ? [{ code: "link.no_equal_history", values }]
      : [
          {
            code: "link.equal_history",
            values: {
              ...values,
              ...{
                n: adjusted.n,
                difference: adjusted.estimate,
                low: adjusted.interval.low,
                high: adjusted.interval.high,
              },
            },
          },
        ];
  if (all.oneIn > 1) notes.push({ code: "worth.sampled", values: { n: all.oneIn } });
  const table = differencesTable(link, matrix);
  return {
    ...link,
    notes: [...(link.notes ?? []), ...notes],
    figures: {
      ...link.figures,
      ...(adjusted === null
        ? {}
        : {
            adjusted: {
              ...link.headline,
              id: `${link.headline.id}:adjusted`,
              grade: "adjusted",
              basis: link.headline.basis === "assumption" ? "assumption" : "model",
              n: adjusted.n,
              state: "estimate",
              value: adjusted.estimate,
              interval: adjusted.interval,
            } satisfies Figure,
          }),
    },
    tables: [...link.tables, ...(table ? [table] : [])],
  };
}

type Compared = Pick<DesignMatrix, "bands" | "band" | "outcome" | "customers" | "covariates" | "columns" | "days">;

/** Regression in either band, standardised over the lower one; null where the two cannot be compared. */
function atEqualHistory(
  matrix: Compared,
  ends: Step,
  { arms, key }: { arms: Map<string, number>; key: string },
): (Pick<Rung, "estimate" | "interval"> & { n: number }) | null {
  const { study } = stepStudy(matrix, ends);
  const upper = study.treated as Float64Array;
  const n1 = upper.reduce((sum, each) => sum + each, 0);
  if (n1 < BAND_MINIMUM || upper.length - n1 < BAND_MINIMUM) return null;
  let inRange = arms.get(key);
  if (inRange === undefined) {
    const propensity = attempt(() => fitPropensity(study));
    inRange = propensity === null ? 0 : overlap(propensity.scores, study.treated).controlsInRange;
    arms.set(key, inRange);
  }
  return inRange < OVERLAP_NEEDED ? null : attempt(() => standardisedEffect(study, "atu", CONFIDENCE));
}

/** Every two neighbouring bands, then the two ends: how far apart, and how often more. */
function differencesTable({ id, headline, figures, verdict }: Asked, matrix: Compared): Table | null {
  const { bands } = matrix;
  const pairs = bands.slice(1).map((upper, i): Step => ({ lower: bands[i]!, upper }));
  if (bands.length > 2) pairs.push({ lower: bands[0]!, upper: bands.at(-1)! });
  const last = latestOfEach(matrix);
  const unit = { unit: headline.unit, ...(headline.currency ? { currency: headline.currency } : {}) };
  const rows = pairs.flatMap(({ lower, upper }) => {
    const [low, high] = [bands.indexOf(lower), bands.indexOf(upper)];
    const delta = deltaOf(last, { low, high });
    const apart = high - low === bands.length - 1 ? headline : figures[`${lower}>${upper}`];
    if (delta === null || apart === undefined || !isEstimate(apart)) return [];
    const cells: Record<string, TableCell> = {
      pair: { kind: "label", label: { code: "figure.step_between", values: { lowBand: lower, highBand: upper } } },
      n: { kind: "number", value: delta.n, unit: "count" },
      difference: { kind: "number", value: apart.value, interval: apart.interval, ...unit, signed: true },
      delta: { kind: "number", value: delta.delta, interval: delta.interval, unit: "ratio", signed: true },
    };
    return [cells];
  });
  if (rows.length === 0) return null;
  return {
    id: `${id}.differences`,
    title: { code: "link.table.differences", values: verdict.values },
    columns: [
      { id: "pair", title: { code: "link.column.pair", values: {} }, align: "start" },
      { id: "n", title: { code: "link.column.customers", values: {} }, align: "end" },
      { id: "difference", title: { code: "link.column.difference", values: {} }, align: "end" },
      { id: "delta", title: { code: "link.column.delta", values: {} }, align: "end" },
    ],
    rows,
    note: { code: "link.delta.note", values: {} },
  };
}

/** Of each customer the last answer alone: pairs of customers are compared, not pairs of answers. */
function latestOfEach({ band, outcome, customers, days }: Compared): { band: Float64Array; outcome: Float64Array } {
  const latest = new Map<number, number>();
  for (let row = 0; row < customers.length; row++) {
    const before = latest.get(customers[row]!);
    if (before === undefined || days[row]! >= days[before]!) latest.set(customers[row]!, row);
  }
  const rows = Int32Array.from(latest.values());
  return { band: pick(band, rows), outcome: pick(outcome, rows) };
}

function deltaOf(
  { band, outcome }: { band: Float64Array; outcome: Float64Array },
  { low, high }: { low: number; high: number },
): (CliffsDelta & { n: number }) | null {
  const rows = rowsWhere(band, (code) => code === low || code === high);
  const { at, tied } = rankTable(pick(outcome, rows));
  const counts = Array.from(tied, () => [0, 0]);
  const n = [0, 0];
  rows.forEach((row, i) => {
    const side = band[row] === high ? 0 : 1;
    counts[at[i]!]![side]!++;
    n[side]!++;
  });
  if (n[0]! < BAND_MINIMUM || n[1]! < BAND_MINIMUM) return null;
  return { ...cliffsDelta(dominanceSumsOf(counts), CONFIDENCE), n: rows.length };
}
