import type { FindingsAnswer } from "../app/server/findings.ts";
import type { Answered } from "../app/server/live-company.ts";
import type { Finding } from "../findings/finding.ts";
import type { Served } from "./route.ts";

export const freshnessOf = ({ dataVersion, computedAt, tookMilliseconds }: Answered<unknown>) => ({
  ...{ dataVersion, computedAt: computedAt.toISOString(), tookMilliseconds },
});

/** The queries that the findings refer to; the others made figures that are not among them. */
function queriesFor(items: readonly Finding[], queries: Readonly<Record<string, string>>): Record<string, string> {
  const named = new Set(
    items.flatMap(({ headline, figures }) => [headline, ...Object.values(figures)].map(({ query }) => query?.id)),
  );
  return Object.fromEntries(Object.entries(queries).filter(([id]) => named.has(id)));
}

/** Findings as they go out; that somebody is shown them is noted where studies are declared. */
export function told({ live, studies }: Served, answered: Answered<FindingsAnswer>) {
  const { items, queries } = answered.value;
  studies.shown(items, answered.dataVersion);
  return { freshness: freshnessOf(answered), words: live.words, items, queries: queriesFor(items, queries) };
}

/** The same of one finding. */
export function toldOne(served: Served, answered: Answered<FindingsAnswer>) {
  const { items, ...rest } = told(served, answered);
  return { ...rest, finding: items[0]! };
}
