import { addDays, type Day } from "../../base/day.ts";
import { THIRDS } from "../../facts/instruments.ts";
import type { Figure, Interval, Message } from "../../findings/figure.ts";
import type { Finding, TableCell } from "../../findings/finding.ts";
import { BAND_MINIMUM, bandEstimate, type Contrast, contrast } from "../../links/contrast.ts";
import { experiencesOf } from "../../links/link.ts";
import { notEnoughContactCost, notEnoughCost, ofContactCost } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BASELINE_DAYS } from "../../panel/settings.ts";
import { literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, dataCell, labelCell, moneyCell } from "../cells.ts";
import { header, shell } from "../shell.ts";

/** Years back from the end, each of 365 days. */
const YEARS = 4;
/** What is spent on a customer in a year: to serve, on journey steps (marketing and selling to them), and on goods. */
const COSTS = ["service", "steps", "goods"] as const;
type Cost = (typeof COSTS)[number];

/** A mean a customer, with the sums that it is of. */
interface Mean {
  value: number;
  interval: Interval | null;
}

/** Customers of one band at the beginning of a year, and what each cost in it; null where such costs are not on record. */
export interface BandYear {
  from: Day;
  to: Day;
  band: string;
  customers: number;
  costs: Record<Cost, Mean | null>;
  /** Moments of the cost of serving, for a comparison of bands. */
  sums: { total: number; squares: number };
}

/**
 * What serving, selling to and supplying a customer cost, year by year, by the band of the last answer in the year before: whoever was a customer
 * when the year began. Null where nobody was asked, or no such cost is on record.
 */
export async function costsByBand(context: MeasureContext): Promise<{ experience: string; rows: BandYear[] } | null> {
  const { store, info, record } = context;
  const [experience] = await experiencesOf(context);
  const has: Record<Cost, boolean> = {
    service: notEnoughContactCost(info) === null && (info.facts.contact ?? 0) + (info.facts.case ?? 0) > 0,
    steps: (info.facts.touch ?? 0) > 0,
    goods: info.assumedMargin === null && (info.facts.purchase ?? 0) > 0 && notEnoughCost(info) === null,
  };
  if (experience === undefined || info.asOf === null || info.firstDay === null || !(has.service || has.steps))
    return null;
  const years: { from: Day; to: Day }[] = [];
  for (let to = info.asOf; years.length < YEARS && addDays(to, -BASELINE_DAYS) > info.firstDay; to = years[0]!.from)
    years.unshift({ from: addDays(to, -BASELINE_DAYS), to });
  if (years.length === 0) return null;
  const query = years
    .map((year) => yearOf(context, { ...year, experience, hasSteps: has.steps }))
    .reduce((all, one) => sql`${all} union all ${one}`);
  const rows = await store.rows(sql`${query} order by year_from, band`);
  record("stages.costs", query, rows);
  const bands = (info.instruments[experience]?.bands ?? THIRDS).map(({ code }) => code);
  const found = years.flatMap(({ from, to }) =>
    bands.flatMap((band): BandYear[] => {
      const row = rows.find((each) => String(each.year_from).slice(0, 10) === from && each.band === band);
      if (!row) return [];
      const number = (key: string) => Number(row[key]);
      const customers = number("customers");
      const mean = (cost: Cost): Mean | null => {
        if (!has[cost]) return null;
        const { mean: value, interval } = estimate(customers, number(cost), number(`${cost}_squares`))!;
        return { value, interval };
      };
      return [
        {
          ...{ from, to, band, customers },
          costs: { service: mean("service"), steps: mean("steps"), goods: mean("goods") },
          sums: { total: number("service"), squares: number("service_squares") },
        },
      ];
    }),
  );
  return found.length === 0 ? null : { experience, rows: found };
}

const estimate = (n: number, a: number, aa: number) =>
  bandEstimate({ band: "", n, clusters: n, nonZero: n, a, b: n, aa, bb: n, ab: a });

