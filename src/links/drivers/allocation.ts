import type { Currency } from "../../base/currency.ts";
import { InputError } from "../../base/errors.ts";
import type { Label } from "../../findings/chart-spec.ts";
import { type Figure, type FigureHeader, type Interval, isEstimate, type Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import { type ClosingTold, closingsIn, paysFor } from "./closing.ts";

type Values = Message["values"];
type Money = { currency?: Currency };

/** What closing a gap brings, and what it costs; null where nobody states it. */
export type Candidate = Pick<ClosingTold, "worth" | "cost">;

/** One that gets money. */
export interface Funded<C extends Candidate> {
  candidate: C;
  /** Of its cost, in (0, 1]: below 1 where the budget ends with it. */
  share: number;
  spent: number;
  brings: { value: number; interval: Interval };
}

/** Why one gets none: the budget went to what comes back sooner, it may cost more than it brings, it does, nobody states its cost. */
export type Missed = "budget" | "open" | "costs_more" | "unstated";

export interface Allocation<C extends Candidate> {
  /** What comes back most for one spent first. */
  funded: Funded<C>[];
  missed: { candidate: C; why: Missed }[];
  spent: number;
  /** What nothing that pays takes up. */
  left: number;
  /** Of all that is funded; its ends are the sums of theirs, as the parts share what they rest on. Null where nothing is. */
  brings: { value: number; interval: Interval } | null;
}

/** Of a budget: differences of amounts with a fraction may miss zero by as much. */
const HAIR = 1e-12;

/** @throws InputError on money that cannot be divided */
export function budgetOf(budget: number | null): number | null {
  if (budget === null || (Number.isFinite(budget) && budget > 0)) return budget;
  throw new InputError("input.option_invalid", `A budget of ${budget} cannot be divided.`, {
    hint: "Give an amount above 0, in the reporting currency.",
  });
}

/**
 * Divides a budget among what pays beyond chance, by what comes back for one spent: what is left for the last of them closes as large a
 * part of its gap. With parts allowed nothing else that costs as much brings more, and a larger budget never brings less.
 * @param budget in the money of the costs, above 0
 * @see Dantzig (1957), Operations Research 5(2), 266–288
 */
export function allocate<C extends Candidate>(candidates: readonly C[], budget: number): Allocation<C> {
  const verdictOf = ({ worth, cost }: C): Missed | null => {
    if (cost === null) return "unstated";
    const verdict = paysFor(worth, cost);
    return verdict === "pays" ? null : verdict;
  };
  const ratio = ({ worth, cost }: C) => worth.value / cost!;
  const paying = candidates.filter((each) => verdictOf(each) === null).sort((a, b) => ratio(b) - ratio(a));
  const funded: Funded<C>[] = [];
  let left = budget;
  for (const candidate of paying) {
    if (left <= 0) break;
    // What is missing by a hair of rounding is not missing.
    const isWhole = candidate.cost! <= left + HAIR * budget;
    const spent = Math.min(candidate.cost!, left);
    const share = isWhole ? 1 : spent / candidate.cost!;
    const { value, interval } = candidate.worth;
    const brings = {
      value: share * value,
      interval: { ...interval, low: share * interval.low, high: share * interval.high },
    };
    funded.push({ candidate, share, spent, brings });
    left = left - spent > HAIR * budget ? left - spent : 0;
  }
  return {
    ...{ funded, spent: budget - left, left, brings: sumOf(funded) },
    missed: [
      ...paying.slice(funded.length).map((candidate) => ({ candidate, why: "budget" as const })),
      ...candidates.flatMap((candidate) => {
        const why = verdictOf(candidate);
        return why === null ? [] : [{ candidate, why }];
      }),
    ],
  };
}

function sumOf(funded: readonly Funded<Candidate>[]): Allocation<Candidate>["brings"] {
  const [first] = funded;
  if (!first) return null;
  const sum = (of: (each: Funded<Candidate>) => number) => funded.reduce((total, each) => total + of(each), 0);
  return {
    value: sum(({ brings }) => brings.value),
    interval: {
      low: sum(({ brings }) => brings.interval.low),
      high: sum(({ brings }) => brings.interval.high),
      level: first.brings.interval.level,
    },
  };
}

/**
 * Adds to what moves a score how a budget would be divided among the gaps, or why it cannot be.
 * @param finding what moves a score, with levers; others come back as they are
 * @param budget in the reporting currency, over the days of the worth
 */
export function withAllocation(
  finding: Finding,
  info: Pick<PanelInfo, "closingCosts" | "only" | "currency">,
  budget: number,
): Finding {
  const { headline, verdict } = finding;
  if (!isEstimate(headline) || verdict.values.about === "after") return finding;
  const money = info.currency ? { currency: info.currency } : {};
  const values: Values = { ...verdict.values, unit: "money", ...money, total: budget };
  const notes = finding.notes ?? [];
  const closings = closingsIn(finding);
  if (closings === null)
    return { ...finding, notes: [...notes, { code: `drivers.allocation_${lackOf(finding, info)}`, values }] };
  const found = allocate(closings, budget);
  const { state: _, value: _value, interval: _interval, ...header } = headline;
  return {
    ...finding,
    notes: [...notes, ...allocationInWords(found, values)],
    figures: { ...finding.figures, ...allocationFigures(found, header, money) },
    tables: [...finding.tables, allocationTable(finding.id, found, money, values)],
  };
}

/** Why a budget can be divided among nothing. */
function lackOf(
  { figures }: Finding,
  { closingCosts, only }: Pick<PanelInfo, "closingCosts" | "only">,
): "some_customers" | "no_costs" | "no_money" | "none_stated" | "no_customers" {
  if (only !== undefined) return "some_customers";
  if (closingCosts.length === 0) return "no_costs";
  const known = (what: string) => Object.keys(figures).filter((id) => id.startsWith(what));
  if (known("worth:").length === 0) return "no_money";
  return closingCosts.some(({ driver }) => figures[`worth:${driver}`]) ? "no_customers" : "none_stated";
}

/** What the budget goes into and brings, what of it goes into the last one, and what is left. */
function allocationInWords(
  { funded, missed, spent, left, brings }: Allocation<ClosingTold>,
  values: Values,
): Message[] {
  if (!brings) return [{ code: "drivers.allocation_nothing", values }];
  const last = funded.at(-1)!;
  const waits = missed.filter(({ why }) => why === "budget").length;
  return [
    {
      code: "drivers.allocation_funded",
      values: {
        ...{ ...values, n: funded.length, reference: spent, value: brings.value },
        ...{ low: brings.interval.low, high: brings.interval.high, level: brings.interval.level },
      },
    },
    ...(last.share < 1
      ? [
          {
            code: "drivers.allocation_part",
            values: { ...values, driver: last.candidate.id, share: last.share, reference: last.candidate.cost! },
          },
        ]
      : []),
    ...(waits > 0 ? [{ code: "drivers.allocation_waits", values: { ...values, n: waits } }] : []),
    ...(left > 0 ? [{ code: "drivers.allocation_left", values: { ...values, value: left } }] : []),
  ];
}

/** Those that get money in their order, all of them together, then those that get none, with the reason. */
function allocationTable(
  id: string,
  { funded, missed, spent, brings }: Allocation<ClosingTold>,
  money: Money,
  values: Values,
): Table {
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    ...{ id: name, title: { code: `drivers.column.${name}`, values }, align },
  });
  const word = (code: string): TableCell => ({ kind: "label", label: { code, values: {} } });
  const row = (
    label: Label,
    what: string,
    { gets, share = null, back }: { gets: number; share?: number | null; back: Allocation<ClosingTold>["brings"] },
  ): Table["rows"][number] => ({
    driver: { kind: "label", label },
    spent: { kind: "number", value: gets, unit: "money", ...money },
    of_cost: { kind: "number", value: share, unit: "share" },
    brings: {
      ...{ kind: "number", value: back?.value ?? null, interval: back?.interval ?? null, signed: true },
      ...{ unit: "money", ...money },
    },
    ratio: {
      ...{ kind: "number", value: back ? back.value / gets : null, unit: "ratio" },
      interval: back && { ...back.interval, low: back.interval.low / gets, high: back.interval.high / gets },
    },
    decision: word(`drivers.allocation.${what}`),
  });
  return {
    id: `${id}.allocation`,
    title: { code: "drivers.allocation", values },
    columns: [
      column("driver", "start"),
      ...["spent", "of_cost", "brings", "ratio"].map((name) => column(name)),
      column("decision", "start"),
    ],
    rows: [
      ...funded.map(({ candidate, share, spent: gets, brings: back }) =>
        row(candidate.label, share < 1 ? "part" : "funded", { gets, share, back }),
      ),
      ...(funded.length > 1
        ? [row({ code: "drivers.allocation.all", values: {} }, "together", { gets: spent, back: brings })]
        : []),
      ...missed.map(({ candidate, why }) =>
        row(candidate.label, why, { gets: 0, share: why === "unstated" ? null : 0, back: null }),
      ),
    ],
    note: { code: "drivers.allocation.note", values },
  };
}

/** The same for programs. */
function allocationFigures(
  { funded, spent, left, brings }: Allocation<ClosingTold>,
  header: FigureHeader,
  money: Money,
): Record<string, Figure> {
  const figures: Record<string, Figure> = {};
  const of = (name: string, value: number, interval: Interval | null = null) => {
    figures[name] = {
      ...{ ...header, ...money, unit: "money", basis: "scenario", state: "estimate" },
      ...{ id: `${header.id}:${name}`, value, interval },
    };
  };
  of("allocation-spent", spent);
  of("allocation-left", left);
  if (brings) {
    const { value, interval } = brings;
    of("allocation-brings", value, interval);
    of("allocation-net", value - spent, { ...interval, low: interval.low - spent, high: interval.high - spent });
  }
  for (const each of funded) of(`allocation:${each.candidate.id}`, each.spent);
  return figures;
}
