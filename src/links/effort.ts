import type { Currency } from "../base/currency.ts";
import type { Period } from "../base/period.ts";
import { EFFORT_WEIGHTS, type EffortSignal } from "../facts/effort.ts";
import { type Instrument, scoresInOrder } from "../facts/instruments.ts";
import type { Figure, Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { base, notEnoughContactCost, ofContactCost } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { adjustPValues } from "../stats/tests/multiplicity.ts";
import { all, join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { boughtAgain, lostAfterwards } from "./afterwards.ts";
import { bandSums, readBandSums, undivided } from "./band-sums.ts";
import { BAND_MINIMUM, type BandEstimate, bandEstimate, contrast } from "./contrast.ts";
import { differenceCell } from "./difference-cell.ts";
import { disloyalAfterwards, disloyalNote } from "./disloyal.ts";
import {
  type Compared,
  type Found,
  type Sides,
  scoreFigure,
  scoreSides,
  scoreTable,
  signalCell,
} from "./effort-scores.ts";

/** Days after an issue over which its customer is followed. */
const FOLLOWED_DAYS = 180;

/** Levels of the effort index, 0 to 100: up to which value each reaches. */
const LEVELS = [
  ["none", 0],
  ["some", 100 / 3],
  ["much", 100],
] as const;

/**
 * Whether effort matters: what issues cost, how they were scored and how many of their customers were lost or bought
 * again, by level of the effort index; and for each of its signals, issues that show it against issues of which it is
 * known that they do not. Grade `association`. Multiplicity is adjusted over the differences of all signals in everything
 * but cost (Benjamini–Hochberg).
 * Null where no issue shows a signal, or nothing can be compared.
 * @param effort the figure of the index itself
 */
export async function effortFinding(
  context: MeasureContext,
  effort: Figure,
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info } = context;
  if (effort.state !== "estimate" || effort.value === 0) return null;
  const compared = await comparedBy(context);
  if (compared.length === 0) return null;
  const query = bandSums(issueRows(context, effort.window, compared), undivided(1 + compared.length), store.dialect);
  const rows = await store.rows(query);
  context.record("effort.signals", query, rows);
  const estimate: Estimates = (group, column) => {
    const row = rows.find(({ band }) => band === group);
    return row ? bandEstimate(readBandSums(row, column), compared[column - 1]?.unit) : null;
  };
  const sides = (signal: EffortSignal, column: number): Sides => {
    const [having, lacking] = [estimate(`${signal} 1`, column), estimate(`${signal} 0`, column)];
    const isEnough = having && lacking && having.n >= BAND_MINIMUM && lacking.n >= BAND_MINIMUM;
    return { having, lacking, difference: isEnough ? contrast(having, lacking) : null, adjustedP: null };
  };
  const found: Found[] = weighed(info).map((signal) => ({
    signal,
    issues: estimate(`${signal} 1`, 0)?.n ?? 0,
    sides: compared.map((_, i) => sides(signal, 1 + i)),
  }));
  const seen = adjusted(
    found.filter(({ issues }) => issues > 0),
    compared,
  );
  const scores = scoreSides(seen, compared);
  const disloyal = disloyalNote(info);
  return {
    schema: 1,
    kind: "problem",
    id: "effort-signals",
    asOf: info.asOf,
    dataVersion,
    title: { code: "effort_signals.title", values: {} },
    headline: {
      ...effort,
      id: "effort-signals",
      cautions: [
        ...effort.cautions,
        ...(compared.some(({ kind }) => kind === "cost") ? ofContactCost.cautions(info) : []),
      ],
    },
    verdict: verdictOf(seen, compared),
    ...(disloyal && compared.some(({ kind }) => kind === "disloyal") ? { notes: [disloyal] } : {}),
    figures: Object.fromEntries(scores.map((each) => scoreFigure(each, effort)).map((each) => [each.id, each])),
    tables: [
      levelTable(estimate, compared, info.currency),
      signalTable(seen, compared, info.currency),
      ...(scores.length > 0 ? [scoreTable(scores)] : []),
    ],
    charts: [],
    evidence: [{ file: "queries/effort.signals.sql", what: "evidence.query" }],
  };
}

/** What is known of a group of issues: column 0 counts them, the others are what is compared. */
type Estimates = (group: string, column: number) => BandEstimate | null;

const unitOf = ({ unit }: Compared, currency: Currency | null) => ({
  unit,
  ...(unit === "money" && currency ? { currency } : {}),
});

function levelTable(estimate: Estimates, compared: readonly Compared[], currency: Currency | null): Table {
  const cell = (level: string, each: Compared, column: number): TableCell => {
    const found = estimate(`level ${level}`, column);
    return found && found.n >= base.minimum
      ? { kind: "number", value: found.mean, interval: found.interval, ...unitOf(each, currency) }
      : {
          kind: "message",
          message: { code: "figure.state.too_few.short", values: { n: found?.n ?? 0, required: base.minimum } },
        };
  };
  return {
    id: "effort-levels",
    title: { code: "effort_levels.table", values: {} },
    columns: [
      { id: "level", title: { code: "effort_levels.column.level", values: {} }, align: "start" },
      { id: "issues", title: { code: "effort_levels.column.issues", values: {} }, align: "end" },
      ...compared.map(({ id, kind, values }) => ({
        ...{ id, title: { code: `effort_levels.column.${kind}`, values }, align: "end" as const },
      })),
    ],
    rows: LEVELS.map(([level]) => ({
      level: { kind: "label", label: { code: `effort_levels.${level}`, values: {} } },
      issues: { kind: "number", value: estimate(`level ${level}`, 0)?.n ?? 0, unit: "count" },
      ...Object.fromEntries(compared.map((each, i) => [each.id, cell(level, each, 1 + i)])),
    })),
  };
}

/** What issues with a sign cost and led to; how they were scored has a table of its own. */
function signalTable(found: readonly Found[], compared: readonly Compared[], currency: Currency | null): Table {
  const others = compared.map((each, i) => ({ each, i })).filter(({ each }) => each.kind !== "score");
  const title = (id: string, values: Message["values"] = {}): Message => ({
    code: `effort_signals.column.${id}`,
    values,
  });
  return {
    id: "effort-signals",
    title: { code: "effort_signals.table", values: {} },
    columns: [
      { id: "signal", title: title("signal"), align: "start" },
      { id: "issues", title: title("issues"), align: "end" },
      ...others.map(({ each: { id, kind, values } }) => ({ id, title: title(kind, values), align: "end" as const })),
    ],
    rows: found.map(({ signal, issues, sides }) => ({
      signal: signalCell(signal),
      issues: { kind: "number", value: issues, unit: "count" },
      ...Object.fromEntries(
        others.map(({ each, i }) => [each.id, differenceCell(sides[i]!.difference, unitOf(each, currency))]),
      ),
    })),
    note: { code: "effort_signals.note", values: {} },
  };
}

/** What the records can compare: costs where enough are known, scores of issues, customers lost after them. */
async function comparedBy(context: MeasureContext): Promise<Compared[]> {
  const { store, info } = context;
  const answered = await store.rows(sql`
    select instrument, count(*) as n from panel_answer
    where state = 'valid' and band is not null and case_id is not null
    group by instrument
  `);
  const count = (id: string) => Number(answered.find(({ instrument }) => instrument === id)?.n ?? 0);
  const enough = scoresInOrder(SCORES, info.instruments).filter((id) => count(id) >= 2 * BAND_MINIMUM);
  const asked = enough.filter((id) => OF_ONE_ISSUE.includes(id));
  const compared: Compared[] = [];
  if (notEnoughContactCost(info) === null && info.currency !== null)
    compared.push({ id: "cost", kind: "cost", values: {}, unit: "money", worse: 1, column: sql`p.cost`, from: null });
  for (const id of asked.length > 0 ? asked : enough.slice(0, 1))
    compared.push({
      ...{ id, kind: "score", values: { measure: id }, unit: id === "nps" ? "points" : "share", worse: -1 },
      column: sql`${raw(answersOf(info, id))}.score`,
      from: answersByCase(info.instruments[id]!, raw(answersOf(info, id))),
    });
  const until = info.knownUntil.purchases ?? info.asOf;
  if (until !== null && (info.facts.purchase ?? 0) > 0)
    compared.push({
      ...{ id: "again", kind: "again", values: { n: FOLLOWED_DAYS }, unit: "share", worse: -1 },
      column: sql`case when p.day + ${raw(String(1 + FOLLOWED_DAYS))} <= ${store.dialect.day(until)} then coalesce(repurchase.again, 0) end`,
      from: boughtAgain({ as: "repurchase", days: FOLLOWED_DAYS }),
    });
  if (until !== null && ((info.facts.purchase ?? 0) > 0 || info.hasContracts))
    compared.push({
      ...{ id: "churn", kind: "churn", values: { n: FOLLOWED_DAYS }, unit: "share", worse: 1 },
      column: sql`followed.lost`,
      from: lostAfterwards({
        ...{ as: "followed", days: FOLLOWED_DAYS, until: store.dialect.day(until) },
        shift: info.hasContracts ? 0 : info.inactivity.days,
      }),
    });
  const disloyal = disloyalAfterwards(context);
  return disloyal === null ? compared : [...compared, disloyal];
}

const answersOf = ({ instruments }: PanelInfo, id: string): string =>
  `answered_${Object.keys(instruments).indexOf(id)}`;

/** The answers about each case that came after its last contact: the share of good ones, or for NPS its points. */
const answersByCase = ({ id, bands }: Instrument, name: Sql): Sql => {
  const weight = (tone: string) => (id === "nps" ? { good: 100, bad: -100 }[tone] : { good: 1 }[tone]) ?? 0;
  const values = bands.map(({ code, tone }) => sql`when ${literal(code)} then ${raw(`${weight(tone)}.0`)}`);
  return sql`
      left join (
        select c.id as id, avg(case a.band ${join(values, " ")} end) as score
        from panel_answer a
        inner join panel_case c on c.case_id = a.case_id
        where a.instrument = ${literal(id)} and a.state = 'valid' and a.band is not null and a.day >= c.last_day
        group by c.id
      ) ${name} on ${name}.id = p.id`;
};

/** A row an issue and signal of which the records say whether it was there; column 0 counts them. */
function issueRows({ store, info }: MeasureContext, window: Period, compared: readonly Compared[]): Sql {
  const { day, exact } = store.dialect;
  const within = [
    ...(window.from === null ? [] : [sql`p.day >= ${day(window.from)}`]),
    ...(window.to === null ? [] : [sql`p.day < ${day(window.to)}`]),
  ];
  const values = [raw("1"), ...compared.map(({ column }) => column)];
  const columns = values.map((value, i) => sql`${exact(value)} as ${raw(`y_${i}`)}`);
  const levels = LEVELS.slice(0, -1).map(
    ([level, most]) => sql`when effort <= ${raw(String(most))} then ${literal(`level ${level}`)}`,
  );
  const numbers = raw(values.map((_, i) => `y_${i}`).join(", "));
  const byLevel = sql`
    select id, party, case ${join(levels, " ")} else ${literal(`level ${LEVELS.at(-1)![0]}`)} end as band, ${numbers}
    from issue
    where effort is not null`;
  const bySignal = weighed(info).map(
    (signal) => sql`
    select id, party, case when ${raw(signal)} = 1 then ${literal(`${signal} 1`)} else ${literal(`${signal} 0`)} end as band, ${numbers}
    from issue
    where ${raw(signal)} is not null`,
  );
  return sql`
    with issue as (
      select ${raw(["id", "party", "effort", ...weighed(info)].map((each) => `p.${each} as ${each}`).join(", "))}, ${join(columns)}
      from panel_case p${join(
        compared.flatMap(({ from }) => from ?? []),
        "",
      )}
      where ${all([sql`p.contacts > 0`, sql`p.party is not null`, ...within])}
    )
    ${join([byLevel, ...bySignal], "\n    union all")}
  `;
}

/** Better signs of what an issue was like come first, then scores of the company's own. */
const SCORES = ["ces", "csat", "nps"];
/** Those that are asked of one issue; others are looked at where these were not asked. */
const OF_ONE_ISSUE = ["ces", "csat"];

const weighed = ({ effortWeights }: PanelInfo): EffortSignal[] =>
  (Object.keys(EFFORT_WEIGHTS) as EffortSignal[]).filter((signal) => effortWeights[signal] > 0);

/** The same with the p values of everything but cost adjusted for each other. */
function adjusted(found: readonly Found[], compared: readonly Compared[]): Found[] {
  const isTested = ({ difference }: Sides, i: number) => difference !== null && compared[i]!.kind !== "cost";
  const tested = found.flatMap(({ sides }) => sides.filter(isTested));
  const p = adjustPValues(
    tested.map(({ difference }) => difference!.p),
    "benjamini-hochberg",
  );
  return found.map((each) => ({
    ...each,
    sides: each.sides.map((side) => (tested.includes(side) ? { ...side, adjustedP: p[tested.indexOf(side)]! } : side)),
  }));
}

function verdictOf(found: readonly Found[], compared: readonly Compared[]): Message {
  const tested = found.flatMap(({ signal, sides }) =>
    sides.flatMap(({ difference, adjustedP }, i) =>
      difference && adjustedP !== null ? [{ signal, difference, adjustedP, worse: compared[i]!.worse }] : [],
    ),
  );
  if (tested.length === 0) return { code: "effort_signals.verdict.too_little", values: {} };
  const worse = new Set(
    tested
      .filter(({ difference, adjustedP, worse: sign }) => adjustedP < 0.05 && sign * difference.difference > 0)
      .map(({ signal }) => signal),
  );
  const signals = new Set(tested.map(({ signal }) => signal));
  return worse.size > 0
    ? { code: "effort_signals.verdict.worse", values: { n: worse.size, total_n: signals.size } }
    : { code: "effort_signals.verdict.none", values: {} };
}
