import { type Estimate, type Figure, type Interval, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding, StudyDesign } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { pick } from "../stats/causal/rows.ts";
import { baseInWords, hiddenCause, placeboInWords, waysInWords, withinInWords } from "./agreement.ts";
import { type Climbed, climb, type Rung } from "./climb.ts";
import { BAND_MINIMUM, NON_ZERO_MINIMUM, SMALLEST_USEFUL_SHARE } from "./contrast.ts";
import { balanceTable, ladderTable } from "./ladder-tables.ts";
import { onceAndAgain, partsInWords, partsTable } from "./once-and-again.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { declaredPlacebo, placeboBefore } from "./placebo.ts";
import { recoveryInWords, recoveryOf } from "./recovery.ts";
import { stepVerdict } from "./step-verdict.ts";
import { type DesignMatrix, queryOf, type Step, stepStudy } from "./study.ts";
import { effectsInWords, effectsTable, type MoneyParts, twoEffects } from "./two-effects.ts";
import { withinCustomers } from "./within.ts";

/** An outcome that the score cannot affect, but that shares its causes, with its own matrix. */
export interface Declared {
  outcome: Outcome;
  matrix: DesignMatrix;
}

/**
 * What a step is worth to those who would take it: customers on the lower step, compared with customers on the upper one who
 * were like them before the answer (the average effect on the untreated). Four ways stand beside each other, each meeting an
 * objection to the one before: the bands as they are; at equal history (regression in each band, standardised over the
 * lower one); like with like (inverse probability weights); and doubly robust (cross-fitted AIPW), the headline. Beside it stand
 * the headline weighted to all who could have answered, customers compared with themselves, and the time before as a placebo.
 * Errors are by customer throughout. Where nobody can be compared there is no headline: how the bands differ is no worth.
 * @param link of the score and the outcome; it says what is asked, how the bands differ as they are, and what it left out
 * @see Robins, Rotnitzky & Zhao (1994); Chernozhukov et al. (2018)
 */
export async function stepFinding(
  { matrix, declared = null }: { matrix: DesignMatrix; declared?: Declared | null },
  link: Finding & { design: StudyDesign },
  { lower, upper }: Step,
  { info }: MeasureContext,
  dataVersion: string,
): Promise<Finding> {
  const { experience, horizonDays } = link.design;
  const outcome = OUTCOMES.get(link.design.outcome)!;
  const { study, covariates, rows } = stepStudy(matrix, { lower, upper });
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
  const answersFor = matrix.weights ? pick(matrix.weights, rows) : null;
  const climbed = await climb(study, outcome, apart, answersFor);
  const { rungs, weighted, robust } = climbed;
  const control =
    declared && robust && declaredPlacebo(declared, { lower, upper }, { study, estimate: robust.estimate });
  const grade = control?.reading === "warning" ? "association" : climbed.grade;
  const best = rungs.findLast((rung) => rung.grade === grade)!;
  const beside = besideHeadline(climbed, { matrix, rows, treated: study.treated }, { lower, upper }, values);
  const mean = Array.from(study.outcome).reduce((sum, y) => sum + y, 0) / study.outcome.length;
  const smallest = SMALLEST_USEFUL_SHARE * Math.abs(mean);
  const recovery = matrix.repeats && lower === matrix.bands[0] ? recoveryOf(matrix.repeats) : null;
  const parts =
    robust && matrix.later && grade === "matched"
      ? onceAndAgain(
          study,
          robust,
          { ...matrix.later, outcome: rows.map((row) => matrix.later!.outcome[row]!) },
          horizonDays ?? 0,
        )
      : null;
  const effects =
    robust && matrix.money && grade === "matched"
      ? twoEffects(outcome.id, study, robust, moneyOf(matrix.money, rows))
      : null;
  const left = robust ? robust.trimmed.treated + robust.trimmed.control : 0;
  const about = {
    ...header,
    grade,
    n: header.n - left,
    excluded: [...header.excluded, ...(left > 0 ? [{ reason: "nobody_alike", n: left }] : [])],
  };
  const headline: Figure =
    grade === "association"
      ? { ...about, state: "undefined", why: control?.reading === "warning" ? "placebo" : "not_comparable" }
      : { ...about, state: "estimate", value: best.estimate, interval: best.interval };
  return {
    ...base,
    headline,
    verdict: {
      code: `worth.${control?.reading === "warning" ? "withheld_placebo" : grade === "association" ? "withheld" : stepVerdict(best.interval, smallest)}`,
      values: {
        ...values,
        ...{ grade, n: about.n, difference: best.estimate, level: CONFIDENCE },
        ...{ low: best.interval.low, high: best.interval.high, smallest },
      },
    },
    notes: [
      ...(weighted
        ? [{ code: "worth.overlap", values: { share: weighted.overlap.controlsInRange, lowBand: lower } }]
        : [{ code: "worth.no_overlap", values: { lowBand: lower, highBand: upper } }]),
      ...waysInWords(rungs, values),
      ...(effects ? effectsInWords(effects, values) : []),
      ...(parts ? [partsInWords(parts, values)] : []),
      ...beside.notes,
      ...(control
        ? [
            {
              code: `worth.declared_${control.reading}`,
              values: { ...values, outcome: control.outcome, share: control.share },
            },
          ]
        : []),
      ...(recovery ? [recoveryInWords(recovery, lower)] : []),
      ...(matrix.oneIn > 1 ? [{ code: "worth.sampled", values: { n: matrix.oneIn } }] : []),
      ...(robust ? [hiddenCause(robust, study)] : []),
    ],
    figures: Object.fromEntries(
      [
        ...[...rungs, ...beside.rungs].filter((rung) => rung !== best || grade === "association"),
        ...(parts
          ? [
              { id: "once", grade, ...parts.once },
              { id: "again", grade, ...parts.again },
            ]
          : []),
        ...[...(effects?.effects ?? [])].flatMap(([id, effect]) => (id === "whole" ? [] : [{ id, grade, ...effect }])),
      ].map(({ id, grade: said, estimate, interval }) => [
        id,
        { ...header, id: `${header.id}:${id}`, grade: said, state: "estimate", value: estimate, interval },
      ]),
    ),
    tables: [
      ladderTable(base.id, [...rungs, ...beside.rungs], unit),
      ...(effects?.effects.has("costs") ? [effectsTable(base.id, effects, { values, unit, n: about.n })] : []),
      ...(parts ? [partsTable(base.id, parts, { whole: robust!, values, unit })] : []),
      ...(weighted ? [balanceTable(base.id, covariates, study, weighted)] : []),
    ],
  };
}

