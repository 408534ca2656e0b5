import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, type Day } from "../../src/base/day.ts";
import { UTC } from "../../src/base/zone.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import { infer } from "../../src/measures/infer.ts";
import { measureWhole } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import { buildPanel } from "../../src/panel/build.ts";
import { resolveIdentity } from "../../src/people/identity.ts";
import type { Analytics, Row } from "../../src/store/ports/analytics.ts";
import { type GoldenCase, goldenCases, goldenDifferences, hasShared } from "../shared.ts";
import { type Company, type FactRow, found } from "./company.ts";
import { duckDbEngine } from "./engines.ts";

/**
 * Cases of `kpi.json` that no registered measure answers, each with the reason. Whatever is neither here nor handled
 * below fails.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "clv.marginMultiple": "a closed form of stats/, not a measure",
  "clv.constantRetention": "a closed form of stats/, not a measure",
  "clv.simple": "a closed form of stats/, not a measure",
  "csat-7pt": "a score on another scale keeps its own name and is never called CSAT",
  "csat-10pt": "a score on another scale keeps its own name and is never called CSAT",
  "csat-3pt": "a score on another scale keeps its own name and is never called CSAT",
  "csat-thumbs": "a score on another scale keeps its own name and is never called CSAT",
  "ces1-low-is-easy": "the 2010 scale is another instrument",
  "crr-over-100": "(E − N)/S of imported totals; customers cannot be kept more than once",
  "crr-negative": "(E − N)/S of imported totals; customers cannot be kept more than once",
  "aht-bad-rows":
    "DESIGN counts a contact without its hold time and names what is missing; negative times never become facts",
  "orders-none": "without any purchase the measure is not measured; a window without one is tested below",
};

/** What a case expects beside the measure: derived by the reader, or of modes and flags that are not measures. */
const NOT_MEASURED = [
  "flag",
  "everyResponse",
  "firstPerCustomer",
  "meanScore",
  "medianScoreLower",
  "meanOn0to100",
  "end",
  "new",
  "newStillActiveAtEnd",
  "formulaCrrPctAllNew",
  "formulaCrrPctNewStillActive",
  "expectedLifetimePeriods",
  "annualChurnPct",
  "ordersPerCustomer",
  "ordersPerCustomerPerYear",
  "revenuePerCustomer",
  "completionPct",
  "contraction",
  "churned",
];

let store: Analytics;
beforeAll(async () => {
  store = await duckDbEngine.open();
});
afterAll(() => store.close());

interface Measured {
  n: number;
  /** Null where the base is empty. */
  value: number | null;
  state: string;
  /** Rows that did not count, by reason. */
  left: Record<string, number>;
  /** What the reduction gave: it is not withheld where the figure is, for too few. */
  sums: Row;
}
type Window = { from?: string; to?: string; asOf?: string };

async function measured(company: Company, id: string, { from, to, asOf }: Window = {}): Promise<Measured> {
  await found(store, company);
  await resolveIdentity(store);
  const info = await buildPanel(store, {
    zone: UTC,
    currency: null,
    asOf: (asOf ?? null) as Day | null,
    inactivityDays: null,
  });
  let sums: Row = {};
  const record = (name: string, _: unknown, rows: readonly unknown[]) => {
    if (name === `${id}.whole`) sums = (rows[0] as Row | undefined) ?? {};
  };
  const measure = measureDefinition(id);
  const { figure } = await measureWhole(measure, {
    store,
    info,
    from: (from ?? null) as Day | null,
    to: (to ?? null) as Day | null,
    record,
  });
  const n = Number(sums.n ?? 0);
  const ratio = Number(sums.b ?? 0) === 0 ? null : Number(sums.a) / Number(sums.b);
  const value =
    measure.family.kind === "quantile"
      ? ((sums.value as number | undefined) ?? null)
      : measure.family.kind === "total"
        ? Number(sums.a ?? 0)
        : ratio;
  if (isEstimate(figure)) expect(figure.value).toBeCloseTo(value!, 12);
  else expect(n < measure.minimum || value === null).toBe(true);
  return {
    n,
    value,
    state: figure.state,
    left: Object.fromEntries(figure.excluded.map(({ reason, n: rows }) => [reason, rows])),
    sums,
  };
}
const percent = (share: number | null) => (share === null ? null : 100 * share);

