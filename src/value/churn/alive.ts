import { worthOf } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { buildOccasions, CUSTOMERS_NEEDED, fitBase } from "../clv/base.ts";
import { scoreCustomers } from "../clv/score.ts";

/** What the rule calls a customer, and how many of them the purchase model takes for still there. */
export interface AliveByStatus {
  status: string;
  /** Whether the customer bought on more than one day. */
  again: boolean;
  customers: number;
  /** Sum of the chances to be there. */
  alive: number;
}

/** The rule of inactivity beside the chance to be there, for customers without a contract; null where no model can be fitted. */
export async function aliveByStatus(context: MeasureContext): Promise<AliveByStatus[] | null> {
  const { store, info, record } = context;
  if (info.asOf === null || (info.facts.purchase ?? 0) === 0) return null;
  const customers = await buildOccasions(context, worthOf(info) ?? "spend");
  if (customers < CUSTOMERS_NEEDED) return null;
  const fitted = await fitBase(context, { day: info.asOf, until: null, customers, model: null });
  if (fitted === null) return null;
  const { base } = fitted;
  const noCosts = { servicePerPurchase: 0, servicePerMonth: 0 };
  const ahead = { days: 365, rate: 0, months: 12, yearly: 0 };
  await scoreCustomers(
    context,
    { base, contracts: null, hazards: null, ahead, ...noCosts, asOf: info.asOf },
    base.cells,
  );
  const query = sql`
    select s.status as status, case when g.party is null then 0 else 1 end as again, count(*) as customers,
      sum(${store.dialect.exact(sql`t.alive`)}) as alive
    from value_to_come t
    inner join customer_state s on s.party = t.party
    left join (select distinct party from panel_purchase_day where previous_day is not null) g on g.party = t.party
    group by s.status, case when g.party is null then 0 else 1 end
    order by status, again desc
  `;
  const rows = await store.rows(query);
  record("churn.alive", query, rows);
  return rows.map((row) => ({
    status: String(row.status),
    again: Number(row.again) === 1,
    customers: Number(row.customers),
    alive: Number(row.alive),
  }));
}
