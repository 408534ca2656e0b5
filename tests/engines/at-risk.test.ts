import { afterEach, beforeEach, expect, it } from "vitest";
import type { Estimate } from "../../src/findings/figure.ts";
import type { Explained } from "../../src/links/drivers/explain.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { bandsToday } from "../../src/value/at-risk.ts";
import { nextStepFinding, nextStepPages } from "../../src/value/next-step.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("counts customers who have not left by their latest answer, with the money of the last year", async () => {
    const buy = (who: string, at: string, amount: number) => ({
      who,
      at,
      amount,
      cost: amount / 2,
      currency: "EUR",
      order_id: `${who}${at}`,
    });
    const say = (who: string, at: string, score: number) => ({
      who,
      at,
      instrument: "nps",
      score,
      kind: "relationship",
    });
    const context = await contextOf(store, {
      purchase: [
        // Anna was a promoter and is a detractor; what she bought more than a year before the end does not count.
        ...[buy("anna", "2023-06-01", 500), buy("anna", "2024-05-01", 100), buy("anna", "2024-11-01", 60)],
        buy("ben", "2024-10-01", 30),
        // Cleo bought last 900 days before the end: she has left.
        buy("cleo", "2022-06-01", 1_000),
        buy("dora", "2024-12-01", 80),
      ],
      answer: [
        ...[say("anna", "2023-07-01", 10), say("anna", "2024-06-01", 2)],
        ...[say("ben", "2024-10-05", 8), say("cleo", "2022-06-10", 1), say("dora", "2024-12-02", 6)],
      ],
    });
    // Margin is half of what was bought: anna 80, dora 40; ben 15.
    expect(await bandsToday(context, "nps")).toEqual([
      { band: "detractor", customers: 2, money: 120 },
      { band: "passive", customers: 1, money: 15 },
    ]);
  });

  it("lists who could take the last step, the most money first, with their part of its worth and what stands in the way", async () => {
    const people = ["ann", "ben", "cleo", "dora"];
    const context = await contextOf(store, {
      purchase: [
        ...people.map((who, i) => ({
          ...{ who, at: "2024-11-01", amount: [100, 400, 60, 20][i]!, cost: 0, currency: "EUR", order_id: who },
          ...{
            promised: "2024-11-05 00:00:00",
            delivered: who === "ben" ? "2024-11-09 00:00:00" : "2024-11-04 00:00:00",
          },
        })),
        { who: "gone", at: "2022-01-01", amount: 900, cost: 0, currency: "EUR", order_id: "gone" },
      ],
      refund: [{ who: "dora", at: "2024-11-20", amount: 20, currency: "EUR" }],
      contact: ["ann", "ben"].map((who) => ({ who, at: "2024-11-15", transfers: 1, repeated: who === "ann" })),
      answer: [
        ...people.map((who) => ({ who, at: "2024-12-01", instrument: "nps", score: 8, kind: "relationship" })),
        { who: "gone", at: "2022-01-02", instrument: "nps", score: 7, kind: "relationship" },
        { who: "fan", at: "2024-12-01", instrument: "nps", score: 10, kind: "relationship" },
      ],
    });
    const worth = { state: "estimate", value: 30, interval: null } as unknown as Estimate;
    const step = { experience: "nps", lowBand: "passive", worth };
    const finding = await nextStepFinding(context, step, "v");
    expect(finding!.headline).toMatchObject({ state: "estimate", value: 560, n: 4 });
    const shares = finding!.tables[0]!.rows.map(({ customers, money, gain }) =>
      [customers, money, gain].map((cell) => (cell?.kind === "number" ? cell.value : null)),
    );
    // 30 for each of the four, in proportion to 400, 100, 60 and nothing.
    expect(shares).toEqual([
      ...[
        [1, 400, expect.closeTo((120 * 400) / 560, 3)],
        [1, 400, expect.closeTo((120 * 400) / 560, 3)],
      ],
      ...[
        [2, 500, expect.closeTo((120 * 500) / 560, 3)],
        [4, 560, expect.closeTo(120, 3)],
      ],
    ]);
    const moves = (id: string, effect: number, isBeyond = true) =>
      ({ driver: { id, kind: "signal" }, effect, isBeyond }) as unknown as Explained;
    const explained = [moves("transferred", -0.4), moves("late", -0.9), moves("repeated", -2, false)];
    const pages = [];
    for await (const page of await nextStepPages(context, step, explained)) pages.push(...page);
    expect(pages.map(({ place, customer, driver }) => [Number(place), customer, driver])).toEqual([
      [1, "ben", "late"],
      [2, "ann", "transferred"],
      [3, "cleo", null],
      [4, "dora", null],
    ]);
    expect(pages.map((row) => row.money_last_year)).toEqual([400, 100, 60, 0]);
  });

  it("says no gain where nothing is known of the worth of the step", async () => {
    const context = await contextOf(store, {
      purchase: [{ who: "ann", at: "2024-11-01", amount: 100, cost: 0, currency: "EUR", order_id: "1" }],
      answer: [{ who: "ann", at: "2024-12-01", instrument: "nps", score: 8, kind: "relationship" }],
    });
    const finding = await nextStepFinding(context, { experience: "nps", lowBand: "passive", worth: null }, "v");
    expect(finding!.notes).toEqual([{ code: "next_step.no_worth", values: {} }]);
    expect(finding!.tables[0]!.columns.map(({ id }) => id)).toEqual(["part", "customers", "money"]);
  });
});
