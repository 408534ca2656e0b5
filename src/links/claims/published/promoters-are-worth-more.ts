import { worthOf } from "../../../measures/definitions/common.ts";
import { type Sql, sql } from "../../../store/sql/sql.ts";
import { OUTCOMES } from "../../outcome.ts";
import type { Claim, GroupStudy } from "../claim.ts";
import { scored } from "../scored.ts";

const step = (id: string, groups: (bands: { best: Sql; middle: Sql; worst: Sql }) => Sql): GroupStudy => ({
  ...{ id, kind: "difference", direction: "more", unit: "money_per_customer", published: null },
  needs: ["answer", "purchase"],
  read: (asked) => scored(asked, { of: ["nps"], outcome: OUTCOMES.get(worthOf(asked.context.info)!)!, groups }),
});

/** B-22: promoters are worth more than passives, passives more than detractors. */
export const promotersAreWorthMore: Claim = {
  id: "b22",
  studies: [
    step("upper", ({ best, middle }) => sql`case when ${best} then 'first' when ${middle} then 'second' end`),
    step("lower", ({ middle, worst }) => sql`case when ${middle} then 'first' when ${worst} then 'second' end`),
  ],
};
