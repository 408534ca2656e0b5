import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { DIMENSIONS, dimension } from "../../src/measures/dimension.ts";
import { compareFairly } from "../../src/measures/fair/ask.ts";
import { fairness } from "../../src/measures/fair/chapter.ts";
import { type MeasureContext, measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { MEASURES, measureDefinition } from "../../src/measures/registry.ts";
import { spreads } from "../../src/measures/spread/finding.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { goldenCases, hasShared } from "../shared.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

onEveryEngine((engine) => {
  let store: Analytics;
  const recorded: unknown[] = [];
  beforeAll(async () => {
    store = await engine.open();
  });
  beforeEach(() => {
    recorded.length = 0;
  });
  afterAll(() => store.close());

  const context = async (company: Company): Promise<MeasureContext> => ({
    ...(await contextOf(store, company)),
    record: (...each) => recorded.push(each),
  });
  async function chapter(company: Company, named = false): Promise<Finding[]> {
    const c = await context(company);
    const measured = await Promise.all(
      ["abandonment-rate", "csat"].map((id) => measureWhole(measureDefinition(id), c)),
    );
    const wholes = new Map(measured.map(({ figure }) => [figure.id, figure]));
    return fairness(MEASURES, c, { named, dataVersion: "v", wholes });
  }

  let person = 0;
  /** `n` answers about one agent and topic, of which so many satisfied; each of another customer. */
  const answers = (
    agent: string,
    topic: string,
    good: number,
    n: number,
  ): { contact: FactRow[]; answer: FactRow[] } => {
    const all = Array.from({ length: n }, (_, i) => {
      person += 1;
      const id = `${agent} ${topic} ${i}`;
      const about = { about: "contact", about_id: id };
      return {
        contact: { who: `p${person}`, at: "2024-03-01", contact_id: id, agent, topic, team: "all" },
        answer: { who: `p${person}`, at: "2024-03-02", instrument: "csat", score: i < good ? 5 : 1, ...about },
      };
    });
    return { contact: all.map(({ contact }) => contact), answer: all.map(({ answer }) => answer) };
  };
  const together = (...parts: ReturnType<typeof answers>[]): Company => ({
    contact: parts.flatMap(({ contact }) => contact),
    answer: parts.flatMap(({ answer }) => answer),
  });

  // Hard topics satisfy one in two, easy ones nine in ten. Anna has hard ones only; Bert satisfies one in two with easy ones.
  const support = () =>
    together(
      answers("Anna", "hard", 50, 100),
      answers("Bert", "easy", 50, 100),
      answers("Carl", "hard", 50, 100),
      answers("Carl", "easy", 270, 300),
    );

  it("who gets the hard topics is as expected, who does worse with easy ones is found", async () => {
    const c = await context(support());
    const by = [DIMENSIONS.agent!];
    const [answer] = await compareFairly(measureDefinition("csat"), c, { by, named: true });
    expect(answer!.factors).toEqual(["team", "topic", "channel", "quarter", "segment", "country"]);
    const [Anna, Bert] = answer!.comparison!.groups;
    // Hard: 100 of 200. Easy: 320 of 400. All: 420 of 600.
    expect(Anna).toMatchObject({ group: "Anna", raw: 0.5, verdict: "as_expected" });
    expect(Anna!.expected).toBeCloseTo(0.5, 9);
    expect(Anna!.adjusted).toBeCloseTo(0.7, 9);
    expect(Bert).toMatchObject({ group: "Bert", raw: 0.5, verdict: "worse" });
    expect(Bert!.adjusted).toBeCloseTo(0.7 + 0.5 - 0.8, 9);
  });

  it("agents are counted and not named, in the report and in its evidence; named in order of names when asked", async () => {
    const [csat] = await chapter(support());
    expect(csat!.verdict).toMatchObject({ code: "fair.differ", values: { dimension: "agent", groups: 3, worse: 1 } });
    expect(JSON.stringify([csat, recorded.map((each) => (each as unknown[])[2])], plain)).not.toMatch(/Anna|Bert|Carl/);
    await store.close();
    store = await engine.open();
    const [named] = await chapter(support(), true);
    expect(named!.tables[0]!.rows.map(({ group }) => (group as { label: { data: string } }).label.data)).toEqual([
      "Anna",
      "Bert",
      "Carl",
    ]);
  });

  it("what separates satisfied from dissatisfied: the topic, and agents without a name", async () => {
    const c = await context(support());
    const [csat] = await spreads(MEASURES, c, "v");
    expect(csat!.verdict).toMatchObject({ code: "spread.separates" });
    const rows = csat!.tables[0]!.rows.map(({ attribute, lowest }) => [
      (attribute as { message: { code: string } }).message.code,
      (lowest as { message: { code: string } }).message.code,
    ]);
    expect(rows).toEqual(
      expect.arrayContaining([
        ["dimension.agent", "spread.unnamed"],
        ["dimension.topic", "spread.group"],
      ]),
    );
    // 420 fives and 180 ones: variance 4² × 0.7 × 0.3 of at most 2².
    expect(csat!.headline).toMatchObject({ state: "estimate", n: 600 });
    expect((csat!.headline as { value: number }).value).toBeCloseTo(0.84, 9);
    expect(JSON.stringify([csat, recorded.map((each) => (each as unknown[])[2])], plain)).not.toMatch(/Anna|Bert|Carl/);
  });

  it("what separates them may be the product: of the order named, otherwise of the last one in ninety days, where it holds one alone", async () => {
    const order = (who: string, at: string, product: string | null, more: FactRow = {}): FactRow => ({
      ...{ who, at, amount: 10, currency: "EUR", order_id: `${who}-${at}`, product, ...more },
    });
    const say = (who: string, score: number, more: FactRow = {}): FactRow => ({
      ...{ who, at: "2024-06-30", instrument: "csat", score, kind: "transactional", ...more },
    });
    const many = Array.from({ length: 40 }, (_, i) => [`tea${i}`, `cup${i}`] as const);
    const purchase = many.flatMap(([tea, cup]) => [
      // An older order of something else does not matter, nor a later one.
      ...[order(tea, "2024-05-01", "cup"), order(tea, "2024-06-01", "tea"), order(tea, "2024-07-01", "cup")],
      order(cup, "2024-06-30", "cup"),
    ]);
    const answer = many.flatMap(([tea, cup], i) => [say(tea, i < 36 ? 5 : 1), say(cup, i < 4 ? 5 : 1)]);
    const c = await context({
      purchase: [
        ...purchase,
        // Ninety days before, two on one day, one of several things, one that does not say.
        ...[order("old", "2024-04-01", "tea"), order("near", "2024-04-02", "tea")],
        ...[order("both", "2024-06-10", "tea"), order("both", "2024-06-10", "cup", { order_id: "both-2" })],
        ...[order("mixed", "2024-06-10", null, { order_id: "mixed" }), order("mute", "2024-06-10", null)],
        // The order that is named counts, however long ago; that one of several things is no product's.
        ...[
          order("named", "2023-01-01", "cup"),
          order("named", "2024-06-20", "tea"),
          order("named", "2024-06-21", "tea"),
        ],
      ],
      line: [
        { who: "mixed", at: "2024-06-10", order_id: "mixed", product: "tea", amount: 5, currency: "EUR" },
        { who: "mixed", at: "2024-06-10", order_id: "mixed", product: "cup", amount: 5, currency: "EUR" },
      ],
      answer: [
        ...answer,
        ...["old", "near", "both", "mixed", "mute", "nobody"].map((who) => say(who, 5)),
        say("named", 1, { about: "order", about_id: "named-2023-01-01" }),
      ],
    });
    const { rows } = await measureByCut(measureDefinition("csat"), c, dimension("product", ["product"]));
    const told = Object.fromEntries(
      rows.map(({ cut, figure }) => [cut, [figure.n, isEstimate(figure) ? figure.value : null]]),
    );
    // Tea: 36 of 40 and `near`; cups: 4 of 40, and the order that was named.
    expect(told).toMatchObject({ tea: [41, 37 / 41], cup: [41, 4 / 41] });
    expect(told[""]![0]).toBe(5);
    const [csat] = await spreads(MEASURES, c, "v");
    expect(csat!.figures["spread:csat:product"]).toMatchObject({ state: "estimate", n: 82 });
    expect(csat!.notes).toContainEqual({ code: "spread.note.product", values: { n: 5, total_n: 87, days: 90 } });
    expect(csat!.verdict).toMatchObject({ code: "spread.separates", values: { dimension: "product" } });
  });

  it("groups that do alike are told so", async () => {
    const alike = ["Anna", "Bert", "Carl", "Dora"].map((agent, i) => answers(agent, "any", 60 + i, 90));
    const [csat] = await chapter(together(...alike));
    expect(csat!.verdict.code).toBe("fair.none");
  });

  it.skipIf(!hasShared)("shops of the golden file, from rows to best estimates", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: golden values are read as they are written
    const golden = goldenCases("shrinkage").find(({ id }) => id === "betabinomial-shops") as any;
    const contact = (golden.inputs.successes as number[]).flatMap((hits, i) =>
      Array.from({ length: golden.inputs.trials[i] }, (_, j) => ({
        at: "2024-03-01",
        contact_id: `${i} ${j}`,
        team: `shop ${i}`,
        abandoned: j < hits,
      })),
    );
    const c = await context({ contact });
    const ask = { by: [DIMENSIONS.team!], named: true };
    const [answer] = await compareFairly(measureDefinition("abandonment-rate"), c, ask);
    const found = answer!.comparison!.groups.map(({ shrunken }) => shrunken!.value);
    expect(found).toEqual((golden.expected.posteriorMeans as number[]).map((value) => expect.closeTo(value, 4)));
  });
});

const plain = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
