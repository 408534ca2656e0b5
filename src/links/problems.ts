import { addMonths, type Day } from "../base/day.ts";
import { inParallel } from "../base/in-parallel.ts";
import type { Period } from "../base/period.ts";
import { INSTRUMENTS } from "../facts/instruments.ts";
import type { BandsChart } from "../findings/chart-spec.ts";
import { type Figure, type FigureHeader, isEstimate, type Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { stateMessage } from "../findings/state-message.ts";
import { notEnoughContactCost, notEnoughCost, ofContactCost, ofMargin } from "../measures/definitions/common.ts";
import { dimension } from "../measures/dimension.ts";
import { type MeasureContext, type MeasureRow, measureByCut } from "../measures/measure.ts";
import { MEASURES } from "../measures/registry.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { bandSums, momentRows, readBandSums } from "./band-sums.ts";
import { BAND_MINIMUM, bandEstimate, contrast } from "./contrast.ts";
import { chooseHorizons } from "./horizon.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";

/** What a problem can be about; a low score can be about either, an issue has a topic alone. */
const PLACES = ["topic", "touchpoint"] as const;
type Place = (typeof PLACES)[number];

/** Most problems that a table shows; the others are counted. */
const SHOWN = 12;
/** Below so many customers a problem could point at one of them. */
const PRIVATE_BELOW = 5;
/** Days within which a refund follows a problem. */
const REFUND_DAYS = 30;
/** Scores in the order in which one of them speaks for a problem. */
const SCORES = ["csat", "ces", "nps"];

/** Bands of the standard instruments that say that something was wrong. */
const LOW_BANDS = Object.values(INSTRUMENTS).flatMap(({ bands }) =>
  bands.filter(({ tone }) => tone === "bad").map(({ code }) => code),
);
const isLow = (band: Sql): Sql => sql`${band} in (${join(LOW_BANDS.map(literal))})`;

/** Where customers had a problem, ranked by the money that stands behind them: one finding by topic, one by touchpoint. */
export async function problemFindings(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const window = windowOf(context);
  if (window === null) return [];
  const found = await inParallel(PLACES, (place) => problemFinding(context, place, window, dataVersion));
  return found.filter((finding) => finding !== null);
}

/** The window that was asked for, otherwise the last year of the records. */
function windowOf({ info, from, to }: MeasureContext): (Period & { from: Day; to: Day }) | null {
  const end = to ?? info.asOf;
  if (end === null) return null;
  const year = addMonths(end, -12);
  const start = from ?? (info.firstDay !== null && info.firstDay > year ? info.firstDay : year);
  return start < end ? { from: start, to: end, zone: info.zone } : null;
}

interface Problem {
  place: string;
  /** Issues and answers about it. */
  n: number;
  customers: number;
  /** Customers who gave a low score about it, or whose issue was not settled at the first contact. */
  unhappy: number;
  /** What these brought in the window; null where nobody's money is on record. */
  stake: number | null;
  contactCost: number | null;
  refunded: number | null;
}

async function problemFinding(
  context: MeasureContext,
  place: Place,
  window: Period & { from: Day; to: Day },
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info } = context;
  const ask = async (name: string, query: Sql) => {
    const rows = await store.rows(query);
    context.record(`problems.${place}.${name}`, query, rows);
    return rows;
  };
  const parts = partsOf(context, place, window);
  const byPlace = await ask("by-place", parts.byPlace);
  // One alone has nothing to be ranked with.
  if (byPlace.length < 2) return null;
  const [total] = await ask("total", parts.total);
  const costs = parts.contactCost ? byKey(await ask("contact-cost", parts.contactCost), "cost") : null;
  const refunds = parts.refunds ? byKey(await ask("refunds", parts.refunds), "refunded") : null;
  const hasMoney = (info.facts.purchase ?? 0) > 0 && info.currency !== null;
  const problems = byPlace.map(
    (row): Problem => ({
      place: String(row.place),
      n: Number(row.n),
      customers: Number(row.customers),
      unhappy: Number(row.unhappy),
      stake: hasMoney ? Number(row.stake ?? 0) : null,
      contactCost: costs ? (costs.get(String(row.place)) ?? 0) : null,
      refunded: refunds ? (refunds.get(String(row.place)) ?? 0) : null,
    }),
  );
  const ranked = problems
    .filter(({ customers }) => customers >= PRIVATE_BELOW)
    .sort((a, b) => (b.stake ?? 0) - (a.stake ?? 0) || b.unhappy - a.unhappy || (a.place < b.place ? -1 : 1));
  const shown = ranked.slice(0, SHOWN);
  const unhappy = Number(total?.unhappy ?? 0);
  const header = {
    id: `problems.${place}`,
    window,
    grade: "recorded" as const,
    basis: hasMoney ? ofMargin.basis(info) : ("observed" as const),
    n: unhappy,
    excluded: [],
    query: { id: `problems.${place}.total` },
    cautions: [
      ...(hasMoney ? ofMargin.cautions(info) : []),
      ...(hasMoney && !isMarginKnown(context)
        ? [{ code: "caution.revenue_not_margin", values: { coverage: info.costCoverage ?? 0 } }]
        : []),
      ...(costs ? ofContactCost.cautions(info) : []),
    ],
  };
  const headline: Figure = hasMoney
    ? {
        ...header,
        ...{ definition: "money-at-stake@1", unit: "money", currency: info.currency! },
        ...{ state: "estimate", value: Number(total?.stake ?? 0), interval: null },
      }
    : {
        ...header,
        ...{ definition: "unhappy-customers@1", unit: "count" },
        ...{ state: "estimate", value: unhappy, interval: null },
      };
  const money = { unit: "money" as const, ...(info.currency ? { currency: info.currency } : {}) };
  const nameless = byPlace.reduce((sum, row) => sum + Number(row.nameless), 0);
  const everything = Number(total?.everything ?? 0);
  const tables: Table[] = [];
  if (shown.length > 0) {
    tables.push(problemTable(place, shown, ranked.length - shown.length, money));
    const experience = await experienceTable(
      context,
      place,
      window,
      shown.map((problem) => problem.place),
    );
    if (experience) tables.push(experience);
  }
  const [first] = shown.filter((problem) => problem.unhappy > 0);
  return {
    schema: 1,
    kind: "problem",
    id: `problems.${place}`,
    asOf: info.asOf,
    dataVersion,
    title: { code: "problems.title", values: { dimension: place } },
    headline,
    verdict: verdictOf(first, money),
    notes: [
      ...(hasMoney && everything > 0 && isEstimate(headline) && headline.value > 0
        ? [{ code: "problems.share", values: { share: headline.value / everything } }]
        : []),
      ...(nameless > 0 ? [{ code: "problems.nameless", values: { n: nameless } }] : []),
    ],
    figures: {},
    tables,
    charts: hasMoney && shown.length > 1 ? [stakeChart(place, shown, money)] : [],
    evidence: [{ file: `queries/problems.${place}.total.sql`, what: "evidence.query" }],
  };
}

