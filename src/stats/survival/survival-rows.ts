import { InputError } from "../../base/errors.ts";
import { orderBy } from "../distinct-values.ts";

/**
 * Follow-up times as columns: one row a subject, or one row a cell of a duration × event table with its `count`.
 *
 * The subject is at risk over (start, time]; where both happen at the same time, events come before censorings.
 */
export interface SurvivalRows {
  /** Follow-up time in any one unit (days, months), ≥ 0. */
  time: ArrayLike<number>;
  /** 1 or true: the event happened at `time`; 0 or false: still without it when last seen (censored). */
  event: ArrayLike<number | boolean>;
  /** How many subjects the row stands for; 1 where absent. */
  count?: ArrayLike<number>;
  /** Time at which the subject came under observation (left truncation); 0 where absent. */
  start?: ArrayLike<number>;
}

/** Numbers at risk and events at each distinct event time, ascending. */
export interface RiskTable {
  /** Subjects, counted with `count`. */
  n: number;
  events: number;
  time: number[];
  atRisk: number[];
  nEvent: number[];
  /** The longest follow-up seen; the curve is not known beyond it. */
  lastTime: number;
}

/** Columns beside `time` that must be as long; other properties of a caller's object are none of ours. */
const LABELS = ["event", "cause", "group", "stratum", "cluster"] as const;

type CheckedColumns = Pick<SurvivalRows, "time" | "count" | "start"> & {
  [Label in (typeof LABELS)[number]]?: ArrayLike<unknown>;
};

/** Refuses columns of unequal length, times that are negative or not finite, and counts that are not. */
export function checkRows(columns: CheckedColumns): void {
  const { time, count, start } = columns;
  const n = time.length;
  for (const name of ["count", "start", ...LABELS] as const) {
    const column = columns[name];
    if (column !== undefined && column.length !== n) {
      throw new InputError("input.shape_mismatch", `Column ${name} has ${column.length} rows, time has ${n}.`, {
        details: { column: name, rows: column.length, expected: n },
      });
    }
  }
  for (let i = 0; i < n; i++) {
    const from = start === undefined ? 0 : start[i]!;
    const to = time[i]!;
    if (!(to >= 0 && to < Number.POSITIVE_INFINITY) || (start !== undefined && !(from >= 0 && from < to))) {
      throw new InputError("input.out_of_range", "A follow-up time must be finite, not negative and after its start.", {
        details: { row: i, start: from, time: to },
      });
    }
    if (count !== undefined && !(count[i]! >= 0 && count[i]! < Number.POSITIVE_INFINITY)) {
      throw new InputError("input.out_of_range", "A count must be finite and not negative.", {
        details: { row: i, count: count[i] },
      });
    }
  }
}

/** Reduces rows (or grouped cells) to the numbers at risk at each event time. */
export function riskTable(rows: SurvivalRows): RiskTable {
  checkRows(rows);
  const { time, event, count, start } = rows;
  const order = orderBy(time);
  const entries = start === undefined ? null : orderBy(start);
  const table: RiskTable = { n: 0, events: 0, time: [], atRisk: [], nEvent: [], lastTime: 0 };
  for (const i of order) table.n += count === undefined ? 1 : count[i]!;
  let atRisk = entries === null ? table.n : 0;
  let entered = 0;
  for (let i = 0; i < order.length; ) {
    const now = time[order[i]!]!;
    for (; entries !== null && entered < entries.length && start![entries[entered]!]! < now; entered++) {
      atRisk += count === undefined ? 1 : count[entries[entered]!]!;
    }
    let leaving = 0;
    let dying = 0;
    for (; i < order.length && time[order[i]!]! === now; i++) {
      const c = count === undefined ? 1 : count[order[i]!]!;
      leaving += c;
      if (event[order[i]!]) dying += c;
      if (c > 0) table.lastTime = now;
    }
    if (dying > 0) {
      table.time.push(now);
      table.atRisk.push(atRisk);
      table.nEvent.push(dying);
      table.events += dying;
    }
    atRisk -= leaving;
  }
  return table;
}