const answers = (instrument: string, scores: readonly (number | null)[]): Company => ({
  answer: scores.map((score, i) => ({ who: `p${i}`, at: "2024-01-05", instrument, score })),
});

async function npsOf(company: Company) {
  const { n, value, left, sums } = await measured(company, "nps");
  const count = (band: string) => Number(sums[`n_${band}`] ?? 0);
  const [promoters, passives, detractors] = [count("promoter"), count("passive"), count("detractor")];
  const share = (k: number) => (n === 0 ? null : (100 * k) / n);
  return {
    n,
    promoters,
    passives,
    detractors,
    nps: value,
    missing: left.not_answered ?? 0,
    invalid: left.invalid ?? 0,
    promoterPct: share(promoters),
    passivePct: share(passives),
    detractorPct: share(detractors),
  };
}

const term = (who: string, at: string, until: string | null): FactRow => ({ who, at, until });
const YEAR: Window = { from: "2024-01-01", to: "2025-01-01", asOf: "2025-02-01" };
const people = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

/** So many customers at the start, of whom some stay, and some new ones who stay. */
const customers = (kept: number, lost: number, joined: number): Company => ({
  term: [
    ...people("kept", kept).map((who) => term(who, "2023-05-01", null)),
    ...people("lost", lost).map((who) => term(who, "2023-05-01", "2024-06-01")),
    ...people("new", joined).map((who) => term(who, "2024-03-01", null)),
    term("later", "2025-01-15", null),
  ],
});

interface Inputs {
  answers: (number | null)[];
  responses: { id: string; customer: string; score: number; at: string }[];
  countsForScores0to10: number[];
  start: number;
  end: number;
  new: number;
  lost: number;
  startIds: string[];
  endIds: string[];
  newIds: string[];
  contacts: { talk: number; hold: number; wrap: number; abandoned: boolean }[];
  issued: number;
  redeemed: number;
  expired: number;
  orders: { customer: string; amount: number }[];
  issues: { contacts: number; resolved: boolean | null; reopenedAfterDays: number | null }[];
  customers: { id: string; start: number; end: number }[];
  invited: number;
  bounced: number;
  started: number;
  completed: number;
}

