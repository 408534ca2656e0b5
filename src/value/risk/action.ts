import type { Day } from "../../base/day.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { partyLabels } from "../../panel/labels.ts";
import { sfc32 } from "../../stats/random/sfc32.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { join, literal, raw, sql } from "../../store/sql/sql.ts";

/** Something that is done for those with the most money at risk. */
export interface RiskAction {
  name: string;
  /** Customers at most. */
  most: number;
  /** The share of them that chance leaves alone, so that it can be measured what the action brings. */
  apart: number;
  /** The day on which the list is drawn up. */
  day: Day;
}

/** Arms of the list. */
export const ACTED = "action";
export const LEFT_ALONE = "control";

/** Columns of the list, which is a file of assignments too: loaded with later records, it tells who was in which arm. */
export const ACTION_COLUMNS = [
  ...["customer_id", "email", "experiment", "arm", "assigned_date", "randomised"],
  ...["risk", "money_at_risk", "reason_1", "reason_2", "reason_3"],
] as const;

/** Kinds of identifiers that a list can be read back by, and their columns. */
const READ_BACK = { customer: "customer_id", email: "email" } as const;

/**
 * Customers with the most money at risk, each in an arm by chance, the most first. Who is put where hangs on the action's name and the
 * customer alone: on every list of one action a customer is in the same arm. `value_risk` has to be there.
 */
export async function actionRows(
  { store }: MeasureContext,
  { name, most, apart, day }: RiskAction,
): Promise<Record<(typeof ACTION_COLUMNS)[number], Row[string]>[]> {
  const { double } = store.dialect;
  const money = sql`r.risk * ${double(sql`v.to_come`)}`;
  const rows = await store.rows(sql`
    select l.label as label, l.label_kind as kind, r.risk as risk, ${money} as money_at_risk,
      r.first_reason as reason_1, r.second_reason as reason_2, r.third_reason as reason_3
    from value_risk r
    inner join value_customer v on v.party = r.party
    inner join (${partyLabels}) l on l.party = r.party
    where l.label_kind in (${join(Object.keys(READ_BACK).map((kind) => literal(kind)))}) and v.to_come > 0
    order by ${money} desc, l.label
    limit ${raw(String(most))}
  `);
  return rows.map(({ label, kind, ...row }) => ({
    customer_id: kind === "customer" ? label! : null,
    email: kind === "email" ? label! : null,
    experiment: name,
    arm: sfc32(`${name}\u0000${String(label)}`)() < apart ? LEFT_ALONE : ACTED,
    assigned_date: day,
    randomised: "true",
    ...{ risk: row.risk!, money_at_risk: row.money_at_risk! },
    ...{ reason_1: row.reason_1!, reason_2: row.reason_2!, reason_3: row.reason_3! },
  }));
}
