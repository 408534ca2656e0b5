import { factDay } from "../../panel/days.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";

/** One unit an offer that was decided: `first` where it went to somebody who was a customer then, `second` to somebody who never had been; whether it was won. */
export const offersByCustomer = ({ zone }: PanelInfo, dialect: Dialect): Sql => sql`
      select o.id as id, o.party as party, case when b.since < o.day then 'first' else 'second' end as band,
        ${dialect.exact(sql`case when o.outcome = 'won' then 1 else 0 end`)} as y_0
      from (
        select f.id as id, i.party as party, ${factDay(dialect, zone, "f")} as day, f.outcome as outcome
        from fact_offer f
        inner join identity i on i.key = f.subject
        where f.outcome in ('won', 'lost', 'declined')
      ) o
      left join (select party, min(from_day) as since from panel_spell group by party) b on b.party = o.party`;
