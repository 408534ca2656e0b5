import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Day } from "../base/day.ts";
import { readCsv } from "./testing/read-csv.ts";
import { writeSample } from "./write-sample.ts";

const dirs: string[] = [];
function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "sample-"));
  dirs.push(dir);
  return dir;
}
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

function hashOf(dir: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(dir).sort()) hash.update(name).update(readFileSync(join(dir, name)));
  return hash.digest("hex");
}

const dayOf = (moment: string): Day => moment.slice(0, 10) as Day;

describe("writeSample", () => {
  it("writes the same bytes for the same options, and others for another seed", async () => {
    const hashes = [];
    for (const seed of [5, 5, 6]) {
      const dir = folder();
      await writeSample(dir, { customers: 300, seed });
      hashes.push(hashOf(dir));
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it("needs no more memory for ten times the customers", async () => {
    const peak = async (customers: number) => {
      let most = 0;
      await writeSample(folder(), { customers, lean: true }, () => {
        most = Math.max(most, process.memoryUsage().rss);
      });
      return most / 2 ** 20;
    };
    await peak(4000);
    const small = await peak(4000);
    expect((await peak(40_000)) - small).toBeLessThan(60);
  });

  it("keeps a lean company at about ten facts a customer", async () => {
    const { rowsPerCustomer } = await writeSample(folder(), { customers: 5000, lean: true });
    expect(rowsPerCustomer).toBeGreaterThan(8);
    expect(rowsPerCustomer).toBeLessThan(12.5);
  });

  it("takes a short history and another last day", async () => {
    const dir = folder();
    await writeSample(dir, { customers: 200, months: 12, until: "2024-02-29" as Day });
    const days = readCsv(dir, "orders")
      .filter((row) => !row.order_id!.startsWith("X"))
      .map((row) => dayOf(row.ordered_at!));
    expect(days.every((day) => day >= "2023-03-01" && day <= "2024-02-29")).toBe(true);
  });

  it("says which option is out of range", async () => {
    await expect(writeSample(folder(), { customers: 0 })).rejects.toMatchObject({ code: "input.option_invalid" });
    await expect(writeSample("/dev/null/x", {})).rejects.toMatchObject({ code: "input.output_unwritable" });
  });
});
