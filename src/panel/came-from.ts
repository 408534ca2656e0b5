import { EARNED_CHANNELS, EARNED_WORDS, UNCLEAR_WORDS } from "../facts/came-from.ts";
import { HEARD_FROM } from "../facts/told.ts";
import { join, literal, type Sql, sql } from "../store/sql/sql.ts";

const says = (column: Sql, words: readonly string[]): Sql =>
  sql`(${join(
    words.map((word) => sql`${column} like ${literal(`%${word}%`)}`),
    " or ",
  )})`;

const isEarned = says(sql`a.choice`, EARNED_WORDS);
const isUnclear = says(sql`a.choice`, UNCLEAR_WORDS);

/**
 * One row a party that said how it heard of the company, by its first answer that says something: `earned` is 1 where others brought
 * it. Of several choices on one day a recommendation counts. Whoever said “other”, or nothing, has no row: nobody knows.
 */
export const HEARD: Sql = sql`
  select h.party as party, max(h.earned) as earned
  from (
    select a.party as party, case when ${isEarned} then 1 else 0 end as earned,
      rank() over (partition by a.party order by case when a.day is null then 1 else 0 end, a.day) as place
    from panel_answer a
    where a.instrument = ${literal(HEARD_FROM)} and a.party is not null and a.choice is not null
      and a.state <> 'not_customer' and (${isEarned} or not ${isUnclear})
  ) h
  where h.place = 1
  group by h.party
`;

/** Whether a party came because others brought it: `h` is its row of `HEARD`, where it has one; otherwise its channel decides. */
export const cameByOthers = (channel: Sql): Sql =>
  sql`(h.earned = 1 or (h.earned is null and ${isEarnedChannel(channel)}))`;

export const isEarnedChannel = (channel: Sql): Sql =>
  sql`${channel} in (${join(EARNED_CHANNELS.map((word) => literal(word)))})`;

/** How many customers said it, of how many the channel says otherwise, and how many neither tells of. */
export const heardCounts: Sql = sql`
  select count(h.earned) as heard_answered,
    sum(case when h.earned is not null and p.acquisition_channel is not null
      and h.earned <> case when ${isEarnedChannel(sql`p.acquisition_channel`)} then 1 else 0 end then 1 else 0 end) as heard_differing,
    sum(case when h.earned is null and p.acquisition_channel is null then 1 else 0 end) as heard_unknown
  from (select distinct party from panel_spell where party is not null) s
  inner join panel_party p on p.party = s.party
  left join (${HEARD}) h on h.party = s.party
`;
