import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, type Day } from "../../src/base/day.ts";
import type { Finding, TableCell } from "../../src/findings/finding.ts";
import { coachingFindings } from "../../src/measures/fair/coaching.ts";
import type { MeasureContext } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { LANGUAGES } from "../../src/texts/language.ts";
import { texts } from "../../src/texts/texts.ts";
import { type Company, contextOf, type FactRow } from "./company.ts";
import { onEveryEngine, onFirstEngine } from "./engines.ts";

const DAY = "2025-04-01" as Day;
const AHT = [measureDefinition("aht")];

/** Contacts of one agent, a row a day, each of so many seconds. */
const calls = (agent: string, from: Day, seconds: number, n = 10): FactRow[] =>
  Array.from({ length: n }, (_, i) => ({ who: `c${i}`, at: addDays(from, i), channel: "phone", agent, talk: seconds }));

interface Agent {
  name: string;
  on: Day | null;
  before: number;
  after: number;
  earlier?: number;
  arm?: string;
}

/** Ten contacts in each stretch around the agent's own day, or around `DAY`. */
function company(agents: readonly Agent[]): Company {
  return {
    contact: [
      ...agents.flatMap(({ name, on, before, after, earlier }) => [
        ...(earlier === undefined ? [] : calls(name, addDays(on ?? DAY, -120), earlier)),
        ...calls(name, addDays(on ?? DAY, -30), before),
        ...calls(name, addDays(on ?? DAY, 20), after),
        // On the day itself and beyond the stretches, nothing counts.
        { who: "x", at: on ?? DAY, channel: "phone", agent: name, talk: 9_999 },
        ...calls(name, addDays(on ?? DAY, 95), 9_999, 3),
      ]),
    ],
    assignment: agents.flatMap(({ name, on, arm = "coached" }) =>
      on ? [{ at: on, experiment: "listening", arm, agent: name }] : [],
    ),
  };
}

const pairs = (prefix: string, on: Day | null, before: number[], after: number[]): Agent[] =>
  before.map((value, i) => ({ name: `${prefix}${i}`, on, before: value, after: after[i]! }));

const COACHED = pairs("coached", DAY, [300, 320, 310, 340, 330, 360], [290, 295, 300, 310, 300, 330]);
const OTHERS = pairs("other", null, [250, 280, 310, 270, 330, 260, 300, 290], [255, 278, 305, 275, 320, 270, 296, 300]);

