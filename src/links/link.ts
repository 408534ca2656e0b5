import type { Currency } from "../base/currency.ts";
import { inParallel } from "../base/in-parallel.ts";
import type { Period } from "../base/period.ts";
import { THIRDS } from "../facts/instruments.ts";
import type { BandsChart, Tone } from "../findings/chart-spec.ts";
import type { Exclusion, Figure, Message, Unit } from "../findings/figure.ts";
import type { Finding, StudyDesign, Table } from "../findings/finding.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Horizon } from "../panel/settings.ts";
import { adjustPValues } from "../stats/tests/multiplicity.ts";
import { sql } from "../store/sql/sql.ts";
import { type BandSums, bandSums, momentRows, readBandSums, snapshotRows, type UnitColumn } from "./band-sums.ts";
import {
  BAND_MINIMUM,
  type BandEstimate,
  bandEstimate,
  type Contrast,
  contrast,
  linkVerdict,
  SMALLEST_USEFUL_SHARE,
} from "./contrast.ts";
import { chooseHorizons, type HorizonChoice, readyOn } from "./horizon.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { paradoxesOf } from "./paradoxes.ts";

export interface LinkAsk {
  experiences: readonly string[];
  /** Outcome ids; `snapshot:<name>` for totals that somebody else computed. */
  outcomes: readonly string[];
  horizon: Horizon | null;
}

/** Instruments that the data hold answers of: those with bands of their own first, then the most frequent. */
export async function experiencesOf({ store, info: { instruments } }: MeasureContext): Promise<string[]> {
  const rows = await store.rows(sql`
    select instrument, count(*) as n from panel_answer where state = 'valid' and band is not null group by instrument order by n desc, instrument
  `);
  const found = rows.map(({ instrument }) => String(instrument));
  return [
    ...Object.keys(instruments).filter((id) => found.includes(id)),
    ...found.filter((id) => !Object.hasOwn(instruments, id)),
  ];
}

export async function snapshotsOf({ store }: MeasureContext): Promise<string[]> {
  const rows = await store.rows(sql`select distinct name from fact_snapshot order by name`);
  return rows.map(({ name }) => `snapshot:${name}`);
}

/** What one cell of the link table came to before the verdict, which needs all cells. */
interface Cell {
  experience: string;
  outcome: string;
  unit: Unit;
  refusal: Figure | null;
  horizon: number | null;
  /** Every band of the score, from the worst to the best. */
  order: readonly { code: string; tone: Tone }[];
  /** Those that somebody stands in. */
  bands: BandEstimate[];
  contrast: Contrast | null;
  nonZero: number;
  smallestUseful: number;
  n: number;
  excluded: Exclusion[];
  query: string;
  isSnapshot: boolean;
}

/**
 * The link table: every experience × outcome, score first, outcome strictly later, grade `association`.
 * Multiplicity is adjusted over all cells that could be compared (Benjamini–Hochberg).
 */
export async function linkTable(context: MeasureContext, ask: LinkAsk, dataVersion: string): Promise<Finding[]> {
  const cells: Cell[] = [];
  for (const found of await inParallel(ask.experiences, (experience) => cellsOf(context, experience, ask)))
    cells.push(...found);
  const compared = cells.filter((cell) => cell.contrast !== null);
  const adjusted =
    compared.length > 0
      ? adjustPValues(
          compared.map((cell) => cell.contrast!.p),
          "benjamini-hochberg",
        )
      : [];
  return cells.map((cell) => findingOf(cell, context, dataVersion, adjusted[compared.indexOf(cell)] ?? 1));
}

async function cellsOf(context: MeasureContext, experience: string, ask: LinkAsk): Promise<Cell[]> {
  const { store } = context;
  const known = ask.outcomes.flatMap((id) => OUTCOMES.get(id) ?? []);
  const choices = await chooseHorizons(store, experience, known, ask.horizon);
  const history: History = {
    choices: new Map(known.map((outcome, i) => [outcome, choices[i]!])),
    unlinked: await unlinkedAnswers(context, experience),
  };
  const drafts: Draft[] = [];
  for (const id of ask.outcomes) drafts.push(await draftOf(context, experience, id, history));
  const moments = drafts.filter(({ column }) => column !== null);
  const columns = moments.map(({ column }) => column!);
  const compared = new Map<Draft, Cell>();
  if (columns.length > 0) {
    const query = bandSums(momentRows(experience, columns, store.dialect), columns.length, store.dialect);
    const rows = await store.rows(query);
    context.record(`link.${experience}`, query, rows);
    moments.forEach((draft, i) => {
      compared.set(
        draft,
        comparedCell(
          draft.cell,
          rows.map((row) => readBandSums(row, i)),
        ),
      );
    });
  }
  for (const draft of drafts.filter(({ snapshot }) => snapshot !== null)) {
    const query = bandSums(snapshotRows(experience, draft.snapshot!, store.dialect), 1, store.dialect);
    const rows = await store.rows(query);
    context.record(draft.cell.query, query, rows);
    compared.set(
      draft,
      comparedCell(
        draft.cell,
        rows.map((row) => readBandSums(row, 0)),
      ),
    );
  }
  return drafts.map((draft) => compared.get(draft) ?? draft.cell);
}

/** A cell before its sums: refused already, or with the column or snapshot that it reads. */
interface Draft {
  cell: Cell;
  column: UnitColumn | null;
  snapshot: string | null;
}