type Money = Pick<FigureHeader, "unit" | "currency">;

const isMarginKnown = ({ info }: MeasureContext): boolean => notEnoughCost(info) === null;

const byKey = (rows: readonly Readonly<Record<string, unknown>>[], value: string): Map<string, number> =>
  new Map(rows.map((row) => [String(row.place), Number(row[value] ?? 0)]));

/** The reductions behind a finding; null where the facts that one needs are not there. */
function partsOf(context: MeasureContext, place: Place, window: { from: Day; to: Day }) {
  const { info } = context;
  const { dialect } = context.store;
  const within = (day: Sql) => sql`${day} >= ${dialect.day(window.from)} and ${day} < ${dialect.day(window.to)}`;
  const column = raw(`p.${place}`);
  const metBy = [
    ...(place === "topic"
      ? [
          sql`select ${column} as place, p.party as party, p.day as day,
        case when p.came_back = 1 or p.was_reopened = 1 or p.first_contact_resolved = 0 then 1 else 0 end as bad
      from panel_case p
      where ${column} is not null and ${within(sql`p.day`)}`,
        ]
      : []),
    sql`select ${column} as place, p.party as party, p.day as day, case when ${isLow(sql`p.band`)} then 1 else 0 end as bad
      from panel_answer p
      where p.state = 'valid' and p.band is not null and ${column} is not null and ${within(sql`p.day`)}`,
  ];
  const met = sql`met as (
      ${join(metBy, "\n      union all\n      ")}
    )`;
  const brought = isMarginKnown(context) ? "d.revenue - d.cost - d.refunded" : "d.revenue - d.refunded";
  const yearly = sql`yearly as (
      select d.party as party, sum(${dialect.exact(raw(brought))}) as money
      from customer_day d
      where ${within(sql`d.day`)}
      group by d.party
    )`;
  return {
    byPlace: sql`
    with ${met},
    ${yearly},
    by_party as (
      select place, party, count(*) as n, max(bad) as bad, sum(bad) as times from met group by place, party
    )
    select
      b.place as place, sum(b.n) as n, count(b.party) as customers,
      sum(case when b.party is not null then b.bad else 0 end) as unhappy,
      sum(case when b.party is null then b.times else 0 end) as nameless,
      sum(case when b.bad = 1 then y.money end) as stake
    from by_party b
    left join yearly y on y.party = b.party
    group by b.place
    order by b.place
  `,
    total: sql`
    with ${met},
    ${yearly},
    by_party as (
      select party, max(bad) as bad from met where party is not null group by party
    )
    select
      count(*) as customers, sum(b.bad) as unhappy, sum(case when b.bad = 1 then y.money end) as stake,
      (select sum(money) from yearly) as everything
    from by_party b
    left join yearly y on y.party = b.party
  `,
    contactCost:
      place === "topic" && notEnoughContactCost(info) === null
        ? sql`
    select p.topic as place, sum(${dialect.exact(sql`p.cost`)}) as cost
    from panel_contact p
    where p.topic is not null and ${within(sql`p.day`)}
    group by p.topic
    order by p.topic
  `
        : null,
    refunds:
      (info.facts.refund ?? 0) > 0
        ? sql`
    with ${met},
    followed as (
      select distinct m.place as place, r.id as id, r.amount as amount
      from met m
      inner join panel_refund r on r.party = m.party and r.day >= m.day and r.day <= m.day + ${raw(String(REFUND_DAYS))}
      where m.bad = 1
    )
    select place, sum(${dialect.exact(sql`amount`)}) as refunded
    from followed
    group by place
    order by place
  `
        : null,
  };
}

