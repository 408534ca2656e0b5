import { afterEach, beforeEach, expect, it } from "vitest";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { memberPages, membersFinding } from "../../src/value/members.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

/** Sixty members; the first six move points on ten days of the last year, the others on one, and the last ten did two years ago. */
const company = (): Company => {
  const members = Array.from({ length: 60 }, (_, i) => ({ i, who: `m${String(i).padStart(2, "0")}` }));
  const moved = (who: string, at: string, change: string, points: number) => ({ who, at, change, points });
  return {
    points: members.flatMap(({ i, who }) => {
      if (i >= 50) return [moved(who, "2022-03-01", "earned", 5)];
      if (i >= 6) return [moved(who, "2024-06-01", "earned", 10), moved(who, "2024-06-01", "redeemed", 5)];
      const days = Array.from({ length: 9 }, (_, d) => moved(who, `2024-0${d + 1}-15`, "earned", 10));
      return [...days, moved(who, "2024-10-01", "redeemed", 50 + i), moved(who, "2024-10-02", "expired", 1)];
    }),
    purchase: [
      ...members.map(({ i, who }) => ({
        ...{ who, at: "2024-06-01", amount: i < 6 ? 90 : 10, cost: 0, currency: "EUR", order_id: who },
      })),
      { who: "stranger", at: "2024-12-31", amount: 1, cost: 0, currency: "EUR", order_id: "last" },
    ],
  };
};

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("ranks members by the days on which they earned or redeemed, and says how much comes from the most engaged tenth", async () => {
    const context = await contextOf(store, company());
    const finding = (await membersFinding(context, "v"))!;
    // 50 to 55 points of six members, and five of each of 44 others.
    const [most, all] = [315, 315 + 44 * 5];
    expect(finding.headline).toMatchObject({ state: "estimate", value: most / all, n: 60 });
    expect(finding.verdict).toMatchObject({
      code: "members.most_with_money",
      values: { n: 60, share: most / all, coverage: (6 * 90) / (6 * 90 + 54 * 10) },
    });
    expect(finding.notes).toEqual([{ code: "members.idle", values: { n: 10, share: 10 / 60 } }]);
    const rows = finding.tables[0]!.rows.map(({ members, days, redeemed, money }) =>
      [members, days, redeemed, money].map((cell) => (cell?.kind === "number" ? cell.value : null)),
    );
    expect(rows[0]).toEqual([6, 10, most, 540]);
    expect(rows[3]).toEqual([60, (60 + 44) / 60, all, 1_080]);
    const listed = [];
    for await (const page of await memberPages(context)) listed.push(...page);
    expect(listed).toHaveLength(60);
    expect(listed.slice(0, 2).map(({ customer }) => customer)).toEqual(["m05", "m04"]);
    expect(listed[0]).toMatchObject({ points_earned: 90, points_redeemed: 55, money_last_year: 90 });
    expect(listed.slice(-10).every(({ active_days }) => Number(active_days) === 0)).toBe(true);
  });

  it("tells nobody apart among few members, and has nothing to say without points", async () => {
    const { points = [], ...others } = company();
    const few = { ...others, points: points.filter(({ who }) => String(who) < "m20") };
    const finding = (await membersFinding(await contextOf(store, few), "v"))!;
    expect(finding.headline).toMatchObject({ state: "too_few", n: 20, required: 50 });
    expect(finding.verdict.code).toBe("members.untold");
    expect(finding.tables).toEqual([]);
    await store.close();
    store = await engine.open();
    expect(await membersFinding(await contextOf(store, others), "v")).toBeNull();
  });
});
