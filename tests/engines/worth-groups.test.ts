import { afterEach, beforeEach, expect, it } from "vitest";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { OUTCOMES } from "../../src/links/outcome.ts";
import { stepByGroup } from "../../src/links/step-groups.ts";
import { designMatrix } from "../../src/links/study.ts";
import { askedWorth } from "../../src/links/worth.ts";
import { CUSTOMER_CUTS } from "../../src/measures/definitions/common.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);

/** Passives and promoters (and some detractors) in two segments and a tiny third; what they spent before makes the score likelier, and the step brings what its segment says. */
function company(brings: Record<string, number>): Company {
  const random = sfc32("worth by group");
  const [answer, purchase, party]: FactRow[][] = [[], [], []];
  const buy = (who: string, at: number, amount: number) =>
    purchase!.push({
      who,
      at: day(at),
      amount: Math.max(1, amount),
      cost: 0,
      currency: "EUR",
      order_id: `${who}-${at}`,
    });
  for (let i = 0; i < 880; i++) {
    const who = `c${i}`;
    const segment = i >= 800 && i < 820 ? "tiny" : i % 2 ? "home" : "office";
    const before = 100 + 30 * drawNormal(random);
    const isPromoter = (before - 100) / 30 + drawNormal(random) > 0 ? 1 : 0;
    party!.push({ who, at: day(0), segment });
    buy(who, 100 + (i % 30), before);
    const score = i >= 820 ? 3 : isPromoter ? 10 : 7;
    answer!.push({ who, at: day(300 + (i % 40)), instrument: "nps", score, kind: "relationship" });
    buy(who, 500 + (i % 30), 20 + 0.8 * before + (brings[segment] ?? 0) * isPromoter + 10 * drawNormal(random));
  }
  buy("last", 900, 1);
  return { answer: answer!, purchase: purchase!, party: party! };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const finding = async (brings: Record<string, number>): Promise<Finding> => {
    const ask = { experiences: ["nps"], outcomes: ["margin"], step: "passive", horizon: 365, placebo: null } as const;
    const context = await contextOf(store, company(brings));
    return (await askedWorth(context, { ...ask, by: dimension("segment", CUSTOMER_CUTS) }, "v"))[0]!;
  };
  const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell.value : null);
  const groupOf = ({ tables }: Finding, name: string) => {
    const row = tables.at(-1)!.rows.find(({ group }) => JSON.stringify(group).includes(`"${name}"`))!;
    return { alone: number(row.alone), shrunk: number(row.shrunk) };
  };

  it("tells what a step is worth in each group, and leaves real differences where they are", async () => {
    const found = await finding({ home: 4, office: 24 });
    const [home, office] = [groupOf(found, "home"), groupOf(found, "office")];
    expect(Math.abs(home.alone! - 4)).toBeLessThan(4);
    expect(Math.abs(office.alone! - 24)).toBeLessThan(4);
    expect(office.shrunk! - home.shrunk!).toBeGreaterThan(15);
    expect(groupOf(found, "tiny")).toEqual({ alone: null, shrunk: null });
    expect(found.notes!.at(-1)!.code).toBe("worth.groups.differ");
  });

  it("says where every group goes the other way than all together", async () => {
    // Promoters bring 4 more in each segment; but most of them are at home, where everybody brings little, and most passives are not.
    const [answer, purchase, party]: FactRow[][] = [[], [], []];
    const random = sfc32("reversal");
    for (let i = 0; i < 720; i++) {
      const who = `c${i}`;
      const isPromoter = i % 2 === 0;
      const isHome = isPromoter ? i < 540 : i < 180;
      party!.push({ who, at: day(0), segment: isHome ? "home" : "office" });
      const buy = (at: number, amount: number) =>
        purchase!.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
      buy(100, 10 + random());
      answer!.push({
        who,
        at: day(300),
        instrument: "nps",
        score: i >= 660 ? 3 : isPromoter ? 10 : 7,
        kind: "relationship",
      });
      buy(500, (isHome ? 20 : 60) + (isPromoter ? 4 : 0) + drawNormal(random));
    }
    purchase!.push({ who: "last", at: day(900), amount: 1, cost: 0, currency: "EUR", order_id: "last" });
    const context = await contextOf(store, { answer: answer!, purchase: purchase!, party: party! });
    const asked = { instrument: "nps", outcome: OUTCOMES.get("margin")!, horizon: 365 };
    const matrix = await designMatrix(context, { ...asked, by: dimension("segment", CUSTOMER_CUTS) });
    const header = { unit: "money_per_customer", currency: "EUR" } as Finding["headline"];
    const step = { id: "worth", headline: header, verdict: { code: "worth.useful", values: {} } } as unknown as Finding;
    expect(stepByGroup(step, matrix, { lower: "passive", upper: "promoter" })!.note.code).toBe("worth.groups.reversed");
  });

  it("pulls groups together that differ by chance alone", async () => {
    const found = await finding({ home: 12, office: 12 });
    const [home, office] = [groupOf(found, "home"), groupOf(found, "office")];
    expect(Math.abs(home.shrunk! - office.shrunk!)).toBeLessThan(Math.abs(home.alone! - office.alone!) + 1e-9);
    for (const { shrunk } of [home, office]) expect(Math.abs(shrunk! - 12)).toBeLessThan(3);
  });
});
