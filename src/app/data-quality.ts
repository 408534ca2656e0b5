import type { Day } from "../base/day.ts";
import type { Message } from "../findings/figure.ts";
import type { LoadReport } from "../ingest/load.ts";
import type { DataQuality, RejectGroup } from "../report/report-input.ts";
import type { Lack, Recognition } from "../sources/mapping.ts";
import type { Reject } from "./request.ts";

const SAMPLES_OF_A_REASON = 3;

/** A table that was looked at, and what became of it. */
export interface SeenTable {
  part: string | null;
  /** Null where it was not recognised. */
  format: string | null;
  by: Recognition["by"];
  /** What another table would have to say, where this one cannot be read without it. */
  lacks?: Lack;
  /** Names the way in which it was read. */
  readAs: string | null;
  /** Null where it was not loaded. */
  report: Omit<LoadReport, "read"> | null;
}

export interface SeenFile {
  name: string;
  sha256: string;
  bytes: number;
  /** Code of the error where it holds no table. */
  unreadable: string | null;
  tables: readonly SeenTable[];
}

/** What a reader must know about the data: what each file was taken for, what was set aside, what does not add up. */
export function qualityOf(files: readonly SeenFile[], rejects: readonly Reject[]): DataQuality {
  const tables = files.flatMap(({ name, tables }) =>
    tables.map((table) => ({ ...table, name: table.part === null ? name : `${name} › ${table.part}` })),
  );
  const notes: Message[] = [];
  for (const { name } of files.filter(({ unreadable }) => unreadable !== null))
    notes.push({ code: "quality.file_unreadable", values: { file: name } });
  for (const { name, lacks } of tables.filter(({ format, lacks }) => format === null || lacks))
    notes.push({ code: lacks ? `quality.lacks_${lacks}` : "quality.file_unrecognised", values: { file: name } });
  for (const { name, report } of tables) {
    if (!report) continue;
    if (report.negativeAmounts > 0)
      notes.push({ code: "quality.negative_amounts", values: { file: name, n: report.negativeAmounts } });
    for (const total of report.totals.filter(({ closes }) => !closes))
      notes.push({
        code: "quality.totals_disagree",
        values: {
          name: `${name} · ${total.fact}.${total.field}`,
          before: total.file,
          after: total.loaded + total.setAside,
          unit: "count",
        },
      });
  }
  return {
    files: tables.map(({ name, format, by, report }) => {
      const days = (report?.facts ?? []).flatMap(({ first, last }) => (first && last ? [first, last] : [])).sort();
      return {
        name,
        format,
        by,
        rows: report?.rowsRead ?? 0,
        facts: (report?.facts ?? []).map(({ fact, n }) => ({ kind: fact, n })),
        rejected: report?.rowsSetAside ?? 0,
        repeated: (report?.facts ?? []).reduce((n, { replaced, duplicates }) => n + replaced + duplicates, 0),
        replaced: (report?.facts ?? []).reduce((n, { replaced }) => n + replaced, 0),
        matched: null,
        firstDay: (days[0] as Day | undefined) ?? null,
        lastDay: (days.at(-1) as Day | undefined) ?? null,
      };
    }),
    rejects: rejectGroups(
      tables.flatMap(({ report }) => report ?? []),
      rejects,
    ),
    identity: null,
    totals: tables.flatMap(({ name, report }) =>
      (report?.totals ?? []).map(({ fact, field, currency, file, loaded, setAside, closes }) => ({
        ...{ file: name, fact, field, currency },
        ...{ inFile: file, loaded, setAside, closes },
      })),
    ),
    suspicions: [],
    notes,
  };
}

function rejectGroups(reports: readonly Omit<LoadReport, "read">[], rejects: readonly Reject[]): RejectGroup[] {
  return reports.flatMap((report) => {
    const file = report.part === null ? report.name : `${report.name} › ${report.part}`;
    const reasons = new Map<string, number>();
    for (const { reason, n } of report.rejects) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    return [...reasons].map(([reason, rows]) => ({
      file,
      reason,
      rows,
      samples: rejects
        .filter((r) => r.file === file && r.reason === reason)
        .slice(0, SAMPLES_OF_A_REASON)
        .map(({ line, column }) => ({ line, ...(column ? { column } : {}) })),
    }));
  });
}
