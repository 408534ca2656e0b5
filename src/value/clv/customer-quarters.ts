import { startOfGrain } from "../../base/calendar.ts";
import { addDays, addMonths, type Day } from "../../base/day.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { OUTCOME_SUMS } from "../../panel/customers.ts";
import { beforeAsOf, factDay } from "../../panel/days.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, dataCell, labelCell, moneyCell } from "../cells.ts";
import { quarterName } from "../churn/quarter.ts";
import { type ExpectedOf, expectedOf, type Scoring } from "./score.ts";
import { QUARTERS } from "./series.ts";
import type { ValueStudy } from "./study.ts";

/** Lines of a customer's value that have a day: what was earned, and with a minus what was spent. */
const LINES = ["earned", "contacts", "points", "touches"] as const;
type Line = (typeof LINES)[number];
/** What may have moved a value: a line of the quarter, or what was expected at its end. */
type Mover = Line | "to_come";
/** What was done for a customer. */
const ACTIONS = ["contacts", "touches", "offers", "points_earned", "points_redeemed"] as const;
type Action = (typeof ACTIONS)[number];
const QUARTER = 3;

export interface CustomerQuarter {
  /** First day of the quarter. */
  quarter: Day;
  money: Record<Line, number>;
  /** All lines up to the end of the quarter. */
  toDate: number;
  /** What was expected at the end of the quarter, in money of that day, by what was known then; null where nobody could be valued by it. */
  toCome: ExpectedOf | null;
  /** What differs most from the quarter before, and by how much; null in the first quarter and where nothing moved. */
  moved: { line: Mover; by: number } | null;
  actions: Record<Action, number>;
}

/**
 * What one customer brought and cost by quarter, what was done for them in it, and what was to come at its end, from the first quarter on record
 * to the one that holds the end.
 * @param ends what customers were valued by at the ends of quarters, and today
 */
export async function customerQuarters(
  context: MeasureContext,
  { value, ends }: Pick<ValueStudy, "value"> & { ends: readonly Scoring[] },
  party: Sql,
): Promise<CustomerQuarter[]> {
  const { store, info } = context;
  const { dialect } = store;
  const { exact } = dialect;
  const offered = factDay(dialect, info.zone, "f");
  const earned = exact(raw(OUTCOME_SUMS[value === "margin" ? "margin" : "revenue"]));
  const none = exact(sql`0`);
  const rows = await store.rows(sql`
    select ${dialect.startOf("quarter", sql`e.day`)} as quarter, sum(e.earned) as earned, sum(e.contact_cost) as contact_cost,
      sum(e.point_cost) as point_cost, sum(e.touch_cost) as touch_cost, sum(e.contacts) as contacts, sum(e.touches) as touches,
      sum(e.offers) as offers, sum(e.points_earned) as points_earned, sum(e.points_redeemed) as points_redeemed
    from (
      select d.day as day, ${earned} as earned, ${exact(sql`d.contact_cost`)} as contact_cost, ${none} as point_cost, ${none} as touch_cost,
        d.contacts as contacts, 0 as touches, 0 as offers, d.points_earned as points_earned, d.points_redeemed as points_redeemed
      from customer_day d where d.party in ${party}
      union all
      select p.day, ${none}, ${none}, ${exact(sql`p.cost`)}, ${none}, 0, 0, 0, 0, 0
      from panel_points p where p.party in ${party} and p.change = 'redeemed' and p.cost is not null
      union all
      select t.day, ${none}, ${none}, ${none}, ${exact(sql`t.cost`)}, 0, 1, 0, 0, 0 from value_touch t where t.party in ${party}
      union all
      select ${offered}, ${none}, ${none}, ${none}, ${none}, 0, 0, 1, 0, 0
      from fact_offer f inner join identity i on i.key = f.subject
      where i.party in ${party} and ${beforeAsOf(offered, dialect, info.asOf)}
      union all
      -- A contract is there from its first day, whether or not its money is on record.
      select s.from_day, ${none}, ${none}, ${none}, ${none}, 0, 0, 0, 0, 0 from panel_spell s where s.party in ${party} and s.kind = 'contract'
    ) e
    where e.day is not null
    group by ${dialect.startOf("quarter", sql`e.day`)}
    order by quarter
  `);
  if (rows.length === 0) return [];
  const found = new Map(rows.map((row) => [String(row.quarter), row]));
  const first = String(rows[0]!.quarter) as Day;
  const last = info.asOf === null ? (String(rows.at(-1)!.quarter) as Day) : quarterOf(addDays(info.asOf, -1));
  const expected = new Map<Day, ExpectedOf | null>();
  for (const scoring of ends) {
    const quarter = quarterOf(addDays(scoring.asOf, -1));
    if (quarter >= first) expected.set(quarter, await expectedOf(context, scoring, party));
  }
  const quarters: CustomerQuarter[] = [];
  for (let quarter = first; quarter <= last; quarter = addMonths(quarter, QUARTER)) {
    const of = (key: string) => Number(found.get(quarter)?.[key] ?? 0);
    const spent = (key: string) => 0 - of(key);
    const money = {
      earned: of("earned"),
      contacts: spent("contact_cost"),
      points: spent("point_cost"),
      touches: spent("touch_cost"),
    };
    const before = quarters.at(-1);
    const toCome = expected.get(quarter) ?? null;
    quarters.push({
      ...{ quarter, money, toCome, moved: before ? mostMoved(before, { money, toCome }) : null },
      toDate: (before?.toDate ?? 0) + LINES.reduce((sum, line) => sum + money[line], 0),
      actions: Object.fromEntries(ACTIONS.map((action) => [action, of(action)])) as Record<Action, number>,
    });
  }
  return quarters;
}

