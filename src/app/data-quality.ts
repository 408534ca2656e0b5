import type { Day } from "../base/day.ts";
import type { Message } from "../findings/figure.ts";
import type { LoadReport } from "../ingest/load.ts";
import type { DataQuality, RejectGroup } from "../report/report-input.ts";
import { tableName } from "../sources/recognise.ts";
import type { RecognisedFiles, RecognisedTable } from "./recognise-files.ts";
import type { Reject } from "./request.ts";

const SAMPLES_OF_A_REASON = 3;

/** What a reader must know about the data: what each file was taken for, what was set aside, what does not add up. */
export function qualityOf(
  tables: readonly RecognisedTable[],
  unreadable: RecognisedFiles["unreadable"],
  reports: ReadonlyMap<RecognisedTable, LoadReport>,
  rejects: readonly Reject[],
): DataQuality {
  const notes: Message[] = [];
  for (const { file } of unreadable) notes.push({ code: "quality.file_unreadable", values: { file: file.name } });
  for (const { sample, recognition } of tables)
    if (!recognition.winner) notes.push({ code: "quality.file_unrecognised", values: { file: tableName(sample) } });
  for (const [{ sample }, report] of reports) {
    if (report.negativeAmounts > 0)
      notes.push({ code: "quality.negative_amounts", values: { file: tableName(sample), n: report.negativeAmounts } });
    for (const total of report.totals.filter(({ closes }) => !closes))
      notes.push({
        code: "quality.totals_disagree",
        values: {
          name: `${tableName(sample)} · ${total.fact}.${total.field}`,
          before: total.file,
          after: total.loaded + total.setAside,
          unit: "count",
        },
      });
  }
  return {
    files: tables.map((table) => {
      const report = reports.get(table);
      const days = (report?.facts ?? []).flatMap(({ first, last }) => (first && last ? [first, last] : [])).sort();
      return {
        name: tableName(table.sample),
        format: table.recognition.winner?.format ?? null,
        by: table.recognition.by,
        rows: report?.rowsRead ?? 0,
        facts: (report?.facts ?? []).map(({ fact, n }) => ({ kind: fact, n })),
        rejected: report?.rowsSetAside ?? 0,
        repeated: (report?.facts ?? []).reduce((n, { replaced, duplicates }) => n + replaced + duplicates, 0),
        firstDay: (days[0] as Day | undefined) ?? null,
        lastDay: (days.at(-1) as Day | undefined) ?? null,
      };
    }),
    rejects: rejectGroups([...reports.values()], rejects),
    identity: null,
    notes,
  };
}

function rejectGroups(reports: readonly LoadReport[], rejects: readonly Reject[]): RejectGroup[] {
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
