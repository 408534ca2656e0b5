import { afterEach, beforeEach, expect, it } from "vitest";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type SupportCosts, supportCosts } from "../../src/value/stages/support-costs.ts";
import { supportFinding } from "../../src/value/stages/support-finding.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const EUR = { currency: "EUR" };

/**
 * Eighty customers with one call each, every other about delivery: a call about delivery costs 4 or 8, one about price 10 or 14. Price
 * pleases less: 2 or 3 against 4 or 5; within both, the dearer call is a point better.
 */
function company(): Company {
  const [contact, answer]: [FactRow[], FactRow[]] = [[], []];
  for (let i = 0; i < 80; i++) {
    const [isPrice, isDear] = [i % 2, Math.floor(i / 2) % 2];
    const cost = (isPrice ? 10 : 4) + 4 * isDear;
    const [who, id] = [`c${i}`, `t${i}`];
    const topic = isPrice ? "price" : "delivery";
    contact.push({
      who,
      at: "2024-01-10",
      contact_id: id,
      case_id: `k${i}`,
      channel: "phone",
      topic,
      cost,
      ...EUR,
      handle: 60 * cost,
    });
    answer.push({
      ...{ who, at: "2024-01-12", instrument: "csat", kind: "transactional", about: "contact", about_id: id },
      score: (isPrice ? 2 : 4) + isDear,
    });
  }
  return { contact, answer };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  it("tells cost and following score by kind of contact, and what goes with more of it, as by hand", async () => {
    const context = await contextOf(store, company());
    const found = (await supportCosts(context)) as SupportCosts;
    expect(found).toMatchObject({ instrument: "csat", n: 80, ranks: null, oneIn: 1 });
    const told = found.kinds.map(({ of, kind, n, cost, score, handle }) => [
      of,
      kind,
      n,
      cost.mean,
      score.mean,
      handle,
    ]);
    expect(told).toEqual([
      ["topic", "delivery", 40, 6, 4.5, 360],
      ["topic", "price", 40, 12, 2.5, 720],
      ["channel", "phone", 80, 9, 3.5, 540],
    ]);
    // Forty answers of 4 and 8: the error of their mean is 2·√(40/39)/√40, t with 39 degrees of freedom 2.0227.
    const [low, high] = [found.kinds[0]!.cost.interval!.low, found.kinds[0]!.cost.interval!.high];
    expect((high - low) / 2).toBeCloseTo((2.022691 * 2 * Math.sqrt(40 / 39)) / Math.sqrt(40), 5);
    // Within a topic 4 more go with one point more, though the dear topic pleases less.
    expect(found.slope!.value).toBeCloseTo(0.25, 9);
    expect(found.quarters.map(({ n, cost, score }) => [n, cost.mean, score.mean])).toEqual([
      [20, 4, 4],
      [20, 8, 5],
      [20, 10, 2],
      [20, 14, 3],
    ]);
    const finding = supportFinding(context, found, "v")!;
    expect(finding.headline).toMatchObject({ state: "estimate", grade: "association", n: 80 });
    expect(finding.verdict.code).toBe("stages.support.more");
    expect(finding.tables.map(({ rows }) => rows.length)).toEqual([3, 4]);
  });

  it("counts a case with all contacts before the answer, and none that came after it", async () => {
    const { contact = [], answer = [] } = company();
    const more = [
      { ...contact[0]!, contact_id: "again", at: "2024-01-11", cost: 6 },
      { ...contact[0]!, contact_id: "later", at: "2024-01-20", cost: 100 },
    ];
    const aboutCase = answer.map((each, i) => ({ ...each, about: "case", about_id: `k${i}` }));
    const context = await contextOf(store, { contact: [...contact, ...more], answer: aboutCase });
    const found = (await supportCosts(context)) as SupportCosts;
    expect(found.n).toBe(80);
    // The first of the forty about delivery cost 4 and 6 instead of 4.
    expect(found.kinds[0]!.cost.mean).toBeCloseTo((40 * 6 + 6) / 40, 9);
  });

  it("says what is missing: costs, answers, or difference", async () => {
    const { contact = [], answer = [] } = company();
    const verdict = async (of: Company) => {
      const context = await contextOf(store, of);
      return supportFinding(context, await supportCosts(context), "v");
    };
    const bare = contact.map(({ cost: _, ...each }) => each);
    expect((await verdict({ contact: bare, answer }))!.headline).toMatchObject({
      ...{ state: "not_measured", needs: ["contact_cost"] },
    });
    expect((await verdict({ contact, answer: answer.slice(0, 49) }))!.headline).toMatchObject({
      ...{ state: "too_few", n: 49, required: 50 },
    });
    const alike = contact.map((each) => ({ ...each, cost: 5 }));
    expect((await verdict({ contact: alike, answer }))!.verdict.code).toBe("stages.support.alike");
    const untied = answer.map(({ about: _, about_id: __, ...each }) => each);
    expect(await verdict({ contact, answer: untied })).toBeNull();
  });
});
