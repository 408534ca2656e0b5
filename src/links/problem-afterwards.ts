import type { Day } from "../base/day.ts";
import type { Figure, Message } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import { worthOf } from "../measures/definitions/common.ts";
import { CONFIDENCE } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { BASELINE_DAYS, FAR_DAY, type Horizon, lossKnownUntil } from "../panel/settings.ts";
import { type EventRate, rateInterval, rateRatio } from "../stats/intervals/rate.ts";
import { adjustPValues } from "../stats/tests/multiplicity.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { readBandSums } from "./band-sums.ts";
import { BAND_MINIMUM, type BandEstimate, bandEstimate, contrast, NON_ZERO_MINIMUM } from "./contrast.ts";
import { differenceCell } from "./difference-cell.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { column } from "./problem-experience.ts";
import { type Place, scoresAt, sidesOf, sumsBySide } from "./problem-sums.ts";

/** Days after an answer over which customers are followed. */
export const FOLLOWED_DAYS: Horizon = 180;
/** A rate of losses is told for a hundred customers over a year. */
const HUNDRED_YEARS = 100 * 365;

/** What came after a low score at each place, against a better one there. */
export interface AfterLowScores {
  tables: Table[];
  figures: Record<string, Figure>;
  notes: Message[];
}

/** How fast customers were lost after a low score and after a better one, and how what they brought changed, place by place. */
export async function afterLowScores(
  context: MeasureContext,
  place: Place,
  shown: readonly string[],
): Promise<AfterLowScores> {
  const scores = await scoresAt(context, place, shown);
  if (scores.size === 0) return { tables: [], figures: {}, notes: [] };
  const asked = { place, shown, scores, sides: sidesOf(place, shown, scores, context.info.instruments) };
  const hazards = await hazardsOf(context, asked);
  const change = await changeTable(context, asked);
  const told = hazards.filter(isTold);
  return {
    tables: [...(told.length > 0 ? [hazardTable(asked, hazards)] : []), ...(change ? [change] : [])],
    figures: Object.fromEntries(told.map((each) => [each.place, hazardFigure(each, asked, context)])),
    notes: hazardNote(told),
  };
}

interface Asked {
  place: Place;
  shown: readonly string[];
  /** The score that each place is told by. */
  scores: ReadonlyMap<string, string>;
  /** The side of a moment `m`. */
  sides: Sql;
}

/** Customers followed after answers of one side, the days that they were there, and how many were lost. */
interface Followed extends EventRate {
  answers: number;
}

interface Hazard {
  place: string;
  low: Followed | null;
  other: Followed | null;
  ratio: ReturnType<typeof rateRatio> | null;
  verdict: "sooner" | "later" | "unclear" | "too_little";
}

const isTold = ({ verdict }: Hazard): boolean => verdict !== "too_little";

/** The hazard of being lost after a low score against that after a better one, for each place; none where no side has anybody to follow. */
async function hazardsOf(context: MeasureContext, asked: Asked): Promise<Hazard[]> {
  const { store, info } = context;
  const known = lossKnownUntil(info);
  if (known === null) return [];
  const query = lossesAfter(context, asked, known);
  const rows = await store.rows(query);
  context.record(`problems.${asked.place}.lost`, query, rows);
  if (rows.length === 0) return [];
  const hazards = asked.shown.map((name, i): Hazard => {
    const side = (of: string): Followed | null => {
      const row = rows.find(({ side }) => side === `${of} ${i}`);
      return row ? { answers: Number(row.answers), events: Number(row.lost), exposure: Number(row.days) } : null;
    };
    const [low, other] = [side("low"), side("other")];
    const enough = low && other && Math.min(low.answers, other.answers) >= BAND_MINIMUM;
    const ratio = enough && low.events + other.events >= NON_ZERO_MINIMUM ? rateRatio(low, other, CONFIDENCE) : null;
    return { place: name, low, other, ratio, verdict: "too_little" };
  });
  const compared = hazards.filter(({ ratio }) => ratio !== null);
  const adjusted = adjustPValues(
    compared.map(({ ratio }) => ratio!.p),
    "benjamini-hochberg",
  );
  compared.forEach((hazard, i) => {
    const { ratio } = hazard;
    hazard.verdict = adjusted[i]! >= 1 - CONFIDENCE ? "unclear" : ratio!.low > 1 ? "sooner" : "later";
  });
  return hazards;
}

