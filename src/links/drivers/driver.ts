import type { Label } from "../../findings/chart-spec.ts";
import { LONG_HOLD_SECONDS } from "../../panel/settings.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Days before an answer in which signals of service are looked for. */
export const SIGNAL_DAYS = 180;

/**
 * Something that may move a score: a signal (1 or 0), something that has a size, an amount of money by its doublings, or what
 * was asked about one side of it.
 */
export interface Driver {
  /** One of those below has the texts `driver.<id>`; another is a word of the user's own. */
  id: string;
  kind: "signal" | "size" | "doublings" | "rating";
  label: Label;
  /** Where a company can move it: what it is at its worst and at its best. */
  lever?: { worst: number; best: number };
}

/** A driver with the column that it is read from. */
export interface ReadDriver extends Driver {
  column: Sql;
}

const named = (id: string): Label => ({ code: `driver.${id}`, values: { days: SIGNAL_DAYS } });

/** A signal is at its best where nobody has it. */
const signal = (id: string, column: Sql): ReadDriver => ({
  ...{ id, kind: "signal", label: named(id), column },
  lever: { worst: 1, best: 0 },
});

const history = (id: string, kind: "size" | "doublings", column: Sql): ReadDriver => ({
  ...{ id, kind, label: named(id), column },
});

/** What contacts were like; columns of the sums `k`. */
export const CONTACT_SIGNALS: readonly (readonly [id: string, seen: Sql])[] = [
  ["repeated", sql`c.repeated`],
  ["transferred", sql`c.transfers > 0`],
  ["held", sql`c.hold >= ${raw(String(LONG_HOLD_SECONDS))}`],
  ["abandoned", sql`c.abandoned`],
  ["complaint", sql`c.complaint`],
];

export const SIGNALS: readonly ReadDriver[] = [
  ...CONTACT_SIGNALS.map(([id]) => signal(id, sql`coalesce(k.${raw(id)}, 0)`)),
  signal("late", sql`coalesce(l.late, 0)`),
  signal("returned", sql`case when m.baseline_returns > 0 then 1 else 0 end`),
];

/** Nobody moves these, but they go with scores: the others are compared at equal ones. */
export const HISTORY: readonly ReadDriver[] = [
  history("contacts", "size", sql`coalesce(k.contacts, 0)`),
  history("orders", "size", sql`m.baseline_orders`),
  history(
    "revenue",
    "doublings",
    sql`case when m.baseline_revenue > 0 then ln(1 + m.baseline_revenue) / ln(2.0) else 0 end`,
  ),
  history("tenure", "size", sql`m.tenure_days / 365.25`),
];

/** Somebody answered in the worst band about a touchpoint. */
export const lowScoreAt = (touchpoint: string, column: Sql): ReadDriver => ({
  ...signal(touchpoint, column),
  label: { code: "driver.low_at", values: { name: touchpoint } },
});

/** The id of the driver that a label names. */
export const labelled = (label: Label): string =>
  "data" in label ? label.data : String(label.values.name ?? label.code.slice("driver.".length));

/** The score itself, where what follows it is asked about. */
export const SCORE: Driver = { id: "score", kind: "size", label: named("score") };
