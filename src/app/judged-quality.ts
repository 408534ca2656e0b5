import type { Suspicion } from "../findings/suspicion.ts";
import { dataHealth, inOrder } from "../health/health.ts";
import type { Matched } from "../health/read.ts";
import type { DataQuality, SourceFile } from "../report/report-input.ts";
import type { Analysis } from "./analysis.ts";

const MANY_REJECTS = { share: 0.05, least: 5 };

/** What is known of the data once they are joined to people and set beside one another. */
export async function judgedQuality(
  { context: { store, info } }: Analysis,
  quality: DataQuality,
): Promise<DataQuality> {
  const { suspicions, matched } = await dataHealth(store, info);
  return {
    ...quality,
    files: quality.files.map((file) => ({ ...file, matched: matchedOf(file, matched) })),
    suspicions: inOrder([...suspicions, ...manyRejects(quality.files)]),
  };
}

function matchedOf({ name }: SourceFile, matched: readonly Matched[]): SourceFile["matched"] {
  const own = matched.filter(({ file }) => file === name);
  if (own.length === 0) return null;
  const sum = (of: "n" | "named" | "customers") => own.reduce((total, each) => total + each[of], 0);
  return { n: sum("n"), named: sum("named"), customers: sum("customers") };
}

const manyRejects = (files: readonly SourceFile[]): Suspicion[] =>
  files
    .filter(({ rows, rejected }) => rejected >= MANY_REJECTS.least && rejected / rows >= MANY_REJECTS.share)
    .map(({ name, rows, rejected }) => ({
      what: { code: "health.rejects", values: { n: rejected, share: rejected / rows } },
      where: name,
      sure: "certain",
    }));
