import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CompanyRun, companyPage, readRuns, runCompanies } from "../../scripts/simulations/company.mjs";

describe("companies with known truth", () => {
  const folder = mkdtempSync(join(tmpdir(), "feltworth-test-"));
  const file = join(folder, "runs.jsonl");
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

  it("are not run again", () => {
    runCompanies(asked);
    expect(readRuns(file)).toEqual(runs);
  });

  it("make a page that counts them", () => {
    expect(companyPage(runs, { date: "2026-11-23" })).toContain("1 companies of 600 customers, seeds 1 to 1.");
  });
});
