import type { Currency } from "../../base/currency.ts";
import type { QuadrantChart } from "../../findings/chart-spec.ts";
import type { Message, Unit } from "../../findings/figure.ts";
import type { Table, TableCell } from "../../findings/finding.ts";
import { BAND_MINIMUM } from "../contrast.ts";
import type { ByGroup } from "./by-group.ts";
import type { Driver } from "./driver.ts";
import type { Found } from "./explain.ts";
import type { Expected } from "./items.ts";
import type { Known, Levers } from "./levers.ts";

type Values = Message["values"];
type Money = { currency?: Currency };

const column = (name: string, values: Values, align: "start" | "end" = "end"): Table["columns"][number] => ({
  id: name,
  title: { code: `drivers.column.${name}`, values },
  align,
});
const word = (code: string): TableCell => ({ kind: "label", label: { code, values: {} } });
const share = ({ value, interval }: Known): TableCell => ({ kind: "number", value, interval, unit: "share" });

/** How often a signal is there, how large a size is; of money the geometric mean, so that a few large customers do not make it. */
function typical({ kind }: Driver, mean: number, money: Money): TableCell {
  if (kind === "signal") return { kind: "number", value: mean, unit: "share" };
  if (kind === "size") return { kind: "number", value: mean, unit: "ratio" };
  if (kind === "rating") return { kind: "number", value: mean, unit: "score" };
  return { kind: "number", value: 2 ** mean - 1, unit: "money", ...money };
}

/** By importance, with what one more goes with. */
export function driverTable(
  id: string,
  { drivers }: Found,
  { unit, currency, money }: { unit: Unit; money: Money } & Money,
  values: Values,
): Table {
  return {
    id,
    title: { code: "drivers.table", values },
    columns: [
      column("driver", values, "start"),
      column("mean", values),
      column("effect", values),
      column("share", values),
      column("chance", values, "start"),
    ],
    rows: drivers.map(({ driver, mean, effect, interval, share: of, shareInterval, isBeyond }) => ({
      driver: { kind: "label", label: driver.label },
      mean: typical(driver, mean, money),
      effect: { kind: "number", value: effect, interval, unit, ...(currency ? { currency } : {}), signed: true },
      share: { kind: "number", value: of, interval: shareInterval, unit: "share" },
      chance: word(isBeyond ? "drivers.beyond" : "drivers.chance"),
    })),
    note: { code: String(values.about) === "items" ? "drivers.items.note" : "drivers.note", values },
  };
}

/** What to do first: how well it goes, how much it matters against the others, and what is to be gained. */
export function leverTable(
  id: string,
  { levers }: Levers,
  { money, stated }: { money: Money; stated: ReadonlyMap<string, { mean: number; n: number }> },
  values: Values,
): Table {
  const isWorth = levers.some(({ worth }) => worth !== null);
  return {
    id: `${id}.levers`,
    title: { code: "drivers.levers", values },
    columns: [
      column("driver", values, "start"),
      ...(stated.size > 0 ? [column("stated", values)] : []),
      column("performance", values),
      column("quadrant", values, "start"),
      column("gain", values),
      ...(isWorth ? [column("worth", values)] : []),
    ],
    rows: levers.map(({ driver, performance, quadrant, gain, worth }) => ({
      driver: { kind: "label", label: driver.label },
      ...(stated.size > 0
        ? { stated: { kind: "number", value: stated.get(driver.id)?.mean ?? null, unit: "score" } as const }
        : {}),
      performance: share(performance),
      quadrant: word(`drivers.quadrant.${quadrant ?? "open"}`),
      gain: { kind: "number", value: gain.value, interval: gain.interval, unit: "score", signed: true },
      ...(worth
        ? {
            worth: {
              ...{ kind: "number", value: worth.value, interval: worth.interval, signed: true },
              ...{ unit: "money_per_customer", ...money },
            } as const,
          }
        : {}),
    })),
    note: { code: isWorth ? "drivers.levers.note" : "drivers.levers.note_points", values },
  };
}

/** Drivers that matter more to some customers, with what one more goes with in each group. */
export function groupTable(id: string, { apart, dimension }: ByGroup, values: Values): Table {
  const said = { ...values, dimension };
  return {
    id: `${id}.groups`,
    title: { code: "drivers.groups", values: said },
    columns: [
      column("driver", said, "start"),
      column("group", said, "start"),
      { id: "n", title: { code: "table.column.n", values: {} }, align: "end" },
      column("effect", said),
    ],
    rows: apart.flatMap(({ driver, slopes }) =>
      slopes.map(({ group, n, effect, interval }): Table["rows"][number] => ({
        driver: { kind: "label", label: driver.label },
        group: { kind: "label", label: { data: group } },
        n: { kind: "number", value: n, unit: "count" },
        effect: { kind: "number", value: effect, interval, unit: "score", signed: true },
      })),
    ),
    note: { code: "drivers.groups.note", values: said },
  };
}

/** What was expected beside what was found, where the same people were asked both. */
export function expectationTable(id: string, expected: readonly Expected[], values: Values): Table {
  const rated = ({ value, interval }: Known, signed = false): TableCell => ({
    ...{ kind: "number", value, interval, unit: "score" },
    ...(signed ? { signed: true } : {}),
  });
  return {
    id: `${id}.expected`,
    title: { code: "drivers.expected", values },
    columns: [
      column("driver", values, "start"),
      { id: "n", title: { code: "table.column.n", values: {} }, align: "end" },
      column("expected", values),
      column("found", values),
      column("gap", values),
    ],
    rows: expected.map(({ driver, n, expected: before, found, gap }) => ({
      driver: { kind: "label", label: driver.label },
      n: { kind: "number", value: n, unit: "count" },
      expected: rated(before),
      found: rated(found),
      gap:
        n < BAND_MINIMUM
          ? { kind: "message", message: { code: "problems.too_few", values: { required: BAND_MINIMUM } } }
          : rated(gap, true),
    })),
  };
}

/** Importance against performance. */
export function quadrantChart(id: string, found: Levers, n: number, values: Values): QuadrantChart {
  const concentrate = found.levers.filter(({ quadrant }) => quadrant === "concentrate").length;
  return {
    type: "quadrants",
    id: `${id}.quadrants`,
    title: { code: "chart.quadrants.title", values },
    summary: { code: "chart.quadrants.summary", values: { n: concentrate } },
    unit: "share",
    x: { label: { code: "chart.quadrants.performance", values: {} }, cut: found.performanceCut },
    y: { label: { code: "chart.quadrants.importance", values: {} }, cut: found.importanceCut },
    points: found.levers.map(({ driver, performance, share: importance, shareInterval, quadrant }) => ({
      label: driver.label,
      x: { value: performance.value, interval: performance.interval },
      y: { value: importance, interval: shareInterval },
      n,
      state: { code: `drivers.quadrant.${quadrant ?? "open"}`, values: {} },
      tone: quadrant === "concentrate" ? "bad" : quadrant === "keep" ? "good" : "neutral",
    })),
  };
}
