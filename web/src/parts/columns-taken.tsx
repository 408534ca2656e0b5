import type { ReactNode } from "react";
import type { ImportTable } from "../server/types.ts";
import { useWords } from "../words.tsx";
import { Table } from "./table.tsx";

/** Rows that are enough to see what a column holds. */
const ROWS = 3;

/** The columns of a table that was brought, what stands in them, and what each becomes: to be chosen from `choices`. */
export function ColumnsTaken({
  table,
  meaningOf,
  choose,
  choices,
}: {
  table: ImportTable;
  meaningOf(column: string): string;
  choose(column: string, value: string): void;
  /** Options of a column. */
  choices(column: string): ReactNode;
}) {
  const texts = useWords();
  const becomes = texts.t("web.data.becomes");
  return (
    <Table
      title={table.table}
      rows={table.columns.map((column, index) => ({ column, index }))}
      keyOf={({ column }) => column}
      columns={[
        { name: texts.t("web.data.column"), isHead: true, cell: ({ column }) => column },
        {
          ...{ name: texts.t("web.data.first_rows"), className: "quiet" },
          cell: ({ index }) =>
            table.rows
              .slice(0, ROWS)
              .map((row) => row[index] ?? "")
              .join(" · "),
        },
        {
          name: becomes,
          cell: ({ column }) => (
            <select
              aria-label={`${column}: ${becomes}`}
              value={meaningOf(column)}
              onChange={({ target }) => choose(column, target.value)}
            >
              {choices(column)}
            </select>
          ),
        },
      ]}
    />
  );
}
