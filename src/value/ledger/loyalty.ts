import type { HeatChart } from "../../findings/chart-spec.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { type Sql, sql } from "../../store/sql/sql.ts";
import { discountSeeking } from "./discounts.ts";
import { lostAddonsTable } from "./lost-addons.ts";

/** Parts of the loyalty index and their weights; none of them is how long or how often a customer buys. */
export const LOYALTY_WEIGHTS = { full_price: 0.5, breadth: 0.3, voice: 0.2 } as const;
/** Products from which on a customer counts as buying broadly. */
export const BROAD = 5;
export const LOYALTY_BANDS = ["low", "middle", "high"] as const;

/** Builds `value_discount` and `value_loyalty`. */
export async function buildLoyalty({ store, info }: MeasureContext): Promise<void> {
  await store.materialise("value_discount", discountSeeking(store.dialect, info), ["party"]);
  await store.materialise("value_loyalty", loyaltyIndex(), ["party"]);
}

/**
 * How loyal each customer with a second order is (`value_loyalty`), each part in [0, 1]: the share bought and renewed without a discount (null
 * where no order or renewal says), how many different products, and whether the customer spoke for the company (brought others, wrote a
 * review, answered a survey). The index weighs the parts that are known.
 */
function loyaltyIndex(): Sql {
  return sql`
    with bought as (
      select o.party as party
      from panel_order o
      where o.party is not null
      group by o.party
      having count(*) >= 2
    ),
    product as (
      select party, count(distinct product) as products
      from (
        select o.party as party, coalesce(l.category, l.product, o.product) as product
        from panel_order o left join fact_line l on l.order_id = o.order_id
        where o.party is not null
      ) p
      where product is not null
      group by party
    ),
    spoke as (
      select distinct party from (
        select party from panel_referral union all select party from panel_review
        union all select party from panel_answer where state = 'valid'
      ) v where party is not null
    )
    select
      b.party as party, ${INDEX} as loyalty, b.full_price as full_price, b.breadth as breadth, b.voice as voice
    from (
      select b.party as party,
        case when d.known > 0 then 1.0 - d.reduced / (1.0 * d.known) end as full_price,
        case when coalesce(p.products, 0) >= ${BROAD} then 1.0 else coalesce(p.products, 0) / (1.0 * ${BROAD}) end as breadth,
        case when s.party is null then 0.0 else 1.0 end as voice
      from bought b
      left join value_discount d on d.party = b.party
      left join product p on p.party = b.party
      left join spoke s on s.party = b.party
    ) b
  `;
}

const OTHERS = sql`${LOYALTY_WEIGHTS.breadth} * b.breadth + ${LOYALTY_WEIGHTS.voice} * b.voice`;
/** The index of a row `b` of parts. */
export const INDEX = sql`case
  when b.full_price is null then (${OTHERS}) / ${LOYALTY_WEIGHTS.breadth + LOYALTY_WEIGHTS.voice}
  else ${LOYALTY_WEIGHTS.full_price} * b.full_price + ${OTHERS} end`;

/** Value against loyalty: how many customers, what they are worth, and whether they took what was offered. */
export async function loyaltyFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { store, info, record } = context;
  await buildLoyalty(context);
  const query = sql`
    with ranked as (
      select c.party as party, c.clv as clv,
        case when l.loyalty < 0.4 then 'low' when l.loyalty < 0.7 then 'middle' else 'high' end as loyalty,
        ntile(3) over (order by c.clv, c.party) as third
      from value_customer c
      inner join value_loyalty l on l.party = c.party
    ),
    offered as (
      select i.party as party, sum(case when f.outcome = 'won' then 1 else 0 end) as won, count(*) as decided
      from fact_offer f
      inner join identity i on i.key = f.subject
      where f.outcome in ('won', 'lost', 'declined')
      group by i.party
    )
    select r.loyalty as loyalty, r.third as third, count(*) as customers, sum(r.clv) as clv,
      sum(coalesce(o.won, 0)) as won, sum(coalesce(o.decided, 0)) as decided,
      sum(coalesce(d.known, 0)) as known, sum(coalesce(d.reduced, 0)) as reduced, sum(case when d.known > 0 then 0 else 1 end) as untold
    from ranked r
    left join offered o on o.party = r.party
    left join value_discount d on d.party = r.party
    group by r.loyalty, r.third
    order by loyalty, third
  `;
  const rows = await store.rows(query);
  record("clv.loyalty", query, rows);
  const n = rows.reduce((sum, row) => sum + Number(row.customers), 0);
  if (n === 0) return null;
  const addons = await lostAddonsTable(context, LOYALTY_BANDS);
  const currency = info.currency ? { currency: info.currency } : {};
  const clv = (band: string) => rows.filter((row) => row.loyalty === band);
  const mean = (band: string) => {
    const [money, customers] = [sumOf(clv(band), "clv"), sumOf(clv(band), "customers")];
    return customers === 0 ? null : money / customers;
  };
  const [low, high] = [mean("low"), mean("high")];
  const values: Message["values"] = {
    n,
    share: sumOf(clv("high"), "customers") / n,
    lowValue: low ?? 0,
    highValue: high ?? 0,
    unit: "money_per_customer",
    ...currency,
  };
  const headline: Figure = {
    ...{ id: "clv.loyalty", definition: "loyalty-index@1", unit: "share", grade: "association", basis: "observed", n },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ excluded: [], query: { id: "clv.loyalty" }, cautions: [] },
    ...{ state: "estimate", value: values.share as number, interval: null },
  };
  return {
    ...{ schema: 1, kind: "value", id: "clv.loyalty", asOf: info.asOf, dataVersion, headline },
    title: { code: "clv.loyalty.title", values: {} },
    verdict: { code: low === null || high === null ? "clv.loyalty.one" : "clv.loyalty", values },
    notes: [{ code: "clv.loyalty.index", values: { ...LOYALTY_WEIGHTS, n: BROAD } }, discountNote(rows)],
    ...{ figures: {}, tables: [matrix(rows, currency), ...(addons ? [addons] : [])], charts: [picture(rows, n)] },
    evidence: ["clv.loyalty", ...(addons ? ["clv.addons"] : [])].map((id) => ({
      ...{ file: `queries/${id}.sql`, what: "evidence.query" },
    })),
  };
}