const quarterOf = (day: Day): Day => startOfGrain(day, "quarter", 1);

type Moving = Pick<CustomerQuarter, "money" | "toCome">;

/** What moved most from one quarter to the next; null where nothing did. */
function mostMoved(before: Moving, now: Moving): CustomerQuarter["moved"] {
  const moves: { line: Mover; by: number }[] = LINES.map((line) => ({
    line,
    by: now.money[line] - before.money[line],
  }));
  if (now.toCome && before.toCome) moves.push({ line: "to_come", by: now.toCome.value - before.toCome.value });
  const [most] = moves.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  return most === undefined || Math.abs(most.by) < 0.005 ? null : most;
}

/** What was earned and spent by quarter, with what moved, and beside it what was done. */
export function quarterTables(quarters: readonly CustomerQuarter[], currency: Pick<Figure, "currency">): Table[] {
  if (quarters.length === 0) return [];
  const shown = quarters.slice(-QUARTERS);
  const lines = LINES.filter((line) => line === "earned" || shown.some(({ money }) => money[line] !== 0));
  const done = ACTIONS.filter((action) => shown.some(({ actions }) => actions[action] > 0));
  const name = (quarter: Day) => dataCell(quarterName(quarter));
  const prefix = "clv.quarter";
  return [
    {
      id: "clv.customer.quarters",
      title: { code: `${prefix}s`, values: {} },
      columns: columnsOf(prefix, ["quarter", ...lines, "to_date", "to_come", "value", "moved", "by"]),
      rows: shown.map(({ quarter, money, toDate, toCome, moved }) => ({
        quarter: name(quarter),
        ...Object.fromEntries(lines.map((line) => [line, moneyCell(money[line], currency)])),
        to_date: moneyCell(toDate, currency),
        to_come: expectedCell(toCome, currency),
        value: moneyCell(toCome && toDate + toCome.value, currency),
        // The first quarter has none before it: a gap, not nothing.
        moved:
          quarter === quarters[0]!.quarter
            ? moneyCell(null, currency)
            : labelCell(`${prefix}.${moved === null ? "nothing" : moved.line}`),
        by: { ...moneyCell(moved?.by ?? null, currency), signed: true } as TableCell,
      })),
      note: { code: `${prefix}s.note`, values: {} },
    },
    ...(done.length === 0
      ? []
      : [
          {
            id: "clv.customer.actions",
            title: { code: "clv.actions", values: {} },
            columns: columnsOf("clv.action", ["quarter", ...done]),
            rows: shown.map(({ quarter, actions }) => ({
              quarter: name(quarter),
              ...Object.fromEntries(done.map((action) => [action, countCell(actions[action])])),
            })),
          },
        ]),
  ];
}

const expectedCell = (toCome: ExpectedOf | null, currency: Pick<Figure, "currency">): TableCell => {
  if (toCome === null) return moneyCell(null, currency);
  const { value, ...interval } = toCome;
  return { ...moneyCell(value, currency), interval } as TableCell;
};

/** What of the value to date has no day: shares of costs by a rule; nothing where all of it has one. */
export function undatedNote(
  quarters: readonly CustomerQuarter[],
  toDate: number,
  currency: Pick<Figure, "currency">,
): Message[] {
  const rest = toDate - (quarters.at(-1)?.toDate ?? 0);
  return Math.abs(rest) < 0.005
    ? []
    : [{ code: "clv.quarters.undated", values: { value: rest, unit: "money", ...currency } }];
}
