import type { Analytics } from "../store/ports/analytics.ts";
import { raw, sql } from "../store/sql/sql.ts";

/** What an account and the persons that count to it come to together, over all records. */
export interface AccountTotal {
  account: string;
  name: string | null;
  persons: number;
  orders: number;
  /** In the reporting currency; null where there are no orders. */
  revenue: number | null;
  contacts: number;
  answers: number;
}

/**
 * The accounts with the most revenue. `identity_account` has to be built. An account's own records and those of its
 * persons count once each; a person counts to one account only.
 */
export async function accountTotals(store: Analytics, most: number): Promise<AccountTotal[]> {
  const { dialect } = store;
  const rows = await store.rows(sql`
    with account as (
      select m.party as party, min(i.value) as account
      from identifier i inner join identity m on m.key = i.key
      where i.kind = 'account'
      group by m.party
    ),
    member as (
      select party as account_party, party, 0 as person from account
      union all
      select account as account_party, party, 1 as person from identity_account where place = 1
    ),
    bought as (
      select party, count(*) as orders, sum(${dialect.exact(sql`amount`)}) as revenue from panel_order where party is not null group by party
    ),
    asked as (select party, count(*) as contacts from panel_contact where party is not null group by party),
    said as (select party, count(*) as answers from panel_answer where party is not null and state = 'valid' and parts is null group by party),
    named as (select m.party as party, max(f.name) as name from fact_party f inner join identity m on m.key = f.subject group by m.party)
    select
      a.account as account, max(n.name) as name, sum(m.person) as persons,
      sum(coalesce(b.orders, 0)) as orders, sum(b.revenue) as revenue,
      sum(coalesce(c.contacts, 0)) as contacts, sum(coalesce(s.answers, 0)) as answers
    from account a
    inner join member m on m.account_party = a.party
    left join bought b on b.party = m.party
    left join asked c on c.party = m.party
    left join said s on s.party = m.party
    left join named n on n.party = a.party
    group by a.account
    order by case when sum(b.revenue) is null then 1 else 0 end, sum(b.revenue) desc, a.account
    limit ${raw(String(most))}
  `);
  return rows.map((row) => ({
    account: String(row.account),
    name: row.name === null ? null : String(row.name),
    persons: Number(row.persons),
    orders: Number(row.orders),
    revenue: row.revenue === null ? null : Number(row.revenue),
    contacts: Number(row.contacts),
    answers: Number(row.answers),
  }));
}
