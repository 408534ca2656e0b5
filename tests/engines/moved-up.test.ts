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

  it("tells the steps after the low answer, each of those of whom it is known", async () => {
    const { answer = [], purchase = [] } = company();
    const people = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `p${from + i}`);
    const call = (who: string, at: string, direction: string | null) => ({
      ...{ who, at, direction, contact_id: `${who}${at}`, channel: "phone" },
    });
    const review = (who: string, at: string, rating: number) => ({ who, at, rating, rating_max: 5, site: "stars" });
    const finding = await movedUpFinding(
      await contextOf(store, {
        answer,
        purchase,
        contact: [
          // Thirty are called within two days: twenty of those who moved up, ten of those who did not.
          ...[...people(0, 20), ...people(60, 70)].map((who) => call(who, "2023-02-02", "outbound")),
          // Too late, before the answer, on the day of it at an unknown time, and by the customer.
          ...people(20, 25).map((who) => call(who, "2023-02-03", "outbound")),
          ...people(25, 30).map((who) => call(who, "2023-01-30", "outbound")),
          call("p30", "2023-01-31", "outbound"),
          call("p31", "2023-02-01", "inbound"),
          call("z", "2023-12-01", "outbound"),
        ],
        case: [
          ...people(0, 8).map((who) => ({ who, at: "2023-01-20", case_id: who, resolved: "2023-03-02 10:00:00" })),
          { who: "p8", at: "2023-01-20", case_id: "p8", resolved: "2023-03-03 10:00:00" },
          { who: "p9", at: "2023-01-20", case_id: "p9", resolved: "2023-01-25 10:00:00" },
        ],
        review: [
          ...people(60, 67).map((who) => review(who, "2023-05-01", 1)),
          review("p67", "2023-01-05", 1),
          review("p68", "2024-02-01", 1),
          ...people(0, 3).map((who) => review(who, "2023-05-01", 5)),
          review("z", "2024-12-31", 3),
        ],
      }),
      "nps",
      "v",
    );
    const steps = finding!.tables.find(({ id }) => id === "worth.moved-up.nps.steps")!;
    const told = steps.rows.map((row) => [
      row.what?.kind === "label" && "code" in row.what.label ? row.what.label.code.split(".")[1] : null,
      ...[row.followed, row.customers].map((cell) => (cell?.kind === "number" ? cell.value : null)),
    ]);
    expect(told).toEqual([
      ["contacted", 140, 30],
      ["resolved", 140, 8],
      ["again", 140, 120],
      ["up", 120, 60],
      ["up_contacted", 30, 20],
      ["up_others", 90, 40],
      ["praise", 140, 3],
      ["criticism", 140, 7],
    ]);
  });

  it("tells what became of the list below the best band as it stood a while ago", async () => {
    // The end is 2024-01-01: the lists are of 2023-01-01, 2023-07-05 and 2023-10-03.
    const people = Array.from({ length: 20 }, (_, i) => ({ i, who: `p${i}` }));
    const finding = await movedUpFinding(
      await contextOf(store, {
        answer: [
          ...people.map(({ i, who }) => say(who, "2022-06-01", i < 10 ? 8 : 2)),
          // Six passives answer again, four of them as promoters, one of whom falls back; five detractors rise to the top in August.
          ...people.filter(({ i }) => i < 6).map(({ i, who }) => say(who, "2023-03-01", i < 4 ? 9 : 7)),
          say("p0", "2023-08-01", 7),
          ...people.filter(({ i }) => i >= 10 && i < 15).map(({ who }) => say(who, "2023-08-01", 10)),
        ],
        term: people.map(({ i, who }) => ({
          ...{ who, at: "2022-01-01", amount: 5 },
          // Two have left before the first list, three detractors after it.
          until: i === 9 || i === 19 ? "2022-12-01" : i >= 16 ? "2023-06-01" : null,
        })),
        purchase: [buy("z", "2023-12-31", 1)],
      }),
      "nps",
      "v",
    );
    const listed = finding!.tables.find(({ id }) => id === "worth.moved-up.nps.listed")!;
    const value = (row: (typeof listed.rows)[number], id: string) => {
      const cell = row[id];
      return cell?.kind === "number" ? cell.value : null;
    };
    expect(
      listed.rows.map((row) => [
        row.listed?.kind === "message" ? row.listed.message.values.day : null,
        row.band?.kind === "label" && "code" in row.band.label ? row.band.label.code : null,
        ...["customers", "again", "best", "best_n", "left"].map((id) => value(row, id)),
      ]),
    ).toEqual([
      ["2023-01-01", "band.detractor", 9, 5 / 9, 1, 5, 3 / 9],
      ["2023-01-01", "band.passive", 9, 6 / 9, 3 / 6, 3, 0],
      ["2023-07-05", "band.detractor", 6, 5 / 6, 1, 5, 0],
      // Those who rose in March are on the list no more, and the one who fell back is on the last.
      ["2023-07-05", "band.passive", 5, 0, null, 0, 0],
      ["2023-10-03", "band.detractor", 1, null, null, 0, null],
      ["2023-10-03", "band.passive", 6, 0, null, 0, 0],
    ]);
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
