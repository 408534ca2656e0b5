import { raw, sql } from "../../../store/sql/sql.ts";
import type { Outcome } from "../../outcome.ts";
import type { Claim } from "../claim.ts";
import { scored } from "../scored.ts";

/** Disloyal: nothing bought over the horizon. */
const DISLOYAL: Outcome = {
  ...{ id: "disloyal", unit: "share", needs: ["purchase"], knownBy: "purchases", better: "down" },
  value: (horizon) => sql`case when m.${raw(`orders_${horizon}`)} > 0 then 0 else 1 end`,
  per: () => raw("1"),
};

/** B-02: of customers with high effort more than 90 % are disloyal, of those with low effort less than 10 %. */
export const effortMakesDisloyal: Claim = {
  id: "b02",
  studies: [
    {
      ...{ id: "disloyal", kind: "difference", direction: "more", unit: "share", published: { low: 0.8, high: 1 } },
      needs: ["answer", "purchase"],
      read: (asked) =>
        scored(asked, {
          of: ["ces"],
          outcome: DISLOYAL,
          groups: ({ best, worst }) => sql`case when ${worst} then 'first' when ${best} then 'second' end`,
        }),
    },
  ],
};
