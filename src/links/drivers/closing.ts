import type { Currency } from "../../base/currency.ts";
import type { Label } from "../../findings/chart-spec.ts";
import type { Figure, FigureHeader, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { ClosingCost, PanelInfo } from "../../panel/settings.ts";
import { sql } from "../../store/sql/sql.ts";
import { labelled } from "./driver.ts";
import type { Known, Lever, Levers } from "./levers.ts";

type Values = Message["values"];
type Money = { currency?: Currency };

/** What closing one gap brings beside what it costs. */
export interface Closing {
  lever: Lever;
  /** The gap: to what people had expected, where they were asked, otherwise to the best. */
  to: "expected" | "best";
  /** From all customers, over the days of the worth. */
  worth: Known;
}

/** A closing whose cost is stated: the same days count in both. */
export interface Priority extends Closing {
  cost: number;
  /** Worth over cost: what comes back for one spent. */
  ratio: Known;
  verdict: "pays" | "costs_more" | "open";
}

export interface Priorities {
  customers: number;
  /** The largest ratio first. */
  ranked: Priority[];
  /** Those whose cost nobody stated: they are compared with nothing. */
  unstated: Closing[];
}

/** Customers whom the closing of a gap would reach. */
export async function activeCustomers({ store }: MeasureContext): Promise<number> {
  const [row] = await store.rows(sql`select count(*) as n from customer_state where status = 'active'`);
  return Number(row?.n ?? 0);
}

/**
 * What to do first for what it costs: gap × effect × worth of a point × customers, over the stated cost of closing the gap.
 * @param reach.days over which a point brings what it brings; a yearly cost counts for as many
 * @returns null where nobody states a cost of any of them, the money is not known, or the panel is narrowed to some customers: a cost is the whole company's
 */
export function prioritiesOf(
  { levers }: Levers,
  { closingCosts, only }: Pick<PanelInfo, "closingCosts" | "only">,
  { customers, days }: { customers: number; days: number },
): Priorities | null {
  if (closingCosts.length === 0 || only !== undefined || customers === 0) return null;
  const closings = levers.flatMap((lever) => {
    const worth = lever.worthAsExpected ?? lever.worth;
    if (!worth) return [];
    const to: Closing["to"] = lever.worthAsExpected ? "expected" : "best";
    return [{ lever, to, worth: times(worth, customers) }];
  });
  const stated = new Map(closingCosts.map((cost) => [cost.driver, cost]));
  const ranked = closings
    .flatMap((closing) => {
      const cost = stated.get(closing.lever.driver.id);
      return cost ? [priorityOf(closing, costOver(cost, days))] : [];
    })
    .sort((a, b) => b.ratio.value - a.ratio.value);
  if (ranked.length === 0) return null;
  return {
    ...{ customers, ranked },
    unstated: closings.filter(({ lever }) => !stated.has(lever.driver.id)),
  };
}

const costOver = ({ once = 0, year = 0 }: ClosingCost, days: number): number => once + (year * days) / 365;

function priorityOf(closing: Closing, cost: number): Priority {
  return { ...closing, cost, ratio: times(closing.worth, 1 / cost), verdict: paysFor(closing.worth, cost) };
}

/** Whether what comes back is more than it costs, beyond chance. */
export const paysFor = ({ interval: { low, high } }: Pick<Known, "interval">, cost: number): Priority["verdict"] =>
  low > cost ? "pays" : high < cost ? "costs_more" : "open";

const times = ({ value, standardError, interval }: Known, by: number): Known => ({
  ...{ value: value * by, standardError: standardError * by },
  interval: { ...interval, low: interval.low * by, high: interval.high * by },
});

/** Those with a stated cost by what comes back, then those without one, which have no rank. */
export function closingTable(
  id: string,
  { ranked, unstated, customers }: Priorities,
  money: Money,
  values: Values,
): Table {
  const said = { ...values, n: customers };
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    id: name,
    title: { code: `drivers.column.${name}`, values: said },
    align,
  });
  const word = (code: string): TableCell => ({ kind: "label", label: { code, values: {} } });
  const row = ({ lever, to, worth }: Closing): Table["rows"][number] => ({
    driver: { kind: "label", label: lever.driver.label },
    to: word(`drivers.closing.${to}`),
    worth: {
      ...{ kind: "number", value: worth.value, interval: worth.interval, unit: "money", signed: true },
      ...money,
    },
  });
  return {
    id: `${id}.closing`,
    title: { code: "drivers.closing", values: said },
    columns: [
      column("driver", "start"),
      column("rank"),
      column("to", "start"),
      { ...column("worth"), title: { code: "drivers.column.worth_all", values: said } },
      column("cost"),
      column("ratio"),
      column("pays", "start"),
    ],
    rows: [
      ...ranked.map((priority, i): Table["rows"][number] => ({
        ...row(priority),
        rank: { kind: "number", value: i + 1, unit: "count" },
        cost: { kind: "number", value: priority.cost, unit: "money", ...money },
        ratio: { kind: "number", value: priority.ratio.value, interval: priority.ratio.interval, unit: "ratio" },
        pays: word(`drivers.closing.${priority.verdict}`),
      })),
      ...unstated.map((closing): Table["rows"][number] => ({
        ...row(closing),
        rank: { kind: "number", value: null, unit: "count" },
        cost: word("drivers.closing.unstated"),
        ratio: { kind: "number", value: null, unit: "ratio" },
        pays: word("drivers.closing.unranked"),
      })),
    ],
    note: { code: "drivers.closing.note", values: said },
  };
}

