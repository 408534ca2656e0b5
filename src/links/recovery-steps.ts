import type { Day } from "../base/day.ts";
import type { Message } from "../findings/figure.ts";
import type { Table } from "../findings/finding.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { REACTIONS, type Reaction, reactions } from "../panel/reactions.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { shareCell } from "./share-cell.ts";

/** Days after the low answer within which each counts. */
const WITHIN: Readonly<Record<Reaction, number>> = { contacted: 2, resolved: 30, praise: 365, criticism: 365 };

/**
 * What was done after the first low answer, and what came of it, step by step: contacted in time, a case resolved, answered again,
 * higher, spoken of in public. Each step says of how many it is known. Null where no reaction of any kind is on record.
 * @param of the answers, one a customer, with the next one (`next_band`)
 */
export async function recoverySteps(
  context: MeasureContext,
  { experience, low, lowest }: { experience: string; low: Sql; lowest: string },
): Promise<Table | null> {
  const { store, info } = context;
  const query = stepSums(context, low, lowest);
  const [row] = await store.rows(query);
  context.record(`worth.moved-up.${experience}.steps`, query, row ? [row] : []);
  const count = (name: string) => Number(row?.[name] ?? 0);
  const onRecord = REACTIONS.filter((reaction) => count(`all_${reaction}`) > 0);
  if (onRecord.length === 0 || info.asOf === null) return null;
  const step = (label: Message, followed: number, n: number): Table["rows"][number] => ({
    what: { kind: "label", label },
    followed: { kind: "number", value: followed, unit: "count" },
    customers: { kind: "number", value: n, unit: "count" },
    share: shareCell(n, followed),
  });
  const reaction = (id: Reaction) =>
    onRecord.includes(id)
      ? [
          step(
            { code: `recovery_steps.${id}`, values: { horizonDays: WITHIN[id] } },
            count(`known_${id}`),
            count(`n_${id}`),
          ),
        ]
      : [];
  const higher = (code: string, of: string) =>
    step({ code: `recovery_steps.${code}`, values: {} }, count(`again${of}`), count(`up${of}`));
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `recovery_steps.column.${id}`, values: {} } },
  });
  return {
    id: `worth.moved-up.${experience}.steps`,
    title: { code: "recovery_steps.table", values: {} },
    columns: [column("what", "start"), column("followed"), column("customers"), column("share")],
    rows: [
      ...reaction("contacted"),
      ...reaction("resolved"),
      step({ code: "recovery_steps.again", values: {} }, count("low"), count("again")),
      higher("up", ""),
      ...(onRecord.includes("contacted") ? [higher("up_contacted", "_contacted"), higher("up_others", "_others")] : []),
      ...reaction("praise"),
      ...reaction("criticism"),
    ],
    note: { code: "recovery_steps.note", values: {} },
  };
}

/** Up to this day it is known whether each happened. */
const knownUntil = ({ knownUntil: { contacts, reviews } }: MeasureContext["info"], reaction: Reaction): Day | null =>
  reaction === "contacted" || reaction === "resolved" ? contacts : reviews;

function stepSums({ store: { dialect }, info }: MeasureContext, low: Sql, lowest: string): Sql {
  const each = (part: (reaction: Reaction) => Sql) => join(REACTIONS.map(part), ",\n        ");
  const name = (prefix: string, reaction: Reaction) => raw(`${prefix}_${reaction}`);
  const known = (reaction: Reaction) => {
    const until = knownUntil(info, reaction);
    return until === null
      ? raw("0")
      : sql`case when l.day + ${raw(String(WITHIN[reaction]))} < ${dialect.day(until)} then 1 else 0 end`;
  };
  const count = (what: Sql) => sql`coalesce(sum(case when ${what} then 1 else 0 end), 0)`;
  return sql`
    with event as (${reactions(dialect, info)}),
    low as (
      select l.id as id, l.party as party, l.day as day, l.at as at, l.next_band as next_band from (${low}) l
    ),
    met as (
      select l.id as id,
        ${each((reaction) => sql`max(case when e.reaction = ${literal(reaction)} and e.day <= l.day + ${raw(String(WITHIN[reaction]))} then 1 else 0 end) as ${name("met", reaction)}`)}
      from low l
      inner join event e on e.party = l.party
      where e.day > l.day or (e.day = l.day and e.at > l.at)
      group by l.id
    ),
    told as (
      select
        case when l.next_band is null then 0 else 1 end as again,
        case when l.next_band <> ${literal(lowest)} then 1 else 0 end as up,
        ${each((reaction) => sql`coalesce(m.${name("met", reaction)}, 0) as ${name("met", reaction)}, ${known(reaction)} as ${name("known", reaction)}`)}
      from low l
      left join met m on m.id = l.id
    )
    select
      count(*) as low, coalesce(sum(again), 0) as again, coalesce(sum(up), 0) as up,
      ${count(sql`known_contacted = 1 and met_contacted = 1 and again = 1`)} as again_contacted,
      ${count(sql`known_contacted = 1 and met_contacted = 1 and up = 1`)} as up_contacted,
      ${count(sql`known_contacted = 1 and met_contacted = 0 and again = 1`)} as again_others,
      ${count(sql`known_contacted = 1 and met_contacted = 0 and up = 1`)} as up_others,
      ${each((reaction) => sql`${count(sql`${name("known", reaction)} = 1`)} as ${name("known", reaction)}, ${count(sql`${name("known", reaction)} = 1 and ${name("met", reaction)} = 1`)} as ${name("n", reaction)}, (select count(*) from event where reaction = ${literal(reaction)}) as ${name("all", reaction)}`)}
    from told
  `;
}
