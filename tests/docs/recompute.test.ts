import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { studentTQuantile } from "../../src/stats/distributions/student-t.ts";
import { ROOT } from "./pages.ts";

const BIN = process.env.FELTWORTH_BIN ?? join(ROOT, "bin/feltworth.cjs");
const TIMEOUT = 600_000;
let folder: string;

function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "feltworth-recompute-"));
  run(BIN, "sample", "shop", "--customers", "600");
  run(BIN, "report", "shop", "--out", "full", "--evidence", "full");
}, TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evidence = (file: string): string => readFileSync(join(folder, "full/evidence", file), "utf8");
const reductions = (id: string): Record<string, number | string>[] => JSON.parse(evidence("reductions.json"))[id];

/** The first row of a CSV whose cells begin with these; no cell of ours that is read here holds a comma. */
function csvRow(file: string, ...start: string[]): Record<string, string> {
  const [head, ...lines] = evidence(file).trimEnd().split("\n");
  const cells = lines.map((line) => line.split(",")).find((row) => start.every((cell, i) => row[i] === cell))!;
  return Object.fromEntries(head!.split(",").map((name, i) => [name, cells[i]!]));
}

it(
  "every query of the evidence gives what was recorded, run again on its tables",
  () => {
    expect(run(join(ROOT, "scripts/recompute.mjs"), "full/evidence")).toMatch(
      /^(\d+) of \1 queries give what was recorded/,
    );
  },
  TIMEOUT,
);

it("a score and its interval follow from three counts, as the guide does it by hand", () => {
  const [sums] = reductions("nps.whole") as [Record<string, number>];
  const [d, n, p] = [sums.n_detractor! + 0.75, sums.n! + 3, sums.n_promoter! + 0.75];
  const row = csvRow("measures.csv", "nps", "nps@1", "estimate");
  expect(Number(row.value)).toBeCloseTo((100 * (sums.n_promoter! - sums.n_detractor!)) / sums.n!, 10);
  const centre = (p - d) / n;
  const half = 1.959963984540054 * Math.sqrt(((p + d) / n - centre ** 2) / n);
  expect(Number(row.low)).toBeCloseTo(100 * (centre - half), 8);
  expect(Number(row.high)).toBeCloseTo(100 * (centre + half), 8);
});

it("a mean in money and its interval follow from six sums, as the guide does it by hand", () => {
  const sums = reductions("link.nps").find(({ band }) => band === "detractor") as Record<string, number>;
  const [a, b, aa, bb, ab, clusters] = ["a", "b", "aa", "bb", "ab", "clusters"].map((name) => sums[`${name}_0`]!);
  const mean = a! / b!;
  const squares = aa! - 2 * mean * ab! + mean ** 2 * bb!;
  const error = Math.sqrt((clusters! / (clusters! - 1)) * squares) / b!;
  const half = studentTQuantile(0.975, clusters! - 1) * error;
  const links = evidence("links.csv").split("\n");
  const row = links
    .map((line) => line.split(","))
    .find(([x, y, , band]) => x === "nps" && y === "margin" && band === "detractor")!;
  const column = (name: string) => Number(row[links[0]!.split(",").indexOf(name)]);
  expect(column("value")).toBeCloseTo(mean, 8);
  expect(column("low")).toBeCloseTo(mean - half, 6);
  expect(column("high")).toBeCloseTo(mean + half, 6);
});