/** One row of the table of closings, read back. */
export interface ClosingTold {
  /** Of the driver. */
  id: string;
  label: Label;
  /** From all customers, over the days of the worth. */
  worth: { value: number; interval: Interval };
  /** Null where nobody states it. */
  cost: number | null;
}

/** What `closingTable` told in a finding; null where it has no such table. */
export function closingsIn({ id, tables }: Pick<Finding, "id" | "tables">): ClosingTold[] | null {
  const table = tables.find((each) => each.id === `${id}.closing`);
  if (!table) return null;
  return table.rows.flatMap(({ driver, worth, cost }) =>
    driver?.kind === "label" && worth?.kind === "number" && worth.value !== null && worth.interval
      ? [
          {
            ...{ id: labelled(driver.label), label: driver.label },
            worth: { value: worth.value, interval: worth.interval },
            cost: cost?.kind === "number" ? cost.value : null,
          },
        ]
      : [],
  );
}

const FIRST = ["pays", "open", "costs_more"] as const;

/** What comes back first, and whether anything pays at all. */
export function closingInWords({ ranked }: Priorities, values: Values, money: Money): Message[] {
  const verdict = FIRST.find((each) => ranked.some((priority) => priority.verdict === each));
  const first = ranked.find((priority) => priority.verdict === verdict);
  const more = ranked.filter((priority) => priority.verdict === "costs_more").length;
  if (!first) return [];
  const { lever, worth, cost } = first;
  return [
    {
      code: `drivers.closing_${first.verdict}`,
      values: {
        ...{ ...values, unit: "money", ...money, driver: lever.driver.id, value: worth.value, total: cost },
        ...{ low: worth.interval.low, high: worth.interval.high },
      },
    },
    ...(more > 0 && verdict !== "costs_more"
      ? [{ code: "drivers.closing_some_cost_more", values: { ...values, n: more } }]
      : []),
  ];
}

/** Costs of closing gaps that nothing which was looked at goes by. */
export function closingUnknown(
  { closingCosts }: Pick<PanelInfo, "closingCosts">,
  levers: readonly Lever[],
  values: Values,
): Message[] {
  const names = new Set(levers.map(({ driver }) => driver.id));
  const unknown = closingCosts.map(({ driver }) => driver).filter((driver) => !names.has(driver));
  return unknown.length > 0
    ? [{ code: "drivers.closing_unknown", values: { ...values, list: unknown.join(", ") } }]
    : [];
}

/** The same for programs. */
export function closingFigures({ ranked }: Priorities, header: FigureHeader, money: Money): Record<string, Figure> {
  const figures: Record<string, Figure> = {};
  for (const { lever, worth, cost, ratio } of ranked) {
    const of = (what: string, more: Pick<Figure & { state: "estimate" }, "value" | "interval" | "unit" | "basis">) => {
      const name = `${what}:${lever.driver.id}`;
      figures[name] = {
        ...header,
        ...more,
        ...(more.unit === "money" ? money : {}),
        state: "estimate",
        id: `${header.id}:${name}`,
      };
    };
    of("closing-worth", { value: worth.value, interval: worth.interval, unit: "money", basis: "model" });
    of("closing-cost", { value: cost, interval: null, unit: "money", basis: "assumption" });
    of("priority", { value: ratio.value, interval: ratio.interval, unit: "ratio", basis: "assumption" });
  }
  return figures;
}
