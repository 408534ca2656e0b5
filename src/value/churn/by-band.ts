import { BAND_MINIMUM } from "../../links/contrast.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { type KaplanMeier, kaplanMeier } from "../../stats/survival/kaplan-meier.ts";
import { type LogRankTest, logRankTest } from "../../stats/survival/log-rank.ts";
import { raw, sql } from "../../store/sql/sql.ts";

/** How long customers of one band stayed after their answer. */
export interface BandCurve {
  band: string;
  customers: number;
  lost: number;
  curve: KaplanMeier;
}

export interface SurvivalByBand {
  instrument: string;
  /** From the worst band to the best, those with enough customers alone. */
  curves: BandCurve[];
  /** Whether chance explains how the curves differ; null where nobody was lost. */
  test: LogRankTest | null;
  /** Customers of bands that are too small. */
  leftOut: number;
}

/** Customers of one band who were followed for so many days, and whether they were lost then. */
interface Followed {
  band: string;
  days: number;
  lost: number;
  customers: number;
}

/**
 * Survival from the answer on, by its band, of the first score whose worst and best band hold enough customers: of each customer the
 * first answer that was given as a customer. Lost is who is so by the rule of the whole report, on the day on which it could be known;
 * whoever is still there counts for as long as they were seen.
 * @returns the required and the largest number of customers of both ends, where no score has enough; null where nobody answered
 */
export async function survivalByBand(
  context: MeasureContext,
): Promise<SurvivalByBand | { most: number; required: number } | null> {
  const { info } = context;
  const followed = await followedByBand(context);
  let most = -1;
  for (const [instrument, { bands }] of Object.entries(info.instruments)) {
    const rows = followed.get(instrument) ?? [];
    if (rows.length === 0) continue;
    const sized = bands.map(({ code }) => {
      const own = rows.filter(({ band }) => band === code);
      return { band: code, own, customers: own.reduce((sum, { customers }) => sum + customers, 0) };
    });
    const ends = Math.min(sized[0]!.customers, sized.at(-1)!.customers);
    most = Math.max(most, ends);
    if (ends < BAND_MINIMUM) continue;
    const kept = sized.filter(({ customers }) => customers >= BAND_MINIMUM);
    const all = kept.flatMap(({ own }) => own);
    return {
      instrument,
      curves: kept.map(({ band, own, customers }) => ({
        ...{ band, customers },
        lost: own.reduce((sum, row) => sum + row.lost * row.customers, 0),
        curve: kaplanMeier(columnsOf(own)),
      })),
      test: all.some(({ lost }) => lost === 1)
        ? logRankTest({ ...columnsOf(all), group: all.map(({ band }) => band) })
        : null,
      leftOut: sized.reduce((sum, { customers }) => sum + (customers < BAND_MINIMUM ? customers : 0), 0),
    };
  }
  return most < 0 ? null : { most, required: BAND_MINIMUM };
}

const columnsOf = (rows: readonly Followed[]) => ({
  time: rows.map(({ days }) => days),
  event: rows.map(({ lost }) => lost),
  count: rows.map(({ customers }) => customers),
});

async function followedByBand({ store, info, record }: MeasureContext): Promise<Map<string, Followed[]>> {
  const { daysBetween, day } = store.dialect;
  const end = day(info.asOf!);
  const query = sql`
    with answered as (
      select a.instrument as instrument, a.band as band, a.party as party, a.day as day, s.to_day as to_day,
        row_number() over (partition by a.instrument, a.party order by a.day, a.at, a.id) as place
      from panel_answer a
      inner join panel_spell s on s.party = a.party and s.from_day <= a.day and s.to_day > a.day + 1
      where a.state = 'valid' and a.band is not null and a.day + 1 < ${end}
    ),
    followed as (
      select instrument, band, case when to_day <= ${end} then 1 else 0 end as lost,
        ${daysBetween(sql`day`, sql`case when to_day <= ${end} then to_day else ${end} end`)} as days
      from answered
      where place = ${raw("1")}
    )
    select instrument, band, days, lost, count(*) as customers
    from followed
    group by instrument, band, days, lost
    order by instrument, band, days, lost
  `;
  const rows = await store.rows(query);
  record("churn.by_band", query, rows);
  const found = new Map<string, Followed[]>();
  for (const { instrument, band, days, lost, customers } of rows) {
    const own = found.get(String(instrument)) ?? [];
    found.set(String(instrument), own);
    own.push({ band: String(band), days: Number(days), lost: Number(lost), customers: Number(customers) });
  }
  return found;
}
