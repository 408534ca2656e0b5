import type { Analytics } from "../store/ports/analytics.ts";
import { subjectKey } from "../store/sql/keys.ts";
import { literal, type Sql, sql } from "../store/sql/sql.ts";

/**
 * Makes each person's account that person's party: everything that reads `identity` then counts by account. A person of
 * several accounts belongs to the one that holds now, the latest of these; who belongs to none stays a party.
 * @returns how many identifiers count as an account now
 */
export async function rollUp(store: Analytics): Promise<number> {
  await buildAccounts(store);
  await store.materialise(
    "identity",
    sql`
      select i.key as key, case when a.account is null then i.party else a.account end as party
      from identity i
      left join identity_account a on a.party = i.party and a.place = 1
    `,
    ["key"],
  );
  const [row] = await store.rows(sql`select count(*) as n from identity_account where place = 1`);
  return Number(row!.n);
}

/**
 * Builds `identity_account`: one row a person and account (`party`, `account`, `place`, `since`, `until`, `role`); place 1
 * is the account that the person counts to. Accounts that only memberships name become parties too.
 */
export async function buildAccounts(store: Analytics): Promise<void> {
  const { dialect } = store;
  const there = await store.tables();
  const account = subjectKey(dialect, literal("account"), sql`m.account`);
  if (!there.has("fact_membership")) {
    await store.materialise("identity_account", NOBODY, ["party"]);
    return;
  }
  const unheard = sql`
    select distinct ${account} as key, m.account as value
    from fact_membership m
    where ${account} not in (select key from identifier)`;
  const [missing] = await store.rows(sql`select count(*) as n from (${unheard}) unheard`);
  if (Number(missing!.n) > 0) {
    const named = sql`select key, 'account' as kind, value from (${unheard}) unheard`;
    await store.materialise("identity_unheard", named, ["key"]);
    await store.materialise(
      "identifier",
      sql`select key, kind, value from identifier union all select key, kind, value from identity_unheard`,
      ["key"],
    );
    await store.materialise(
      "identity",
      sql`select key, party from identity union all select key, key as party from identity_unheard`,
      ["key"],
    );
  }
  await store.materialise(
    "identity_account",
    sql`
      with stated as (
        select p.party as party, a.party as account, min(m.at) as since, max(m.role) as role,
          max(case when m.until is null then 1 else 0 end) as holds, max(m.until) as until
        from fact_membership m
        inner join identity p on p.key = m.subject
        inner join identity a on a.key = ${account}
        where p.party <> a.party
        group by p.party, a.party
      )
      select party, account, since, case when holds = 1 then null else until end as until, role,
        row_number() over (
          partition by party
          order by holds desc, case when since is null then 1 else 0 end, since desc, account
        ) as place
      from stated
    `,
    ["party"],
  );
}

const NOBODY: Sql = sql`
  select key as party, key as account, cast(null as varchar) as since, cast(null as varchar) as until, value as role, 1 as place
  from identifier where 1 = 0`;
