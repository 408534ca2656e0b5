import { worthOf } from "../../../measures/definitions/common.ts";
import { raw, sql } from "../../../store/sql/sql.ts";
import { OUTCOMES } from "../../outcome.ts";
import type { Claim } from "../claim.ts";
import { ONBOARDING_DAYS } from "../customers.ts";
import { scored } from "../scored.ts";

/** B-27: onboarding has huge influence on what a customer is worth in the end. Of answers in it: the best against the worst. */
export const onboardingDecidesValue: Claim = {
  id: "b27",
  studies: [
    {
      ...{ id: "value", kind: "ratio", direction: "more", unit: "money_per_customer", published: null },
      needs: ["answer", "purchase"],
      async read(asked) {
        const units = await scored(asked, {
          outcome: OUTCOMES.get(worthOf(asked.context.info)!)!,
          where: sql`m.tenure_days > 0 and m.tenure_days <= ${raw(String(ONBOARDING_DAYS))}`,
        });
        return "state" in units ? units : { ...units, values: { ...units.values, n: ONBOARDING_DAYS } };
      },
    },
  ],
};
