import { afterEach, beforeEach, expect, it } from "vitest";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { survivalByBand } from "../../src/value/churn/by-band.ts";
import { byBandFinding } from "../../src/value/churn/by-band-finding.ts";
import { churnDrivers } from "../../src/value/churn/drivers.ts";
import { cohortTriangle, endReasons, quarterFlows, returns } from "../../src/value/churn/flows.ts";
import { contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("counts who was there, won, back and lost by quarter and cohort, as by hand", async () => {
    const bought = (who: string, ...days: string[]) =>
      days.map((at) => ({ who, at, amount: 10, currency: "EUR", order_id: `${who}${at}` }));
    // A purchase keeps a customer for 60 days; the records end on 2025-01-01, so that losses are known up to 2024-11-02.
    const context = await contextOf(
      store,
      {
        purchase: [
          // Anna 2024-01-01 … 2024-06-29; Ben to 2024-03-01, and back from 2024-05-10 to 2024-07-09; Cleo from 2024-04-10 to 2024-06-09.
          ...bought("anna", "2024-01-01", "2024-03-01", "2024-04-30"),
          ...bought("ben", "2024-01-01", "2024-05-10"),
          ...bought("cleo", "2024-04-10"),
          ...bought("last", "2024-12-31"),
        ],
      },
      { inactivityDays: 60 },
    );
    const flows = await quarterFlows(context);
    expect(flows.map(({ from, start, won, back, lost, end }) => [from, start, won, back, lost, end])).toEqual([
      ["2024-01-01", 2, 0, 0, 1, 1],
      ["2024-04-01", 1, 0, 1, 1, 1],
      ["2024-07-01", 1, 0, 0, 1, 0],
    ]);
    const cohorts = await cohortTriangle(context);
    // 91 days after the first day (2024-04-01): Anna. After 182 (2024-07-01): Ben, who came back. Cleo after 91 days (2024-07-10): gone.
    expect(cohorts.find(({ quarter }) => quarter === "2024-01-01")).toMatchObject({
      customers: 2,
      there: [2, 1, 1, 0, null, null, null, null, null],
    });
    expect(cohorts.find(({ quarter }) => quarter === "2024-04-01")).toMatchObject({
      customers: 1,
      there: [1, 0, 0, null, null, null, null, null, null],
    });
    // Lost: Anna, Ben twice, Cleo; Ben came back once, 70 days after 2024-03-01.
    expect(await returns(context)).toEqual({ lost: 4, back: 1, medianDays: 70 });
  });

  it("gives the reasons of contracts that ended, with what they brought a year", async () => {
    const term = (who: string, until: string | null, reason: string | null, involuntary = false) => ({
      ...{ who, at: "2024-01-01", until, reason_ended: reason, involuntary, amount: 10, period: "month" },
      ...{ currency: "EUR", subscription: who, change: "new" },
    });
    const context = await contextOf(
      store,
      {
        term: [
          ...[
            term("a", "2024-05-01", "price"),
            term("b", "2024-06-01", "price"),
            term("c", "2024-06-01", "card", true),
          ],
          ...[term("d", null, null), term("e", "2025-06-01", "price")],
        ],
      },
      { asOf: "2025-01-01" as never },
    );
    expect(await endReasons(context)).toEqual([
      { reason: "price", involuntary: false, contracts: 2, yearly: 240 },
      { reason: "card", involuntary: true, contracts: 1, yearly: 120 },
    ]);
  });

  it("finds what makes customers leave sooner, and counts those who left", async () => {
    const day = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);
    // 120 contracts; every other one complains after 100 days. Of those who did, two thirds leave in the quarter after; of the others a sixth.
    const leaves = (i: number) => (i % 2 === 0 ? i % 3 !== 0 : i % 6 === 1);
    const term = Array.from({ length: 120 }, (_, i) => ({
      ...{
        who: `c${i}`,
        at: day(i % 30),
        until: leaves(i) ? day((i % 30) + 200 + (i % 40)) : null,
        amount: 10,
        period: "month",
      },
      ...{ currency: "EUR", subscription: `c${i}`, change: "new" },
    }));
    const contact = Array.from({ length: 120 }, (_, i) => ({
      ...{ who: `c${i}`, at: day((i % 30) + 100), complaint: i % 2 === 0, contact_id: `k${i}` },
    }));
    const context = await contextOf(store, { term, contact }, { asOf: day(500) as never });
    const found = (await churnDrivers(context))!;
    if ("required" in found) throw new Error("too few");
    expect(found.lost).toBe(Array.from({ length: 120 }, (_, i) => i).filter(leaves).length);
    const complaint = found.rows.find(({ driver }) => driver === "complaint")!;
    // 40 of 60 against 20 of 60 leave: by constant hazards about ln(3) / ln(1.5) = 2.7 times the risk.
    expect(complaint.hazardRatio).toBeGreaterThan(1.8);
    expect(complaint.hazardRatio).toBeLessThan(4);
    expect(complaint.low).toBeGreaterThan(1);
  });

  it("follows customers from their first answer, by its band, until they are lost or the records end", async () => {
    const day = (n: number) => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10);
    // 60 detractors, of whom 30 leave 100 days after their answer; 60 promoters, of whom 6 leave 200 days after it; 20 passives: too few.
    const people = Array.from({ length: 140 }, (_, i) => ({ who: `c${i}`, score: i < 60 ? 2 : i < 120 ? 10 : 7, i }));
    const until = (score: number, i: number) =>
      score === 2 && i % 2 === 0 ? day(200) : score === 10 && i % 10 === 0 ? day(300) : null;
    const term = people.map(({ who, score, i }) => ({
      ...{ who, at: day(0), until: until(score, i), amount: 10, period: "month" },
      ...{ currency: "EUR", subscription: who, change: "new" },
    }));
    const answer = [
      ...people.map(({ who, score }) => ({ who, at: day(100), instrument: "nps", score })),
      // Neither a later answer nor one of somebody who is no customer counts.
      ...people.slice(0, 60).map(({ who }) => ({ who, at: day(150), instrument: "nps", score: 10 })),
      ...Array.from({ length: 70 }, (_, i) => ({ who: `stranger${i}`, at: day(100), instrument: "nps", score: 10 })),
    ];
    const context = await contextOf(store, { term, answer }, { asOf: day(500) as never });
    const found = (await survivalByBand(context))!;
    if ("required" in found) throw new Error("too few");
    expect(found.leftOut).toBe(20);
    expect(found.curves.map(({ band, customers, lost }) => [band, customers, lost])).toEqual([
      ["detractor", 60, 30],
      ["promoter", 60, 6],
    ]);
    expect(found.curves.map(({ curve }) => curve.survival)).toEqual([[0.5], [0.9]]);
    const { headline, verdict, tables } = byBandFinding(context, found, "v")!;
    expect(verdict.code).toBe("churn.by_band.longer");
    expect(headline).toMatchObject({ state: "estimate", unit: "share", n: 120, grade: "association" });
    expect(headline).toMatchObject({ excluded: [{ reason: "band_too_small", n: 20 }] });
    // Greenwood without anybody censored before: √(p(1 − p)/n) of each band.
    const half = 1.959964 * Math.sqrt((0.5 * 0.5) / 60 + (0.9 * 0.1) / 60);
    expect(headline.state === "estimate" && headline.value).toBeCloseTo(0.4, 9);
    expect(headline.state === "estimate" && headline.interval!.low).toBeCloseTo(0.4 - half, 5);
    const after = tables[0]!.rows.map(({ days_90, days_180, days_365 }) => [days_90, days_180, days_365]);
    expect(after.map((cells) => cells.map((cell) => cell?.kind === "number" && cell.value))).toEqual([
      [1, 0.5, 0.5],
      [1, 1, 0.9],
    ]);
  });
});
