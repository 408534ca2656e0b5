import { afterEach, beforeEach, expect, it } from "vitest";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { sql } from "../../src/store/sql/sql.ts";
import { chainStudy } from "../../src/value/stages/chain.ts";
import { chainFinding } from "../../src/value/stages/chain-finding.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const EUR = { currency: "EUR" };
const CUSTOMERS = 420;

/**
 * Everybody buys once before and answers in January. Who is loyal buys two things at full price in the 90 days after, who is not one with a discount;
 * whoever is loyal brings 40 in the 90 days after those, others 10, where `pays`. A good answer goes before loyalty in three of four where `leads`.
 */
function company({ leads, pays }: { leads: boolean; pays: boolean }): Company {
  const random = sfc32(`chain ${leads} ${pays}`);
  const [purchase, answer]: FactRow[][] = [[], []];
  for (let i = 0; i < CUSTOMERS; i++) {
    const who = `c${i}`;
    const buy = (at: string, amount: number, discount: number, product: string) =>
      purchase!.push({
        ...{ who, at, amount, cost: amount / 2, discount, product, order_id: `${who}-${at}-${product}`, ...EUR },
      });
    const isGood = random() < 0.5;
    const isLoyal = leads ? random() < (isGood ? 0.75 : 0.25) : random() < 0.5;
    buy("2023-12-01", 50 + Math.floor(random() * 50), 0, "a");
    answer!.push({ who, at: "2024-01-15", instrument: "nps", score: isGood ? 10 : 5, scale_min: 0, scale_max: 10 });
    if (isLoyal) for (const product of ["a", "b"]) buy("2024-03-01", 40 + Math.floor(random() * 40), 0, product);
    else buy("2024-03-01", 80 + Math.floor(random() * 80), 20, "a");
    const paid = pays ? (isLoyal ? 80 : 20) : 50;
    buy("2024-05-01", paid + Math.floor(random() * 20), 0, "a");
    buy("2024-12-30", 10, 0, "a");
  }
  return { purchase: purchase!, answer: answer! };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  async function told(shape: { leads: boolean; pays: boolean }) {
    const context = await contextOf(store, company(shape));
    const chain = (await chainStudy(context))!;
    return { chain, finding: chainFinding(context, chain, "v")! };
  }

  it("finds both links where they were put, with each index and what came after as by hand", async () => {
    const { chain, finding } = await told({ leads: true, pays: true });
    expect(chain).toMatchObject({ experience: "nps", days: 90, worth: "margin" });
    const [first, second, ends] = chain.links;
    expect([first!.state, second!.state, ends!.state]).toEqual(["holds", "holds", "holds"]);
    // 30 more of margin, give or take; and half of it reaches from one end to the other.
    expect(second!.adjusted!.interval.low).toBeLessThan(30);
    expect(second!.adjusted!.interval.high).toBeGreaterThan(30);
    expect(ends!.adjusted!.value).toBeLessThan(second!.adjusted!.value);
    expect(finding).toMatchObject({ verdict: { code: "stages.chain.holds" }, headline: { grade: "adjusted" } });
    const indices = await store.rows(
      sql`select distinct loyalty_after as loyalty, money_during > 0 as paid from value_chain order by loyalty`,
    );
    // One product at a discount: 0.3 × 1/5. Two at full price: 0.5 + 0.3 × 2/5.
    expect(indices.map(({ loyalty }) => Number(Number(loyalty).toFixed(9)))).toEqual([0.06, 0.62]);
  });

  it("counts whom it leaves out because what came after is not known yet", async () => {
    const { purchase, answer } = company({ leads: true, pays: true });
    const late = Array.from({ length: 7 }, (_, i) => `late${i}`);
    const context = await contextOf(store, {
      purchase: [
        ...purchase!,
        ...late.map((who) => ({ who, at: "2024-11-01", amount: 10, cost: 5, order_id: who, ...EUR })),
      ],
      answer: [
        ...answer!,
        ...late.map((who) => ({ who, at: "2024-12-01", instrument: "nps", score: 9, scale_min: 0, scale_max: 10 })),
      ],
    });
    const { headline } = chainFinding(context, await chainStudy(context), "v")!;
    expect(headline).toMatchObject({ n: CUSTOMERS, excluded: [{ reason: "too_early", n: 7 }] });
  });

  it("names the link that is broken", async () => {
    const unled = await told({ leads: false, pays: true });
    expect(unled.chain.links.map(({ state }) => state)).toEqual(["open", "holds", "open"]);
    expect(unled.finding.verdict).toMatchObject({ code: "stages.chain.broken", values: { link: "experience" } });
    const unpaid = await told({ leads: true, pays: false });
    expect(unpaid.chain.links[0]!.state).toBe("holds");
    expect(unpaid.chain.links[1]!.state).not.toBe("holds");
    expect(unpaid.finding.verdict).toMatchObject({ code: "stages.chain.broken", values: { link: "loyalty" } });
  });

  it("says so where too few have answered, and nothing where nobody was asked", async () => {
    const { purchase, answer } = company({ leads: true, pays: true });
    const few = await contextOf(store, { purchase: purchase!, answer: answer!.slice(0, 60) });
    const finding = chainFinding(few, await chainStudy(few), "v")!;
    expect(finding).toMatchObject({ verdict: { code: "stages.chain.too_few" }, headline: { state: "too_few" } });
    const nobody = await contextOf(store, { purchase: purchase! });
    expect(await chainStudy(nobody)).toBeNull();
  });
});
