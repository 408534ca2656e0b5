import { afterEach, beforeEach, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { driverFindings } from "../../src/links/drivers/finding.ts";
import { linkTable } from "../../src/links/link.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);

/** Customers with one contact each before their answer: having to say it again costs two points, being passed on nothing. */
function company(customers: number): Company {
  const random = sfc32("drivers");
  const [answer, contact, purchase]: FactRow[][] = [[], [], []];
  for (let i = 0; i < customers; i++) {
    const who = `c${i}`;
    const [repeated, passed] = [random() < 0.3, random() < 0.3];
    const buy = (at: number, amount: number) =>
      purchase!.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
    buy(100 + (i % 7), 50);
    contact!.push({ who, at: day(250), case_id: who, repeated, transfers: passed ? 1 : 0 });
    const score = Math.max(0, Math.min(10, Math.round(7.5 - (repeated ? 2 : 0) + drawNormal(random))));
    answer!.push({ who, at: day(300), instrument: "nps", score, kind: "relationship" });
    // A point of the score brings four more in the year after it.
    buy(400, 20 + 4 * score + 3 * drawNormal(random));
  }
  purchase!.push({ who: "last", at: day(800), amount: 1, cost: 0, currency: "EUR", order_id: "last" });
  return { answer: answer!, contact: contact!, purchase: purchase! };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const findings = async (customers: number): Promise<Finding[]> => {
    const context = await contextOf(store, company(customers));
    const [link] = await linkTable(context, { experiences: ["nps"], outcomes: ["margin"], horizon: 365 }, "v");
    return driverFindings(context, "nps", { ...link!, design: link!.design! }, "v");
  };
  const rowOf = ({ tables }: Finding, id: string) => {
    const row = tables[0]!.rows.find(({ driver }) => JSON.stringify(driver).includes(`"driver.${id}"`))!;
    const number = (column: string) => (row[column]?.kind === "number" ? row[column] : null)!;
    return { effect: number("effect"), share: number("share"), chance: JSON.stringify(row.chance) };
  };

  it("finds what moves the score, calls chance what is chance, and says what a point brings afterwards", async () => {
    const [score, money] = await findings(500);
    expect(score!.verdict).toMatchObject({ code: "drivers.found", values: { driver: "repeated" } });
    const repeated = rowOf(score!, "repeated");
    expect(repeated.effect.interval!.low).toBeLessThan(-1.9);
    expect(repeated.effect.interval!.high).toBeGreaterThan(-2.1);
    expect(repeated.share.value).toBeGreaterThan(0.9);
    expect(repeated.chance).toContain("drivers.beyond");
    expect(rowOf(score!, "transferred").chance).toContain("drivers.chance");
    // The score varies by 2² · 0.3 · 0.7 = 0.84 for that cause, and by 1 and rounding (1/12) besides: R² of about 0.44.
    const { value } = isEstimate(score!.headline) ? score!.headline : { value: 0 };
    expect(Math.abs(value - 0.84 / (0.84 + 1 + 1 / 12))).toBeLessThan(0.06);
    expect(money!.verdict).toMatchObject({ code: "drivers.found", values: { driver: "score" } });
    const point = rowOf(money!, "score").effect;
    expect(Math.abs(point.value! - 4)).toBeLessThan(0.3);
    expect(point).toMatchObject({ unit: "money_per_customer", currency: "EUR" });
  });

  it("asks about customers who are lost as it asks about money", async () => {
    const lost = company(400);
    // Those who had to say it again never buy again; the others do.
    const again = new Set(lost.contact!.filter(({ repeated }) => repeated).map(({ who }) => who));
    const context = await contextOf(
      store,
      { ...lost, purchase: lost.purchase!.filter(({ who, at }) => !again.has(who!) || String(at) < day(300)) },
      { inactivityDays: 220 },
    );
    const [link] = await linkTable(context, { experiences: ["nps"], outcomes: ["churn"], horizon: 180 }, "v");
    const [, churn] = await driverFindings(context, "nps", { ...link!, design: link!.design! }, "v");
    expect(churn!.verdict).toMatchObject({ code: "drivers.found", values: { driver: "repeated", outcome: "churn" } });
    const { effect } = rowOf(churn!, "repeated");
    expect(effect).toMatchObject({ unit: "share" });
    expect(Math.abs(effect.value! - 1)).toBeLessThan(0.05);
  });

  it("says nothing of too few answers", async () => {
    const [score] = await findings(40);
    expect(score!.headline).toMatchObject({ state: "too_few" });
    expect(score!.verdict.code).toBe("drivers.too_few");
  });
});
