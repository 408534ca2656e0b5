import type { Period } from "../../base/period.ts";
import { DELAYS, delayBand } from "../../panel/delays.ts";
import type { Row } from "../../store/ports/analytics.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { RatioSums } from "../reduce.ts";
import { inWindow } from "../window.ts";

/** From what is asked about to the request, and from the request to the answer. */
export const DELAY_KINDS = ["request", "answer"] as const;
export type DelayKind = (typeof DELAY_KINDS)[number];

/** Invitations whose delay is known, by its band: sums over the people who were asked, one row a delay. */
export function delaySums(window: Period, dialect: Dialect): Sql {
  const counts = DELAYS.map(
    ([code], i) => sql`sum(case when band = ${literal(code)} then 1 else 0 end) as ${raw(`n_${i}`)}`,
  );
  const sums = DELAYS.flatMap((_, i) => [
    sql`sum(${raw(`n_${i}`)}) as ${raw(`a_${i}`)}`,
    sql`sum(${raw(`n_${i} * n_${i}`)}) as ${raw(`aa_${i}`)}`,
    sql`sum(${raw(`n_${i}`)} * n) as ${raw(`ab_${i}`)}`,
  ]);
  const asked = DELAY_KINDS.map(
    (kind) => sql`
      select ${literal(kind)} as kind, coalesce(party, id) as person, ${delayBand(raw(`${kind}_days`))} as band
      from panel_invitation
      where asked = 1 and ${raw(`${kind}_days`)} is not null and ${inWindow(raw("day"), window, dialect)}`,
  );
  return sql`
    with waited as (${join(asked, "\n      union all")}
    ),
    by_person as (
      select kind, person, count(*) as n, ${join(counts)}
      from waited
      group by kind, person
    )
    select kind, count(*) as clusters, sum(n) as n, sum(n * n) as bb, ${join(sums)}
    from by_person
    group by kind
    order by kind
  `;
}

/** By delay, the sums of each band in their order. */
export const readDelaySums = (rows: readonly Row[]): Map<DelayKind, { code: string; sums: RatioSums }[]> =>
  new Map(
    rows.map((row) => {
      const number = (key: string) => Number(row[key]);
      const bands = DELAYS.map(([code], i) => ({
        code,
        sums: {
          ...{ n: number("n"), clusters: number("clusters"), a: number(`a_${i}`), b: number("n") },
          ...{ aa: number(`aa_${i}`), bb: number("bb"), ab: number(`ab_${i}`) },
        },
      }));
      return [row.kind as DelayKind, bands];
    }),
  );
