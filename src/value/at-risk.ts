import { addDays } from "../base/day.ts";
import type { Figure } from "../findings/figure.ts";
import type { Finding, Table } from "../findings/finding.ts";
import { OUTCOMES } from "../links/outcome.ts";
import { worthOf } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { OUTCOME_SUMS } from "../panel/customers.ts";
import { BASELINE_DAYS } from "../panel/settings.ts";
import { literal, raw, sql } from "../store/sql/sql.ts";

/** Who stands on a band today by the latest answer, and what they brought in the last year. */
export interface BandToday {
  band: string;
  /** Customers who have not left. */
  customers: number;
  /** Margin, or revenue where costs are not known; null where nothing is bought. */
  money: number | null;
}

/** Customers by the band of their latest answer, with the money of the last year. Former customers are left out. */
export async function bandsToday(context: MeasureContext, experience: string): Promise<BandToday[]> {
  const { store, info, record } = context;
  if (info.asOf === null) return [];
  const { day, exact } = store.dialect;
  const sum = OUTCOMES.get(worthOf(info) ?? "spend")!.sum!;
  const query = sql`
    with newest as (
      select party, band, row_number() over (
        partition by party order by case when day is null then 1 else 0 end, day desc, id desc
      ) as newest_first
      from panel_answer
      where instrument = ${literal(experience)} and state = 'valid' and band is not null and party is not null
    ),
    brought as (
      select d.party as party, sum(${exact(raw(OUTCOME_SUMS[sum]))}) as money
      from customer_day d
      where d.day >= ${day(addDays(info.asOf, -BASELINE_DAYS))} and d.day < ${day(info.asOf)}
      group by d.party
    )
    select n.band as band, count(*) as customers, sum(coalesce(b.money, ${exact(raw("0"))})) as money
    from newest n
    inner join customer_state s on s.party = n.party
    left join brought b on b.party = n.party
    where n.newest_first = 1 and s.status = 'active'
    group by n.band
    order by n.band
  `;
  const rows = await store.rows(query);
  record(`worth.risk.${experience}`, query, rows);
  const bought = worthOf(info) !== null;
  return rows.map(({ band, customers, money }) => ({
    band: String(band),
    customers: Number(customers),
    money: bought ? Number(money) : null,
  }));
}

/** What stands behind those on the lowest band: what they brought in the last year, as recorded. It is no loss. */
export function atRiskFinding(
  { info }: MeasureContext,
  experience: string,
  { today, bands }: { today: readonly BandToday[]; bands: readonly string[] },
  dataVersion: string,
): Finding | null {
  const worth = worthOf(info);
  const lowest = today.find(({ band }) => band === bands[0]);
  if (worth === null || info.asOf === null || !lowest || lowest.money === null) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  const total = today.reduce((sum, { money }) => sum + (money ?? 0), 0);
  const outcome = OUTCOMES.get(worth)!;
  const headline: Figure = {
    id: `worth.risk:${experience}`,
    definition: "worth-risk@1",
    unit: "money",
    ...currency,
    window: { from: addDays(info.asOf, -BASELINE_DAYS), to: info.asOf, zone: info.zone },
    grade: "recorded",
    basis: outcome.basis?.(info) ?? "observed",
    n: lowest.customers,
    excluded: [],
    query: { id: `worth.risk.${experience}` },
    cautions: outcome.cautions?.(info) ?? [],
    state: "estimate",
    value: lowest.money,
    interval: null,
  };
  const values = {
    ...{ experience, outcome: worth, lowBand: lowest.band, n: lowest.customers, total: lowest.money },
    ...{ unit: "money", ...currency, share: total > 0 ? lowest.money / total : 0 },
  };
  return {
    schema: 1,
    kind: "worth",
    id: `worth.risk.${experience}`,
    asOf: info.asOf,
    dataVersion,
    title: { code: "worth.risk.title", values },
    headline,
    verdict: { code: total > 0 ? "worth.risk" : "worth.risk.nothing", values },
    notes: [{ code: "worth.risk.no_loss", values: {} }],
    figures: {},
    tables: [bandTable(experience, { today, bands, total, worth }, currency)],
    charts: [],
    evidence: [{ file: `queries/worth.risk.${experience}.sql`, what: "evidence.query" }],
  };
}

function bandTable(
  experience: string,
  of: { today: readonly BandToday[]; bands: readonly string[]; total: number; worth: string },
  currency: Pick<Figure, "currency">,
): Table {
  const column = (id: string, align: "start" | "end" = "end") => ({
    id,
    title: { code: `worth.risk.column.${id}`, values: { outcome: of.worth } },
    align,
  });
  return {
    id: `worth.risk.${experience}`,
    title: { code: "worth.risk.table", values: {} },
    columns: [column("band", "start"), column("customers"), column("money"), column("share")],
    rows: of.bands.flatMap((band) => {
      const found = of.today.find((each) => each.band === band);
      if (!found) return [];
      return [
        {
          band: { kind: "label", label: { code: `band.${band}`, values: {} } },
          customers: { kind: "number", value: found.customers, unit: "count" },
          money: { kind: "number", value: found.money, unit: "money", ...currency },
          share: { kind: "number", value: of.total > 0 ? (found.money ?? 0) / of.total : null, unit: "share" },
        } as const,
      ];
    }),
  };
}
