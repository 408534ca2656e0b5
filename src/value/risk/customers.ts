import type { MeasureContext } from "../../measures/measure.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { sql } from "../../store/sql/sql.ts";
import { partyPages } from "../pages.ts";

/** Columns of the list, as its header names them; reasons are words. */
export const RISK_COLUMNS = [
  "customer",
  "segment",
  "country",
  "risk",
  "to_come",
  "money_at_risk",
  "reason_1",
  "reason_2",
  "reason_3",
  "health",
  "readiness",
  "ready_reason_1",
  "ready_reason_2",
  "ready_reason_3",
] as const;
/** Every customer of today with the risk, what stands behind it and the codes of what raises it most, a page at a time. */
export function riskPages({ store }: MeasureContext, hasReady: boolean): AsyncGenerator<Row[]> {
  const { double } = store.dialect;
  const none = sql`select party, 0.0 as risk, '' as first_reason, '' as second_reason, '' as third_reason from value_risk where false`;
  return partyPages(
    store,
    sql`
      select m.label as customer, m.segment as segment, m.country as country, r.risk as risk, v.to_come as to_come,
        r.risk * ${double(sql`case when v.to_come > 0 then v.to_come else 0 end`)} as money_at_risk,
        r.first_reason as reason_1, r.second_reason as reason_2, r.third_reason as reason_3, r.health as health,
        y.risk as readiness, y.first_reason as ready_reason_1, y.second_reason as ready_reason_2, y.third_reason as ready_reason_3,
        concat('', r.party) as key
      from value_risk r
      inner join value_member m on m.party = r.party
      left join value_customer v on v.party = r.party
      left join ${hasReady ? sql`value_ready` : sql`(${none})`} y on y.party = r.party
    `,
    "r.party",
  );
}
