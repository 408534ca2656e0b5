import type { Day } from "../base/day.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { all, raw, type Sql, sql } from "../store/sql/sql.ts";

export const VERBATIM_SORTS = ["newest", "value", "worst", "best"] as const;

export interface VerbatimAsk {
  from: Day | null;
  to: Day | null;
  /** The score that was given with it, such as `nps`. */
  measure: string | null;
  band: string | null;
  topic: string | null;
  channel: string | null;
  /** Words that stand in it. */
  text: string | null;
  sort: (typeof VERBATIM_SORTS)[number];
  limit: number;
  offset: number;
}

/** Topics and channels that a list can be narrowed to. */
const GROUPS = 50;

/**
 * What customers wrote, with the score they gave in the same answer or, where words and score are two items, in the same response. What employees
 * and managers wrote is left out. `customer_list` has to be built.
 */
export async function verbatims(
  { store }: MeasureContext,
  { sort, limit, offset, ...ask }: VerbatimAsk,
): Promise<{ rows: Row[]; total: number; bands: Row[]; topics: Row[]; channels: Row[] }> {
  const said = written(ask, store.dialect.day);
  const fits = all([
    ...(["measure", "band", "topic", "channel"] as const).flatMap((key) =>
      ask[key] === null ? [] : [sql`v.${raw(key)} = ${ask[key]}`],
    ),
    ...(ask.text === null ? [] : [sql`position(${ask.text.toLowerCase()} in lower(v.comment)) > 0`]),
  ]);
  const counted = (columns: readonly string[]) =>
    store.rows(sql`
      select ${raw(columns.map((column) => `v.${column} as ${column}`).join(", "))}, count(*) as n from (${said}) v
      where v.${raw(columns[0]!)} is not null and ${ask.measure === null ? raw("true") : sql`v.measure = ${ask.measure}`}
      group by ${raw(columns.map((column) => `v.${column}`).join(", "))}
      order by n desc, ${raw(columns.map((column) => `v.${column}`).join(", "))} limit ${raw(String(GROUPS))}`);
  const [[count], rows, bands, topics, channels] = await Promise.all([
    store.rows(sql`select count(*) as n from (${said}) v where ${fits}`),
    store.rows(sql`
      select concat('', v.id) as record, v.day as on_day, v.comment as comment, v.language as language, v.measure as measure, v.score as score,
        v.band as band, v.channel as channel, v.topic as topic, v.touchpoint as touchpoint, v.team as team, v.agent as agent,
        concat('', l.party) as id, l.label as label, l.label_kind as label_kind, l.name as name, l.segment as segment, l.value as worth
      from (${said}) v
      left join customer_list l on l.party = v.party
      where ${fits}
      order by ${orderOf(sort)}, case when v.day is null then 1 else 0 end, v.day desc, v.id
      limit ${raw(String(limit))} offset ${raw(String(offset))}`),
    counted(["band", "measure"]),
    counted(["topic"]),
    counted(["channel"]),
  ]);
  return { rows, total: Number(count!.n), bands, topics, channels };
}

const lastWithout = (column: string, way: "asc" | "desc"): Sql =>
  raw(`case when ${column} is null then 1 else 0 end, ${column} ${way}`);

const orderOf = (sort: VerbatimAsk["sort"]): Sql =>
  ({
    newest: raw("case when v.day is null then 1 else 0 end"),
    value: lastWithout("l.value", "desc"),
    worst: lastWithout("v.score", "asc"),
    best: lastWithout("v.score", "desc"),
  })[sort];

/** Every answer in words within the days, as `v`. */
function written({ measure, from, to }: Pick<VerbatimAsk, "measure" | "from" | "to">, day: (text: string) => Sql): Sql {
  const days = all([
    ...(from === null ? [] : [sql`a.day >= ${day(from)}`]),
    ...(to === null ? [] : [sql`a.day < ${day(to)}`]),
  ]);
  return sql`
    select a.id as id, a.party as party, a.day as day, f.comment as comment, a.answer_language as language,
      case when a.band is null then s.measure else a.instrument end as measure,
      case when a.band is null then s.score else a.score end as score,
      case when a.band is null then s.band else a.band end as band,
      a.channel as channel, a.topic as topic, a.touchpoint as touchpoint, a.team as team, a.agent as agent
    from panel_answer a
    inner join (select id, comment, response_id from fact_answer where comment is not null and trim(comment) <> '') f on f.id = a.id
    left join (
      select response, measure, score, band from (
        select g.response_id as response, b.instrument as measure, b.score as score, b.band as band,
          row_number() over (partition by g.response_id order by b.instrument, b.id) as place
        from panel_answer b
        inner join (select id, response_id from fact_answer where response_id is not null) g on g.id = b.id
        where b.state = 'valid' and b.band is not null and ${measure === null ? raw("true") : sql`b.instrument = ${measure}`}
      ) t where t.place = 1
    ) s on s.response = f.response_id
    where a.state <> 'not_customer' and ${days}
  `;
}
