import { pointLots } from "../../panel/loyalty.ts";
import type { PanelInfo } from "../../panel/settings.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { sql } from "../../store/sql/sql.ts";
import type { Factor, MeasureDefinition, Population } from "../definition.ts";
import { CONFIDENCE } from "../infer.ts";
import { base, CUSTOMER_CUTS, events } from "./common.ts";

const POINT_CUTS = ["tier", "segment", "country"];

/** Points by the day on which they were earned, with what became of them since. */
const lots: Population = {
  over: "events",
  table: "lots of points",
  query: pointLots,
  dimensions: ["tier", "segment", "country", "plan", "status", "origin"],
};

/** Those who had earned points before the end of the stretch, and whether they redeemed any in it. */
const members: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: ({ asOf }) => asOf,
  rows: (stretches) => sql`
    select m.party as id, m.party as party, t.from_day as day, case when r.party is null then 0 else 1 end as redeemed
    from (${stretches.rows}) t
    inner join (
      select party, min(day) as since from panel_points where change = 'earned' and party is not null group by party
    ) m on m.since < t.to_day
    left join (
      select distinct d.party as party, ${stretches.of(sql`d.day`)} as from_day
      from panel_points d
      where d.change = 'redeemed' and d.day is not null
    ) r on r.party = m.party and r.from_day = t.from_day
  `,
};

/** Redemptions whose cost is on record from which on they say what a point is worth. */
const REDEMPTIONS_NEEDED = 30;

const POINT_VALUE: MeasureDefinition = {
  ...base,
  id: "point-value",
  minimum: REDEMPTIONS_NEEDED,
  unit: "money",
  better: "neither",
  needs: ["points"],
  lacks: ({ says }) => (says.point_cost ? null : "point_cost"),
  population: {
    over: "events",
    table: "panel_points",
    base: sql`p.change = 'redeemed' and p.points > 0`,
    valid: sql`p.cost is not null`,
    exclusions: [{ reason: "not_recorded", where: sql`p.cost is null` }],
    dimensions: POINT_CUTS,
  },
  family: { kind: "ratio", numerator: sql`r.cost`, denominator: sql`r.points` },
  cluster: "party",
  reported: [],
  shown: "on_request",
};

const SETTLED_BREAKAGE: MeasureDefinition = {
  ...base,
  id: "settled-breakage",
  minimum: REDEMPTIONS_NEEDED,
  unit: "share",
  better: "neither",
  needs: ["points"],
  population: events("panel_points", POINT_CUTS, sql`p.change in ('redeemed', 'expired')`),
  family: {
    kind: "ratio",
    numerator: sql`case when r.change = 'expired' then r.points else 0.0 end`,
    denominator: sql`r.points`,
    part: true,
  },
  cluster: "party",
  reported: [],
  shown: "on_request",
};

/** What one point is worth, said for a hundred of them: a single one is worth too little to be read. */
const VALUED: Factor = {
  measure: POINT_VALUE,
  stated: ({ points }) => points.value,
  lacking: "point_value",
  cautions: ({ value, standardError, n }, { isStated, info }) => ({
    code: isStated ? "caution.assumed_point_value" : "caution.point_value_learnt",
    values: {
      ...{ unit: "money", value: 100 * value, n },
      ...(isStated ? {} : boundsOf(100 * value, 100 * standardError)),
      ...(info.currency ? { currency: info.currency } : {}),
    },
  }),
};

const UNBROKEN: Factor = {
  measure: SETTLED_BREAKAGE,
  stated: ({ points }) => points.breakage,
  lacking: "point_breakage",
  turned: (share) => 1 - share,
  cautions: ({ value, standardError }, { isStated }) => ({
    code: isStated ? "caution.assumed_breakage" : "caution.breakage_learnt",
    values: { share: value, ...(isStated ? {} : { unit: "share", ...boundsOf(value, standardError) }) },
  }),
};

function boundsOf(value: number, standardError: number) {
  const half = normalMultiplier(CONFIDENCE) * standardError;
  return { low: Math.max(0, value - half), high: value + half, level: CONFIDENCE };
}

/** Points that members still have. */
const OPEN = {
  minimum: 1,
  better: "neither",
  needs: ["points"],
  population: { over: "events", table: "panel_points", asOfEnd: true, dimensions: POINT_CUTS },
  family: { kind: "total", value: sql`case when r.change = 'earned' then r.points else -r.points end` },
  cluster: null,
  reported: [],
  shown: "value",
} as const satisfies Partial<MeasureDefinition>;

const IN_MONEY = {
  unit: "money",
  lacks: ({ currency }: PanelInfo) => (currency === null ? "currency" : null),
} as const;

/** What becomes of the points of a loyalty programme. */
export const LOYALTY: readonly MeasureDefinition[] = [
  {
    ...base,
    id: "redemption-rate",
    unit: "share",
    better: "up",
    needs: ["points"],
    population: events("panel_points", POINT_CUTS, sql`p.change in ('earned', 'redeemed')`),
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
    minimum: 1,
    id: "redeemed-points",
    unit: "count",
    better: "up",
    needs: ["points"],
    population: events("panel_points", [...POINT_CUTS, "reward"], sql`p.change = 'redeemed'`),
    family: { kind: "total", value: sql`r.points` },
    cluster: null,
    reported: [],
    shown: "on_request",
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
  { ...base, ...OPEN, id: "open-points", unit: "count" },
  { ...base, ...OPEN, ...IN_MONEY, id: "points-liability", times: [VALUED] },
  { ...base, ...OPEN, ...IN_MONEY, id: "points-liability-expected", times: [VALUED, UNBROKEN] },
  POINT_VALUE,
  SETTLED_BREAKAGE,
];
