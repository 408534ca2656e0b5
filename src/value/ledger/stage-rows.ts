import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { STAGES } from "./stages.ts";

/** Segments that are drawn where nobody asks for others, and customers from which on one is. */
const SEGMENTS_SHOWN = 3;
const SEGMENT_NEEDED = 30;

export interface StageRow {
  stage: (typeof STAGES)[number];
  customers: number;
  income: number;
  cost: number;
  toCome: number;
}

/** Totals by stage, the five in their order, then what belongs to none; of all, and of each segment with that many customers. */
export async function stageRows({ store, record }: MeasureContext): Promise<StageRow[]> {
  const query = sql`
    select s.stage as stage, count(distinct s.party) as customers, sum(s.income) as income, sum(s.cost) as cost, sum(s.to_come) as to_come
    from value_stage s
    group by s.stage
    order by stage
  `;
  const rows = await store.rows(query);
  record("clv.stages", query, rows);
  return byStage(rows);
}

/** The same by segment: those that are asked for, and otherwise the largest ones. */
export async function segmentRows(
  { store, record }: MeasureContext,
  asked: readonly string[],
): Promise<{ segment: string; rows: StageRow[] }[]> {
  const query = sql`
    select m.segment as segment, s.stage as stage, count(distinct s.party) as customers, sum(s.income) as income,
      sum(s.cost) as cost, sum(s.to_come) as to_come
    from value_stage s
    inner join value_member m on m.party = s.party
    where m.segment is not null
    group by m.segment, s.stage
    order by segment, stage
  `;
  const rows = await store.rows(query);
  record("clv.stages.segments", query, rows);
  const names = [...new Set(rows.map(({ segment }) => String(segment)))];
  const found = names.map((segment) => ({ segment, rows: byStage(rows.filter((row) => row.segment === segment)) }));
  if (asked.length > 0) return found.filter(({ segment }) => asked.includes(segment));
  const size = (each: { rows: StageRow[] }) => Math.max(...each.rows.map(({ customers }) => customers));
  return found
    .filter((each) => size(each) >= SEGMENT_NEEDED)
    .sort((a, b) => size(b) - size(a))
    .slice(0, SEGMENTS_SHOWN);
}

/** Rows of a query as stages in their order; a stage without any is nothing. */
export function byStage(rows: readonly Readonly<Record<string, unknown>>[]): StageRow[] {
  return STAGES.map((stage) => {
    const row = rows.find((each) => each.stage === stage);
    const number = (key: string) => Number(row?.[key] ?? 0);
    return {
      stage,
      customers: number("customers"),
      income: number("income"),
      cost: number("cost"),
      toCome: number("to_come"),
    };
  });
}

/** What one stage adds: income, cost (below zero) and what is to come. */
export const contribution = ({ income, cost, toCome }: StageRow): number => income + cost + toCome;
