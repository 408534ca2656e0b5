import type { MeasureContext } from "../../measures/measure.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { sql } from "../../store/sql/sql.ts";
import { partyPages } from "../pages.ts";

/** Columns of the list of customers, as its header names them. */
export const CUSTOMER_COLUMNS = [
  "customer",
  "status",
  "kind",
  "segment",
  "country",
  "channel",
  "since",
  "margin",
  "cost_to_acquire",
  "cost_to_serve",
  "cost_to_keep",
  "to_come",
  "to_come_low",
  "to_come_high",
  "clv",
  "clv_low",
  "clv_high",
  "invested",
  "roi",
  "alive",
  "purchases_next_year",
  "stays_a_year",
  "stage",
  "loyalty",
  "breadth",
  "voice",
  "discounts_known",
  "discount_share",
  "discount_depth",
] as const;

/**
 * Every customer with value, interval and why, a page at a time in a fixed order: the whole list never stands in memory.
 * The stage is where the customer stands today.
 */
export function customerPages({ store }: MeasureContext): AsyncGenerator<Row[]> {
  return partyPages(
    store,
    sql`
      select
        c.label as customer, c.status as status, c.kind as kind, c.segment as segment, c.country as country, c.channel as channel,
        c.since as since, c.margin as margin, -c.acquire as cost_to_acquire, -c.serve as cost_to_serve, -c.keep as cost_to_keep,
        c.to_come as to_come, c.to_come_low as to_come_low, c.to_come_high as to_come_high, c.clv as clv,
        c.clv - c.to_come + c.to_come_low as clv_low, c.clv - c.to_come + c.to_come_high as clv_high,
        -(c.acquire + c.serve + c.keep) as invested,
        case when c.acquire + c.serve + c.keep < 0
          then ${store.dialect.double(sql`c.clv`)} / ${store.dialect.double(sql`-(c.acquire + c.serve + c.keep)`)} end as roi,
        c.alive as alive, c.purchases_year as purchases_next_year, c.stays as stays_a_year, ${STANDS} as stage,
        l.loyalty as loyalty, l.breadth as breadth, l.voice as voice, d.known as discounts_known,
        case when d.known > 0 then d.reduced / (1.0 * d.known) end as discount_share, d.depth as discount_depth,
        concat('', c.party) as key
      from value_customer c
      left join value_loyalty l on l.party = c.party
      left join value_discount d on d.party = c.party
    `,
    "c.party",
  );
}

/** Where a customer stands today: not won, being taken in, kept, loyal (buys again at full price), or bringing others. */
const STANDS = sql`case
  when c.since is null then 'purchase'
  when c.status = 'former' then 'former'
  when c.party in (select party from panel_referral where party is not null) then 'advocacy'
  when l.party is null then 'support'
  when l.full_price >= 0.5 then 'loyalty'
  else 'retention' end`;
