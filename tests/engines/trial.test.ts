import { afterEach, beforeEach, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { trialFindings } from "../../src/links/trial/finding.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const DAY = "2024-01-10";
const put = (who: string, arm: string, more: Partial<FactRow> = {}): FactRow => ({
  ...{ who, at: DAY, experiment: "gift", arm, randomised: true },
  ...more,
});
const buy = (who: string, at: string, amount: number, id: string): FactRow => ({
  ...{ who, at, amount, cost: 0, currency: "EUR", order_id: id },
});

/** A hundred customers with and a hundred without a gift: everybody buys for 20 before and for 10 or 12 after, with it for 5 more. */
function company(more: Partial<Record<"assignment" | "purchase", FactRow[]>> = {}): Company {
  const assignment: FactRow[] = [];
  const purchase: FactRow[] = [];
  for (let i = 0; i < 200; i++) {
    const [who, isGiven] = [`c${i}`, i % 2 === 1];
    assignment.push(put(who, isGiven ? "Gift" : "Control"));
    purchase.push(buy(who, "2023-11-01", 20, `${who}-1`));
    purchase.push(buy(who, "2024-02-01", (i % 4 < 2 ? 10 : 12) + (isGiven ? 5 : 0), `${who}-2`));
    // Neither the day itself nor what follows the horizon is an outcome.
    purchase.push(buy(who, DAY, 1000 + i, `${who}-3`), buy(who, "2025-06-01", 500 + i, `${who}-4`));
  }
  return { assignment: [...assignment, ...(more.assignment ?? [])], purchase: [...purchase, ...(more.purchase ?? [])] };
}

const cellsOf = ({ tables }: Finding, row: string) =>
  tables[0]!.rows.find(({ outcome }) => JSON.stringify(outcome).includes(`outcome.${row}"`))!;
const numberIn = (finding: Finding, row: string, column: string) => {
  const cell = cellsOf(finding, row)[column];
  return cell?.kind === "number" ? cell.value : null;
};

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());
  const findings = async (of: Company) => trialFindings(await contextOf(store, of), "v");

  it("says what an action did to those whom chance gave it, from the day after it to the end of the horizon", async () => {
    const [gift, ...others] = await findings(company());
    expect(others).toEqual([]);
    // Means of 11 and 16 with variance 100/99 of a hundred each: 5 ± t(198) · √(2/99) = 5 ± 0.2803.
    expect(gift!.headline).toMatchObject({
      grade: "randomised",
      state: "estimate",
      n: 200,
      unit: "money_per_customer",
    });
    const { value, interval } = isEstimate(gift!.headline) ? gift!.headline : { value: 0, interval: null };
    expect(value).toBeCloseTo(5, 9);
    expect(interval!.low).toBeCloseTo(5 - 0.2803, 4);
    expect(gift!.verdict).toMatchObject({ code: "worth.trial.useful", values: { horizonDays: 365, group: "Control" } });
    expect(gift!.notes?.[0]?.code).toBe("worth.trial.shares_equal");
    expect([numberIn(gift!, "spend", "control"), numberIn(gift!, "spend", "arm")]).toEqual([11, 16]);
  });

  it("leaves out who was put into two arms, and who was put into one by choice", async () => {
    const assignment = [
      put("c0", "Gift"),
      put("z", "Gift", { randomised: false }),
      put("y", "Gift", { randomised: null }),
    ];
    const [gift] = await findings(company({ assignment }));
    expect(gift!.headline).toMatchObject({ n: 199, excluded: [{ reason: "several_arms", n: 1 }] });
  });
});
