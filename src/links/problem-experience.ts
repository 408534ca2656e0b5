import { inParallel } from "../base/in-parallel.ts";
import type { Period } from "../base/period.ts";
import { scoresInOrder } from "../facts/instruments.ts";
import { isEstimate, type Message } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import { stateMessage } from "../findings/state-message.ts";
import { worthOf } from "../measures/definitions/common.ts";
import { dimension } from "../measures/dimension.ts";
import { type MeasureContext, type MeasureRow, measureByCut } from "../measures/measure.ts";
import type { MeasureBook } from "../measures/registry.ts";
import type { Sql } from "../store/sql/sql.ts";
import { readBandSums } from "./band-sums.ts";
import { BAND_MINIMUM, bandEstimate, contrast } from "./contrast.ts";
import { differenceCell } from "./difference-cell.ts";
import { chooseHorizons } from "./horizon.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { type Place, scoresAt, sidesOf, sumsBySide } from "./problem-sums.ts";

/** Scores in the order in which one of them speaks for a problem. */
const SCORES: readonly string[] = ["csat", "ces", "nps"];

/** A column of a table of problems. */
export const column = (id: string, values: Message["values"] = {}): Table["columns"][number] => ({
  id,
  title: { code: `problems.column.${id}`, values },
  align: id === "place" ? "start" : "end",
});

/** How customers with each problem were met (score, effort, settled at once), and what came after a low score about it. */
export async function experienceTable(
  book: MeasureBook,
  context: MeasureContext,
  place: Place,
  window: Period,
  shown: readonly string[],
): Promise<Table | null> {
  const asked = {
    ...context,
    from: window.from,
    to: window.to,
    record: (id: string, query: Sql, rows: readonly unknown[]) => context.record(`problems.${id}`, query, rows),
  };
  const measured = async (id: string): Promise<[string, MeasureRow[]] | null> => {
    const measure = book.get(id)!;
    if (!measure.population.dimensions.includes(place)) return null;
    const { rows } = await measureByCut(measure, asked, dimension(place, measure.population.dimensions));
    return rows.some(({ cut, figure }) => shown.includes(cut ?? "") && isEstimate(figure)) ? [id, rows] : null;
  };
  const scores = scoresInOrder(SCORES, context.info.instruments);
  const parts = (await inParallel([...scores, "effort", "fcr"], measured)).filter((found) => found !== null);
  if (parts.length === 0) return null;
  const later = await laterOutcomes(context, place, shown);
  const isSeen = (j: number) => later?.cells.some((row) => row[j]!.kind === "number");
  const after = (later?.outcomes ?? []).map((outcome, j) => ({ outcome, j })).filter(({ j }) => isSeen(j));
  const cellOf = (rows: readonly MeasureRow[], name: string): TableCell => {
    const figure = rows.find(({ cut }) => cut === name)?.figure;
    if (figure === undefined) return { kind: "message", message: { code: "problems.cell.not_recorded", values: {} } };
    return isEstimate(figure)
      ? { kind: "number", value: figure.value, unit: figure.unit, interval: figure.interval }
      : { kind: "message", message: stateMessage(figure) };
  };
  return {
    id: `problems.${place}.experience`,
    title: { code: "problems.experience.table", values: {} },
    columns: [
      column("place"),
      ...parts.map(([id]) => ({ ...column(scores.includes(id) ? "score" : id, { measure: id }), id })),
      ...after.map(({ outcome: { id } }) => ({ ...column("later", { outcome: id }), id: `later_${id}` })),
    ],
    rows: shown.map((name, i) => ({
      place: { kind: "label", label: { data: name } },
      ...Object.fromEntries(parts.map(([id, rows]) => [id, cellOf(rows, name)])),
      ...Object.fromEntries(after.map(({ outcome: { id }, j }) => [`later_${id}`, later!.cells[i]![j]!])),
    })),
    ...(later && after.length > 0
      ? { note: { code: "problems.experience.note", values: { horizonDays: later.horizon } } }
      : { note: { code: "problems.experience.note.too_few", values: { required: BAND_MINIMUM } } }),
  };
}

interface Later {
  horizon: number;
  outcomes: readonly Outcome[];
  /** A row a problem, a cell an outcome. */
  cells: TableCell[][];
}

/** What customers who gave a low score about a problem did afterwards, against all others who answered about it in the same way. */
async function laterOutcomes(context: MeasureContext, place: Place, shown: readonly string[]): Promise<Later | null> {
  const { store, info } = context;
  const outcomes = [worthOf(info) ?? "spend", "churn"]
    .map((id) => OUTCOMES.get(id)!)
    .filter(({ needs }) => needs.some((kind) => (info.facts[kind] ?? 0) > 0));
  const scores = await scoresAt(context, place, shown);
  const instruments = [...new Set(scores.values())].sort();
  const choices = await inParallel(instruments, (each) => chooseHorizons(store, each, outcomes, null));
  const isKnown = (_: unknown, i: number) => choices.some((of) => of[i]?.horizon != null);
  const known = outcomes.filter(isKnown);
  if (known.length === 0) return null;
  const horizon = Math.min(...choices.flat().flatMap((choice) => choice.horizon ?? []));
  const columns = known.map((outcome) => ({ outcome, horizon }));
  const sides = sidesOf(place, shown, scores, info.instruments);
  const rows = await sumsBySide(context, { id: `problems.${place}.later`, scores, sides }, columns);
  return {
    horizon,
    outcomes: known,
    cells: shown.map((_, i) =>
      known.map(({ unit }, j) => {
        const side = (name: string) => {
          const row = rows.find(({ band }) => band === `${name} ${i}`);
          return row ? bandEstimate(readBandSums(row, j)) : null;
        };
        const [low, other] = [side("low"), side("other")];
        const found = low && other && low.n >= BAND_MINIMUM && other.n >= BAND_MINIMUM ? contrast(low, other) : null;
        return differenceCell(found, {
          unit,
          ...(unit === "money_per_customer" && info.currency ? { currency: info.currency } : {}),
        });
      }),
    ),
  };
}
