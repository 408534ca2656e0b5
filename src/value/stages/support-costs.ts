import type { Interval } from "../../findings/figure.ts";
import { BAND_MINIMUM } from "../../links/contrast.ts";
import { notEnoughContactCost } from "../../measures/definitions/common.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { studentTQuantile } from "../../stats/distributions/student-t.ts";
import { type ClusteredMean, clusteredMean, clusterSums } from "../../stats/intervals/clustered-mean.ts";
import { clusterCovariance } from "../../stats/regression/cluster-robust.ts";
import { designOf } from "../../stats/regression/design.ts";
import { fitLinear } from "../../stats/regression/linear.ts";
import { spearmanCorrelation } from "../../stats/tests/correlation.ts";
import type { Row } from "../../store/ports/analytics.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { literal, raw, type Sql, sql } from "../../store/sql/sql.ts";

/** Answers from which a kind of contact is told by itself. */
export const KIND_MINIMUM = 30;
/** Kinds that are told one by one, those with the most answers. */
const KINDS_SHOWN = 10;
/** Answers that are read at most; of more, customers are drawn by a hash. */
const MOST_ROWS = 250_000;
/** Kinds from which their order by cost is held against their order by score. */
const KINDS_RANKED = 5;

export const KINDS = ["topic", "channel"] as const;
export type KindOf = (typeof KINDS)[number];

/** What some contacts cost, and the score that followed them. */
export interface CostAndScore {
  /** Answers, each after a contact or a case of its own. */
  n: number;
  cost: ClusteredMean;
  score: ClusteredMean;
  /** Mean handling time in seconds; null where it is not known of all. */
  handle: number | null;
}

export interface SupportCosts {
  instrument: string;
  n: number;
  /** By topic, then by channel. */
  kinds: (CostAndScore & { of: KindOf; kind: string })[];
  /** From the cheapest quarter to the dearest. */
  quarters: CostAndScore[];
  /** Points of the score that go with one unit of money more, within the same topic and channel; null where costs do not vary. */
  slope: { value: number; interval: Interval } | null;
  /** Spearman's, of the kinds of the topic; null with fewer than five. */
  ranks: number | null;
  oneIn: number;
}

export type SupportFound = SupportCosts | { instrument: string; n: number; lack: "contact_cost" | "answers" };

/**
 * What a contact cost beside the score that followed it, by answers about a contact, or about a case with all its contacts up to the answer.
 * Null where nobody answered about a contact.
 */
export async function supportCosts(context: MeasureContext): Promise<SupportFound | null> {
  const { store, info, record } = context;
  const { dialect } = store;
  const contacts = (info.facts.contact ?? 0) + (info.facts.case ?? 0);
  if (contacts === 0 || info.asOf === null) return null;
  const counted = await store.rows(sql`
    select a.instrument as instrument, count(*) as n
    from panel_answer a
    where a.state = 'valid' and a.about in ('contact', 'case') and a.score is not null and a.parts is null
      and a.party is not null and a.band is not null
    group by a.instrument order by n desc, instrument
  `);
  // A score before single questions of a survey, of which a response answers several.
  const most = counted.find((row) => Object.hasOwn(info.instruments, String(row.instrument))) ?? counted[0];
  if (!most) return null;
  const instrument = String(most.instrument);
  const asked = Number(most.n);
  if (notEnoughContactCost(info) !== null) return { instrument, n: asked, lack: "contact_cost" };
  const oneIn = Math.max(1, Math.ceil(asked / MOST_ROWS));
  const told = answersWithCost(dialect, instrument, oneIn);
  const sums = sql`${KINDS.map((of) => kindSums(dialect, told, of)).reduce((all, one) => sql`${all} union all ${one}`)} order by told_of, n desc, kind`;
  const rows = await store.rows(sums);
  record("stages.support", sums, rows);
  const { double } = dialect;
  const columns = await store.columns(sql`
    select ${double(sql`dense_rank() over (order by t.party)`)} as customer, ${double(sql`t.score`)} as score,
      round(${double(sql`t.cost`)}, 8) as cost, ${double(sql`coalesce(t.handle, -1)`)} as handle,
      ${double(sql`dense_rank() over (order by coalesce(t.channel, ''), coalesce(t.topic, ''))`)} as kind
    from (${told}) t
    order by t.id
  `);
  const n = columns.score?.length ?? 0;
  if (n < BAND_MINIMUM) return { instrument, n, lack: "answers" };
  const kinds = KINDS.flatMap((of) =>
    rows
      .filter((row) => row.told_of === of && row.kind !== null && Number(row.n) >= KIND_MINIMUM)
      .slice(0, KINDS_SHOWN)
      .map((row) => ({ of, kind: String(row.kind), ...readKind(row) })),
  );
  const topics = kinds.filter(({ of }) => of === "topic");
  return {
    ...{ instrument, n, kinds, oneIn },
    quarters: quartersOf(columns),
    slope: slopeWithin(columns),
    ranks:
      topics.length < KINDS_RANKED
        ? null
        : spearmanCorrelation(
            topics.map(({ cost }) => cost.mean),
            topics.map(({ score }) => score.mean),
          ),
  };
}

