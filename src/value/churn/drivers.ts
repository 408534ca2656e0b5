import type { MeasureContext } from "../../measures/measure.ts";
import { takenOff } from "../../panel/discounts.ts";
import { lossKnownUntil } from "../../panel/settings.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { join, raw, sql } from "../../store/sql/sql.ts";
import { fitCoxDrivers } from "../cox-drivers.ts";

/** Customers that the model is given at most; above, they are drawn by a hash. */
const MOST = 8_000;
/** Lost customers that each driver needs. */
const LOST_A_DRIVER = 15;
/** Days before a stretch in which what happened counts, and the length of a stretch. */
export const LOOK_BACK_DAYS = 180;
const STRETCH_DAYS = 90;
const STRETCHES = 24;

/** What may go with leaving, as of the beginning of each stretch of a customer's time. Texts `churn.driver.<id>`. */
const DRIVERS = ["low_score", "high_score", "contact", "complaint", "repeated", "refund", "discount"] as const;
export type ChurnDriver = (typeof DRIVERS)[number];

export interface DriverRow {
  driver: ChurnDriver;
  hazardRatio: number;
  low: number;
  high: number;
  level: number;
  /** After Holm over all drivers. */
  p: number;
}

/** Why there is no model: how many were lost, and how many it takes. */
export interface TooFewLost {
  lost: number;
  required: number;
}

export interface ChurnDrivers {
  rows: DriverRow[];
  customers: number;
  lost: number;
  /** One customer in so many was drawn. */
  oneIn: number;
  concordance: number | null;
}

/**
 * What goes with leaving sooner: Cox's model over a customer's own time, with what was experienced in the half year before each
 * stretch of 90 days. Without a contract the moment of leaving is the last purchase that was followed by none within the window
 * of inactivity, and time ends where that can be known.
 * @returns how many it takes where too few customers were lost; null where nothing of it is on record
 */
export async function churnDrivers(context: MeasureContext): Promise<ChurnDrivers | TooFewLost | null> {
  const { store, info, record } = context;
  const known = lossKnownUntil({ ...info, hasContracts: false });
  if (known === null || info.asOf === null) return null;
  const { dialect } = store;
  const [size] = await store.rows(sql`select count(distinct party) as n from panel_spell`);
  const oneIn = Math.max(1, Math.ceil(Number(size?.n ?? 0) / MOST));
  const numbers = join(
    Array.from({ length: STRETCHES }, (_, k) => sql`select ${raw(String(k * STRETCH_DAYS))} as start`),
    " union all ",
  );
  const within = (alias: string) =>
    sql`${raw(alias)}.party = w.party and ${raw(alias)}.day >= w.day - ${raw(String(LOOK_BACK_DAYS))} and ${raw(alias)}.day <= w.day`;
  const days = raw(String(info.inactivity.days));
  const end = dialect.day(info.asOf);
  const query = sql`
    with spell as (
      select s.party as party, s.kind as kind, s.from_day as from_day, s.to_day as to_day,
        row_number() over (partition by s.party order by s.from_day) as place
      from panel_spell s
      where ${dialect.hash(sql`s.party`)} % ${raw(String(oneIn))} = 0
    ),
    timed as (
      select s.party as party, s.from_day as from_day, case when s.to_day <= ${end} then 1 else 0 end as lost,
        case
          when s.kind = 'contract' then ${dialect.daysBetween(sql`s.from_day`, sql`case when s.to_day <= ${end} then s.to_day else ${end} end`)}
          when s.to_day <= ${end} then ${dialect.daysBetween(sql`s.from_day`, sql`s.to_day - ${days}`)} + 1
          else ${dialect.daysBetween(sql`s.from_day`, dialect.day(known))}
        end as days
      from spell s
      where s.place = 1 and s.from_day < case when s.kind = 'contract' then ${end} else ${dialect.day(known)} end
    ),
    stretch as (
      select t.party as party, n.start as start, least(t.days, n.start + ${raw(String(STRETCH_DAYS))}) as stop,
        case when t.lost = 1 and t.days <= n.start + ${raw(String(STRETCH_DAYS))} then 1 else 0 end as lost, t.from_day + n.start as day
      from timed t
      inner join (${numbers}) n on n.start < t.days
    ),
    scored as (
      select w.party as party, w.start as start, min(a.score) as lowest, max(a.score) as highest
      from stretch w inner join panel_answer a on ${within("a")}
      where a.instrument = 'nps' and a.state = 'valid'
      group by w.party, w.start
    ),
    served as (
      select w.party as party, w.start as start, max(case when c.complaint then 1 else 0 end) as complaint, max(case when c.repeated then 1 else 0 end) as repeated
      from stretch w inner join panel_contact c on ${within("c")}
      group by w.party, w.start
    ),
    returned as (
      select distinct w.party as party, w.start as start from stretch w inner join panel_refund f on ${within("f")}
    ),
    reduced as (
      select distinct w.party as party, w.start as start from stretch w inner join panel_order o on ${within("o")} where ${takenOff("o")} > 0
    )
    select
      w.start as start, w.stop as stop, w.lost as lost,
      row_number() over (order by w.party, w.start) - 1 as place, dense_rank() over (order by w.party) - 1 as customer,
      case when a.lowest <= 6 then 1 else 0 end as low_score, case when a.highest >= 9 then 1 else 0 end as high_score,
      case when k.party is null then 0 else 1 end as contact, coalesce(k.complaint, 0) as complaint, coalesce(k.repeated, 0) as repeated,
      case when r.party is null then 0 else 1 end as refund, case when d.party is null then 0 else 1 end as discount
    from stretch w
    left join scored a on a.party = w.party and a.start = w.start
    left join served k on k.party = w.party and k.start = w.start
    left join returned r on r.party = w.party and r.start = w.start
    left join reduced d on d.party = w.party and d.start = w.start
    order by w.party, w.start
  `;
  const columns = await store.columns(query);
  const sums = sql`select count(*) as rows_read, sum(lost) as lost from (${query}) t`;
  const time = columns.stop!;
  const lost = columns.lost!.reduce((sum, event) => sum + event, 0);
  const customers = new Set(columns.customer!).size;
  record("churn.drivers", sums, [{ rows_read: time.length, lost }]);
  const varying = DRIVERS.filter((id) => columns[id]!.some((value) => value !== columns[id]![0]));
  if (varying.length === 0) return null;
  if (lost < LOST_A_DRIVER * varying.length) return { lost, required: LOST_A_DRIVER * varying.length };
  const fit = fitCoxDrivers(
    { start: columns.start!, time, event: columns.lost!, cluster: columns.customer! },
    columns as Readonly<Record<ChurnDriver, Float64Array>>,
    varying,
  );
  if (fit === null) return null;
  const adjusted = adjustPValues(fit.p, "holm");
  const rows = fit.terms.map((term, j) => ({
    driver: term as ChurnDriver,
    hazardRatio: fit.hazardRatios[j]!,
    ...fit.intervals[j]!,
    p: adjusted[j]!,
  }));
  return {
    rows: rows.sort((a, b) => Math.abs(Math.log(b.hazardRatio)) - Math.abs(Math.log(a.hazardRatio))),
    customers,
    lost,
    oneIn,
    concordance: fit.concordance,
  };
}
