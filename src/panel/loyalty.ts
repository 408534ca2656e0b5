import { type Sql, sql } from "../store/sql/sql.ts";

/**
 * One row a lot of points that a member earned, with what became of it: points are redeemed, and expire, first in first
 * out. What is used beyond everything that was ever earned on record belongs to no lot.
 */
export function pointLots(): Sql {
  // Earned and used points of a member lie on one line, from the first to the last: a use took what it overlaps.
  const taken = sql`
    (case when l.reached < u.reached then l.reached else u.reached end)
      - (case when l.reached - l.points > u.reached - u.points then l.reached - l.points else u.reached - u.points end)`;
  return sql`
    with moved as (
      select id, party, day, change, points, tier, origin from panel_points
      where party is not null and day is not null and points > 0
    ),
    lot as (
      select
        id, party, day, tier, origin, points,
        sum(points) over (partition by party order by day, id rows between unbounded preceding and current row) as reached
      from moved
      where change = 'earned'
    ),
    used as (
      select
        party, change, points,
        sum(points) over (
          partition by party order by day, case when change = 'redeemed' then 0 else 1 end, id
          rows between unbounded preceding and current row
        ) as reached
      from moved
      where change <> 'earned'
    ),
    matched as (
      select
        l.id as id,
        sum(case when u.change = 'redeemed' then ${taken} else 0.0 end) as redeemed,
        sum(case when u.change = 'expired' then ${taken} else 0.0 end) as expired
      from lot l
      inner join used u on u.party = l.party and u.reached > l.reached - l.points and u.reached - u.points < l.reached
      group by l.id
    )
    select
      l.id as id, l.party as party, l.day as day, l.tier as tier, l.origin as origin, l.points as points,
      coalesce(m.redeemed, 0.0) as redeemed, coalesce(m.expired, 0.0) as expired
    from lot l
    left join matched m on m.id = l.id
  `;
}
