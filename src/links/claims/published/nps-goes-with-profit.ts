import { worthOf } from "../../../measures/definitions/common.ts";
import { raw, type Sql, sql } from "../../../store/sql/sql.ts";
import { OUTCOMES } from "../../outcome.ts";
import { type Asked, type Claim, NO_HISTORY, periodOf, type Units } from "../claim.ts";
import { broughtIn } from "../customers.ts";
import { scored } from "../scored.ts";

/** A group's score rests on at least so many answers. */
const ANSWERS = 30;

/**
 * B-19: NPS goes closely with profit and growth. Customer by customer: the score, and what they brought afterwards, and how that grew; and group by
 * group (country and segment), its NPS and how what it brings grew.
 */
export const npsGoesWithProfit: Claim = {
  id: "b19",
  studies: [
    {
      ...{ id: "customers", kind: "correlation", direction: "more", published: null },
      needs: ["answer", "purchase"],
      read: (asked) => withScores(asked, raw("u.y_0")),
    },
    {
      ...{ id: "growth", kind: "correlation", direction: "more", published: null },
      needs: ["answer", "purchase"],
      read: (asked) =>
        withScores(asked, (days) => {
          const before = raw(worthOf(asked.context.info) === "margin" ? "s.baseline_margin" : "s.baseline_revenue");
          // As much time before as after.
          return sql`u.y_0 - ${asked.context.store.dialect.exact(sql`${before} * ${raw(String(days / 365))}`)}`;
        }),
    },
    {
      ...{ id: "groups", kind: "correlation", direction: "more", published: null },
      needs: ["answer", "purchase"],
      read: growthOfGroups,
    },
  ],
};

/** The score itself in place of its group. */
async function withScores(asked: Asked, y: Sql | ((horizonDays: number) => Sql)): Promise<Units> {
  const outcome = OUTCOMES.get(worthOf(asked.context.info)!)!;
  const units = await scored(asked, { of: ["nps"], outcome, groups: () => raw("'first'") });
  if ("state" in units) return units;
  const value = typeof y === "function" ? y(Number(units.values?.days ?? 365)) : y;
  return {
    ...units,
    rows: sql`select u.id as id, u.party as party, s.score as x_0, ${value} as y_0 from (${units.rows}) u inner join scored_moment s on s.id = u.id`,
  };
}

/** Groups of customers by country and segment: NPS of one stretch, and what they brought in the next against it, as a logarithm. */
function growthOfGroups({ context: { store, info }, stretches }: Asked): Units {
  if (stretches === null) return NO_HISTORY;
  const { day, double } = store.dialect;
  const { first, second } = stretches;
  const worth = worthOf(info)!;
  const group = sql`concat(coalesce(c.country, ''), ' ', coalesce(c.segment, ''))`;
  const money = (stretch: typeof first) => sql`
      select ${group} as name, sum(${double(sql`v.value`)}) as value
      from (${broughtIn(stretch, worth, store.dialect)}) v
      inner join customer_state c on c.party = v.party
      group by ${group}`;
  return {
    rows: sql`
      select n.name as id, n.name as party, n.score as x_0, ln(b.value / a.value) as y_0
      from (
        select ${group} as name, 100.0 * sum(case when m.band = 'promoter' then 1 when m.band = 'detractor' then -1 else 0 end) / count(*) as score
        from scored_moment m
        inner join customer_state c on c.party = m.party
        where m.instrument = 'nps' and m.day >= ${day(first.from)} and m.day < ${day(first.to)}
        group by ${group}
        having count(*) >= ${raw(String(ANSWERS))}
      ) n
      inner join (${money(first)}) a on a.name = n.name
      inner join (${money(second)}) b on b.name = n.name
      where a.value > 0 and b.value > 0`,
    window: periodOf({ from: first.from, to: second.to }, info),
    values: { outcome: worth, required: ANSWERS },
  };
}
