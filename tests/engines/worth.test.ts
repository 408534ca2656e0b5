import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays } from "../../src/base/day.ts";
import type { WaterfallChart } from "../../src/findings/chart-spec.ts";
import { type Figure, type Interval, isEstimate } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { answerWeights } from "../../src/links/customer-base.ts";
import { stepFinding } from "../../src/links/ladder.ts";
import { linkTable } from "../../src/links/link.ts";
import { OUTCOMES } from "../../src/links/outcome.ts";
import { designMatrix } from "../../src/links/study.ts";
import { worthFindings } from "../../src/links/worth.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { stepsToday } from "../../src/value/steps-today.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);

/**
 * Customers with a history of spending, from which both their score and their later spending come; a step up the score adds
 * `effect` to what they spend afterwards. `apart` makes history decide the score alone.
 */
function company({
  effect,
  customers = 900,
  apart = false,
}: {
  effect: number;
  customers?: number;
  apart?: boolean;
}): Company {
  const random = sfc32("worth");
  const answer: FactRow[] = [];
  const purchase: FactRow[] = [];
  const buy = (who: string, at: number, amount: number, id: string) =>
    purchase.push({ who, at: day(at), amount: Math.max(1, amount), cost: 0, currency: "EUR", order_id: id });
  for (let i = 0; i < customers; i++) {
    const who = `c${i}`;
    const before = 100 + 30 * drawNormal(random);
    const willing = (before - 100) / 30 + (apart ? 0.01 : 1) * drawNormal(random);
    const step = willing < -0.6 ? 0 : willing < 0.6 ? 1 : 2;
    buy(who, 100 + (i % 30), before, `${who}-1`);
    answer.push({ who, at: day(300 + (i % 40)), instrument: "nps", score: [3, 7, 10][step]!, kind: "relationship" });
    buy(who, 500 + (i % 30), 20 + 0.8 * before + effect * step + 10 * drawNormal(random), `${who}-2`);
  }
  buy("last", 900, 1, "last");
  return { answer, purchase };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  // What does not depend on the engine is tried on the one that starts at once.
  const onlyEmbedded = it.skipIf(engine.name !== "DuckDB");

  const context = (of: Company): Promise<MeasureContext> => contextOf(store, of);
  async function step(of: Company, lower = "passive", upper = "promoter"): Promise<Finding> {
    const asked = await context(of);
    const [link] = await linkTable(asked, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    const matrix = await designMatrix(asked, { instrument: "nps", outcome: OUTCOMES.get("margin")!, horizon: 365 });
    return stepFinding({ matrix }, { ...link!, design: link!.design! }, { lower, upper }, asked, "v");
  }
  const differences = ({ tables }: Finding) =>
    tables[0]!.rows.map(({ difference }) => (difference?.kind === "number" ? difference.value! : Number.NaN));

  onlyEmbedded("tells what comes once from what repeats, and the two add up to the worth", async () => {
    /** A step brings 20 more soon after the answer, and 20 more again in the later half of the year where it repeats. */
    const gifts = ({ repeats }: { repeats: boolean }): Company => {
      const { answer = [], purchase = [] } = company({ effect: 0, customers: 600 });
      const random = sfc32("gifts");
      const extra = answer.flatMap(({ who, score }, i) =>
        [360, 560].map((at, part) => ({
          ...{ who: String(who), at: day(at + (i % 20)), cost: 0, currency: "EUR", order_id: `${who}-g${part}` },
          amount:
            30 + (part === 0 || repeats ? 20 : 0) * (score === 3 ? 0 : score === 7 ? 1 : 2) + 3 * drawNormal(random),
        })),
      );
      return { answer, purchase: [...purchase, ...extra] };
    };
    for (const repeats of [true, false]) {
      const { headline, figures, notes, tables } = await step(gifts({ repeats }));
      const [worth, once, again] = [headline, figures.once!, figures.again!].map((each) =>
        isEstimate(each) ? each.value : Number.NaN,
      ) as [number, number, number];
      expect(once + again).toBeCloseTo(worth, 6);
      // 20 in the last 185 days are 39.46 at that pace over 365.
      expect(Math.abs(again - (repeats ? (20 * 365) / 185 : 0))).toBeLessThan(6);
      expect(notes!.map(({ code }) => code)).toContain(`worth.parts.${repeats ? "again" : "once"}`);
      expect(tables.some(({ id }) => id === "worth.nps.margin.passive.parts")).toBe(true);
    }
  });

  it("tells what a step does to income from what it does to costs, in one comparison that adds up", async () => {
    // A step up sells 12 more, of which goods take a quarter; it returns 2 less and takes 3 less of contacts.
    const { answer = [], purchase = [] } = company({ effect: 12, customers: 600 });
    const after = answer.map(({ who, score }) => ({ who: String(who), step: score === 3 ? 0 : score === 7 ? 1 : 2 }));
    const refund = after.map(({ who, step }, i) => ({
      ...{ who, at: day(560 + (i % 20)), order_id: `${who}-2`, currency: "EUR", amount: 6 - 2 * step + (i % 3) / 2 },
    }));
    const contact = after.map(({ who, step }, i) => ({
      ...{ who, at: day(450 + (i % 20)), contact_id: `${who}-t`, currency: "EUR", cost: 9 - 3 * step + (i % 5) / 2 },
    }));
    const costed = purchase.map((each) => ({ ...each, cost: Number(each.amount) / 4 }));
    const later = { who: "last", at: day(900), contact_id: "last", currency: "EUR", cost: 1 };
    const nobody = { ...later, who: null, contact_id: "nobody", cost: 0.5 };
    const facts = { answer, purchase: costed, refund, contact: [...contact, later, nobody] };
    const asked = await contextOf(store, facts, { inactivityDays: 700 });
    const links = await linkTable(asked, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    const found = await worthFindings(asked, links, "v");
    const { headline, figures, tables, notes } = found.find(({ id }) => id === "worth.nps.margin.passive")!;
    const value = (id: string) => {
      const figure = figures[id];
      if (!figure || !isEstimate(figure)) throw new Error(id);
      expect(figure).toMatchObject({ grade: "matched", n: headline.n, interval: { level: 0.95 } });
      return figure.value;
    };
    const worth = isEstimate(headline) ? headline.value : Number.NaN;
    expect(value("sales") + value("goods") + value("refunds")).toBeCloseTo(worth, 6);
    expect(value("income") + value("costs")).toBeCloseTo(value("with_contacts"), 6);
    expect(value("with_contacts") - value("contacts")).toBeCloseTo(worth, 6);
    expect(Math.abs(value("sales") - 12)).toBeLessThan(3);
    expect(value("goods")).toBeCloseTo(-value("sales") / 4, 4);
    expect(Math.abs(value("refunds") - 2)).toBeLessThan(0.2);
    expect(Math.abs(value("contacts") - 3)).toBeLessThan(0.3);
    expect(tables.find(({ id }) => id === "worth.nps.margin.passive.effects")!.rows).toHaveLength(8);
    expect(notes!.map(({ code }) => code)).toContain("worth.effects");
    expect(value("stay") + value("often") + value("basket")).toBeCloseTo(value("sales"), 6);
    // Everybody orders once: more is sold because an order is larger.
    expect([value("stay"), value("often")]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);

    // From what is booked to what would be, where a fifth of those below moved up.
    const scenario = { share: 0.2, cost: 100 };
    const said = found.find(({ id }) => id === "worth.nps.margin.passive")!;
    const again = { ...said, verdict: { ...said.verdict, values: { ...said.verdict.values, experience: "csat" } } };
    const all = await stepsToday(asked, [...found, again], scenario, "v");
    const bridge = all.filter(({ id }) => id.startsWith("worth.bridge"));
    expect(bridge.map(({ id }) => id)).toEqual(["worth.bridge.nps"]);
    const of = (id: string) => (bridge[0]!.figures[id] as Figure & { state: "estimate" }).value;
    // Those on the lowest step are not alike enough to be told apart: only passives move.
    const n = answer.filter(({ score }) => score === 7).length;
    for (const part of ["stay", "often", "basket", "goods", "refunds", "contacts", "income", "costs"])
      expect(of(part), part).toBeCloseTo(0.2 * n * value(part), 6);
    const [one, whole] = [figures.with_contacts!, bridge[0]!.figures.whole!].map((each) =>
      isEstimate(each) ? each.interval! : { low: Number.NaN, high: Number.NaN },
    ) as [Interval, Interval];
    expect([whole.low, whole.high]).toEqual([
      expect.closeTo(0.2 * n * one.low, 6),
      expect.closeTo(0.2 * n * one.high, 6),
    ]);
    expect(of("whole")).toBeCloseTo(of("income") + of("costs"), 6);
    expect(of("basket") + of("goods") + of("refunds") + of("contacts")).toBeCloseTo(of("whole"), 6);
    expect(of("moved")).toBeCloseTo(0.2 * n, 9);
    // In the last 365 days there was one order of 1, of which a quarter was its goods; all refunds; and two contacts, one of nobody named.
    const refunded = refund.reduce((sum, { amount }) => sum + amount, 0);
    expect(of("booked")).toBeCloseTo(0.75 - refunded, 6);
    expect(of("booked-contacts")).toBeCloseTo(1.5, 9);
    expect(of("before")).toBeCloseTo(-0.75 - refunded, 6);
    expect(of("after")).toBeCloseTo(of("before") + of("whole") - 100, 6);
    // What is booked speaks of its own days and records; a scenario, of those who would move.
    const { booked, "booked-contacts": served, before, stay } = bridge[0]!.figures;
    const lastYear = { from: addDays(asked.info.asOf!, -365), to: asked.info.asOf };
    for (const recorded of [booked, served, before])
      expect(recorded).toMatchObject({ grade: "recorded", window: lastYear });
    expect(booked).toMatchObject({ definition: "margin@1", query: { id: "worth.bridge.nps.booked" } });
    expect(served).toMatchObject({ n: 2, excluded: [], query: { id: "worth.bridge.nps.contacts" } });
    expect(stay).toMatchObject({ n, basis: "scenario", window: bridge[0]!.headline.window });
    expect(bridge[0]!.figures.moved).not.toHaveProperty("currency");
    expect(bridge[0]!.headline).toMatchObject({
      ...{ unit: "money", basis: "scenario", grade: "matched", value: expect.closeTo(of("whole") - 100, 6) },
      n,
    });
    const [cascade] = bridge[0]!.charts as [WaterfallChart];
    const steps = cascade.steps.filter(({ isTotal }) => !isTotal);
    expect(steps.reduce((sum, each) => sum + each.value, 0)).toBeCloseTo(cascade.steps.at(-1)!.value, 6);
    expect(bridge[0]!.notes!.map(({ code }) => code)).toEqual([
      ...["worth.bridge.booked", "worth.bridge.both", "worth.bridge.once"],
      // Another score would move the same customers once more.
      ...["worth.bridge.unsure", "worth.bridge.other", "worth.bridge.not_in_it"],
    ]);
  });

  it("finds what a step brings behind what was there before", async () => {
    const finding = await step(company({ effect: 12 }));
    expect(finding.headline).toMatchObject({ state: "estimate", grade: "matched", unit: "money_per_customer" });
    const [naive, ...fair] = differences(finding);
    // History alone makes about 0.8 · 30 · 1 of it.
    expect(naive).toBeGreaterThan(22);
    for (const each of fair) expect(Math.abs(each - 12)).toBeLessThan(3);
    const { interval } = isEstimate(finding.headline) ? finding.headline : { interval: null };
    expect(interval!.low).toBeLessThan(12);
    expect(interval!.high).toBeGreaterThan(12);
    expect(finding.verdict.code).toBe("worth.useful");
    expect(finding.notes?.map(({ code }) => code)).toEqual([
      "worth.overlap",
      "worth.history_explains",
      "worth.ways_agree",
      // What was bought lies on either side of the middle of the year.
      "worth.parts.open",
      // Nobody has a whole year before the answer on record.
      "worth.placebo_early",
      "worth.hidden_cause",
    ]);
  });

  onlyEmbedded("claims no money where the step brings none, however far apart the steps are", async () => {
    const finding = await step(company({ effect: 0 }));
    expect(differences(finding)[0]).toBeGreaterThan(10);
    expect(["worth.none", "worth.unclear"]).toContain(finding.verdict.code);
  });

  onlyEmbedded("withholds the worth where history decides the score", async () => {
    const finding = await step(company({ effect: 12, apart: true }));
    expect(finding.headline).toMatchObject({ grade: "association", state: "undefined", why: "not_comparable" });
    expect(finding.verdict.code).toBe("worth.withheld");
    expect(finding.tables[0]!.rows).toHaveLength(1);
  });

  onlyEmbedded("needs fifty answers on each step", async () => {
    const finding = await step(company({ effect: 12, customers: 90 }));
    expect(finding.headline).toMatchObject({ state: "too_few", required: 50 });
  });

  onlyEmbedded("reads answers once, with nothing that came after them among what was known before", async () => {
    const asked = await context(company({ effect: 12 }));
    const matrix = await designMatrix(asked, { instrument: "nps", outcome: OUTCOMES.get("margin")!, horizon: 365 });
    expect(matrix.band).toHaveLength(900);
    expect(new Set(matrix.customers).size).toBe(900);
    const before = matrix.columns[matrix.covariates.findIndex(({ id }) => id === "margin_before")]!;
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
    const [row] = await store.rows(
      sql`select sum(revenue) as before from customer_day where day < ${store.dialect.day("2022-10-01")}`,
    );
    expect(total(before)).toBeCloseTo(Number(row!.before), 2);
  });

  onlyEmbedded(
    "draws customers where there are more answers than a model is given, and the same ones again",
    async () => {
      const asked = await context(company({ effect: 12 }));
      const ask = { instrument: "nps", outcome: OUTCOMES.get("margin")!, horizon: 365 };
      const [all, drawn, again] = [
        await designMatrix(asked, ask),
        await designMatrix(asked, ask, 300),
        await designMatrix(asked, ask, 300),
      ];
      expect([all.oneIn, drawn.oneIn]).toEqual([1, 3]);
      // A third of 900, give or take four standard deviations.
      expect(Math.abs(drawn.band.length - 300)).toBeLessThan(4 * Math.sqrt(200));
      expect(again).toEqual(drawn);
    },
  );

  it("weighs those who answered to all who were asked, by what was known of them before", async () => {
    const { answer, purchase } = company({ effect: 12, customers: 400 });
    const random = sfc32("silent");
    const before = new Map(
      purchase!.slice(0, -1).flatMap((row, i) => (i % 2 === 0 ? [[row.who, Number(row.amount)]] : [])),
    );
    // The more they brought, the rather they answer.
    const answering = answer!.filter(({ who }) => random() < 1 / (1 + Math.exp(-(before.get(who)! - 100) / 20)));
    const invitation = answer!.map(({ who = null, at = null }) => ({ who, at, instrument: "nps" }));
    const asked = await context({ answer: answering, purchase: purchase!, invitation });
    const matrix = await designMatrix(asked, { instrument: "nps", outcome: OUTCOMES.get("margin")!, horizon: 365 });
    const weights = (await answerWeights(asked, "nps", matrix))(matrix)!;
    const margin = matrix.columns[matrix.covariates.findIndex(({ id }) => id === "margin_before")]!;
    const mean = (of: (i: number) => number) => margin.reduce((sum, _, i) => sum + of(i), 0) / margin.length;
    const all = [...before.values()].reduce((sum, amount) => sum + amount, 0) / before.size;
    expect(mean((i) => weights[i]!)).toBeCloseTo(1, 9);
    expect(mean((i) => margin[i]!) - all).toBeGreaterThan(8);
    expect(Math.abs(mean((i) => weights[i]! * margin[i]!) - all)).toBeLessThan(3);
  });

  onlyEmbedded("asks for the leading score in money and in customers kept", async () => {
    const asked = await context(company({ effect: 12 }));
    const links = await linkTable(asked, { experiences: ["nps"], outcomes: ["margin", "churn"], horizon: null }, "v");
    const ids = (await worthFindings(asked, links, "v")).map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(["worth.nps.margin.detractor", "worth.nps.margin.passive"]);
  });
});
