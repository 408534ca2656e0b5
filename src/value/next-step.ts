import { addDays } from "../base/day.ts";
import { THIRDS } from "../facts/instruments.ts";
import { type Estimate, type Figure, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { SIGNALS } from "../links/drivers/driver.ts";
import type { Explained } from "../links/drivers/explain.ts";
import { signalsBefore } from "../links/drivers/rows.ts";
import { isWorth } from "../links/ladder.ts";
import { OUTCOMES } from "../links/outcome.ts";
import { worthOf } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { OUTCOME_SUMS } from "../panel/customers.ts";
import { partyLabels } from "../panel/labels.ts";
import { BASELINE_DAYS } from "../panel/settings.ts";
import type { Row } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { partyPages } from "./pages.ts";

/** A step that customers could take, and what one of them would bring there on average; null where nothing may be said of it. */
export interface NextStep {
  experience: string;
  lowBand: string;
  worth: Estimate | null;
}

/** Parts of the customers, from those with most money on, that the finding tells apart. */
const PARTS = [0.1, 0.25, 0.5, 1] as const;

/**
 * The step of a score that is asked about, or the last one: from the band below the best.
 * @param findings of the worth of steps
 */
export function nextStepOf(
  findings: readonly Finding[],
  experience: string,
  { info }: MeasureContext,
  step: string | null = null,
): NextStep {
  const lowBand = step ?? (info.instruments[experience]?.bands ?? THIRDS).at(-2)!.code;
  const found = findings.find(
    ({ headline, verdict: { values } }) =>
      values.experience === experience && values.lowBand === lowBand && headline.unit === "money_per_customer",
  );
  const worth = found && isWorth(found) && isEstimate(found.headline) ? found.headline : null;
  return { experience, lowBand, worth: worth && worth.value > 0 ? worth : null };
}

/**
 * One row a customer who has not left and whose latest answer lies on the band, by the money of the last year. `gain`: what the step
 * would bring if it raised everybody in proportion to that money; over all of them it comes to the worth of the step times
 * their number. `place`: the largest first.
 */
function standing({ experience, lowBand, worth }: NextStep, { store, info }: MeasureContext): Sql {
  const { day, double, exact } = store.dialect;
  const sum = OUTCOMES.get(worthOf(info) ?? "spend")!.sum!;
  const zero = exact(raw("0"));
  const gain =
    worth === null
      ? sql`cast(null as ${store.dialect.columnType("number", true)})`
      : sql`case when all_money > 0 then ${raw(String(worth.value))} * customers * ${double(sql`above_zero`)} / ${double(sql`all_money`)} else ${raw(String(worth.value))} end`;
  return sql`
    select
      party, id, score, day, ${double(sql`money`)} as money, round(${gain}, 4) as gain, customers,
      row_number() over (order by money desc, party) as place
    from (
      select
        n.party as party, n.id as id, n.score as score, n.day as day, coalesce(b.money, ${zero}) as money,
        case when b.money > 0 then b.money else ${zero} end as above_zero,
        sum(case when b.money > 0 then b.money else ${zero} end) over () as all_money, count(*) over () as customers
      from (
        select party, id, score, day, band, row_number() over (
          partition by party order by case when day is null then 1 else 0 end, day desc, id desc
        ) as newest_first
        from panel_answer
        where instrument = ${literal(experience)} and state = 'valid' and band is not null and party is not null
      ) n
      inner join customer_state s on s.party = n.party
      left join (
        select d.party as party, sum(${exact(raw(OUTCOME_SUMS[sum]))}) as money
        from customer_day d
        where d.day >= ${day(addDays(info.asOf!, -BASELINE_DAYS))} and d.day < ${day(info.asOf!)}
        group by d.party
      ) b on b.party = n.party
      where n.newest_first = 1 and n.band = ${literal(lowBand)} and s.status = 'active'
    ) u`;
}

/** How the money of those who could take the step, and what they would bring, lies with a few of them. Null where nobody stands there. */
export async function nextStepFinding(
  context: MeasureContext,
  step: NextStep,
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info } = context;
  const bought = worthOf(info);
  if (info.asOf === null || bought === null) return null;
  const { exact } = store.dialect;
  const sums = PARTS.map(
    (share, i) => sql`
      sum(case when place <= ceil(${raw(String(share))} * customers) then 1 else 0 end) as n_${raw(String(i))},
      sum(case when place <= ceil(${raw(String(share))} * customers) then ${exact(sql`money`)} end) as money_${raw(String(i))},
      sum(case when place <= ceil(${raw(String(share))} * customers) then ${exact(sql`gain`)} end) as gain_${raw(String(i))}`,
  );
  const query = sql`select ${join(sums)} from (${standing(step, context)}) c`;
  const id = `worth.next.${step.experience}`;
  const [row] = await store.rows(query);
  context.record(id, query, row ? [row] : []);
  const parts = PARTS.map((share, i) => ({
    share,
    n: Number(row?.[`n_${i}`] ?? 0),
    money: Number(row?.[`money_${i}`] ?? 0),
    gain: step.worth === null ? null : Number(row?.[`gain_${i}`] ?? 0),
  }));
  const all = parts.at(-1)!;
  if (all.n === 0) return null;
  const outcome = OUTCOMES.get(bought)!;
  const money = { unit: "money" as const, ...(info.currency ? { currency: info.currency } : {}) };
  const headline: Figure = {
    ...{ id, definition: "next-step-money@1", ...money, grade: "recorded", n: all.n, excluded: [] },
    window: { from: addDays(info.asOf, -BASELINE_DAYS), to: info.asOf, zone: info.zone },
    basis: outcome.basis?.(info) ?? "observed",
    cautions: outcome.cautions?.(info) ?? [],
    ...{ query: { id }, state: "estimate", value: all.money, interval: null },
  };
  const tenth = parts[0]!;
  const values: Message["values"] = {
    ...{ experience: step.experience, lowBand: step.lowBand, n: all.n, total: all.money, outcome: bought, ...money },
    share: all.money > 0 ? tenth.money / all.money : 0,
  };
  return {
    ...{ schema: 1, kind: "worth", id, asOf: info.asOf, dataVersion },
    title: { code: "next_step.title", values },
    headline,
    verdict: { code: all.money > 0 ? "next_step.money" : "next_step.nothing", values },
    notes: [{ code: step.worth === null ? "next_step.no_worth" : "next_step.in_proportion", values: {} }],
    figures: {},
    tables: [partTable(id, parts, money)],
    charts: [],
    evidence: [{ file: `queries/${id}.sql`, what: "evidence.query" }],
  };
}

