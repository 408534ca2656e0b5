import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { chiSquareUpper } from "../../stats/distributions/chi-square.ts";
import { type BandSums, bandSums, readBandSums, undivided } from "../band-sums.ts";
import {
  BAND_MINIMUM,
  bandEstimate,
  type Contrast,
  contrast,
  NON_ZERO_MINIMUM,
  SMALLEST_USEFUL_SHARE,
} from "../contrast.ts";
import { OUTCOMES } from "../outcome.ts";
import { stepVerdict } from "../step-verdict.ts";
import { isControlArm } from "./control-arm.ts";
import { type Experiment, experimentsOf, type TrialColumn, trialColumns, trialUnits } from "./units.ts";

/** Arms as equal as this were meant to be equal: only then can their sizes be held against something. */
const MEANT_EQUAL = 0.1;
/** Chance of the sizes of the arms below which something went wrong with the draw. */
const SAMPLE_RATIO_P = 0.001;
const MONEY = ["margin", "spend"];

/**
 * What an action did, where chance decided who got it: the mean of an arm less that of the control arm, over all customers
 * who were put into them. It outranks every other way of comparing, because chance knows no history.
 * One finding an experiment and arm; its headline is the money that it brought, all other outcomes stand in its table.
 * @see Kohavi, Tang & Xu (2020), Trustworthy Online Controlled Experiments, for the sample ratio
 */
export async function trialFindings(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const experiment of await experimentsOf(context)) {
    const control = experiment.arms.find(({ name }) => isControlArm(name));
    const columns = await trialColumns(context, experiment);
    if (!control || columns.length === 0) continue;
    const query = bandSums(trialUnits(context, experiment, columns), undivided(columns.length), context.store.dialect);
    const rows = await context.store.rows(query);
    context.record(queryOf(experiment), query, rows);
    const sums = columns.map((_, i) => new Map(rows.map((row) => [String(row.band), readBandSums(row, i)])));
    for (const arm of experiment.arms)
      if (arm !== control)
        findings.push(
          trialFinding({ experiment, columns, sums, control: control.name, arm: arm.name }, context, dataVersion),
        );
  }
  return findings;
}

const queryOf = ({ name }: Experiment): string => `worth.trial.${name.replaceAll(/[^\p{L}\p{N}]+/gu, "_")}`;

interface Trial {
  experiment: Experiment;
  columns: readonly TrialColumn[];
  /** By column, then by arm. */
  sums: readonly ReadonlyMap<string, BandSums>[];
  control: string;
  arm: string;
}

/** One outcome of an arm beside the control arm. */
interface Compared {
  column: TrialColumn;
  n: number;
  control: number;
  arm: number;
  contrast: Contrast;
  nonZero: number;
  mean: number;
}

function trialFinding(trial: Trial, { info }: MeasureContext, dataVersion: string): Finding {
  const { experiment, columns, arm, control } = trial;
  const compared = columns.flatMap((column, i) =>
    column.when === "after" ? (comparedIn(trial, column, i) ?? []) : [],
  );
  const rank = ({ column: { id, unit } }: Compared) =>
    MONEY.includes(id) ? MONEY.indexOf(id) : unit === "money_per_customer" ? MONEY.length : MONEY.length + 1;
  const lead = [...compared].sort((a, b) => rank(a) - rank(b))[0];
  const sizes = [control, arm].map((name) => experiment.arms.find((each) => each.name === name)!.customers);
  const id = `worth.trial.${experiment.name}.${arm}`;
  const currency = info.currency && lead?.column.unit === "money_per_customer" ? { currency: info.currency } : {};
  const unit = { unit: lead?.column.unit ?? "ratio", ...currency };
  const values: Message["values"] = {
    ...{ name: arm, group: control, text: experiment.name, outcome: lead?.column.id ?? "", level: CONFIDENCE },
    ...{ horizonDays: isCounted(lead) ? (experiment.horizon ?? 0) : 0 },
    ...unit,
  };
  const ratio = sampleRatio(experiment);
  const header = {
    id: `${id}:${lead?.column.id ?? ""}`,
    definition: "worth-trial@1",
    ...unit,
    isDifference: true as const,
    window: { from: experiment.firstDay, to: info.asOf, zone: info.zone },
    grade: "randomised" as const,
    basis: (lead && OUTCOMES.get(lead.column.id)?.basis?.(info)) ?? ("observed" as const),
    n: lead?.n ?? Math.min(...sizes),
    excluded: experiment.inSeveral > 0 ? [{ reason: "several_arms", n: experiment.inSeveral }] : [],
    query: { id: queryOf(experiment) },
    cautions: (lead && OUTCOMES.get(lead.column.id)?.cautions?.(info)) ?? [],
  };
  const isEnough = lead !== undefined && Math.min(...sizes) >= BAND_MINIMUM && lead.nonZero >= NON_ZERO_MINIMUM;
  const headline: Figure = !isEnough
    ? { ...header, state: "too_few", required: BAND_MINIMUM }
    : ratio !== null && ratio < SAMPLE_RATIO_P
      ? { ...header, state: "undefined", why: "sample_ratio" }
      : { ...header, state: "estimate", value: lead.contrast.difference, interval: lead.contrast.interval };
  return {
    schema: 1,
    kind: "worth",
    id,
    asOf: info.asOf,
    dataVersion,
    title: { code: "worth.trial.title", values },
    headline,
    verdict: verdictOf(headline, lead, values),
    notes: [
      ratio === null
        ? { code: "worth.trial.shares_unstated", values: { ...values } }
        : { code: `worth.trial.shares_${ratio < SAMPLE_RATIO_P ? "apart" : "equal"}`, values: { ...values, p: ratio } },
    ],
    figures: {},
    tables: [
      ...(headline.state === "undefined" || compared.length === 0 ? [] : [outcomeTable(id, compared, values, info)]),
      ...balanceTable(trial, id, values),
    ],
    charts: [],
    evidence: [{ file: `queries/${queryOf(experiment)}.sql`, what: "evidence.query" }],
    excluded: header.excluded,
  };
}

