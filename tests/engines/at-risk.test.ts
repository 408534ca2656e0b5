import { afterEach, beforeEach, expect, it } from "vitest";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { bandsToday } from "../../src/value/at-risk.ts";
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
});
