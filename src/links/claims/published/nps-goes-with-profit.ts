import { worthOf } from "../../../measures/definitions/common.ts";
import { raw, type Sql, sql } from "../../../store/sql/sql.ts";
import { OUTCOMES } from "../../outcome.ts";
import type { Claim } from "../claim.ts";
import { scored } from "../scored.ts";

/** B-19: NPS goes closely with profit and growth. Customer by customer: the score, and what they brought afterwards. */
export const npsGoesWithProfit: Claim = {
  id: "b19",
  studies: [
    {
      ...{ id: "customers", kind: "correlation", direction: "more", published: null },
      needs: ["answer", "purchase"],
      async read(asked) {
        const units = await scored(asked, {
          of: ["nps"],
          outcome: OUTCOMES.get(worthOf(asked.context.info)!)!,
          groups: () => raw("'first'"),
        });
        return "state" in units ? units : { ...units, rows: withScores(units.rows) };
      },
    },
  ],
};

/** The score itself in place of its group. */
const withScores = (rows: Sql): Sql =>
  sql`select u.id as id, u.party as party, s.score as x_0, u.y_0 as y_0 from (${rows}) u inner join scored_moment s on s.id = u.id`;
