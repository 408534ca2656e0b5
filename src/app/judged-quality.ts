import type { Message } from "../findings/figure.ts";
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
    suspicions: inOrder([...suspicions, ...manyRejects(quality.files), ...ownTotals(quality).wrong]),
    notes: [...quality.notes, ...ownTotals(quality).notes],
  };
}

function matchedOf({ name }: SourceFile, matched: readonly Matched[]): SourceFile["matched"] {
  const own = matched.filter(({ file }) => file === name);
  if (own.length === 0) return null;
  const sum = (of: "n" | "named" | "customers") => own.reduce((total, each) => total + each[of], 0);
  return { n: sum("n"), named: sum("named"), customers: sum("customers") };
}

/** Rows that a file needs before one of them may be its total, and how near to the sum of the others it has to be. */
const TOTAL = { rows: 4, wrongRows: 10, near: 0.25 };

/** The one row of a file that was set aside may be the sum that the system itself put below the others. */
function ownTotals({ files, totals }: DataQuality): { wrong: Suspicion[]; notes: Message[] } {
  const wrong: Suspicion[] = [];
  const notes: Message[] = [];
  for (const { name, rows, rejected } of files) {
    const own = totals.filter(({ file, fact, field }) => file === name && fact === "purchase" && field === "amount");
    const [was, is] = (["setAside", "loaded"] as const).map((of) => own.reduce((sum, each) => sum + each[of], 0));
    if (rejected !== 1 || rows < TOTAL.rows || !was || !is) continue;
    if (Math.abs(was - is) < 0.005) notes.push({ code: "quality.own_total", values: { file: name, was } });
    else if (rows >= TOTAL.wrongRows && Math.abs(was - is) <= TOTAL.near * is)
      wrong.push({ what: { code: "health.own_total", values: { was, is } }, where: name, sure: "likely" });
  }
  return { wrong, notes };
}

const manyRejects = (files: readonly SourceFile[]): Suspicion[] =>
  files
    .filter(({ rows, rejected }) => rejected >= MANY_REJECTS.least && rejected / rows >= MANY_REJECTS.share)
    .map(({ name, rows, rejected }) => ({
      what: { code: "health.rejects", values: { n: rejected, share: rejected / rows } },
      where: name,
      sure: "certain",
    }));
