import type { ReactNode } from "react";
import { useWords } from "../words.tsx";

export interface Column<Row> {
  /** What stands above it; nothing where the cells speak for themselves. */
  name: string;
  cell(row: Row): ReactNode;
  /** What each row is about. */
  isHead?: boolean;
  /** Figures stand at the end of their cells, one under another. */
  isEnd?: boolean;
  className?: string;
}

/** A table in a frame of its own, in which a wide one scrolls, and which the keyboard can reach. */
export function Table<Row>({
  title,
  columns,
  rows,
  keyOf,
  rowOf,
  className,
}: {
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row, index: number): string | number;
  /** What is particular about a row as a whole. */
  rowOf?(row: Row): { className?: string | undefined; "aria-current"?: true | undefined };
  className?: string;
}) {
  const texts = useWords();
  const classOf = ({ isEnd, className: own }: Column<Row>) =>
    [isEnd && "end", own].filter(Boolean).join(" ") || undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll the table
    <section className="scroll" tabIndex={0} aria-label={texts.t("report.table.region", { text: title })}>
      <table className={className}>
        <thead>
          <tr>
            {columns.map((column, index) =>
              column.name === "" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
                <td key={index} className={classOf(column)} />
              ) : (
                <th key={column.name} scope="col" className={classOf(column)}>
                  {column.name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)} {...rowOf?.(row)}>
              {columns.map((column, at) =>
                column.isHead ? (
                  <th key={column.name} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
                  <td key={at} className={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
