import { partyLabels } from "../../panel/labels.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { subjectKey } from "../../store/sql/keys.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";

/** Parties whom others brought. */
export const referred = (dialect: Dialect): Sql => sql`
    select distinct i.party as party
    from fact_referral f
    inner join identity i on i.key = ${subjectKey(dialect, sql`f.referred_kind`, sql`f.referred_value`)}`;

/** One row a party: when it first bought or signed, whether others brought it, what it calls itself and how it is grouped. */
export const members = (dialect: Dialect): Sql => sql`
  with bought as (
    select party, min(day) as since from panel_order where party is not null and day is not null group by party
  ),
  referred as (${referred(dialect)}),
  named as (${partyLabels})
  select
    s.party as party, n.label as label, coalesce(b.since, s.customer_since) as since,
    case when r.party is null then 0 else 1 end as referred,
    s.acquisition_channel as channel, s.segment as segment, s.country as country, s.status as status, s.customer_kind as kind
  from customer_state s
  left join bought b on b.party = s.party
  left join referred r on r.party = s.party
  left join named n on n.party = s.party
`;
