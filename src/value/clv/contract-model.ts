import { addDays, type Day, daysBetween } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { cohortSurvival, type RetentionModel } from "../../stats/customer-base/retention-model.ts";
import { join, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { fitCoxDrivers } from "../cox-drivers.ts";
import { CONTRACT_DRIVERS, type ContractDriver, commonPlans, contractRows, PLANS } from "./contract-rows.ts";
import { contractCells, fitRetention, survivorsOf } from "./retention.ts";

/** Contracts that were lost, in each half, for ways to be compared; and lost ones that a covariate takes. */
export const LOST_NEEDED = 20;
const LOST_A_DRIVER = 10;
/** Contracts at risk in a month of tenure from which its own losses are taken; with fewer, those of the curve. */
const AT_RISK_NEEDED = 20;

/** A curve of tenure alone, what was lost by month of tenure (Kaplan–Meier), or that with covariates (Cox). */
export type ContractWay = "curve" | "kaplan-meier" | "cox";

export interface ContractCandidate {
  way: ContractWay;
  /** Log-likelihood a contract of what became of contracts that the fit had not seen. */
  heldOut: number;
}

/** How the chance to leave in a month of tenure differs from the curve's. */
export interface ContractHazards {
  way: Exclude<ContractWay, "curve">;
  /** Cumulative hazard by months of tenure, at the mean of the covariates. */
  cumulative: number[];
  /** Log hazard ratio a unit of each covariate; none without covariates. */
  terms: { id: ContractDriver; weight: number; centre: number; low: number; high: number }[];
  plans: readonly string[];
  contracts: number;
  lost: number;
}

export interface ContractChoice {
  candidates: ContractCandidate[];
  /** How those who leave sooner are told; null where the curve was kept. */
  hazards: ContractHazards | null;
  /** Since when contracts were followed, and how many were lost in that time. */
  from: Day;
  lost: number;
}

type Rows = Readonly<Record<string, Float64Array>>;

/**
 * Whether what was lost by month of tenure, alone or with covariates, tells what becomes of contracts better than a curve of tenure: each
 * half of the contracts in force up to a year before the end is predicted from the other. The curve stays unless another way is better by
 * more than the standard error of the difference.
 * @returns null where too few were lost to compare
 */
export async function chooseContracts(
  context: MeasureContext,
  { asOf, longest }: { asOf: Day; longest: number },
): Promise<ContractChoice | null> {
  const { store } = context;
  const followed = await followContracts(context, asOf);
  const { rows, from } = followed;
  const halves = [0, 1].map((fold) => part(rows, fold)) as [Rows, Rows];
  if (halves.some((half) => total(half.lost!) < LOST_NEEDED)) return null;
  const reach = longest + 1;
  // Joined, not pushed: as arguments of one call there may be no more than about a hundred thousand.
  let [curveGain, kmGain, coxGain]: [number[], number[], number[]] = [[], [], []];
  for (const [seen, held, fold] of [
    [halves[0], halves[1], 0],
    [halves[1], halves[0], 1],
  ] as const) {
    const among = sql`${store.dialect.hash(sql`s.party`, sql`'contract'`)} % 2 = ${raw(String(fold))}`;
    const cells = (await store.columns(contractCells(store.dialect, asOf, among))) as Parameters<typeof survivorsOf>[0];
    const curve = fitRetention(survivorsOf(cells));
    if (curve === null) return null;
    const byCurve = hazardsOf(curve, reach);
    curveGain = curveGain.concat(likelihoods(held, byCurve, () => 1));
    const table = lifeTable(seen, () => 1, byCurve);
    kmGain = kmGain.concat(likelihoods(held, table, () => 1));
    const cox = coxOn(seen);
    const ratio = cox === null ? () => 1 : ratioOf(cox.terms);
    const at = (of: Rows) => (i: number) => ratio(of, i);
    coxGain = coxGain.concat(likelihoods(held, lifeTable(seen, at(seen), byCurve), at(held)));
  }
  const candidates: ContractCandidate[] = [
    { way: "curve", heldOut: mean(curveGain) },
    { way: "kaplan-meier", heldOut: mean(kmGain) },
    { way: "cox", heldOut: mean(coxGain) },
  ];
  const isBetter = (gain: readonly number[], than: readonly number[]) => {
    const gap = gain.map((value, i) => value - than[i]!);
    const error = Math.sqrt(mean(gap.map((value) => (value - mean(gap)) ** 2)) / gap.length);
    return mean(gap) > error;
  };
  const way =
    isBetter(coxGain, curveGain) && isBetter(coxGain, kmGain)
      ? "cox"
      : isBetter(kmGain, curveGain)
        ? "kaplan-meier"
        : "curve";
  const common = { candidates, from, lost: total(rows.lost!) };
  if (way === "curve") return { ...common, hazards: null };
  return { ...common, hazards: await hazardsBy(context, way, { asOf, longest, followed }) };
}

/** The hazards at an earlier day by the way that is chosen today, from what was known then; null where too few had been lost for it. */
export async function hazardsThen(
  context: MeasureContext,
  way: ContractHazards["way"],
  { asOf, longest }: { asOf: Day; longest: number },
): Promise<ContractHazards | null> {
  const followed = await followContracts(context, asOf);
  return total(followed.rows.lost!) < 2 * LOST_NEEDED ? null : hazardsBy(context, way, { asOf, longest, followed });
}

interface Followed {
  rows: Rows;
  from: Day;
  plans: readonly string[];
}

/** Contracts in force a year before a day, or half of the records before it, and what became of them by the day. */
async function followContracts(context: MeasureContext, asOf: Day): Promise<Followed> {
  const { store, info, record } = context;
  const span = info.firstDay === null ? 0 : daysBetween(info.firstDay, asOf);
  const from = addDays(asOf, -Math.min(365, Math.floor(span / 2)));
  const plans = await commonPlans(context, from);
  const query = contractRows(context, { day: from, until: asOf, plans });
  const columns = [...CONTRACT_DRIVERS, ...PLANS].map((id) => raw(id));
  const rows = await store.columns(sql`
    select r.entered as entered, r.last_month as last_month, r.lost as lost, r.fold as fold,
      ${columns.reduce((all, id) => sql`${all}, ${id}`)}
    from (${query}) r where r.last_month > r.entered order by r.party
  `);
  record("clv.contract-ways", sql`select count(*) as contracts, sum(r.lost) as lost from (${query}) r`, [
    { contracts: rows.lost!.length },
  ]);
  return { rows, from, plans };
}

async function hazardsBy(
  { store }: MeasureContext,
  way: ContractHazards["way"],
  { asOf, longest, followed: { rows, plans } }: { asOf: Day; longest: number; followed: Followed },
): Promise<ContractHazards | null> {
  const whole = (await store.columns(contractCells(store.dialect, asOf))) as Parameters<typeof survivorsOf>[0];
  const curve = fitRetention(survivorsOf(whole));
  const cox = way === "cox" ? coxOn(rows) : null;
  if (curve === null || (way === "cox" && cox === null)) return null;
  const terms = cox?.terms ?? [];
  const ratio = ratioOf(terms);
  // Months ahead of the longest tenure are the curve's, as far as any value looks.
  const each = lifeTable(rows, (i) => ratio(rows, i), hazardsOf(curve, longest + MOST_AHEAD));
  return { way, cumulative: cumulated(each), terms, plans, contracts: rows.lost!.length, lost: total(rows.lost!) };
}

/** Width of the classes of the hazard ratio, on the log scale, and how far they reach: a twentieth, within which a ratio stands for its members. */
const CLASS = 0.05;
const CLASSES = 40;

/** Classes of hazard ratios that contracts are valued by: one where no covariates count. */
export const hazardClasses = ({ terms }: ContractHazards): number[] =>
  terms.length === 0 ? [0] : Array.from({ length: 2 * CLASSES + 1 }, (_, i) => i - CLASSES);

/** Share of contracts of a class that is there after 0, 1 … months. @param level by how much the hazard may be another than was seen */
export const classSurvival =
  ({ cumulative }: ContractHazards, ratioClass: number, level = 1) =>
  (months: number): number[] =>
    Array.from({ length: months + 1 }, (_, m) =>
      Math.exp(-level * Math.exp(ratioClass * CLASS) * cumulative[Math.min(m, cumulative.length - 1)]!),
    );

/** The class of a contract by its row `r`. */
export function classSql({ terms }: ContractHazards): Sql {
  if (terms.length === 0) return sql`0.0`;
  const number = (value: number) => raw(`cast(${value} as double)`);
  const sum = join(
    terms.map(({ id, weight, centre }) => sql`${number(weight)} * (r.${raw(id)} - ${number(centre)})`),
    " + ",
  );
  return sql`greatest(-${raw(String(CLASSES))}.0, least(${raw(String(CLASSES))}.0, floor((${sum}) / ${number(CLASS)} + 0.5)))`;
}

/** Months ahead that a value may look. */
const MOST_AHEAD = 240;

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const part = (rows: Rows, fold: number): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([name, values]) => [name, values.filter((_, i) => rows.fold![i] === fold)]),
  );

