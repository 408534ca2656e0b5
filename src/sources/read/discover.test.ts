import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { discover } from "./discover.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "feltworth-discover-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (...names: string[]) => {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), "a,b\n1,2\n");
  }
};
const REPORT = ["report.html", "report.json", "evidence/settings.json", "tables/figures.csv"];

it("leaves a report of its own out of the folder that it was written into", async () => {
  write("orders.csv", ...REPORT.map((name) => `feltworth-report/${name}`), "old/report.json");
  expect((await discover([folder])).map(({ name }) => name)).toEqual(["old/report.json", "orders.csv"]);
});

it("reads such a folder when it is what was given", async () => {
  write(...REPORT);
  expect(await discover([folder])).toHaveLength(4);
});
