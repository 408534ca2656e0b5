import type { Currency } from "../base/currency.ts";
import { addMonths, type Day } from "../base/day.ts";
import type { Message } from "../findings/figure.ts";
import { isEstimate } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import { splitMixRate } from "../stats/longitudinal/mix-rate.ts";
import { differenceVerdict } from "./change.ts";
import type { MeasureDefinition, Stretch } from "./definition.ts";
import { dimension, PERSONAL } from "./dimension.ts";
import { type MeasureContext, type MeasureRow, measureByStretch } from "./measure.ts";
import { type ClusterSums, clusterSums, readClusterSums } from "./reduce.ts";

/** Lengths of two periods to compare, in months, the best first: with whole years no season stands between them. */
const LENGTHS = [12, 6, 3] as const;
/** Groups that a split names; the smaller ones stand together. */
const SPLIT_GROUPS = 8;

/** One period against the one before it. */
export interface PeriodChange {
  stretches: readonly [Stretch, Stretch];
  before: MeasureRow;
  after: MeasureRow;
  message: Message;
}

/** The last period of whole months and the one before it, of equal length; null where the data hold no two of three months. */
export function twoPeriods(
  months: readonly Pick<MeasureRow, "period">[],
): { months: number; stretches: [Stretch, Stretch] } | null {
  const last = months.at(-1);
  const first = months[0];
  if (!first?.period || !last?.period) return null;
  const end = addMonths(last.period as Day, 1);
  const length = LENGTHS.find((n) => addMonths(end, -2 * n) >= (first.period as Day));
  if (length === undefined) return null;
  const [start, middle] = [addMonths(end, -2 * length), addMonths(end, -length)];
  return {
    months: length,
    stretches: [
      { from: start, to: middle },
      { from: middle, to: end },
    ],
  };
}

export const periodsId = ({ id }: Pick<MeasureDefinition, "id">): string => `${id}.by-period`;

/** Compares the last period with the one before it. Null where one of them has no value. */
export async function periodChange(
  measure: MeasureDefinition,
  context: MeasureContext,
  series: readonly MeasureRow[],
): Promise<PeriodChange | null> {
  const periods = twoPeriods(series);
  if (!periods || measure.family.kind === "quantile") return null;
  const [before, after] = await measureByStretch(measure, context, periods.stretches, {
    id: periodsId(measure),
  });
  if (!before || !after || !isEstimate(before.figure) || !isEstimate(after.figure)) return null;
  const verdict = differenceVerdict(before, after, measure.unit, context.info.currency ?? undefined);
  const code = verdict.code.replace(/^change\./, "against.");
  if (code !== "against.recorded" && !/(up|down|none)$/.test(code)) return null;
  return {
    stretches: periods.stretches,
    before,
    after,
    message: { code, values: { ...verdict.values, months: periods.months } },
  };
}

/** A change of the total, taken apart over the groups of a cut. */
export interface Split {
  dimension: string;
  message: Message;
  table: Table;
}

/**
 * What moved the total: each group's own change (rate) and its changed share (mix), which add up to the change (Kitagawa 1955).
 * Null where the cut cannot be added up: rows of persons, and figures that count a party once in each group.
 */