const COMPUTE: Readonly<Record<string, (inputs: Inputs) => Promise<unknown>>> = {
  "kpi.nps": ({ answers: scores }) => npsOf(answers("nps", scores)),
  "kpi.nps.dedupe": async ({ responses }) => {
    // One response that arrives twice is one fact.
    const once = [...new Map(responses.map((r) => [r.id, r])).values()];
    const answer = once.map(({ customer, score, at }) => ({
      who: customer,
      score,
      at: at.slice(0, 19).replace("T", " "),
      instrument: "nps",
    }));
    return { latestPerCustomer: await npsOf({ answer }) };
  },
  "kpi.nps.fromFrequencies": async ({ countsForScores0to10: counts }) => {
    const n = counts.reduce((a, b) => a + b, 0);
    if (n <= 10_000)
      return npsOf(
        answers(
          "nps",
          counts.flatMap((count, score) => Array<number>(count).fill(score)),
        ),
      );
    // A billion answers are not worth a table: their counts go into the last step alone.
    const of = (low: number, high: number) => counts.slice(low, high + 1).reduce((a, b) => a + b, 0);
    const [promoter, passive, detractor] = [of(9, 10), of(7, 8), of(0, 6)];
    const a = 100 * (promoter - detractor);
    const squares = 10_000 * (promoter + detractor);
    const sums = {
      period: null,
      cut: null,
      n,
      clusters: n,
      a,
      b: n,
      aa: squares,
      bb: n,
      ab: a,
      categories: { promoter, passive, detractor },
    };
    return {
      n,
      promoters: promoter,
      passives: passive,
      detractors: detractor,
      nps: infer(measureDefinition("nps").family, sums).value,
    };
  },
  "kpi.csat": async ({ answers: scores }) => {
    const { n, value, left, sums } = await measured(answers("csat", scores), "csat");
    const { value: mean } = await measured(answers("csat", scores), "csat-mean");
    return {
      n,
      satisfied: Number(sums.a ?? 0),
      missing: left.not_answered ?? 0,
      invalid: left.invalid ?? 0,
      csatPct: percent(value),
      mean,
    };
  },
  "kpi.ces": async ({ answers: scores }) => {
    const { n, value } = await measured(answers("ces", scores), "ces");
    const { value: mean } = await measured(answers("ces", scores), "ces-mean");
    return { n, mean, easyPct: percent(value) };
  },
  "kpi.crr": async ({ start, end, new: joined }) => {
    const kept = end - joined;
    const company = customers(Math.min(kept, start), start - Math.min(kept, start), start === 0 ? end : joined);
    return {
      crrPct: percent((await measured(company, "crr", YEAR)).value),
      churnPct: percent((await measured(company, "churn", YEAR)).value),
    };
  },
  "kpi.crr.cohort": async ({ startIds, endIds, newIds }) => {
    const company: Company = {
      term: [
        ...startIds.map((who) => term(who, "2023-05-01", endIds.includes(who) ? null : "2024-06-01")),
        ...newIds.map((who) => term(who, "2024-03-01", endIds.includes(who) ? null : "2024-06-01")),
      ],
    };
    const { n, value, sums } = await measured(company, "crr", YEAR);
    return { start: n, keptOfStart: sums.a, cohortCrrPct: percent(value) };
  },
  "kpi.churn": async ({ start, lost }) => ({
    churnPct: percent((await measured(customers(start - lost, lost, 0), "churn", YEAR)).value),
  }),
  "kpi.aht": async ({ contacts }) => {
    const company: Company = {
      contact: contacts.map((c, i) => ({ who: `p${i}`, at: "2024-01-05 10:00:00", contact_id: `n${i}`, ...c })),
    };
    const { n, value, left } = await measured(company, "aht");
    return {
      handled: n,
      excluded: left.abandoned ?? 0,
      ahtSeconds: value,
      medianSeconds: (await measured(company, "aht-median")).value,
    };
  },
  "kpi.redemption": async ({ issued, redeemed, expired }) => {
    const points = { earned: issued, redeemed, expired };
    const company: Company = {
      points: Object.entries(points).map(([change, n]) => ({ who: "a", at: "2024-01-05", change, points: n })),
    };
    return {
      redemptionPct: percent((await measured(company, "redemption-rate")).value),
      breakagePct: percent((await measured(company, "breakage")).value),
      outstanding: (await measured(company, "open-points")).value,
    };
  },
  "kpi.fcr": async ({ issues }) => {
    const company: Company = {
      // Something else happened much later, so that a week has passed since each of them.
      contact: [...issues.flatMap(contactsOf), { at: "2024-06-01", contact_id: "later" }],
      case: issues.map((_, i) => ({ at: "2024-01-05", case_id: `case ${i}` })),
    };
    const { n, value, sums } = await measured(company, "fcr");
    return { n, resolvedFirst: Number(sums.a ?? 0), fcrPct: percent(value) };
  },
  "kpi.nrr-grr": async ({ customers: all }) => {
    const contracts: Company = {
      term: all.flatMap(({ id, start, end }) => [
        ...(start > 0 ? [{ who: id, at: "2023-05-01", until: "2024-06-01", amount: start, period: "month" }] : []),
        ...(end > 0 ? [{ who: id, at: "2024-06-01", until: null, amount: end, period: "month" }] : []),
      ]),
    };
    const orders: Company = {
      purchase: all.flatMap(({ id, start, end }) => [
        { who: id, at: "2023-05-01", amount: start, currency: "EUR" },
        { who: id, at: "2024-06-01", amount: end, currency: "EUR" },
      ]),
      answer: [{ who: "a", at: "2022-12-01", instrument: "nps", score: 9 }],
    };
    const asOf = { ...YEAR, asOf: "2025-01-01" };
    const [of, bought] = [(id: string) => measured(contracts, id, asOf), (id: string) => measured(orders, id, asOf)];
    // Two ways to bring the same money: by contract, and by orders in this year and the one before.
    for (const id of ["nrr", "grr", "revenue-churn"]) expect((await bought(id)).value).toBe((await of(id)).value);
    const [net, gross, lost] = [await of("nrr"), await of("grr"), await of("revenue-churn")];
    const yearly = (sum: unknown) => Number(sum ?? 0) / 12;
    if (gross.value !== null) expect(gross.value + lost.value!).toBeCloseTo(1, 12);
    return {
      start: yearly(net.sums.b),
      end: yearly(net.sums.a),
      expansion: yearly(net.sums.a) - yearly(gross.sums.a),
      nrrPct: percent(net.value),
      grrPct: percent(gross.value),
      logoChurnPct: percent((await of("churn")).value),
    };
  },
  "kpi.responseRate": async ({ invited, bounced, completed }) => {
    const company: Company = {
      invitation: Array.from({ length: invited }, (_, i) => ({
        who: `p${i}`,
        at: "2024-01-05",
        not_asked: i < bounced ? "bounced" : null,
        completed: i >= invited - completed ? "2024-01-06 10:00:00" : null,
      })),
    };
    const { n, value } = await measured(company, "response-rate");
    return { delivered: n, responsePct: percent(value) };
  },
  "kpi.orders": async ({ orders }) => {
    const company: Company = {
      purchase: orders.map(({ customer, amount }) => ({ who: customer, amount, at: "2024-03-05", currency: "EUR" })),
    };
    const repeat = await measured(company, "repeat-rate", YEAR);
    return {
      orders: (await measured(company, "orders")).value,
      customers: repeat.n,
      revenue: (await measured(company, "revenue")).value,
      averageTransactionValue: (await measured(company, "order-value")).value,
      repeatPurchasePct: percent(repeat.value),
    };
  },
};

