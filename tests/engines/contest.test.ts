import { afterEach, beforeEach, expect, it } from "vitest";
import { addDays, type Day } from "../../src/base/day.ts";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { claimFindings } from "../../src/links/claims/finding.ts";
import { contestFindings } from "../../src/links/contest/finding.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);

/**
 * Two periods of 180 days, each after three answers: a point of NPS brings 4 more in the days after, a point of CES 5 more, CSAT nothing.
 * Variances: 16 · 10 for NPS (11 values), 25 · 4 for CES (7 values), 9 for chance.
 */
function company(customers: number): Company {
  const random = sfc32("contest");
  const whole = (values: number) => Math.floor(random() * values);
  const [answer, purchase]: FactRow[][] = [[], []];
  const buy = (who: string, at: number, amount: number) =>
    purchase!.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
  for (let i = 0; i < customers; i++) {
    const who = `c${i}`;
    buy(who, 10, 50);
    for (const [asked, bought] of [
      [190, 260],
      [370, 440],
    ] as const) {
      const [nps, ces, csat] = [whole(11), 1 + whole(7), 1 + whole(5)];
      const say = (instrument: string, score: number) =>
        answer!.push({ who, at: day(asked), instrument, score, kind: "relationship" });
      say("nps", nps);
      say("ces", ces);
      say("csat", csat);
      buy(who, bought, 20 + 4 * nps + 5 * ces + 3 * drawNormal(random));
    }
  }
  buy("last", 560, 1);
  return { answer: answer!, purchase: purchase! };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const findings = async (customers: number): Promise<Finding[]> =>
    contestFindings(await contextOf(store, company(customers), { inactivityDays: 365 }), "v");
  const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell.value : null)!;
  const rowOf = ({ tables }: Finding, id: string) =>
    tables[0]!.rows.find(({ score }) => JSON.stringify(score).includes(`"measure.${id}.short"`))!;

  it("ranks scores by what they add on customers and a period not seen, and says which add nothing", async () => {
    const [money, gone, stop] = await findings(550);
    expect(money!.verdict).toMatchObject({ code: "contest.best", values: { experience: "nps", n: 550 } });
    expect(Math.abs(number(rowOf(money!, "nps").gain) - 160 / 269)).toBeLessThan(0.1);
    expect(Math.abs(number(rowOf(money!, "ces").gain) - 100 / 269)).toBeLessThan(0.1);
    // Beyond the best, on the same customers.
    expect(Math.abs(number(rowOf(money!, "ces").beyond) - 100 / 269)).toBeLessThan(0.1);
    expect(rowOf(money!, "csat").verdict).toMatchObject({ message: { code: "contest.verdict.nothing" } });
    // Together they beat the best part, and weigh by what one standard deviation of each brings: 4√10 and 5·2.
    expect(money!.notes![0]!.code).toBe("contest.composite.better");
    const weights = money!.tables[1]!.rows.map(({ weight }) => number(weight));
    expect(Math.abs(weights[0]! - (4 * Math.sqrt(10)) / (4 * Math.sqrt(10) + 10))).toBeLessThan(0.03);
    expect(weights.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 9);
    // Everybody bought again: there is nothing to predict.
    expect(gone!.headline.state).toBe("too_few");
    expect(stop!.verdict.code).toBe("contest.stop.none");
  });

  it("lets broken promises of delivery compete, which nobody is asked of", async () => {
    const facts = company(400);
    // Half of the customers are kept waiting a day, whatever they think and buy.
    const promised = (row: FactRow): FactRow => ({
      ...row,
      promised: `${row.at} 12:00:00`,
      delivered: `${Number(row.who!.slice(1)) % 2 === 0 ? row.at : addDays(row.at as Day, 1)} 18:00:00`,
    });
    const purchase = facts.purchase!.map(promised);
    const [money, , stop] = await contestFindings(
      await contextOf(store, { ...facts, purchase }, { inactivityDays: 365 }),
      "v",
    );
    const late = rowOf(money!, "late-delivery-rate");
    expect(number(late.n)).toBeGreaterThan(200);
    expect(JSON.stringify(late.verdict)).not.toContain("predicts");
    expect(JSON.stringify(stop!.tables)).not.toContain("late-delivery-rate");
    expect(JSON.stringify((await findings(90))[0]!.tables)).not.toContain("late-delivery-rate");
  });

  it("says nothing of too few customers, nor where the records do not reach over two periods", async () => {
    const [money] = await findings(90);
    expect(money!.headline).toMatchObject({ state: "too_few", required: 200 });
    const short = { ...company(30), answer: [] };
    expect(
      await contestFindings(await contextOf(store, { ...short, purchase: short.purchase!.slice(0, 3) }), "v"),
    ).toEqual([]);
  });

  it("lets effort compete for the claim that it predicts best", async () => {
    const context = await contextOf(store, company(150), { inactivityDays: 365 });
    const [claim] = await claimFindings(MEASURES, context, "v", ["b30"]);
    expect(claim!.headline.state).toBe("too_few");
  });
});