export async function splitChange(
  measure: MeasureDefinition,
  context: MeasureContext,
  cut: string,
  stretches: readonly [Stretch, Stretch],
): Promise<Split | null> {
  const by = dimension(cut, measure.population.dimensions);
  const { kind } = measure.family;
  if (PERSONAL.has(cut) || kind === "total" || kind === "quantile") return null;
  if (measure.latestOfParty && by.home === "row") return null;
  const { store, info } = context;
  const [first, last] = stretches;
  // Groups and their sums alone are asked for: who belongs together matters to errors, of which a part of a change has none.
  const query = clusterSums(
    { ...measure, cluster: null },
    { cut: by, grain: "stretch", from: first.from, to: last.to, stretches, info },
    store.dialect,
  );
  const rows = await store.rows(query);
  context.record(`${measure.id}.${cut}.split`, query, rows);
  const sums = rows.map((row) => readClusterSums(row, measure.family));
  const groups = largest(sums, stretches);
  const sizes = [0, 1].map((i) => groups.reduce((n, g) => n + g.parts[i]!.b, 0));
  if (groups.length < 2 || sizes.some((n) => !(n > 0))) return null;
  const split = splitMixRate(
    groups.map(({ parts: [x, y] }) => ({
      n0: x!.b,
      n1: y!.b,
      score0: x!.b > 0 ? x!.a / x!.b : null,
      score1: y!.b > 0 ? y!.a / y!.b : null,
    })),
  );
  const unit = { unit: measure.unit, ...moneyOf(measure, info.currency) };
  const cell = (value: number): TableCell => ({ kind: "number", value, ...unit, signed: true });
  const share = (value: number): TableCell => ({ kind: "number", value, unit: "share" });
  const order = groups
    .map((_, i) => i)
    .sort(
      (i, j) =>
        Math.abs(split.rateBySegment[j]! + split.mixBySegmentCentred[j]!) -
          Math.abs(split.rateBySegment[i]! + split.mixBySegmentCentred[i]!) || i - j,
    );
  return {
    dimension: cut,
    message: {
      code: "split.summary",
      values: { ...unit, dimension: cut, change: split.change, rate: split.rateEffect, mix: split.mixEffect },
    },
    table: {
      id: `${measure.id}.${cut}.split`,
      title: { code: "split.title", values: { measure: measure.id, dimension: cut } },
      columns: [
        { id: "group", title: { code: "table.column.group", values: {} }, align: "start" },
        ...["share_before", "share_after", "rate", "mix", "both"].map((id) => ({
          id,
          title: { code: `split.column.${id}`, values: {} },
          align: "end" as const,
        })),
      ],
      rows: order.map((i) => {
        const { name, parts } = groups[i]!;
        return {
          group: { kind: "label", label: name },
          share_before: share(parts[0]!.b / sizes[0]!),
          share_after: share(parts[1]!.b / sizes[1]!),
          rate: cell(split.rateBySegment[i]!),
          mix: cell(split.mixBySegmentCentred[i]!),
          both: cell(split.rateBySegment[i]! + split.mixBySegmentCentred[i]!),
        };
      }),
      note: { code: "split.note", values: {} },
    },
  };
}

const moneyOf = ({ unit }: MeasureDefinition, currency: Currency | null) =>
  (unit === "money" || unit === "money_per_customer") && currency ? { currency } : {};

interface Group {
  name: { data: string } | Message;
  /** Sums in the first period and in the second. */
  parts: [{ a: number; b: number }, { a: number; b: number }];
}

/** The groups with most rows over both periods by name, all others as one. */
function largest(sums: readonly ClusterSums[], stretches: readonly [Stretch, Stretch]): Group[] {
  const byName = new Map<string, Group & { n: number }>();
  for (const { cut, period, a, b } of sums) {
    const key = cut ?? "";
    const group =
      byName.get(key) ??
      ({
        n: 0,
        name: key === "" ? { code: "table.group.unknown", values: {} } : { data: key },
        parts: [
          { a: 0, b: 0 },
          { a: 0, b: 0 },
        ],
      } satisfies Group & { n: number });
    byName.set(key, group);
    group.parts[period === stretches[0].from ? 0 : 1] = { a, b };
    group.n += b;
  }
  const all = [...byName.entries()].sort(([x, g], [y, h]) => h.n - g.n || (x < y ? -1 : 1)).map(([, group]) => group);
  const rest = all.slice(SPLIT_GROUPS);
  if (rest.length === 0) return all;
  const together = (i: 0 | 1) => ({
    a: rest.reduce((sum, g) => sum + g.parts[i].a, 0),
    b: rest.reduce((sum, g) => sum + g.parts[i].b, 0),
  });
  const others: Group = {
    name: { code: "table.group.others", values: { n: rest.length } },
    parts: [together(0), together(1)],
  };
  return [...all.slice(0, SPLIT_GROUPS), others];
}
