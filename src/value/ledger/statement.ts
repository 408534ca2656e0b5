import { MONTHS_OF, startOfGrain } from "../../base/calendar.ts";
import { addMonths, type Day } from "../../base/day.ts";
import { notEnoughCost } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { Cell } from "../../store/ports/analytics.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";
import { bearing, datedCosts } from "./cost-shares.ts";
import { type Dated, eventLedger } from "./events.ts";
import { LINES, type Line } from "./stages.ts";

export type StatementGrain = Dated["grain"];
export const STATEMENT_GRAINS = ["quarter", "month"] as const satisfies readonly StatementGrain[];

/** Costs that a value has to have, and the lines that would hold them. */
export const LINES_OF_COST = {
  ...{ goods: ["goods"], contacts: ["contacts"] },
  ...{ acquisition: ["acquisition", "touches"], keeping: ["keeping", "points"] },
} as const satisfies Readonly<Record<string, readonly [Line, ...Line[]]>>;
export type MissingCost = keyof typeof LINES_OF_COST;

/** Lines of one stretch of time: income above zero, cost below; what did not happen is nothing. */
export interface StatementPeriod {
  /** First day; null for what has no day. */
  from: Day | null;
  lines: Readonly<Partial<Record<Line, number>>>;
  /** All lines: the financial result. */
  result: number;
}

/** Income and cost of one customer by date. */
export interface Statement {
  grain: StatementGrain;
  /** Lines that the company has on record at all, in their order: where the customer has nothing in one, that is nothing. */
  lines: Line[];
  /** Those of them of which no customer at all bears a part, as nobody could be found for them. */
  unallocated: Line[];
  /** From the first in which anything is on record to that of the end; last what has no day. */
  periods: StatementPeriod[];
  /** As the ledger of stages holds it. */
  total: StatementPeriod;
  /** Whether the periods add up to the ledger, line by line, to its last unit. */
  agrees: boolean;
  /** Orders and contacts of the customer whose cost nobody recorded: in no line. */
  uncosted: { orders: number; contacts: number };
  /** Where cost records begin later than the customer's history: both days. What was shared of costs before is on no record. */
  uncostedBefore: { from: Day; since: Day } | null;
  /** Income and cost of the company that no customer can be found for: in nobody's statement. */
  nobody: number;
}

/** Builds what a statement needs beside the ledger, once: what all customers bear of shared costs together. */
export const buildStatements = ({ store }: MeasureContext): Promise<void> =>
  store.materialise("value_borne", bearing(), ["id"]);

/** Every amount of some parties' ledger with the period that it stands in: `party`, `line`, `period`, `amount`. */
export async function datedLedger({ store, info }: MeasureContext, { whose, grain }: Dated): Promise<Sql> {
  const { dialect } = store;
  const hasCosts = notEnoughCost(info) === null;
  return sql`
    select e.party as party, e.line as line, e.period as period, e.amount as amount
    from (${eventLedger(dialect, { assumedMargin: info.assumedMargin, hasCosts }, { whose, grain })}) e
    union all
    select c.party, c.line, c.period, c.amount
    from (${datedCosts(dialect, whose, await calendar({ store, info } as MeasureContext, grain))}) c
  `;
}

/** First days of the periods from the first record to the end, and of the one after. */
async function calendar({ store, info }: MeasureContext, grain: StatementGrain): Promise<Day[]> {
  const [row] = await store.rows(sql`select min(from_day) as first from value_cost_line`);
  const [first] = [info.firstDay, (row?.first ?? null) as Day | null].filter((day) => day !== null).sort();
  const days: Day[] = [];
  for (let day = startOfGrain(first ?? info.asOf!, grain, 1); day < info.asOf!; day = addMonths(day, MONTHS_OF[grain]))
    days.push(day);
  days.push(addMonths(days.at(-1) ?? startOfGrain(info.asOf!, grain, 1), MONTHS_OF[grain]));
  return days;
}

