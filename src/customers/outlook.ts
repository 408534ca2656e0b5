import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { raw, sql } from "../store/sql/sql.ts";
import { CUSTOMER_LEVEL } from "../value/clv/retention.ts";
import type { Scoring } from "../value/clv/score.ts";
import { scoringOf, USUAL_TERMS, type ValueTerms, valueStudy } from "../value/clv/study.ts";
import { inTurn } from "../value/in-turn.ts";
import type { MissingCost } from "../value/ledger/statement.ts";
import { readinessWithin } from "../value/risk/readiness.ts";
import { type RiskStudy, riskWithin, USUAL_HORIZON } from "../value/risk/study.ts";

/** How customers were valued, so that each value can say what it rests on. */
export interface OutlookBasis {
  terms: ValueTerms;
  /** Level of the intervals. */
  level: number;
  /** What a value is in: margin, or what was spent. */
  value: "margin" | "spend";
  /** Days ahead of the risk; null where too few customers were lost to learn from. */
  horizon: number | null;
  /** Days ahead of the readiness to buy more; null where there is too little to learn from. */
  readyHorizon: number | null;
  /** Costs that no record gives: they are in no value. */
  missing: readonly MissingCost[];
  /** What customers are valued by today. */
  scoring: Scoring;
}

/**
 * Builds `customer_outlook`: one row a customer with what is expected of them, in a table that no later study writes over. `place` is that
 * by the money at risk, counted from the greatest, so that a page anywhere is found by whole numbers; null where the risk is not known.
 * @returns null where nobody can be valued
 */
export const buildOutlook = (context: MeasureContext): Promise<OutlookBasis | null> =>
  inTurn(context.store, async () => {
    const { store } = context;
    const risk = await riskWithin(context, USUAL_HORIZON);
    const isScored = risk !== null && "scored" in risk;
    const study = await valueStudy(context, USUAL_TERMS);
    if (study === null) return null;
    const ready = await readinessWithin(context, USUAL_HORIZON);
    const isReadyKnown = ready !== null && "scored" in ready;
    const none = sql`select party, 0.0 as risk, '' as first_reason, '' as second_reason, '' as third_reason from value_customer where false`;
    const atRisk = store.dialect.double(
      sql`r.risk * ${store.dialect.double(sql`case when c.to_come > 0 then c.to_come else 0 end`)}`,
    );
    await store.materialise(
      "customer_outlook",
      sql`
        select c.party as party, c.kind as kind, c.alive as alive, c.purchases_year as purchases_year, c.stays as stays,
          c.margin as margin, c.acquire as acquire, c.serve as serve, c.keep as keep,
          c.to_come as to_come, c.to_come_low as to_come_low, c.to_come_high as to_come_high, c.clv as clv,
          case when t.party is null then 0 else 1 end as is_modelled,
          r.risk as risk, r.first_reason as first_reason, r.second_reason as second_reason, r.third_reason as third_reason,
          y.risk as ready, y.first_reason as ready_first, y.second_reason as ready_second, y.third_reason as ready_third,
          case when r.risk is null then null else cast(row_number() over (
            order by case when r.risk is null then 1 else 0 end, ${atRisk} desc, c.party
          ) as integer) end as place
        from value_customer c
        left join value_to_come t on t.party = c.party
        left join ${isScored ? sql`value_risk` : sql`(${none})`} r on r.party = c.party
        left join ${isReadyKnown ? sql`value_ready` : sql`(${none})`} y on y.party = c.party
      `,
      ["party"],
    );
    const horizon = isScored ? (risk as RiskStudy).horizon : null;
    const readyHorizon = isReadyKnown ? USUAL_HORIZON : null;
    return {
      terms: USUAL_TERMS,
      level: CUSTOMER_LEVEL,
      value: study.value,
      horizon,
      readyHorizon,
      missing: study.missing,
      scoring: scoringOf(study),
    };
  });

/** What is expected of one customer; undefined where nothing was ever bought or spent on them. `customer_outlook` has to be built. */
export async function outlookOf({ store }: MeasureContext, party: string): Promise<Row | undefined> {
  const { double, columnType } = store.dialect;
  const [row] = await store.rows(sql`
    select o.kind as kind, o.alive as alive, o.purchases_year as purchases_year, o.stays as stays, o.is_modelled as is_modelled,
      ${double(sql`o.margin`)} as margin, ${double(sql`o.acquire`)} as acquire, ${double(sql`o.serve`)} as serve, ${double(sql`o.keep`)} as keep,
      ${double(sql`o.to_come`)} as to_come, ${double(sql`o.to_come_low`)} as to_come_low, ${double(sql`o.to_come_high`)} as to_come_high,
      ${double(sql`o.clv`)} as clv, o.risk as risk, o.first_reason as reason_1, o.second_reason as reason_2, o.third_reason as reason_3,
      o.ready as ready, o.ready_first as ready_reason_1, o.ready_second as ready_reason_2, o.ready_third as ready_reason_3
    from customer_outlook o where o.party = cast(${party} as ${columnType("key", true)})
  `);
  return row;
}

/** Customers whose risk is known, by the money at risk; a page of them. `customer_outlook` and `customer_list` have to be built. */
export async function atRiskPage(
  { store }: MeasureContext,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Row[]; total: number }> {
  const { double } = store.dialect;
  const [counts] = await store.rows(sql`select count(place) as total from customer_outlook`);
  const rows = await store.rows(sql`
    with page as (
      select o.party as party, o.risk as risk, ${double(sql`case when o.to_come > 0 then o.to_come else 0 end`)} as to_come,
        o.first_reason as reason_1, o.second_reason as reason_2, o.third_reason as reason_3, o.ready as ready,
        o.ready_first as ready_reason_1, o.ready_second as ready_reason_2, o.ready_third as ready_reason_3, o.place as place
      from customer_outlook o where o.place > ${raw(String(offset))} and o.place <= ${raw(String(offset + limit))}
    )
    select concat('', l.party) as id, l.label as label, l.label_kind as label_kind, l.name as name, l.segment as segment,
      l.country as country, l.status as status, l.orders as orders, l.revenue as revenue, l.margin as margin,
      l.contacts_year as contacts_year, l.last_seen as last_seen, l.last_measure as last_measure, l.last_score as last_score,
      l.last_band as last_band, l.last_scored as last_scored,
      p.risk as risk, p.to_come as to_come, p.reason_1 as reason_1, p.reason_2 as reason_2, p.reason_3 as reason_3,
      p.ready as ready, p.ready_reason_1 as ready_reason_1, p.ready_reason_2 as ready_reason_2, p.ready_reason_3 as ready_reason_3
    from page p inner join customer_list l on l.party = p.party
    order by p.place
  `);
  return { rows, total: Number(counts!.total) };
}
