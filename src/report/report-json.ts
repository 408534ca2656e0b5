import type { ReportInput } from "./report-input.ts";

/** The report as data: one document with its keys in alphabetical order, so that equal reports are equal bytes. */
export const reportJson = (input: ReportInput): string => `${JSON.stringify(sorted(input), null, 2)}\n`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, content]) => [key, sorted(content)]),
  );
}
