import { inParallel } from "../../base/in-parallel.ts";
import type { BandsChart } from "../../findings/chart-spec.ts";
import { type Figure, isEstimate, type Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { DELAYS } from "../../panel/delays.ts";
import { normalUpper } from "../../stats/distributions/normal.ts";
import { normalMultiplier } from "../../stats/intervals/checks.ts";
import { adjustPValues } from "../../stats/tests/multiplicity.ts";
import { CHANGE_MINIMUM } from "../change.ts";
import { DIMENSIONS } from "../dimension.ts";
import { CONFIDENCE, shareOf } from "../infer.ts";
import { type MeasureContext, type MeasureRow, measureByCut, measureWhole } from "../measure.ts";
import type { MeasureBook } from "../registry.ts";
import { lastYear } from "../window.ts";
import { type Grouped, groupChart, groupTable, valueCell } from "./by-group.ts";
import { DELAY_KINDS, type DelayKind, delaySums, readDelaySums } from "./delay-sums.ts";
import { message, numberCell } from "./words.ts";

/** Chance of calling a difference one that is none, over all differences that are looked at. */
const ALPHA = 0.05;

/** One measure by the bands of one delay. */
interface ByDelay extends Grouped {
  kind: DelayKind;
}

/**
 * How long after an event people are asked and how long they take to answer; and whether the response rate and the scores go
 * with it. Null where no invitation is on record.
 */
export async function delaysFinding(
  book: MeasureBook,
  context: MeasureContext,
  dataVersion: string,
): Promise<Finding | null> {
  const { info } = context;
  if ((info.facts.invitation ?? 0) === 0) return null;
  const window = lastYear(context);
  const asked: MeasureContext = { ...context, from: window.from, to: window.to };
  const whole = async (id: string) => (await measureWhole(book.get(id)!, asked)).figure;
  const [request, answer] = await Promise.all([whole("request-delay"), whole("answer-delay")]);
  const query = delaySums(window, context.store.dialect);
  const sums = await context.store.rows(query);
  context.record("coverage.delays", query, sums);
  const scores = Object.keys(info.instruments).flatMap((id) => book.get(id) ?? []);
  const questions = [
    { kind: "request" as const, measure: book.get("response-rate")! },
    ...scores.flatMap((measure) => [
      { kind: "request" as const, measure },
      { kind: "answer" as const, measure },
    ]),
  ];
  const found = (await inParallel(questions, (question) => byDelay(asked, question))).filter((each) => each !== null);
  const headline = isEstimate(request) ? request : answer;
  return {
    schema: 1,
    kind: "coverage",
    id: "coverage.delays",
    title: message("title.delays"),
    asOf: info.asOf,
    dataVersion,
    headline,
    verdict: verdictOf(request, answer),
    notes: notesOf(found, request),
    figures: Object.fromEntries(
      [
        ...[request, answer].filter((figure) => figure !== headline),
        ...found.flatMap((each) => each.rows.map(figureOf)),
      ].map((figure) => [figure.id, figure]),
    ),
    tables: [
      distributionTable({ request, answer }, readDelaySums(sums)),
      ...DELAY_KINDS.flatMap((kind) => {
        const those = found.filter((each) => each.kind === kind);
        const words = { title: message(`table.by_${kind}_delay`), column: message(`column.${kind}_delay`) };
        return those.length > 0 ? [groupTable(those, { id: `coverage.delays.${kind}`, ...words, label: band })] : [];
      }),
    ],
    charts: chartsOf(found),
    evidence: [
      { file: "queries/coverage.delays.sql", what: "evidence.query" },
      ...found.map(({ kind, measure }) => ({
        file: `queries/${measure.id}.${kind}_delay.sql`,
        what: "evidence.query",
      })),
    ],
    excluded: headline.excluded,
  };
}

const figureOf = ({ figure }: MeasureRow): Figure => figure;

/** A measure by the bands of a delay, the shortest first; null where fewer than two of them have a value. */
async function byDelay(
  context: MeasureContext,
  { kind, measure }: Pick<ByDelay, "kind" | "measure">,
): Promise<ByDelay | null> {
  const { rows } = await measureByCut(measure, context, DIMENSIONS[`${kind}_delay`]!);
  const known = DELAYS.flatMap(([code]) => rows.filter(({ cut }) => cut === code));
  return known.filter(({ figure }) => isEstimate(figure)).length < 2 ? null : { kind, measure, rows: known };
}

function verdictOf(request: Figure, answer: Figure): Message {
  const after = isEstimate(answer) ? answer.value : null;
  const before = isEstimate(request) ? request.value : null;
  if (before !== null && after !== null) return message("delays.both", { unit: "days", before, after });
  if (after !== null) return message("delays.answer", { unit: "days", after });
  return before === null ? message("delays.unknown") : message("delays.request", { unit: "days", before });
}

/** The soonest and the latest band that are large enough for a verdict, and how they differ. */
function endsOf({ kind, measure, rows }: ByDelay) {
  const large = rows.filter(
    ({ figure, inference }) => isEstimate(figure) && figure.n >= CHANGE_MINIMUM && inference?.standardError,
  );
  const [early, late] = [large[0], large.at(-1)];
  if (!early?.inference || !late?.inference || early === late) return [];
  const difference = late.inference.value - early.inference.value;
  const error = Math.hypot(early.inference.standardError!, late.inference.standardError!);
  return [{ kind, measure, early, late, difference, error, p: 2 * normalUpper(Math.abs(difference / error)) }];
}

function notesOf(found: readonly ByDelay[], request: Figure): Message[] {
  const ends = found.flatMap(endsOf);
  const adjusted = adjustPValues(
    ends.map(({ p }) => p),
    "holm",
  );
  const beyond = ends.filter((_, i) => adjusted[i]! < ALPHA);
  const half = (error: number) => normalMultiplier(CONFIDENCE) * error;
  const isRateKnown = found.some(({ measure }) => measure.id === "response-rate");
  return [
    ...beyond.map(({ kind, measure, early, late, difference, error }) =>
      message(`delays.differs.${kind}`, {
        measure: measure.id,
        unit: measure.unit,
        early: early.cut!,
        late: late.cut!,
        before: early.inference!.value,
        after: late.inference!.value,
        difference,
        low: difference - half(error),
        high: difference + half(error),
        level: CONFIDENCE,
      }),
    ),
    ...(ends.length > 0 && beyond.length === 0 ? [message("delays.no_difference", { n: ends.length })] : []),
    ...(ends.length > 0 ? [message("delays.association")] : []),
    ...(isRateKnown ? [] : [message(isEstimate(request) ? "delays.answered_only" : "delays.no_event")]),
  ];
}

/** The response rate, and the first score that is known by each delay. */
function chartsOf(found: readonly ByDelay[]): BandsChart[] {
  const isRate = ({ measure }: ByDelay) => measure.id === "response-rate";
  const first = DELAY_KINDS.flatMap((kind) => found.find((each) => each.kind === kind && !isRate(each)) ?? []);
  return [...found.filter(isRate), ...first].map((each) =>
    groupChart(each, {
      id: `coverage.delays.${each.measure.id}.${each.kind}`,
      dimension: `${each.kind}_delay`,
      label: band,
    }),
  );
}

const band = (code: string): Message => ({ code: `delay.${code}`, values: {} });

/** How long it takes: the median, and the share in each band, a column a delay. */
function distributionTable(
  figures: Readonly<Record<DelayKind, Figure>>,
  sums: ReturnType<typeof readDelaySums>,
): Table {
  const row = (name: Message, cellOf: (kind: DelayKind) => TableCell): Record<string, TableCell> => ({
    band: { kind: "message", message: name },
    ...Object.fromEntries(DELAY_KINDS.map((kind) => [kind, cellOf(kind)])),
  });
  return {
    id: "coverage.delays",
    title: message("table.delays"),
    columns: [
      { id: "band", title: message("column.delay_kind"), align: "start" },
      ...DELAY_KINDS.map((kind) => ({ id: kind, title: message(`delay_kind.${kind}`), align: "end" as const })),
    ],
    rows: [
      row({ code: "table.column.n", values: {} }, (kind) => numberCell(figures[kind].n)),
      row(message("column.median"), (kind) => valueCell(figures[kind])),
      ...DELAYS.map(([code]) =>
        row(band(code), (kind): TableCell => {
          const found = sums.get(kind)?.find((each) => each.code === code);
          if (!found) return valueCell(figures[kind]);
          const { value, interval } = shareOf(found.sums);
          return { kind: "number", value, unit: "share", interval };
        }),
      ),
    ],
    note: message("note.delays"),
  };
}
