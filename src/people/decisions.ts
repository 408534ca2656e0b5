import type { Column } from "../facts/columns.ts";
import { identifierNamed, type PeopleDecision } from "../facts/people-rules.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { subjectKey } from "../store/sql/keys.ts";
import { type SqlValue, sql } from "../store/sql/sql.ts";

const COLUMNS: readonly Column[] = [
  { name: "nr", type: "integer", nullable: false },
  { name: "what", type: "text", nullable: false },
  { name: "kind", type: "text", nullable: false },
  { name: "value", type: "text", nullable: false },
];

/**
 * Builds `identity_cut` (edges that a split takes away) and `identity_merge` (edges that a merge adds, as far as no
 * later split takes them away again).
 * @returns whether there is any decision
 */
export async function applyDecisions(store: Analytics, decisions: readonly PeopleDecision[]): Promise<boolean> {
  if (decisions.length === 0) return false;
  const rows = decisions.flatMap((decision, nr): SqlValue[][] => {
    const [what, names] =
      "merge" in decision ? (["merge", decision.merge] as const) : (["split", decision.split] as const);
    return names.flatMap((written) => {
      const named = identifierNamed(written);
      return named ? [[nr, what, named.kind, named.value]] : [];
    });
  });
  await store.createTable("people_decision", COLUMNS);
  if (rows.length > 0) await store.insert("people_decision", COLUMNS, rows);
  await store.materialise(
    "identity_decided",
    sql`
      select d.nr as nr, d.what as what, i.key as key
      from people_decision d
      inner join identifier i on i.key = ${subjectKey(store.dialect, sql`d.kind`, sql`d.value`)}
      group by d.nr, d.what, i.key
    `,
    ["nr"],
  );
  await store.materialise(
    "identity_merge",
    sql`
      with pairs as (
        select f.nr as nr, f.lowest as a, d.key as b
        from (select nr, min(key) as lowest from identity_decided where what = 'merge' group by nr) f
        inner join identity_decided d on d.nr = f.nr
        where d.what = 'merge' and d.key <> f.lowest
      ),
      sides as (
        select p.nr as nr, p.a as a, p.b as b, s.nr as split_nr,
          max(case when s.key = p.a then 1 else 0 end) + max(case when s.key = p.b then 1 else 0 end) as ends
        from pairs p
        cross join (select nr, key from identity_decided where what = 'split') s
        where s.nr > p.nr and (s.key = p.a or s.key = p.b)
        group by p.nr, p.a, p.b, s.nr
      )
      select p.a as a, p.b as b
      from pairs p
      left join (select distinct nr, a, b from sides where ends = 1) apart on apart.nr = p.nr and apart.a = p.a and apart.b = p.b
      where apart.nr is null
    `,
    ["a"],
  );
  await store.materialise(
    "identity_cut",
    sql`
      with split as (select nr, key from identity_decided where what = 'split')
      select e.a as a, e.b as b
      from identity_edge e
      inner join split s on s.key = e.a
      left join split o on o.nr = s.nr and o.key = e.b
      where o.nr is null
      union
      select e.a as a, e.b as b
      from identity_edge e
      inner join split s on s.key = e.b
      left join split o on o.nr = s.nr and o.key = e.a
      where o.nr is null
    `,
    ["a"],
  );
  return true;
}
