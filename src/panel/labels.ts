import { type Sql, sql } from "../store/sql/sql.ts";

/**
 * One row a party: what it is called by (`label`), its number as a customer where it has one, otherwise its first identifier; and of
 * which kind that is (`label_kind`), null where it may be one of several kinds.
 */
export const partyLabels: Sql = sql`
  select i.party as party,
    coalesce(min(case when n.kind = 'customer' then n.value end), min(n.value)) as label,
    case
      when max(case when n.kind = 'customer' then 1 else 0 end) = 1 then 'customer'
      when min(n.kind) = max(n.kind) then min(n.kind)
    end as label_kind
  from identity i
  inner join identifier n on n.key = i.key
  group by i.party
`;
