import type { Dialect } from "../store/sql/dialect.ts";
import { type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf, factDay } from "./days.ts";
import type { PanelInfo } from "./settings.ts";

/** What may follow an answer: the company spoke to the customer of itself, a case was resolved, the customer spoke well or badly in public. */
export const REACTIONS = ["contacted", "resolved", "praise", "criticism"] as const;
export type Reaction = (typeof REACTIONS)[number];

/** One row a reaction, with the customer and the moment; of what is said in public, the day alone is known. */
export function reactions(dialect: Dialect, { zone, asOf }: PanelInfo): Sql {
  const contacted = factDay(dialect, zone, "f");
  const resolved = dialect.localDay(sql`f.resolved`, zone);
  return sql`
    select i.party as party, 'contacted' as reaction, ${contacted} as day, f.at as at
    from fact_contact f
    inner join identity i on i.key = f.subject
    where f.direction = 'outbound' and f.at is not null and ${beforeAsOf(contacted, dialect, asOf)}
    union all
    select i.party as party, 'resolved' as reaction, ${resolved} as day, f.resolved as at
    from fact_case f
    inner join identity i on i.key = f.subject
    where f.resolved is not null and ${beforeAsOf(resolved, dialect, asOf)}
    union all
    select party, opinion as reaction, day, timestamp '1970-01-01 00:00:00' as at
    from panel_review
    where opinion in ('praise', 'criticism') and party is not null and day is not null
  `;
}
