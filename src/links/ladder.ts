import type { Currency } from "../base/currency.ts";
import { ModelError } from "../base/errors.ts";
import {
  type Estimate,
  type Figure,
  type Grade,
  type Interval,
  isEstimate,
  type Message,
  type Unit,
} from "../findings/figure.ts";
import type { Finding, StudyDesign, Table, TableCell } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { type AipwEffect, aipw } from "../stats/causal/aipw.ts";
import { balance } from "../stats/causal/balance.ts";
import { inverseProbabilityEffect, type WeightedEffect } from "../stats/causal/inverse-probability.ts";
import { robustnessValue } from "../stats/causal/robustness-value.ts";
import { standardisedEffect } from "../stats/causal/standardisation.ts";
import type { Study } from "../stats/causal/study.ts";
import { BAND_MINIMUM, NON_ZERO_MINIMUM, SMALLEST_USEFUL_SHARE } from "./contrast.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { type Covariate, type DesignMatrix, queryOf, stepStudy } from "./study.ts";

/** Share of those who would move who must lie where both steps are found. */
const OVERLAP_NEEDED = 0.6;
/** Largest difference of a covariate between the steps, in standard deviations, once they are weighted. */
const BALANCE_NEEDED = 0.1;
/** Propensities beyond these have next to nobody to be compared with. */
const TRIM = 0.01;
/** Covariates that the table of balance shows, the most different ones first. */
const BALANCE_SHOWN = 8;

/** One way of comparing two steps, and what it came to. */
interface Rung {
  id: "association" | "adjusted" | "balanced" | "doubly_robust";
  grade: Grade;
  estimate: number;
  interval: Interval;
}

/** Two neighbouring bands of a score. */
export interface Step {
  lower: string;
  upper: string;
}

/**
 * What a step is worth to those who would take it: customers on the lower step, compared with customers on the upper one who
 * were like them before the answer (the average effect on the untreated). Four ways stand beside each other, each meeting an
 * objection to the one before: the bands as they are; at equal history (regression in each band, standardised over the
 * lower one); like with like (inverse probability weights); and doubly robust (cross-fitted AIPW), the headline.
 * Errors are by customer throughout. Where nobody can be compared there is no headline: how the bands differ is no worth.
 * @param link of the score and the outcome; it says what is asked, how the bands differ as they are, and what it left out
 * @see Robins, Rotnitzky & Zhao (1994); Chernozhukov et al. (2018)
 */
