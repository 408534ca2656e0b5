import { notEnoughContactCost, ofContactCost } from "../../../measures/definitions/common.ts";
import { sql } from "../../../store/sql/sql.ts";
import { type Claim, periodOf } from "../claim.ts";

/** B-03: interactions of low effort cost 37 % less, further contacts about the same issue included. */
export const lowEffortCostsLess: Claim = {
  id: "b03",
  studies: [
    {
      ...{ id: "cost", kind: "ratio", direction: "less", unit: "money", published: { low: 0.63, high: 0.63 } },
      needs: ["contact"],
      lacks: notEnoughContactCost,
      read({ context: { store, info } }) {
        const { exact } = store.dialect;
        return {
          rows: sql`
            select p.id as id, p.party as party, case when p.effort = 0 then 'first' else 'second' end as band,
              ${exact(sql`p.cost`)} as y_0
            from panel_case p
            where p.contacts > 0 and p.party is not null and p.cost is not null and (p.effort = 0 or p.effort > 100.0 / 3)`,
          window: periodOf({ from: info.firstDay, to: info.asOf }, info),
          cautions: ofContactCost.cautions(info),
        };
      },
    },
  ],
};