function verdictOf(first: Problem | undefined, money: Money): Message {
  if (!first) return { code: "problems.most.nobody", values: {} };
  const { place: group, unhappy: n, stake } = first;
  return stake === null
    ? { code: "problems.most.customers", values: { group, n } }
    : { code: "problems.most.money", values: { ...money, group, n, value: stake } };
}

const column = (id: string, values: Message["values"] = {}): Table["columns"][number] => ({
  id,
  title: { code: `problems.column.${id}`, values },
  align: id === "place" ? "start" : "end",
});

function problemTable(place: Place, shown: readonly Problem[], leftOut: number, money: Money): Table {
  const amount = (value: number | null): TableCell => ({ kind: "number", value, ...money });
  const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
  const has = (part: "stake" | "contactCost" | "refunded") => shown.some((problem) => problem[part] !== null);
  return {
    id: `problems.${place}`,
    title: { code: "problems.table", values: {} },
    columns: [
      ...["place", "issues", "customers", "unhappy"].map((id) => column(id)),
      ...(has("stake") ? [column("stake")] : []),
      ...(has("contactCost") ? [column("contact_cost")] : []),
      ...(has("refunded") ? [column("refunds", { n: REFUND_DAYS })] : []),
    ],
    rows: shown.map((problem) => ({
      place: { kind: "label", label: { data: problem.place } },
      issues: count(problem.n),
      customers: count(problem.customers),
      unhappy: count(problem.unhappy),
      stake: amount(problem.stake),
      contact_cost: amount(problem.contactCost),
      refunds: amount(problem.refunded),
    })),
    note:
      leftOut > 0 ? { code: "problems.note.left_out", values: { n: leftOut } } : { code: "problems.note", values: {} },
  };
}

function stakeChart(place: Place, shown: readonly Problem[], money: Money): BandsChart {
  const values = shown.map(({ stake }) => stake ?? 0);
  return {
    id: `problems.${place}`,
    type: "bands",
    title: { code: "problems.chart.title", values: { dimension: place } },
    summary: {
      code: "problems.chart.summary",
      values: { ...money, minimum: Math.min(...values), maximum: Math.max(...values) },
    },
    ...money,
    bands: shown.map(({ place: name, stake, unhappy }) => ({
      label: { data: name },
      value: stake,
      interval: null,
      n: unhappy,
      tone: "accent",
    })),
    zero: true,
  };
}

