import { literal, raw, sql } from "../../../store/sql/sql.ts";
import { OUTCOMES, type Outcome } from "../../outcome.ts";
import { type Asked, type Claim, type LevelStudy, NO_HISTORY, notMeasured, periodOf, type Units } from "../claim.ts";
import { type Scored, scored } from "../scored.ts";

/** Disloyal: nothing bought over the horizon. */
const DISLOYAL: Outcome = {
  ...{ id: "disloyal", unit: "share", needs: ["purchase"], knownBy: "purchases", better: "down" },
  value: (horizon) => sql`case when m.${raw(`orders_${horizon}`)} > 0 then 0 else 1 end`,
  per: () => raw("1"),
};

/** Days after an issue, or an answer, that are followed. */
const DAYS = 180;
/** Effort of an issue is high above this, of 100. */
const MUCH = 100 / 3;

const APART = { kind: "difference", direction: "more", unit: "share", published: { low: 0.8, high: 1 } } as const;

const hardAgainstEasy: Scored["groups"] = ({ best, worst }) =>
  sql`case when ${worst} then 'first' when ${best} then 'second' end`;

/** The share of one side that bought nothing, against the share that was published of it. */
const level = (id: string, published: LevelStudy["published"], groups: NonNullable<Scored["groups"]>): LevelStudy => ({
  ...{ id, kind: "level", unit: "share", published, needs: ["answer", "purchase"] },
  read: (asked) => scored(asked, { of: ["ces"], outcome: DISLOYAL, groups }),
});

/**
 * B-02: of customers with high effort more than 90 % are disloyal, of those with low effort less than 10 %. The definition decides the number, so
 * that there are several side by side: bought nothing, was lost, recommended against; by what they said of the effort and by what it was.
 */
export const effortMakesDisloyal: Claim = {
  id: "b02",
  studies: [
    {
      ...{ id: "disloyal", ...APART, needs: ["answer", "purchase"] },
      read: (asked) => scored(asked, { of: ["ces"], outcome: DISLOYAL, groups: hardAgainstEasy }),
    },
    level("hard", { low: 0.9, high: 1 }, ({ worst }) => sql`case when ${worst} then 'first' end`),
    level("easy", { low: 0, high: 0.1 }, ({ best }) => sql`case when ${best} then 'first' end`),
    {
      ...{ id: "lost", ...APART, needs: ["answer"] },
      read: (asked) => scored(asked, { of: ["ces"], outcome: OUTCOMES.get("churn")!, groups: hardAgainstEasy }),
    },
    { ...{ id: "against", ...APART, needs: ["answer"] }, read: detractorsAfter },
    { ...{ id: "signals", ...APART, needs: ["contact", "purchase"] }, read: boughtNothingAfterIssue },
  ],
};

/** Of answers about effort that a recommendation score of the same customer followed: whether one of these was at most 6. */
function detractorsAfter({ context: { store, info }, scores }: Asked): Units {
  if (!scores.includes("ces")) return notMeasured("answer");
  if (!scores.includes("nps")) return notMeasured("answer");
  const bands = info.instruments.ces!.bands;
  const { exact } = store.dialect;
  return {
    rows: sql`
      select u.id as id, u.party as party, u.band as band, ${exact(sql`u.against`)} as y_0
      from (
        select m.id as id, m.party as party,
          max(case when m.band = ${literal(bands[0]!.code)} then 'first' else 'second' end) as band,
          max(case when n.band = 'detractor' then 1 else 0 end) as against
        from scored_moment m
        inner join scored_moment n on n.party = m.party and n.instrument = 'nps' and n.day > m.day and n.day <= m.day + ${raw(String(DAYS))}
        where m.instrument = 'ces' and m.band in (${literal(bands[0]!.code)}, ${literal(bands.at(-1)!.code)})
        group by m.id, m.party
      ) u`,
    window: periodOf({ from: info.firstDay, to: info.asOf }, info),
    values: { days: DAYS },
  };
}

/** Issues of much effort against such of none, by what happened rather than by what was said. */
function boughtNothingAfterIssue({ context: { store, info } }: Asked): Units {
  const until = info.knownUntil.purchases;
  if (until === null) return NO_HISTORY;
  const { exact, day } = store.dialect;
  return {
    rows: sql`
      select p.id as id, p.party as party, case when p.effort = 0 then 'second' else 'first' end as band,
        ${exact(sql`1 - coalesce(b.again, 0)`)} as y_0
      from panel_case p
      left join (
        select c.id as id, max(1) as again
        from panel_case c
        inner join panel_purchase_day d on d.party = c.party and d.day > c.day and d.day <= c.day + ${raw(String(DAYS))}
        group by c.id
      ) b on b.id = p.id
      where p.party is not null and (p.effort = 0 or p.effort > ${raw(String(MUCH))})
        and p.day + ${raw(String(1 + DAYS))} <= ${day(until)}`,
    window: periodOf({ from: info.firstDay, to: info.asOf }, info),
    values: { days: DAYS },
  };
}