/** What stands beside a doubly robust headline: the same for everybody, customers against themselves, the time before. */
function besideHeadline(
  { robust, rungs, everybody }: Climbed,
  { matrix, rows, treated }: { matrix: DesignMatrix; rows: Int32Array; treated: ArrayLike<number> },
  step: Step,
  values: Message["values"],
): { rungs: Rung[]; notes: Message[] } {
  if (!robust) return { rungs: [], notes: [] };
  const horizonDays = Number(values.horizonDays);
  const within = matrix.repeats && withinCustomers(matrix.repeats, matrix.bands, step);
  const isPlaceboPossible = matrix.before !== null;
  const said = { ...values, level: CONFIDENCE };
  return {
    rungs: [
      ...(everybody ? [everybody] : []),
      ...(within?.state === "estimate" ? [{ ...within, id: "within", grade: "within" } as const] : []),
    ],
    notes: [
      ...(everybody ? [baseInWords(rungs.at(-1)!, everybody, said)] : []),
      ...(within ? [withinInWords(within, robust, horizonDays, said)] : []),
      ...(isPlaceboPossible
        ? [placeboInWords(placeboBefore(matrix, rows, treated), robust.estimate, horizonDays, said)]
        : []),
    ],
  };
}

/** The same of the rows that are compared. */
const moneyOf = ({ sales, refunds, contacts, orders, contactsCut }: MoneyParts, rows: Int32Array): MoneyParts => ({
  sales: pick(sales, rows),
  refunds: refunds && pick(refunds, rows),
  contacts: contacts && pick(contacts, rows),
  orders: orders && pick(orders, rows),
  contactsCut,
});

const unitOf = ({ unit, currency }: Figure) => ({ unit, ...(currency ? { currency } : {}) });

const isWithInterval = (figure: Figure | undefined): figure is Estimate & { interval: Interval } =>
  figure !== undefined && isEstimate(figure) && figure.interval !== null;

/** Whether a finding says that a step, or an action that chance gave out, is worth something. */
export const isWorth = ({ verdict, headline }: Finding): boolean =>
  isEstimate(headline) && /^worth\.(trial\.)?(useful|weak)$/.test(verdict.code);
