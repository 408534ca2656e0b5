import { afterAll, beforeAll, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import { bandsApart } from "../../src/links/bands-apart.ts";
import { linkTable } from "../../src/links/link.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const day = (n: number) => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10);
const PER_BAND = 60;
const SCORES = { detractor: 3, passive: 7, promoter: 10 } as const;
type Band = keyof typeof SCORES;
const BANDS = Object.keys(SCORES) as Band[];

/** Customers of every band with one answer, and what each tells of themselves; the records go on long enough. */
function company(told: (band: Band, i: number, who: string) => Record<string, FactRow[]>) {
  const facts: Record<string, FactRow[]> = { answer: [], purchase: [] };
  for (const band of BANDS)
    for (let i = 0; i < PER_BAND; i++) {
      const who = `${band}${i}`;
      facts.answer!.push({
        who,
        at: day(100 + (i % 20)),
        instrument: "nps",
        score: SCORES[band],
        kind: "relationship",
      });
      for (const [kind, rows] of Object.entries(told(band, i, who)))
        facts[kind] = [...(facts[kind] ?? []), ...rows.map((row) => ({ who, ...row }))];
    }
  facts.purchase!.push({ who: "last", at: day(900), amount: 1, currency: "EUR", order_id: "last" });
  return facts;
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const linked = async (facts: Record<string, FactRow[]>, outcome: string) => {
    const context = await contextOf(store, facts);
    const ask = { experiences: ["nps"], outcomes: [outcome], horizon: 365 } as const;
    const [link] = await bandsApart(context, await linkTable(context, ask, "v"));
    return link!;
  };
  const meanIn = (link: Awaited<ReturnType<typeof linked>>, band: Band) => {
    const figure = link.figures[band]!;
    return isEstimate(figure) ? figure.value : null;
  };

  it("price realisation: what was paid of the list price, by the band of the score before", async () => {
    const paid = { detractor: [70, 80], passive: [80, 90], promoter: [100, 95] };
    const facts = company((band, i, who) => ({
      purchase: [
        // Before the answer: no part of it.
        { at: day(50), amount: 1, list_amount: 100, currency: "EUR", order_id: `${who}-0` },
        // Every tenth customer bought at a price of which nobody knows what it was a part of.
        ...(i % 10 === 0
          ? [{ at: day(200), amount: 500, currency: "EUR", order_id: `${who}-1` }]
          : [
              // One and another pay a little more and a little less.
              {
                at: day(200),
                amount: paid[band][0]! + (i % 2 === 0 ? 2 : -2),
                list_amount: 100,
                currency: "EUR",
                order_id: `${who}-1`,
              },
              // Without a list price, what was taken off says it.
              {
                at: day(230),
                amount: 2 * paid[band][1]!,
                discount: 200 - 2 * paid[band][1]!,
                currency: "EUR",
                order_id: `${who}-2`,
              },
            ]),
      ],
    }));
    const link = await linked(facts, "price-realisation");
    // Of those left, 24 have an even number and 30 an odd one.
    for (const band of BANDS) {
      const [first, second] = paid[band];
      expect(meanIn(link, band)).toBeCloseTo((first! + (2 * (24 - 30)) / 54 + 2 * second!) / 300, 12);
      expect(link.figures[band]).toMatchObject({ n: PER_BAND - 6, unit: "share", grade: "association" });
    }
    expect(link.headline).toMatchObject({
      state: "estimate",
      excluded: [{ reason: "nothing_listed", n: 3 * 6 }],
    });
    expect(link.verdict.code).toBe("link.useful");
    // No customer stands for a ratio.
    expect(link.figures.adjusted).toBeUndefined();

    const bare = company((_, i) => ({ purchase: [{ at: day(200 + i), amount: 10, currency: "EUR" }] }));
    expect((await linked(bare, "price-realisation")).headline).toMatchObject({
      state: "not_measured",
      needs: ["list_amount"],
    });
  });

  it("net value: what of the lifetime value came true, margin less returns and less cost of service", async () => {
    const [margins, calls] = [
      { detractor: 20, passive: 30, promoter: 60 },
      { detractor: 3, passive: 1, promoter: 0 },
    ];
    const told = (band: Band, i: number, who: string): Record<string, FactRow[]> => ({
      purchase: [
        { at: day(200), amount: margins[band] + 40 + (i % 2), cost: 40, currency: "EUR", order_id: `${who}-1` },
      ],
      refund: i < 6 ? [{ at: day(210), amount: 10, currency: "EUR", order_id: `${who}-1` }] : [],
      contact: Array.from({ length: calls[band] }, (_, k) => ({ at: day(205 + k), cost: 4, currency: "EUR" })),
    });
    const facts = company(told);
    facts.contact!.push({ who: "last", at: day(900), cost: 1, currency: "EUR" });
    facts.purchase!.at(-1)!.cost = 1;
    const link = await linked(facts, "net-value");
    for (const band of BANDS) {
      expect(meanIn(link, band)).toBeCloseTo(margins[band] + 0.5 - 1 - 4 * calls[band], 9);
      expect(link.figures[band]).toMatchObject({ n: PER_BAND, unit: "money_per_customer", basis: "observed" });
    }
    expect(link.verdict.code).toBe("link.useful");
    expect(link.figures.adjusted).toMatchObject({ state: "estimate", grade: "adjusted" });

    // Contacts of which nobody knows the cost: the margin alone is not what was realised.
    const uncosted = { ...facts, contact: facts.contact!.map(({ cost: _, ...contact }) => contact) };
    expect((await linked(uncosted, "net-value")).headline).toMatchObject({
      state: "not_measured",
      needs: ["contact_cost"],
    });
    // The records of contacts end before the horizon does: too early, though the purchases go on.
    const ended = { ...facts, contact: facts.contact!.slice(0, -1) };
    const context = await contextOf(store, ended);
    const [early] = await linkTable(context, { experiences: ["nps"], outcomes: ["net-value"], horizon: 365 }, "v");
    expect(early!.headline).toMatchObject({ excluded: [{ reason: "horizon_incomplete", n: 3 * PER_BAND }] });
  });

  it("word of mouth: good and bad public reviews after the score, by its band; those that name nobody are told", async () => {
    const good = { detractor: 0.1, passive: 0.5, promoter: 0.9 };
    const told = (band: Band, i: number): Record<string, FactRow[]> => ({
      review: [
        // By stars of five, or by the sentiment where there is no rating; a middling one is neither.
        i < PER_BAND * good[band]
          ? { at: day(200), rating: 9, rating_max: 10 }
          : { at: day(200), rating: null, sentiment: "negative" },
        { at: day(220), rating: 3 },
        { at: day(90), rating: 1 },
      ],
    });
    const facts = company(told);
    facts.review!.push(...Array.from({ length: 7 }, (): FactRow => ({ who: null, at: day(300), rating: 1 })), {
      who: "last",
      at: day(900),
      rating: 3,
    });
    const [praise, criticism] = [await linked(facts, "public-praise"), await linked(facts, "public-criticism")];
    for (const band of BANDS) {
      expect(meanIn(praise, band)).toBeCloseTo(good[band], 12);
      expect(meanIn(criticism, band)).toBeCloseTo(1 - good[band], 12);
    }
    expect([praise, criticism].map(({ verdict }) => verdict.code)).toEqual(["link.useful", "link.useful"]);
    const caution = { code: "caution.unnamed_reviews", values: { n: 7, total_n: 3 * 2 * PER_BAND + 7 } };
    expect(praise.headline.cautions).toContainEqual(caution);
    expect(criticism.headline).toMatchObject({ state: "estimate", n: 3 * PER_BAND, unit: "ratio" });

    const nameless = { ...facts, review: facts.review!.map((row) => ({ ...row, who: null })) };
    expect((await linked(nameless, "public-criticism")).headline).toMatchObject({
      state: "not_measured",
      needs: ["named_reviews"],
    });
  });

  it("a survey item: how many people customers say to have told, asked again after the score; who was not asked again is no zero", async () => {
    const told = { detractor: 4, passive: 2, promoter: 0 };
    const item = (at: number, score: number | null): FactRow => ({
      at: day(at),
      instrument: "negative_word_of_mouth",
      score,
    });
    const facts = company((band, i) => ({
      answer: [
        // With the score itself and before it: neither came after it.
        ...[item(100 + (i % 20), 9), item(20, 9)],
        // Of twenty one was not asked again, one said nothing, and one answered after the horizon.
        ...(i % 20 === 1 ? [item(300, null)] : []),
        ...(i % 20 === 2 ? [item(600, 9)] : []),
        // Two answers are one customer, at their mean.
        ...(i % 20 > 2 ? [item(200, told[band] + (i % 2)), item(250, told[band] + 2 + (i % 2))] : []),
      ],
    }));
    facts.answer!.push({ who: "last", at: day(900), instrument: "negative_word_of_mouth", score: 0 });
    const link = await linked(facts, "negative-word-of-mouth");
    for (const band of BANDS) {
      expect(meanIn(link, band)).toBeCloseTo(told[band] + 1 + 27 / 51, 12);
      expect(link.figures[band]).toMatchObject({ n: 51, unit: "ratio", grade: "association" });
    }
    expect(link.headline).toMatchObject({
      state: "estimate",
      excluded: [{ reason: "not_asked_again", n: 3 * 9 }],
    });
    expect(link.headline.cautions.map(({ code }) => code)).toContain("caution.asked_again");
    expect(link.verdict.code).toBe("link.useful");

    // Asked in the same answer alone, it is refused for that; not asked at all, for want of it.
    const together = company((_, i) => ({ answer: [item(100 + (i % 20), 3)] }));
    expect((await linked(together, "negative-word-of-mouth")).headline).toMatchObject({
      state: "not_measured",
      needs: ["word_of_mouth_later"],
    });
    expect(
      (
        await linked(
          company(() => ({})),
          "negative-word-of-mouth",
        )
      ).headline,
    ).toMatchObject({
      state: "not_measured",
      needs: ["word_of_mouth"],
    });
  });
});
