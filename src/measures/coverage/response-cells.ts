import type { AskBasis } from "../../panel/asks.ts";
import type { Analytics, Row } from "../../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../../store/sql/sql.ts";
import type { MeasureDefinition } from "../definition.ts";
import { termsOf } from "../reduce.ts";

/** What is known of everybody before the ask and has a size. */
export const COVARIATES = ["tenure", "orders", "value", "contacts"] as const;
export type Covariate = (typeof COVARIATES)[number];

/** What weights are matched on, each in bands or groups. */
export const MARGINS = ["value", "tenure", "contacts", "segment", "country"] as const;
export type Margin = (typeof MARGINS)[number];

/** Largest groups of a segment or country that keep their name. */
const GROUPS_KEPT = 8;
const SHARES = [0.2, 0.4, 0.6, 0.8] as const;
const CONTACT_BANDS = 3;

/** Those who are alike in everything that weights are matched on. */
export interface ResponseCell {
  groups: Record<Margin, string>;
  asked: number;
  answered: number;
  /** Of those who answered: the score's contributions, their squares, and sums of what is known. */
  sum: number;
  sumOfSquares: number;
  sums: Record<Covariate, number>;
}

/** Sums over everybody asked. */
export interface AskedSums {
  asked: number;
  answered: number;
  sum: Record<Covariate, number>;
  sumOfSquares: Record<Covariate, number>;
}

export interface Responses {
  basis: AskBasis;
  all: AskedSums;
  cells: ResponseCell[];
}

/** Reads the asks of one measure, which stand in `table`, down to cells. `value` is the column of what a customer brought. */
export async function responseCells(
  store: Analytics,
  measure: MeasureDefinition,
  ask: { table: string; basis: AskBasis; value: "margin" | "revenue" | null },
  record: (id: string, query: Sql, rows: readonly Row[]) => void,
): Promise<Responses> {
  const { dialect } = store;
  const from = raw(ask.table);
  const column = (covariate: Covariate) => raw(covariate === "value" ? (ask.value ?? "0.0") : covariate);
  const rowsOf = async (name: string, query: Sql) => {
    const rows = await store.rows(query);
    record(`coverage.nonresponse.${measure.id}.${name}`, query, rows);
    return rows;
  };
  const cut = (name: Covariate) =>
    SHARES.map(
      (share, i) =>
        sql`${dialect.quantile(sql`case when ${column(name)} > 0 then ${dialect.double(column(name))} end`, share)} as ${raw(`${name}_${i}`)}`,
    );
  const exact = (covariate: Covariate) => dialect.exact(column(covariate));
  const [whole] = await rowsOf(
    "asked",
    sql`
      select count(*) as asked, sum(answered) as answered,
        ${join(COVARIATES.flatMap((c) => [sql`sum(${exact(c)}) as ${raw(`s_${c}`)}`, sql`sum(${exact(c)} * ${exact(c)}) as ${raw(`ss_${c}`)}`]))},
        ${join([...cut("value"), ...cut("tenure")])}
      from ${from} r
    `,
  );
  const groups = await rowsOf(
    "groups",
    sql`
      select margin, name, count(*) as n
      from (
        select 'segment' as margin, coalesce(segment, '') as name from ${from}
        union all
        select 'country' as margin, coalesce(country, '') as name from ${from}
      ) g
      group by margin, name
      order by margin, n desc, name
    `,
  );
  const band = (name: "value" | "tenure"): Sql => {
    const bounds = SHARES.map((_, i) => whole?.[`${name}_${i}`]).filter((b) => b !== null && b !== undefined);
    const above = [...new Set(bounds.map(Number))].map(
      (bound, i) => sql`when ${column(name)} <= ${bound} then ${literal(String(i + 1))}`,
    );
    return sql`case when ${column(name)} <= 0 then '0' ${join(above, " ")} else '9' end`;
  };
  const named = (name: "segment" | "country"): Sql => {
    const kept = groups.filter(({ margin }) => margin === name).slice(0, GROUPS_KEPT);
    if (kept.length === 0) return literal("");
    return sql`case when coalesce(${raw(name)}, '') in (${join(kept.map((g) => literal(String(g.name))))}) then coalesce(${raw(name)}, '') else '…' end`;
  };
  const contacts = sql`case ${join(
    Array.from({ length: CONTACT_BANDS }, (_, i) => sql`when contacts <= ${i} then ${literal(String(i))}`),
    " ",
  )} else ${literal(String(CONTACT_BANDS))} end`;
  const { a } = termsOf(measure.family, dialect);
  const said = (value: Sql) => sql`sum(case when answered = 1 then ${value} else 0 end)`;
  const cells = await rowsOf(
    "cells",
    sql`
      with coded as (
        select r.*, ${a} as a, ${band("value")} as g_value, ${band("tenure")} as g_tenure, ${contacts} as g_contacts,
          ${named("segment")} as g_segment, ${named("country")} as g_country
        from ${from} r
      )
      select g_value, g_tenure, g_contacts, g_segment, g_country,
        count(*) as asked, sum(answered) as answered, ${said(raw("a"))} as s, ${said(raw("a * a"))} as ss,
        ${join(COVARIATES.map((c) => sql`sum(case when answered = 1 then ${exact(c)} else ${dialect.exact(raw("0"))} end) as ${raw(`s_${c}`)}`))}
      from coded
      group by g_value, g_tenure, g_contacts, g_segment, g_country
      order by g_value, g_tenure, g_contacts, g_segment, g_country
    `,
  );
  return {
    basis: ask.basis,
    all: {
      asked: Number(whole?.asked ?? 0),
      answered: Number(whole?.answered ?? 0),
      sum: sumsOf(whole, "s_"),
      sumOfSquares: sumsOf(whole, "ss_"),
    },
    cells: cells.map((row) => ({
      groups: Object.fromEntries(MARGINS.map((m) => [m, String(row[`g_${m}`])])) as Record<Margin, string>,
      asked: Number(row.asked),
      answered: Number(row.answered),
      sum: Number(row.s),
      sumOfSquares: Number(row.ss),
      sums: sumsOf(row, "s_"),
    })),
  };
}

const sumsOf = (row: Row | undefined, prefix: string): Record<Covariate, number> =>
  Object.fromEntries(COVARIATES.map((c) => [c, Number(row?.[`${prefix}${c}`] ?? 0)])) as Record<Covariate, number>;
