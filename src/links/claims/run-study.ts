import type { Period } from "../../base/period.ts";
import type { Basis, FigureState, Interval, Message } from "../../findings/figure.ts";
import { CONFIDENCE, shareOf } from "../../measures/infer.ts";
import { studentTQuantile } from "../../stats/distributions/student-t.ts";
import { fieller } from "../../stats/intervals/ratio.ts";
import { pairedMomentsOf } from "../../stats/sums.ts";
import { pearsonCorrelation } from "../../stats/tests/correlation.ts";
import { welchDf } from "../../stats/tests/t-test.ts";
import { sql } from "../../store/sql/sql.ts";
import { readSpreadSums, type SpreadSums, spreadSums } from "../band-sums.ts";
import { attempt } from "../climb.ts";
import {
  BAND_MINIMUM,
  type Contrast,
  contrast,
  NON_ZERO_MINIMUM,
  SMALLEST_USEFUL_SHARE,
  type SpreadEstimate,
  spreadEstimate,
} from "../contrast.ts";
import { adjustedDifference } from "./adjusted.ts";
import type {
  Asked,
  ClaimStudy,
  Computed,
  ComputedStudy,
  CorrelationStudy,
  GroupStudy,
  LevelStudy,
  UnitRows,
} from "./claim.ts";
import { periodOf } from "./claim.ts";

/** A group of units, and what they came to on average. */
export interface StudyGroup {
  n: number;
  mean: number;
  interval: Interval | null;
}

/** What a study came to, before the verdict, which needs all of them. */
export interface Tested {
  study: ClaimStudy;
  /** Why there is no result; null where there is one. */
  state: FigureState | null;
  value: number;
  interval: Interval | null;
  /** Two-sided, against no difference; null where that has no meaning. */
  p: number | null;
  smallestUseful: number;
  n: number;
  basis: Basis;
  window: Period;
  /** The one that the claim is about, then what it is compared with. */
  groups: StudyGroup[];
  /** The same at equal history. */
  adjusted: { value: number; interval: Interval } | null;
  /** The same with the largest values drawn in, where that changes it much. */
  winsorised: number | null;
  values: Message["values"];
  cautions: readonly Message[];
  query: string | null;
}

/** Months of a correlation over time, and customers of one over customers. */
const PAIRS_MINIMUM = 12;
/** Correlations within this are next to none (Cohen 1988). */
const SMALL_CORRELATION = 0.1;
/** A result that moves by more of its distance from nothing, once the largest values are drawn in, rests on them. */
const CARRIED_BY_FEW = 0.25;

/** Runs a study on the records. @param name of its query in the evidence */
export async function runStudy(study: ClaimStudy, asked: Asked, name: string): Promise<Tested> {
  const { info } = asked.context;
  const untested = (state: FigureState, n = 0, other: Partial<Tested> = {}): Tested => ({
    ...{ study, state, value: 0, interval: null, p: null, smallestUseful: 0, n, basis: "observed", groups: [] },
    ...{ adjusted: null, winsorised: null, values: {}, cautions: [], query: null },
    window: periodOf({ from: info.firstDay, to: info.asOf }, info),
    ...other,
  });
  const missing = study.needs.filter((kind) => (info.facts[kind] ?? 0) === 0);
  if (missing.length > 0) return untested({ state: "not_measured", needs: [...missing] });
  const lack = study.lacks?.(info);
  if (lack) return untested({ state: "not_measured", needs: [lack] });
  if (study.kind === "computed") return computed(study, await study.compute(asked), untested);
  const units = await study.read(asked);
  if ("state" in units) return untested(units.state);
  const said = { window: units.window, values: units.values ?? {}, cautions: units.cautions ?? [], query: name };
  if (study.kind === "correlation") return correlated(study, units, asked, untested, said);
  return grouped(study, units, asked, untested, said);
}

type Untested = (state: FigureState, n?: number, other?: Partial<Tested>) => Tested;
type Said = Pick<Tested, "window" | "values" | "cautions"> & { query: string };

function computed(study: ComputedStudy, found: Computed, untested: Untested): Tested {
  if ("state" in found) return untested(found.state);
  const { value, interval, n, basis, window, values = {}, query } = found;
  return {
    ...untested({ state: "too_few", required: 0 }),
    study,
    state: null,
    value,
    interval,
    n,
    basis,
    window,
    values,
    query: query?.id ?? null,
  };
}

