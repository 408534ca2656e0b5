/** JSON, a line each. */
export const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Lines of JSON that are what they should be; any other is left out and counted, but for empty ones. */
export function readJsonLines<T extends object>(
  text: string,
  isOne: (row: Partial<T>) => boolean,
): { rows: T[]; unreadable: number } {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const rows = lines.flatMap((line) => {
    try {
      const row: unknown = JSON.parse(line);
      return typeof row === "object" && row !== null && isOne(row as Partial<T>) ? [row as T] : [];
    } catch {
      return [];
    }
  });
  return { rows, unreadable: lines.length - rows.length };
}

/** The last row of each key, in the order of the keys. */
export const lastOfEach = <T>(rows: readonly T[], keyOf: (row: T) => string): T[] =>
  [...new Map(rows.map((row) => [keyOf(row), row]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
