import type { Figure } from "../../findings/figure.ts";
import type { Table } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { raw, sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, dataCell, moneyCell } from "../cells.ts";
import { MONTH_DAYS } from "./retention.ts";

/** Customers who have to have been there for a month before it counts. */
const NEEDED = 30;

export interface Payback {
  channel: string;
  customers: number;
  /** Spent to acquire one. */
  cost: number;
  /** Whole months of a customer's own time after which one has brought as much; null where that is not seen yet. */
  months: number | null;
  /** Months that enough customers have been there. */
  seen: number;
}

/**
 * After how many months customers have brought what was spent to acquire them, by the channel that they came by: cumulative net income of a
 * customer by month since the first purchase, each month among those who have been there for it.
 */
export async function paybackByChannel(
  { store, info, record }: MeasureContext,
  value: "margin" | "spend",
): Promise<Payback[]> {
  const { dialect } = store;
  const end = dialect.day(info.asOf!);
  const month = raw(String(MONTH_DAYS));
  const net = sql`d.revenue - d.refunded - coalesce(d.contact_cost, 0.0)${value === "margin" ? sql` - d.cost` : sql``}`;
  const members = sql`
    select c.party as party, c.channel as channel, c.since as since, c.acquire as acquire,
      floor(${dialect.double(dialect.daysBetween(sql`c.since`, end))} / ${month}) as months
    from value_customer c
    where c.since is not null and c.channel is not null
  `;
  const query = sql`
    with member as (${members})
    select m.channel as channel, m.months as month, count(*) as customers, sum(m.acquire) as acquire, ${dialect.exact(sql`0`)} as net
    from member m group by m.channel, m.months
    union all
    select p.channel, p.month, 0, ${dialect.exact(sql`0`)}, sum(p.net)
    from (
      select m.channel as channel, m.months as months, ${dialect.exact(net)} as net,
        floor(${dialect.double(dialect.daysBetween(sql`m.since`, sql`d.day`))} / ${month}) as month
      from member m
      inner join customer_day d on d.party = m.party
      where d.day >= m.since and d.day < ${end}
    ) p
    where p.month < p.months
    group by p.channel, p.month
    order by channel, month
  `;
  const rows = await store.rows(query);
  record("clv.payback", query, rows);
  const channels = [...new Set(rows.map(({ channel }) => String(channel)))];
  return channels
    .map((channel) =>
      paybackOf(
        channel,
        rows.filter((row) => row.channel === channel),
      ),
    )
    .filter(({ customers }) => customers >= NEEDED)
    .sort((a, b) => b.customers - a.customers);
}

function paybackOf(channel: string, rows: readonly Readonly<Record<string, unknown>>[]): Payback {
  const sum = (key: string, isIn: (month: number) => boolean) =>
    rows.reduce((all, row) => (isIn(Number(row.month)) ? all + Number(row[key]) : all), 0);
  const customers = sum("customers", () => true);
  const cost = customers > 0 ? -sum("acquire", () => true) / customers : 0;
  let [brought, seen, months] = [0, 0, null as number | null];
  for (; months === null; seen++) {
    // Who has been there for so many whole months has been seen over this one.
    const there = sum("customers", (month) => month > seen);
    if (there < NEEDED) break;
    brought += sum("net", (month) => month === seen) / there;
    if (brought >= cost) months = seen + 1;
  }
  return { channel, customers, cost, months, seen };
}

export const paybackTable = (rows: readonly Payback[], currency: Pick<Figure, "currency">): Table => ({
  id: "clv.payback",
  title: { code: "clv.payback", values: {} },
  columns: columnsOf("clv.column", ["group", "customers", "acquired", "payback"]),
  rows: rows.map(({ channel, customers, cost, months, seen }) => ({
    group: dataCell(channel),
    customers: countCell(customers),
    acquired: moneyCell(cost, currency),
    payback:
      cost <= 0
        ? { kind: "message", message: { code: "clv.payback.free", values: {} } }
        : {
            kind: "message",
            message: {
              code: months === null ? "clv.payback.not_yet" : "clv.payback.after",
              values: { months: months ?? seen },
            },
          },
  })),
  note: { code: "clv.payback.note", values: {} },
});
