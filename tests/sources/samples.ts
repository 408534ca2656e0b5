import type { TimeZone } from "../../src/base/zone.ts";
import { PLAINLY_WRITTEN, type ReadOptions, type TableSample } from "../../src/sources/table.ts";

export const READ: ReadOptions = {
  ...PLAINLY_WRITTEN,
  decimal: ".",
  dates: "iso",
  zone: "UTC" as TimeZone,
  missing: ["NA"],
  money: "major",
};

/** A sample as the reader would give it, from columns and rows. */
export function sample(
  columns: string[],
  rows: (string | number | null)[][],
  { read, ...rest }: Partial<Omit<TableSample, "read">> & { read?: Partial<ReadOptions> } = {},
): TableSample {
  const name = rest.name ?? "table.csv";
  return {
    path: `/made-up/${name}`,
    name,
    container: "delimited",
    compressed: false,
    bytes: 1000,
    columns,
    rows: rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
    read: { ...READ, ...read },
    ...rest,
  };
}
