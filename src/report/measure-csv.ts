import { rowsCsv } from "./rows-csv.ts";

/** Rows of a measure as CSV: their own columns as they are, an interval as two, what is not one value left out. */
export function measureCsv({ rows }: { rows: readonly Record<string, unknown>[] }): string {
  const flat = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([column, value]): [string, string | number | null][] => {
        if (column === "interval") {
          const { low, high } = (value ?? {}) as { low?: number; high?: number };
          return [
            ["low", low ?? null],
            ["high", high ?? null],
          ];
        }
        const isOne = value === null || typeof value === "string" || typeof value === "number";
        return isOne ? [[column, value]] : [];
      }),
    ),
  );
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  return rowsCsv(columns, flat);
}
