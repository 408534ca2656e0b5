import { afterAll, beforeAll, expect, it } from "vitest";
import type { BusinessHours } from "../../src/base/business-hours.ts";
import type { Day } from "../../src/base/day.ts";
import type { TimeZone } from "../../src/base/zone.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { type MeasureContext, measureByCut, measureWhole } from "../../src/measures/measure.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { raw, sql } from "../../src/store/sql/sql.ts";
import { contextOf, type FactRow } from "./company.ts";
import { onFirstEngine } from "./engines.ts";

const OFFICE: BusinessHours = {
  zone: "Europe/Paris" as TimeZone,
  monday: "09:00-17:00",
  tuesday: ["09:00-12:00", "13:00-17:00"],
  friday: "09:00-17:00",
  holidays: ["2024-05-01" as Day],
};
// 2024-04-26 is a Friday; Paris is two hours ahead of UTC.
const filed = (at: string, first_answered: string | null, resolved: string | null, more: object = {}): FactRow => ({
  who: "a",
  at,
  first_answered,
  resolved,
  ...more,
});
const CASES = [
  // 16:30 on Friday, answered on Monday at 9:10: 30 + 10 minutes of opening. Resolved on Tuesday at 13:30: 0:30 + 8 + 3 + 0:30 hours.
  filed("2024-04-26 14:30:00", "2024-04-29 07:10:00", "2024-04-30 11:30:00", { case_id: "1", topic: "bill" }),
  // In the night from Monday to Tuesday: nothing until it opens. Never resolved.
  filed("2024-04-29 22:00:00", "2024-04-30 07:20:00", null, { case_id: "2", topic: "bill" }),
  // Within one opening, on both sides of the lunch break: 11:50 to 13:05 is 10 + 5 minutes.
  filed("2024-04-30 09:50:00", "2024-04-30 11:05:00", "2024-04-30 11:05:00", { case_id: "3", topic: "bug" }),
  filed("2024-04-29 08:00:00", "2024-04-29 08:30:00", "2024-04-29 08:45:00", { case_id: "4", topic: "bug" }),
  filed("2024-04-29 09:00:00", "2024-04-29 09:50:00", "2024-04-29 10:00:00", { case_id: "5", topic: "bug" }),
  // What cannot be timed.
  filed("2024-04-29", "2024-04-29 09:50:00", "2024-04-29 10:00:00", { case_id: "6" }),
  filed("2024-04-29 09:00:00", "2024-04-29 08:00:00", "2024-04-29 10:00:00", { case_id: "7" }),
];

onFirstEngine((engine) => {
  let store: Analytics;
  beforeAll(async () => {
    store = await engine.open();
  });
  afterAll(() => store.close());

  const context = (cases: readonly FactRow[], hours?: BusinessHours): Promise<MeasureContext> =>
    contextOf(store, { case: cases }, hours ? { hours } : {});
  const figure = async (id: string, c: MeasureContext) => (await measureWhole(measureDefinition(id), c)).figure;
  const minutes = (...all: number[]) => all.reduce((sum, each) => sum + each * 60, 0) / all.length;

  it("counts the minutes of the clock where no hours are stated", async () => {
    const c = await context(CASES);
    // 64 h 40 min, 9 h 20 min, 75, 30 and 50 minutes.
    expect(await figure("first-response-time", c)).toMatchObject({
      value: 75 * 60,
      n: 5,
      excluded: [
        { reason: "no_time_of_day", n: 1 },
        { reason: "ends_first", n: 1 },
      ],
      cautions: [{ code: "caution.clock_hours", values: {} }],
    });
    expect(await figure("first-response-time-mean", c)).toMatchObject({
      value: expect.closeTo(minutes(3880, 560, 75, 30, 50), 6),
    });
  });

  it("counts the minutes of opening, over nights, breaks, weekends and days that are closed", async () => {
    const c = await context(CASES, OFFICE);
    expect(await figure("first-response-time-mean", c)).toMatchObject({
      value: expect.closeTo(minutes(40, 20, 15, 30, 50), 6),
      cautions: [{ code: "caution.business_hours", values: {} }],
    });
    // 720, 15, 45, 60 minutes, and an hour of the case that was answered before it was opened.
    expect(await figure("resolution-time", c)).toMatchObject({
      value: 60 * 60,
      n: 5,
      excluded: [
        { reason: "still_open", n: 1 },
        { reason: "no_time_of_day", n: 1 },
      ],
      cautions: [
        { code: "caution.business_hours", values: {} },
        { code: "caution.still_open", values: { share: expect.closeTo(1 / 7, 9) } },
      ],
    });
    const measure = measureDefinition("resolution-time-mean");
    const { rows } = await measureByCut(
      { ...measure, minimum: 1 },
      c,
      dimension("topic", measure.population.dimensions),
    );
    expect(rows.map(({ cut, figure: f }) => [cut, f.state === "estimate" && Math.round(f.value / 60)])).toEqual([
      ["bug", 40],
      ["bill", 720],
      ["", 60],
    ]);
  });

  it("joins what other records say of a case that they name nobody of: answer, solution, reopening", async () => {
    const numbers = ["1", "2", "3", "4", "5"];
    // A ticket counts as resolved when it was touched last, days after it was solved; the last one is open still.
    const tickets = numbers.map((case_id) =>
      filed("2024-04-29 08:00:00", null, case_id === "5" ? null : "2024-05-03 08:00:00", { case_id, topic: "bug" }),
    );
    const metrics = numbers.map((case_id) =>
      filed("2024-04-29 08:00:00", "2024-04-29 08:30:00", case_id === "5" ? null : "2024-04-29 09:00:00", {
        ...{ case_id, who: undefined, reopened: case_id === "1" ? 1 : 0 },
      }),
    );
    const c = await context([...tickets, ...metrics]);
    expect(await figure("first-response-time", c)).toMatchObject({ value: 30 * 60, n: 5, excluded: [] });
    expect(await figure("resolution-time-mean", c)).toMatchObject({
      state: "too_few",
      n: 4,
      excluded: [{ reason: "still_open", n: 1 }],
      cautions: [
        { code: "caution.clock_hours" },
        { code: "caution.still_open", values: { share: expect.closeTo(1 / 5, 9) } },
      ],
    });
    for (const table of ["panel_contact", "panel_case", "panel_case_time"]) {
      const [row] = await c.store.rows(sql`select count(*) as n, count(party) as named from ${raw(table)}`);
      expect([Number(row!.n), Number(row!.named)], table).toEqual([5, 5]);
    }
    const [reopened] = await c.store.rows(sql`select sum(reopened) as n from panel_case`);
    expect(Number(reopened!.n)).toBe(1);
  });

  it("takes a day that is closed for no time at all", async () => {
    // Monday, 29 April, 17:00 to Friday, 3 May, 9:00: Tuesday is open; Wednesday, closed anyway, is a holiday.
    const c = await context(
      Array.from({ length: 5 }, (_, i) =>
        filed("2024-04-29 15:00:00", null, "2024-05-03 07:00:00", { case_id: `${i}` }),
      ),
      { ...OFFICE, wednesday: "09:00-17:00" },
    );
    expect(await figure("resolution-time", c)).toMatchObject({ value: 7 * 3600 });
    expect(await figure("first-response-time", c)).toMatchObject({ state: "not_measured", needs: ["first_answered"] });
  });
});
