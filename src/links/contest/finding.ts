import type { FigureHeader, Message } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import { CONFIDENCE } from "../../measures/infer.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { experiencesOf } from "../link.ts";
import { type Contest, contest, isNothing, SMALLEST_GAIN } from "./contest.ts";
import { CUSTOMERS_MINIMUM, type Periods } from "./judge.ts";
import { BROKEN_PROMISES, contestantsOf, contestRows, type Landmarks, landmarks, predictedOf } from "./rows.ts";
import { compositeTable, rankTable, type Stopped, stopTable } from "./tables.ts";

/** At most so many scores compete: the standard ones, one's own, and the most frequent others. */
const MOST_CONTESTANTS = 10;

/** Two periods of customers with everything that competes; null where the records are too short, or nothing competes. */
export async function contestPeriods(
  context: MeasureContext,
): Promise<{ periods: Periods; at: Landmarks; ids: string[]; outcomes: string[] } | null> {
  const at = landmarks(context.info);
  const scores = (await experiencesOf(context)).slice(0, MOST_CONTESTANTS - 1);
  const contestants = contestantsOf(scores, {
    ...{ cases: (context.info.facts.contact ?? 0) > 0, promises: context.info.says.promised },
  });
  if (at === null || contestants.length === 0) return null;
  const predicted = predictedOf(context.info);
  const asked = { horizon: at.horizon, contestants, predicted };
  const [learn, judge] = [await contestRows(context, at.learn, asked), await contestRows(context, at.judge, asked)];
  return {
    periods: { learn, judge },
    at,
    ids: contestants.map(({ id }) => id),
    outcomes: predicted.map(({ id }) => id),
  };
}

/**
 * Which score deserves trust: what each adds to the prediction of money and of who buys nothing any more, beyond what is known of customers
 * anyway, on customers and a period that no model has seen. One finding an outcome, and one on what need not be asked any more.
 * "None of them does" is a result.
 */
export async function contestFindings(context: MeasureContext, dataVersion: string): Promise<Finding[]> {
  const read = await contestPeriods(context);
  if (!read) return [];
  const { periods, at, ids, outcomes } = read;
  const found = outcomes.map((outcome) => ({ outcome, ...contest(periods, outcome, ids) }));
  const findings = found.map((each) => outcomeFinding(each, { periods, at }, context, dataVersion));
  return [...findings, stopFinding(found, at, context, dataVersion)];
}

type Found = Contest & { outcome: string };

function headerOf(id: string, { judge, horizon }: Landmarks, { info }: MeasureContext): FigureHeader {
  return {
    ...{ id, definition: "contest@1", unit: "share", grade: "adjusted", basis: "model", n: 0 },
    window: { from: judge, to: info.knownUntil.purchases ?? info.asOf, zone: info.zone },
    ...{
      excluded: [],
      query: { id: `contest.${judge}` },
      cautions: [{ code: "caution.contest", values: { days: horizon } }],
    },
  };
}

function outcomeFinding(
  { outcome, placed, best, composite }: Found,
  { periods, at }: { periods: Periods; at: Landmarks },
  context: MeasureContext,
  dataVersion: string,
): Finding {
  const id = `contest.${outcome}`;
  const header = headerOf(id, at, context);
  const values: Message["values"] = {
    ...{ outcome, days: at.horizon, level: CONFIDENCE, required: CUSTOMERS_MINIMUM, share: SMALLEST_GAIN },
  };
  const first = placed[0];
  const evidence = [at.learn, at.judge].map((on) => ({ file: `queries/contest.${on}.sql`, what: "evidence.query" }));
  const base: Omit<Finding, "headline" | "verdict"> = {
    ...{ schema: 1, kind: "contest", id, asOf: context.info.asOf, dataVersion },
    title: { code: "contest.title", values },
    ...{ figures: {}, tables: [], charts: [], evidence },
  };
  if (!first?.gain)
    return {
      ...base,
      headline: { ...header, state: "too_few", required: CUSTOMERS_MINIMUM },
      verdict: { code: "contest.too_few", values },
    };
  const { gain } = first;
  return {
    ...base,
    headline: {
      ...header,
      n: gain.n,
      isDifference: true,
      state: "estimate",
      value: gain.value,
      interval: gain.interval,
    },
    verdict: {
      code:
        best === null
          ? placed.some(({ verdict }) => verdict === "unclear")
            ? "contest.unclear"
            : "contest.none"
          : "contest.best",
      values: {
        ...values,
        experience: first.id,
        n: gain.n,
        difference: gain.value,
        low: gain.interval.low,
        high: gain.interval.high,
        unit: "share",
      },
    },
    notes: [
      ...(composite
        ? [
            {
              code: composite.isBetter ? "contest.composite.better" : "contest.composite.not_better",
              values: {
                ...{ experience: composite.best, n: composite.gain.n, unit: "share", level: CONFIDENCE },
                ...{
                  difference: composite.gain.value,
                  low: composite.gain.interval.low,
                  high: composite.gain.interval.high,
                },
              },
            },
          ]
        : [{ code: "contest.composite.too_few", values: { required: CUSTOMERS_MINIMUM } }]),
      ...(periods.judge.oneIn > 1 ? [{ code: "worth.sampled", values: { n: periods.judge.oneIn } }] : []),
    ],
    tables: [rankTable(id, { placed, best }, values), ...(composite ? [compositeTable(id, composite, values)] : [])],
  };
}

/** What need not be asked any more: what adds nothing to any prediction, or nothing beyond the best. */
function stopFinding(found: readonly Found[], at: Landmarks, context: MeasureContext, dataVersion: string): Finding {
  // Of what is on record anyway nobody is asked.
  const ids = found[0]!.placed.map(({ id }) => id).filter((id) => id !== BROKEN_PROMISES);
  const placesOf = (id: string) =>
    found.map(({ placed, best }) => ({ best, ...placed.find((each) => each.id === id)! }));
  const addsNothing = (id: string) => placesOf(id).every(({ verdict }) => verdict === "nothing");
  const isRedundant = (id: string) =>
    placesOf(id).every(
      ({ best, verdict, beyondBest }) =>
        best !== id && (verdict === "nothing" || (beyondBest !== null && isNothing(beyondBest))),
    );
  const stop = ids.flatMap((id): Stopped[] =>
    addsNothing(id) ? [{ id, why: "nothing" }] : isRedundant(id) ? [{ id, why: "redundant" }] : [],
  );
  return {
    ...{ schema: 1, kind: "contest", id: "contest.stop", asOf: context.info.asOf, dataVersion },
    title: { code: "contest.stop.title", values: {} },
    headline: {
      ...headerOf("contest.stop", at, context),
      ...{ unit: "count", basis: "observed", n: ids.length, state: "estimate", value: stop.length, interval: null },
    },
    verdict: {
      code: stop.length > 0 ? "contest.stop.found" : "contest.stop.none",
      values: { n: stop.length, total_n: ids.length },
    },
    ...{ figures: {}, charts: [], evidence: [] },
    tables: stop.length > 0 ? [stopTable(stop)] : [],
  };
}
