import { editDistance } from "../base/nearest.ts";
import { identifierNamed, type PeopleDecision, writtenIdentifier } from "../facts/people-rules.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, type Sql, sql } from "../store/sql/sql.ts";

/** Why two parties may be one. */
export const CLUES = [
  "written_alike",
  "same_phone",
  "same_mailbox",
  "misspelt_mail",
  "same_mail_name",
  "same_name",
] as const;
export type Clue = (typeof CLUES)[number];

/** How far each clue by itself goes, from 0 to 1: judgements, not estimates. Clues are combined as if independent. */
const WEIGHT: Readonly<Record<Clue, number>> = {
  written_alike: 0.8,
  same_phone: 0.8,
  same_mailbox: 0.8,
  misspelt_mail: 0.75,
  same_mail_name: 0.35,
  same_name: 0.5,
};
/** Two numbers that one system gave speak for two people. */
const TWO_NUMBERS = 0.8;
/** What more parties than this have in common says nothing about any two of them. */
const COMMON = 4;
const LEAST_SCORE = 0.5;
const CLUES_READ = 20_000;

export interface Candidate {
  /** In [0, 1]. */
  score: number;
  a: string[];
  b: string[];
  clues: { clue: Clue; of: [string, string] }[];
}

/**
 * Pairs of parties that may be one, the likeliest first. Nothing is joined: a person decides.
 *
 * Candidates come from blocks of equal keys (a telephone number's last nine digits, an address without dots and tags, a
 * name in small letters …), as is usual in record linkage (Christen 2012, Data Matching, chapter 4); what many share
 * gives no candidates.
 */
export async function suggestMerges(
  store: Analytics,
  decisions: readonly PeopleDecision[],
  most: number,
): Promise<Candidate[]> {
  const apart = new Set(decisions.flatMap((decision) => ("split" in decision ? decision.split : [])));
  const pairs = new Map<string, { parties: [string, string]; clues: Map<Clue, [string, string]> }>();
  for (const { clue, members } of await blocks(store))
    for (const [i, one] of members.entries())
      for (const other of members.slice(i + 1)) {
        if (one.party === other.party || apart.has(one.shown) || apart.has(other.shown)) continue;
        const named = clueOf(clue, one.shown, other.shown);
        if (named === null) continue;
        const [a, b] = one.party < other.party ? [one, other] : [other, one];
        const id = `${a.party} ${b.party}`;
        const pair = pairs.get(id) ?? { parties: [a.party, b.party], clues: new Map() };
        if (!pair.clues.has(named)) pair.clues.set(named, [a.shown, b.shown]);
        pairs.set(id, pair);
      }
  const names = await identifiersOf(store, [...new Set([...pairs.values()].flatMap(({ parties }) => parties))]);
  return [...pairs.values()]
    .map(({ parties: [a, b], clues }): Candidate => {
      const [own, others] = [names.get(a) ?? [], names.get(b) ?? []];
      const doubt = [...clues.keys()].reduce((left, clue) => left * (1 - WEIGHT[clue]), 1);
      const score = (1 - doubt) * (haveTwoNumbers(own, others) && !clues.has("written_alike") ? TWO_NUMBERS : 1);
      return {
        score: Math.round(score * 100) / 100,
        a: own,
        b: others,
        clues: [...clues].map(([clue, of]) => ({ clue, of })),
      };
    })
    .filter(({ score, a, b }) => score >= LEAST_SCORE && ![...a, ...b].some((name) => apart.has(name)))
    .sort((x, y) => y.score - x.score || (x.a.join() + x.b.join() < y.a.join() + y.b.join() ? -1 : 1))
    .slice(0, most);
}

interface Block {
  clue: Clue;
  members: { party: string; shown: string }[];
}