/** What lies behind the answers to one instrument. */
interface History {
  choices: ReadonlyMap<Outcome, HorizonChoice>;
  unlinked: readonly Exclusion[];
}

async function draftOf(
  context: MeasureContext,
  experience: string,
  id: string,
  { choices, unlinked }: History,
): Promise<Draft> {
  const { info } = context;
  const isSnapshot = id.startsWith("snapshot:");
  const cell: Cell = {
    experience,
    outcome: id,
    unit: OUTCOMES.get(id)?.unit ?? "ratio",
    refusal: null,
    horizon: null,
    order: info.instruments[experience]?.bands ?? THIRDS,
    bands: [],
    contrast: null,
    nonZero: 0,
    smallestUseful: 0,
    n: 0,
    excluded: [],
    query: isSnapshot ? `link.${experience}.${id.replace(":", ".")}` : `link.${experience}`,
    isSnapshot,
  };
  if (isSnapshot) {
    const name = id.slice("snapshot:".length);
    return { cell: { ...cell, unit: await snapshotUnit(context, name) }, column: null, snapshot: name };
  }
  const outcome = OUTCOMES.get(id)!;
  const base = header(cell, context, { from: null, to: info.asOf, zone: info.zone });
  const refused = (refusal: Figure, excluded: readonly Exclusion[] = []): Draft => ({
    cell: { ...cell, excluded: [...excluded], refusal: { ...refusal, excluded: [...excluded] } },
    column: null,
    snapshot: null,
  });
  if (outcome.needs.every((kind) => (info.facts[kind] ?? 0) === 0))
    return refused({ ...base, state: "not_measured", needs: [...outcome.needs.slice(0, 1)] });
  const lack = outcome.lacks?.(info);
  if (lack) return refused({ ...base, state: "not_measured", needs: [lack] });
  const choice = choices.get(outcome)!;
  if (choice.answers === 0) return refused({ ...base, state: "undefined", why: "no_linked_answers" }, unlinked);
  const excluded = [...unlinked, { reason: "horizon_incomplete", n: choice.answers - choice.complete }].filter(
    ({ n }) => n > 0,
  );
  if (choice.horizon === null)
    return refused({ ...base, n: choice.answers, state: "too_early", readyOn: readyOn(choice.lastAnswer!) }, excluded);
  return {
    cell: { ...cell, horizon: choice.horizon, excluded },
    column: { outcome, horizon: choice.horizon },
    snapshot: null,
  };
}

async function snapshotUnit({ store }: MeasureContext, name: string): Promise<Unit> {
  const [row] = await store.rows(sql`select min(unit) as unit from fact_snapshot where name = ${name}`);
  const unit = String(row?.unit);
  return unit === "money"
    ? "money_per_customer"
    : unit === "count" || unit === "share" || unit === "days"
      ? unit
      : "ratio";
}

function comparedCell(cell: Cell, sums: readonly BandSums[]): Cell {
  const { order } = cell;
  const bands = order
    .map(({ code }) => sums.find(({ band, n }) => band === code && n > 0))
    .map((found) => (found ? bandEstimate(found) : null))
    .filter((band) => band !== null);
  const total = sums.reduce((all, { a, b }) => ({ a: all.a + a, b: all.b + b }), { a: 0, b: 0 });
  // The best band against the worst: where one of them is empty there is nothing to compare, not the next one to take.
  const [worst, best] = [order[0]?.code, order.at(-1)?.code].map((code) => bands.find(({ band }) => band === code));
  return {
    ...cell,
    bands,
    contrast: worst && best ? contrast(best, worst) : null,
    nonZero: sums.reduce((n, s) => n + s.nonZero, 0),
    smallestUseful: total.b === 0 ? 0 : SMALLEST_USEFUL_SHARE * Math.abs(total.a / total.b),
    n: bands.reduce((n, band) => n + band.n, 0),
  };
}

/** Answers that could not be linked: nobody named, or without a date. */
async function unlinkedAnswers({ store }: MeasureContext, instrument: string): Promise<Exclusion[]> {
  const [row] = await store.rows(sql`
    select
      sum(case when party is null then 1 else 0 end) as no_party,
      sum(case when party is not null and day is null then 1 else 0 end) as undated
    from panel_answer where instrument = ${instrument} and state = 'valid' and band is not null
  `);
  return ["no_party", "undated"].map((reason) => ({ reason, n: Number(row?.[reason] ?? 0) })).filter(({ n }) => n > 0);
}

function header(
  cell: Pick<Cell, "experience" | "outcome" | "unit" | "query">,
  { info }: MeasureContext,
  window: Period,
) {
  const money = (cell.unit === "money" || cell.unit === "money_per_customer") && info.currency;
  return {
    id: `${cell.experience}×${cell.outcome}`,
    definition: `link.${cell.experience}.${cell.outcome}@1`,
    unit: cell.unit,
    ...(money ? { currency: info.currency as Currency } : {}),
    window,
    grade: "association" as const,
    basis: OUTCOMES.get(cell.outcome)?.basis?.(info) ?? ("observed" as const),
    n: 0,
    excluded: [] as Exclusion[],
    query: { id: cell.query },
    cautions: [] as Message[],
  };
}

function findingOf(cell: Cell, context: MeasureContext, dataVersion: string, adjustedP: number): Finding {
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
      const amount = (value: number, interval: BandEstimate["interval"] = null) =>
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
