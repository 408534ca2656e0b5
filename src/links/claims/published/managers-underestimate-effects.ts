import { type Claim, notMeasured } from "../claim.ts";

/** B-14: managers underestimate by 40 % what satisfaction does. No record says what effect a manager expects. */
export const managersUnderestimateEffects: Claim = {
  id: "b14",
  studies: [
    {
      ...{ id: "effect", kind: "computed", direction: "level", unit: "ratio", published: { low: 0.6, high: 0.6 } },
      needs: ["answer"],
      compute: () => Promise.resolve(notMeasured("manager_effects")),
    },
  ],
};
