import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeSample } from "../app/make-sample.ts";

const SAMPLE = "feltworth-sample";

/** What a person names, or the sample company where nothing is named; it is made where it is not there yet. */
export async function namedOrSample(
  paths: readonly string[],
): Promise<{ paths: readonly string[]; isSample: boolean }> {
  if (paths.length > 0) return { paths, isSample: false };
  if (!existsSync(join(SAMPLE, "truth.json"))) await makeSample({ dir: SAMPLE, options: {} });
  return { paths: [SAMPLE], isSample: true };
}
