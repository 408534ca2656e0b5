import { InputError } from "../../base/errors.ts";
import type { WaterfallChart } from "../../findings/chart-spec.ts";
import type { Figure, FigureHeader, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";
import { columnsOf, labelCell, moneyCell } from "../cells.ts";
import { byStage, contribution } from "../ledger/stage-rows.ts";
import { COMPONENTS } from "../ledger/stages.ts";
import { statementOf } from "../ledger/statement.ts";
import { statementNotes, statementRows, statementTables } from "../ledger/statement-table.ts";
import { stageWaterfall } from "../ledger/waterfall.ts";
import { customerQuarters, quarterTables, undatedNote } from "./customer-quarters.ts";
import { CUSTOMER_LEVEL } from "./retention.ts";
import type { Scoring } from "./score.ts";
import { missingCosts, type ValueStudy } from "./study.ts";

/** Parties that any identifier names. */
export const partiesNamed = (name: string): Sql =>
  sql`(select i.party from identifier n inner join identity i on i.key = n.key where n.value = ${name})`;

/**
 * What one customer is worth, part by part and stage by stage.
 * @param name any identifier of the customer, as the records write it
 * @param ends what customers were valued by at the ends of quarters, and today
 * @throws InputError `input.option_invalid` where it names no customer, or several
 */
export async function customerFinding(
  context: MeasureContext,
  study: ValueStudy,
  { name, ends, dataVersion }: { name: string; ends: readonly Scoring[]; dataVersion: string },
): Promise<Finding> {
  const { store, info, record } = context;
  const known = partiesNamed(name);
  const query = sql`
    select c.margin as margin, c.acquire as acquire, c.serve as serve, c.keep as keep, c.to_come as to_come,
      c.to_come_low as to_come_low, c.to_come_high as to_come_high, c.clv as clv
    from value_customer c
    where c.party in ${known}
    order by c.party
  `;
  const rows = await store.rows(query);
  if (rows.length !== 1)
    throw new InputError(
      "input.option_invalid",
      `--customer "${name}" names ${rows.length === 0 ? "no customer with anything on record" : "several customers"}.`,
    );
  const stageQuery = sql`
    select s.stage as stage, 1 as customers, s.income as income, s.cost as cost, s.to_come as to_come
    from value_stage s
    where s.party in ${known}
    order by stage
  `;
  const stages = byStage(await store.rows(stageQuery));
  const statement = await statementOf(context, { whose: known, grain: "quarter" });
  const quarters = await customerQuarters(context, { value: study.value, ends }, known);
  // Evidence is about nobody in particular: that it was asked is kept, not what came.
  record("clv.customer", query, []);
  const of = (key: string) => Number(rows[0]![key]);
  const currency: Pick<Figure, "currency"> = info.currency ? { currency: info.currency } : {};
  const [value, toDate] = [of("clv"), of("clv") - of("to_come")];
  const interval: Interval = {
    ...{ low: toDate + of("to_come_low"), high: toDate + of("to_come_high"), level: CUSTOMER_LEVEL },
  };
  const header: FigureHeader = {
    ...{ id: "clv.customer", definition: "clv@1", unit: "money", ...currency, grade: "recorded", basis: "model" },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ n: 1, excluded: [], query: { id: "clv.customer" }, cautions: [] },
  };
  const values: Message["values"] = {
    ...{ name, value, low: interval.low, high: interval.high, level: CUSTOMER_LEVEL, before: toDate },
    ...{ after: of("to_come"), months: study.terms.months, unit: "money", ...currency },
  };
  const label = (part: string) => ({ code: `clv.part.${part}`, values: { months: study.terms.months } });
  const parts: WaterfallChart["steps"] = [
    ...COMPONENTS.filter((part) => of(part) !== 0).map((part) => ({ label: label(part), value: of(part) })),
    { label: label("to_date"), value: toDate, isTotal: true },
    { label: label("to_come"), value: of("to_come") },
    { label: label("clv"), value, isTotal: true, interval },
  ];
  return {
    ...{ schema: 1, kind: "value", id: `clv.customer.${name}`, asOf: info.asOf, dataVersion },
    title: { code: "clv.customer.title", values: { name } },
    headline: { ...header, state: "estimate", value, interval },
    verdict: { code: "clv.customer", values },
    notes: [
      ...undatedNote(quarters, toDate, currency),
      ...statementNotes(statement, { missing: study.missing, currency }),
    ],
    figures: {},
    tables: [
      stageTable(stages, currency),
      ...statementTables(statement, { missing: study.missing, currency }),
      ...quarterTables(quarters, currency),
    ],
    charts: [
      {
        ...{ type: "waterfall", id: `clv.customer.parts.${name}`, unit: "money", ...currency, steps: parts },
        title: { code: "clv.parts", values: {} },
        summary: { code: "clv.customer", values },
      },
      stageWaterfall(stages, {
        id: `clv.customer.stages.${name}`,
        title: { code: "clv.stages.table", values: {} },
        currency,
      }),
    ],
    evidence: [{ file: "queries/clv.customer.sql", what: "evidence.query" }],
  };
}

/** What each of some customers brought and cost by month, as rows of a file. What `customerFinding` needs has to be there. */
export async function* statementPages(context: MeasureContext, names: readonly string[]): AsyncGenerator<Row[]> {
  const missing = await missingCosts(context);
  for (const name of names)
    yield statementRows(await statementOf(context, { whose: partiesNamed(name), grain: "month" }), { name, missing });
}

const stageTable = (rows: ReturnType<typeof byStage>, currency: Pick<Figure, "currency">): Table => ({
  id: "clv.customer.stages",
  title: { code: "clv.stages.table", values: {} },
  columns: columnsOf("clv.stages.column", ["stage", "income", "cost", "to_come", "contribution"]),
  rows: rows
    .filter((row) => row.stage !== "none" || contribution(row) !== 0)
    .map((row) => ({
      stage: labelCell(`clv.stage.${row.stage}`),
      income: moneyCell(row.income, currency),
      cost: moneyCell(row.cost, currency),
      to_come: moneyCell(row.toCome, currency),
      contribution: moneyCell(contribution(row), currency),
    })),
});
