import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { collect, exampleModule } from "../../scripts/stats-reference.mjs";
import { AppError } from "../../src/base/errors.ts";
import * as stats from "../../src/stats/index.ts";

/**
 * Every public function on what it was not made for: the arguments of its own example with one number, column or list after the
 * other spoilt. It must refuse with a coded error or answer without NaN.
 */
const POISONS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0];
/** Enough for every argument of every example; the rest is evenly thinned out. */
const MOST = 80;
/** Slow by design (bootstraps, simulations), so fewer. */
const FEW = new Set(["driverAnalysis", "exposureBand", "bootstrap", "bootstrapSums", "bootstrapCells", "simulate"]);

const entries = collect();
const folder = mkdtempSync(join(tmpdir(), "stats-hard-"));
const recorder = join(folder, "recorder.ts");
writeFileSync(recorder, recorderModule());
const module = join(folder, "examples.ts");
writeFileSync(module, exampleModule(entries, recorder).replace(/,? type \w+/g, ""));
afterAll(() => rmSync(folder, { recursive: true }));

/** The library with functions that remember what they were called with. */
function recorderModule(): string {
  const index = fileURLToPath(new URL("../../src/stats/index.ts", import.meta.url));
  const lines = entries
    .filter(({ kind }) => kind !== "type")
    .map(
      ({ name, kind }) => `export const ${name} = ${kind === "function" ? `keep("${name}", s.${name})` : `s.${name}`};`,
    );
  return `import * as s from ${JSON.stringify(index)};
export const calls: [string, unknown[]][] = [];
const keep = (name: string, f: any) => (...args: any[]) => { calls.push([name, args]); return f(...args); };
${lines.join("\n")}
`;
}

it("no public function lets NaN out or fails without a code", { timeout: 300_000 }, async () => {
  const { examples } = (await import(module)) as { examples: Record<string, () => unknown> };
  const { calls } = (await import(recorder)) as { calls: [string, unknown[]][] };
  const wrong: string[] = [];
  let tried = 0;
  for (const [name, run] of Object.entries(examples)) {
    calls.length = 0;
    run();
    const args = calls.find(([called]) => called === name)?.[1];
    const f = (stats as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
    if (args === undefined || f === undefined) continue;
    const spoilt = args.flatMap((arg, i) => spoil(arg).map((bad) => args.map((other, j) => (i === j ? bad : other))));
    const most = FEW.has(name) ? 8 : MOST;
    const stride = Math.max(1, spoilt.length / most);
    for (let k = 0; k < spoilt.length; k += stride) {
      tried++;
      const bad = spoilt[Math.floor(k)]!;
      const gap = failure(() => f(...bad));
      if (gap !== null) wrong.push(`${name}: ${gap} on ${show(bad)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(5000);
});

function failure(run: () => unknown): string | null {
  try {
    return holdsNaN(run()) ? "NaN" : null;
  } catch (error) {
    return error instanceof AppError ? null : String(error);
  }
}

/** Copies of a value with one part spoilt. Fitted records are what fits return, not input, and stay whole. */
function spoil(value: unknown, depth = 0): unknown[] {
  if (depth > 4) return [];
  if (typeof value === "number") return POISONS.filter((p) => !Object.is(p, value));
  if (ArrayBuffer.isView(value) && "length" in value) {
    const items = value as Float64Array;
    const first = POISONS.map((p) => items.map((x, i) => (i === 0 ? p : x)));
    return items.length > 0 ? [...first, items.slice(0, 0)] : first;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    const first = spoil(value[0], depth + 1).map((x) => [x, ...value.slice(1)]);
    const last = value.length > 2 ? spoil(value.at(-1), depth + 1).map((x) => [...value.slice(0, -1), x]) : [];
    const flat = value.length > 1 ? [value.slice(1), value.map(() => value[0])] : [];
    return [...first, ...last, ...flat, []];
  }
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return [];
  if ("iterations" in value || "terms" in value || "survival" in value || "groupTime" in value) return [];
  return Object.entries(value).flatMap(([key, part]) => spoil(part, depth + 1).map((x) => ({ ...value, [key]: x })));
}

function holdsNaN(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value === "number") return Number.isNaN(value);
  if (value === null || typeof value !== "object" || seen.has(value)) return false;
  seen.add(value);
  return (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : Object.values(value)).some((x) =>
    holdsNaN(x, seen),
  );
}

const show = (args: unknown[]): string =>
  JSON.stringify(args, (_, v) =>
    typeof v === "number" && !Number.isFinite(v)
      ? String(v)
      : ArrayBuffer.isView(v)
        ? Array.from(v as Float64Array).slice(0, 6)
        : v,
  ).slice(0, 240);
