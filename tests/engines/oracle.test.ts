import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, type Day, daysBetween } from "../../src/base/day.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { populationSums } from "../../src/measures/coverage/populations.ts";
import { touchpointRows } from "../../src/measures/coverage/touchpoint-sums.ts";
import { worthOf } from "../../src/measures/definitions/common.ts";
import { DIMENSIONS } from "../../src/measures/dimension.ts";
import { isComparable } from "../../src/measures/fair/ask.ts";
import { caseMix } from "../../src/measures/fair/case-mix.ts";
import { residualSums } from "../../src/measures/fair/residual-sums.ts";
import {
  type MeasureContext,
  type MeasureRow,
  measureByCut,
  measureByMonth,
  measureWhole,
} from "../../src/measures/measure.ts";
import { MEASURES, measureBook } from "../../src/measures/registry.ts";
import { scoreMoments, spreadSums } from "../../src/measures/spread/sums.ts";
import { lastYear } from "../../src/measures/window.ts";
import { asks } from "../../src/panel/asks.ts";
import { buildCustomerMonths, buildPanel } from "../../src/panel/build.ts";
import { legs } from "../../src/panel/legs.ts";
import { pointLots } from "../../src/panel/loyalty.ts";
import { SAID } from "../../src/panel/settings.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics, Row } from "../../src/store/ports/analytics.ts";
import { literal, raw, sql } from "../../src/store/sql/sql.ts";
import { found } from "./company.ts";
import { onEveryEngine } from "./engines.ts";
import { close, tableDifferences } from "./oracle/compare.ts";
import { oracleAsks, oracleInvitations, oraclePopulations } from "./oracle/coverage.ts";
import { oracleMoments, oracleResidualSums, oracleSpreadSums } from "./oracle/fair.ts";
import { ORACLE_MEASURES, type OracleSums, oracleSums } from "./oracle/measures.ts";
import { halves, type OraclePanel, oraclePanel, type Record_ } from "./oracle/panel.ts";
import { OWN_SCORES, STATED_POINTS, type Trial, trials } from "./oracle/random-company.ts";

/** Engine's table, the oracle's, and the columns that tell rows apart. */
const TABLES: readonly [string, keyof Omit<OraclePanel, "info">, readonly string[]][] = [
  ["identity", "identity", ["key"]],
  ["panel_party", "party", ["party"]],
  ["panel_order", "order", ["id"]],
  ["panel_refund", "refund", ["id"]],
  ["panel_income", "income", ["id"]],
  ["panel_contact", "contact", ["id"]],
  ["panel_case", "case", ["id"]],
  ["panel_invitation", "invitation", ["id"]],
  ["panel_purchase_day", "purchaseDay", ["party", "day"]],
  ["panel_recurring", "recurring", ["party", "from_day", "yearly"]],
  ["panel_review", "review", ["id"]],
  ["panel_points", "points", ["id"]],
  ["panel_referral", "referral", ["id"]],
  ["panel_assignment", "assignment", ["id"]],
  ["panel_answer", "answer", ["id"]],
  ["panel_spell", "spell", ["party", "from_day"]],
  ["customer_day", "customerDay", ["party", "day"]],
  ["customer_month", "customerMonth", ["party", "month"]],
  ["panel_case_time", "caseTime", ["id"]],
  ["scored_moment", "moment", ["id"]],
  ["customer_state", "state", ["party"]],
];

/** Every measure, those of scores of a company's own among them. */
const BOOK = measureBook({ scores: OWN_SCORES });

interface Built {
  context: MeasureContext;
  panel: OraclePanel;
  /** What the engine gave for each question since the last one was asked. */
  recorded: Map<string, readonly Row[]>;
}

async function build(store: Analytics, { company, settings, gapDays, from, to }: Trial): Promise<Built> {
  const keys = await found(store, company);
  await resolveIdentity(store);
  const info = await buildPanel(store, settings, { gapDays });
  await buildCustomerMonths(store);
  const recorded = new Map<string, readonly Row[]>();
  const context = {
    store,
    info,
    from,
    to,
    record: (id: string, _: unknown, rows: readonly unknown[]) => recorded.set(id, rows as Row[]),
  };
  return { context, recorded, panel: oraclePanel(company, settings, keys, gapDays, await composedIds(store)) };
}

