import type { Figure, FigureHeader, Message } from "../../findings/figure.ts";
import { isEstimate } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { type MeasureContext, measureWhole } from "../../measures/measure.ts";
import type { MeasureBook } from "../../measures/registry.ts";
import { wilsonInterval } from "../../stats/intervals/wilson.ts";
import { inTurn } from "../in-turn.ts";
import { type AliveByStatus, aliveByStatus } from "./alive.ts";
import { type ChurnDrivers, churnDrivers, LOOK_BACK_DAYS } from "./drivers.ts";
import {
  AGES,
  type Cohort,
  cohortTriangle,
  type EndReason,
  endReasons,
  type Flow,
  QUARTER_DAYS,
  quarterFlows,
  returns,
} from "./flows.ts";

/** Measures of the last year that stand side by side. */
const MEASURES = ["crr", "churn", "grr", "nrr", "revenue-churn"] as const;
/** Customers from which on a cohort's share is shown. */
const COHORT_NEEDED = 5;
const LEVEL = 0.95;

const count = (value: number | null): TableCell => ({ kind: "number", value, unit: "count" });
const label = (code: string, values: Message["values"] = {}): TableCell => ({ kind: "label", label: { code, values } });
const data = (text: string): TableCell => ({ kind: "label", label: { data: text } });
const quarterName = (day: string): string => `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
const columns = (ids: readonly string[], starts = 1): Table["columns"] =>
  ids.map((id, i) => ({ id, title: { code: `churn.column.${id}`, values: {} }, align: i < starts ? "start" : "end" }));
const share = (successes: number, n: number): TableCell =>
  n === 0
    ? { kind: "number", value: null, unit: "share" }
    : {
        kind: "number",
        value: successes / n,
        unit: "share",
        interval: { ...wilsonInterval({ successes, n }), level: LEVEL },
      };

/** Who stays and who leaves: by quarter, by cohort, by reason, and what goes with it. */
export async function churnFindings(
  book: MeasureBook,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding[]> {
  const { info } = context;
  if (info.asOf === null) return [];
  const flows = await quarterFlows(context);
  const cohorts = await cohortTriangle(context);
  const found = [
    await summary(book, context, { flows, dataVersion }),
    cohortFinding(context, cohorts, dataVersion),
    await ruleFinding(context, dataVersion),
    reasonFinding(context, await endReasons(context), dataVersion),
    driverFinding(context, await churnDrivers(context), dataVersion),
  ];
  return found.filter((finding) => finding !== null);
}

const windowOf = ({ info }: MeasureContext) => ({ from: info.firstDay, to: info.asOf, zone: info.zone });
const header = (context: MeasureContext, id: string, query: string): Omit<FigureHeader, "unit" | "n"> => ({
  ...{ id, definition: `${id.replace(".", "-")}@1`, grade: "recorded", basis: "observed", window: windowOf(context) },
  ...{ excluded: [], query: { id: query }, cautions: [] },
});
const base = ({ info }: MeasureContext, id: string, query: string, dataVersion: string) => ({
  ...({ schema: 1, kind: "value", id, asOf: info.asOf, dataVersion } as const),
  title: { code: `${id}.title`, values: {} },
  ...{ figures: {}, charts: [] },
  evidence: [{ file: `queries/${query}.sql`, what: "evidence.query" }],
});

async function summary(
  book: MeasureBook,
  context: MeasureContext,
  { flows, dataVersion }: { flows: readonly Flow[]; dataVersion: string },
): Promise<Finding | null> {
  const measured: [string, Figure][] = [];
  for (const id of MEASURES) {
    const measure = book.get(id);
    if (measure) measured.push([id, (await measureWhole(measure, { ...context, from: null, to: null })).figure]);
  }
  const figures = Object.fromEntries(measured);
  const lost = figures.churn;
  if (!lost) return null;
  const last = flows.at(-1);
  const gross = last && last.start > 0 ? last.lost / last.start : null;
  const known = isEstimate(lost) ? lost : null;
  const kept = figures.crr && isEstimate(figures.crr) ? figures.crr.value : null;
  return {
    ...base(context, "churn.flows", "churn.flows", dataVersion),
    headline: lost,
    verdict: known
      ? {
          code: "churn.flows",
          values: {
            ...{
              value: known.value,
              low: known.interval?.low ?? known.value,
              high: known.interval?.high ?? known.value,
            },
            ...{ level: known.interval?.level ?? LEVEL, n: known.n, unit: "share", share: kept ?? 1 - known.value },
            ...{ from: lost.window.from ?? "", to: lost.window.to ?? "" },
          },
        }
      : { code: "churn.flows.none", values: {} },
    notes: [
      ...(gross === null || !last
        ? []
        : [
            {
              code: "churn.flows.quarter",
              values: {
                name: quarterName(last.from),
                share: gross,
                coverage: (last.lost - last.back) / last.start,
                n: last.back,
              },
            },
          ]),
      { code: "churn.flows.adds", values: {} },
    ],
    figures,
    tables: [
      {
        id: "churn.rates",
        title: { code: "churn.rates", values: {} },
        columns: columns(["measure", "value", "customers"]),
        rows: measured.map(([id, figure]) => ({
          measure: label(`measure.${id}.name`),
          value: isEstimate(figure)
            ? { kind: "number", value: figure.value, unit: figure.unit, interval: figure.interval }
            : { kind: "message", message: { code: `figure.state.${figure.state}.short`, values: stated(figure) } },
          customers: count(figure.n),
        })),
        note: { code: "churn.rates.note", values: {} },
      },
      {
        id: "churn.flows",
        title: { code: "churn.flows.table", values: {} },
        columns: columns(["quarter", "start", "won", "back", "lost", "end", "gross", "net"]),
        rows: flows.map((flow) => ({
          quarter: data(quarterName(flow.from)),
          start: count(flow.start),
          won: count(flow.won),
          back: count(flow.back),
          lost: count(flow.lost),
          end: count(flow.end),
          gross: share(flow.lost, flow.start),
          net: {
            kind: "number",
            value: flow.start > 0 ? (flow.lost - flow.back) / flow.start : null,
            unit: "share",
          } as const,
        })),
        note: { code: "churn.flows.note", values: {} },
      },
    ],
  };
}

function stated(figure: Figure): Message["values"] {
  const values: Message["values"] = { n: figure.n };
  if (figure.state === "too_few") values.required = figure.required;
  if (figure.state === "too_early") values.readyOn = figure.readyOn;
  if (figure.state === "not_measured") values.needs = figure.needs.join(",");
  return values;
}

function cohortFinding(context: MeasureContext, cohorts: readonly Cohort[], dataVersion: string): Finding | null {
  const shown = cohorts.filter(({ customers }) => customers >= COHORT_NEEDED);
  const pooled = Array.from({ length: AGES + 1 }, (_, age) => {
    const known = shown.filter(({ there }) => typeof there[age] === "number");
    return {
      age,
      n: known.reduce((sum, { customers }) => sum + customers, 0),
      there: known.reduce((sum, { there }) => sum + there[age]!, 0),
    };
  }).filter(({ n }) => n > 0);
  const year = pooled.find(({ age }) => age === 4) ?? pooled.at(-1);
  if (!year || pooled.length < 2) return null;
  const interval = { ...wilsonInterval({ successes: year.there, n: year.n }), level: LEVEL };
  const values = {
    share: year.there / year.n,
    n: year.n,
    days: year.age * QUARTER_DAYS,
    unit: "share",
    low: interval.low,
    high: interval.high,
    level: LEVEL,
  };
  const ages = pooled.map(({ age }) => age);
  return {
    ...base(context, "churn.cohorts", "churn.cohorts", dataVersion),
    headline: {
      ...header(context, "churn.cohorts", "churn.cohorts"),
      unit: "share",
      n: year.n,
      state: "estimate",
      value: values.share,
      interval,
    },
    verdict: { code: "churn.cohorts", values },
    notes: [{ code: "churn.cohorts.reading", values: {} }],
    tables: [
      {
        id: "churn.cohorts",
        title: { code: "churn.cohorts.table", values: {} },
        columns: [
          ...columns(["cohort", "customers"]),
          ...ages.slice(1).map((age) => ({
            ...{
              id: `days_${age * QUARTER_DAYS}`,
              title: { code: "churn.column.after", values: { days: age * QUARTER_DAYS } },
            },
            align: "end" as const,
          })),
        ],
        rows: shown.map(({ quarter, customers, there }) => ({
          cohort: data(quarterName(quarter)),
          customers: count(customers),
          ...Object.fromEntries(
            ages.slice(1).map((age) => [
              `days_${age * QUARTER_DAYS}`,
              {
                kind: "number",
                value: there[age] === null || there[age] === undefined ? null : there[age]! / customers,
                unit: "share",
              } as const,
            ]),
          ),
        })),
        note: { code: "churn.cohorts.note", values: {} },
      },
    ],
    charts: [
      {
        ...{ type: "bands", id: "churn.curve", zero: true, unit: "share" },
        title: { code: "churn.curve", values: {} },
        summary: { code: "churn.cohorts", values },
        bands: pooled.map(({ age, there, n }) => ({
          ...{
            label: { code: "churn.column.after", values: { days: age * QUARTER_DAYS } },
            value: there / n,
            n,
            tone: "accent" as const,
          },
          interval: { ...wilsonInterval({ successes: there, n }), level: LEVEL },
        })),
      },
    ],
  };
}

async function ruleFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { info } = context;
  const { lost, back, medianDays } = await returns(context);
  if (lost === 0) return null;
  const alive =
    info.hasContracts && (info.facts.purchase ?? 0) === 0
      ? null
      : await inTurn(context.store, () => aliveByStatus(context));
  const interval = { ...wilsonInterval({ successes: back, n: lost }), level: LEVEL };
  const values = {
    share: back / lost,
    n: lost,
    days: info.inactivity.days,
    unit: "share",
    low: interval.low,
    high: interval.high,
    level: LEVEL,
  };
  return {
    ...base(context, "churn.rule", "churn.returns", dataVersion),
    headline: {
      ...header(context, "churn.rule", "churn.returns"),
      unit: "share",
      n: lost,
      state: "estimate",
      value: back / lost,
      interval,
    },
    verdict: { code: "churn.rule", values },
    notes: [
      { code: `churn.rule.${info.inactivity.from}`, values: { days: info.inactivity.days, n: info.inactivity.gaps } },
      ...(medianDays === null
        ? []
        : [{ code: "churn.rule.median", values: { days: Math.round(medianDays), n: back } }]),
      ...(alive === null ? [{ code: "churn.rule.no_model", values: {} }] : []),
    ],
    tables: alive === null ? [] : [aliveTable(alive)],
  };
}

const aliveTable = (rows: readonly AliveByStatus[]): Table => ({
  id: "churn.alive",
  title: { code: "churn.alive", values: {} },
  columns: columns(["status", "bought", "customers", "alive", "alive_share"], 2),
  rows: rows.map(({ status, again, customers, alive }) => ({
    status: label(`status.${status}`),
    bought: label(again ? "churn.again" : "churn.once"),
    customers: count(customers),
    alive: count(alive),
    alive_share: { kind: "number", value: customers > 0 ? alive / customers : null, unit: "share" },
  })),
  note: { code: "churn.alive.note", values: {} },
});

function reasonFinding(context: MeasureContext, reasons: readonly EndReason[], dataVersion: string): Finding | null {
  const n = reasons.reduce((sum, { contracts }) => sum + contracts, 0);
  if (n === 0) return null;
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const unwilling = reasons.reduce((sum, { involuntary, contracts }) => sum + (involuntary ? contracts : 0), 0);
  const yearly = reasons.reduce((sum, row) => sum + row.yearly, 0);
  const interval = { ...wilsonInterval({ successes: unwilling, n }), level: LEVEL };
  return {
    ...base(context, "churn.reasons", "churn.reasons", dataVersion),
    headline: {
      ...header(context, "churn.reasons", "churn.reasons"),
      unit: "share",
      n,
      state: "estimate",
      value: unwilling / n,
      interval,
    },
    verdict: { code: "churn.reasons", values: { n, share: unwilling / n, total: yearly, unit: "money", ...currency } },
    tables: [
      {
        id: "churn.reasons",
        title: { code: "churn.reasons.table", values: {} },
        columns: columns(["reason", "will", "contracts", "share", "yearly"], 2),
        rows: reasons.slice(0, 15).map(({ reason, involuntary, contracts, yearly: money }) => ({
          reason: reason === "" ? label("clv.lost.unsaid") : data(reason),
          will: label(involuntary ? "churn.involuntary" : "churn.voluntary"),
          contracts: count(contracts),
          share: share(contracts, n),
          yearly: { kind: "number", value: money, unit: "money", ...currency },
        })),
      },
    ],
  };
}

function driverFinding(context: MeasureContext, found: ChurnDrivers | null, dataVersion: string): Finding {
  const shell = base(context, "churn.drivers", "churn.drivers", dataVersion);
  const own = {
    ...header(context, "churn.drivers", "churn.drivers"),
    grade: "adjusted" as const,
    basis: "model" as const,
  };
  if (found === null)
    return {
      ...shell,
      headline: { ...own, unit: "ratio", n: 0, state: "too_few", required: 105 },
      verdict: { code: "churn.drivers.too_few", values: {} },
      tables: [],
    };
  const beyond = found.rows.filter(({ p }) => p < 0.05);
  const [first] = beyond;
  const named = first ?? found.rows[0]!;
  const values: Message["values"] = {
    churnDriver: named.driver,
    ratio: round(named.hazardRatio),
    n: found.customers,
    days: LOOK_BACK_DAYS,
  };
  return {
    ...shell,
    headline: {
      ...{ ...own, unit: "ratio", n: found.customers, state: "estimate", value: named.hazardRatio },
      interval: { low: named.low, high: named.high, level: named.level },
    },
    verdict: { code: first ? "churn.drivers" : "churn.drivers.none", values },
    notes: [
      { code: "churn.drivers.reading", values: { days: LOOK_BACK_DAYS, n: found.lost } },
      ...(found.oneIn > 1 ? [{ code: "churn.drivers.sampled", values: { n: found.oneIn } }] : []),
      ...(found.concordance === null
        ? []
        : [{ code: "churn.drivers.concordance", values: { score: round(found.concordance) } }]),
    ],
    tables: [
      {
        id: "churn.drivers",
        title: { code: "churn.drivers.table", values: { days: LOOK_BACK_DAYS } },
        columns: columns(["driver", "hazard_ratio", "beyond"]),
        rows: found.rows.map(({ driver, hazardRatio, low, high, level, p }) => ({
          driver: label(`churn.driver.${driver}`),
          hazard_ratio: { kind: "number", value: hazardRatio, unit: "ratio", interval: { low, high, level } },
          beyond: label(p < 0.05 ? "clv.agrees.yes" : "clv.agrees.no"),
        })),
        note: { code: "churn.drivers.note", values: {} },
      },
    ],
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
