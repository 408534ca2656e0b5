import { afterEach, beforeEach, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { stageFindings } from "../../src/value/stages/finding.ts";
import { stageLevers } from "../../src/value/stages/levers.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const EUR = { currency: "EUR" };
const names = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
/** Won by adverts at 30 each, by search at 10, by friends at nothing. */
const [ADS, SEARCH, FRIENDS] = [names("a", 40), names("s", 40), names("f", 30)];
const ALL = [...ADS, ...SEARCH, ...FRIENDS];
const order = (who: string, at: string, discount: number) => ({
  ...{ who, at, amount: 100 - discount, cost: 50, discount, order_id: `${who}-${at}`, ...EUR },
});
const contact = (who: string, at: string) => ({
  who,
  at,
  contact_id: `${who}-${at}`,
  topic: "delivery",
  cost: 4,
  ...EUR,
});
const won = (value: string, amount: number) => ({
  ...{ at: "2024-01-01", until: "2024-02-01", area: "acquisition", stage: "purchase", amount, ...EUR },
  ...{ scope: "channel", scope_value: value },
});

const COMPANY: Company = {
  party: ALL.map((who) => ({
    ...{ who, acquisition_channel: who.startsWith("a") ? "adverts" : who.startsWith("s") ? "search" : "friends" },
  })),
  purchase: [
    ...ALL.flatMap((who) => [order(who, "2024-01-10", 0), order(who, "2024-05-10", 0)]),
    // 30 would have bought anyway; 5 came for discounts from their third order on.
    ...SEARCH.slice(0, 30).map((who) => order(who, "2024-09-01", 15)),
    ...SEARCH.slice(30, 35).flatMap((who) => ["2024-06-01", "2024-06-02"].map((at) => order(who, at, 90))),
    ...SEARCH.slice(30, 35).map((who) => order(who, "2024-09-01", 15)),
  ],
  referral: FRIENDS.map((who) => ({ who: "a0", at: "2024-01-02", referred_kind: "customer", referred_value: who })),
  contact: [
    ...ADS.slice(0, 35).flatMap((who) => [contact(who, "2024-02-01"), contact(who, "2024-02-11")]),
    // Two months later it is a question of its own.
    ...ADS.slice(0, 35).map((who) => contact(who, "2024-04-20")),
  ],
  cost: [won("adverts", 1200), won("search", 400)],
};

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("tells one lever a stage at most, counted by hand, and why where there is none", async () => {
    const context = await contextOf(store, COMPANY);
    const findings = await stageFindings(context, [], "v");
    const levers = new Map((await stageLevers(context, [])).map(({ stage, found }) => [stage, found]));
    // 40 by adverts at 30, 20 above the median of three channels.
    expect(levers.get("purchase")).toMatchObject({
      ...{ money: 800, n: 40, grade: "association", basis: "scenario", values: { group: "search", list: "adverts" } },
    });
    // 35 second contacts within ten days, at 4 each.
    const support = levers.get("support");
    expect(support).toMatchObject({ money: 140, n: 35, grade: "recorded", values: { group: "delivery", share: 1 } });
    expect(support).toMatchObject({ interval: { high: expect.closeTo(140 + 1.96 * Math.sqrt(35 * 16), 1) } });
    // 15 off for each of 30 who had bought twice at full price; 90 twice for 5, but not their last, when half of four had been reduced.
    expect(levers.get("loyalty")).toMatchObject({ money: 1350, n: 35, grade: "recorded" });
    const [loyal] = await store.rows(
      sql`select count(*) as n from value_standing where next_stage = '' and stage = 'loyalty'`,
    );
    expect(Number(loyal!.n)).toBeGreaterThan(10);
    // Others cost 1600 for 80, those whom friends brought nothing.
    expect(levers.get("advocacy")).toMatchObject({ money: expect.closeTo((Number(loyal!.n) / 10) * 20, 6), n: 110 });
    // Nobody was asked anything: no step of a score is worth anything known.
    expect(levers.get("retention")).toBe("not_on_record");
    const told = findings.find(({ id }) => id === "stages.levers")!;
    expect(isEstimate(told.headline) && told.headline.value).toBe(4);
    expect(told.verdict).toMatchObject({ code: "stages.levers", values: { lifeStage: "loyalty", value: 1350 } });
    expect(told.tables[0]!.rows.map(({ up_to }) => up_to)).toMatchObject([
      ...[{ value: 800 }, { value: 140 }, { value: null }, { value: 1350 }, { value: expect.any(Number) }],
    ]);
  });

  it("finds no lever where channels cost alike, nobody asks twice and no discount is needless", async () => {
    const context = await contextOf(store, {
      ...COMPANY,
      purchase: ALL.map((who) => order(who, "2024-01-10", 10)),
      referral: [],
      contact: ADS.map((who) => contact(who, "2024-02-01")),
      cost: [won("adverts", 400), won("search", 400), won("friends", 300)],
    });
    const findings = await stageFindings(context, [], "v");
    const levers = Object.fromEntries((await stageLevers(context, [])).map(({ stage, found }) => [stage, found]));
    expect(levers).toEqual({
      ...{ purchase: "no_difference", support: "no_difference", retention: "not_on_record" },
      ...{ loyalty: "no_difference", advocacy: "not_on_record" },
    });
    expect(findings.find(({ id }) => id === "stages.levers")!.verdict.code).toBe("stages.levers.none");
  });
});
