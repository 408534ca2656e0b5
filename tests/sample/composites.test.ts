import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { group } from "d3-array";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answerMeasure } from "../../src/app/ask-measure.ts";
import { withCompany } from "../../src/app/company.ts";
import { silent } from "../../src/base/logger.ts";
import { readSettings } from "../../src/config/settings.ts";
import { dimension } from "../../src/measures/dimension.ts";
import { measureBook } from "../../src/measures/registry.ts";
import { writeSample } from "../../src/sample/write-sample.ts";
import { type Counted, meanOf, Recorded, sum } from "./recorded.ts";

const OPTIONS = { customers: 1_000, seed: 4 };
const EXAMPLE = fileURLToPath(new URL("../../docs/examples/composite-score.yaml", import.meta.url));

const dir = mkdtempSync(join(tmpdir(), "feltworth-composites-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const asked = new Map<string, Counted>();
let happened: Recorded;

beforeAll(async () => {
  happened = new Recorded(OPTIONS);
  await writeSample(dir, OPTIONS);
  const files = { config: EXAMPLE, dates: null, money: null, ask: null };
  const book = measureBook(await readSettings(EXAMPLE));
  await withCompany(
    { paths: [dir], files, analysis: {}, language: null, progress: silent, now: new Date("2026-11-01T00:00:00Z") },
    async ({ analysis: { context } }) => {
      const ask = async (id: string, cut: string | null) => {
        const measure = book.get(id)!;
        const home = cut === null ? null : dimension(cut, measure.population.dimensions);
        const rows = (await answerMeasure(measure, context, { cut: home, grain: null, fair: false }))
          .rows as unknown as (Counted & Record<string, unknown>)[];
        for (const row of rows) asked.set(cut === null ? id : `${id} ${row[cut]}`, row);
      };
      for (const id of ["service-quality", "service-quality-good", "relationship-quality"]) await ask(id, null);
      await ask("service-quality", "segment");
      await ask("service-quality", "topic");
    },
  );
});

/** Satisfaction and ease of each contact, once more from what happened, with whom and what they are about. */
function afterContacts() {
  const responses = group(
    happened.answers.filter(({ contact }) => contact !== ""),
    ({ id }) => id,
  );
  return [...responses.values()].map((answers) => {
    const share = (instrument: string, top: number) =>
      (answers.find((a) => a.instrument === instrument)!.score - 1) / top;
    const { customer, groups } = answers[0]!;
    const segment = happened.customers.get(customer)!.segment;
    const { topic } = groups;
    const [satisfaction, ease] = [share("csat", 4), share("ces", 6)];
    const weights = segment === "professional" ? [1, 3] : topic === "delivery" ? [1, 1] : [2, 1];
    const score = (100 * (weights[0]! * satisfaction + weights[1]! * ease)) / (weights[0]! + weights[1]!);
    return { segment, topic, score };
  });
}

const same = (found: Counted | undefined, { value, n }: Counted) => {
  expect(found?.n).toBe(n);
  // Sums are taken of ten-thousandths.
  expect(Math.abs(found!.value - value)).toBeLessThan(0.0001);
};

it("the example's service index is what the generator knows to have been answered, with weights by segment and situation", () => {
  const all = afterContacts();
  expect(all.length).toBeGreaterThan(30);
  same(asked.get("service-quality"), meanOf(all.map(({ score }) => score)));
  same(asked.get("service-quality-good"), meanOf(all.map(({ score }) => (score >= 80 ? 1 : 0))));
  for (const segment of ["professional", "home"])
    same(
      asked.get(`service-quality ${segment}`),
      meanOf(all.filter((each) => each.segment === segment).map(({ score }) => score)),
    );
  same(
    asked.get("service-quality delivery"),
    meanOf(all.filter(({ topic }) => topic === "delivery").map(({ score }) => score)),
  );
});

it("the example's relationship index weighs by the importance that each person gave", () => {
  // Of what people think of the company as a whole their latest answer counts.
  const latest = new Map<string, { at: number; id: string }>();
  const items = happened.answers.filter(({ instrument }) => instrument === "qci");
  for (const { customer, at, id } of items)
    if ((latest.get(customer)?.at ?? Number.NEGATIVE_INFINITY) < at) latest.set(customer, { at, id });
  const scores = [...latest.values()].map(({ id }) => {
    const own = items.filter((item) => item.id === id);
    return sum(own.map(({ score, importance }) => score * importance!)) / sum(own.map(({ importance }) => importance!));
  });
  expect(scores.length).toBeGreaterThan(30);
  same(asked.get("relationship-quality"), meanOf(scores));
});
