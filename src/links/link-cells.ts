import type { Currency } from "../base/currency.ts";
import type { Period } from "../base/period.ts";
import { THIRDS } from "../facts/instruments.ts";
import type { Tone } from "../findings/chart-spec.ts";
import type { Exclusion, Figure, Message, Unit } from "../findings/figure.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Horizon } from "../panel/settings.ts";
import { sql } from "../store/sql/sql.ts";
import {
  dividedOf,
  momentRows,
  readSpreadSums,
  type SpreadSums,
  snapshotRows,
  spreadSums,
  type UnitColumn,
  undivided,
} from "./band-sums.ts";
import { type Contrast, contrast, SMALLEST_USEFUL_SHARE, type SpreadEstimate, spreadEstimate } from "./contrast.ts";
import { chooseHorizons, type HorizonChoice, readyOn } from "./horizon.ts";
import { lackOf, OUTCOMES, type Outcome } from "./outcome.ts";

export interface LinkAsk {
  experiences: readonly string[];
  /** Outcome ids; `snapshot:<name>` for totals that somebody else computed. */
  outcomes: readonly string[];
  horizon: Horizon | null;
}

/** What one cell of the link table came to before the verdict, which needs all cells. */
export interface Cell {
  experience: string;
  outcome: string;
  unit: Unit;
  refusal: Figure | null;
  horizon: number | null;
  /** Every band of the score, from the worst to the best. */
  order: readonly { code: string; tone: Tone }[];
  /** Those that somebody stands in. */
  bands: SpreadEstimate[];
  contrast: Contrast | null;
  nonZero: number;
  smallestUseful: number;
  n: number;
  excluded: Exclusion[];
  query: string;
  isSnapshot: boolean;
}

export async function cellsOf(context: MeasureContext, experience: string, ask: LinkAsk): Promise<Cell[]> {
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
    const query = spreadSums(momentRows(experience, columns, store.dialect), dividedOf(columns), store.dialect);
    const rows = await store.rows(query);
    context.record(`link.${experience}`, query, rows);
    moments.forEach((draft, i) => {
      compared.set(
        draft,
        comparedCell(
          draft.cell,
          rows.map((row) => readSpreadSums(row, i)),
        ),
      );
    });
  }
  for (const draft of drafts.filter(({ snapshot }) => snapshot !== null)) {
    const query = spreadSums(snapshotRows(experience, draft.snapshot!, store.dialect), undivided(1), store.dialect);
    const rows = await store.rows(query);
    context.record(draft.cell.query, query, rows);
    compared.set(
      draft,
      comparedCell(
        draft.cell,
        rows.map((row) => readSpreadSums(row, 0)),
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
  const lack = lackOf(outcome, info);
  if (lack) return refused({ ...base, state: "not_measured", needs: [lack] });
  const choice = choices.get(outcome)!;
  if (choice.answers === 0) return refused({ ...base, state: "undefined", why: "no_linked_answers" }, unlinked);
  const excluded = [
    ...unlinked,
    { reason: "horizon_incomplete", n: choice.answers - choice.complete },
    ...(outcome.defined?.otherwise ? [{ reason: outcome.defined.otherwise, n: choice.undefined }] : []),
  ].filter(({ n }) => n > 0);
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

function comparedCell(cell: Cell, sums: readonly SpreadSums[]): Cell {
  const { order } = cell;
  const bands = order
    .map(({ code }) => sums.find(({ band, n }) => band === code && n > 0))
    .map((found) => (found ? spreadEstimate(found) : null))
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

export function header(
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
