import { afterEach, beforeEach, expect, it } from "vitest";
import { fairness } from "../../src/measures/fair/chapter.ts";
import { measureWhole } from "../../src/measures/measure.ts";
import { MEASURES, measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const CONTACTS = 40;

/** Twelve agents with forty scored contacts each, and one with twenty; `low` of ten are scored low, `again` of ten told again what was told. */
function company(low: Record<string, number>, again: Record<string, number> = {}): Company {
  const agents = [...Array.from({ length: 12 }, (_, i) => `a${i + 10}`), "few"];
  const contacts = agents.flatMap((agent) =>
    Array.from({ length: agent === "few" ? 20 : CONTACTS }, (_, i) => ({ agent, i, id: `${agent}-${i}` })),
  );
  return {
    contact: contacts.map(({ agent, i, id }) => ({
      ...{ who: id, at: "2024-03-01", channel: "phone", topic: "bill", agent, contact_id: id },
      ...{ repeated: i % 10 < (again[agent] ?? 1), transfers: i % 10 < 2 ? 1 : 0 },
    })),
    answer: contacts.map(({ agent, i, id }) => ({
      ...{ who: id, at: "2024-03-02", instrument: "csat", about: "contact", about_id: id },
      score: i % 10 < (low[agent] ?? 2) ? 1 : 5,
    })),
  };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const tasksOf = async (told: Company, named: boolean) => {
    const context = await contextOf(store, told);
    const { figure } = await measureWhole(measureDefinition("csat"), context);
    const wholes = new Map([["csat", figure]]);
    const found = await fairness(MEASURES, context, { named, dataVersion: "v", wholes });
    return found.find(({ id }) => id === "coaching.tasks")!;
  };

  it("gives a task to who lies beyond the limits, with the habit that sets them apart, and none to others or to too few records", async () => {
    const finding = await tasksOf(company({ a13: 8, few: 10 }, { a13: 7 }), true);
    expect(finding.headline).toMatchObject({ state: "estimate", value: 1, n: 12 });
    expect(finding.verdict).toEqual({ code: "coaching_tasks.some", values: { n: 1, groups: 12 } });
    const [byMeasure, tasks] = finding.tables;
    expect(byMeasure!.rows).toMatchObject([{ agents: { value: 12 }, too_few: { value: 1 }, tasks: { value: 1 } }]);
    expect(tasks!.rows).toMatchObject([
      {
        agent: { label: { data: "a13" } },
        n: { value: CONTACTS },
        habit: { message: { values: { measure: "repeated-information-rate" } } },
        // 28 of 40 against 46 of 460 (Newcombe 1998, method 10).
        difference: { value: expect.closeTo(0.6, 12), interval: { low: expect.closeTo(0.44265, 4) } },
        habit_n: { value: CONTACTS },
      },
    ]);
  });

  it("names no habit where none stands out, and nobody where names are not asked for", async () => {
    const told = company({ a13: 8 });
    const [, tasks] = (await tasksOf(told, true)).tables;
    expect(tasks!.rows).toMatchObject([{ habit: { message: { code: "coaching_tasks.no_habit" } } }]);
    await store.close();
    store = await engine.open();
    const unnamed = await tasksOf(told, false);
    expect(unnamed.headline).toMatchObject({ value: 1 });
    expect(unnamed.notes).toEqual([{ code: "coaching_tasks.unnamed", values: {} }]);
    expect(JSON.stringify(unnamed)).not.toContain("a13");
  });

  it("has nothing to coach where all lie within the limits", async () => {
    const finding = await tasksOf(company({ a13: 3 }), true);
    expect(finding.verdict).toEqual({ code: "coaching_tasks.none", values: { n: 0, groups: 12 } });
    expect(finding.tables.map(({ id }) => id)).toEqual(["coaching.tasks"]);
  });
});
