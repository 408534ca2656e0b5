import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FACT_KINDS } from "../../src/facts/facts.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { experiencesOf, linkTable } from "../../src/links/link.ts";
import { OUTCOMES } from "../../src/links/outcome.ts";
import { DIMENSIONS } from "../../src/measures/dimension.ts";
import { type MeasureContext, measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { MEASURES, measureDefinition } from "../../src/measures/registry.ts";
import { buildPanel } from "../../src/panel/build.ts";
import type { PanelInfo } from "../../src/panel/settings.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics, Row } from "../../src/store/ports/analytics.ts";
import { type Company, type FactRow, found } from "./company.ts";
import { clickHouseEngine, duckDbEngine, onEngine } from "./engines.ts";
import { tableDifferences } from "./oracle/compare.ts";
import type { Record_ } from "./oracle/panel.ts";
import { RATES, type Trial, trials } from "./oracle/random-company.ts";

let store: Analytics;
beforeAll(async () => {
  store = await duckDbEngine.open();
});
afterAll(() => store.close());

/** Every measure over the whole window: what the engine gave. */
async function wholeSums(on: Analytics, trial: Trial): Promise<Map<string, Row>> {
  const context = await contextOf(on, trial);
  const sums = new Map<string, Row>();
  const record = (id: string, _: unknown, rows: readonly unknown[]) =>
    sums.set(id.replace(".whole", ""), (rows[0] ?? {}) as Row);
  for (const measure of MEASURES.values()) await measureWhole(measure, { ...context, record });
  return sums;
}

async function contextOf(on: Analytics, { company, settings, gapDays, from, to }: Trial): Promise<MeasureContext> {
  await found(on, company);
  await resolveIdentity(on);
  return { store: on, info: await buildPanel(on, settings, { gapDays }), from, to, record() {} };
}

const asTable = (sums: ReadonlyMap<string, Row>): Record_[] =>
  [...sums].map(([measure, row]) => ({ ...row, measure }) as Record_);
const differences = (actual: ReadonlyMap<string, Row>, expected: ReadonlyMap<string, Row>) =>
  tableDifferences("sums", asTable(actual) as Row[], asTable(expected), ["measure"]);

it("does not depend on the order in which facts arrive", async () => {
  await fc.assert(
    fc.asyncProperty(trials, fc.infiniteStream(fc.nat()), async (trial, dice) => {
      const shuffled = Object.fromEntries(
        Object.entries(trial.company).map(([kind, rows]) => [
          kind,
          rows
            .map((row) => [dice.next().value as number, row] as const)
            .sort(([a], [b]) => a - b)
            .map(([, row]) => row),
        ]),
      ) as Company;
      const first = await wholeSums(store, trial);
      expect(differences(await wholeSums(store, { ...trial, company: shuffled }), first)).toEqual([]);
    }),
    { numRuns: 6 },
  );
}, 900_000);

it("adds up: two halves of the customers, counted apart, make the whole", async () => {
  await fc.assert(
    fc.asyncProperty(trials, trials, async (trial, { company: others }) => {
      const [one, other] = [
        { ...trial.company, rate: RATES },
        { ...strangers(others), rate: RATES },
      ];
      const both = { ...together(one, other), rate: RATES };
      // What is learnt from all customers together is told here, so that halves know it too.
      const { info } = await contextOf(store, { ...trial, company: both });
      const told: Trial = {
        ...trial,
        from: trial.from ?? info.firstDay,
        to: trial.to ?? info.asOf,
        settings: { ...trial.settings, asOf: info.asOf, currency: info.currency, inactivityDays: info.inactivity.days },
      };
      const all = await wholeSums(store, { ...told, company: both });
      const halves = [one, other].map((company) => ({ ...told, company }));
      const [a, b] = [await wholeSums(store, halves[0]!), await wholeSums(store, halves[1]!)];
      const infos = [info, (await contextOf(store, halves[0]!)).info, (await contextOf(store, halves[1]!)).info];
      const differ = (of: (known: PanelInfo) => unknown) => new Set(infos.map(of)).size > 1;
      for (const [id, sums] of all) {
        const { basis, cluster, family, population } = MEASURES.get(id)!;
        // Squares of the distance from the mean of the rows do not add up; weights and scales of items, and whether shares are per cent, are learnt from all answers.
        if (family.kind === "quantile" || ["polarisation", "qci", "share-of-wallet"].includes(id)) continue;
        // A half without the records that a measure needs has none of it; one without contracts looks at revenue instead.
        if (!a.has(id) || !b.has(id)) continue;
        if (population.over === "stretches" && population.looksBack && differ(({ recurring }) => recurring)) continue;
        // Who was known before they bought depends on the day that the records begin with.
        if (id === "conversion" && differ(({ firstDay }) => firstDay)) continue;
        // Whether costs are recorded for enough of the orders, or of the contacts, is learnt from all of them together.
        if (basis && (differ(({ assumedMargin }) => assumedMargin) || differ((known) => known.assumedContactCost > 0)))
          continue;
        // An agent's contacts may lie in both halves: only what is not squared by agent adds up.
        const columns = cluster === "agent" ? ["n", "a", "b"] : ["n", "clusters", "a", "b", "aa", "bb", "ab"];
        for (const column of columns) {
          const [added, whole] = [
            Number(a.get(id)?.[column] ?? 0) + Number(b.get(id)?.[column] ?? 0),
            Number(sums[column] ?? 0),
          ];
          // Money is summed on a grid of 1/10,000, which each half meets by itself.
          expect([`${id}.${column}`, added, Math.abs(added - whole) <= 1e-3 + 1e-6 * Math.abs(whole)]).toEqual([
            `${id}.${column}`,
            added,
            true,
          ]);
        }
      }
    }),
    { numRuns: 6 },
  );
}, 900_000);

it("counts of the groups of any cut add to the whole, and no figure leaves its bounds", async () => {
  await fc.assert(
    fc.asyncProperty(trials, async (trial) => {
      const context = await contextOf(store, trial);
      for (const measure of MEASURES.values()) {
        const { dimensions } = measure.population;
        const whole = await measureWhole(measure, context);
        const cut = dimensions[trial.cut % dimensions.length]!;
        const { rows } = await measureByCut(measure, context, DIMENSIONS[cut]!);
        const counted = rows.reduce((n, { figure }) => n + figure.n, 0);
        // A person may have an opinion in several groups, of which the whole counts the latest only.
        if (measure.latestOfParty) expect(counted).toBeGreaterThanOrEqual(whole.figure.n);
        else expect([cut, counted]).toEqual([cut, whole.figure.n]);
        for (const { figure } of [whole, ...rows].filter(({ figure: f }) => isEstimate(f))) {
          if (!isEstimate(figure)) continue;
          const [low, high] =
            measure.unit === "share"
              ? (BEYOND[measure.id] ?? [0, 1])
              : measure.unit === "points"
                ? [-100, 100]
                : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
          expect(figure.value).toBeGreaterThanOrEqual(low);
          expect(figure.value).toBeLessThanOrEqual(high);
        }
      }
      const [kept, lost] = [
        await measureWhole(measureDefinition("crr"), context),
        await measureWhole(measureDefinition("churn"), context),
      ];
      expect(kept.figure).toMatchObject({ state: lost.figure.state, n: lost.figure.n });
      if (isEstimate(kept.figure) && isEstimate(lost.figure))
        expect(kept.figure.value + lost.figure.value).toBeCloseTo(1, 12);
    }),
    { numRuns: 8 },
  );
}, 900_000);

onEngine(clickHouseEngine, (engine) => {
  let other: Analytics;
  beforeAll(async () => {
    other = await engine.open();
  });
  afterAll(() => other.close());

  it("links experience with outcomes as DuckDB does", async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const [mine, its] = [await linkSums(store, trial), await linkSums(other, trial)];
        expect(differences(its, mine)).toEqual([]);
      }),
      { numRuns: 2 },
    );
  }, 900_000);
});

