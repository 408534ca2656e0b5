import type { Figure, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { contribution, type StageRow, segmentRows, stageRows } from "./stage-rows.ts";
import { reconciliation, stageValues } from "./stage-values.ts";
import { ENTRY_RULES, ONBOARDING_DAYS } from "./stages.ts";
import { stageWaterfall } from "./waterfall.ts";

export interface Reconciled {
  line: string;
  recorded: number;
  booked: number;
  /** Compared in the engine, in exact decimals. */
  agrees: boolean;
}

/** Whether the ledger holds what the records hold, and the stages what the customers are worth: to the last unit. */
export async function reconciled({ store, info, record }: MeasureContext): Promise<Reconciled[]> {
  const converted = (await store.tables()).has("panel_rate");
  const query = sql`
    select line, recorded, booked, case when recorded = booked then 1 else 0 end as agrees
    from (${reconciliation(store.dialect, { asOf: info.asOf!, zone: info.zone, converted })}) r
    order by line
  `;
  const rows = await store.rows(query);
  record("clv.reconciliation", query, rows);
  return rows.map(({ line, recorded, booked, agrees }) => ({
    line: String(line),
    recorded: Number(recorded),
    booked: Number(booked),
    agrees: Number(agrees) === 1,
  }));
}

/** Builds the values by stage; the ledger, what is to come and the customers have to be there. */
export const buildStages = ({ store }: MeasureContext): Promise<void> =>
  store.materialise("value_stage", stageValues(store.dialect), ["party"]);

/** What is to come from all customers, with its interval. */
export type Projected = { value: number } & Interval;
/** The total with what is uncertain of it: only what is to come is. */
const around = (total: number, { value, low, high, level }: Projected): Interval => ({
  ...{ low: total - value + low, high: total - value + high },
  level,
});

/** The value of the customers by stage, as a cascade that adds up, for the company and for each segment that is asked for. */
export async function stagesFinding(
  context: MeasureContext,
  { segments, toCome, dataVersion }: { segments: readonly string[]; toCome: Projected | null; dataVersion: string },
): Promise<Finding> {
  const { info } = context;
  const rows = await stageRows(context);
  const checks = await reconciled(context);
  const currency = info.currency ? { currency: info.currency } : {};
  const total = rows.reduce((sum, row) => sum + contribution(row), 0);
  const off = checks.filter(({ agrees }) => !agrees);
  const [best] = rows.filter(({ stage }) => stage !== "none").sort((a, b) => contribution(b) - contribution(a));
  const values: Message["values"] = {
    total,
    unit: "money",
    ...currency,
    lifeStage: best!.stage,
    value: contribution(best!),
    days: ONBOARDING_DAYS,
  };
  const headline: Figure = {
    ...{ id: "clv.stages", definition: "clv-stages@1", unit: "money", ...currency, grade: "recorded" },
    basis: toCome === null ? "observed" : "model",
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{
      n: Math.max(...rows.map(({ customers }) => customers)),
      excluded: [],
      query: { id: "clv.stages" },
      cautions: [],
    },
    ...{ state: "estimate", value: total, interval: toCome && around(total, toCome) },
  };
  const tables = [stageTable("clv.stages", rows, currency, null), rulesTable(), checkTable(checks, currency)];
  const parted = await segmentRows(context, segments);
  for (const { segment, rows: own } of segments.length > 0 ? parted : [])
    tables.splice(-2, 0, stageTable(`clv.stages.${segment}`, own, currency, segment));
  const charts = [
    stageWaterfall(rows, { id: "clv.stages", title: { code: "clv.stages.table", values: {} }, currency }),
    ...parted.map(({ segment, rows: own }) =>
      stageWaterfall(own, {
        id: `clv.stages.${segment}`,
        title: { code: "clv.stages.table.group", values: { group: segment } },
        currency,
      }),
    ),
  ];
  return {
    ...{ schema: 1, kind: "value", id: "clv.stages", asOf: info.asOf, dataVersion, headline },
    title: { code: "clv.stages.title", values: {} },
    verdict: { code: off.length === 0 ? "clv.stages" : "clv.stages.off", values: { ...values, n: off.length } },
    notes: [
      { code: "clv.stages.aim", values: {} },
      { code: "clv.stages.to_come", values: {} },
    ],
    ...{ figures: {}, tables, charts },
    evidence: [{ file: "queries/clv.stages.sql", what: "evidence.query" }],
  };
}

type Money = Pick<Figure, "currency">;
const money = (value: number, currency: Money): TableCell => ({ kind: "number", value, unit: "money", ...currency });
const said = (code: string, values: Message["values"] = {}): TableCell => ({ kind: "label", label: { code, values } });
const columns = (prefix: string, ids: readonly string[]): Table["columns"] =>
  ids.map((id, i) => ({ id, title: { code: `${prefix}.${id}`, values: {} }, align: i === 0 ? "start" : "end" }));

function stageTable(id: string, rows: readonly StageRow[], currency: Money, segment: string | null): Table {
  let sum = 0;
  const line = (stage: TableCell, row: StageRow): Table["rows"][number] => ({
    stage,
    customers: { kind: "number", value: row.customers, unit: "count" },
    income: money(row.income, currency),
    cost: money(row.cost, currency),
    to_come: money(row.toCome, currency),
    contribution: money(contribution(row), currency),
    sum: money((sum += contribution(row)), currency),
  });
  return {
    id,
    title:
      segment === null
        ? { code: "clv.stages.table", values: {} }
        : { code: "clv.stages.table.group", values: { group: segment } },
    columns: columns("clv.stages.column", ["stage", "customers", "income", "cost", "to_come", "contribution", "sum"]),
    rows: rows.map((row) => line(said(`clv.stage.${row.stage}`), row)),
    note: { code: "clv.stages.note", values: {} },
  };
}

function rulesTable(): Table {
  return {
    id: "clv.stages.rules",
    title: { code: "clv.stages.rules", values: {} },
    columns: columns("clv.stages.column", ["event", "rule", "stage"]).map((column) => ({ ...column, align: "start" })),
    rows: Object.entries(ENTRY_RULES).flatMap(([event, rules]) =>
      rules.map(({ stage, code }) => ({
        event: said(`clv.event.${event}`),
        rule: said(`clv.rule.${code}`, { days: ONBOARDING_DAYS }),
        stage: said(`clv.stage.${stage}`),
      })),
    ),
    note: { code: "clv.stages.rules.note", values: {} },
  };
}

function checkTable(checks: readonly Reconciled[], currency: Money): Table {
  return {
    id: "clv.stages.check",
    title: { code: "clv.stages.check", values: {} },
    columns: columns("clv.stages.column", ["line", "recorded", "booked", "agrees"]),
    rows: checks.map(({ line, recorded, booked, agrees }) => ({
      line: said(`clv.line.${line}`),
      recorded: line === "customers" ? { kind: "number", value: recorded, unit: "count" } : money(recorded, currency),
      booked: line === "customers" ? { kind: "number", value: booked, unit: "count" } : money(booked, currency),
      agrees: said(agrees ? "clv.agrees.yes" : "clv.agrees.no"),
    })),
  };
}
