import type { FigureHeader, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { worthOf } from "../../measures/definitions/common.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import { experiencesOf } from "../link.ts";
import { OUTCOMES } from "../outcome.ts";
import { type Effect, effectsByMonth, type Lag } from "./by-month.ts";
import { lagRows, MONTH_DAYS, MONTHS } from "./rows.ts";

/**
 * When what a score goes with happens: the best band against the worst month by month after the answer, at equal history; from when and
 * until when it is beyond chance, which horizon holds it, and whether it comes at once or again and again.
 * @param experiences scores that are asked about; empty: all of them
 */
export async function lagFindings(
  context: MeasureContext,
  dataVersion: string,
  experiences: readonly string[] = [],
): Promise<Finding[]> {
  const outcome = worthOf(context.info);
  if (outcome === null) return [];
  const findings: Finding[] = [];
  for (const experience of experiences.length > 0 ? experiences : await experiencesOf(context))
    findings.push(await lagFinding(context, { experience, outcome }, dataVersion));
  return findings;
}

async function lagFinding(
  context: MeasureContext,
  { experience, outcome: id }: { experience: string; outcome: "margin" | "spend" },
  dataVersion: string,
): Promise<Finding> {
  const { info } = context;
  const outcome = OUTCOMES.get(id)!;
  const sum = outcome.sum!;
  const rows = await lagRows(context, experience, { ...outcome, sum });
  const unit = { unit: outcome.unit, ...(info.currency ? { currency: info.currency } : {}) };
  const values: Message["values"] = {
    ...{ experience, outcome: id, days: MONTH_DAYS, required: BAND_MINIMUM, level: CONFIDENCE },
    ...(rows ? { highBand: rows.best, lowBand: rows.worst } : {}),
    ...unit,
  };
  const header: FigureHeader = {
    ...{ id: `lag:${experience}:${id}`, definition: "lag@1", ...unit, isDifference: true, grade: "adjusted", n: 0 },
    basis: outcome.basis?.(info) ?? "observed",
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ excluded: [], cautions: outcome.cautions?.(info) ?? [] },
    ...(rows ? { query: { id: rows.query } } : {}),
  };
  const lag = rows && effectsByMonth(rows);
  const first = lag?.months[0]?.effect ?? null;
  const base: Omit<Finding, "headline" | "verdict"> = {
    ...{ schema: 1, kind: "lag", id: `lag.${experience}.${id}`, asOf: info.asOf, dataVersion },
    title: { code: "lag.title", values },
    ...{ figures: {}, tables: [], charts: [] },
    evidence: rows ? [{ file: `queries/${rows.query}.sql`, what: "evidence.query" }] : [],
  };
  if (!lag || !first)
    return {
      ...base,
      headline: { ...header, grade: "association", state: "too_few", required: BAND_MINIMUM },
      verdict: { code: "lag.too_few", values },
    };
  const shown = lag.early ?? first;
  return {
    ...base,
    headline: { ...header, n: shown.n, state: "estimate", value: shown.value, interval: shown.interval },
    verdict:
      lag.from === null
        ? { code: "lag.none", values }
        : { code: "lag.found", values: { ...values, first_n: lag.from, n: lag.to!, horizonDays: lag.horizon! } },
    notes: [...kindOf(lag, values), ...(rows.oneIn > 1 ? [{ code: "worth.sampled", values: { n: rows.oneIn } }] : [])],
    tables: [monthTable(base.id, lag, values, unit)],
    charts: [
      {
        ...{ type: "bands", id: base.id, title: { code: "lag.table", values }, ...unit, zero: true },
        summary: { code: "lag.summary", values },
        bands: lag.months.flatMap(({ month, effect }) =>
          effect
            ? [
                {
                  label: { code: "lag.month", values: { n: month } },
                  ...{ value: effect.value, interval: effect.interval, n: effect.n, tone: "accent" as const },
                },
              ]
            : [],
        ),
      },
    ],
  };
}

/** Whether it comes at once, or again and again: a month of the first quarter against a month of the last one that is known. */
function kindOf({ early, late, from }: Lag, values: Message["values"]): Message[] {
  if (!early || !late || from === null) return [];
  const about = { ...values, before: early.value, after: late.value, low: late.interval.low, high: late.interval.high };
  const isLasting = early.value > 0 ? late.interval.low > 0 : late.interval.high < 0;
  const isOver =
    Math.sign(early.value) * (early.value > 0 ? late.interval.high : late.interval.low) < Math.abs(early.value) / 2;
  return [{ code: `lag.${isLasting ? "recurring" : isOver ? "one_off" : "open"}`, values: about }];
}

function monthTable(
  id: string,
  { months }: Lag,
  values: Message["values"],
  unit: Pick<FigureHeader, "unit" | "currency">,
): Table {
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    ...{ id: name, title: { code: `lag.column.${name}`, values }, align },
  });
  const effectCell = (effect: Effect | null): TableCell =>
    effect
      ? { kind: "number", value: effect.value, interval: effect.interval, ...unit, signed: true }
      : { kind: "message", message: { code: "problems.too_few", values: { required: BAND_MINIMUM } } };
  return {
    id,
    title: { code: "lag.table", values },
    columns: [column("month", "start"), column("n"), column("effect"), column("chance", "start")],
    rows: months.slice(0, MONTHS).map(({ month, effect, isBeyond }) => ({
      month: { kind: "label", label: { code: "lag.month", values: { n: month } } },
      n: { kind: "number", value: effect?.n ?? null, unit: "count" },
      effect: effectCell(effect),
      chance: { kind: "message", message: { code: isBeyond ? "drivers.beyond" : "drivers.chance", values: {} } },
    })),
    note: { code: "lag.note", values },
  };
}