/**
 * Answers, days and losses by side. Whoever was a customer on the day after the answer is followed from then on, to the loss, the next
 * answer of the same customer at the same place, the end of the days or that of what is known: no day and no loss counts twice.
 */
function lossesAfter({ store }: MeasureContext, { place, sides }: Asked, known: Day): Sql {
  const { day, daysBetween } = store.dialect;
  return sql`
    with answered as (
      select m.id as id, m.party as party, m.day + 1 as start, ${sides} as side,
        lead(m.day + 1) over (partition by m.party, m.${raw(place)} order by m.day, m.id) as next_start
      from scored_moment m
      where ${sides} is not null
    ),
    spelled as (
      select a.side as side, a.start as start, s.to_day as to_day,
        least(a.start + ${raw(String(FOLLOWED_DAYS))}, coalesce(a.next_start, ${day(FAR_DAY)}), ${day(known)}) as until
      from answered a
      inner join panel_spell s on s.party = a.party and s.from_day <= a.start and s.to_day > a.start
    )
    select side, count(*) as answers,
      sum(${daysBetween(sql`start`, sql`least(to_day, until)`)}) as days,
      sum(case when to_day <= until then 1 else 0 end) as lost
    from spelled
    where until > start
    group by side
    order by side
  `;
}

const ratioFigures = ({ ratio }: NonNullable<Pick<Hazard, "ratio">>) => ({
  value: ratio!.ratio,
  interval: ratio!.high === null ? null : { low: ratio!.low, high: ratio!.high, level: ratio!.level },
});

function hazardFigure({ place: name, low, other, ratio }: Hazard, { place }: Asked, { info }: MeasureContext): Figure {
  const { value, interval } = ratioFigures({ ratio });
  const header = {
    ...{ id: `problems.${place}.lost:${name}`, definition: "hazard-ratio@1", unit: "ratio" as const },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ grade: "association" as const, basis: "observed" as const, n: low!.answers + other!.answers },
    ...{ excluded: [], cautions: [], query: { id: `problems.${place}.lost` } },
  };
  // Where nobody was lost after a better score the ratio has no upper end.
  return value === null || interval === null
    ? { ...header, state: "undefined", why: "empty_base" }
    : { ...header, state: "estimate", value, interval };
}

/** The place after whose low scores customers were lost fastest, beyond chance; that there is none; nothing where none could be told. */
function hazardNote(told: readonly Hazard[]): Message[] {
  if (told.length === 0) return [];
  const [worst] = told
    .filter(({ verdict, ratio }) => verdict === "sooner" && ratio!.ratio !== null)
    .sort((a, b) => b.ratio!.ratio! - a.ratio!.ratio!);
  if (!worst) return [{ code: "problems.lost.none", values: { horizonDays: FOLLOWED_DAYS } }];
  const { low, high } = worst.ratio!;
  const values = { unit: "ratio", value: worst.ratio!.ratio!, low, high: high!, group: worst.place };
  return [{ code: "problems.lost.sooner", values: { ...values, horizonDays: FOLLOWED_DAYS, level: CONFIDENCE } }];
}

const tooFew: TableCell = {
  kind: "message",
  message: { code: "problems.too_few", values: { required: BAND_MINIMUM } },
};

const scoreCell = (scores: ReadonlyMap<string, string>, place: string): TableCell => ({
  kind: "message",
  message: scores.has(place)
    ? { code: "problems.column.score", values: { measure: scores.get(place)! } }
    : { code: "problems.cell.not_recorded", values: {} },
});