/** An issue in which `contacts` contacts followed each other, and one more where somebody came back after some days. */
function contactsOf({ contacts, resolved, reopenedAfterDays }: Inputs["issues"][number], i: number): FactRow[] {
  const contact = (at: string, k: number): FactRow => ({
    at,
    case_id: `case ${i}`,
    contact_id: `${i}-${k}`,
    resolved: resolved === null ? null : resolved && k === contacts - 1,
  });
  const first = Array.from({ length: contacts }, (_, k) => contact(`2024-01-05 1${k}:00:00`, k));
  if (reopenedAfterDays === null) return first;
  return [...first, contact(`${addDays("2024-01-05" as Day, reopenedAfterDays)} 09:00:00`, contacts)].map((row) =>
    row.contact_id === `${i}-0` ? { ...row, resolved } : row,
  );
}

async function differences(c: GoldenCase): Promise<string[]> {
  const compute = COMPUTE[c.method];
  if (!compute) return [`${c.method}: neither computed nor left out`];
  return goldenDifferences(await compute(c.inputs as unknown as Inputs), c, NOT_MEASURED);
}

describe.skipIf(!hasShared)("customer indicators counted by hand", () => {
  const cases = goldenCases("kpi").filter(({ id, method }) => !LEFT_OUT[method] && !LEFT_OUT[id]);
  it.each(cases.map((c) => [c.method, c.id, c] as const))("%s %s", async (_, __, c) => {
    expect(await differences(c)).toEqual([]);
  });

  it("has a case for every reason to leave one out", () => {
    const known = new Set(goldenCases("kpi").flatMap(({ id, method }) => [id, method]));
    expect(Object.keys(LEFT_OUT).filter((key) => !known.has(key))).toEqual([]);
  });
});

