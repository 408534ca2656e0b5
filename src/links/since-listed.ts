import { addDays } from "../base/day.ts";
import type { Instrument } from "../facts/instruments.ts";
import type { Table } from "../findings/finding.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { HORIZONS } from "../panel/settings.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { shareCell } from "./share-cell.ts";

/**
 * What became of the list of those below the best band as it stood a year, half a year and a quarter before the end: how many have
 * answered again since, how many of these stand on the best band by their latest answer, and how many have left. Null where nobody stood on it.
 */
export async function sinceListed(
  context: MeasureContext,
  experience: string,
  bands: Instrument["bands"],
): Promise<Table | null> {
  const { store, info } = context;
  if (info.asOf === null) return null;
  const query = listedSums(context, experience, bands.at(-1)!.code);
  const rows = await store.rows(query);
  context.record(`worth.moved-up.${experience}.listed`, query, rows);
  const found = HORIZONS.flatMap((days) =>
    bands.slice(0, -1).flatMap(({ code }) => {
      const row = rows.find((each) => Number(each.days) === days && each.band === code);
      return row ? [{ days, band: code, row }] : [];
    }),
  );
  if (found.length === 0) return null;
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `since_listed.column.${id}`, values: { band: bands.at(-1)!.code } } },
  });
  return {
    id: `worth.moved-up.${experience}.listed`,
    title: { code: "since_listed.table", values: {} },
    columns: [
      ...[column("listed", "start"), column("band", "start"), column("customers")],
      ...["again", "best", "best_n", "left"].map((id) => column(id)),
    ],
    rows: found.map(({ days, band, row }) => {
      const [n, again, best, left] = ["n", "again", "best", "left_since"].map((name) => Number(row[name])) as [
        number,
        number,
        number,
        number,
      ];
      return {
        listed: {
          kind: "message",
          message: { code: "since_listed.on", values: { day: addDays(info.asOf!, -days), horizonDays: days } },
        },
        band: { kind: "label", label: { code: `band.${band}`, values: {} } },
        customers: { kind: "number", value: n, unit: "count" },
        again: shareCell(again, n),
        best: shareCell(best, again),
        best_n: { kind: "number", value: best, unit: "count" },
        left: shareCell(left, n),
      };
    }),
    note: { code: "since_listed.note", values: { band: bands.at(-1)!.code } },
  };
}

function listedSums({ store: { dialect }, info }: MeasureContext, experience: string, best: string): Sql {
  const marks = join(
    HORIZONS.map(
      (days) => sql`select ${raw(String(days))} as days, ${dialect.day(addDays(info.asOf!, -days))} as on_day`,
    ),
    " union all ",
  );
  const answers = sql`
      select k.days as days, k.on_day as on_day, a.party as party, a.day as day, a.id as id, a.band as band
      from panel_answer a
      cross join (${marks}) k
      where a.instrument = ${literal(experience)} and a.state = 'valid' and a.band is not null and a.party is not null and a.day is not null`;
  return sql`
    with answered as (${answers}),
    stood as (
      select days, on_day, party, band, row_number() over (partition by days, party order by day desc, id desc) as newest_first
      from answered
      where day < on_day
    ),
    later as (
      select days, party, band, row_number() over (partition by days, party order by day desc, id desc) as newest_first
      from answered
      where day >= on_day
    ),
    there as (
      select s.days as days, s.party as party, s.band as band, max(case when p.to_day > ${dialect.day(info.asOf!)} then 1 else 0 end) as still
      from stood s
      inner join panel_spell p on p.party = s.party and p.from_day <= s.on_day
      where s.newest_first = 1 and s.band <> ${literal(best)}
      group by s.days, s.party, s.band
      having max(case when p.to_day > s.on_day then 1 else 0 end) = 1
    )
    select
      t.days as days, t.band as band, count(*) as n,
      sum(case when l.band is not null then 1 else 0 end) as again,
      sum(case when l.band = ${literal(best)} then 1 else 0 end) as best,
      sum(1 - t.still) as left_since
    from there t
    left join (select days, party, band from later where newest_first = 1) l on l.days = t.days and l.party = t.party
    group by t.days, t.band
    order by days, band
  `;
}