/** How many orders and renewals had a discount, and of how many customers nobody knows. */
function discountNote(rows: Rows): Message {
  const [known, reduced, untold] = [sumOf(rows, "known"), sumOf(rows, "reduced"), sumOf(rows, "untold")];
  return known === 0
    ? { code: "clv.loyalty.discounts.unknown", values: {} }
    : { code: "clv.loyalty.discounts", values: { n: known, share: reduced / known, untold } };
}

type Rows = readonly Readonly<Record<string, unknown>>[];
const sumOf = (rows: Rows, key: string): number => rows.reduce((sum, row) => sum + Number(row[key]), 0);

function matrix(rows: Rows, currency: Pick<Figure, "currency">): Table {
  const cell = (value: number | null, unit: "count" | "money" | "share"): TableCell => ({
    ...{ kind: "number", value, unit },
    ...(unit === "money" ? currency : {}),
  });
  const ids = ["loyalty", "third", "customers", "clv", "discounts", "uptake", "offers"];
  return {
    id: "clv.loyalty",
    title: { code: "clv.loyalty.table", values: {} },
    columns: ids.map((id, i) => ({
      id,
      title: { code: `clv.loyalty.column.${id}`, values: {} },
      align: i < 2 ? "start" : "end",
    })),
    rows: LOYALTY_BANDS.flatMap((band) =>
      [3, 2, 1].flatMap((third) => {
        const found = rows.find((row) => row.loyalty === band && Number(row.third) === third);
        if (!found) return [];
        const [decided, known] = [Number(found.decided), Number(found.known)];
        return [
          {
            loyalty: { kind: "label", label: { code: `clv.loyalty.${band}`, values: {} } } as const,
            third: { kind: "label", label: { code: `clv.third.${third}`, values: {} } } as const,
            customers: cell(Number(found.customers), "count"),
            clv: cell(Number(found.clv), "money"),
            discounts: cell(known === 0 ? null : Number(found.reduced) / known, "share"),
            uptake: cell(decided === 0 ? null : Number(found.won) / decided, "share"),
            offers: cell(decided, "count"),
          },
        ];
      }),
    ),
  };
}

/** Who stands where: shares of all, by loyalty and by value. */
function picture(rows: Rows, n: number): HeatChart {
  const customers = (band: string, third: number) =>
    Number(rows.find((row) => row.loyalty === band && Number(row.third) === third)?.customers ?? 0);
  const share = (band: string, third: number) => customers(band, third) / n;
  return {
    ...{ type: "heat", id: "clv.loyalty", unit: "share" },
    title: { code: "clv.loyalty.table", values: {} },
    summary: {
      code: "clv.loyalty.picture",
      values: { n, share: share("high", 3), coverage: share("low", 3), neverShare: share("high", 1) },
    },
    across: { code: "clv.loyalty.across", values: {} },
    columns: [1, 2, 3].map((third) => ({ code: `clv.loyalty.third.${third}`, values: {} })),
    rows: [...LOYALTY_BANDS].reverse().map((band) => ({
      label: { code: `clv.loyalty.${band}`, values: {} },
      n: [1, 2, 3].reduce((sum, third) => sum + customers(band, third), 0),
      cells: [1, 2, 3].map((third) => ({ value: share(band, third), n: customers(band, third) })),
    })),
  };
}