/** The statement of one customer (`party in …`); the ledger of stages and what `buildStatements` makes have to be there. */
export async function statementOf(
  context: MeasureContext,
  { whose, grain }: { whose: Sql; grain: StatementGrain },
): Promise<Statement> {
  const { store, info } = context;
  const dated = await datedLedger(context, { whose, grain });
  const [rows, booked, recorded, [beside]] = await Promise.all([
    store.rows(sql`
      select d.period as period, d.line as line, sum(d.amount) as amount from (${dated}) d group by d.period, d.line order by period, line`),
    store.rows(
      sql`select l.line as line, sum(l.amount) as amount from value_ledger l where l.party in ${whose} group by l.line order by line`,
    ),
    store.rows(sql`select l.line as line, count(l.party) as allocated from value_ledger l group by l.line`),
    store.rows(sql`
      select
        (select count(*) from panel_order o where o.party in ${whose} and o.cost is null) as orders,
        (select count(*) from panel_contact c where c.party in ${whose} and c.cost is null) as contacts,
        (select sum(l.amount) from value_ledger l where l.party is null) as nobody,
        (select min(l.from_day) from value_cost_line l) as costs_from,
        (select min(m.since) from value_member m where m.party in ${whose}) as since`),
  ]);
  const found = new Map<Day | null, Map<Line, number>>();
  for (const row of rows) {
    const from = row.period === null ? null : (String(row.period).slice(0, 10) as Day);
    const lines = found.get(from) ?? new Map();
    found.set(from, lines.set(String(row.line) as Line, unitsOf(row.amount)));
  }
  const total = new Map(booked.map((row) => [String(row.line) as Line, unitsOf(row.amount)]));
  const has = new Map(recorded.map(({ line, allocated }) => [String(line), Number(allocated) > 0]));
  const add = (line: Line) => [...found.values()].reduce((sum, lines) => sum + (lines.get(line) ?? 0), 0);
  const isCosted = notEnoughCost(info) === null && info.assumedMargin === null;
  return {
    ...{ grain, lines: LINES.filter((line) => has.has(line)) },
    unallocated: LINES.filter((line) => has.get(line) === false),
    periods: stretches([...found.keys()], { grain, asOf: info.asOf! }).map((from) => period(from, found.get(from))),
    ...{ total: period(null, total), agrees: LINES.every((line) => add(line) === (total.get(line) ?? 0)) },
    uncosted: { orders: isCosted ? Number(beside!.orders) : 0, contacts: Number(beside!.contacts) },
    uncostedBefore: isLater(beside!.costs_from, beside!.since),
    nobody: Number(beside!.nobody ?? 0),
  };
}

function isLater(from: Cell | undefined, since: Cell | undefined): Statement["uncostedBefore"] {
  const day = (cell: Cell | undefined) => (typeof cell === "string" ? (cell.slice(0, 10) as Day) : null);
  const [costs, came] = [day(from), day(since)];
  return costs !== null && came !== null && costs > came ? { from: costs, since: came } : null;
}

/** The ledger counts in ten-thousandths: as whole numbers they add up exactly. */
const UNITS = 10_000;
const unitsOf = (amount: unknown): number => Math.round(Number(amount) * UNITS);

function period(from: Day | null, lines: ReadonlyMap<Line, number> | undefined): StatementPeriod {
  const units = [...(lines ?? [])];
  return {
    from,
    lines: Object.fromEntries(units.map(([line, amount]) => [line, amount / UNITS])),
    result: units.reduce((sum, [, amount]) => sum + amount, 0) / UNITS,
  };
}

/** Every period from the first to that of the end, without a gap; what has no day comes last. */
function stretches(
  found: readonly (Day | null)[],
  { grain, asOf }: { grain: StatementGrain; asOf: Day },
): (Day | null)[] {
  const dated = found.filter((day) => day !== null).sort();
  const all: (Day | null)[] = [];
  for (let day = dated[0] ?? asOf; day < asOf; day = addMonths(day, MONTHS_OF[grain])) all.push(day);
  return found.includes(null) ? [...all, null] : all;
}
