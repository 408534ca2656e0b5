import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of outside evidence (golden values, public data sets) that may lie beside a clone. */
export const SHARED = fileURLToPath(new URL("../../shared/", import.meta.url));
export const hasShared = existsSync(`${SHARED}golden/README.md`);
export const dataSet = (path: string): string => `${SHARED}data/${path}`;

export interface GoldenCase {
  id: string;
  method: string;
  source: string;
  note?: string;
  inputs: Record<string, unknown>;
  expected: unknown;
  tolerance: { abs: number; rel: number; keys?: Record<string, { abs: number; rel: number }> };
}

/** Cases of one method in a golden file; empty where the folder is absent, so that `describe.skipIf(!hasShared)` reports them as skipped. */
export function goldenCases(file: string, method?: string): GoldenCase[] {
  if (!hasShared) return [];
  const { cases } = JSON.parse(readFileSync(`${SHARED}golden/${file}.json`, "utf8")) as { cases: GoldenCase[] };
  return method === undefined ? cases : cases.filter((c) => c.method === method);
}

/**
 * Differences between an actual and an expected value under a golden case's tolerances, as readable lines.
 * Follows the rules of the golden folder: more keys than expected are fine, fewer are not; `null` means undefined.
 */
export function goldenDifferences(actual: unknown, c: GoldenCase, ignore: readonly string[] = []): string[] {
  const lines: string[] = [];
  const walk = (a: unknown, e: unknown, path: string, tol: { abs: number; rel: number }): void => {
    if (typeof e === "string" && e !== "Infinity" && typeof a !== "string") return;
    const expected = e === "Infinity" ? Number.POSITIVE_INFINITY : e;
    if (typeof expected === "number") {
      if (typeof a !== "number") lines.push(`${path}: expected ${expected}, got ${String(a)}`);
      else if (a !== expected && !(Math.abs(a - expected) <= tol.abs + tol.rel * Math.abs(expected)))
        lines.push(`${path}: expected ${expected}, got ${a}`);
    } else if (expected === null || typeof expected !== "object") {
      if ((a ?? null) !== expected) lines.push(`${path}: expected ${String(expected)}, got ${String(a)}`);
    } else {
      for (const [key, value] of Object.entries(expected)) {
        if (ignore.includes(key)) continue;
        walk(
          (a as Record<string, unknown> | undefined)?.[key],
          value,
          `${path}.${key}`,
          c.tolerance.keys?.[key] ?? tol,
        );
      }
    }
  };
  walk(actual, c.expected, c.id, c.tolerance);
  return lines;
}
