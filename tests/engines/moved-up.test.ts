import { afterEach, beforeEach, expect, it } from "vitest";
import { movedUpFinding } from "../../src/links/moved-up.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const say = (who: string, at: string, score: number) => ({ who, at, instrument: "nps", score, kind: "relationship" });
  const buy = (who: string, at: string, amount: number) => ({
    ...{ who, at, amount, cost: amount / 2, currency: "EUR", order_id: `${who}${at}` },
  });

  /** Sixty who move up after 10, 20 or 30 days and then buy for 40, sixty who do not and buy for 20, twenty who are not heard again. */
  const company = (): Company => {
    const people = Array.from({ length: 140 }, (_, i) => ({ i, who: `p${i}` }));
    const next = ["2023-02-10", "2023-02-20", "2023-03-02"];
    return {
      answer: people.flatMap(({ i, who }) => [
        ...(i % 2 === 0 ? [say(who, "2023-01-01", 9)] : []),
        say(who, "2023-01-31", 3),
        ...(i < 60 ? [say(who, next[i % 3]!, i < 45 ? 7 : 10)] : i < 120 ? [say(who, "2023-02-10", 0)] : []),
        // What they said later is not their next answer.
        ...(i % 10 === 0 && i < 120 ? [say(who, "2023-06-01", 10)] : []),
      ]),
      purchase: [
        ...people.flatMap(({ i, who }) => [
          buy(who, "2022-06-01", 10),
          buy(who, "2023-07-01", (i < 60 ? 40 : 20) + (i % 2)),
        ]),
        buy("z", "2025-12-31", 1),
      ],
    };
  };
  const rowsOf = (finding: Awaited<ReturnType<typeof movedUpFinding>>, id: string) =>
    finding!.tables
      .find((table) => table.id === id)!
      .rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell.kind === "number" ? cell.value : null])),
      );

  it("follows each customer from the first low answer to the next one, and what came after that", async () => {
    const finding = await movedUpFinding(await contextOf(store, company()), "nps", "v");
    // 60 of the 120 who answered again; Wilson. R: prop.test(60, 120, correct = FALSE)$conf.int
    expect(finding!.headline).toMatchObject({
      ...{ state: "estimate", value: 0.5, n: 120, grade: "recorded" },
      interval: { low: expect.closeTo(0.41189, 4), high: expect.closeTo(0.58811, 4) },
    });
    expect(finding!.verdict).toMatchObject({ code: "moved_up.share", values: { n: 140, total_n: 120, share: 0.5 } });
    expect(finding!.notes).toContainEqual({
      code: "moved_up.days",
      values: { unit: "days", value: 20, low: 10, high: 30, n: 60 },
    });
    expect(rowsOf(finding, "worth.moved-up.nps")).toMatchObject([
      { customers: 120, share: 120 / 140 },
      { customers: 60, share: 60 / 120 },
      { customers: 45, share: 45 / 120 },
      { customers: 15, share: 15 / 120 },
    ]);
    // Half of 40 or 41, and half of 20 or 21.
    expect(rowsOf(finding, "worth.moved-up.nps.after")[0]).toMatchObject({
      ...{ up: 20.25, up_n: 60, still: 10.25, still_n: 60, difference: 10 },
    });
  });

  it("says that too few were heard again", async () => {
    const { answer = [], ...others } = company();
    const few = {
      ...others,
      answer: answer.filter(({ who, at }) => Number(who!.slice(1)) < 3 || String(at) <= "2023-01-31"),
    };
    const finding = await movedUpFinding(await contextOf(store, few), "nps", "v");
    expect(finding!.headline).toMatchObject({ state: "too_few", n: 3, required: 5 });
    expect(finding!.verdict.code).toBe("moved_up.too_few");
    expect(rowsOf(finding, "worth.moved-up.nps.after")[0]).toMatchObject({ up: null, difference: null });
  });

  it("has nothing to say where nobody stood on the lowest band", async () => {
    expect(
      await movedUpFinding(await contextOf(store, { answer: [say("a", "2023-01-01", 9)] }), "nps", "v"),
    ).toBeNull();
  });
});