async function grouped(
  study: GroupStudy | LevelStudy,
  units: UnitRows,
  { context }: Asked,
  untested: Untested,
  said: Said,
): Promise<Tested> {
  const { store } = context;
  const query = spreadSums(units.rows, [units.isDivided ?? false], store.dialect);
  const rows = await store.rows(query);
  context.record(said.query, query, rows);
  const sums = rows.map((row) => readSpreadSums(row, 0));
  const wanted = study.kind === "level" ? ["first"] : ["first", "second"];
  const found = wanted.map((band) => sums.find((each) => each.band === band && each.n > 0 && each.b !== 0));
  const n = sums.reduce((all, each) => all + each.n, 0);
  const fewest = Math.min(...found.map((each) => each?.n ?? 0));
  const nonZero = sums.reduce((all, each) => all + each.nonZero, 0);
  const estimates = found.map((each) => (each ? estimateOf(each, study) : null));
  const groups = estimates.flatMap((each) => (each ? [{ n: each.n, mean: each.mean, interval: each.interval }] : []));
  const tooFew = () => untested({ state: "too_few", required: BAND_MINIMUM }, fewest, { ...said, groups });
  if (fewest < BAND_MINIMUM || (study.kind !== "level" && nonZero < NON_ZERO_MINIMUM)) return tooFew();
  const [first, second] = estimates as [SpreadEstimate, SpreadEstimate | undefined];
  const base = { ...untested({ state: "too_few", required: 0 }, n, { ...said, groups }), state: null };
  if (study.kind === "level") return { ...base, value: first.mean, interval: first.interval };
  const compared = contrast(first, second!);
  if (!compared) return tooFew();
  const equal = units.history ? await adjustedDifference(units, units.history, context) : null;
  const mean = sums.reduce((all, each) => all + each.a, 0) / sums.reduce((all, each) => all + each.b, 0);
  if (study.kind === "difference") {
    return {
      ...base,
      ...{ value: compared.difference, interval: compared.interval, p: compared.p, adjusted: equal },
      smallestUseful: SMALLEST_USEFUL_SHARE * Math.abs(mean),
      winsorised: movedBy(compared.difference, first.winsorisedMean - second!.winsorisedMean, 0),
    };
  }
  const ratio = ratioOf(first, second!, compared);
  if (!ratio) return tooFew();
  const times = (difference: number) => 1 + difference / second!.mean;
  return {
    ...base,
    ...{ value: ratio.value, interval: ratio.interval, p: compared.p, smallestUseful: SMALLEST_USEFUL_SHARE },
    winsorised:
      second!.winsorisedMean > 0 ? movedBy(ratio.value, first.winsorisedMean / second!.winsorisedMean, 1) : null,
    adjusted: equal && {
      value: times(equal.value),
      interval: { ...equal.interval, low: times(equal.interval.low), high: times(equal.interval.high) },
    },
  };
}

/** A share of units stays in [0, 1]. */
function estimateOf(sums: SpreadSums, { unit }: GroupStudy | LevelStudy): SpreadEstimate | null {
  const estimate = spreadEstimate(sums);
  const isCount = unit === "share" && sums.b === sums.n && sums.a >= 0 && sums.a <= sums.b;
  return estimate && isCount ? { ...estimate, interval: shareOf(sums).interval } : estimate;
}

/** Null where the second mean may be 0. @see Fieller (1954), J. R. Stat. Soc. B 16, 175–185 */
function ratioOf(
  first: SpreadEstimate,
  second: SpreadEstimate,
  { interval: { level } }: Contrast,
): { value: number; interval: Interval } | null {
  const [a, b] = [first.standardError! ** 2, second.standardError! ** 2];
  const df = welchDf({ a, b, n1: first.customers, n2: second.customers });
  const interval =
    second.mean > 0
      ? fieller({
          ...{ meanX: first.mean, meanY: second.mean, varX: a, varY: b, covariance: 0 },
          ...{ t: studentTQuantile(1 - (1 - level) / 2, df), confidence: level },
        })
      : null;
  return interval && { value: first.mean / second.mean, interval };
}

const movedBy = (value: number, winsorised: number, nothing: number): number | null =>
  Math.abs(winsorised - value) > CARRIED_BY_FEW * Math.abs(value - nothing) ? winsorised : null;

async function correlated(
  study: CorrelationStudy,
  units: UnitRows,
  { context }: Asked,
  untested: Untested,
  said: Said,
): Promise<Tested> {
  const { store } = context;
  // One pair a party: answers of one customer do not count as so many customers.
  const pairs = sql`
    select party, round(avg(${store.dialect.double(sql`u.x_0`)}), 8) as x, round(avg(${store.dialect.double(sql`u.y_0`)}), 8) as y
    from (${units.rows}) u
    where u.x_0 is not null and u.y_0 is not null
    group by party
    order by party
  `;
  const { x, y } = await store.columns(
    sql`select ${store.dialect.double(sql`p.x`)} as x, ${store.dialect.double(sql`p.y`)} as y from (${pairs}) p`,
  );
  const sums = sql`select count(*) as n, sum(${store.dialect.exact(sql`x`)}) as x, sum(${store.dialect.exact(sql`y`)}) as y from (${pairs}) p`;
  context.record(said.query, sums, await store.rows(sums));
  const n = x!.length;
  const found = n < PAIRS_MINIMUM ? null : attempt(() => pearsonCorrelation(pairedMomentsOf(x!, y!), CONFIDENCE));
  if (!found?.interval) return untested({ state: "too_few", required: PAIRS_MINIMUM }, n, said);
  return {
    ...untested({ state: "too_few", required: 0 }, n, said),
    ...{
      study,
      state: null,
      value: found.r,
      interval: found.interval,
      p: found.pValue,
      smallestUseful: SMALL_CORRELATION,
    },
  };
}
