import type { Figure, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, labelCell, moneyCell } from "../cells.ts";
import { contribution, type StageRow, segmentRows, stageRows } from "./stage-rows.ts";
import { reconciliation, stageValues } from "./stage-values.ts";
import { ENTRY_RULES, ONBOARDING_DAYS, type Stage } from "./stages.ts";
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
  const tables = [
    stageTable("clv.stages", rows, currency, null),
    cardTable(rows, currency),
    rulesTable(),
    checkTable(checks, currency),
  ];
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

/** What is to fall in a stage, or to rise: what a card of it begins with. */
const AIMS: Readonly<Partial<Record<Stage, "cost" | "income">>> = {
  ...{ purchase: "cost", support: "cost" },
  ...{ retention: "income", loyalty: "income", advocacy: "income" },
};

/** A card a stage: where cost is to fall it stands first, where income is to rise that does; by customer. */
function cardTable(rows: readonly StageRow[], currency: Money): Table {
  const card = (aim: "cost" | "income", row: StageRow): TableCell => ({
    kind: "message",
    message: {
      code: row.customers > 0 ? `clv.stages.card.${aim}` : "clv.stages.card.nobody",
      // What was spent is below 0 in the ledger.
      values: {
        value: (aim === "cost" ? 0 - row.cost : row.income) / Math.max(1, row.customers),
        unit: "money",
        ...currency,
      },
    },
  });
  return {
    id: "clv.stages.cards",
    title: { code: "clv.stages.cards", values: {} },
    columns: columnsOf("clv.stages.column", ["stage", "aim", "first", "beside", "customers"], 4),
    rows: rows.flatMap((row) => {
      const aim = AIMS[row.stage];
      if (!aim) return [];
      return [
        {
          stage: labelCell(`clv.stage.${row.stage}`),
          aim: labelCell(`clv.stages.card.aim.${aim}`),
          first: card(aim, row),
          beside: card(aim === "cost" ? "income" : "cost", row),
          customers: countCell(row.customers),
        },
      ];
    }),
  };
}

function stageTable(id: string, rows: readonly StageRow[], currency: Money, segment: string | null): Table {
  let sum = 0;
  const line = (stage: TableCell, row: StageRow): Table["rows"][number] => ({
    stage,
    customers: countCell(row.customers),
    income: moneyCell(row.income, currency),
    cost: moneyCell(row.cost, currency),
    to_come: moneyCell(row.toCome, currency),
    contribution: moneyCell(contribution(row), currency),
    sum: moneyCell((sum += contribution(row)), currency),
  });
  return {
    id,
    title:
      segment === null
        ? { code: "clv.stages.table", values: {} }
        : { code: "clv.stages.table.group", values: { group: segment } },
    columns: columnsOf("clv.stages.column", ["stage", "customers", "income", "cost", "to_come", "contribution", "sum"]),
    rows: rows.map((row) => line(labelCell(`clv.stage.${row.stage}`), row)),
    note: { code: "clv.stages.note", values: {} },
  };
}

function rulesTable(): Table {
  return {
    id: "clv.stages.rules",
    title: { code: "clv.stages.rules", values: {} },
    columns: columnsOf("clv.stages.column", ["event", "rule", "stage"], 3),
    rows: Object.entries(ENTRY_RULES).flatMap(([event, rules]) =>
      rules.map(({ stage, code }) => ({
        event: labelCell(`clv.event.${event}`),
        rule: labelCell(`clv.rule.${code}`, { days: ONBOARDING_DAYS }),
        stage: labelCell(`clv.stage.${stage}`),
      })),
    ),
    note: { code: "clv.stages.rules.note", values: {} },
  };
}

function checkTable(checks: readonly Reconciled[], currency: Money): Table {
  return {
    id: "clv.stages.check",
    title: { code: "clv.stages.check", values: {} },
    columns: columnsOf("clv.stages.column", ["line", "recorded", "booked", "agrees"]),
    rows: checks.map(({ line, recorded, booked, agrees }) => ({
      line: labelCell(`clv.line.${line}`),
      recorded: line === "customers" ? countCell(recorded) : moneyCell(recorded, currency),
      booked: line === "customers" ? countCell(booked) : moneyCell(booked, currency),
      agrees: labelCell(agrees ? "clv.agrees.yes" : "clv.agrees.no"),
    })),
  };
}