export function stepFinding(
  matrix: DesignMatrix,
  link: Finding & { design: StudyDesign },
  { lower, upper }: Step,
  { info }: MeasureContext,
  dataVersion: string,
): Finding {
  const { experience, horizonDays } = link.design;
  const outcome = OUTCOMES.get(link.design.outcome)!;
  const { study, covariates } = stepStudy(matrix, { lower, upper });
  const [n1, n0] = [1, 0].map((arm) => Array.from(study.treated).filter((a) => a === arm).length) as [number, number];
  const unit = unitOf(link.headline);
  const header = {
    id: `worth:${experience}:${outcome.id}:${lower}>${upper}`,
    definition: "worth@1",
    ...unit,
    isDifference: true as const,
    window: link.headline.window,
    basis: outcome.basis?.(info) === "assumption" ? ("assumption" as const) : ("model" as const),
    n: n0 + n1,
    excluded: link.headline.excluded,
    query: { id: queryOf({ instrument: experience, outcome }) },
    cautions: outcome.cautions?.(info) ?? [],
  };
  const base: Omit<Finding, "headline" | "verdict"> = {
    schema: 1,
    kind: "worth",
    id: `worth.${experience}.${outcome.id}.${lower}`,
    asOf: info.asOf,
    dataVersion,
    title: { code: "worth.title", values: { experience, outcome: outcome.id, lowBand: lower, highBand: upper } },
    figures: {},
    tables: [],
    charts: [],
    evidence: [{ file: `queries/${header.query.id}.sql`, what: "evidence.query" }],
  };
  const values = {
    ...{ experience, outcome: outcome.id, lowBand: lower, highBand: upper, horizonDays: horizonDays ?? 0 },
    ...unit,
  };
  const apart = link.figures[`${lower}>${upper}`];
  const customersWith = new Set(Array.from(study.customers ?? []).filter((_, i) => study.outcome[i] !== 0)).size;
  if (n0 < BAND_MINIMUM || n1 < BAND_MINIMUM || customersWith < NON_ZERO_MINIMUM || !isWithInterval(apart))
    return {
      ...base,
      headline: { ...header, grade: "association", n: Math.min(n0, n1), state: "too_few", required: BAND_MINIMUM },
      verdict: { code: "worth.too_few", values: { ...values, required: BAND_MINIMUM } },
    };
  const { rungs, grade, weighted, robust } = climb(study, outcome, apart);
  const best = rungs.findLast((rung) => rung.grade === grade)!;
  const mean = Array.from(study.outcome).reduce((sum, y) => sum + y, 0) / study.outcome.length;
  const left = robust ? robust.trimmed.treated + robust.trimmed.control : 0;
  const about = {
    ...header,
    grade,
    n: header.n - left,
    excluded: [...header.excluded, ...(left > 0 ? [{ reason: "nobody_alike", n: left }] : [])],
  };
  const headline: Figure =
    grade === "association"
      ? { ...about, state: "undefined", why: "not_comparable" }
      : { ...about, state: "estimate", value: best.estimate, interval: best.interval };
  return {
    ...base,
    headline,
    verdict: {
      code: `worth.${verdictOf(best.interval, SMALLEST_USEFUL_SHARE * Math.abs(mean), grade)}`,
      values: {
        ...values,
        ...{ grade, n: about.n, difference: best.estimate, level: CONFIDENCE },
        ...{ low: best.interval.low, high: best.interval.high },
      },
    },
    notes: [
      ...(weighted
        ? [{ code: "worth.overlap", values: { share: weighted.overlap.controlsInRange, lowBand: lower } }]
        : [{ code: "worth.no_overlap", values: { lowBand: lower, highBand: upper } }]),
      ...agreement(rungs, values),
      ...(matrix.oneIn > 1 ? [{ code: "worth.sampled", values: { n: matrix.oneIn } }] : []),
      ...(robust ? [hidden(robust, study)] : []),
    ],
    figures: Object.fromEntries(
      rungs
        .filter((rung) => rung !== best || grade === "association")
        .map(({ id, grade: said, estimate, interval }) => [
          id,
          { ...header, id: `${header.id}:${id}`, grade: said, state: "estimate", value: estimate, interval },
        ]),
    ),
    tables: [
      ladderTable(base.id, rungs, unit),
      ...(weighted ? [balanceTable(base.id, covariates, study, weighted)] : []),
    ],
  };
}

const unitOf = ({ unit, currency }: Figure) => ({ unit, ...(currency ? { currency } : {}) });

const isWithInterval = (figure: Figure | undefined): figure is Estimate & { interval: Interval } =>
  figure !== undefined && isEstimate(figure) && figure.interval !== null;

interface Climbed {
  rungs: Rung[];
  /** The highest grade whose conditions hold. */
  grade: Grade;
  weighted: WeightedEffect | null;
  robust: AipwEffect | null;
}

/** Climbs as far as the data bear: a rung whose conditions do not hold is not shown. */
function climb(study: Study, outcome: Outcome, apart: Estimate & { interval: Interval }): Climbed {
  const { value: estimate, interval } = apart;
  const rungs: Rung[] = [{ id: "association", grade: "association", estimate, interval }];
  const weighted = attempt(() => inverseProbabilityEffect(study, "atu", CONFIDENCE));
  const climbed: Climbed = { rungs, grade: "association", weighted, robust: null };
  if (!weighted || weighted.overlap.controlsInRange < OVERLAP_NEEDED) return climbed;
  const adjusted = attempt(() => standardisedEffect(study, "atu", CONFIDENCE));
  if (!adjusted) return climbed;
  rungs.push({ id: "adjusted", grade: "adjusted", estimate: adjusted.estimate, interval: adjusted.interval });
  climbed.grade = "adjusted";
  const { balance } = weighted;
  if (balance.worst === null || balance.worst > BALANCE_NEEDED || balance.effectiveTreated < BAND_MINIMUM)
    return climbed;
  const robust = attempt(() =>
    aipw(study, {
      ...{ estimand: "atu", confidence: CONFIDENCE, trim: TRIM },
      outcomeModel: outcome.unit === "share" ? "logistic" : "linear",
    }),
  );
  if (!robust) return climbed;
  rungs.push(
    { id: "balanced", grade: "matched", estimate: weighted.estimate, interval: weighted.interval },
    { id: "doubly_robust", grade: "matched", estimate: robust.estimate, interval: robust.interval },
  );
  return { ...climbed, grade: "matched", robust };
}

