import type { Currency } from "../../base/currency.ts";
import type { Figure, FigureHeader, Interval, Message, Unit } from "../../findings/figure.ts";
import type { Finding, StudyDesign, Table, TableCell } from "../../findings/finding.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { designFor } from "../../stats/causal/design-for.ts";
import { studentTTwoSided } from "../../stats/distributions/student-t.ts";
import { type DriverAnalysis, driverAnalysis } from "../../stats/drivers/driver-analysis.ts";
import { studentTMultiplier } from "../../stats/intervals/checks.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import { clusterCovariance } from "../../stats/regression/cluster-robust.ts";
import { fitLinear } from "../../stats/regression/linear.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { attempt } from "../climb.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import { OUTCOMES } from "../outcome.ts";
import { type Driver, type DriverRows, driverRows, SIGNAL_DAYS } from "./rows.ts";

/** Answers that each driver needs. */
const ROWS_A_DRIVER = 30;
const REPLICATES = 150;
const SIGNIFICANT = 0.05;

/** A link that says which horizon a score and an outcome have behind them. */
type Linked = Finding & { design: StudyDesign };

/**
 * What moves a score, and what moves money afterwards: the share of the variance that goes along with each driver (LMG), and what
 * one more of it goes with at equal others. Drivers that are not beyond chance stand there too, and are called so.
 * @param link of the score and money; null where there is none, then only the score is asked about
 * @see Grömping (2006), J. Statistical Software 17(1)
 */
export async function driverFindings(
  context: MeasureContext,
  experience: string,
  link: Linked | null,
  dataVersion: string,
): Promise<Finding[]> {
  const outcome = link ? OUTCOMES.get(link.design.outcome) : undefined;
  const horizon = link?.design.horizonDays ?? null;
  const rows = await driverRows(context, experience, outcome && horizon !== null ? { outcome, horizon } : null);
  const { info } = context;
  const scored = driverFinding(context, { rows, y: rows.score, experience, unit: "score" }, dataVersion);
  if (!rows.after || !outcome || horizon === null) return [scored];
  const known = Array.from(rows.after.keys()).filter((i) => !Number.isNaN(rows.after![i]));
  const pick = (values: Float64Array) => Float64Array.from(known, (i) => values[i]!);
  const drivers = [
    {
      driver: { id: "score", kind: "size", column: rows.drivers[0]?.driver.column } as Driver,
      values: pick(rows.score),
    },
    ...rows.drivers.map(({ driver, values }) => ({ driver, values: pick(values) })),
  ].filter(({ values }) => values.some((value) => value !== values[0]));
  const later = { ...rows, customers: pick(rows.customers), drivers };
  const money = outcome.unit === "money_per_customer" && info.currency ? { currency: info.currency } : {};
  const asked = { experience, outcome: outcome.id, horizonDays: horizon, unit: outcome.unit, ...money };
  return [scored, driverFinding(context, { rows: later, y: pick(rows.after), ...asked }, dataVersion)];
}

interface Asked {
  rows: Pick<DriverRows, "customers" | "drivers" | "oneIn" | "query">;
  y: Float64Array;
  experience: string;
  /** What followed; without it the score itself is asked about. */
  outcome?: string;
  horizonDays?: number;
  unit: Unit;
  currency?: Currency;
}

function driverFinding({ info }: MeasureContext, asked: Asked, dataVersion: string): Finding {
  const { rows, y, experience, outcome } = asked;
  const id = `drivers.${experience}${outcome === undefined ? "" : `.${outcome}`}`;
  const values: Message["values"] = {
    ...{ experience, outcome: outcome ?? "", about: outcome === undefined ? "score" : "after", n: y.length },
    ...{ days: SIGNAL_DAYS, horizonDays: asked.horizonDays ?? 0, level: CONFIDENCE },
  };
  const header: FigureHeader = {
    ...{ id, definition: "drivers@1", unit: "share", grade: "association", basis: "observed", n: y.length },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ excluded: [], query: { id: rows.query }, cautions: [{ code: "caution.drivers", values: {} }] },
  };
  const base: Omit<Finding, "headline" | "verdict"> = {
    ...{ schema: 1, kind: "driver", id, asOf: info.asOf, dataVersion },
    title: { code: "drivers.title", values },
    ...{ figures: {}, tables: [], charts: [] },
    evidence: [{ file: `queries/${rows.query}.sql`, what: "evidence.query" }],
  };
  const required = Math.max(BAND_MINIMUM, ROWS_A_DRIVER * rows.drivers.length);
  const found = rows.drivers.length > 0 && y.length >= required ? attempt(() => analysed(rows, y, id)) : null;
  if (!found) {
    const headline: Figure = { ...header, state: "too_few", required };
    return { ...base, headline, verdict: { code: "drivers.too_few", values: { ...values, required } } };
  }
  const beyond = found.drivers.filter(({ isBeyond }) => isBeyond);
  const [first] = beyond;
  return {
    ...base,
    headline: { ...header, state: "estimate", value: found.rSquared, interval: clipped(found.rSquaredInterval) },
    verdict: {
      code: first ? "drivers.found" : "drivers.none",
      values: { ...values, share: found.rSquared, driver: first?.driver.id ?? "", coverage: first?.share ?? 0 },
    },
    notes: [
      { code: "drivers.reading", values },
      ...(rows.oneIn > 1 ? [{ code: "worth.sampled", values: { n: rows.oneIn } }] : []),
    ],
    tables: [driverTable(id, found, { ...asked, money: info.currency }, values)],
  };
}

