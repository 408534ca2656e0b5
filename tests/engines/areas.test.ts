import { afterEach, beforeEach, expect, it } from "vitest";
import { areaFindings } from "../../src/measures/fair/areas.ts";
import { measureWhole } from "../../src/measures/measure.ts";
import { MEASURES, measureDefinition } from "../../src/measures/registry.ts";
import type { Analytics } from "../../src/store/ports/analytics.ts";
import { type Company, contextOf } from "./company.ts";
import { onEveryEngine } from "./engines.ts";

const MINUTE = 60_000;

/** Sixteen cases a month and team from January to June, resolved after so many minutes, every other one ten minutes later. */
function company(minutes: Record<string, (month: number) => number>): Company {
  return {
    case: Object.entries(minutes).flatMap(([team, of]) =>
      Array.from({ length: 6 }, (_, month) =>
        Array.from({ length: 16 }, (_, i) => {
          const opened = Date.UTC(2024, month, i < 8 ? 1 : 30 - (month === 1 ? 1 : 0), 9);
          const moment = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
          return {
            ...{ who: `${team}${month}-${i}`, case_id: `${team}${month}-${i}`, team, at: moment(opened) },
            resolved: moment(opened + (of(month) + (i % 2) * 10) * MINUTE),
          };
        }),
      ).flat(),
    ),
  };
}

onEveryEngine((engine) => {
  let store: Analytics;
  beforeEach(async () => {
    store = await engine.open();
  });
  afterEach(() => store.close());

  const areasOf = async (told: Company) => {
    const context = await contextOf(store, told);
    const { figure } = await measureWhole(measureDefinition("resolution-time-mean"), context);
    return areaFindings(MEASURES, context, new Map([["resolution-time-mean", figure]]), "v");
  };

  it("puts areas in order of their times, and says which take longer than in the period before", async () => {
    const [finding] = await areasOf(
      company({ back: (month) => (month < 3 ? 100 : 160), front: () => 20, desk: (month) => (month < 3 ? 90 : 50) }),
    );
    const rows = finding!.tables[0]!.rows.map(({ area, place, n, value, change, verdict }) => [
      area?.kind === "label" && "data" in area.label ? area.label.data : null,
      ...[place, n, value, change].map((cell) => (cell?.kind === "number" ? cell.value : null)),
      verdict?.kind === "message" ? verdict.message.code : null,
    ]);
    const near = (seconds: number) => expect.closeTo(seconds, 6);
    expect(rows).toEqual([
      ["back", 1, 48, near(165 * 60), near(60 * 60), "areas.verdict.slower"],
      ["desk", 2, 48, near(55 * 60), near(-40 * 60), "areas.verdict.faster"],
      ["front", 3, 48, near(25 * 60), near(0), "areas.verdict.none"],
    ]);
    expect(finding!.verdict).toEqual({
      code: "areas.slowest",
      values: { group: "back", dimension: "team", unit: "seconds", months: 3, value: near(165 * 60) },
    });
    // Half of 48 ten minutes longer, each case a customer's: t with 47 degrees of freedom.
    const { interval } = finding!.tables[0]!.rows[0]!.value as { interval: { low: number } };
    expect(165 * 60 - interval.low).toBeCloseTo((2.0117405 * 300 * Math.sqrt(48 / 47)) / Math.sqrt(48), 3);
  });

  it("has no order where there is one area, and no trend where a period is missing", async () => {
    expect(await areasOf(company({ back: () => 100 }))).toEqual([]);
    await store.close();
    store = await engine.open();
    const { case: cases = [] } = company({ back: () => 100, front: () => 20 });
    const first = cases.filter(({ at }) => String(at) < "2024-03-01");
    expect(await areasOf({ case: first })).toEqual([]);
  });
});