/** A model that the data do not bear is no error: the ladder ends below it. */
function attempt<T>(fit: () => T): T | null {
  try {
    return fit();
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** The rule of links: a step is worth something where the whole interval lies beyond what would not matter. */
function verdictOf({ low, high }: Interval, smallest: number, grade: Grade): string {
  if (grade === "association") return "withheld";
  if (low > -smallest && high < smallest) return "none";
  if (low <= 0 && high >= 0) return "unclear";
  return low >= smallest || high <= -smallest ? "useful" : "weak";
}

/** How much of the difference history explains, in words. */
function agreement(rungs: readonly Rung[], values: Message["values"]): Message[] {
  const [first, last] = [rungs[0]!, rungs.at(-1)!];
  if (first === last) return [];
  const kept = last.estimate / first.estimate;
  const code = kept < 0.9 ? "worth.history_explains" : kept > 1.1 ? "worth.history_hides" : "worth.history_neutral";
  return [{ code, values: { ...values, apart: first.estimate, fair: last.estimate } }];
}

/** How strong a hidden cause would have to be to bring the worth to nothing. */
function hidden({ estimate, standardError }: AipwEffect, { treated, covariates }: Study): Message {
  const df = treated.length - covariates.length - 2;
  const { robustnessValue: share } = robustnessValue({ t: estimate / standardError, df });
  return { code: "worth.hidden_cause", values: { share } };
}

const column = (id: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
  id,
  title: { code: `worth.column.${id}`, values: {} },
  align,
});

function ladderTable(id: string, rungs: readonly Rung[], unit: { unit: Unit; currency?: Currency }): Table {
  const word = (code: string): TableCell => ({ kind: "label", label: { code, values: {} } });
  return {
    id: `${id}.ladder`,
    title: { code: "worth.ladder", values: {} },
    columns: [column("way", "start"), column("answers", "start"), column("difference"), column("grade", "start")],
    rows: rungs.map((rung) => ({
      way: word(`worth.way.${rung.id}`),
      answers: word(`worth.way.${rung.id}.answers`),
      difference: { kind: "number", value: rung.estimate, interval: rung.interval, ...unit, signed: true },
      grade: word(`grade.${rung.grade}`),
    })),
  };
}

function balanceTable(id: string, covariates: readonly Covariate[], study: Study, weighted: WeightedEffect): Table {
  const plain = balance(study).covariates;
  const cell = (value: number | null): TableCell => ({ kind: "number", value, unit: "ratio", signed: true });
  const rows = covariates
    .map((covariate, i) => ({
      covariate,
      before: plain[i]!.standardisedDifference,
      after: weighted.balance.covariates[i]!.standardisedDifference,
    }))
    .sort((a, b) => Math.abs(b.before ?? 0) - Math.abs(a.before ?? 0));
  return {
    id: `${id}.balance`,
    title: { code: "worth.balance", values: {} },
    columns: [column("covariate", "start"), column("before"), column("after")],
    rows: rows.slice(0, BALANCE_SHOWN).map(({ covariate, before, after }) => ({
      covariate: {
        kind: "label",
        label: {
          code: `covariate.${covariate.id}`,
          values: { text: covariate.value ?? "", band: covariate.value ?? "" },
        },
      },
      before: cell(before),
      after: cell(after),
    })),
    note: { code: "worth.balance.note", values: { n: covariates.length } },
  };
}

/** Whether a finding says that a step is worth something. */
export const isWorth = ({ verdict, headline }: Finding): boolean =>
  isEstimate(headline) && /^worth\.(useful|weak)$/.test(verdict.code);