interface Found extends Pick<DriverAnalysis, "rSquared" | "rSquaredInterval"> {
  /** The largest share first. */
  drivers: {
    driver: Driver;
    mean: number;
    /** Of what all drivers explain. */
    share: number;
    shareInterval: Interval;
    /** What one more goes with at equal others. */
    effect: number;
    interval: Interval;
    isBeyond: boolean;
  }[];
}

function analysed({ customers, drivers }: Asked["rows"], y: Float64Array, seed: string): Found {
  const columns = drivers.map(({ values }) => values);
  const shares = driverAnalysis({
    ...{ outcome: y, drivers: columns, customers, replicates: REPLICATES, confidence: CONFIDENCE },
    random: sfc32(seed),
  });
  const data = { design: designFor(columns, y.length), y };
  const fit = fitLinear(data);
  const { standardErrors, df } = clusterCovariance({ data, fit, clusterOf: customers });
  const effects = drivers.map((_, j) => {
    const term = fit.terms.indexOf(data.design.names[j]!);
    const [effect, error] = [fit.coefficients[term] ?? 0, standardErrors[term] ?? 0];
    const half = studentTMultiplier(CONFIDENCE, df[term] ?? 1) * error;
    const p = error > 0 ? studentTTwoSided(effect / error, df[term]!) : 1;
    return { effect, interval: { low: effect - half, high: effect + half, level: CONFIDENCE }, p };
  });
  const adjusted = adjustPValues(
    effects.map(({ p }) => p),
    "holm",
  );
  const whole = shares.rSquared > 0 ? shares.rSquared : 1;
  const told = drivers.map(({ driver, values }, j) => {
    const { share, interval } = shares.drivers[j]!;
    const { effect, interval: around } = effects[j]!;
    return {
      ...{ driver, effect, interval: around, isBeyond: adjusted[j]! < SIGNIFICANT },
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      share: share / whole,
      shareInterval: clipped({ low: interval.low / whole, high: interval.high / whole, level: CONFIDENCE }),
    };
  });
  return { ...shares, drivers: told.sort((a, b) => b.share - a.share) };
}

const clipped = ({ low, high, level }: Interval): Interval => ({
  low: Math.max(0, low),
  high: Math.min(1, high),
  level,
});

/** How often a signal is there, how large a size is; of money the geometric mean, so that a few large customers do not make it. */
function typical({ kind }: Driver, mean: number, currency: Currency | undefined): TableCell {
  if (kind === "signal") return { kind: "number", value: mean, unit: "share" };
  if (kind === "size") return { kind: "number", value: mean, unit: "ratio" };
  return { kind: "number", value: 2 ** mean - 1, unit: "money", ...(currency ? { currency } : {}) };
}

function driverTable(
  id: string,
  { drivers }: Found,
  { unit, currency, money }: Pick<Asked, "unit" | "currency"> & { money: Currency | null },
  values: Message["values"],
): Table {
  const column = (name: string, align: "start" | "end" = "end") => ({
    id: name,
    title: { code: `drivers.column.${name}`, values },
    align,
  });
  const word = (code: string): TableCell => ({ kind: "label", label: { code, values: { days: SIGNAL_DAYS } } });
  return {
    id,
    title: { code: "drivers.table", values },
    columns: [column("driver", "start"), column("mean"), column("effect"), column("share"), column("chance", "start")],
    rows: drivers.map(({ driver, mean, effect, interval, share, shareInterval, isBeyond }) => ({
      driver: word(`driver.${driver.id}`),
      mean: typical(driver, mean, money ?? undefined),
      effect: { kind: "number", value: effect, interval, unit, ...(currency ? { currency } : {}), signed: true },
      share: { kind: "number", value: share, interval: shareInterval, unit: "share" },
      chance: word(isBeyond ? "drivers.beyond" : "drivers.chance"),
    })),
    note: { code: "drivers.note", values },
  };
}