/** One row an answer about a contact or a case whose cost is known, with what was spent on it until then. */
function answersWithCost({ exact }: Dialect, instrument: string, oneIn: number): Sql {
  const of = (about: string, key: string) => sql`
      select a.id as id, a.party as party, a.score as score, c.cost as cost, c.handle as handle, c.channel as channel, c.topic as topic
      from panel_answer a
      inner join fact_answer f on f.id = a.id
      inner join panel_contact c on c.${raw(key)} = f.about_id
      where a.about = ${literal(about)} and a.state = 'valid' and a.instrument = ${literal(instrument)} and a.score is not null
        and a.parts is null and a.party is not null and a.band is not null and c.day <= a.day
        ${oneIn === 1 ? raw("") : sql`and a.party % ${raw(String(oneIn))} = 0`}`;
  const one = (column: string) =>
    sql`case when min(x.${raw(column)}) = max(x.${raw(column)}) then min(x.${raw(column)}) end as ${raw(column)}`;
  return sql`
    select x.id as id, min(x.party) as party, min(x.score) as score, sum(${exact(sql`x.cost`)}) as cost,
      case when count(x.handle) = count(*) then sum(${exact(sql`x.handle`)}) end as handle, ${one("channel")}, ${one("topic")}
    from (${of("contact", "contact_id")} union all ${of("case", "case_id")}) x
    group by x.id
    having count(x.cost) = count(*)`;
}

/** Sums by kind, with those by customer that the error of a mean needs. */
function kindSums({ double, exact }: Dialect, told: Sql, of: KindOf): Sql {
  const times = (one: string, other: string) => sql`sum(${exact(sql`${double(raw(one))} * ${double(raw(other))}`)})`;
  // What is summed has another name than its sum: ClickHouse reads the one for the other.
  return sql`
    select ${literal(of)} as told_of, p.told as kind, count(*) as customers, sum(p.each) as n, ${times("p.each", "p.each")} as n_squared,
      sum(p.spent) as cost, ${times("p.spent", "p.spent")} as cost_squared, ${times("p.each", "p.spent")} as n_cost,
      sum(p.said) as score, ${times("p.said", "p.said")} as score_squared, ${times("p.each", "p.said")} as n_score,
      sum(p.took) as handle, sum(p.timed) as handled
    from (
      select t.${raw(of)} as told, t.party as party, count(*) as each, sum(t.cost) as spent, sum(${exact(sql`t.score`)}) as said,
        sum(t.handle) as took, count(t.handle) as timed
      from (${told}) t
      group by t.${raw(of)}, t.party
    ) p
    group by p.told`;
}

function readKind(row: Row): CostAndScore {
  const number = (key: string) => Number(row[key] ?? 0);
  const n = number("n");
  const mean = (name: string) =>
    clusteredMean({
      ...{ clusters: number("customers"), n, nSquared: number("n_squared"), sum: number(name) },
      ...{ sumSquared: number(`${name}_squared`), nTimesSum: number(`n_${name}`) },
    });
  return { n, cost: mean("cost"), score: mean("score"), handle: number("handled") === n ? number("handle") / n : null };
}

type Columns = Readonly<Record<string, Float64Array>>;

/** The same by quarters of the cost; equal costs stand in one quarter. */
function quartersOf({ cost, score, handle, customer }: Columns): CostAndScore[] {
  const ordered = Float64Array.from(cost!).sort();
  const bounds = [0.25, 0.5, 0.75].map((share) => ordered[Math.floor(share * (ordered.length - 1))]!);
  const quarter = cost!.map((value) => bounds.filter((bound) => value > bound).length);
  return [0, 1, 2, 3].flatMap((which): CostAndScore[] => {
    const rows = Array.from(quarter.keys()).filter((row) => quarter[row] === which);
    if (rows.length === 0) return [];
    const mean = (values: Float64Array) => {
      const groups = new Map<number, { n: number; sum: number }>();
      for (const row of rows) {
        const group = groups.get(customer![row]!) ?? { n: 0, sum: 0 };
        groups.set(customer![row]!, { n: group.n + 1, sum: group.sum + values[row]! });
      }
      return clusteredMean(clusterSums(groups.values()));
    };
    const isHandled = rows.every((row) => handle![row]! >= 0);
    return [
      {
        ...{ n: rows.length, cost: mean(cost!), score: mean(score!) },
        handle: isHandled ? mean(handle!).mean : null,
      },
    ];
  });
}

/** The slope of the score on the cost, both less the mean of their topic and channel, with errors by customer. */
function slopeWithin({ cost, score, customer, kind }: Columns): SupportCosts["slope"] {
  const less = (values: Float64Array) => {
    const sums = new Map<number, { n: number; sum: number }>();
    kind!.forEach((of, row) => {
      const { n, sum } = sums.get(of) ?? { n: 0, sum: 0 };
      sums.set(of, { n: n + 1, sum: sum + values[row]! });
    });
    return values.map((value, row) => value - sums.get(kind![row]!)!.sum / sums.get(kind![row]!)!.n);
  };
  const spent = less(cost!);
  if (!spent.some((value) => Math.abs(value) > 1e-9) || new Set(customer!).size < 2) return null;
  const data = { design: designOf({ cost: spent }), y: less(score!) };
  const fit = fitLinear(data);
  const { standardErrors, df } = clusterCovariance({ data, fit, clusterOf: customer! });
  const half = studentTQuantile(0.5 + CONFIDENCE / 2, df[1]!) * standardErrors[1]!;
  const value = fit.coefficients[1]!;
  return { value, interval: { low: value - half, high: value + half, level: CONFIDENCE } };
}
