import type { Figure } from "../../../src/findings/figure.ts";
import { useWords } from "../words.tsx";
import { Table } from "./table.tsx";

/** One group of a measure, flat, as the server gives it. */
export type GroupRow = Record<string, unknown> & {
  state: Figure["state"];
  value: number | null;
  interval: { low: number; high: number; level: number } | null;
  n: number;
  unit: Figure["unit"];
  expected?: number | null;
  verdict?: string;
};

/** Families of texts that name the groups of a cut whose groups are codes; all other groups bear the names of the data. */
const WORDED: Readonly<Record<string, string>> = { standing: "band", known_from: "known_from" };

/** Groups side by side: value with interval on one scale, n, and what is expected at equal case mix where that was asked. */
export function Groups({
  rows,
  by,
  currency,
  title,
  open,
}: {
  rows: readonly GroupRow[];
  by: string;
  currency: string | undefined;
  title: string;
  /** Shows the records of a group; undefined for whoever may not see them. */
  open: ((group: string) => void) | undefined;
}) {
  const texts = useWords();
  if (rows.length === 0) return <p className="empty">{texts.t("web.measure.no_groups")}</p>;
  const isFair = rows.some(({ verdict }) => verdict !== undefined);
  const bounds = rows.flatMap(({ value, interval }) => [value, interval?.low, interval?.high].filter((x) => x != null));
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  const nameOf = (row: GroupRow) =>
    row[by] == null
      ? texts.t("web.groups.unknown")
      : WORDED[by] === undefined
        ? String(row[by])
        : texts.word(WORDED[by], String(row[by]));
  const how = (row: GroupRow) => ({ unit: row.unit, ...(currency ? { currency } : {}) });
  return (
    <Table
      title={title}
      className="groups"
      rows={rows}
      keyOf={nameOf}
      columns={[
        {
          ...{ name: texts.capital(texts.word("dimension", by)), isHead: true },
          cell: (row) =>
            open && row[by] != null ? (
              <button type="button" className="text-button" onClick={() => open(String(row[by]))}>
                {nameOf(row)}
                <span className="sr"> {texts.t("web.records.show")}</span>
              </button>
            ) : (
              nameOf(row)
            ),
        },
        {
          ...{ name: title, isEnd: true },
          cell: (row) =>
            row.value === null ? (
              <span className="quiet">{texts.t(`figure.state.${row.state}.short`)}</span>
            ) : (
              <>
                {texts.quantity(row.value, how(row))}
                {row.interval && <span className="range"> {texts.interval(row.interval, how(row))}</span>}
              </>
            ),
        },
        { name: "", className: "strip", cell: (row) => <Strip row={row} low={low} high={high} /> },
        ...(isFair
          ? [
              {
                ...{ name: texts.t("web.groups.expected"), isEnd: true },
                cell: (row: GroupRow) => (row.expected == null ? "" : texts.quantity(row.expected, how(row))),
              },
            ]
          : []),
        { name: texts.t("web.groups.n"), isEnd: true, cell: ({ n }) => texts.number(n) },
      ]}
    />
  );
}

/** A value with its interval on the scale of all groups. */
function Strip({ row: { value, interval }, low, high }: { row: GroupRow; low: number; high: number }) {
  if (value === null) return null;
  const at = (x: number) => (high > low ? ((x - low) / (high - low)) * 100 : 50);
  return (
    <svg viewBox="0 0 100 12" preserveAspectRatio="none" focusable="false" aria-hidden="true">
      {interval && <line x1={at(interval.low)} x2={at(interval.high)} y1="6" y2="6" className="strip-line" />}
      <line x1={at(value)} x2={at(value)} y1="1" y2="11" className="strip-mark" />
    </svg>
  );
}
