import { afterEach, beforeEach, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type SpendingStudy, spendingStudy } from "../../src/value/clv/spending.ts";
import { spendingFinding } from "../../src/value/clv/spending-finding.ts";
import { USUAL_TERMS, valueStudy } from "../../src/value/clv/study.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const EUR = { currency: "EUR" };
const NAMES = Array.from({ length: 60 }, (_, i) => `c${i}`);
const AREA = { until: "2024-12-31", ...EUR };

/** 60 customers who came in January and one who came a year before, each with a margin of 40; half of the 60 asked once, for 2. */
const COMPANY: Company = {
  purchase: ["early", ...NAMES].map((who) => ({
    ...{ who, at: who === "early" ? "2023-01-10" : "2024-01-10", amount: 100, cost: 60, order_id: who, ...EUR },
  })),
  contact: NAMES.filter((_, i) => i % 2 === 0).map((who) => ({
    who,
    at: "2024-02-01",
    contact_id: who,
    cost: 2,
    ...EUR,
  })),
  cost: [
    { at: "2024-01-01", until: "2024-02-01", area: "acquisition", stage: "purchase", amount: 600, ...EUR },
    // Nobody was won in May of the year before.
    { at: "2023-05-01", until: "2023-06-01", area: "acquisition", stage: "purchase", amount: 120, ...EUR },
    {
      ...AREA,
      at: "2024-01-01",
      area: "retention",
      stage: "retention",
      scope: "segment",
      scope_value: "new",
      amount: 300,
    },
  ],
  party: NAMES.map((who) => ({ who, segment: "new" })),
};

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  async function told(company: Company) {
    const context = await contextOf(store, company);
    const study = await spendingStudy(context, (await valueStudy(context, USUAL_TERMS))!);
    return { context, study, finding: spendingFinding(context, study, "v") };
  }
  const of = ({ rows }: SpendingStudy, what: string) => rows.find((row) => row.what === what)!;

  it("parts what was spent on winning and on keeping customers, and tells what stands against each, as by hand", async () => {
    const { study, finding } = await told(COMPANY);
    const [acquire, serve, keep] = ["acquire", "serve", "keep"].map((what) => of(study, what));
    // 60 × 40 earned, less 300 to keep and 60 to serve, over 600 and the 120 that won nobody.
    expect(acquire).toMatchObject({ spent: 720, nobody: 120, prospects: 0, customers: 60, brought: 2040 });
    expect(acquire!.return!.value).toBeCloseTo(2040 / 720, 9);
    const { low, high } = acquire!.return!.interval!;
    // Half brought 35, half 33, each for 10: a standard error of 0.1 of one, seen through 600 of 720.
    expect((high - low) / 2).toBeCloseTo(2 * (0.1 / Math.sqrt(59)) * (600 / 720), 3);
    expect(keep).toMatchObject({ spent: 300, nobody: 0, customers: 60, brought: 2400 - 600 - 60 });
    expect(keep!.return!.value).toBeCloseTo(1740 / 300, 9);
    // Too few to tell, and no zero.
    expect(serve).toMatchObject({ spent: 60, customers: 30, return: null });
    expect(study).toMatchObject({ before: 1, untold: 0 });
    const { headline, figures, verdict, notes } = finding!;
    expect(isEstimate(headline) && headline.value).toBeCloseTo(720 / 1080, 9);
    expect(verdict.code).toBe("clv.spend");
    expect(figures["serve-return"]).toMatchObject({ state: "too_few", n: 30, required: 50, grade: "association" });
    expect(notes!.map(({ code }) => code)).toEqual([
      ...["clv.spend.return", "clv.spend.goes_with", "clv.spend.before", "clv.spend.nobody"],
    ]);
  });

  it("does not split what is known of one side only, nor says anything of a company without costs", async () => {
    const { cost, contact: _, ...rest } = COMPANY;
    const kept = await told({ ...rest, cost: cost!.slice(2) });
    expect(kept.finding).toMatchObject({ verdict: { code: "clv.spend.one" }, headline: { state: "not_measured" } });
    expect(of(kept.study, "acquire")).toMatchObject({ spent: 0, return: null, even: null });
    expect((await told(rest)).finding).toBeNull();
  });
});
