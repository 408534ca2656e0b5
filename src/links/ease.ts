import type { Figure, Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { CHANGE_MINIMUM } from "../measures/change.ts";
import { base } from "../measures/definitions/common.ts";
import { shareOf } from "../measures/infer.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { lastYear } from "../measures/window.ts";
import { studentTUpper } from "../stats/distributions/student-t.ts";
import { adjustPValues } from "../stats/tests/multiplicity.ts";
import type { Row } from "../store/ports/analytics.ts";
import { readBandSums } from "./band-sums.ts";
import { type BandEstimate, bandEstimate } from "./contrast.ts";
import { EASE_COLUMNS, type EaseColumn, EVERYWHERE, easeSums } from "./ease-sums.ts";

/** Most touchpoints that a table shows: those with the most answers. */
const SHOWN = 12;
/** Within so much of each other the two scores agree. */
const AGREE_WITHIN = 0.05;

type Verdict = "satisfied_hard" | "easy_dissatisfied" | "agree" | "unclear" | "too_little";

interface Place {
  place: string;
  n: number;
  of(column: EaseColumn): ReturnType<typeof readBandSums>;
}

/**
 * Ease and satisfaction side by side at each touchpoint, with how many issues were settled at the first contact; and whether those who
 * gave both scores were satisfied although it was hard, or had it easy and were not. Null where either score is not asked at a touchpoint.
 */
export async function easeFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { store, info } = context;
  const window = lastYear(context);
  const query = easeSums(info.instruments, window, store.dialect);
  const rows = await store.rows(query);
  context.record("ease.touchpoint", query, rows);
  const places = rows
    .filter(({ band }) => band !== EVERYWHERE)
    .map(placeOf)
    .sort((a, b) => b.n - a.n || (a.place < b.place ? -1 : 1));
  if (!places.some(({ of }) => of("ces").n > 0) || !places.some(({ of }) => of("csat").n > 0)) return null;
  const all = rows.find(({ band }) => band === EVERYWHERE);
  const shown = places.slice(0, SHOWN);
  const verdicts = verdictsOf(shown);
  const headline = headlineOf(all ? readBandSums(all, EASE_COLUMNS.indexOf("satisfied_hard")) : null, context);
  const leftOut = places.length - shown.length;
  return {
    schema: 1,
    kind: "problem",
    id: "ease",
    asOf: info.asOf,
    dataVersion,
    title: { code: "ease.title", values: {} },
    headline,
    verdict: verdictOf(shown, verdicts),
    notes: leftOut > 0 ? [{ code: "ease.left_out", values: { n: leftOut } }] : [],
    figures: {},
    tables: [sideBySide(shown), disagreement(shown, verdicts)],
    charts: [],
    evidence: [{ file: "queries/ease.touchpoint.sql", what: "evidence.query" }],
  };
}

function placeOf(row: Row): Place {
  const of = (column: EaseColumn) => readBandSums(row, EASE_COLUMNS.indexOf(column));
  return { place: String(row.band), n: of("ces").n + of("csat").n, of };
}

function headlineOf(sums: ReturnType<typeof readBandSums> | null, context: MeasureContext): Figure {
  const header = {
    ...{ id: "satisfied-but-effortful", definition: "satisfied-but-effortful@1", unit: "share" as const },
    ...{ window: lastYear(context), grade: "recorded" as const, basis: "observed" as const },
    ...{ n: sums?.n ?? 0, excluded: [], query: { id: "ease.touchpoint" }, cautions: [] },
  };
  if (sums === null || sums.n < base.minimum) return { ...header, state: "too_few", required: base.minimum };
  const { value, interval } = shareOf(sums);
  return { ...header, state: "estimate", value, interval };
}