// Counted by hand from the definitions: Reichheld (2003) for NPS, the share of 4 and 5 of five for CSAT, of 5 to 7 of seven for
// CES 2.0 (Dixon, Toman, DeLisi 2013), |start and end| / |start| for retention, talk + hold + wrap for handling time, and the
// definitions of the reference page for the others.
describe("some of them, wherever this runs", () => {
  const restated: [string, object, object][] = [
    [
      "kpi.nps",
      { answers: [11, -1, 9, 7.5, 10, null, 6, 100] },
      { n: 3, promoters: 2, detractors: 1, missing: 1, invalid: 4, nps: 100 / 3 },
    ],
    [
      "kpi.csat",
      { answers: [0, 5, 6, 4, null, 3.5] },
      { n: 2, satisfied: 2, missing: 1, invalid: 3, csatPct: 100, mean: 4.5 },
    ],
    ["kpi.ces", { answers: [7, 6, 5, 5, 4, 2, 1] }, { n: 7, mean: 30 / 7, easyPct: 400 / 7 }],
    [
      "kpi.crr.cohort",
      { startIds: [..."abcdefghij"], endIds: [..."abcdefg", "n1", "n2"], newIds: ["n1", "n2", "n3"] },
      { start: 10, keptOfStart: 7, cohortCrrPct: 70 },
    ],
    [
      "kpi.aht",
      {
        contacts: [
          { talk: 180, hold: 30, wrap: 60, abandoned: false },
          { talk: 0, hold: 0, wrap: 0, abandoned: true },
          { talk: 100, hold: 0, wrap: 20, abandoned: false },
        ],
      },
      { handled: 2, excluded: 1, ahtSeconds: 195, medianSeconds: 195 },
    ],
    [
      "kpi.fcr",
      {
        issues: [
          { contacts: 1, resolved: true, reopenedAfterDays: null },
          { contacts: 1, resolved: true, reopenedAfterDays: 7 },
          { contacts: 1, resolved: true, reopenedAfterDays: 8 },
          { contacts: 2, resolved: true, reopenedAfterDays: null },
          { contacts: 1, resolved: null, reopenedAfterDays: null },
        ],
      },
      { n: 4, resolvedFirst: 2, fcrPct: 50 },
    ],
    [
      "kpi.nrr-grr",
      {
        customers: [
          { id: "a", start: 100, end: 160 },
          { id: "b", start: 60, end: 40 },
          { id: "c", start: 40, end: 0 },
          { id: "d", start: 0, end: 500 },
        ],
      },
      { start: 200, end: 200, expansion: 60, nrrPct: 100, grrPct: 70, logoChurnPct: 100 / 3 },
    ],
    [
      "kpi.redemption",
      { issued: 800, redeemed: 200, expired: 80 },
      { redemptionPct: 25, breakagePct: 10, outstanding: 520 },
    ],
    ["kpi.responseRate", { invited: 12, bounced: 2, completed: 4 }, { delivered: 10, responsePct: 40 }],
  ];
  it.each(restated)("%s", async (method, inputs, expected) => {
    const c: GoldenCase = {
      id: method,
      method,
      source: "by hand",
      inputs: inputs as Record<string, unknown>,
      expected,
      tolerance: { abs: 1e-12, rel: 1e-12 },
    };
    expect(await differences(c)).toEqual([]);
  });
});

it("a window in which nothing was bought has no orders and no revenue, which is not the same as not knowing", async () => {
  const company: Company = { purchase: [{ who: "a", at: "2024-03-05", amount: 10, currency: "EUR" }] };
  const before: Window = { from: "2024-01-01", to: "2024-02-01" };
  expect(await measured(company, "orders", before)).toMatchObject({ state: "estimate", value: 0 });
  expect(await measured(company, "order-value", before)).toMatchObject({ state: "undefined", value: null });
});
