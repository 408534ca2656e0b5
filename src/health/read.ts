import type { Day } from "../base/day.ts";
import { factTable } from "../facts/columns.ts";
import { FACT_KINDS, type FactKind, factDefinition } from "../facts/facts.ts";
import type { Instruments } from "../facts/instruments.ts";
import { factDay } from "../panel/days.ts";
import type { PanelInfo } from "../panel/settings.ts";
import type { Analytics } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { AmountGroup, ScoreMonth, ScorePair } from "./scores.ts";
import type { WeeklySeries } from "./series.ts";

/** Kinds that happen, as opposed to what describes. */
const HAPPENS: readonly FactKind[] = [
  ...(["purchase", "refund", "case", "contact", "invitation", "answer", "review", "points", "touch", "offer"] as const),
];

type Facts = Readonly<Record<string, number>>;
const present = (kinds: readonly FactKind[], facts: Facts) => kinds.filter((kind) => (facts[kind] ?? 0) > 0);
const table = (kind: FactKind): Sql => raw(factTable(kind));
const loads = (): Sql => sql`inner join "load" l on l."load" = f."load"`;

/** Records by kind, source and week. */
export async function weeklySeries(
  { dialect, rows }: Analytics,
  { zone, facts, asOf }: PanelInfo,
): Promise<WeeklySeries[]> {
  const kinds = present(HAPPENS, facts);
  if (kinds.length === 0 || asOf === null) return [];
  const day = factDay(dialect, zone, "f");
  const each = kinds.map(
    (kind) => sql`
      select ${literal(kind)} as fact, f."load" as load_nr, ${dialect.startOf("week", sql`f.day`)} as week, count(*) as n, max(f.day) as last
      from (select f."load" as "load", ${day} as day from ${table(kind)} f where f.at is not null) f
      group by f."load", ${dialect.startOf("week", sql`f.day`)}`,
  );
  const found = await rows(sql`
    select x.fact as fact, l.format as source, x.week as week, sum(x.n) as n, max(x.last) as last
    from (${join(each, " union all ")}) x
    inner join "load" l on l."load" = x.load_nr
    group by x.fact, l.format, x.week
    order by fact, source, week
  `);
  const series = new Map<string, { fact: FactKind; source: string; weeks: { week: Day; n: number }[]; lastDay: Day }>();
  for (const row of found) {
    const [fact, source, last] = [row.fact as FactKind, String(row.source), String(row.last).slice(0, 10) as Day];
    const id = `${fact} ${source}`;
    const own = series.get(id) ?? { fact, source, weeks: [], lastDay: last };
    own.weeks.push({ week: String(row.week).slice(0, 10) as Day, n: Number(row.n) });
    if (last > own.lastDay) own.lastDay = last;
    series.set(id, own);
  }
  const all = [...series.values()];
  const endOfRecords = all
    .map(({ lastDay }) => lastDay)
    .sort()
    .at(-1)!;
  return all.map((own) => ({ ...own, endOfRecords }));
}

/** Answers by score, scale, source and month. */
export async function scoreMonths({ dialect, rows }: Analytics, { zone, facts }: PanelInfo): Promise<ScoreMonth[][]> {
  if ((facts.answer ?? 0) === 0) return [];
  const score = dialect.double(sql`f.score`);
  const month = dialect.startOf("month", factDay(dialect, zone, "f"));
  const found = await rows(sql`
    select f.instrument as instrument, l.format as source, f.scale_min as scale_min, f.scale_max as scale_max, ${month} as month,
      count(*) as n, avg(${score}) as mean, coalesce(stddev_samp(${score}), 0) as sd, min(${score}) as low, max(${score}) as high
    from fact_answer f ${loads()}
    where f.score is not null and f.at is not null and f.scale_min is not null and f.scale_max is not null
    group by f.instrument, l.format, f.scale_min, f.scale_max, ${month}
    order by instrument, source, scale_min, scale_max, month
  `);
  const groups = new Map<string, ScoreMonth[]>();
  for (const row of found) {
    const own: ScoreMonth = {
      ...{
        instrument: String(row.instrument),
        source: String(row.source),
        month: String(row.month).slice(0, 10) as Day,
      },
      ...{ scaleMin: Number(row.scale_min), scaleMax: Number(row.scale_max), n: Number(row.n) },
      ...{ mean: Number(row.mean), sd: Number(row.sd), low: Number(row.low), high: Number(row.high) },
    };
    const id = [own.instrument, own.source, own.scaleMin, own.scaleMax].join(" ");
    groups.set(id, [...(groups.get(id) ?? []), own]);
  }
  return [...groups.values()];
}