/** How the two scores stand to each other at each touchpoint; p adjusted over all of them (Holm). */
function verdictsOf(places: readonly Place[]): Verdict[] {
  const differences = places.map(({ of }) => {
    const sums = of("difference");
    return sums.n < CHANGE_MINIMUM ? null : bandEstimate(sums);
  });
  const adjusted = adjustPValues(
    differences.map((each) => (each ? pOf(each) : 1)),
    "holm",
  );
  return differences.map((each, i): Verdict => {
    if (!each || each.interval === null) return "too_little";
    if (each.interval.low > -AGREE_WITHIN && each.interval.high < AGREE_WITHIN) return "agree";
    if (adjusted[i]! >= 0.05) return "unclear";
    return each.mean > 0 ? "satisfied_hard" : "easy_dissatisfied";
  });
}

function pOf({ mean, standardError, customers }: BandEstimate): number {
  if (standardError === null || customers < 2) return 1;
  if (standardError === 0) return mean === 0 ? 1 : 0;
  return Math.min(1, 2 * studentTUpper(Math.abs(mean) / standardError, customers - 1));
}

function verdictOf(places: readonly Place[], verdicts: readonly Verdict[]): Message {
  const apart = places
    .map((each, i) => ({ each, verdict: verdicts[i]! }))
    .filter(({ verdict }) => verdict === "satisfied_hard" || verdict === "easy_dissatisfied")
    .sort((a, b) => Math.abs(netOf(b.each)) - Math.abs(netOf(a.each)));
  const [first] = apart;
  if (first)
    return {
      code: `ease.most.${first.verdict}`,
      values: { group: first.each.place, share: shareOf(first.each.of(first.verdict as EaseColumn)).value },
    };
  return {
    code: verdicts.every((each) => each === "too_little") ? "ease.most.too_little" : "ease.most.agree",
    values: {},
  };
}

const netOf = ({ of }: Place): number => of("difference").a / of("difference").b;

const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
const placeCell = ({ place }: Place): TableCell => ({ kind: "label", label: { data: place } });
const column = (id: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
  id,
  title: { code: `ease.column.${id}`, values: {} },
  align,
});

function shareCell({ of }: Place, id: EaseColumn): TableCell {
  const sums = of(id);
  if (sums.n < base.minimum)
    return {
      kind: "message",
      message: { code: "figure.state.too_few.short", values: { n: sums.n, required: base.minimum } },
    };
  const { value, interval } = shareOf(sums);
  return { kind: "number", value, interval, unit: "share" };
}

function sideBySide(places: readonly Place[]): Table {
  const scores = ["ces", "csat", "fcr"] as const;
  return {
    id: "ease.touchpoint",
    title: { code: "ease.table", values: {} },
    columns: [
      column("place", "start"),
      ...scores.flatMap((id) => [
        {
          id,
          title: { code: id === "fcr" ? "problems.column.fcr" : "problems.column.score", values: { measure: id } },
          align: "end" as const,
        },
        { id: `${id}_n`, title: { code: "table.column.n", values: {} }, align: "end" as const },
      ]),
    ],
    rows: places.map((each) => ({
      place: placeCell(each),
      ...Object.fromEntries(
        scores.flatMap((id) => [
          [id, shareCell(each, id)],
          [`${id}_n`, count(each.of(id).n)],
        ]),
      ),
    })),
    note: { code: "ease.note", values: {} },
  };
}

function disagreement(places: readonly Place[], verdicts: readonly Verdict[]): Table {
  return {
    id: "ease.agreement",
    title: { code: "ease.agreement.table", values: {} },
    columns: [
      column("place", "start"),
      column("both"),
      column("satisfied_hard"),
      column("easy_dissatisfied"),
      column("verdict", "start"),
    ],
    rows: places.map((each, i) => ({
      place: placeCell(each),
      both: count(each.of("difference").n),
      satisfied_hard: shareCell(each, "satisfied_hard"),
      easy_dissatisfied: shareCell(each, "easy_dissatisfied"),
      verdict: {
        kind: "message",
        message: { code: `ease.verdict.${verdicts[i]!}`, values: { required: CHANGE_MINIMUM } },
      },
    })),
    note: { code: "ease.agreement.note", values: { required: CHANGE_MINIMUM } },
  };
}
