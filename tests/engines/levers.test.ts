import { afterEach, beforeEach, expect, it } from "vitest";
import type { Currency } from "../../src/base/currency.ts";
import type { Label } from "../../src/findings/chart-spec.ts";
import type { Figure } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { withAllocation } from "../../src/links/drivers/allocation.ts";
import { labelled } from "../../src/links/drivers/driver.ts";
import { driverFindings } from "../../src/links/drivers/finding.ts";
import { linkTable } from "../../src/links/link.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
const CUSTOMERS = 600;

/**
 * Late deliveries cost offices three points and households half a point; a low score after the phone costs one; a point of speed
 * is worth 0.6, one of tone next to nothing. A point of the score brings four more in the year after it.
 */
function company(): { facts: Company; speeds: number[]; gaps: number[] } {
  const random = sfc32("levers");
  const facts = { party: [] as FactRow[], answer: [] as FactRow[], purchase: [] as FactRow[] };
  const [speeds, gaps]: number[][] = [[], []];
  for (let i = 0; i < CUSTOMERS; i++) {
    const who = `c${i}`;
    const office = i % 3 === 0;
    facts.party.push({ who, at: day(0), segment: office ? "office" : "home" });
    const late = random() < 0.3;
    const low = random() < 0.25;
    const buy = (at: number, amount: number, more: FactRow = {}) =>
      facts.purchase.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}`, ...more });
    // The first delivery lies too far back to count, the other within half a year.
    buy(50, 40, { promised: `${day(55)} 12:00:00`, delivered: `${day(70)} 12:00:00` });
    buy(200, 50, { promised: `${day(205)} 12:00:00`, delivered: `${day(late ? 206 : 205)} 18:00:00` });
    const rate = (mean: number) => Math.max(1, Math.min(10, Math.round(mean + 1.5 * drawNormal(random))));
    const [speed, tone] = [rate(5), rate(8)];
    const score = 3.4 + 0.6 * speed - (late ? (office ? 3 : 0.5) : 0) - (low ? 1 : 0) + 0.8 * drawNormal(random);
    const rounded = Math.max(0, Math.min(10, Math.round(score)));
    const scale = { scale_min: 1, scale_max: 10, scale_best: "high" };
    const answer = (at: number, row: FactRow) => facts.answer.push({ who, at: day(at), ...row });
    answer(250, {
      instrument: "csat",
      score: low ? 1 : 5,
      kind: "transactional",
      touchpoint: "phone",
      scale_min: 1,
      scale_max: 5,
      scale_best: "high",
    });
    answer(300, {
      instrument: "nps",
      score: rounded,
      kind: "relationship",
      scale_min: 0,
      scale_max: 10,
      scale_best: "high",
    });
    answer(300, { instrument: "sides", item: "speed", score: speed, importance: 4, ...scale });
    answer(300, { instrument: "sides", item: "tone", score: tone, importance: 2, ...scale });
    if (i % 2 === 0) {
      // What was said first is not the last word.
      answer(100, { instrument: "expectation", item: "speed", score: 1, ...scale });
      const expected = rate(8);
      answer(150, { instrument: "expectation", item: "speed", score: expected, ...scale });
      gaps!.push(speed - expected);
    }
    speeds!.push(speed);
    buy(400, 20 + 4 * rounded + 3 * drawNormal(random));
  }
  facts.purchase.push({ who: "last", at: day(800), amount: 1, cost: 0, currency: "EUR", order_id: "last" });
  return { facts, speeds: speeds!, gaps: gaps! };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("says what to do first: what matters, goes badly and brings most, and to whom it matters more", async () => {
    const { facts, speeds, gaps } = company();
    const context = await contextOf(store, facts);
    const [link] = await linkTable(context, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    const [score, items] = (await driverFindings(
      context,
      "nps",
      { ...link!, design: link!.design! },
      "v",
      dimension("segment", ["segment"]),
    )) as [Finding, Finding];
    const known = ({ figures }: Finding, id: string): { value: number; low: number; high: number } => {
      const figure = figures[id] as Figure & { state: "estimate" };
      return { value: figure.value, low: figure.interval!.low, high: figure.interval!.high };
    };

    // Half a point or three of a third and two thirds of customers, at 30 % late: 0.3 · (1/3 · 3 + 2/3 · 0.5) = 0.4 points.
    const late = known(score, "gain:late");
    expect(late.low).toBeLessThan(0.4);
    expect(late.high).toBeGreaterThan(0.4);
    // A point brings four.
    const money = known(score, "worth:late");
    expect(Math.abs(money.value / late.value - 4)).toBeLessThan(0.3);
    // A low score after the phone takes a point of a quarter of customers.
    const phone = known(score, "gain:phone");
    expect(phone.low).toBeLessThan(0.25);
    expect(phone.high).toBeGreaterThan(0.25);
    expect(known(score, "performance:phone").value).toBeCloseTo(0.75, 1);
    expect(score.notes!.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["drivers.priority", "drivers.groups_differ"]),
    );
    const slopes = score.tables
      .find(({ id }) => id === "drivers.nps.groups")!
      .rows.map(({ driver, group, effect, n }) => [
        JSON.stringify(driver).match(/driver\.(\w+)/)![1],
        (group as { label: { data: string } }).label.data,
        (n as { value: number }).value,
        Math.round((effect as { value: number }).value),
      ]);
    expect(slopes).toEqual(
      expect.arrayContaining([
        ["late", "office", 200, -3],
        ["late", "home", 400, -0],
      ]),
    );

    // The room that is left is ten less the mean; a point of speed brings 0.6.
    const speed = known(items, "gain:speed");
    expect(Math.abs(speed.value / (10 - mean(speeds)) - 0.6)).toBeLessThan(0.1);
    expect(known(items, "performance:speed").value).toBeCloseTo((mean(speeds) - 1) / 9, 6);
    const [chart] = items.charts;
    expect(chart).toMatchObject({
      type: "quadrants",
      points: [
        { label: { data: "speed" }, state: { code: "drivers.quadrant.concentrate" }, tone: "bad" },
        { label: { data: "tone" }, state: { code: "drivers.quadrant.overkill" } },
      ],
    });
    const levers = items.tables.find(({ id }) => id === "drivers.nps.items.levers")!;
    expect(levers.rows.map(({ stated }) => (stated as { value: number }).value)).toEqual([4, 2]);
    const expected = items.tables.find(({ id }) => id === "drivers.nps.items.expected")!;
    expect(expected.rows).toHaveLength(1);
    expect(expected.rows[0]).toMatchObject({ driver: { label: { data: "speed" } }, n: { value: gaps.length } });
    expect((expected.rows[0]!.gap as { value: number }).value).toBeCloseTo(mean(gaps), 9);
  });

  it("ranks what could be done by what comes back for what it costs, and leaves out what nobody knows the cost of", async () => {
    const { facts } = company();
    const closing = [
      { driver: "late", once: 30, year: 10 },
      { driver: "phone", once: 100_000 },
      { driver: "speed", year: 50 },
      { driver: "parking", once: 5 },
    ];
    const rate = { at: day(799), from_currency: "PLN", to_currency: "EUR", value: 0.25 };
    const context = await contextOf(
      store,
      { ...facts, rate: [rate] },
      { currency: "EUR" as Currency, inactivityDays: 700, closingCosts: { currency: "PLN" as Currency, closing } },
    );
    const [link] = await linkTable(context, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    const [score, items] = (await driverFindings(context, "nps", { ...link!, design: link!.design! }, "v")) as [
      Finding,
      Finding,
    ];
    // All of them, and whoever came last.
    const active = Number(
      (await store.rows(sql`select count(*) as n from customer_state where status = 'active'`))[0]!.n,
    );
    const known = ({ figures }: Finding, id: string) => figures[id] as Figure & { state: "estimate" };
    const late = known(score, "worth:late");
    // Four złoty are a euro; a year of 365 days counts once.
    expect(known(score, "closing-cost:late").value).toBeCloseTo(10, 9);
    expect(known(score, "closing-worth:late").value).toBeCloseTo(late.value * active, 6);
    const ratio = known(score, "priority:late");
    expect(ratio.value).toBeCloseTo((late.value * active) / 10, 6);
    expect(ratio.interval!.low).toBeCloseTo((late.interval!.low * active) / 10, 6);
    expect(ratio.interval!.high).toBeCloseTo((late.interval!.high * active) / 10, 6);
    const told = (finding: Finding, id: string) =>
      finding.tables
        .find((table) => table.id === id)!
        .rows.map(({ driver, rank, cost, to, pays }) => [
          JSON.stringify(driver)
            .match(/driver\.(\w+)|"data":"(\w+)"/)!
            .slice(1)
            .find(Boolean),
          (rank as { value: number | null }).value,
          (cost as { value?: number }).value ?? "unstated",
          ...[to, pays].map((cell) => (cell as { label: { code: string } }).label.code.split(".").at(-1)),
        ]);
    const rows = told(score, "drivers.nps.closing");
    expect(rows.slice(0, 2)).toEqual([
      ["late", 1, 10, "best", "pays"],
      ["low_at", 2, 25_000, "best", "costs_more"],
    ]);
    for (const row of rows.slice(2)) expect(row.slice(1)).toEqual([null, "unstated", "best", "unranked"]);
    const [paying, others, nothing] = score.notes!.filter(({ code }) => code.startsWith("drivers.closing_"));
    expect(paying).toMatchObject({ code: "drivers.closing_pays", values: { driver: "late", total: 10 } });
    expect(others).toMatchObject({ code: "drivers.closing_some_cost_more", values: { n: 1 } });
    expect(nothing).toMatchObject({ code: "drivers.closing_unknown", values: { list: "parking" } });

    // Of speed people were asked what they expect: the gap reaches up to there, not to the best.
    expect(told(items, "drivers.nps.items.closing")).toEqual([
      ["speed", 1, 12.5, "expected", "pays"],
      ["tone", null, "unstated", "best", "unranked"],
    ]);
    const expected = items.tables.find(({ id }) => id === "drivers.nps.items.expected")!.rows[0]!;
    const short = -(expected.gap as { value: number }).value;
    const [speed, room] = [known(items, "worth:speed").value, 10 - (expected.found as { value: number }).value];
    // The same effect and worth, over another distance; half of the people were asked, whose mean differs a little.
    const perPoint = known(items, "closing-worth:speed").value / (short * active);
    expect(Math.abs(perPoint - speed / room)).toBeLessThan(0.1 * perPoint);
    expect(items.notes!.map(({ code }) => code)).not.toContain("drivers.closing_unknown");

    // Half of what late deliveries cost closes half of the gap, and nothing is left for anything else.
    const dividing = (budget: number, finding = score) => withAllocation(finding, context.info, budget);
    const half = dividing(5);
    const brings = known(half, "allocation-brings");
    expect(brings.value).toBeCloseTo((late.value * active) / 2, 6);
    expect(brings.interval!.low).toBeCloseTo((late.interval!.low * active) / 2, 6);
    expect(known(half, "allocation-net").value).toBeCloseTo((late.value * active) / 2 - 5, 6);
    expect([known(half, "allocation:late").value, known(half, "allocation-left").value]).toEqual([5, 0]);
    const divided = ({ tables }: Finding) =>
      tables
        .find(({ id }) => id.endsWith(".allocation"))!
        .rows.map(({ driver, spent, of_cost: share, decision }) => [
          labelled((driver as { label: Label }).label),
          (spent as { value: number }).value,
          (share as { value: number | null }).value,
          (decision as { label: { code: string } }).label.code.split(".").at(-1),
        ]);
    expect(divided(half).slice(0, 2)).toEqual([
      ["late", 5, 0.5, "part"],
      ["phone", 0, 0, "costs_more"],
    ]);
    expect(divided(half).slice(2)).toEqual(
      divided(half)
        .slice(2)
        .map(([driver]) => [driver, 0, null, "unstated"]),
    );
    expect(half.notes!.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["drivers.allocation_funded", "drivers.allocation_part"]),
    );
    // Of ten euros everything goes into them; of a hundred ninety are left.
    const whole = dividing(100);
    expect(divided(whole)[0]).toEqual(["late", 10, 1, "funded"]);
    expect(whole.notes!.find(({ code }) => code === "drivers.allocation_left")!.values.value).toBeCloseTo(90, 9);
    expect(divided(dividing(20, items))).toEqual([
      ["speed", 12.5, 1, "funded"],
      ["tone", 0, null, "unstated"],
    ]);
  });

  it("says so where all that is stated costs more than it brings, and says nothing without a cost or of some customers only", async () => {
    const closing = [{ driver: "late", once: 1_000_000 }];
    const context = await contextOf(store, company().facts, { closingCosts: { closing } });
    const [link] = await linkTable(context, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    const linked = { ...link!, design: link!.design! };
    const [score] = await driverFindings(context, "nps", linked, "v");
    expect(score!.notes!.map(({ code }) => code)).toContain("drivers.closing_costs_more");
    const nothing = withAllocation(score!, context.info, 50);
    expect(nothing.notes!.at(-1)).toMatchObject({ code: "drivers.allocation_nothing", values: { total: 50 } });
    expect(nothing.figures["allocation-spent"]).toMatchObject({ value: 0 });
    expect(nothing.figures["allocation-brings"]).toBeUndefined();
    const parking = { ...context.info, closingCosts: [{ driver: "parking", once: 5 }] };
    const [elsewhere] = await driverFindings({ ...context, info: parking }, "nps", linked, "v");
    expect(withAllocation(elsewhere!, parking, 50).notes!.at(-1)!.code).toBe("drivers.allocation_none_stated");
    // Without a link to money nobody knows what a point brings.
    const [pointless] = await driverFindings(context, "nps", null, "v");
    expect(withAllocation(pointless!, context.info, 50).notes!.at(-1)!.code).toBe("drivers.allocation_no_money");
    for (const info of [
      { ...context.info, closingCosts: [] },
      { ...context.info, only: [] },
    ]) {
      const [without] = await driverFindings({ ...context, info }, "nps", linked, "v");
      expect(without!.tables.map(({ id }) => id)).not.toContain("drivers.nps.closing");
      expect(without!.figures["priority:late"]).toBeUndefined();
      const why = info.only === undefined ? "no_costs" : "some_customers";
      expect(withAllocation(without!, info, 50).notes!.at(-1)!.code).toBe(`drivers.allocation_${why}`);
    }
  });
});
