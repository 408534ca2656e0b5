import { raw, sql } from "../../../store/sql/sql.ts";
import { OUTCOMES, type Outcome } from "../../outcome.ts";
import type { Claim, GroupStudy } from "../claim.ts";
import { scored } from "../scored.ts";

/** The same in the year before the answer. */
const before = (outcome: Outcome): Outcome => ({ ...outcome, value: () => raw(`m.baseline_${outcome.sum!}`) });

const more = (id: string, outcome: Outcome, needs: GroupStudy["needs"]): GroupStudy => ({
  ...{ id, kind: "ratio", direction: "more", unit: "ratio", published: null },
  needs: ["answer", ...needs],
  async read(asked) {
    const units = await scored(asked, {
      of: ["csat", "nps", "ces"],
      outcome,
      groups: ({ best, worst }) => sql`case when ${worst} then 'first' when ${best} then 'second' end`,
    });
    // What went before is no history of itself.
    if ("state" in units || !id.endsWith("before")) return units;
    const { history: _, ...rest } = units;
    return rest;
  },
});
const [CONTACTS, RETURNS] = [OUTCOMES.get("contacts")!, OUTCOMES.get("returns")!];

/** B-25: dissatisfied customers return more, ask more and complain more. After the answer, and before it: what was before may be the reason. */
export const dissatisfiedCustomersCost: Claim = {
  id: "b25",
  studies: [
    more("contacts", CONTACTS, ["contact"]),
    more("contacts_before", before(CONTACTS), ["contact"]),
    more("returns", RETURNS, ["refund"]),
    more("returns_before", before(RETURNS), ["refund"]),
  ],
};
