import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withCompany } from "../../src/app/company.ts";
import { makeSample } from "../../src/app/make-sample.ts";
import { addMonths, daysBetween } from "../../src/base/day.ts";
import { silent } from "../../src/base/logger.ts";
import { isEstimate } from "../../src/findings/figure.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { nonResponseFinding } from "../../src/measures/coverage/non-response.ts";
import { measureDefinition } from "../../src/measures/registry.ts";
import { REPLY_DAYS } from "../../src/panel/asks.ts";
import { companyOf, type SampleOptions } from "../../src/sample/options.ts";
import { Simulation } from "../../src/sample/simulate.ts";

interface Seen {
  raw: number;
  weighted: number;
  /** The score that all who were asked would have given, from the generator itself. */
  truth: number;
  low: number;
  high: number;
  finding: Finding;
}

/** What the report says of a made-up company's NPS, and what everybody who was asked would have said. */
async function seen(options: SampleOptions): Promise<Seen> {
  const dir = mkdtempSync(join(tmpdir(), "feltworth-silence-"));
  try {
    await makeSample({ dir, options });
    return await withCompany(
      {
        paths: [dir],
        files: { config: null, dates: null, money: null, ask: null },
        analysis: {},
        language: null,
        progress: silent,
        now: new Date("2026-11-01T00:00:00Z"),
      },
      async ({ analysis }) => {
        const finding = (await nonResponseFinding(measureDefinition("nps"), analysis.context, "v"))!;
        const { headline, verdict } = finding;
        const { n } = finding.notes!.find(({ code }) => code === "coverage.base.invited")!.values;
        const bounds = finding.notes!.find(({ code }) => code === "coverage.bounds")!.values;
        const { truth, asked } = truthOf(options, analysis.info.asOf!);
        expect(asked).toBe(n);
        return {
          raw: Number(verdict.values.before),
          weighted: isEstimate(headline) ? headline.value : Number.NaN,
          truth,
          low: Number(bounds.low),
          high: Number(bounds.high),
          finding,
        };
      },
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The latest ask of each customer in the year, and the score that each would have given. */
function truthOf(options: SampleOptions, asOf: ReturnType<typeof addMonths>): { truth: number; asked: number } {
  const company = companyOf(options);
  const simulation = new Simulation(company);
  const end = daysBetween(company.start, asOf);
  const from = daysBetween(company.start, addMonths(asOf, -12));
  let [sum, asked] = [0, 0];
  for (let customer = 1; customer <= company.customers; customer++) {
    simulation.live(customer);
    const sent = (index: number) => simulation.candidates.inviteDay[index]!;
    const last = simulation.moments
      .filter(({ notAsked, index }) => notAsked === "" && sent(index) >= from && sent(index) < end - REPLY_DAYS)
      .at(-1);
    if (!last) continue;
    asked++;
    sum += last.score >= 9 ? 100 : last.score >= 7 ? 0 : -100;
  }
  return { truth: sum / asked, asked };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a made-up company, of which it is known what silent customers think", () => {
  const customers = 5000;

  it("where answering depends on recorded history, weights bring the score nearer to the truth", async () => {
    const companies: Seen[] = [];
    for (const seed of [1, 2, 3]) companies.push(await seen({ seed, customers }));
    const off = (of: (s: Seen) => number) => Math.abs(mean(companies.map((s) => of(s) - s.truth)));
    expect(off(({ weighted }) => weighted)).toBeLessThan(off(({ raw }) => raw) / 2);
    expect(companies.map(({ finding }) => finding.verdict.code)).toEqual(Array(3).fill("coverage.weighting.flatters"));
  }, 600_000);

  it("where it depends on the score itself, weights do not repair it, and the report says what it cannot know", async () => {
    const { weighted, truth, low, high, finding } = await seen({ seed: 1, customers, nonresponseOnScore: true });
    const { headline } = finding;
    expect(weighted - truth).toBeGreaterThan(20);
    expect(isEstimate(headline) && headline.interval!.low).toBeGreaterThan(truth);
    expect(headline.cautions).toEqual([{ code: "caution.silent_unknown", values: {} }]);
    expect(low < truth && truth < high).toBe(true);
    expect(finding.notes!.map(({ code }) => code)).toContain("coverage.supposed");
  }, 600_000);
});