/** Parties with a key in common, at most `COMMON` of them. */
async function blocks(store: Analytics): Promise<Block[]> {
  const tables = await store.tables();
  const bare = (value: Sql): Sql =>
    [" ", "-", ".", "_", "/", "+", "(", ")", "#"].reduce(
      (text, sign) => sql`replace(${text}, ${literal(sign)}, '')`,
      value,
    );
  const local = sql`substring(i.value, 1, position('@' in i.value) - 1)`;
  const domain = sql`substring(i.value, position('@' in i.value) + 1)`;
  const untagged = sql`case when position('+' in ${local}) > 1 then substring(${local}, 1, position('+' in ${local}) - 1) else ${local} end`;
  const key = (clue: string, of: Sql, where: Sql): Sql => sql`
    select ${literal(clue)} as clue, ${of} as block, m.party as party, min(concat(i.kind, ':', i.value)) as shown
    from identifier i
    inner join identity m on m.key = i.key
    where ${where}
    group by ${of}, m.party`;
  const keys = [
    key(
      "written_alike",
      sql`concat(i.kind, ' ', regexp_replace(lower(${bare(sql`i.value`)}), '^([^0-9]*)0+', '\\1'))`,
      sql`i.kind not in ('email', 'phone') and length(i.value) >= 3`,
    ),
    key(
      "same_phone",
      sql`right(${bare(sql`i.value`)}, 9)`,
      sql`i.kind = 'phone' and length(${bare(sql`i.value`)}) >= 9`,
    ),
    key(
      "same_mailbox",
      sql`concat(replace(${untagged}, '.', ''), '@', ${domain})`,
      sql`i.kind = 'email' and position('@' in i.value) > 3`,
    ),
    key("same_mail_name", local, sql`i.kind = 'email' and position('@' in i.value) > 5`),
    ...(tables.has("fact_party")
      ? [
          sql`
            select 'same_name' as clue, lower(trim(f.name)) as block, m.party as party, min(trim(f.name)) as shown
            from fact_party f
            inner join identity m on m.key = f.subject
            where length(trim(f.name)) >= 5 and position(' ' in trim(f.name)) > 0
            group by lower(trim(f.name)), m.party`,
        ]
      : []),
  ];
  const rows = await store.rows(sql`
    with keyed as (${join(keys, " union all ")}),
    several as (select clue, block from keyed group by clue, block having count(*) between 2 and ${COMMON})
    select k.clue as clue, k.block as block, cast(k.party as varchar) as party, k.shown as shown
    from keyed k
    inner join several s on s.clue = k.clue and s.block = k.block
    where k.party not in (select key from identity_shared)
    order by k.clue, k.block, k.shown, k.party limit ${CLUES_READ}
  `);
  const found = new Map<string, Block>();
  for (const row of rows) {
    const id = `${String(row.clue)} ${String(row.block)}`;
    const block = found.get(id) ?? { clue: row.clue as Clue, members: [] };
    block.members.push({ party: String(row.party), shown: String(row.shown) });
    found.set(id, block);
  }
  return [...found.values()];
}

const FAR = 2;

/** The same name before the @ is a slip of the pen where the rest differs by a letter or two, and a weak clue otherwise. */
function clueOf(clue: Clue, a: string, b: string): Clue | null {
  if (clue !== "same_mail_name") return clue;
  const [one, other] = [a, b].map((shown) => shown.slice(shown.indexOf("@") + 1)) as [string, string];
  if (one === other) return null;
  return editDistance(one, other) <= FAR ? "misspelt_mail" : clue;
}

async function identifiersOf(store: Analytics, parties: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (let at = 0; at < parties.length; at += 1_000) {
    const some = join(parties.slice(at, at + 1_000).map(literal));
    const rows = await store.rows(sql`
      select cast(m.party as varchar) as party, i.kind as kind, i.value as value
      from identity m inner join identifier i on i.key = m.key
      where cast(m.party as varchar) in (${some})
      order by i.kind, i.value
    `);
    for (const { party, kind, value } of rows)
      found.set(String(party), [
        ...(found.get(String(party)) ?? []),
        writtenIdentifier({ kind: String(kind), value: String(value) }),
      ]);
  }
  return found;
}

/** Whether both have an identifier of one kind that a system gives, and no person chooses. */
function haveTwoNumbers(a: readonly string[], b: readonly string[]): boolean {
  const given = (names: readonly string[]) =>
    new Set(names.map((name) => identifierNamed(name)?.kind).filter((kind) => kind !== "email" && kind !== "phone"));
  const own = given(a);
  return [...given(b)].some((kind) => own.has(kind));
}
