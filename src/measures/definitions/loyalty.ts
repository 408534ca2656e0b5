import { pointLots } from "../../panel/loyalty.ts";
import { sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition, Population } from "../definition.ts";
import { base, CUSTOMER_CUTS, events } from "./common.ts";

/** Points by the day on which they were earned, with what became of them since. */
const lots: Population = {
  over: "events",
  table: "lots of points",
  query: pointLots,
  dimensions: ["tier", "segment", "country", "plan", "status"],
};

/** Those who had earned points before the end of the stretch, and whether they redeemed any in it. */
const members: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: ({ asOf }) => asOf,
  rows: (stretches) => sql`
    select m.party as id, m.party as party, t.from_day as day, case when r.party is null then 0 else 1 end as redeemed
    from (${stretches}) t
    inner join (
      select party, min(day) as since from panel_points where change = 'earned' and party is not null group by party
    ) m on m.since < t.to_day
    left join (
      select distinct d.party as party, t.from_day as from_day
      from (${stretches}) t
      inner join panel_points d on d.day >= t.from_day and d.day < t.to_day
      where d.change = 'redeemed'
    ) r on r.party = m.party and r.from_day = t.from_day
  `,
};

/** What becomes of the points of a loyalty programme. */
export const LOYALTY: readonly MeasureDefinition[] = [
  {
    ...base,
    id: "redemption-rate",
    unit: "share",
    better: "up",
    needs: ["points"],
    population: events("panel_points", ["tier", "segment", "country"], sql`p.change in ('earned', 'redeemed')`),
    family: {
      kind: "ratio",
      numerator: sql`case when r.change = 'redeemed' then r.points else 0.0 end`,
      denominator: sql`case when r.change = 'earned' then r.points else 0.0 end`,
    },
    cluster: "party",
    reported: ["segment", "tier"],
  },
  {
    ...base,
    id: "redemption-rate-cohort",
    unit: "share",
    better: "up",
    needs: ["points"],
    population: lots,
    family: { kind: "ratio", numerator: sql`r.redeemed`, denominator: sql`r.points`, part: true },
    cluster: "party",
    reported: [],
    shown: "on_request",
  },
  {
    ...base,
    id: "breakage",
    unit: "share",
    better: "neither",
    needs: ["points"],
    population: lots,
    family: { kind: "ratio", numerator: sql`r.expired`, denominator: sql`r.points`, part: true },
    cluster: "party",
    reported: [],
    shown: "on_request",
  },
  {
    ...base,
    id: "redeeming-members",
    unit: "share",
    better: "up",
    needs: ["points"],
    population: members,
    family: { kind: "share", hit: sql`r.redeemed = 1` },
    cluster: null,
    reported: [],
    shown: "value",
  },
  {
    ...base,
    id: "open-points",
    minimum: 1,
    unit: "count",
    better: "neither",
    needs: ["points"],
    population: { over: "events", table: "panel_points", asOfEnd: true, dimensions: ["tier", "segment", "country"] },
    family: { kind: "total", value: sql`case when r.change = 'earned' then r.points else -r.points end` },
    cluster: null,
    reported: [],
    shown: "value",
  },
];
