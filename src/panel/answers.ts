import type { Instruments } from "../facts/instruments.ts";
import type { Composite } from "../facts/own-score.ts";
import { TOLD } from "../facts/told.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { bandOfAnswer } from "./bands.ts";
import { compositeAnswers } from "./composites.ts";
import { beforeAsOf, factDay } from "./days.ts";
import { delay, delayBand } from "./delays.ts";
import type { Cutting } from "./events.ts";
import { PRODUCT_DAYS } from "./settings.ts";
import { ONE_PRODUCT } from "./subjects.ts";

/**
 * One row an answer, with its party, its band, and whether it counts (`state`): `valid`, `chosen` (no score, one of the choices of a question), `not_answered`, or
 * `not_customer` for employees and managers. The party is the answer's own, otherwise that of the order, contact, case
 * or invitation it is about. `status_then` is what the party was to the company on the day of the answer, `about_day` and
 * `asked_day` are the days of what it is about and of the invitation; `request_days` lie between them, and `answer_days`
 * between the invitation and the answer. `request_delay` and `answer_delay` are the bands of these. `product` is what it is about: that
 * of its order, or of the last order in the `PRODUCT_DAYS` before it, where that holds one alone. A response to the elements of a
 * composite is one more row, with the number of answers that it is made of as `parts`; answers have none.
 * @param instruments scores with bands of their own; the answers to any other are banded by thirds, but to what is no score of experience (`TOLD`)
 */
export function answers(c: Cutting, instruments: Instruments, composites: readonly Composite[] = []): Sql {
  const { dialect } = c;
  return sql`
    with invited as (
      select n.invitation_id as ref, min(j.party) as party, min(n.touchpoint) as touchpoint, min(n.survey) as survey,
        min(${factDay(dialect, c.zone, "n")}) as day, min(d.day) as about_day
      from fact_invitation n
      left join identity j on j.key = n.subject
      left join panel_subject d on d.about = n.about and d.ref = n.about_id
      where n.invitation_id in (select invitation_id from fact_answer where invitation_id is not null)
      group by n.invitation_id
    ),
    thirds as (
      select
        instrument,
        ${dialect.quantile(dialect.double(sql`score`), 1 / 3)} as low,
        ${dialect.quantile(dialect.double(sql`score`), 2 / 3)} as high,
        count(importance) as important
      from fact_answer f
      where score is not null and instrument not in (${join([...Object.keys(instruments), ...TOLD].map((id) => literal(id)))})
        and (respondent is null or respondent not in ('employee', 'manager'))
        and ${beforeAsOf(factDay(dialect, c.zone, "f"), dialect, c.asOf)}
      group by instrument
    ),
    given as (
      select
        f.id as id,
        coalesce(i.party, s.party, v.party) as party,
        ${factDay(dialect, c.zone, "f")} as day,
        f.at as at,
        f.instrument as instrument,
        f.kind as kind,
        f.item as item,
        f.score as score,
        f.choice as choice,
        f.importance as importance,
        -- Items of a score of one's own weigh by their importance, or alike where nobody was asked for it.
        case when t.important > 0 then f.importance when t.important = 0 then 1.0 end as weight,
        ${bandOfAnswer(Object.values(instruments))} as band,
        case
          when f.score is null and f.choice is not null then 'chosen'
          when f.score is null then 'not_answered'
          when f.respondent in ('employee', 'manager') then 'not_customer'
          else 'valid'
        end as state,
        f.respondent as respondent,
        coalesce(f.touchpoint, v.touchpoint) as touchpoint,
        coalesce(f.channel, s.channel) as channel,
        coalesce(f.agent, s.agent) as agent,
        coalesce(f.team, s.team) as team,
        s.topic as topic,
        s.product as product_asked,
        coalesce(case when f.about = 'case' then f.about_id end, s.case_id) as case_id,
        f.language as answer_language,
        v.survey as survey,
        v.day as asked_day,
        f.about as about,
        coalesce(s.day, v.about_day) as about_day,
        s.handled_by as handled_by,
        f.response_id as response_id,
        f.invitation_id as invitation_id,
        f.about_id as about_id,
        f.scale_min as scale_min,
        f.scale_max as scale_max,
        f.scale_best as scale_best
      from fact_answer f
      left join identity i on i.key = f.subject
      left join panel_subject s on s.about = f.about and s.ref = f.about_id
      left join invited v on v.ref = f.invitation_id
      left join thirds t on t.instrument = f.instrument
      where ${beforeAsOf(factDay(dialect, c.zone, "f"), dialect, c.asOf)}
    ),
    bought as (
      -- Of orders on one day nobody knows which was the last.
      select d.id as id, nullif(${dialect.latest(sql`d.product`, sql`d.day`)}, '') as product
      from (
        select a.id as id, o.day as day, coalesce(${ONE_PRODUCT}, '') as product
        from (select id, party, day from given where party is not null and (about is null or about <> 'order')) a
        inner join panel_order o on o.party = a.party
        where o.day <= a.day and o.day > a.day - ${raw(String(PRODUCT_DAYS))}
        group by a.id, o.day
      ) d
      group by d.id
    ),
    x as (
      select a.*, coalesce(a.product_asked, b.product) as product
      from given a
      left join bought b on b.id = a.id
    ),
    counted as (
      select ${join(COLUMNS.map((column) => raw(`x.${column} as ${column}`)))}, nullif(1, 1) as parts
      from x${join(
        composites.map(
          (each) => sql`
      union all
      select ${join(COLUMNS.map((column) => (NONE_OF_COMPOSITES.includes(column) ? raw(`null as ${column}`) : raw(`y.${column} as ${column}`))))}, y.parts as parts
      from (${compositeAnswers(each, instruments, dialect)}) y`,
        ),
        "",
      )}
    ),
    waited as (
      select x.*,
        ${delay(sql`x.about_day`, sql`x.asked_day`, dialect)} as request_days,
        ${delay(sql`x.asked_day`, sql`x.day`, dialect)} as answer_days
      from counted x
    ),
    spelled as (
      select x.id as id, max(case when s.to_day > x.day then 1 else 0 end) as active
      from counted x
      inner join panel_spell s on s.party = x.party and s.from_day <= x.day
      group by x.id
    )
    select x.*,
      ${delayBand(sql`x.request_days`)} as request_delay,
      ${delayBand(sql`x.answer_days`)} as answer_delay,
      case
        when x.party is null or x.day is null then null
        when z.active = 1 then 'active'
        when z.active = 0 then 'former'
        else 'prospect'
      end as status_then
    from waited x
    left join spelled z on z.id = x.id
  `;
}

/** Columns of an answer, before what follows from its days. */
const COLUMNS = [
  ...[
    "id",
    "party",
    "day",
    "at",
    "instrument",
    "kind",
    "item",
    "score",
    "choice",
    "importance",
    "weight",
    "band",
    "state",
  ],
  ...["respondent", "touchpoint", "channel", "agent", "team", "topic", "case_id", "answer_language", "survey"],
  ...["asked_day", "about", "about_day", "handled_by", "product"],
];

/** What only an answer has that somebody gave. */
const NONE_OF_COMPOSITES = ["item", "choice", "importance", "weight"];