/** The id that a response to a composite has, by any answer that may be its first: hashes are the engine's own. */
async function composedIds(store: Analytics): Promise<Map<string, bigint>> {
  const [composite] = OWN_SCORES.filter(({ elements }) => elements).map(({ id }) => id);
  const found = await store.rows(
    sql`select f.id as id, ${store.dialect.hash(literal(composite!), sql`f.id`)} as composed from fact_answer f`,
  );
  return new Map(found.map(({ id, composed }) => [`${composite} ${id}`, BigInt(composed as bigint)]));
}

async function panelDifferences({ context: { store, info }, panel }: Built): Promise<string[]> {
  const lines: string[] = [];
  for (const [table, mine, key] of TABLES) {
    const rows = (await store.rows(sql`select * from ${raw(table)}`)).map(({ spell: _, ...row }) => row as Row);
    lines.push(...tableDifferences(table, rows, panel[mine], key));
  }
  // Tables that are made when they are asked for.
  lines.push(...tableDifferences("lots", await store.rows(pointLots()), panel.lot, ["id"]));
  lines.push(...tableDifferences("legs", await store.rows(legs(store.dialect, info)), panel.leg, ["id"]));
  lines.push();
  const asFound: Record_ = {
    currency: info.currency,
    asOf: info.asOf,
    firstDay: info.firstDay,
    purchasesUntil: info.knownUntil.purchases,
    contactsUntil: info.knownUntil.contacts,
    reviewsUntil: info.knownUntil.reviews,
    answersUntil: info.knownUntil.answers,
    opinions: info.opinions.all,
    opinionsUnnamed: info.opinions.unnamed,
    inactivity: info.inactivity.days,
    gaps: info.inactivity.gaps,
    costCoverage: info.costCoverage,
    contactCostCoverage: info.contactCostCoverage,
    assumedMargin: info.assumedMargin,
    assumedContactCost: info.assumedContactCost,
    hasContracts: info.hasContracts,
    recurring: info.recurring,
    itemScales: info.itemScales,
    says: SAID.filter((said) => info.says[said]).join(),
  };
  return [...lines, ...tableDifferences("info", [{ id: 1, ...asFound }], [{ id: 1, ...panel.info }], ["id"])];
}

/** Who was asked and who is heard, in the window of the trial or all the time. */
async function coverageDifferences({ context, panel, recorded }: Built): Promise<string[]> {
  const { store, info } = context;
  const window = lastYear(context);
  const lines: string[] = [];
  const { from, to } = window;
  if (from !== null && to !== null && from < to) {
    for (const instrument of ["nps", "csat"])
      for (const basis of ["invited", "active"] as const) {
        const query = asks(instrument, basis, { from, to }, store.dialect);
        const expected = oracleAsks(panel, instrument, basis, { from, to });
        lines.push(...tableDifferences(`asks.${instrument}.${basis}`, await store.rows(query), expected, ["party"]));
      }
  }
  const worth = worthOf(info);
  const expected = oraclePopulations(panel, window, worth);
  const populations = (await store.rows(populationSums(window, worth, store.dialect))).map((row): Row => {
    // Each day's money is summed on a grid of 1/10,000, and half a step goes either way.
    const should = expected.find(({ status }) => status === row.status);
    const onGrid = (name: string) =>
      should && Math.abs(Number(row[name]) - Number(should[name])) < 0.01 ? should[name]! : row[name]!;
    return { ...row, value: onGrid("value"), value_heard: onGrid("value_heard") };
  });
  lines.push(...tableDifferences("populations", populations, expected, ["status"]));
  recorded.clear();
  await touchpointRows(context);
  const invited = recorded.get("coverage.touchpoints.invitations")!;
  return [...lines, ...tableDifferences("invited", invited, oracleInvitations(panel, window), ["touchpoint"])];
}

/** Differences of the sums that the engine gave for one question, by period and cut. */
function sumsDifferences(
  name: string,
  rows: readonly Row[],
  expected: ReadonlyMap<string, OracleSums>,
  tolerance: number | undefined,
): string[] {
  const records = [...expected].map(([group, sums]): Record_ => ({ group, ...sums }));
  const found = rows.map(({ period, cut, ...row }): Row => {
    const sums = Object.fromEntries(Object.entries(row).filter(([column]) => !column.startsWith("n_")));
    return { group: `${period ?? ""}|${cut ?? ""}`, ...sums };
  });
  const columns = new Set(found.flatMap((row) => Object.keys(row)));
  return tableDifferences(
    name,
    found,
    records.map(
      (r) =>
        Object.fromEntries(
          Object.entries(r).filter(([column]) => found.length === 0 || columns.has(column)),
        ) as Record_,
    ),
    ["group"],
    tolerance,
  );
}

