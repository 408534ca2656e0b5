import type { Figure, FigureHeader, Interval } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { columnsOf, countCell, dataCell, LEVEL, labelCell, moneyCell, shareCell, shareInterval } from "../cells.ts";
import { inTurn } from "../in-turn.ts";
import { buildLedger } from "../ledger/build.ts";
import { membersFinding } from "../members.ts";
import { header, shell } from "../shell.ts";
import { valueByScore } from "./by-score.ts";
import { chainStudy } from "./chain.ts";
import { chainFinding } from "./chain-finding.ts";
import { costsByBand, costsFinding } from "./costs-by-band.ts";
import { growthPotential } from "./growth.ts";
import { growthFinding } from "./growth-finding.ts";
import { CUSTOMER_STANDINGS, STANDINGS, standings } from "./history.ts";
import { stageLevers } from "./levers.ts";
import { leversFinding } from "./levers-finding.ts";
import { cohortTable, keptTable, offerTable, rateOf, rateTable } from "./onboarding-tables.ts";
import { type StageFacts, stageFacts } from "./rates.ts";
import { saidAndDone, saidFinding } from "./said-and-done.ts";
import { supportCosts } from "./support-costs.ts";
import { supportFinding } from "./support-finding.ts";

/**
 * Where customers stand, what happens in each stage, and what onboarding tells of later; none where nobody has ever been a customer.
 * @param worth findings of what steps of scores are worth, on which a lever rests
 */
export const stageFindings = (
  context: MeasureContext,
  worth: readonly Finding[],
  dataVersion: string,
): Promise<Finding[]> =>
  inTurn(context.store, async () => {
    if (context.info.asOf === null) return [];
    await context.store.materialise("value_standing", standings(context), ["party", "from_day"]);
    const { cost = 0, touch = 0 } = context.info.facts;
    if (cost + touch > 0) await buildLedger(context);
    const facts = await stageFacts(context);
    if (!facts.stays.some(({ stage }) => CUSTOMER_STANDINGS.includes(stage))) return [];
    const found = [
      today(context, facts, dataVersion),
      onboarding(context, { facts, cohorts: await valueByScore(context), dataVersion }),
      growthFinding(context, await growthPotential(context), dataVersion),
      leversFinding(context, await stageLevers(context, worth), dataVersion),
      costsFinding(context, await costsByBand(context), dataVersion),
      supportFinding(context, await supportCosts(context), dataVersion),
      chainFinding(context, await chainStudy(context), dataVersion),
      await membersFinding(context, dataVersion),
      saidFinding(context, await saidAndDone(context), dataVersion),
    ];
    return found.filter((finding) => finding !== null);
  });

