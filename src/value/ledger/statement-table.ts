import { nameOfStretch } from "../../base/calendar.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Table, TableCell } from "../../findings/finding.ts";
import { columnsOf, dataCell, labelCell, moneyCell } from "../cells.ts";
import { LINES, type Line } from "./stages.ts";
import { LINES_OF_COST, type MissingCost, type Statement, type StatementPeriod } from "./statement.ts";

type Currency = Pick<Figure, "currency">;
/** Periods that a table shows one by one, the latest; those before stand together. */
const PERIODS_SHOWN = 8;

const EMPTY_CELLS = { missing: "clv.not_on_record", unallocated: "clv.stage.none" } as const;

/** Lines that nobody recorded anything of, though a result has to have them. */
const linesMissing = ({ lines }: Statement, missing: readonly MissingCost[]): Line[] =>
  missing.flatMap((cost) => (LINES_OF_COST[cost].some((line) => lines.includes(line)) ? [] : [LINES_OF_COST[cost][0]]));

/** Lines that a statement shows, in their order. */
export function linesOf(statement: Statement, missing: readonly MissingCost[]): Line[] {
  const gaps = linesMissing(statement, missing);
  return LINES.filter((line) => statement.lines.includes(line) || gaps.includes(line));
}

/** Why a line holds no amount of any customer, and null where it does: a gap is no zero. */
export const whyEmpty = (
  line: Line,
  statement: Statement,
  missing: readonly MissingCost[],
): "missing" | "unallocated" | null => {
  if (statement.unallocated.includes(line)) return "unallocated";
  return linesMissing(statement, missing).includes(line) ? "missing" : null;
};

/** Income and cost of one customer by date, ending in the result; none where nothing is on record. */
export function statementTables(
  statement: Statement,
  { missing, currency }: { missing: readonly MissingCost[]; currency: Currency },
): Table[] {
  const { periods, grain, total } = statement;
  if (periods.length === 0) return [];
  const lines = linesOf(statement, missing);
  const cell = (line: Line, amount: number): TableCell => {
    const why = whyEmpty(line, statement, missing);
    return why === null
      ? moneyCell(amount, currency)
      : { kind: "message", message: { code: EMPTY_CELLS[why], values: {} } };
  };
  const row = (name: TableCell, of: StatementPeriod): Table["rows"][number] => ({
    period: name,
    ...Object.fromEntries(lines.map((line) => [line, cell(line, of.lines[line] ?? 0)])),
    result: moneyCell(of.result, currency),
  });
  const dated = periods.filter(({ from }) => from !== null);
  const shown = dated.slice(-PERIODS_SHOWN);
  const earlier = dated.slice(0, -PERIODS_SHOWN);
  return [
    {
      id: "clv.customer.statement",
      title: { code: "clv.statement", values: { grain } },
      columns: columnsOf("clv.statement", ["period", ...lines, "result"]),
      rows: [
        ...(earlier.length === 0
          ? []
          : [row(labelCell("clv.statement.earlier", { day: shown[0]!.from! }), together(earlier))]),
        ...shown.map((of) => row(dataCell(nameOfStretch(of.from!, grain, 1)), of)),
        ...periods.filter(({ from }) => from === null).map((of) => row(labelCell("clv.statement.undated"), of)),
        row(labelCell("clv.statement.total"), total),
      ],
      note: { code: statement.agrees ? "clv.statement.note" : "clv.statement.off", values: {} },
    },
  ];
}

function together(periods: readonly StatementPeriod[]): StatementPeriod {
  const sum = (of: (period: StatementPeriod) => number) => periods.reduce((all, period) => all + of(period), 0);
  return {
    from: null,
    lines: Object.fromEntries(LINES.map((line) => [line, sum(({ lines }) => lines[line] ?? 0)])),
    result: sum(({ result }) => result),
  };
}

/** What a statement leaves out, in words. */
export function statementNotes(
  { uncosted, uncostedBefore, nobody }: Statement,
  { missing, currency }: { missing: readonly MissingCost[]; currency: Currency },
): Message[] {
  const without = (["orders", "contacts"] as const).filter((what) => uncosted[what] > 0);
  return [
    ...missing.map((cost) => ({ code: `clv.missing.${cost}`, values: {} })),
    ...without.map((what) => ({ code: `clv.statement.uncosted.${what}`, values: { n: uncosted[what] } })),
    ...(uncostedBefore === null
      ? []
      : [{ code: "clv.statement.before", values: { from: uncostedBefore.from, day: uncostedBefore.since } }]),
    ...(nobody === 0
      ? []
      : [{ code: "clv.statement.nobody", values: { value: nobody, unit: "money" as const, ...currency } }]),
  ];
}

export const STATEMENT_COLUMNS = ["customer", "period", "from", ...LINES, "result"] as const;

/** A statement as rows of a file, the total last: what happened not is 0, what nobody recorded or nobody can be found for is empty. */
export function statementRows(
  statement: Statement,
  { name, missing }: { name: string; missing: readonly MissingCost[] },
): Readonly<Record<string, string | number | null>>[] {
  const row = (period: string, { from, lines, result }: StatementPeriod) => ({
    ...{ customer: name, period, from },
    ...Object.fromEntries(LINES.map((line) => [line, whyEmpty(line, statement, missing) ? null : (lines[line] ?? 0)])),
    result,
  });
  return [
    ...statement.periods.map((of) =>
      row(of.from === null ? "undated" : nameOfStretch(of.from, statement.grain, 1), of),
    ),
    row("total", statement.total),
  ];
}
