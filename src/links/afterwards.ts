import { literal, raw, type Sql, sql } from "../store/sql/sql.ts";

/** Joins that say of each case `p` what its customer did in the days after it; each has a name of its own. */
interface Followed {
  as: string;
  days: number;
}

/** Whether the customer bought: `again` is 1, or missing. */
export const boughtAgain = ({ as, days }: Followed): Sql => sql`
      left join (
        select c.id as id, max(1) as again
        from panel_case c
        inner join panel_purchase_day d on d.party = c.party and d.day > c.day and d.day <= c.day + ${raw(String(days))}
        group by c.id
      ) ${raw(as)} on ${raw(as)}.id = p.id`;

/** Of those who were customers on the day after the case: whether they were lost by the end of the days (`lost`). */
export const lostAfterwards = ({ as, days, until, shift }: Followed & { until: Sql; shift: number }): Sql => sql`
      left join (
        select c.id as id, 1 - max(case when s.from_day <= c.day + ${raw(String(1 + days))} and s.to_day > c.day + ${raw(String(1 + days))} then 1 else 0 end) as lost
        from panel_case c
        inner join panel_spell s on s.party = c.party
        where c.day + ${raw(String(1 + days + shift))} <= ${until}
        group by c.id
        having max(case when s.from_day <= c.day + 1 and s.to_day > c.day + 1 then 1 else 0 end) = 1
      ) ${raw(as)} on ${raw(as)}.id = p.id`;

/** Of those who gave the score: whether they were in the band in any of these answers (`stood`). */
export const stoodIn = ({ as, days, score, band }: Followed & { score: string; band: string }): Sql => sql`
      left join (
        select c.id as id, max(case when a.band = ${literal(band)} then 1 else 0 end) as stood
        from panel_case c
        inner join panel_answer a on a.party = c.party and a.day > c.day and a.day <= c.day + ${raw(String(days))}
        where a.instrument = ${literal(score)} and a.state = 'valid' and a.band is not null
        group by c.id
      ) ${raw(as)} on ${raw(as)}.id = p.id`;
