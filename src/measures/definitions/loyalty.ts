import { sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { base, events } from "./common.ts";

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
];
