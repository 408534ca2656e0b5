import { type IdentifierName, type PeopleDecision, writtenIdentifier } from "../facts/people-rules.ts";
import type { Analytics, Row } from "../store/ports/analytics.ts";
import { subjectKey } from "../store/sql/keys.ts";
import { literal, type Sql, sql } from "../store/sql/sql.ts";
import { buildAccounts } from "./accounts.ts";

/** What became of two identifiers that stand together. */
export type JoinState = "joined" | "split" | "many" | "mailbox" | "blocked" | "too_many";

export interface Join {
  a: string;
  b: string;
  state: JoinState;
  /** Where it stands; null for a decision. */
  file: string | null;
  line: number | null;
  /** The day that it is of, where one is known. */
  on: string | null;
  /** What a person decided, in that person's words. */
  reason: string | null;
  /** Rows that say it. */
  rows: number;
}

export interface Explained {
  identifier: string;
  /** Nobody's, because the settings block it. */
  blocked: boolean;
  /** Every identifier of the party. */
  identifiers: string[];
  joins: Join[];
  accounts: { account: string; role: string | null; since: string | null; until: string | null; counts: boolean }[];
}

const SHOWN = 500;

/** Identifiers with a value, of a kind where one is given: what a person may have meant. */
export async function identifiersNamed(
  store: Analytics,
  kind: string | null,
  value: string,
): Promise<IdentifierName[]> {
  const rows = await store.rows(sql`
    select kind, value from identifier
    where lower(value) = ${value.toLowerCase()} ${kind === null ? sql`` : sql`and kind = ${kind}`}
    order by kind, value limit 20
  `);
  return rows.map((row) => ({ kind: String(row.kind), value: String(row.value) }));
}

/** Why an identifier is whose it is: the party, every place that joins two of its identifiers, and what was not joined. */
export async function explain(
  store: Analytics,
  named: IdentifierName,
  decisions: readonly PeopleDecision[],
): Promise<Explained> {
  const { dialect } = store;
  const key = subjectKey(dialect, sql`${named.kind}`, sql`${named.value}`);
  const members = await store.rows(sql`
    select i.kind as kind, i.value as value
    from identity m
    inner join identifier i on i.key = m.key
    where m.party = (select max(party) from identity where key = ${key})
    order by i.kind, i.value limit ${SHOWN}
  `);
  const identifiers = members.map(writtenRow);
  const of = sql`
    select ${key} as key
    union all
    select m.key from identity m where m.party = (select max(party) from identity where key = ${key})`;
  return {
    identifier: writtenIdentifier(named),
    blocked: members.length === 0,
    identifiers: members.length === 0 ? [writtenIdentifier(named)] : identifiers,
    joins: [...(await aliasJoins(store, of, decisions.length > 0)), ...decisionJoins(identifiers, decisions)],
    accounts: await accountsOf(store, of),
  };
}

const writtenRow = (row: Row): string => writtenIdentifier({ kind: String(row.kind), value: String(row.value) });
const dayOf = (value: unknown): string | null => (value === null ? null : String(value).slice(0, 10));

async function aliasJoins(store: Analytics, of: Sql, decided: boolean): Promise<Join[]> {
  if (!(await store.tables()).has("fact_alias")) return [];
  const other = subjectKey(store.dialect, sql`f.other_kind`, sql`f.other_value`);
  const rows = await store.rows(sql`
    with stated as (
      select f.subject as a, ${other} as b, min(f."load") as first_load, min(f.line) as line, min(f.at) as at, count(*) as n
      from fact_alias f
      where f.subject in (${of}) or ${other} in (${of})
      group by f.subject, ${other}
    )
    select a.kind as kind, a.value as value, b.kind as other_kind, b.value as other_value, l.name as file, l.part as part,
      s.line as line, s.at as at, s.n as n, sa.reason as a_reason, sb.reason as b_reason,
      ${decided ? sql`case when c.a is null then 0 else 1 end` : sql`0`} as cut
    from stated s
    inner join identifier a on a.key = s.a
    inner join identifier b on b.key = s.b
    left join "load" l on l."load" = s.first_load
    left join identity_shared sa on sa.key = s.a
    left join identity_shared sb on sb.key = s.b
    ${decided ? sql`left join identity_cut c on c.a = s.a and c.b = s.b` : sql``}
    where s.a <> s.b
    order by a.kind, a.value, b.kind, b.value limit ${SHOWN}
  `);
  return rows.map((row) => ({
    a: writtenRow(row),
    b: writtenIdentifier({ kind: String(row.other_kind), value: String(row.other_value) }),
    state: ((Number(row.cut) === 1 && "split") || row.a_reason || row.b_reason || "joined") as JoinState,
    file: row.file === null ? null : `${String(row.file)}${row.part === null ? "" : ` › ${String(row.part)}`}`,
    line: Number(row.line),
    on: dayOf(row.at),
    reason: null,
    rows: Number(row.n),
  }));
}

/** Merges that name one of the identifiers, each with what became of it, and splits that name an end of these. */
function decisionJoins(identifiers: readonly string[], decisions: readonly PeopleDecision[]): Join[] {
  const isNear = (names: readonly string[]) => names.some((name) => identifiers.includes(name));
  const splits = decisions.flatMap((decision, at) => ("split" in decision ? [{ at, ...decision }] : []));
  const joins: Join[] = [];
  const told = new Set<number>();
  decisions.forEach((decision, at) => {
    const names = "merge" in decision ? decision.merge : decision.split;
    const shown = { file: null, line: null, on: decision.on, reason: decision.reason, rows: 1 };
    const [a, ...others] = names as [string, ...string[]];
    if ("split" in decision) {
      if (isNear(names)) told.add(at);
      return;
    }
    if (!isNear(names)) return;
    for (const b of others) {
      const apart = splits.filter((split) => split.at > at && split.split.includes(a) !== split.split.includes(b));
      for (const split of apart) told.add(split.at);
      joins.push({ a, b, state: apart.length > 0 ? "split" : "joined", ...shown });
    }
  });
  const taken = splits.filter(({ at }) => told.has(at));
  return [
    ...joins,
    ...taken.map(({ split, on, reason }) => ({
      ...{
        a: split[0]!,
        b: split.slice(1).join(", "),
        state: "split" as const,
        file: null,
        line: null,
        on,
        reason,
        rows: 1,
      },
    })),
  ];
}

async function accountsOf(store: Analytics, of: Sql): Promise<Explained["accounts"]> {
  if (!(await store.tables()).has("fact_membership")) return [];
  await buildAccounts(store);
  const rows = await store.rows(sql`
    select c.value as account, max(m.role) as role, min(m.at) as since, max(m.until) as until,
      max(case when m.until is null then 1 else 0 end) as holds
    from fact_membership m
    inner join identifier c on c.key = ${subjectKey(store.dialect, literal("account"), sql`m.account`)}
    where m.subject in (${of})
    group by c.value
    order by holds desc, since desc, account
  `);
  return rows.map((row, i) => ({
    account: String(row.account),
    role: row.role === null ? null : String(row.role),
    since: dayOf(row.since),
    until: Number(row.holds) === 1 ? null : dayOf(row.until),
    counts: i === 0,
  }));
}
