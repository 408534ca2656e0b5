import { afterEach, beforeEach, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { expectedPurchases } from "../../src/stats/customer-base/purchase-model.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { buildOccasions, fitBase } from "../../src/value/clv/base.ts";
import { baseForecast } from "../../src/value/forecast/base-forecast.ts";
import { forecastsAhead } from "../../src/value/forecast/chapter.ts";
import { learntDelay } from "../../src/value/forecast/payment.ts";
import { scoreFinding } from "../../src/value/forecast/score-finding.ts";
import { scoreBounds, scoreStudy } from "../../src/value/forecast/score-study.ts";
import { forecastStudy, intervalAround } from "../../src/value/forecast/study.ts";
import { themeFinding } from "../../src/value/forecast/theme-finding.ts";
import { themeStudy } from "../../src/value/forecast/theme-study.ts";
import { contextOf, type FactRow } from "./company.ts";
import { onEveryEngine, onFirstEngine } from "./engines.ts";

const dayOf = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
const ORIGIN = "2023-07-01" as Day;

/** 120 customers who buy again and again, some of whom leave; all amounts are 10. */
function purchases() {
  const random = sfc32("forecast");
  const rows = [];
  for (let i = 0; i < 120; i++) {
    const every = 20 + 100 * random();
    const until = random() < 0.4 ? 100 + 500 * random() : 730;
    for (
      let day = Math.floor(300 * random());
      day < until;
      day += Math.max(1, Math.round(-every * Math.log(1 - random())))
    )
      rows.push({ who: `c${i}`, at: dayOf(day), amount: 10, cost: 4, currency: "EUR", order_id: `${i}-${day}` });
  }
  return rows;
}

/** Contacts of so many months from January 2022 on: ten a month about delivery and twice as many in December, six about price, one about nothing named. */
function contacts(months: number, aMonth: { delivery: number; price: number }) {
  const rows: (FactRow & { topic: string | null; who: string; at: string; resolved: boolean })[] = [];
  for (let m = 0; m < months; m++) {
    const month = new Date(Date.UTC(2022, m, 1)).toISOString().slice(0, 7);
    const busy = month.endsWith("-12") ? 2 : 1;
    const add = (topic: string | null, n: number, cost: number) => {
      for (let i = 0; i < n; i++)
        rows.push({
          ...{ who: `c${(m + i) % 40}`, at: `${month}-${String(1 + (i % 28)).padStart(2, "0")}`, channel: "phone" },
          ...{
            topic,
            cost: cost + (i % 2),
            currency: "EUR",
            contact_id: `${month}-${topic}-${i}`,
            resolved: i % 5 > 0,
          },
        });
    };
    add("delivery", aMonth.delivery * busy, 4);
    add("price", aMonth.price, 8);
    add(null, 1, 1);
  }
  return rows;
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("says of an earlier day what it would have said then: nothing later is used", async () => {
    const all = purchases();
    const question = { origin: ORIGIN, months: 6, value: "margin", customers: 120, model: "bg-nbd" } as const;
    const whole = await contextOf(store, { purchase: all });
    await buildOccasions(whole, "margin");
    const said = (await baseForecast(whole, question))!;
    // The expectation of each customer by the library, from purchases alone; a purchase brings 6, and none was refunded.
    const { base } = (await fitBase(whole, { day: ORIGIN, until: null, customers: 120, model: "bg-nbd" }))!;
    const then = all.filter(({ at }) => at < ORIGIN);
    const epoch = (day: string) => Date.parse(day) / 86_400_000;
    const end = epoch("2024-01-01") - epoch(ORIGIN);
    let expected = 0;
    for (const who of new Set(then.map((row) => row.who))) {
      const days = [...new Set(then.filter((row) => row.who === who).map(({ at }) => epoch(at)))].sort((a, b) => a - b);
      const history = {
        repeatPurchases: days.length - 1,
        ageAtLastPurchase: days.at(-1)! - days[0]!,
        age: epoch(ORIGIN) - 1 - days[0]!,
      };
      expected += 6 * expectedPurchases(base.fit, history, end);
    }
    const known = said.known.reduce((sum, money) => sum + money, 0);
    expect(Math.abs(known - expected)).toBeLessThan(0.005 * expected);
    const cut = await contextOf(store, { purchase: then });
    await buildOccasions(cut, "margin");
    const before = (await baseForecast(cut, question))!;
    for (const part of ["known", "joining"] as const)
      for (const [m, money] of said[part].entries()) expect(before[part][m]).toBeCloseTo(money, 6);
  });

  it("learns from invoices when customers pay, and says nothing of orders whose payment nobody records", async () => {
    const order = (i: number, fields: FactRow) => ({
      ...{ who: `c${i}`, at: "2023-01-10", amount: 10, currency: "EUR", order_id: `o${i}`, ...fields },
    });
    const invoiced = "2023-01-11 00:00:00";
    const purchase = [
      ...Array.from({ length: 40 }, (_, i) => order(i, { invoiced, paid: "2023-01-31 23:30:00" })),
      ...Array.from({ length: 40 }, (_, i) =>
        order(100 + i, { invoiced, paid: "2023-03-01 00:30:00", status: "paid" }),
      ),
      // Open ones; one paid after the last whole month; one cancelled; and those that nobody says anything of.
      ...Array.from({ length: 19 }, (_, i) => order(200 + i, { invoiced, status: i < 5 ? "open" : null })),
      order(300, { paid: "2023-05-02 00:00:00" }),
      order(301, { invoiced, status: "cancelled" }),
      ...Array.from({ length: 30 }, (_, i) => order(400 + i, {})),
    ];
    const context = await contextOf(store, { purchase }, { asOf: "2023-05-10" as never });
    const { shares, learnt } = (await learntDelay(context))!;
    expect(learnt).toMatchObject({ paid: 80, unpaid: 20 });
    expect(shares).toEqual([0.4, 0, 0.4].map((share) => expect.closeTo(share, 9)));
    const few = await contextOf(store, { purchase: purchase.slice(0, 49) }, { asOf: "2023-05-10" as never });
    expect(await learntDelay(few)).toBeNull();
  });

  it("expects problems by theme with what they will cost and what stands behind them", async () => {
    const contact = contacts(24, { delivery: 10, price: 6 });
    const context = await contextOf(store, { purchase: purchases(), contact }, { asOf: "2024-01-01" as never });
    const study = (await themeStudy(context, 12))!;
    expect([study.origin, study.history.length, study.others]).toEqual(["2024-01-01", 24, 0]);
    expect(study.unnamed).toBeCloseTo(24 / contact.length, 12);
    const by = new Map(study.themes.map((each) => [each.theme, each]));
    // The year repeats itself, so that the same month of the year before misses nothing.
    const delivery = by.get("delivery")!;
    expect(delivery).toMatchObject({ first: "naive", before: 130, beatsNaive: false });
    expect(delivery.expected).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 20]);
    // But a year back there was no year before: then it says the mean of three months, 40 / 3, of eleven months of 10 and one of 20.
    expect(delivery.tested!.meanError).toBeCloseTo((11 * (10 / 3) + 20 / 3) / 30, 9);
    // Half of them cost 4, half 5.
    expect(delivery.each!.value).toBeCloseTo(4.5, 9);
    expect(delivery.money!.value).toBeCloseTo(130 * 4.5, 6);
    // Wider than the number of contacts alone: what one costs is not certain either.
    const reach = (delivery.each!.interval!.high - 4.5) / 4.5;
    const alone = intervalAround(130, delivery.tested, "total")!.high / 130;
    const both = delivery.money!.interval!.high / delivery.money!.value;
    expect(both).toBeGreaterThan(alone);
    expect(both).toBeLessThan(alone * (1 + reach));
    expect(study.all!.expected.at(-1)).toBe(26);
    // Money of the last year of customers whose issue was not settled at the first contact.
    const unsettled = new Set(
      contact
        .filter(({ topic, resolved, at }) => topic === "price" && !resolved && at >= "2023-01-01")
        .map(({ who }) => who),
    );
    const brought = purchases().filter(({ who, at }) => unsettled.has(who) && at >= "2023-01-01" && at < "2024-01-01");
    expect(by.get("price")!.unhappy).toBe(unsettled.size);
    expect(by.get("price")!.stake).toBeCloseTo(brought.length * 6, 6);
    const { verdict, notes, tables } = themeFinding(context, study, "v");
    expect(verdict).toMatchObject({ code: "forecast.problems.naive", values: { value: 202, months: 12 } });
    expect(notes!.map(({ code }) => code)).toContain("problems.most.money");
    expect(tables.map(({ id }) => id)).toEqual(["themes", "months", "tested"].map((id) => `forecast.problems.${id}`));
  });

  it("tells the themes with the most contacts apart where nearly every contact has a topic of its own", async () => {
    const usual = contacts(24, { delivery: 10, price: 6 });
    const free = Array.from({ length: 1_000 }, (_, i) => ({
      ...usual[i % usual.length]!,
      ...{ topic: `matter ${i}`, contact_id: `free ${i}`, cost: 9 },
    }));
    const context = await contextOf(store, { contact: [...usual, ...free] }, { asOf: "2024-01-01" as never });
    const bounded: number[] = [];
    const study = (await themeStudy({ ...context, record: (_, __, rows) => bounded.push(rows.length) }, 12))!;
    // Two hundred at most, each month; no query brings a row for every topic.
    expect(Math.max(...bounded)).toBeLessThan(1_000);
    expect([study.themes.map(({ theme }) => theme), study.others]).toEqual([["delivery", "price"], 1_000]);
    // All are in the total, and in what a contact costs.
    const lately = [...usual, ...free].filter(({ topic, at }) => topic !== null && at >= "2023-01-01");
    expect([study.all!.before, study.all!.cost!.n]).toEqual([lately.length, lately.length]);
    expect(study.all!.each!.value).toBeCloseTo(
      lately.reduce((sum, { cost }) => sum + Number(cost), 0) / lately.length,
      9,
    );
    expect(study.unnamed).toBeCloseTo(24 / (usual.length + free.length), 12);
  });

  it("expects scores by month: each way tried on the past, what only repeats first where nothing comes closer", async () => {
    // Ten answers a month to the recommendation question: so many 10s, the others 0. Twenty about satisfaction.
    const promoters = Array.from({ length: 24 }, (_, m) => [3, 5, 6, 4, 6, 3][m % 6]!);
    const month = (m: number) => new Date(Date.UTC(2022, m, 1)).toISOString().slice(0, 7);
    const answer = promoters.flatMap((tens, m) => [
      ...Array.from({ length: 10 }, (_, i) => ({
        ...{ who: `c${i}`, at: `${month(m)}-01`, instrument: "nps", score: i < tens ? 10 : 0, answer_id: `n${m}-${i}` },
      })),
      // Better month by month, from 0 to 19 of 20 who are satisfied; nobody was asked in the third month.
      ...Array.from({ length: m === 2 ? 0 : 20 }, (_, i) => ({
        ...{ who: `c${i}`, at: `${month(m)}-06`, instrument: "csat", score: i < Math.round(0.83 * m) ? 5 : 1 },
        answer_id: `s${m}-${i}`,
      })),
      // Too few to tell.
      ...Array.from({ length: m > 20 ? 10 : 1 }, (_, i) => ({
        ...{ who: `c${i}`, at: `${month(m)}-07`, instrument: "ces", score: 6, answer_id: `e${m}-${i}` },
      })),
    ]);
    const context = await contextOf(store, { answer } as never, { asOf: "2024-01-01" as never });
    const study = (await scoreStudy(context, 6))!;
    expect(study.short).toEqual([{ measure: "ces", months: 3 }]);
    const by = new Map(study.scores.map((each) => [each.measure, each]));
    const nps = by.get("nps")!;
    const score = promoters.map((tens) => 20 * tens - 100);
    expect(nps.values).toEqual(score);
    expect([nps.history[0], nps.months[0], nps.months.length, nps.answers]).toEqual([
      "2022-01-01",
      "2024-01-01",
      6,
      120,
    ]);
    // The months repeat every half a year, so that the month of the year before misses nothing where there is one.
    expect([nps.first, nps.beatsNaive]).toEqual(["naive", false]);
    expect(nps.expected).toEqual(score.slice(12, 18));
    // By hand: from 12 months back the mean of the three months before, from 9, 6 and 3 back the year before itself.
    const three = (score[9]! + score[10]! + score[11]!) / 3;
    const missed = score.slice(12).map((value) => value - three);
    const naive = nps.tested.find(({ method }) => method === "naive")!;
    expect(naive.meanError).toBeCloseTo(missed.reduce((sum, gap) => sum + Math.abs(gap), 0) / 30, 9);
    const reach = 1.2815515655 * Math.sqrt(missed.reduce((sum, gap) => sum + gap ** 2, 0) / 30);
    expect(scoreBounds(nps, 0, "monthly")!.high).toBeCloseTo(reach, 6);
    expect(scoreBounds(nps, 99, "monthly")!.high).toBe(100);
    // What rises month by month is not what was: the series comes closer, and stays a share.
    const csat = by.get("csat")!;
    expect([csat.history[0], csat.history.length]).toEqual(["2022-04-01", 21]);
    expect([csat.first, csat.beatsNaive]).toEqual(["series", true]);
    expect(Math.max(...csat.expected)).toBe(1);
    expect(csat.before).toBeLessThan(csat.expected[0]!);
    const { headline, verdict, notes, tables, evidence } = scoreFinding(context, study, {
      record: [],
      dataVersion: "v",
    });
    expect(headline).toMatchObject({
      ...{ state: "estimate", n: 120, unit: "points", value: -10 },
      query: { id: "nps.by-month" },
    });
    expect(headline.window).toMatchObject({ from: "2024-01-01", to: "2024-07-01" });
    expect(evidence.map(({ file }) => file)).toEqual(["queries/nps.by-month.sql", "queries/csat.by-month.sql"]);
    expect(verdict.code).toBe("forecast.scores.naive");
    expect(notes!.map(({ code }) => code)).toEqual(["tested", "short", "reading"].map((id) => `forecast.scores.${id}`));
    expect(tables[0]!.rows).toHaveLength(2);
    // Of a few months in which anybody was asked nothing is said but that.
    const late = { answer: answer.filter(({ at }) => at >= "2023-09") };
    const few = (await scoreStudy(await contextOf(store, late as never, { asOf: "2024-01-01" as never }), 6))!;
    expect(scoreFinding(context, few, { record: [], dataVersion: "v" })).toMatchObject({
      headline: { state: "too_few" },
      verdict: { code: "forecast.scores.short", values: { n: 4, required: 6 } },
    });
    // Where nobody is asked any more, months to come would be months that have passed.
    const ended = (await scoreStudy(await contextOf(store, { answer } as never, { asOf: "2024-03-01" as never }), 6))!;
    expect(ended).toEqual({
      scores: [],
      short: ["nps", "csat", "ces"].map((measure) => ({ measure, months: 0 })),
    });
    expect(await scoreStudy(await contextOf(store, { purchase: purchases() }), 6)).toBeNull();
  });

  it("does not expect problems from too few months or contacts, and says nothing where no theme is on record", async () => {
    const said = async (contact: ReturnType<typeof contacts>, asOf: string) => {
      const context = await contextOf(store, { contact }, { asOf: asOf as never });
      const study = await themeStudy(context, 12);
      return study && themeFinding(context, study, "v");
    };
    expect((await said(contacts(5, { delivery: 10, price: 6 }), "2022-06-01"))!.verdict).toEqual({
      code: "forecast.problems.short",
      values: { n: 5, required: 6 },
    });
    expect((await said(contacts(24, { delivery: 2, price: 1 }), "2024-01-01"))!).toMatchObject({
      headline: { state: "too_few" },
      verdict: { code: "forecast.problems.few", values: { required: 5 } },
    });
    expect(await said(contacts(24, { delivery: 0, price: 0 }), "2024-01-01")).toBeNull();
    // Long enough to be expected, too short to be tried: no interval.
    const untried = (await said(contacts(7, { delivery: 10, price: 6 }), "2022-08-01"))!;
    expect(untried.headline).toMatchObject({ state: "estimate", value: 12 * 16, interval: null });
    expect(untried.verdict.code).toBe("forecast.problems.untested");
  });
});

onFirstEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("tries every way on the past, and puts the naive one first where none is better", async () => {
    const context = await contextOf(store, { purchase: purchases() }, { asOf: "2024-01-01" as never });
    const { forecasts, series, origin } = (await forecastStudy(context, 12))!;
    expect(origin).toBe("2024-01-01");
    expect(series.months).toHaveLength(24);
    const [sales] = forecasts;
    expect(sales!.tested.map(({ method }) => method).sort()).toEqual(["base", "naive", "series"]);
    const best = sales!.tested[0]!;
    const shown = best.method !== "naive" && best.overNaive < 0.98 ? best.method : "naive";
    expect(sales).toMatchObject({ first: shown, beatsNaive: shown !== "naive" });
    expect(sales!.by[sales!.first]).toHaveLength(12);
  });

  it("takes scores of the months before as an input, says whether they help, and claims nothing where they do not", async () => {
    const MONTHS = 42;
    const monthOf = (m: number) => new Date(Date.UTC(2021, m, 1)).toISOString().slice(0, 7);
    const company = (effect: number) => {
      const random = sfc32("experience");
      const [answer, purchase]: [FactRow[], FactRow[]] = [[], []];
      const before: number[] = [];
      let share = 0.5;
      for (let m = 0; m < MONTHS; m++) {
        // So many of forty are promoters, the others passive; the share wanders.
        share = Math.min(0.95, Math.max(0.05, share + 0.16 * (random() - 0.5)));
        const promoters = Math.round(40 * share);
        for (let i = 0; i < 40; i++)
          answer.push({
            ...{ who: `c${i}`, at: `${monthOf(m)}-15`, instrument: "nps", kind: "relationship" },
            score: i < promoters ? 10 : 8,
          });
        const known = before.slice(-3);
        const nps = known.length === 0 ? 50 : known.reduce((a, b) => a + b, 0) / known.length;
        const amount = 50 * Math.exp(effect * (nps - 50) + 0.02 * (random() - 0.5) + 0.2 * Math.sin((m * Math.PI) / 6));
        for (let i = 0; i < 20; i++)
          purchase.push({
            ...{ who: `c${i}`, at: `${monthOf(m)}-${String(2 + i).padStart(2, "0")}`, order_id: `${m}-${i}` },
            ...{ amount, cost: amount / 2, currency: "EUR" },
          });
        before.push((100 * promoters) / 40);
      }
      return { answer, purchase };
    };
    const asOf = `${monthOf(MONTHS)}-01` as Day;
    const findings = async (effect: number) => {
      const context = await contextOf(store, company(effect) as never, { asOf: asOf as never });
      return (await forecastsAhead(context, { months: 6, paymentDays: null, record: [] }, "v")).findings;
    };
    const [sales] = await findings(0.01);
    expect(sales!.id).toBe("forecast.sales");
    expect(sales!.notes!.map(({ code }) => code)).toContain("forecast.experience.better");
    const drivers = sales!.tables.find(({ id }) => id === "forecast.sales.drivers")!;
    expect(drivers.rows).toHaveLength(1);
    expect(drivers.rows[0]).toMatchObject({
      ...{
        step: { value: 1, unit: "points" },
        months: { value: 22 },
        may_say: { label: { code: "grade.association" } },
      },
    });
    // A point brings 1 % of a month of the last year.
    const figure = sales!.figures["driver.nps"]!;
    expect(figure).toMatchObject({ state: "estimate", grade: "association", unit: "money", n: 22 });
    if (figure.state !== "estimate") throw new Error("no figure");
    const year = company(0.01).purchase.filter(({ at }) => String(at) >= monthOf(MONTHS - 12));
    const point = (0.01 * year.reduce((sum, { amount }) => sum + Number(amount), 0)) / 12;
    expect(figure.interval!.low).toBeLessThan(point);
    expect(figure.interval!.high).toBeGreaterThan(point);
    const tested = sales!.tables.find(({ id }) => id === "forecast.sales.tested")!.rows;
    expect(tested.map(({ method }) => JSON.stringify(method))).toContainEqual(
      expect.stringContaining("forecast.method.experience"),
    );
    const [nothing] = await findings(0);
    expect(nothing!.notes!.map(({ code }) => code)).toContain("forecast.experience.open");
    expect(nothing!.verdict.values.method).not.toBe("experience");
  });

  it("forecasts a company of contracts alone", async () => {
    const term = Array.from({ length: 30 }, (_, i) => ({
      ...{ who: `s${i}`, at: `2023-${String(1 + (i % 9)).padStart(2, "0")}-01`, subscription: `s${i}`, plan: "basic" },
      ...{ amount: 20, currency: "EUR", period: "month", change: "new" },
    }));
    const context = await contextOf(store, { term }, { asOf: "2024-01-01" as never });
    const study = await forecastStudy(context, 12);
    for (const { by, first } of study?.forecasts ?? []) expect(by[first]).toHaveLength(12);
    expect(await learntDelay(context)).toBeNull();
  });
});
