import { raw, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition, Population } from "../definition.ts";
import { base, CUSTOMER_CUTS, events, notEnoughCost, ORDER_CUTS, ofMargin, ofRevenue } from "./common.ts";

/** Those who bought in the stretch, with the number of their orders in it. */
const buyers: Population = {
  over: "stretches",
  dimensions: CUSTOMER_CUTS,
  knownUntil: ({ asOf }) => asOf,
  rows: (stretches) => sql`
    select s.party as id, s.party as party, s.from_day as day, sum(s.orders) as orders
    from (
      select d.party as party, ${stretches.of(sql`d.day`)} as from_day, d.orders as orders from customer_day d where d.orders > 0
    ) s
    where s.from_day is not null
    group by s.party, s.from_day
  `,
};

/** What customers buy, keep, and come back for. */
export const ORDERS: readonly MeasureDefinition[] = [
  {
    ...base,
    id: "orders",
    minimum: 1,
    unit: "count",
    better: "up",
    needs: ["purchase"],
    population: events("panel_order", ORDER_CUTS),
    family: { kind: "total", value: raw("1"), whole: true },
    cluster: null,
    reported: ["segment", "channel"],
  },
  {
    ...base,
    id: "order-value",
    unit: "money",
    better: "up",
    needs: ["purchase"],
    population: events("panel_order", ORDER_CUTS, sql`p.amount is not null`),
    family: { kind: "mean", value: sql`r.amount` },
    cluster: "party",
    reported: ["segment", "channel", "country"],
  },
  {
    ...base,
    id: "revenue",
    minimum: 1,
    unit: "money",
    better: "up",
    needs: ["purchase"],
    population: events("panel_income", ORDER_CUTS, sql`p.amount is not null`),
    family: { kind: "total", value: sql`r.amount` },
    cluster: null,
    reported: ["segment", "channel", "country"],
    ...ofRevenue,
  },
  {
    ...base,
    id: "margin",
    minimum: 1,
    unit: "money",
    better: "up",
    needs: ["purchase"],
    ...ofMargin,
    lacks: notEnoughCost,
    population: events(
      "panel_income",
      ORDER_CUTS,
      sql`p.amount is not null and (p.cost is not null or p.is_refund = 1)`,
    ),
    family: { kind: "total", value: sql`r.amount - coalesce(r.cost, 0.0)` },
    cluster: null,
    reported: ["segment", "channel", "country"],
  },
  {
    ...base,
    id: "return-rate",
    unit: "share",
    better: "down",
    needs: ["purchase"],
    lacks: ({ says }) => (says.returned ? null : "returned"),
    population: {
      over: "events",
      table: "panel_order",
      valid: sql`p.returned is not null`,
      exclusions: [{ reason: "no_order_number", where: sql`p.returned is null` }],
      dimensions: ORDER_CUTS,
    },
    family: { kind: "share", hit: sql`r.returned = 1` },
    cluster: "party",
    reported: [],
    shown: "value",
  },
  {
    ...base,
    id: "late-delivery-rate",
    unit: "share",
    better: "down",
    needs: ["purchase"],
    lacks: ({ says }) => (says.promised ? null : "promised"),
    population: {
      over: "events",
      table: "deliveries that were promised for a day",
      // On the day of delivery: of the orders of a month those that keep it waiting are not known yet.
      query: () => sql`
        select o.id as id, o.party as party, o.delivered_day as day, o.channel as channel, o.product as product, o.agent as agent, o.late as late
        from panel_order o
        where o.late is not null`,
      dimensions: ORDER_CUTS,
    },
    family: { kind: "share", hit: sql`r.late = 1` },
    cluster: "party",
    reported: [],
    shown: "value",
  },
  {
    ...base,
    id: "repeat-rate",
    unit: "share",
    better: "up",
    needs: ["purchase"],
    population: buyers,
    family: { kind: "share", hit: sql`r.orders >= 2` },
    cluster: null,
    reported: ["segment", "country"],
  },
  {
    ...base,
    id: "repeat-revenue-share",
    unit: "share",
    better: "up",
    needs: ["purchase"],
    population: events("panel_purchase_day", [...CUSTOMER_CUTS, "status"]),
    family: {
      kind: "ratio",
      numerator: sql`case when r.previous_day is null then 0.0 else r.revenue end`,
      denominator: sql`r.revenue`,
      part: true,
    },
    cluster: "party",
    reported: [],
    shown: "value",
  },
  {
    ...base,
    id: "days-between-orders",
    unit: "days",
    better: "down",
    needs: ["purchase"],
    population: {
      over: "events",
      table: "panel_purchase_day",
      base: sql`p.gap is not null`,
      valid: sql`p.has_contract = 0`,
      exclusions: [{ reason: "contract", where: sql`p.has_contract = 1` }],
      dimensions: [...CUSTOMER_CUTS, "status"],
    },
    family: { kind: "quantile", value: sql`r.gap`, share: 0.5 },
    cluster: "party",
    reported: [],
    shown: "value",
  },
];