const number = (cell: TableCell | undefined) => (cell?.kind === "number" ? cell : undefined);
const tell = async (context: MeasureContext, named = false): Promise<Finding> =>
  (await coachingFindings(AHT, context, { named, dataVersion: "v" }))[0]!;

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  it("compares changes of agents as other software does", async () => {
    const found = await tell(await contextOf(store, company([...COACHED, ...OTHERS])));
    // R: t.test(c(-10, -25, -10, -30, -30, -30), c(5, -2, -5, 5, -10, 10, -4, 10)): −23.625, −34.50712 to −12.74288.
    expect(found.headline).toMatchObject({
      ...{ unit: "seconds", isDifference: true, grade: "association", n: 14 },
      value: expect.closeTo(-23.625, 9),
      interval: { low: expect.closeTo(-34.5071240807, 6), high: expect.closeTo(-12.7428759193, 6) },
    });
    expect(found.verdict).toMatchObject({ code: "coaching.better", values: { coached: 6, others: 8 } });
    const [row] = found.tables[0]!.rows;
    // R: lm(after ~ treated + before), errors HC3, t with 11 degrees of freedom.
    expect(number(row!.equal_start)).toMatchObject({
      value: expect.closeTo(-12.6593625498, 6),
      interval: { low: expect.closeTo(-22.04622267857, 5), high: expect.closeTo(-3.27250242104, 5) },
    });
    // R: t.test(c(-10, -25, -10, -30, -30, -30))
    const [sides] = found.tables[1]!.rows;
    expect(number(sides!.own)).toMatchObject({
      value: expect.closeTo(-22.5, 9),
      interval: { low: expect.closeTo(-32.862346661, 6) },
    });
    expect(number(sides!.theirs)!.value).toBeCloseTo(9 / 8, 9);
  });
});

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  it("takes out what changed for all, whenever agents were coached", async () => {
    // Everybody slows down by 40 in June; coaching takes 20 off. Others work around every day of coaching.
    const days = ["2025-04-01", "2025-06-10"] as Day[];
    const all = (day: Day) => (day >= "2025-06-01" ? 40 : 0);
    const coached = Array.from({ length: 12 }, (_, i) => ({ name: `k${i}`, on: days[i % 2]! }));
    const contact = [
      ...coached.flatMap(({ name, on }, i) =>
        Array.from({ length: 181 }, (_, d) => addDays(on, d - 90)).map((day) => ({
          ...{ at: day, channel: "phone", agent: name },
          talk: 300 + 5 * i + all(day) - (day > on ? 20 : 0),
        })),
      ),
      ...Array.from({ length: 6 }, (_, i) => `o${i}`).flatMap((agent, i) =>
        Array.from({ length: 260 }, (_, d) => addDays("2025-01-01" as Day, d)).map((day) => ({
          ...{ at: day, channel: "phone", agent },
          talk: 250 + 9 * i + all(day),
        })),
      ),
    ].map((each, i) => ({ ...each, who: `c${i % 50}` }));
    const assignment = coached.flatMap(({ name, on }) => [
      { at: on, experiment: "listening", arm: "coached", agent: name },
      { at: addDays(on, 30), experiment: "closing", arm: "coached", agent: name },
    ]);
    const found = await coachingFindings(AHT, await contextOf(store, { contact, assignment }), {
      named: false,
      dataVersion: "v",
    });
    // The second coaching of an agent is no coaching of its own.
    expect(found).toHaveLength(1);
    expect(found[0]!.headline).toMatchObject({ value: expect.closeTo(-20, 6), n: 18 });
  });

  it("names agents only where it is asked to", async () => {
    const context = await contextOf(store, company([...COACHED, ...OTHERS]));
    expect(JSON.stringify(await tell(context))).not.toMatch(/coached\d|other\d/);
    const named = await tell(context, true);
    const table = named.tables.find(({ id }) => id.endsWith(".agents"))!;
    expect(table.rows.map(({ agent }) => agent)).toHaveLength(6);
    expect(JSON.stringify(table)).toContain("coached3");
    expect(JSON.stringify(named)).not.toContain("other1");
  });

  it("says where agents moved apart already before, and what chance does to those chosen for a low value", async () => {
    const drifting = COACHED.map((agent, i) => ({ ...agent, earlier: agent.before - 40 - i }));
    const steady = OTHERS.map((agent, i) => ({ ...agent, earlier: agent.before + (i % 3) }));
    const found = await tell(await contextOf(store, company([...drifting, ...steady])));
    expect(found.notes!.map(({ code }) => code)).toEqual([
      "coaching.note.regression",
      "coaching.note.uneven",
      "coaching.note.unnamed",
    ]);
    for (const language of LANGUAGES) {
      const words = texts(language, { onUnknown: (code) => expect.fail(`${language}: ${code}`) });
      for (const each of [found.title!, found.verdict, ...found.notes!])
        expect(words.say(each).length).toBeGreaterThan(9);
    }
  });

  it("tells too few from too early, and who was held back from who was coached", async () => {
    const few = await tell(await contextOf(store, company([...COACHED.slice(0, 4), ...OTHERS])));
    expect(few.headline).toMatchObject({ state: "too_few", required: 5, n: 4 });
    const late = company([...COACHED, ...OTHERS]);
    const early = await tell(await contextOf(store, late, { asOf: addDays(DAY, 60) }));
    expect(early.headline).toMatchObject({ state: "too_early", readyOn: addDays(DAY, 91) });
    const held = OTHERS.map((agent) => ({ ...agent, on: DAY, arm: "Control" }));
    const same = await tell(await contextOf(store, company([...COACHED, ...held])));
    expect(same.headline).toMatchObject({ value: expect.closeTo(-23.625, 9), n: 14 });
    expect(
      await coachingFindings(AHT, await contextOf(store, { contact: late.contact! }), {
        named: false,
        dataVersion: "v",
      }),
    ).toEqual([]);
  });
});