function partTable(
  id: string,
  parts: readonly { share: number; n: number; money: number; gain: number | null }[],
  money: Pick<Figure, "unit" | "currency">,
): Table {
  const withGain = parts.some(({ gain }) => gain !== null);
  const amount = (value: number | null): TableCell => ({ kind: "number", value, ...money });
  const column = (name: string, align: "start" | "end" = "end") => ({
    ...{ id: name, align, title: { code: `next_step.column.${name}`, values: {} } },
  });
  return {
    id,
    title: { code: "next_step.table", values: {} },
    columns: [column("part", "start"), column("customers"), column("money"), ...(withGain ? [column("gain")] : [])],
    rows: parts.map(({ share, n, money: brought, gain }) => ({
      part: { kind: "message", message: { code: share < 1 ? "next_step.part" : "next_step.all", values: { share } } },
      customers: { kind: "number", value: n, unit: "count" },
      money: amount(brought),
      gain: amount(gain),
    })),
  };
}

/** Columns of the list, as its header names them; the driver is in words. */
export const NEXT_STEP_COLUMNS = [
  "place",
  "customer",
  "segment",
  "country",
  "score",
  "answered",
  "money_last_year",
  "expected_gain",
  "driver",
] as const;

/**
 * Everybody who could take the step, the most money first, with the signal of service that went before the answer and lowers the score
 * most: the code of a driver, null where none that matters was there.
 * @param explained what moves the score; only signals that do beyond chance are named
 */
export async function nextStepPages(
  context: MeasureContext,
  step: NextStep,
  explained: readonly Explained[],
): Promise<AsyncGenerator<Row[]>> {
  const { store, info } = context;
  const direction = info.instruments[step.experience]?.best === "low" ? -1 : 1;
  const harmful = explained
    .filter(({ isBeyond, effect }) => isBeyond && direction * effect < 0)
    .sort((a, b) => direction * (a.effect - b.effect))
    .flatMap(({ driver }) => SIGNALS.find(({ id }) => id === driver.id) ?? []);
  const driver =
    harmful.length === 0
      ? sql`cast(null as ${store.dialect.columnType("text", true)})`
      : sql`case ${join(
          harmful.map(({ id, column }) => sql`when ${column} = 1 then ${literal(id)}`),
          " ",
        )} end`;
  const counts = sql`m.instrument = ${literal(step.experience)} and m.band = ${literal(step.lowBand)}`;
  await store.materialise(
    "value_next_step",
    sql`
    select u.*, d.driver as driver
    from (${standing(step, context)}) u
    left join (
      select m.id as id, ${driver} as driver
      from scored_moment m
      ${signalsBefore(counts)}
      where ${counts}
    ) d on d.id = u.id`,
    ["place"],
  );
  return partyPages(
    store,
    sql`
      select n.place as place, l.label as customer, s.segment as segment, s.country as country, n.score as score, n.day as answered,
        n.money as money_last_year, n.gain as expected_gain, n.driver as driver, concat('', n.place) as key
      from value_next_step n
      inner join customer_state s on s.party = n.party
      left join (${partyLabels}) l on l.party = n.party
    `,
    "n.place",
  );
}