/** How scores of the same people go together, each turned so that more is better. */
export async function scorePairs(
  { dialect, rows }: Analytics,
  { instruments, facts }: PanelInfo,
): Promise<ScorePair[]> {
  if ((facts.answer ?? 0) === 0) return [];
  const found = await rows(sql`
    with person as (
      select party, instrument, avg(${dialect.double(sql`score`)} * ${turned(instruments)}) as score
      from panel_answer
      where state = 'valid' and party is not null and parts is null
      group by party, instrument
    )
    select a.instrument as a, b.instrument as b, count(*) as n, corr(a.score, b.score) as correlation
    from person a
    inner join person b on b.party = a.party
    where a.instrument < b.instrument
    group by a.instrument, b.instrument
    order by a, b
  `);
  return found
    .filter(({ correlation }) => typeof correlation === "number" && Number.isFinite(correlation))
    .map((row) => ({ a: String(row.a), b: String(row.b), n: Number(row.n), correlation: Number(row.correlation) }));
}

function turned(instruments: Instruments): Sql {
  const low = Object.values(instruments).filter(({ best }) => best === "low");
  return low.length === 0
    ? raw("1")
    : sql`case when instrument in (${join(low.map(({ id }) => literal(id)))}) then -1 else 1 end`;
}

/** The middle amount of orders by source and currency: of each quarter, then of each file. */
export async function amountGroups({ dialect, rows }: Analytics, { zone, facts }: PanelInfo): Promise<AmountGroup[][]> {
  if ((facts.purchase ?? 0) === 0) return [];
  const median = dialect.quantile(dialect.double(sql`f.amount`), 0.5);
  const by = (group: Sql, order: Sql) =>
    rows(sql`
    select l.format as source, f.currency as currency, ${group} as part, count(*) as n, ${median} as median
    from fact_purchase f ${loads()}
    where f.amount > 0 and f.at is not null
    group by l.format, f.currency, ${group}
    order by source, currency, ${order}
  `);
  const quarter = dialect.startOf("quarter", factDay(dialect, zone, "f"));
  const groups = [await by(quarter, sql`part`), await by(sql`l.name`, sql`part`)];
  return groups.map((found) =>
    found.map((row) => ({
      ...{ source: String(row.source), currency: row.currency === null ? null : String(row.currency) },
      ...{ group: String(row.part).slice(0, 80), n: Number(row.n), median: Number(row.median) },
    })),
  );
}

export interface Twins {
  orders: number;
  /** Orders that have the customer, the moment and the amount of another one, beyond the first of them. */
  twins: number;
  /** Of these, those whose moment is known to the second. */
  exact: number;
}

export async function orderTwins({ rows }: Analytics, { facts }: PanelInfo): Promise<Twins> {
  if ((facts.purchase ?? 0) === 0) return { orders: 0, twins: 0, exact: 0 };
  const [row] = await rows(sql`
    select count(*) as alike, coalesce(sum(n), 0) as orders, coalesce(sum(n - 1), 0) as twins,
      coalesce(sum(case when is_exact = 1 then n - 1 else 0 end), 0) as exact
    from (
      select count(*) as n, max(case when f.precision = 'instant' then 1 else 0 end) as is_exact
      from fact_purchase f
      where f.subject is not null and f.at is not null and f.amount is not null and f.amount <> 0
      group by f.subject, f.at, f.amount
    ) alike
  `);
  return { orders: Number(row!.orders), twins: Number(row!.twins), exact: Number(row!.exact) };
}

