import type { Currency } from "../base/currency.ts";
import type { Period } from "../base/period.ts";
import type { BandsChart } from "../findings/chart-spec.ts";
import type { Figure, Message } from "../findings/figure.ts";
import type { Finding, StudyDesign, Table } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { BAND_MINIMUM, contrast, linkVerdict, SMALLEST_USEFUL_SHARE, type SpreadEstimate } from "./contrast.ts";
import { type Cell, header } from "./link-cells.ts";
import { OUTCOMES } from "./outcome.ts";
import { paradoxesOf } from "./paradoxes.ts";

export function findingOf(cell: Cell, context: MeasureContext, dataVersion: string, adjustedP: number): Finding {
  const { info } = context;
  const verdict = linkVerdict({
    bands: cell.bands,
    contrast: cell.contrast,
    adjustedP,
    nonZeroCustomers: cell.nonZero,
    smallestUseful: cell.smallestUseful,
  });
  const cautions = cautionsOf(cell, context);
  const window: Period = { from: info.firstDay, to: info.asOf, zone: info.zone };
  const base = { ...header(cell, context, window), n: cell.n, excluded: cell.excluded, cautions };
  const headline: Figure =
    cell.refusal ??
    (cell.contrast
      ? { ...base, state: "estimate", value: cell.contrast.difference, interval: cell.contrast.interval }
      : { ...base, state: "too_few", required: BAND_MINIMUM });
  const [low, high] = [cell.bands[0], cell.bands.at(-1)];
  const values: Message["values"] = {
    experience: cell.experience,
    outcome: cell.outcome,
    n: cell.n,
    grade: "association",
    unit: cell.unit,
    level: CONFIDENCE,
    horizonDays: cell.horizon ?? 0,
    required: BAND_MINIMUM,
    ...(base.currency ? { currency: base.currency } : {}),
    ...(cell.contrast && low && high
      ? {
          highBand: high.band,
          lowBand: low.band,
          difference: cell.contrast.difference,
          low: cell.contrast.interval.low,
          high: cell.contrast.interval.high,
        }
      : {}),
  };
  const design: StudyDesign = {
    experience: cell.experience,
    outcome: cell.outcome,
    horizonDays: cell.horizon,
    gapDays: info.gapDays,
    bands: cell.order.map(({ code }) => code),
    bandMinimum: BAND_MINIMUM,
    smallestUsefulEffect: { share: SMALLEST_USEFUL_SHARE, of: "base_mean" },
    adjustment: "benjamini_hochberg",
  };
  const figures: Record<string, Figure> = {};
  for (const band of cell.bands) {
    figures[band.band] = {
      ...base,
      id: `${base.id}:${band.band}`,
      n: band.n,
      state: "estimate",
      value: band.mean,
      interval: band.interval,
    };
  }
  cell.bands.slice(1).forEach((upper, i) => {
    const lower = cell.bands[i]!;
    const step = contrast(upper, lower);
    if (step)
      figures[`${lower.band}>${upper.band}`] = {
        ...base,
        id: `${base.id}:${lower.band}>${upper.band}`,
        n: lower.n + upper.n,
        state: "estimate",
        value: step.difference,
        interval: step.interval,
      };
  });
  return {
    schema: 1,
    kind: "link",
    id: `link.${cell.experience}.${cell.outcome}`,
    asOf: info.asOf,
    dataVersion,
    design,
    headline,
    verdict: { code: `link.${cell.refusal ? "too_little" : verdict}`, values: { ...values, adjustedP } },
    figures,
    tables: cell.bands.length > 0 ? [bandTable(cell, base.currency)] : [],
    charts: cell.bands.length > 0 ? [bandChart(cell, base.currency)] : [],
    evidence: [{ file: `queries/${cell.query}.sql`, what: "evidence.query" }],
    excluded: cell.excluded,
  };
}

function cautionsOf(cell: Cell, { info }: MeasureContext): Message[] {
  const cautions: Message[] = [];
  if (cell.isSnapshot) cautions.push({ code: "caution.snapshot", values: {} });
  else cautions.push({ code: "caution.reverse", values: {} });
  cautions.push(...(OUTCOMES.get(cell.outcome)?.cautions?.(info) ?? []));
  if (cell.horizon !== null && cell.horizon < 365)
    cautions.push({ code: "caution.horizon_short", values: { horizonDays: cell.horizon } });
  return [...cautions, ...paradoxesOf(cell.bands, cell.order.at(-1)?.code, cell.contrast)];
}

const money = (currency: Currency | undefined) => (currency ? { currency } : {});

function bandTable(cell: Cell, currency: Currency | undefined): Table {
  const columns = ["customers", "mean", "median", "winsorised", "share_nonzero"] as const;
  return {
    id: `link.${cell.experience}.${cell.outcome}`,
    title: { code: "link.table.bands", values: { experience: cell.experience, outcome: cell.outcome } },
    columns: [
      { id: "band", title: { code: "link.column.band", values: {} }, align: "start" },
      { id: "n", title: { code: "table.column.n", values: {} }, align: "end" },
      ...columns.map((id) => ({ id, title: { code: `link.column.${id}`, values: {} }, align: "end" as const })),
    ],
    rows: cell.bands.map((band) => {
      const amount = (value: number, interval: SpreadEstimate["interval"] = null) =>
        ({ kind: "number", value, unit: cell.unit, ...money(currency), interval }) as const;
      return {
        band: { kind: "label", label: { code: `band.${band.band}`, values: {} } },
        n: { kind: "number", value: band.n, unit: "count" },
        customers: { kind: "number", value: band.customers, unit: "count" },
        mean: amount(band.mean, band.interval),
        median: amount(band.median),
        winsorised: amount(band.winsorisedMean),
        share_nonzero: { kind: "number", value: band.shareNonZero, unit: "share" },
      };
    }),
  };
}

function bandChart(cell: Cell, currency: Currency | undefined): BandsChart {
  const tone = (code: string) => cell.order.find((band) => band.code === code)!.tone;
  return {
    id: `link.${cell.experience}.${cell.outcome}`,
    type: "bands",
    title: { code: "chart.bands.title", values: { experience: cell.experience, outcome: cell.outcome } },
    summary: {
      code: "chart.bands.summary",
      values: {
        unit: cell.unit,
        ...money(currency),
        lowValue: cell.bands[0]!.mean,
        highValue: cell.bands.at(-1)!.mean,
      },
    },
    unit: cell.unit,
    ...money(currency),
    bands: cell.bands.map((band) => ({
      label: { code: `band.${band.band}`, values: {} },
      value: band.mean,
      interval: band.interval,
      n: band.n,
      tone: tone(band.band),
    })),
    zero: true,
  };
}