function hazardTable({ place, scores }: Asked, hazards: readonly Hazard[]): Table {
  const rate = (side: Followed | null): TableCell => {
    if (!side || side.answers < BAND_MINIMUM) return tooFew;
    const perYears = { events: side.events, exposure: side.exposure / HUNDRED_YEARS };
    const { rate: value, interval } = rateInterval(perYears, CONFIDENCE);
    return { kind: "number", value, interval, unit: "ratio" };
  };
  const count = (side: Followed | null): TableCell => ({ kind: "number", value: side?.answers ?? 0, unit: "count" });
  return {
    id: `problems.${place}.lost`,
    title: { code: "problems.lost.table", values: {} },
    columns: [
      column("place"),
      { ...column("by_score"), align: "start" as const },
      ...["lost_low", "low_n", "lost_other", "other_n", "lost_ratio"].map((id) => column(id)),
      { ...column("verdict"), align: "start" as const },
    ],
    rows: hazards.map((hazard) => ({
      place: { kind: "label", label: { data: hazard.place } },
      by_score: scoreCell(scores, hazard.place),
      ...{ lost_low: rate(hazard.low), low_n: count(hazard.low) },
      ...{ lost_other: rate(hazard.other), other_n: count(hazard.other) },
      lost_ratio: hazard.ratio ? { kind: "number", unit: "ratio", ...ratioFigures(hazard) } : tooFew,
      verdict: { kind: "message", message: { code: `problems.lost.verdict.${hazard.verdict}`, values: {} } },
    })),
    note: {
      code: "problems.lost.note",
      values: { horizonDays: FOLLOWED_DAYS, required: BAND_MINIMUM, n: NON_ZERO_MINIMUM },
    },
  };
}

/** What a customer of a year or more brought over the days after the answer, less what as many days of the year before it brought. */
const changeOf = (money: Outcome): Outcome => ({
  ...money,
  value: (horizon) =>
    sql`(${money.value(horizon)} - m.${raw(`baseline_${money.sum!}`)} * ${raw(String(horizon))} / ${raw(String(BASELINE_DAYS))})`,
  defined: { when: () => sql`m.tenure_days >= ${raw(String(BASELINE_DAYS))}` },
});

/** The change of what customers brought after a low score and after a better one; null where nowhere both sides are told. */
async function changeTable(context: MeasureContext, { place, shown, scores, sides }: Asked): Promise<Table | null> {
  const { info } = context;
  if (info.currency === null || (info.facts.purchase ?? 0) === 0) return null;
  const money = OUTCOMES.get(worthOf(info) ?? "spend")!;
  const columns = [{ outcome: changeOf(money), horizon: FOLLOWED_DAYS }];
  const rows = await sumsBySide(context, { id: `problems.${place}.change`, scores, sides }, columns);
  const side = (name: string): BandEstimate | null => {
    const row = rows.find(({ band }) => band === name);
    return row ? bandEstimate(readBandSums(row, 0)) : null;
  };
  const compared = shown.map((name, i) => ({ name, low: side(`low ${i}`), other: side(`other ${i}`) }));
  const isEnough = (found: BandEstimate | null) => found !== null && found.n >= BAND_MINIMUM;
  if (!compared.some(({ low, other }) => isEnough(low) && isEnough(other))) return null;
  const unit = { unit: "money_per_customer" as const, currency: info.currency };
  const value = (found: BandEstimate | null): TableCell =>
    isEnough(found) ? { kind: "number", value: found!.mean, interval: found!.interval, ...unit, signed: true } : tooFew;
  const count = (found: BandEstimate | null): TableCell => ({ kind: "number", value: found?.n ?? 0, unit: "count" });
  return {
    id: `problems.${place}.change`,
    title: { code: "problems.change.table", values: { outcome: money.id } },
    columns: [
      column("place"),
      { ...column("by_score"), align: "start" as const },
      ...["change_low", "low_n", "change_other", "other_n", "change_difference"].map((id) => column(id)),
    ],
    rows: compared.map(({ name, low, other }) => ({
      place: { kind: "label", label: { data: name } },
      by_score: scoreCell(scores, name),
      ...{ change_low: value(low), low_n: count(low), change_other: value(other), other_n: count(other) },
      change_difference: differenceCell(isEnough(low) && isEnough(other) ? contrast(low!, other!) : null, unit),
    })),
    note: { code: "problems.change.note", values: { horizonDays: FOLLOWED_DAYS } },
  };
}
