import { afterEach, beforeEach, expect, it } from "vitest";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { lagFindings } from "../../src/links/lag/finding.ts";
import { drawNormal } from "../../src/stats/random/normal.ts";
import { sfc32 } from "../../src/stats/random/sfc32.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);

/** 80 promoters and 80 detractors answer on day 200 and buy in the middle of the first and of the tenth month after: promoters for `more` of each. */
function company(more: [first: number, tenth: number]): Company {
  const random = sfc32("lag");
  const [answer, purchase]: FactRow[][] = [[], []];
  const buy = (who: string, at: number, amount: number) =>
    purchase!.push({ who, at: day(at), amount, cost: 0, currency: "EUR", order_id: `${who}-${at}` });
  for (let i = 0; i < 160; i++) {
    const [who, isBest] = [`c${i}`, i % 2];
    buy(who, 10, 50 + (i % 5));
    answer!.push({ who, at: day(200), instrument: "nps", score: isBest ? 10 : 1, kind: "relationship" });
    buy(who, 215, 40 + more[0] * isBest + 3 * drawNormal(random));
    buy(who, 200 + 1 + 9 * 30 + 15, 40 + more[1] * isBest + 3 * drawNormal(random));
  }
  buy("last", 800, 1);
  return { answer: answer!, purchase: purchase! };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const finding = async (more: [number, number]): Promise<Finding> =>
    (await lagFindings(await contextOf(store, company(more)), "v", ["nps"]))[0]!;
  const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell.value : null);

  it("says in which months money follows, and which horizon holds it", async () => {
    const found = await finding([20, 0]);
    expect(found.verdict).toMatchObject({ code: "lag.found", values: { first_n: 1, n: 1, horizonDays: 90 } });
    expect(Math.abs(number(found.tables[0]!.rows[0]!.effect)! - 20)).toBeLessThan(2);
    expect(number(found.tables[0]!.rows[0]!.n)).toBe(160);
    expect(found.headline).toMatchObject({ state: "estimate", grade: "adjusted", currency: "EUR" });
    // A third of the first month's, for three months.
    expect(found.headline.state === "estimate" && Math.abs(found.headline.value - 20 / 3)).toBeLessThan(1);
    expect(found.notes![0]!.code).toBe("lag.one_off");
  });

  it("tells what comes again from what comes at once, and finds nothing where there is nothing", async () => {
    const again = await finding([20, 20]);
    expect(again.verdict).toMatchObject({ code: "lag.found", values: { first_n: 1, n: 10, horizonDays: 365 } });
    expect(again.notes![0]!.code).toBe("lag.recurring");
    expect((await finding([0, 0])).verdict.code).toBe("lag.none");
  });
});
