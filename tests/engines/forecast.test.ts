import { afterEach, beforeEach, expect, it } from "vitest";
import type { Day } from "../../src/base/day.ts";
import { expectedPurchases } from "../../src/stats/customer-base/purchase-model.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { buildOccasions, fitBase } from "../../src/value/clv/base.ts";
import { baseForecast } from "../../src/value/forecast/base-forecast.ts";
import { forecastStudy } from "../../src/value/forecast/study.ts";
import { contextOf } from "./company.ts";
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
});