/** How near numbers have to be: loosely where a sum went through the middle between two steps of the grid. */
const toleranceOf = (): number | undefined => (halves.seen > 0 ? 1e-3 : undefined);

/** Asks every measure for the whole window, by month, and by one of its cuts: the one that `cut` points to. */
async function measureDifferences({ context, panel, recorded }: Built, cut: number): Promise<string[]> {
  const lines: string[] = [];
  for (const measure of BOOK.values()) {
    const oracle = ORACLE_MEASURES[measure.id];
    if (!oracle) return [`${measure.id}: no oracle`];
    const ask = async (
      question: string,
      run: () => Promise<unknown>,
      expected: (window: { from: Day | null; to: Day | null }) => Map<string, OracleSums>,
      rows: () => MeasureRow[],
    ) => {
      recorded.clear();
      halves.seen = 0;
      await run();
      const given = recorded.get(`${measure.id}.${question}`);
      if (!given) return;
      const window = rows()[0]?.figure.window ?? { from: context.from, to: context.to };
      const sums = expected(window);
      lines.push(...sumsDifferences(`${measure.id}.${question}`, given, sums, toleranceOf()));
    };
    const keyed = (sums: Map<string | null, OracleSums>, period = "") =>
      [...sums].map(([cut, s]) => [`${period}|${cut ?? ""}`, s] as const);
    let whole: MeasureRow | undefined;
    await ask(
      "whole",
      async () => {
        whole = await measureWhole(measure, context);
      },
      ({ from, to }) => new Map(keyed(oracleSums(measure.id, panel, { from, to, cut: null }))),
      () => [whole!],
    );
    lines.push(...figureDifferences(measure.id, whole!, panel));
    let months: MeasureRow[] = [];
    await ask(
      "by-month",
      async () => {
        months = await measureByMonth(measure, context);
      },
      () =>
        new Map(
          months.flatMap(({ period, figure: { window } }) =>
            keyed(oracleSums(measure.id, panel, { ...window, cut: null }), period!),
          ),
        ),
      () => months,
    );
    const { dimensions } = measure.population;
    const by = dimensions[cut % dimensions.length]!;
    let rows: MeasureRow[] = [];
    await ask(
      by,
      async () => {
        ({ rows } = await measureByCut(measure, context, DIMENSIONS[by]!));
      },
      ({ from, to }) =>
        new Map(
          keyed(
            oracleSums(measure.id, panel, {
              from: whole!.figure.window.from ?? from,
              to: whole!.figure.window.to ?? to,
              cut: by,
            }),
          ),
        ),
      () => rows,
    );
  }
  return lines;
}

/** Sums at equal case mix of every measure that has any, by one of its dimensions. */
async function fairDifferences({ context, panel }: Built, cut: number): Promise<string[]> {
  const lines: string[] = [];
  const { store, info, from, to } = context;
  const cell = { minimum: 3, others: 2 };
  for (const measure of MEASURES.values()) {
    if (!isComparable(measure)) continue;
    const { dimensions } = measure.population;
    // Two ways at once must not touch each other.
    const ways = [...new Set([dimensions[cut % dimensions.length]!, "agent"])].filter((id) => dimensions.includes(id));
    const ask = {
      ways: ways.map((id) => {
        const dimension = DIMENSIONS[id]!;
        return { dimension, tiers: caseMix(measure, dimension), nameless: false };
      }),
      reduction: { from, to, info },
      cell,
    };
    const rows = await store.rows(residualSums(measure, ask, store.dialect));
    halves.seen = 0;
    const expected = ways.flatMap((way) => oracleResidualSums(measure.id, panel, { from, to, cut: way, cell }));
    lines.push(...tableDifferences(`fair ${measure.id}`, rows, expected, ["cut"], toleranceOf() ?? 1e-5));
  }
  for (const id of ["nps", "csat", "ces"]) {
    const measure = MEASURES.get(id)!;
    const { dimensions } = measure.population;
    const attributes = [...new Set([dimensions[cut % dimensions.length]!, "team"])];
    const reduction = { from, to, info };
    const score = sql`r.score`;
    const ask = { attributes: attributes.map((each) => DIMENSIONS[each]!), reduction, named: true };
    const rows = await store.rows(spreadSums(measure, score, ask, store.dialect));
    const expected = attributes.flatMap((each) => oracleSpreadSums(id, panel, { from, to, cut: each }));
    lines.push(...tableDifferences(`spread ${id}`, rows, expected, ["cut"]));
    const [whole] = await store.rows(scoreMoments(measure, score, reduction, store.dialect));
    if (Number(whole!.n) > 0)
      lines.push(
        ...tableDifferences(`moments ${id}`, [{ key: 1, ...whole }], [oracleMoments(id, panel, { from, to })], ["key"]),
      );
  }
  return lines;
}