async function linkSums(on: Analytics, trial: Trial): Promise<Map<string, Row>> {
  const context = await contextOf(on, trial);
  const sums = new Map<string, Row>();
  const record = (id: string, _: unknown, rows: readonly unknown[]) =>
    (rows as Row[]).forEach((row, i) => {
      sums.set(`${id} ${String(row.band ?? i)}`, row);
    });
  const ask = { experiences: await experiencesOf(context), outcomes: [...OUTCOMES.keys()], horizon: 90 } as const;
  await linkTable({ ...context, record }, ask, "test");
  return sums;
}

/** Shares that are no part of a whole: what is compared can grow. */
const BEYOND: Readonly<Record<string, [number, number]>> = {
  "redemption-rate": [0, Number.POSITIVE_INFINITY],
  nrr: [0, Number.POSITIVE_INFINITY],
  "earned-growth": [-1, Number.POSITIVE_INFINITY],
};
const NAMES = ["who", "other_value", "order_id", "contact_id", "case_id", "invitation_id", "about_id"];

/** The company once more, as one of strangers: nobody and nothing in it has a name of the first. */
function strangers(company: Company): Company {
  const renamed = (row: FactRow): FactRow => ({
    ...row,
    ...Object.fromEntries(NAMES.filter((name) => row[name]).map((name) => [name, `${String(row[name])}b`])),
    id: Number(row.id) + 1_000_000,
  });
  return Object.fromEntries(Object.entries(company).map(([kind, rows]) => [kind, rows.map(renamed)]));
}

const together = (a: Company, b: Company): Company =>
  Object.fromEntries(FACT_KINDS.map((kind) => [kind, [...(a[kind] ?? []), ...(b[kind] ?? [])]]));
