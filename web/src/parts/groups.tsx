import type { Figure } from "../../../src/findings/figure.ts";
import { useWords } from "../words.tsx";
import { Scrolling } from "./scrolling.tsx";

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
  const at = (value: number) => (high > low ? ((value - low) / (high - low)) * 100 : 50);
  const how = (row: GroupRow) => ({ unit: row.unit, ...(currency ? { currency } : {}) });
  return (
    <Scrolling title={title}>
      <table className="groups">
        <thead>
          <tr>
            <th scope="col">{texts.capital(texts.word("dimension", by))}</th>
            <th scope="col" className="end">
              {title}
            </th>
            <td className="strip-head" />
            {isFair && (
              <th scope="col" className="end">
                {texts.t("web.groups.expected")}
              </th>
            )}
            <th scope="col" className="end">
              {texts.t("web.groups.n")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const name = row[by] == null ? texts.t("web.groups.unknown") : String(row[by]);
            const { value, interval } = row;
            return (
              <tr key={name}>
                <th scope="row">
                  {open && row[by] != null ? (
                    <button type="button" className="text-button" onClick={() => open(String(row[by]))}>
                      {name}
                      <span className="sr"> {texts.t("web.records.show")}</span>
                    </button>
                  ) : (
                    name
                  )}
                </th>
                <td className="end">
                  {value === null ? (
                    <span className="quiet">{texts.t(`figure.state.${row.state}.short`)}</span>
                  ) : (
                    <>
                      {texts.quantity(value, how(row))}
                      {interval && <span className="range"> {texts.interval(interval, how(row))}</span>}
                    </>
                  )}
                </td>
                <td className="strip">
                  {value !== null && (
                    <svg viewBox="0 0 100 12" preserveAspectRatio="none" focusable="false" aria-hidden="true">
                      {interval && (
                        <line x1={at(interval.low)} x2={at(interval.high)} y1="6" y2="6" className="strip-line" />
                      )}
                      <line x1={at(value)} x2={at(value)} y1="1" y2="11" className="strip-mark" />
                    </svg>
                  )}
                </td>
                {isFair && (
                  <td className="end">{row.expected == null ? "" : texts.quantity(row.expected, how(row))}</td>
                )}
                <td className="end">{texts.number(row.n)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrolling>
  );
}
