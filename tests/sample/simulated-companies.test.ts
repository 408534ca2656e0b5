import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CompanyRun, companyPage, readRuns, runCompanies } from "../../scripts/simulations/company.mjs";

describe("companies with known truth", () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-test-"));
  const file = join(folder, "runs.jsonl");
  const kept = readRuns(fileURLToPath(new URL("../../scripts/simulations/companies.jsonl", import.meta.url)));
  const isSlow = Boolean(process.env.FELTWORTH_SLOW);
  const nameOf = ({ variant, seed, step }: CompanyRun) => `${variant}${seed}${step}`;
  const dist = fileURLToPath(new URL("../../dist", import.meta.url));
  const asked = { dist, file, from: 1, to: 1, customers: 600, variants: ["usual"], until: Number.POSITIVE_INFINITY };
  let runs: CompanyRun[] = [];
  beforeAll(() => {
    runCompanies(asked);
    runs = readRuns(file);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are asked for both steps, with what is true of them", () => {
    expect(runs.map(({ step }) => step)).toEqual(["detractor_to_passive", "passive_to_promoter"]);
    for (const { customers, atu, headline } of runs) {
      expect(customers).toBe(600);
      expect(atu).toBeGreaterThan(0);
      if (headline) expect(headline[1]).toBeLessThan(headline[2]);
    }
  });

  it("are what the kept runs say", () => {
    const own = join(folder, "own.jsonl");
    runCompanies({ ...asked, file: own, to: isSlow ? 20 : 1, customers: 5_000 });
    const today = readRuns(own);
    expect(today.length).toBe(isSlow ? 40 : 2);
    for (const run of today) {
      const before = kept.find((each) => nameOf(each) === nameOf(run))!;
      expect(run.verdict).toBe(before.verdict);
      for (const [i, value] of run.headline!.slice(0, 3).entries())
        expect(value).toBeCloseTo(Number(before.headline![i]), 2);
    }
  }, 600_000);

  it("hold the truth of at least 16 of the first 20 companies, and claim money of no effect in at most one company of twenty", () => {
    const first = kept.filter(({ variant, seed }) => variant === "usual" && seed <= 20);
    for (const step of ["detractor_to_passive", "passive_to_promoter"]) {
      const runs = first.filter((run) => run.step === step);
      expect(runs.length).toBe(20);
      const held = runs.filter(({ headline, atu }) => headline && headline[1] <= atu && atu <= headline[2]);
      expect(held.length).toBeGreaterThanOrEqual(16);
    }
    const without = kept.filter(({ variant }) => variant === "no_effect");
    const claimed = without.filter(({ verdict }) => ["worth.useful", "worth.weak"].includes(verdict));
    const companies = (runs: readonly CompanyRun[]) => new Set(runs.map(({ seed }) => seed)).size;
    expect(companies(without)).toBe(200);
    expect(companies(claimed)).toBeLessThanOrEqual(10);
  });

  it("are not run again", () => {
    runCompanies(asked);
    expect(readRuns(file)).toEqual(runs);
  });

  it("make a page that counts them", () => {
    expect(companyPage(runs, { date: "2026-11-23" })).toContain("1 companies of 600 customers, seeds 1 to 1.");
  });
});