/** What open points are multiplied by where it is stated; a random company has too few redemptions to learn it from. */
const pointFactor = (id: string): number =>
  STATED_POINTS.value * (id === "points-liability" ? 1 : 1 - STATED_POINTS.breakage);

/** The value and state that the whole window should have. */
function figureDifferences(id: string, { figure }: MeasureRow, panel: OraclePanel): string[] {
  const measure = BOOK.get(id)!;
  if (figure.state === "not_measured" || figure.state === "too_early") return [];
  const { from, to } = figure.window;
  if (ORACLE_MEASURES[id]!.overStretch && (from === null || to === null || from >= to))
    return figure.state === "undefined" ? [] : [`${id}: ${figure.state} without days`];
  if (ORACLE_MEASURES[id]!.looksBack && panel.info.recurring === "none") {
    const before = addDays(from!, -daysBetween(from!, to!));
    if (before < panel.info.firstDay!)
      return figure.state === "undefined" && figure.why === "no_history"
        ? []
        : [`${id}: ${figure.state} without history`];
  }
  halves.seen = 0;
  const sums = oracleSums(id, panel, { from, to, cut: null }).get(null);
  const isTotal = measure.family.kind === "total";
  if (!sums && isTotal) return isEstimate(figure) && figure.value === 0 ? [] : [`${id}: ${figure.state} of nothing`];
  const state = !sums
    ? "undefined"
    : sums.n < measure.minimum
      ? "too_few"
      : measure.family.kind === "ratio" && sums.b === 0
        ? "undefined"
        : "estimate";
  if (figure.state !== state) return [`${id}: ${figure.state}, expected ${state}`];
  if (!isEstimate(figure)) return [];
  const times = id.startsWith("points-liability") ? pointFactor(id) : 1;
  const value =
    measure.family.kind === "quantile"
      ? sums!.value!
      : measure.family.kind === "total"
        ? times * sums!.a
        : sums!.a / sums!.b;
  const { interval } = figure;
  return [
    ...(close(figure.value, value, toleranceOf()) ? [] : [`${id}: ${figure.value}, expected ${value}`]),
    ...(figure.n === sums!.n ? [] : [`${id}: n ${figure.n}, expected ${sums!.n}`]),
    ...(interval && !(interval.low <= figure.value + 1e-9 && interval.high >= figure.value - 1e-9)
      ? [`${id}: ${value} outside ${interval.low} … ${interval.high}`]
      : []),
  ];
}

/** How many random companies; more with FELTWORTH_SLOW, for a machine that has the time. */
const SLOW = Boolean(process.env.FELTWORTH_SLOW);
const RUNS = SLOW ? { DuckDB: 250, ClickHouse: 25 } : { DuckDB: 20, ClickHouse: 5 };

onEveryEngine((engine) => {
  const numRuns = RUNS[engine.name as keyof typeof RUNS];
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  it("agrees with loops over the facts, in every panel table and every measure, whole, by month and by cut", async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const built = await build(store, trial);
        expect((await panelDifferences(built)).slice(0, 8)).toEqual([]);
        expect((await coverageDifferences(built)).slice(0, 8)).toEqual([]);
        expect((await measureDifferences(built, trial.cut)).slice(0, 8)).toEqual([]);
        expect((await fairDifferences(built, trial.cut)).slice(0, 8)).toEqual([]);
      }),
      { numRuns },
    );
  }, 1_200_000);
});