/** Customers by band and what they cost within a year: one row a band. */
function yearOf(
  { store: { dialect } }: MeasureContext,
  { from, to, experience, hasSteps }: { from: Day; to: Day; experience: string; hasSteps: boolean },
): Sql {
  const { day, double, exact } = dialect;
  const zero = exact(sql`0`);
  const within = (alias: string) => sql`${raw(alias)}.day >= ${day(from)} and ${raw(alias)}.day < ${day(to)}`;
  const square = (column: string) => exact(sql`${double(raw(column))} * ${double(raw(column))}`);
  return sql`
    select ${day(from)} as year_from, u.band as band, count(*) as customers,
      sum(u.served) as service, sum(${square("u.served")}) as service_squares,
      sum(u.reached) as steps, sum(${square("u.reached")}) as steps_squares,
      sum(u.supplied) as goods, sum(${square("u.supplied")}) as goods_squares
    from (
      select a.party as party, a.band as band, coalesce(c.served, ${zero}) as served, coalesce(c.supplied, ${zero}) as supplied,
        coalesce(t.reached, ${zero}) as reached
      from (
        select b.party as party, b.band as band,
          row_number() over (partition by b.party order by b.day desc, b.at desc, b.id desc) as place
        from panel_answer b
        where b.instrument = ${literal(experience)} and b.state = 'valid' and b.band is not null and b.party is not null
          and b.day < ${day(from)} and b.day >= ${day(addDays(from, -BASELINE_DAYS))}
      ) a
      inner join (
        select distinct s.party as party from panel_spell s where s.from_day <= ${day(from)} and s.to_day > ${day(from)}
      ) s on s.party = a.party
      left join (
        select d.party as party, sum(${exact(sql`coalesce(d.contact_cost, 0.0)`)}) as served, sum(${exact(sql`coalesce(d.cost, 0.0)`)}) as supplied
        from customer_day d where ${within("d")} group by d.party
      ) c on c.party = a.party
      left join (${
        hasSteps
          ? sql`select v.party as party, sum(${exact(sql`v.cost`)}) as reached from value_touch v where ${within("v")} and v.party is not null group by v.party`
          : sql`select d.party as party, ${zero} as reached from customer_day d where false`
      }) t on t.party = a.party
      where a.place = 1
    ) u
    group by u.band`;
}

/** What a customer costs over time, by how they felt before; null where nothing of it is known. */
export function costsFinding(
  context: MeasureContext,
  found: Awaited<ReturnType<typeof costsByBand>>,
  dataVersion: string,
): Finding | null {
  if (found === null) return null;
  const { experience, rows } = found;
  const { info } = context;
  const currency = info.currency ? { currency: info.currency } : {};
  const last = rows.at(-1)!.from;
  const latest = rows.filter(({ from, costs }) => from === last && costs.service !== null);
  const [worst, best] = [latest[0], latest.at(-1)];
  const isEnough = worst && best && worst !== best && worst.customers >= BAND_MINIMUM && best.customers >= BAND_MINIMUM;
  const difference = isEnough ? apart(worst, best) : null;
  const n = latest.reduce((sum, { customers }) => sum + customers, 0);
  const head = {
    ...header(context, "stages.costs", "stages.costs"),
    ...{
      unit: "money_per_customer" as const,
      ...currency,
      grade: "association" as const,
      n,
      isDifference: true as const,
    },
    ...{ window: { from: last, to: info.asOf!, zone: info.zone }, basis: ofContactCost.basis(info) },
    cautions: ofContactCost.cautions(info),
  };
  const headline: Figure =
    difference === null
      ? { ...head, state: "too_few", required: BAND_MINIMUM }
      : { ...head, state: "estimate", value: difference.difference, interval: difference.interval };
  const values: Message["values"] =
    difference === null
      ? { n, required: BAND_MINIMUM }
      : {
          ...{ experience, lowBand: worst!.band, highBand: best!.band },
          ...{ lowValue: worst!.costs.service!.value, highValue: best!.costs.service!.value },
          ...{ difference: difference.difference, ...difference.interval, unit: "money_per_customer", ...currency },
        };
  const code =
    difference === null ? "too_few" : difference.interval.low > 0 || difference.interval.high < 0 ? "apart" : "alike";
  const cell = (mean: Mean | null): TableCell =>
    mean === null
      ? { kind: "message", message: { code: "clv.not_on_record", values: {} } }
      : ({ ...moneyCell(mean.value, currency), ...(mean.interval ? { interval: mean.interval } : {}) } as TableCell);
  return {
    ...shell(context, "stages.costs", "stages.costs", dataVersion),
    headline,
    verdict: { code: `stages.costs.${code}`, values },
    notes: [{ code: "stages.costs.reading", values: { experience } }],
    tables: [
      {
        id: "stages.costs",
        title: { code: "stages.costs.table", values: {} },
        columns: columnsOf("stages.costs.column", ["year", "band", "customers", ...COSTS], 2),
        rows: rows.map(({ from, band, customers, costs }) => ({
          year: dataCell(from),
          band: labelCell(`band.${band}`),
          customers: countCell(customers),
          ...Object.fromEntries(COSTS.map((cost) => [cost, cell(costs[cost])])),
        })),
        note: { code: "stages.costs.note", values: {} },
      },
    ],
  };
}

/** By how much serving a customer of the worst band costs more than one of the best. */
function apart(worst: BandYear, best: BandYear): Contrast | null {
  const [bad, good] = [worst, best].map(({ customers, sums }) => estimate(customers, sums.total, sums.squares));
  return bad && good ? contrast(bad, good) : null;
}
