import { NEGATIVE_WORD_OF_MOUTH, SHARE_OF_WALLET, WALLET_TOTALS } from "../facts/told.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { beforeAsOf, factDay } from "./days.ts";
import type { PanelInfo } from "./settings.ts";

/**
 * One row a share of wallet: `share` in [0, 1], and whether the customer was asked or somebody estimated it (`known_from`). Values
 * are per cent where any of the same kind is above 1, or their unit says so. `standing` is the band in which the customer stood by then.
 */
export function walletShares(dialect: Dialect, info: PanelInfo): Sql {
  const day = factDay(dialect, info.zone, "f");
  const totals = Object.entries(WALLET_TOTALS);
  const knownFrom = join(
    totals.map(([name, how]) => sql`when ${literal(name)} then ${literal(how)}`),
    " ",
  );
  return withBand(
    sql`
      select w.id as id, case when ${beforeAsOf(sql`w.day`, dialect, info.asOf)} then 0 else 1 end as is_later, w.party as party, w.day as day, w.at as at, w.known_from as known_from,
        case when max(w.is_per_cent) over (partition by w.known_from) = 1 then w.told / 100.0 else w.told end as share
      from (
        select v.*, case when v.told > 1 or v.unit in ('%', 'percent', 'per cent') then 1 else 0 end as is_per_cent
        from (
          select a.id as id, a.party as party, a.day as day, a.at as at, 'asked' as known_from,
            ${dialect.double(sql`a.score`)} as told, '' as unit
          from panel_answer a
          where a.instrument = ${literal(SHARE_OF_WALLET)} and a.state = 'valid'
          union all
          select f.id as id, i.party as party, ${day} as day, f.at as at, case f.name ${knownFrom} end as known_from,
            ${dialect.double(sql`f.value`)} as told, coalesce(f.unit, '') as unit
          from fact_snapshot f
          inner join identity i on i.key = f.subject
          where f.name in (${join(totals.map(([name]) => literal(name)))})
        ) v
      ) w`,
    info,
  );
}

/** Answers to how many people a customer has spoken badly to of the company: yes is one, no is none. */
export const TOLD_BADLY = sql`instrument = ${literal(NEGATIVE_WORD_OF_MOUTH)} and state = 'valid' and score >= 0`;

/** One row an answer to whether the customer has spoken badly of the company to others, with the band in which the customer stood by then. */
export const wordOfMouth = (_: Dialect, info: PanelInfo): Sql =>
  withBand(sql`select * from panel_answer where instrument = ${literal(NEGATIVE_WORD_OF_MOUTH)}`, info);

/**
 * Rows with `standing`: the band of the customer's latest answer to the leading score on the row's day or before it; the first score, in
 * the order of the instruments, that anybody has answered. Null where the row has no day or nothing was answered by then.
 */
export function withBand(rows: Sql, { instruments }: PanelInfo): Sql {
  const ids = Object.keys(instruments);
  const place = join(
    ids.map((id, i) => sql`when ${literal(id)} then ${raw(String(i))}`),
    " ",
  );
  const scored = sql`state = 'valid' and band is not null and party is not null and day is not null`;
  return sql`
    with told as (${rows}),
    foremost as (
      select min(case instrument ${place} end) as place from panel_answer
      where ${scored} and instrument in (${join(ids.map((id) => literal(id)))})
    ),
    scored as (
      select a.id as id, a.party as party, a.day as day, a.band as band
      from panel_answer a
      inner join foremost l on l.place = case a.instrument ${place} end
      where a.state = 'valid' and a.band is not null and a.party is not null and a.day is not null
    ),
    placed as (
      select t.id as id, s.band as band, row_number() over (partition by t.id order by s.day desc, s.id desc) as newest_first
      from told t
      inner join scored s on s.party = t.party
      where s.day <= t.day
    )
    select t.*, p.band as standing
    from told t
    left join (select id, band from placed where newest_first = 1) p on p.id = t.id`;
}