/** How customers with each problem were met (score, effort, settled at once), and what came after a low score about it. */
async function experienceTable(
  context: MeasureContext,
  place: Place,
  window: Period,
  shown: readonly string[],
): Promise<Table | null> {
  const asked = {
    ...context,
    from: window.from,
    to: window.to,
    record: (id: string, query: Sql, rows: readonly unknown[]) => context.record(`problems.${id}`, query, rows),
  };
  const measured = async (id: string): Promise<[string, MeasureRow[]] | null> => {
    const measure = MEASURES.get(id)!;
    if (!measure.population.dimensions.includes(place)) return null;
    const { rows } = await measureByCut(measure, asked, dimension(place, measure.population.dimensions));
    return rows.some(({ cut, figure }) => shown.includes(cut ?? "") && isEstimate(figure)) ? [id, rows] : null;
  };
  const parts = (await inParallel([...SCORES, "effort", "fcr"], measured)).filter((found) => found !== null);
  if (parts.length === 0) return null;
  const later = await laterOutcomes(context, place, shown);
  const isSeen = (j: number) => later?.cells.some((row) => row[j]!.kind === "number");
  const after = (later?.outcomes ?? []).map((outcome, j) => ({ outcome, j })).filter(({ j }) => isSeen(j));
  const cellOf = (rows: readonly MeasureRow[], name: string): TableCell => {
    const figure = rows.find(({ cut }) => cut === name)?.figure;
    if (figure === undefined) return { kind: "message", message: { code: "problems.cell.not_recorded", values: {} } };
    return isEstimate(figure)
      ? { kind: "number", value: figure.value, unit: figure.unit, interval: figure.interval }
      : { kind: "message", message: stateMessage(figure) };
  };
  return {
    id: `problems.${place}.experience`,
    title: { code: "problems.experience.table", values: {} },
    columns: [
      column("place"),
      ...parts.map(([id]) => ({ ...column(SCORES.includes(id) ? "score" : id, { measure: id }), id })),
      ...after.map(({ outcome: { id } }) => ({ ...column("later", { outcome: id }), id: `later_${id}` })),
    ],
    rows: shown.map((name, i) => ({
      place: { kind: "label", label: { data: name } },
      ...Object.fromEntries(parts.map(([id, rows]) => [id, cellOf(rows, name)])),
      ...Object.fromEntries(after.map(({ outcome: { id }, j }) => [`later_${id}`, later!.cells[i]![j]!])),
    })),
    ...(later && after.length > 0
      ? { note: { code: "problems.experience.note", values: { horizonDays: later.horizon } } }
      : { note: { code: "problems.experience.note.too_few", values: { required: BAND_MINIMUM } } }),
  };
}

interface Later {
  horizon: number;
  outcomes: readonly Outcome[];
  /** A row a problem, a cell an outcome. */
  cells: TableCell[][];
}

/** What customers who gave a low score about a problem did afterwards, against all others who answered about it in the same way. */
async function laterOutcomes(context: MeasureContext, place: Place, shown: readonly string[]): Promise<Later | null> {
  const { store, info } = context;
  const outcomes = [isMarginKnown(context) ? "margin" : "spend", "churn"]
    .map((id) => OUTCOMES.get(id)!)
    .filter(({ needs }) => needs.some((kind) => (info.facts[kind] ?? 0) > 0));
  const [most] = await store.rows(sql`
    select m.instrument as instrument, count(*) as n from scored_moment m
    where m.${raw(place)} is not null and m.instrument in (${join(SCORES.map(literal))})
    group by m.instrument
    order by n desc, instrument
    limit 1
  `);
  if (!most) return null;
  const instrument = String(most.instrument);
  const choices = await chooseHorizons(store, instrument, outcomes, null);
  const known = outcomes.filter((_, i) => choices[i]?.horizon != null);
  if (known.length === 0) return null;
  const horizon = Math.min(...choices.flatMap((choice) => choice.horizon ?? []));
  const group = join(
    shown.map(
      (name, i) =>
        sql`when m.${raw(place)} = ${name} then case when ${isLow(sql`m.band`)} then ${literal(`low ${i}`)} else ${literal(`other ${i}`)} end`,
    ),
    " ",
  );
  const columns = known.map((outcome) => ({ outcome, horizon }));
  const units = momentRows(instrument, columns, store.dialect, sql`case ${group} end`);
  const query = bandSums(units, columns.length, store.dialect);
  const rows = await store.rows(query);
  context.record(`problems.${place}.later`, query, rows);
  return {
    horizon,
    outcomes: known,
    cells: shown.map((_, i) =>
      known.map(({ unit }, j) => {
        const side = (name: string) => {
          const row = rows.find(({ band }) => band === `${name} ${i}`);
          return row ? bandEstimate(readBandSums(row, j)) : null;
        };
        const [low, other] = [side("low"), side("other")];
        const found = low && other && low.n >= BAND_MINIMUM && other.n >= BAND_MINIMUM ? contrast(low, other) : null;
        return differenceCell(found, {
          unit,
          ...(unit === "money_per_customer" && info.currency ? { currency: info.currency } : {}),
        });
      }),
    ),
  };
}

/** A difference of two groups with its interval, or that one of them is too small. */
export const differenceCell = (
  found: ReturnType<typeof contrast>,
  unit: Pick<FigureHeader, "unit" | "currency">,
): TableCell =>
  found
    ? { kind: "number", value: found.difference, interval: found.interval, ...unit, signed: true }
    : { kind: "message", message: { code: "problems.too_few", values: { required: BAND_MINIMUM } } };
