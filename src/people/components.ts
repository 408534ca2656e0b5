import type { Analytics } from "../store/ports/analytics.ts";
import { sql } from "../store/sql/sql.ts";

/**
 * Labels most identifiers at once, and only the rest in rounds: nearly always a customer number stands in the middle of
 * an e-mail address and a phone number that know nobody else.
 */
export async function labelComponents(store: Analytics): Promise<void> {
  await store.materialise("identity_many", sql`select a as node from identity_link group by a having count(*) > 1`, [
    "node",
  ]);
  await store.materialise(
    "identity_star",
    sql`
      select a as hub, least(a, min(b)) as label
      from identity_link
      where a not in (select e.a from identity_link e inner join identity_many d on d.node = e.b)
      group by a
    `,
    ["hub"],
  );
  await store.materialise(
    "identity_starred",
    sql`
      select hub as node, label from identity_star
      union all
      select e.b as node, s.label as label
      from identity_link e
      inner join identity_star s on s.hub = e.a
      where e.b not in (select hub from identity_star)
    `,
    ["node"],
  );
  await store.materialise(
    "identity_link",
    sql`select a, b from identity_link where a not in (select node from identity_starred)`,
    ["a"],
  );
  await labelRest(store);
  await store.materialise(
    "identity_label",
    sql`select node, label from identity_label union all select node, label from identity_starred`,
    ["node"],
  );
}

/**
 * Labels every joined identifier with the smallest key of its component. Each round every group takes the smallest label
 * among its neighbours, then chains of such moves are followed to their end, so that the rounds grow with the logarithm
 * of the longest chain. Labels only fall, so it ends.
 */
async function labelRest(store: Analytics): Promise<void> {
  await store.materialise("identity_label", sql`select distinct a as node, a as label from identity_link`, ["node"]);
  for (;;) {
    await store.materialise(
      "identity_hook",
      sql`
        select own.label as label, least(own.label, min(other.label)) as target
        from identity_link e
        inner join identity_label own on own.node = e.a
        inner join identity_label other on other.node = e.b
        group by own.label
      `,
      ["label"],
    );
    const [moved] = await store.rows(sql`select count(*) as n from identity_hook where target <> label`);
    if (moved!.n === 0) return;
    await followHooks(store);
    await store.materialise(
      "identity_label",
      sql`
        select l.node as node, h.target as label
        from identity_label l
        inner join identity_hook h on h.label = l.label
      `,
      ["node"],
    );
  }
}

/** Makes every label point to the end of its chain, twice as far with each pass. */
async function followHooks(store: Analytics): Promise<void> {
  for (;;) {
    await store.materialise(
      "identity_hook",
      sql`
        select h.label as label, up.target as target
        from identity_hook h
        inner join identity_hook up on up.label = h.target
      `,
      ["label"],
    );
    const [unfinished] = await store.rows(sql`
      select count(*) as n
      from identity_hook h
      inner join identity_hook up on up.label = h.target
      where up.target <> h.target
    `);
    if (unfinished!.n === 0) return;
  }
}