export interface LineSums {
  /** Orders whose amount and whose lines are both on record. */
  orders: number;
  differing: number;
}

/** Orders against the sum of their lines, to the cent. */
export async function lineSums({ dialect, rows }: Analytics, { facts }: PanelInfo): Promise<LineSums> {
  if ((facts.purchase ?? 0) === 0 || (facts.line ?? 0) === 0) return { orders: 0, differing: 0 };
  const [row] = await rows(sql`
    with summed as (
      select order_id, sum(amount) as amount
      from fact_line
      where order_id is not null and amount is not null
      group by order_id
    )
    select count(*) as orders,
      coalesce(sum(case when abs(${dialect.double(sql`s.amount`)} - ${dialect.double(sql`f.amount`)}) > 0.0101 then 1 else 0 end), 0) as differing
    from fact_purchase f
    inner join summed s on s.order_id = f.order_id
    where f.amount is not null
  `);
  return { orders: Number(row!.orders), differing: Number(row!.differing) };
}

/** What of one load was matched to people. */
export interface Matched {
  file: string;
  fact: FactKind;
  n: number;
  /** Records whose customer is known by any identifier. */
  named: number;
  /** Records whose customer has also bought or subscribed. */
  customers: number;
}

/** Kinds that are somebody's through the order or the contact that they belong to, or that say who is who. */
const OF_ANOTHER: readonly FactKind[] = ["line", "leg", "alias"];

/** By load and kind: how many records name somebody, and somebody who buys. */
export async function matchedByLoad({ rows }: Analytics, { facts }: PanelInfo): Promise<Matched[]> {
  const kinds = present(FACT_KINDS, facts).filter(
    (kind) => factDefinition(kind).subject !== "none" && !OF_ANOTHER.includes(kind),
  );
  if (kinds.length === 0) return [];
  const found = await rows(sql`
    select l.name as name, l.part as part, x.fact as fact, x.n as n, x.named as named, x.customers as customers
    from (
      select p.fact as fact, p.load_nr as load_nr, count(*) as n, count(p.party) as named, count(s.customer_since) as customers
      from (${partiesOf(kinds)}) p
      left join customer_state s on s.party = p.party
      group by p.fact, p.load_nr
    ) x
    inner join "load" l on l."load" = x.load_nr
    order by l.sort_key, x.fact
  `);
  return found.map((row) => ({
    file: row.part === null ? String(row.name) : `${String(row.name)} › ${String(row.part)}`,
    fact: row.fact as FactKind,
    ...{ n: Number(row.n), named: Number(row.named), customers: Number(row.customers) },
  }));
}

/** Whose each record is. All kinds are looked up at once: an engine builds the table of identifiers once for them. */
function partiesOf(kinds: readonly FactKind[]): Sql {
  const direct = kinds.filter((kind) => kind !== "answer");
  const subjects = direct.map(
    (kind) => sql`select ${literal(kind)} as fact, f."load" as load_nr, f.subject as subject from ${table(kind)} f`,
  );
  return join(
    [
      ...(direct.length > 0
        ? [
            sql`
        select u.fact as fact, u.load_nr as load_nr, i.party as party
        from (${join(subjects, " union all ")}) u
        left join identity i on i.key = u.subject`,
          ]
        : []),
      // An answer may be somebody's through the order, contact or invitation that it is about: the panel knows.
      ...(kinds.includes("answer")
        ? [
            sql`
        select 'answer' as fact, f."load" as load_nr, a.party as party
        from fact_answer f
        left join panel_answer a on a.id = f.id`,
          ]
        : []),
    ],
    " union all ",
  );
}
