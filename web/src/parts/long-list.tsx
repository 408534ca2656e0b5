import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { get, type Query } from "../server/api.ts";

const ROW = 52;
const PAGE = 100;
/** Browsers draw no element higher than some 30 million pixels: a longer list scrolls by more than a row a row. */
const HIGHEST = 12_000_000;

interface PageOf<T> {
  items: T[];
  total: number;
}

/** A list of any length: only what can be seen is asked for and drawn, and any place of it is a jump away. */
export function LongList<T>({
  path,
  query,
  total,
  label,
  head,
  row,
}: {
  path: string;
  query: Query;
  total: number;
  label: string;
  head: ReactNode;
  row(item: T): ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, shown: 20 });
  const full = total * ROW;
  const height = Math.min(full, HIGHEST);
  const asked = JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    frame.current?.scrollTo(0, 0);
    setSeen(({ shown }) => ({ first: 0, shown }));
  }, [asked]);
  const look = () => {
    const { current } = frame;
    if (!current) return;
    const { scrollTop, clientHeight } = current;
    const shown = Math.ceil(clientHeight / ROW) + 1;
    const way = height > clientHeight ? scrollTop / (height - clientHeight) : 0;
    const first = height < full ? Math.round(way * Math.max(0, total - shown + 1)) : Math.floor(scrollTop / ROW);
    setSeen({ first: Math.min(first, Math.max(0, total - 1)), shown });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the frame is measured when it is there
  useEffect(look, [total]);
  const last = Math.min(total, seen.first + seen.shown);
  const pages = [...new Set([Math.floor(seen.first / PAGE), Math.floor(Math.max(0, last - 1) / PAGE)])];
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: [path, query, "page", page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        get<PageOf<T>>(path, { ...query, limit: PAGE, offset: page * PAGE }, signal),
      placeholderData: keepPreviousData,
    })),
  });
  const itemAt = (index: number): T | undefined => {
    const at = pages.indexOf(Math.floor(index / PAGE));
    const answer = answers[at];
    return answer && !answer.isPlaceholderData ? answer.data?.items[index % PAGE] : undefined;
  };
  const top = height < full ? (frame.current?.scrollTop ?? 0) : seen.first * ROW;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot be drawn a part at a time
    <div role="table" aria-label={label} aria-rowcount={total + 1} className="long">
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a head of columns is no control */}
      <div role="row" className="long-head" aria-rowindex={1}>
        {head}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll the list */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" ref={frame} className="long-frame" onScroll={look} tabIndex={0} aria-label={label}>
        <div style={{ height }} className="long-room" role="presentation">
          <div style={{ transform: `translateY(${top}px)` }} role="presentation">
            {Array.from({ length: Math.max(0, last - seen.first) }, (_, offset) => {
              const index = seen.first + offset;
              const item = itemAt(index);
              return (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: the way in it is the control
                <div role="row" key={index} aria-rowindex={index + 2} className="long-row" style={{ height: ROW }}>
                  {item ? (
                    row(item)
                  ) : (
                    <Cell className="cell-customer">
                      <i className="bone" />
                    </Cell>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** A cell of a long list's row. */
export const Cell = ({ className, children }: { className: string; children?: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: a table cannot be drawn a part at a time
  <span role="cell" className={className}>
    {children}
  </span>
);

/** The name of a column of a long list. */
export const ColumnHead = ({ className, children }: { className: string; children?: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: a table cannot be drawn a part at a time
  // biome-ignore lint/a11y/useFocusableInteractive: it does not sort by itself
  <span role="columnheader" className={className}>
    {children}
  </span>
);
