import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Finding } from "../../src/findings/finding.ts";
import { DIMENSIONS } from "../../src/measures/dimension.ts";
import { compareFairly } from "../../src/measures/fair/ask.ts";
import { fairness } from "../../src/measures/fair/chapter.ts";
import { type MeasureContext, measureWhole } from "../../src/measures/measure.ts";
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