/** Chance to leave by month of tenure, as −ln of the share that stays; index 0 is the first month. */
function hazardsOf(curve: RetentionModel, months: number): number[] {
  const survival = cohortSurvival(curve, months);
  return Array.from({ length: months }, (_, m) => -Math.log(survival[m + 1]! / survival[m]!));
}

/** Losses by month of tenure over the hazard ratios at risk in it; months with too few at risk take the curve's, for the mean ratio. */
function lifeTable(rows: Rows, ratio: (i: number) => number, curve: readonly number[]): number[] {
  const [lost, risk, count] = [0, 1, 2].map(() => new Float64Array(curve.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [ratios, n] = [0, 0];
  for (let i = 0; i < rows.lost!.length; i++) {
    const own = ratio(i);
    for (let m = rows.entered![i]!; m < rows.last_month![i]! && m < curve.length; m++) {
      risk[m]! += own;
      count[m]! += 1;
      ratios += own;
      n += 1;
    }
    const at = rows.last_month![i]! - 1;
    if (rows.lost![i] === 1 && at < curve.length) lost[at]! += 1;
  }
  const usual = n > 0 ? ratios / n : 1;
  return curve.map((hazard, m) => (count[m]! >= AT_RISK_NEEDED && lost[m]! > 0 ? lost[m]! / risk[m]! : hazard / usual));
}

const cumulated = (hazards: readonly number[]): number[] => {
  let sum = 0;
  return [0, ...hazards.map((hazard) => (sum += hazard))];
};

/** Log-likelihood of what became of each contract, given that it was in force when it was first seen. */
function likelihoods(rows: Rows, hazards: readonly number[], ratio: (i: number) => number): number[] {
  const cumulative = cumulated(hazards);
  const last = cumulative.length - 1;
  return Array.from(rows.lost!, (lost, i) => {
    const own = ratio(i);
    const to = (month: number) =>
      own * (cumulative[Math.min(month, last)]! - cumulative[Math.min(rows.entered![i]!, last)]!);
    const end = rows.last_month![i]!;
    if (lost === 0) return -to(end);
    const inMonth = own * (cumulative[Math.min(end, last)]! - cumulative[Math.min(end - 1, last)]!);
    return -to(end - 1) + Math.log(Math.max(1e-12, -Math.expm1(-inMonth)));
  });
}

/** Cox's model with as many covariates as there are losses for; null where none can be told apart. */
function coxOn(rows: Rows): Pick<ContractHazards, "terms"> | null {
  const ids = [...CONTRACT_DRIVERS, ...PLANS].filter((id) => {
    const values = rows[id]!;
    return values.some((value) => value !== values[0]);
  });
  const most = Math.floor(total(rows.lost!) / LOST_A_DRIVER);
  const kept = ids.slice(0, Math.max(1, most));
  const fit = fitCoxDrivers(
    { start: rows.entered!, time: rows.last_month!, event: rows.lost! },
    rows as Readonly<Record<ContractDriver, Float64Array>>,
    kept,
  );
  if (fit === null) return null;
  return {
    terms: fit.terms.map((term, j) => ({
      ...{ id: term as ContractDriver, weight: fit.coefficients[j]!, centre: fit.means[j]! },
      ...{ low: fit.intervals[j]!.low, high: fit.intervals[j]!.high },
    })),
  };
}

/** Hazard ratio of a contract against the mean of the covariates, by the covariates of its row. */
const ratioOf =
  (terms: ContractHazards["terms"]) =>
  (rows: Rows, i: number): number =>
    Math.exp(terms.reduce((sum, { id, weight, centre }) => sum + weight * (rows[id]![i]! - centre), 0));