/** How many stand where, how long they stayed, and where they went; what was spent in each stage by year. */
function today(context: MeasureContext, { stays, spend }: StageFacts, dataVersion: string): Finding {
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const now = (stages: readonly string[]) =>
    stays.filter(({ stage }) => stages.includes(stage)).reduce((sum, each) => sum + each.now, 0);
  const [customers, close] = [now(CUSTOMER_STANDINGS), now(["loyalty", "advocacy"])];
  const head: FigureHeader = { ...header(context, "stages.today", "stages.stays"), unit: "share", n: customers };
  const headline: Figure =
    customers === 0
      ? { ...head, state: "undefined", why: "empty_base" }
      : { ...head, state: "estimate", value: close / customers, interval: shareInterval(close, customers) };
  const years = [...new Set(spend.map(({ year }) => year))];
  return {
    ...shell(context, "stages.today", "stages.stays", dataVersion),
    headline,
    verdict: {
      code: "stages.today",
      values: { n: customers, share: customers > 0 ? close / customers : 0, count: now(["onboarding"]) },
    },
    notes: [{ code: "stages.rules", values: {} }],
    tables: [
      {
        id: "stages.stays",
        title: { code: "stages.stays", values: {} },
        columns: columnsOf("stages.column", ["stage", "now", "stretches", "mean_days", "went_on"]),
        rows: stays.map(({ stage, now: there, stretches, days, ended, wentOn }) => ({
          stage: labelCell(`stages.stage.${stage}`),
          now: countCell(there),
          stretches: countCell(stretches),
          mean_days: { kind: "number", value: stretches > 0 ? days / stretches : null, unit: "days" },
          // Whoever is no customer cannot leave: they only come.
          went_on: CUSTOMER_STANDINGS.includes(stage) ? shareCell(wentOn, ended) : shareCell(0, 0),
        })),
        note: { code: "stages.stays.note", values: {} },
      },
      {
        id: "stages.spend",
        title: { code: "stages.spend", values: {} },
        columns: columnsOf("stages.column", ["year", "stage", "customers", "spent", "each"], 2),
        rows: years.flatMap((year) =>
          STANDINGS.flatMap((stage) =>
            spend
              .filter((row) => row.year === year && row.stage === stage)
              .map(({ customers: n, revenue }) => ({
                year: dataCell(year),
                stage: labelCell(`stages.stage.${stage}`),
                customers: countCell(n),
                spent: moneyCell(revenue, currency),
                each: moneyCell(n > 0 ? revenue / n : null, currency),
              })),
          ),
        ),
        note: { code: "stages.spend.note", values: {} },
      },
    ],
  };
}

/** How many are lost in onboarding, and how it differs from the other stages. */
function onboarding(
  context: MeasureContext,
  {
    facts,
    cohorts,
    dataVersion,
  }: { facts: StageFacts; cohorts: Awaited<ReturnType<typeof valueByScore>>; dataVersion: string },
): Finding {
  const { begun, lost, days } = facts.onboarding;
  const head: FigureHeader = { ...header(context, "stages.onboarding", "stages.onboarding"), unit: "share", n: begun };
  const headline: Figure =
    begun === 0
      ? { ...head, state: "undefined", why: "no_history" }
      : { ...head, state: "estimate", value: lost / begun, interval: shareInterval(lost, begun) };
  const ratio = contactRatio(facts);
  return {
    ...shell(context, "stages.onboarding", "stages.onboarding", dataVersion),
    headline,
    verdict: {
      code: begun === 0 ? "stages.onboarding.unseen" : "stages.onboarding",
      values: { n: begun, count: lost, share: begun > 0 ? lost / begun : 0 },
    },
    notes: [
      ...(ratio === null
        ? []
        : [
            {
              code: "stages.contacts",
              values: { ratio: round(ratio.value), least: round(ratio.low), most: round(ratio.high), level: LEVEL },
            },
          ]),
      { code: "stages.onboarding.window", values: { days } },
    ],
    tables: [rateTable(context, facts), offerTable(facts), keptTable(facts), cohortTable(context, cohorts)].filter(
      (table) => table.rows.length > 0,
    ),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Contacts a customer and week in onboarding over those in the later stages; its interval takes both rates for unrelated, on the log scale. */
function contactRatio({ rates }: StageFacts): { value: number; low: number; high: number } | null {
  const first = rates.filter(({ stage }) => stage === "onboarding");
  const later = rates.filter(({ stage }) => ["retention", "loyalty", "advocacy"].includes(stage));
  const [a, b] = [first, later].map((of) => rateOf(of, "contacts"));
  if (!a || !b || !(a.value > 0) || !(b.value > 0) || a.interval === null || b.interval === null) return null;
  // Half of an interval on the log scale; its multiplier is the same on both sides, and so falls out.
  const half = (value: number, { low, high }: Interval) => (high - low) / 2 / value;
  const reach = Math.hypot(half(a.value, a.interval), half(b.value, b.interval));
  const value = a.value / b.value;
  return { value, low: value * Math.exp(-reach), high: value * Math.exp(reach) };
}
