import type { Figure, FigureHeader, Message } from "../../findings/figure.ts";
import type { Finding, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, labelCell, moneyCell } from "../cells.ts";
import { header, shell } from "../shell.ts";
import { RETURN_NEEDED, type SpendingStudy, type Spent } from "./spending.ts";

/** Money spent on winning customers and on looking after them, and what stands against each; null where no cost is on record. */
export function spendingFinding(
  context: MeasureContext,
  { rows, untold, before }: SpendingStudy,
  dataVersion: string,
): Finding | null {
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const [acquire, ...after] = rows as [Spent, Spent, Spent];
  const looked = after.reduce((sum, { spent }) => sum + spent, 0);
  const total = acquire.spent + looked;
  if (total <= 0) return null;
  const isSplit = acquire.spent > 0 && looked > 0;
  const n = Math.max(...rows.map(({ customers }) => customers));
  const nobody = rows.reduce((sum, each) => sum + each.nobody, 0) + untold;
  const money = { unit: "money", ...currency } as const;
  const values: Message["values"] = {
    ...{ total, share: acquire.spent / total, coverage: looked / total, n, ...money },
    what: acquire.spent > 0 ? "acquire" : "keep",
  };
  const head = { ...header(context, "clv.spend", "clv.spend"), unit: "share" as const, n };
  const headline: Figure = isSplit
    ? { ...head, state: "estimate", value: acquire.spent / total, interval: null }
    : { ...head, state: "not_measured", needs: ["cost"] };
  return {
    ...shell(context, "clv.spend", "clv.spend", dataVersion),
    headline,
    verdict: { code: isSplit ? "clv.spend" : "clv.spend.one", values },
    notes: [
      ...(acquire.return === null ? [] : [returnNote(acquire)]),
      { code: "clv.spend.goes_with", values: {} },
      ...(acquire.spent > 0 && before > 0 ? [{ code: "clv.spend.before", values: { n: before } }] : []),
      ...(nobody === 0 ? [] : [{ code: "clv.spend.nobody", values: { value: nobody, ...money } }]),
    ],
    figures: Object.fromEntries(rows.map((row) => [`${row.what}-return`, returnFigure(context, row)])),
    tables: [
      {
        id: "clv.spend",
        title: { code: "clv.spend.table", values: {} },
        columns: columnsOf("clv.spend.column", [
          ...["what", "spent", "of_all", "nobody", "customers", "brought", "return", "even"],
        ]),
        rows: rows.map((row) => ({
          what: labelCell(`clv.part.${row.what}`),
          spent: row.spent === 0 ? said("clv.not_on_record") : moneyCell(row.spent, currency),
          of_all: { kind: "number", value: row.spent === 0 ? null : row.spent / total, unit: "share" },
          nobody: moneyCell(row.spent === 0 ? null : row.nobody + row.prospects, currency),
          customers: countCell(row.customers),
          brought: moneyCell(row.customers === 0 ? null : row.brought, currency),
          return: returnCell(row),
          even: evenCell(row),
        })),
        note: { code: "clv.spend.note", values: {} },
      },
    ],
  };
}

const said = (code: string, values: Message["values"] = {}): TableCell => ({
  kind: "message",
  message: { code, values },
});
const round = (value: number): number => Math.round(value * 100) / 100;

function returnNote({ return: found, customers }: Spent): Message {
  const { value, interval } = found!;
  return interval === null
    ? { code: "clv.spend.return.bare", values: { ratio: round(value), n: customers } }
    : {
        code: "clv.spend.return",
        values: {
          ...{ ratio: round(value), n: customers, level: interval.level },
          ...{ least: round(interval.low), most: round(interval.high) },
        },
      };
}

function returnFigure(context: MeasureContext, { what, spent, customers, return: found }: Spent): Figure {
  const head: FigureHeader = {
    ...header(context, `clv.spend:${what}`, "clv.spend"),
    ...{ definition: "clv-spend-return@1", unit: "ratio", n: customers, grade: "association", basis: "model" },
  };
  if (found) return { ...head, state: "estimate", ...found };
  return spent > 0
    ? { ...head, state: "too_few", required: RETURN_NEEDED }
    : { ...head, state: "not_measured", needs: ["cost"] };
}

function returnCell({ spent, customers, return: found }: Spent): TableCell {
  if (found === null)
    return spent > 0
      ? said("clv.spend.too_few", { n: customers, required: RETURN_NEEDED })
      : { kind: "number", value: null, unit: "ratio" };
  const { value, interval } = found;
  return { kind: "number", value, unit: "ratio", ...(interval === null ? {} : { interval }) };
}

/** From how many won or kept in a year the spend pays for itself. */
const evenCell = ({ what, even }: Spent): TableCell =>
  even === null
    ? { kind: "number", value: null, unit: "count" }
    : said(`clv.spend.even.${what === "acquire" ? "won" : "kept"}`, {
        ...{ n: Math.ceil(even.needed), count: Math.round(even.of) },
        ...(even.of > 0 ? { share: even.needed / even.of } : { share: 0 }),
      });
