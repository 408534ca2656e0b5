import { inParallel } from "../base/in-parallel.ts";
import type { Finding } from "../findings/finding.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { adjustPValues } from "../stats/tests/multiplicity.ts";
import { sql } from "../store/sql/sql.ts";
import { type Cell, cellsOf, type LinkAsk } from "./link-cells.ts";
import { findingOf } from "./link-finding.ts";

/** Instruments that the data hold answers of: those with bands of their own first, then the most frequent. */
export async function experiencesOf({ store, info: { instruments } }: MeasureContext): Promise<string[]> {
  const rows = await store.rows(sql`
    select instrument, count(*) as n from panel_answer where state = 'valid' and band is not null group by instrument order by n desc, instrument
  `);
  const found = rows.map(({ instrument }) => String(instrument));
  return [
    ...Object.keys(instruments).filter((id) => found.includes(id)),
    ...found.filter((id) => !Object.hasOwn(instruments, id)),
  ];
}

export async function snapshotsOf({ store }: MeasureContext): Promise<string[]> {
  const rows = await store.rows(sql`select distinct name from fact_snapshot order by name`);
  return rows.map(({ name }) => `snapshot:${name}`);
}

/**
 * The link table: every experience × outcome, score first, outcome strictly later, grade `association`.
 * Multiplicity is adjusted over all cells that could be compared (Benjamini–Hochberg).
 */
export async function linkTable(context: MeasureContext, ask: LinkAsk, dataVersion: string): Promise<Finding[]> {
  const cells: Cell[] = [];
  for (const found of await inParallel(ask.experiences, (experience) => cellsOf(context, experience, ask)))
    cells.push(...found);
  const compared = cells.filter((cell) => cell.contrast !== null);
  const adjusted =
    compared.length > 0
      ? adjustPValues(
          compared.map((cell) => cell.contrast!.p),
          "benjamini-hochberg",
        )
      : [];
  return cells.map((cell) => findingOf(cell, context, dataVersion, adjusted[compared.indexOf(cell)] ?? 1));
}
