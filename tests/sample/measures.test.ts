import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerMeasure } from "../../src/app/ask-measure.ts";
import { withCompany } from "../../src/app/company.ts";
import { addMonths, type Day } from "../../src/base/day.ts";
import { silent } from "../../src/base/logger.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { MEASURES } from "../../src/measures/registry.ts";
import type { EventKind } from "../../src/sample/events.ts";
import { writeSample } from "../../src/sample/write-sample.ts";
import { ANSWERS } from "./by-hand/answers.ts";
import { CUSTOMERS } from "./by-hand/customers.ts";
import { ORDERS } from "./by-hand/orders.ts";
import { POINTS } from "./by-hand/points.ts";
import { SERVICE } from "./by-hand/service.ts";
import { type ByHand, type Counted, Part, Recorded, sum } from "./recorded.ts";

const OPTIONS = { customers: 400, seed: 4 };
const MONTH = "2025-11-01" as Day;

/** Each measure told once more, from what the generator says that happened. */
const BY_HAND: Readonly<Record<string, ByHand>> = { ...ANSWERS, ...SERVICE, ...ORDERS, ...POINTS, ...CUSTOMERS };
/** Measures that the sample company cannot give, with the reason. */
const NOT_IN_THE_SAMPLE: Readonly<Record<string, string>> = {
  "usage-decline": "the sample company sells goods, whose use nobody counts; by hand in tests/engines/figures.test.ts",
  "menu-time": "the sample company does not time its menus; by hand in tests/engines/figures.test.ts",
  "menu-loop-rate":
    "the sample company does not count how often menus come again; by hand in tests/engines/figures.test.ts",
  "share-of-wallet": "nobody asks the customers of the sample company; by hand in tests/engines/figures.test.ts",
  "negative-word-of-mouth": "nobody asks the customers of the sample company; by hand in tests/engines/figures.test.ts",
};

type Row = Counted & { state: string };
interface Asked {
  whole: Row;
  segment: Row;
  group: Row;
  month: Row | undefined;
}
const dir = mkdtempSync(join(tmpdir(), "feltworth-by-hand-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let happened: Recorded;
const asked = new Map<string, Asked>();

beforeAll(async () => {
  happened = new Recorded(OPTIONS);
  const { files: written } = await writeSample(dir, OPTIONS);
  // The events are those that the files were written from; rows that cannot be right were planted beside them.
  for (const { name, rows, planted } of written)
    expect(happened.told[name.slice(0, -4) as EventKind].length, name).toBe(rows - sum(Object.values(planted)));
  const files = { config: null, dates: null, money: null, ask: null };
  const now = new Date("2026-11-01T00:00:00Z");
  await withCompany(
    { paths: [dir], files, analysis: {}, language: null, progress: silent, now },
    async ({ analysis: { context, info } }) => {
      expect(info.asOf).toBe(happened.dayText(happened.asOf));
      for (const [id, { by, group }] of Object.entries(BY_HAND)) {
        const measure = MEASURES.get(id)!;
        const ask = async (cut: string | null, grain: "month" | null = null) => {
          const home = cut === null ? null : dimension(cut, measure.population.dimensions);
          return (await answerMeasure(measure, context, { cut: home, grain, fair: false })).rows as unknown as (Row &
            Record<string, unknown>)[];
        };
        asked.set(id, {
          whole: (await ask(null))[0]!,
          segment: (await ask("segment")).find(({ segment }) => segment === "professional")!,
          group: (await ask(by)).find((row) => row[by] === group)!,
          month: (await ask(null, "month")).find(({ period }) => period === MONTH.slice(0, 7)),
        });
      }
    },
  );
});

/** The days that a measure is given where nobody asks for any: all of them, or the last year where customers are followed. */
function days(id: string): [from: number, to: number] {
  const { population } = MEASURES.get(id)!;
  const year = happened.dayNumber(addMonths(happened.dayText(happened.asOf) as Day, -12));
  return population.over === "stretches" ? [year, happened.asOf] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

const figures = { whole: 0, segment: 0, group: 0, month: 0 };
/** Value and n; where there are too few for a value, n alone. */
function compare(id: string, where: keyof typeof figures, part: Part): void {
  const found = asked.get(id)![where]!;
  const { figure, rounding = 0 } = BY_HAND[id]!;
  const counted = figure(part);
  const what = `${id}, ${where}`;
  expect(found, what).toBeDefined();
  expect(found.n, what).toBe(counted.n);
  const enough = counted.n >= MEASURES.get(id)!.minimum;
  expect(found.state, what).toBe(enough ? "estimate" : "too_few");
  if (!enough) return;
  const apart = Math.abs(found.value - counted.value);
  const allowed = rounding + 1e-9 * Math.max(1, Math.abs(counted.value));
  expect(apart, `${what}: ${found.value}, by hand ${counted.value}`).toBeLessThanOrEqual(allowed);
  figures[where] += 1;
}

describe("what the sample company's generator knows to have happened is what `measure` says of its files", () => {
  it("every measure is told by hand, or it is said why not", () => {
    expect([...Object.keys(BY_HAND), ...Object.keys(NOT_IN_THE_SAMPLE)].sort()).toEqual([...MEASURES.keys()].sort());
  });

  it.each(Object.entries(BY_HAND))("%s", (id, { by, group }) => {
    const [from, to] = days(id);
    compare(id, "whole", new Part(happened, from, to));
    compare(id, "segment", new Part(happened, from, to, { by: "segment", group: "professional" }));
    compare(id, "group", new Part(happened, from, to, { by, group }));
    const { population } = MEASURES.get(id)!;
    if (population.over === "events" && population.asOfEnd) return;
    const month = [MONTH, addMonths(MONTH, 1)].map(happened.dayNumber) as [number, number];
    compare(id, "month", new Part(happened, ...month));
  });

  it("nearly all of them have enough for a value", () => {
    expect(figures.whole).toBe(Object.keys(BY_HAND).length);
    expect(Math.min(figures.segment, figures.group)).toBeGreaterThan(0.85 * figures.whole);
    const ofTheEnd = Object.keys(BY_HAND).filter((id) => {
      const { population } = MEASURES.get(id)!;
      return population.over === "events" && population.asOfEnd;
    });
    expect(figures.month).toBeGreaterThan(0.85 * (figures.whole - ofTheEnd.length));
  });
});
