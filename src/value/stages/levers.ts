import { addDays } from "../../base/day.ts";
import { type Basis, type Grade, type Interval, isEstimate } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { isWorth } from "../../links/ladder.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { isReduced, takenOff } from "../../panel/discounts.ts";
import { BASELINE_DAYS } from "../../panel/settings.ts";
import { normalQuantile } from "../../stats/distributions/normal.ts";
import type { Row } from "../../store/ports/analytics.ts";
import { literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import { componentOf, type STAGES } from "../ledger/stages.ts";

export type LeverStage = Exclude<(typeof STAGES)[number], "none">;
/** Why no lever is told of a stage: what it would rest on is not recorded, of too few, holds nothing beyond chance, or is known of the whole company alone. */
export type NoLever = "not_on_record" | "too_few" | "no_difference" | "whole";

/** What a stage could bring or save in a year, at most. */
export interface StageLever {
  stage: LeverStage;
  found:
    | {
        money: number;
        interval: Interval;
        /** Customers whom it rests on. */
        n: number;
        grade: Grade;
        basis: Basis;
        /** What the words about it need. */
        values: Readonly<Record<string, string | number>>;
      }
    | NoLever;
}

/** Customers from which on a lever is told, and of each group that is compared. */
export const LEVER_NEEDED = 30;
/** Days within which a contact about the same is a repetition. */
export const REPEATED_DAYS = 30;
/** One in so many loyal customers is taken to bring somebody. */
const ONE_IN = 10;
const Z = normalQuantile((1 + CONFIDENCE) / 2);

/**
 * One lever a stage, at most: what is told of one stage is in no other. `value_standing` has to be there, and the ledger where costs are on record.
 * @param worth findings of what steps of scores are worth
 */
export async function stageLevers(context: MeasureContext, worth: readonly Finding[]): Promise<StageLever[]> {
  const { info } = context;
  const isWhole = info.only === undefined || (info.facts.cost ?? 0) === 0;
  const hasCosts = (info.facts.cost ?? 0) + (info.facts.touch ?? 0) > 0;
  const byCost = async (told: (context: MeasureContext) => Promise<StageLever["found"]>) =>
    hasCosts ? (isWhole ? told(context) : "whole") : "not_on_record";
  return [
    { stage: "purchase", found: await byCost(dearChannels) },
    { stage: "support", found: await repeatedContacts(context) },
    { stage: "retention", found: bestStep(worth) },
    { stage: "loyalty", found: await needlessDiscounts(context) },
    { stage: "advocacy", found: await byCost(moreReferrals) },
  ];
}

interface Mean {
  n: number;
  mean: number;
  /** Variance of the mean. */
  variance: number;
}

const meanOf = (n: number, sum: number, squares: number): Mean => {
  const mean = sum / n;
  return { n, mean, variance: n > 1 ? Math.max(0, squares - n * mean ** 2) / (n * (n - 1)) : 0 };
};

const around = (money: number, standardError: number): Interval => ({
  ...{ low: money - Z * standardError, high: money + Z * standardError, level: CONFIDENCE },
});

/** Customers of the last year with what acquiring each cost and what each brought besides, and the channel that won them. */
function acquired({ store: { dialect }, info }: MeasureContext): Sql {
  const { exact, double, day } = dialect;
  const zero = exact(sql`0`);
  return sql`
    select m.party as party, m.channel as channel, m.referred as referred,
      ${double(sql`sum(case when ${componentOf} = 'acquire' then -l.amount else ${zero} end)`)} as cost,
      ${double(sql`sum(case when ${componentOf} = 'acquire' then ${zero} else l.amount end)`)} as brought
    from value_member m
    inner join value_ledger l on l.party = m.party
    where m.since >= ${day(addDays(info.asOf!, -BASELINE_DAYS))} and m.since < ${day(info.asOf!)}
    group by m.party, m.channel, m.referred`;
}

const groupSums = (context: MeasureContext, by: Sql): Sql => {
  const { exact } = context.store.dialect;
  return sql`
    select ${by} as name, count(*) as customers, sum(${exact(sql`a.cost`)}) as cost_sum, sum(${exact(sql`a.cost * a.cost`)}) as cost_squares,
      sum(${exact(sql`a.brought`)}) as brought_sum, sum(${exact(sql`a.brought * a.brought`)}) as brought_squares
    from (${acquired(context)}) a where ${by} is not null group by ${by} order by name`;
};

interface Won {
  name: string;
  cost: Mean;
  brought: Mean;
}

const wonBy = (rows: readonly Row[]): Won[] =>
  rows
    .map((row) => {
      const of = (key: string) => Number(row[key]);
      const n = of("customers");
      const means = {
        cost: meanOf(n, of("cost_sum"), of("cost_squares")),
        brought: meanOf(n, of("brought_sum"), of("brought_squares")),
      };
      return { name: String(row.name), ...means };
    })
    .filter(({ cost }) => cost.n >= LEVER_NEEDED);

const isMore = (a: Mean, b: Mean): boolean => a.mean - b.mean > Z * Math.sqrt(a.variance + b.variance);

/** What dearer channels cost above the median one, where those whom they won do not bring more. */
async function dearChannels(context: MeasureContext): Promise<StageLever["found"]> {
  const query = groupSums(context, sql`a.channel`);
  const rows = await context.store.rows(query);
  context.record("stages.levers.purchase", query, rows);
  const channels = wonBy(rows).sort((a, b) => a.cost.mean - b.cost.mean);
  if (channels.length < 2) return rows.length === 0 ? "not_on_record" : "too_few";
  const median = channels[Math.floor((channels.length - 1) / 2)]!;
  const dear = channels.filter((each) => isMore(each.cost, median.cost) && !isMore(each.brought, median.brought));
  if (dear.length === 0) return "no_difference";
  const n = dear.reduce((sum, { cost }) => sum + cost.n, 0);
  const money = dear.reduce((sum, { cost }) => sum + cost.n * (cost.mean - median.cost.mean), 0);
  const variance = dear.reduce((sum, { cost }) => sum + cost.n ** 2 * cost.variance, n ** 2 * median.cost.variance);
  return {
    ...{ money, interval: around(money, Math.sqrt(variance)), n, grade: "association", basis: "scenario" },
    values: { group: median.name, list: dear.map((each) => each.name).join(", ") },
  };
}

/** What contacts about the same thing cost that came soon after one before, in the last year. */
async function repeatedContacts(context: MeasureContext): Promise<StageLever["found"]> {
  const { store, info } = context;
  const { exact, double, day, daysBetween } = store.dialect;
  const query = sql`
    with asked as (
      select c.party as party, c.topic as topic, c.day as day, c.cost as cost,
        lag(c.day) over (partition by c.party, c.topic order by c.day, c.id) as day_before
      from panel_contact c
      where c.party is not null and c.topic is not null and c.day is not null and c.cost is not null
    ),
    again as (
      select a.party as party, a.topic as topic, sum(${exact(sql`a.cost`)}) as cost
      from asked a
      where a.day >= ${day(addDays(info.asOf!, -BASELINE_DAYS))} and a.day_before is not null
        and ${daysBetween(sql`a.day_before`, sql`a.day`)} <= ${raw(String(REPEATED_DAYS))}
      group by a.party, a.topic
    )
    select a.topic as topic, count(*) as customers, sum(a.cost) as spent, sum(${exact(sql`${double(sql`a.cost`)} * ${double(sql`a.cost`)}`)}) as squares
    from again a group by a.topic order by spent desc, topic`;
  const rows = await store.rows(query);
  context.record("stages.levers.support", query, rows);
  const [known] = await store.rows(
    sql`select count(*) as n from panel_contact c where c.topic is not null and c.cost is not null and c.party is not null`,
  );
  if (Number(known!.n) === 0) return "not_on_record";
  const sum = (key: string) => rows.reduce((all, row) => all + Number(row[key]), 0);
  const [n, money] = [sum("customers"), sum("spent")];
  if (n === 0) return "no_difference";
  if (n < LEVER_NEEDED) return "too_few";
  // How many ask again is a matter of chance too: the variance of the sum of a Poisson number of such costs.
  return {
    ...{ money, interval: around(money, Math.sqrt(sum("squares"))), n, grade: "recorded", basis: "scenario" },
    values: {
      group: String(rows[0]!.topic),
      days: REPEATED_DAYS,
      share: money > 0 ? Number(rows[0]!.spent) / money : 0,
    },
  };
}

/** The step of a score that brings most if one in ten of those below it takes it, of those that hold up. */
function bestStep(worth: readonly Finding[]): StageLever["found"] {
  const inMoney = worth.filter(({ headline }) => headline.unit === "money_per_customer");
  if (inMoney.length === 0) return "not_on_record";
  const steps = inMoney.flatMap((finding) => {
    const total = finding.figures.total;
    return isWorth(finding) && total && isEstimate(total) && total.interval && total.value > 0
      ? [{ finding, total, interval: total.interval }]
      : [];
  });
  const [best] = steps.sort((a, b) => b.total.value - a.total.value);
  if (best === undefined) return inMoney.some(({ headline }) => isEstimate(headline)) ? "no_difference" : "too_few";
  const { experience, lowBand, highBand, horizonDays: days } = best.finding.verdict.values;
  return {
    ...{
      money: best.total.value,
      interval: best.interval,
      n: best.total.n,
      grade: best.total.grade,
      basis: "scenario",
    },
    values: { experience: experience!, lowBand: lowBand!, highBand: highBand!, days: days! },
  };
}

/** What was taken off orders of the last year for customers who had bought twice or more in the year before, mostly at full price. */
async function needlessDiscounts(context: MeasureContext): Promise<StageLever["found"]> {
  const { store, info } = context;
  const { exact, double, day } = store.dialect;
  const year = raw(String(BASELINE_DAYS));
  const query = sql`
    with priced as (
      select o.party as party, o.order_id as order_id, o.day as day, ${isReduced("o")} as reduced, ${takenOff("o")} as off
      from panel_order o where o.party is not null and o.day is not null and ${isReduced("o")} is not null
    ),
    given as (
      select g.party as party, g.order_id as order_id, min(g.off) as off
      from priced g
      inner join priced b on b.party = g.party and b.day < g.day and b.day >= g.day - ${year}
      where g.reduced = 1 and g.day >= ${day(addDays(info.asOf!, -BASELINE_DAYS))} and g.day < ${day(info.asOf!)}
      group by g.party, g.order_id
      having count(*) >= 2 and 2 * sum(b.reduced) < count(*)
    ),
    each_party as (select g.party as party, sum(${exact(sql`g.off`)}) as off from given g group by g.party)
    select count(*) as customers, sum(e.off) as given_away, sum(${exact(sql`${double(sql`e.off`)} * ${double(sql`e.off`)}`)}) as squares,
      (select count(*) from priced) as known
    from each_party e`;
  const [row] = await store.rows(query);
  context.record("stages.levers.loyalty", query, [row!]);
  const of = (key: string) => Number(row?.[key] ?? 0);
  if (of("known") === 0) return "not_on_record";
  if (of("customers") === 0) return "no_difference";
  if (of("customers") < LEVER_NEEDED) return "too_few";
  const money = of("given_away");
  return {
    ...{ money, interval: around(money, Math.sqrt(of("squares"))), n: of("customers") },
    ...{ grade: "recorded", basis: "scenario", values: {} },
  };
}

/** What acquiring those whom others brought costs less, for one in ten of today's loyal customers bringing one. */
async function moreReferrals(context: MeasureContext): Promise<StageLever["found"]> {
  const query = groupSums(context, sql`a.referred`);
  const rows = await context.store.rows(query);
  context.record("stages.levers.advocacy", query, rows);
  if ((context.info.facts.referral ?? 0) === 0) return "not_on_record";
  const won = wonBy(rows);
  const [others, brought] = ["0", "1"].map((name) => won.find((each) => each.name === name));
  if (!others || !brought) return "too_few";
  if (!isMore(others.cost, brought.cost)) return "no_difference";
  const [loyal] = await context.store.rows(
    sql`select count(*) as n from value_standing h where h.next_stage = '' and h.stage = ${literal("loyalty")}`,
  );
  const count = Number(loyal!.n) / ONE_IN;
  if (count < 1) return "too_few";
  const each = others.cost.mean - brought.cost.mean;
  return {
    ...{ money: count * each, n: others.cost.n + brought.cost.n, grade: "association", basis: "scenario" },
    interval: around(count * each, count * Math.sqrt(others.cost.variance + brought.cost.variance)),
    values: { count: Math.round(count) },
  };
}
