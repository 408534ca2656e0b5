import type { Condition, ConditionKey } from "../base/condition.ts";
import { InputError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { all, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Tables of the panel with one row of somebody's, a party or an event of theirs. */
const OF_PARTIES = [
  "identity",
  "panel_party",
  "panel_order",
  "panel_refund",
  "panel_income",
  "panel_purchase_day",
  "panel_recurring",
  "panel_contact",
  "panel_case",
  "panel_case_time",
  "panel_invitation",
  "panel_answer",
  "panel_points",
  "panel_referral",
  "panel_assignment",
  "panel_spell",
  "customer_day",
  "customer_state",
  "scored_moment",
] as const;

/** Values of one kind that are named in a list, the largest first. */
const NAMED = 200;

/** Parties of an account: itself, and the persons who count to it. */
const members = sql`(
  select i.value as value, m.party as party
  from identifier i inner join identity m on m.key = i.key
  where i.kind = 'account'
  union
  select i.value as value, a.party as party
  from identifier i
  inner join identity m on m.key = i.key
  inner join identity_account a on a.account = m.party
  where i.kind = 'account' and a.place = 1
)`;

const holds = ({ by, value }: Condition): Sql =>
  by === "account"
    ? sql`s.party in (select party from ${members} m where m.value = ${value})`
    : sql`s.${raw(by)} = ${value}`;

/**
 * Narrows the panel to the customers of whom all conditions hold: every table of somebody's keeps their rows alone. What was learnt from all
 * records stays: the last day, the inactivity window, rates, how complete costs are. The store's own tables come before those of the whole
 * panel, or they are the panel of this run alone.
 * @throws InputError `input.unknown_group` where nobody is left
 */
export async function restrictPanel(store: Analytics, conditions: readonly Condition[]): Promise<void> {
  await store.materialise(
    "cohort",
    sql`select s.party as party from customer_state s where ${all(conditions.map(holds))}`,
    ["party"],
  );
  const [size] = await store.rows(sql`select count(*) as n from cohort`);
  if (Number(size!.n) === 0) await refuseEmpty(store, conditions);
  for (const table of OF_PARTIES)
    await store.materialise(
      table,
      sql`select * from ${raw(table)} where party in (select party from cohort)`,
      table === "identity" ? ["key"] : ["party"],
    );
  // A step that nobody can be named for belongs to no group; neither does a cost that is stated for all, or a review that names nobody.
  await store.materialise("fact_touch", sql`select * from fact_touch where subject in (select key from identity)`, [
    "subject",
  ]);
  for (const [table, order] of [
    ["fact_cost", "at"],
    ["panel_review", "day"],
  ] as const)
    await store.materialise(table, sql`select * from ${raw(table)} where 1 = 0`, [order]);
}

async function refuseEmpty(store: Analytics, conditions: readonly Condition[]): Promise<never> {
  for (const { by, value } of conditions) {
    const known = (await groupsBy(store, by)).map((group) => group.value);
    if (known.includes(value)) continue;
    const meant = nearest(value, known);
    const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    throw new InputError("input.unknown_group", `No customer has ${by} "${value}".${question}`, {
      hint:
        known.length === 0
          ? `No customer has a ${by} on record.`
          : `There ${known.length === 1 ? "is" : "are"} ${known.slice(0, 10).join(", ")}${known.length > 10 ? ", …" : ""}.`,
      details: { by, value },
    });
  }
  throw new InputError("input.unknown_group", "Nobody is left of whom all of this holds.", {
    hint: "Leave one of the conditions out.",
  });
}

/** Groups that customers can be narrowed to by a key, the largest first: all, or those whose name holds a text. */
export async function groupsBy(store: Analytics, by: ConditionKey, text = ""): Promise<{ value: string; n: number }[]> {
  const from =
    by === "account"
      ? sql`${members} g`
      : sql`(select ${raw(by)} as value, party from customer_state where ${raw(by)} is not null) g`;
  const rows = await store.rows(sql`
    select g.value as value, count(distinct g.party) as n from ${from}
    where ${text === "" ? raw("true") : sql`position(${text.toLowerCase()} in lower(g.value)) > 0`}
    group by g.value order by n desc, g.value limit ${raw(String(NAMED))}
  `);
  return rows.map(({ value, n }) => ({ value: String(value), n: Number(n) }));
}
