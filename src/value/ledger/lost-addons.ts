import type { Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { factDay } from "../../panel/days.ts";
import { literal, sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, labelCell, moneyCell, shareCell } from "../cells.ts";

/** Most reasons of a band that are shown; the rest stands in one row. */
const REASONS_SHOWN = 5;
/** Customers with too few orders for the index. */
const UNBANDED = "none";

interface LostOffers {
  band: string;
  reason: string;
  offers: number;
  /** Of these, those whose price is known in the reporting currency, and what they come to. */
  priced: number;
  amount: number;
}

/**
 * Further business that was offered to customers and came to nothing, by how loyal they are (`value_loyalty`) and why; null where nothing of
 * the kind was lost. What is offered to somebody who is not a customer yet is no further business.
 * @param bands of loyalty, in their order
 */
export async function lostAddonsTable(
  { store, info, record }: MeasureContext,
  bands: readonly string[],
): Promise<Table | null> {
  const { exact, double, day } = store.dialect;
  const offered = factDay(store.dialect, info.zone, "f");
  const isPriced =
    info.currency === null
      ? sql`f.amount is not null`
      : sql`f.amount is not null and coalesce(f.currency, ${literal(info.currency)}) = ${literal(info.currency)}`;
  const query = sql`
    select o.band as band, o.reason as reason, count(*) as offers, sum(o.is_priced) as priced, sum(${exact(sql`o.amount`)}) as amount
    from (
      select
        case when l.loyalty is null then ${literal(UNBANDED)} when l.loyalty < 0.4 then 'low' when l.loyalty < 0.7 then 'middle' else 'high' end as band,
        coalesce(nullif(trim(f.reason), ''), '') as reason,
        case when ${isPriced} then 1 else 0 end as is_priced,
        case when ${isPriced} then ${double(sql`f.amount`)} else 0.0 end as amount
      from fact_offer f
      inner join identity i on i.key = f.subject
      inner join value_member m on m.party = i.party
      left join value_loyalty l on l.party = i.party
      where f.outcome in ('lost', 'declined') and m.since < ${offered} and ${offered} < ${day(info.asOf!)}
    ) o
    group by o.band, o.reason
    order by band, offers desc, reason
  `;
  const rows = await store.rows(query);
  record("clv.addons", query, rows);
  const lost = rows.map(
    (row): LostOffers => ({
      ...{ band: String(row.band), reason: String(row.reason), offers: Number(row.offers) },
      ...{ priced: Number(row.priced), amount: Number(row.amount) },
    }),
  );
  if (lost.length === 0) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  return {
    id: "clv.addons",
    title: { code: "clv.addons", values: {} },
    columns: columnsOf("clv.addons.column", ["loyalty", "reason", "offers", "share", "amount", "priced"], 2),
    rows: [...bands, UNBANDED].flatMap((band) => {
      const own = lost.filter((each) => each.band === band);
      const all = own.reduce((sum, { offers }) => sum + offers, 0);
      return shown(own).map(({ label, offers, priced, amount }) => ({
        loyalty: labelCell(band === UNBANDED ? "clv.addons.unbanded" : `clv.loyalty.${band}`),
        reason: label,
        offers: countCell(offers),
        share: shareCell(offers, all),
        // What no price is known of comes to nothing that could be told, not to nothing.
        amount: moneyCell(priced === 0 ? null : amount, currency),
        priced: countCell(priced),
      }));
    }),
    note: { code: "clv.addons.note", values: {} },
  };
}

/** The most frequent reasons, then the others together, then what nobody gave a reason for: it is no reason among others. */
function shown(lost: readonly LostOffers[]): (Omit<LostOffers, "band" | "reason"> & { label: TableCell })[] {
  const [unsaid, said] = [lost.filter(({ reason }) => reason === ""), lost.filter(({ reason }) => reason !== "")];
  const together = (of: readonly LostOffers[], code: string) =>
    of.length === 0 ? [] : [{ ...sumsOf(of), label: labelCell(code) }];
  return [
    ...said.slice(0, REASONS_SHOWN).map((each) => ({
      ...sumsOf([each]),
      label: { kind: "label", label: { data: each.reason } } as const,
    })),
    ...together(said.slice(REASONS_SHOWN), "clv.lost.others"),
    ...together(unsaid, "clv.lost.unsaid"),
  ];
}

const sumsOf = (of: readonly LostOffers[]) => ({
  offers: of.reduce((sum, { offers }) => sum + offers, 0),
  priced: of.reduce((sum, { priced }) => sum + priced, 0),
  amount: of.reduce((sum, { amount }) => sum + amount, 0),
});