const isCounted = (lead: Compared | undefined): boolean => lead !== undefined && OUTCOMES.has(lead.column.id);

function comparedIn({ sums, control, arm }: Trial, column: TrialColumn, i: number): Compared | null {
  const [low, high] = [control, arm].map((name) => sums[i]!.get(name));
  const [from, to] = [low && bandEstimate(low), high && bandEstimate(high)];
  const difference = from && to && contrast(to, from);
  if (!low || !high || !from || !to || !difference) return null;
  return {
    ...{ column, n: from.n + to.n, control: from.mean, arm: to.mean, contrast: difference },
    nonZero: low.nonZero + high.nonZero,
    mean: (low.a + high.a) / (low.b + high.b),
  };
}

function verdictOf(headline: Figure, lead: Compared | undefined, values: Message["values"]): Message {
  if (headline.state === "too_few")
    return { code: "worth.trial.too_few", values: { ...values, required: headline.required } };
  if (headline.state !== "estimate" || !lead) return { code: "worth.trial.withheld", values };
  const { difference, interval } = lead.contrast;
  const smallest = SMALLEST_USEFUL_SHARE * Math.abs(lead.mean);
  const code = stepVerdict(interval, smallest);
  return { code: `worth.trial.${code}`, values: { ...values, difference, ...interval, smallest, n: lead.n } };
}

/**
 * The chance of arms as unequal as these where all were meant to be equal (chi-squared); null where they were not, because
 * nobody said how large they should be.
 */
export function sampleRatio({ arms }: Pick<Experiment, "arms">): number | null {
  const expected = arms.reduce((sum, { customers }) => sum + customers, 0) / arms.length;
  if (arms.length < 2 || arms.some(({ customers }) => Math.abs(customers / expected - 1) > MEANT_EQUAL)) return null;
  const chiSquare = arms.reduce((sum, { customers }) => sum + (customers - expected) ** 2 / expected, 0);
  return chiSquareUpper(chiSquare, arms.length - 1);
}

const start = (id: string, values: Message["values"] = {}) =>
  ({ id, title: { code: `worth.trial.column.${id}`, values }, align: "start" }) as const;
const end = (id: string, values: Message["values"] = {}) => ({ ...start(id, values), align: "end" }) as const;

function outcomeTable(
  id: string,
  compared: readonly Compared[],
  values: Message["values"],
  { currency }: MeasureContext["info"],
): Table {
  return {
    id: `${id}.outcomes`,
    title: { code: "worth.trial.outcomes", values },
    columns: [start("outcome"), end("control", values), end("arm", values), end("difference"), end("n")],
    rows: compared.map(({ column, n, control, arm, contrast: { difference, interval } }) => {
      const unit = { unit: column.unit, ...(column.unit === "money_per_customer" && currency ? { currency } : {}) };
      return {
        outcome: nameOf(column),
        control: { kind: "number", value: control, ...unit },
        arm: { kind: "number", value: arm, ...unit },
        difference: { kind: "number", value: difference, interval, ...unit, signed: true },
        n: { kind: "number", value: n, unit: "count" },
      };
    }),
  };
}

const nameOf = ({ id }: TrialColumn): TableCell =>
  id.startsWith("snapshot:")
    ? { kind: "label", label: { data: id.slice("snapshot:".length) } }
    : { kind: "label", label: { code: `outcome.${id}`, values: {} } };

/** What was on record before the draw, and how far the arms were apart in it: chance makes them alike. */
function balanceTable({ columns, sums, control, arm }: Trial, id: string, values: Message["values"]): Table[] {
  const rows = columns.flatMap((column, i): Record<string, TableCell>[] => {
    if (column.when !== "before") return [];
    const [from, to] = [control, arm].map((name) => sums[i]!.get(name)) as [BandSums?, BandSums?];
    const apart = from && to && standardised(to, from);
    if (apart === undefined || apart === null) return [];
    return [{ outcome: nameOf(column), apart: { kind: "number", value: apart, unit: "ratio", signed: true } }];
  });
  if (rows.length === 0) return [];
  return [
    {
      id: `${id}.before`,
      title: { code: "worth.trial.before", values },
      columns: [start("outcome"), end("apart")],
      rows,
      note: { code: "worth.trial.before.note", values: {} },
    },
  ];
}

/** Difference of means over the root of the mean variance; null where nothing varies. */
function standardised(to: BandSums, from: BandSums): number | null {
  const moments = [to, from].map(({ n, a, aa }) => ({ mean: a / n, variance: (aa - a ** 2 / n) / (n - 1) }));
  const [high, low] = moments as [(typeof moments)[0], (typeof moments)[0]];
  const spread = Math.sqrt((high.variance + low.variance) / 2);
  return spread > 0 ? (high.mean - low.mean) / spread : null;
}
