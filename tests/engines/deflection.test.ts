import { afterAll, beforeAll, expect, it } from "vitest";
import { isEstimate } from "../../src/findings/figure.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { contextOf, type FactRow } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

onEveryEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const people = Array.from({ length: 12 }, (_, i) => `p${i}`);
  let number = 0;
  const met = (who: string | null, at: string, handled_by: string | null, more: FactRow = {}): FactRow => {
    number += 1;
    return { who, at: `${at} 10:00:00`, handled_by, contact_id: `k${number}`, ...more };
  };
  const bot = (who: string, at: string, more?: FactRow) => met(who, at, "bot", more);
  const agent = (who: string, at: string, more?: FactRow) => met(who, at, "live", more);

  it("counts issues that began with a machine and those that an agent had to follow, by case or by customer and topic, as by hand", async () => {
    const contact: FactRow[] = [
      // Twelve cases begin with a machine in March. Of p0 to p4 an agent follows within the week: even who was not picked up wanted one.
      ...people.map((who) => bot(who, "2024-03-04", { case_id: who, topic: "bill" })),
      ...["p0", "p1", "p2"].map((who) => agent(who, "2024-03-04", { case_id: who })),
      agent("p3", "2024-03-11", { case_id: "p3" }),
      agent("p4", "2024-03-06", { case_id: "p4", abandoned: true }),
      // Too late, another issue, another machine, and before: no agent followed.
      agent("p5", "2024-03-12", { case_id: "p5" }),
      agent("p6", "2024-03-05", { case_id: "other", topic: "bill" }),
      bot("p7", "2024-03-05", { case_id: "p7" }),
      // Of p8 nobody knows who came after.
      met("p8", "2024-03-05", null, { case_id: "p8" }),
      // What begins with an agent is not self-service, whoever comes next; given up, a first contact is none.
      agent("p9", "2024-04-01", { case_id: "live" }),
      bot("p9", "2024-04-02", { case_id: "live" }),
      agent("p9", "2024-04-01", { case_id: "gave up", abandoned: true, topic: "bug" }),
      bot("p9", "2024-04-02", { case_id: "gave up", topic: "bug" }),
      // Without a case the customer and topic tell; without these nobody can.
      ...["p0", "p1", "p2", "p3", "p4"].map((who) => bot(who, "2024-05-02", { topic: "password" })),
      agent("p0", "2024-05-03", { topic: "password" }),
      ...[agent("p1", "2024-05-03", { topic: "bill" }), agent("p2", "2024-05-01", { topic: "password" })],
      ...[bot("p0", "2024-05-02"), met(null, "2024-05-02", "bot", { topic: "password" })],
      // The week of the last ones is not over.
      bot("p1", "2024-06-24", { topic: "password", case_id: "new" }),
      bot("p2", "2024-06-30", { topic: "password", case_id: "newer" }),
    ];
    const said = (who: string, at: string, score: number) => ({ who, at, instrument: "nps", score });
    const c = await contextOf(store, {
      contact,
      answer: [
        ...people.map((who, i) => said(who, "2024-02-01", i < 6 ? 3 : 10)),
        // What is said afterwards does not tell where anybody stood by then.
        ...people.map((who, i) => said(who, "2024-07-01", i < 6 ? 10 : 3)),
      ],
    });
    const measure = measureDefinition("deflection-rate");
    const { figure } = await measureWhole(measure, c);
    // Eleven of the twelve of March, one of April, five of May: 17, less five of March and one of May.
    expect(figure).toMatchObject({ state: "estimate", n: 17, value: 11 / 17, unit: "share" });
    expect(figure.excluded).toEqual([
      { reason: "too_early", n: 2 },
      { reason: "issue_unknown", n: 2 },
      { reason: "handler_unknown", n: 1 },
    ]);
    const by = async (cut: string) =>
      Object.fromEntries(
        (await measureByCut(measure, c, dimension(cut, measure.population.dimensions))).rows.map((row) => [
          row.cut,
          [row.figure.n, isEstimate(row.figure) ? row.figure.value : null],
        ]),
      );
    expect(await by("standing")).toEqual({
      // Six of March with five followed, five of May with one.
      detractor: [11, 5 / 11],
      promoter: [6, 1],
    });
    expect(await by("topic")).toMatchObject({ bill: [11, 6 / 11], password: [5, 4 / 5] });
    const march = await measureWhole(measure, { ...c, from: "2024-03-01" as never, to: "2024-04-01" as never });
    expect(march.figure).toMatchObject({ n: 11, value: 6 / 11 });

    const silent = await contextOf(store, { contact: contact.map((row) => ({ ...row, handled_by: null })) });
    expect((await measureWhole(measure, silent)).figure).toMatchObject({
      state: "not_measured",
      needs: ["handled_by"],
    });
  });
});
