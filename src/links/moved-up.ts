import { type Instrument, THIRDS } from "../facts/instruments.ts";
import type { Figure, FigureHeader, Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { base, worthOf } from "../measures/definitions/common.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Row } from "../store/ports/analytics.ts";
import { join, literal, raw, type Sql, sql } from "../store/sql/sql.ts";
import { bandSums, dividedOf, momentRows, readBandSums } from "./band-sums.ts";
import { BAND_MINIMUM, bandEstimate, contrast } from "./contrast.ts";
import { differenceCell } from "./difference-cell.ts";
import { chooseHorizons } from "./horizon.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { recoverySteps } from "./recovery-steps.ts";
import { shareCell, shareOf } from "./share-cell.ts";
import { sinceListed } from "./since-listed.ts";

/** Quartiles of the days between the low answer and the better one. */
const QUARTILES = { first: 0.25, median: 0.5, third: 0.75 } as const;

/**
 * What became of those who once stood on the lowest band of a score: how many answered again, on which band the next answer lay and
 * after how long, and what those who had moved up brought after that answer against those who had not. Each customer counts once,
 * from the first such answer on. Null where nobody stood there.
 */
export async function movedUpFinding(
  context: MeasureContext,
  experience: string,
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info } = context;
  const bands = (info.instruments[experience]?.bands ?? THIRDS) as Instrument["bands"];
  const lowest = bands[0]!.code;
  const low = firstLow(experience, lowest);
  const query = fates(low, bands.slice(1), context);
  const rows = await store.rows(query);
  context.record(`worth.moved-up.${experience}`, query, rows);
  const of = (fate: string) => rows.find((row) => row.fate === fate);
  const count = (fate: string) => Number(of(fate)?.n ?? 0);
  const [silent, still, up] = [count("silent"), count("still"), count("up")];
  const all = silent + still + up;
  if (all === 0) return null;
  const again = still + up;
  const header: FigureHeader = {
    ...{ id: `worth.moved-up:${experience}`, definition: "moved-up@1", unit: "share" },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ grade: "recorded", basis: "observed", n: again, excluded: [], cautions: [] },
    query: { id: `worth.moved-up.${experience}` },
  };
  const headline: Figure =
    again < base.minimum
      ? { ...header, state: "too_few", required: base.minimum }
      : { ...header, state: "estimate", ...shareOf(up, again) };
  const values: Message["values"] = {
    ...{ experience, lowBand: lowest, n: all, total_n: again, share: again > 0 ? up / again : 0 },
  };
  const steps = await recoverySteps(context, { experience, low, lowest });
  const since = await sinceListed(context, experience, bands);
  const after = again === 0 ? null : await afterwards(context, { experience, low, lowest });
  return {
    schema: 1,
    kind: "worth",
    id: `worth.moved-up.${experience}`,
    asOf: info.asOf,
    dataVersion,
    title: { code: "moved_up.title", values },
    headline,
    verdict: { code: again < base.minimum ? "moved_up.too_few" : "moved_up.share", values },
    notes: again < base.minimum ? [] : [...daysNote(of("up"), up), { code: "moved_up.chance", values: {} }],
    figures: {},
    tables: [
      fateTable(
        experience,
        {
          all,
          again,
          still,
          next: bands.slice(1).map(({ code }, i) => ({ code, n: Number(of("up")?.[`n_${i}`] ?? 0) })),
        },
        lowest,
      ),
      ...(steps ? [steps] : []),
      ...(since ? [since] : []),
      ...(after ? [after] : []),
    ],
    charts: [],
    evidence: [{ file: `queries/worth.moved-up.${experience}.sql`, what: "evidence.query" }],
  };
}

/** The first answer of each customer on the lowest band, with the next answer to the same score. */
const firstLow = (experience: string, lowest: string): Sql => sql`
      select * from (
        select s.*, row_number() over (partition by s.party order by s.day, s.id) as place
        from (
          select
            party, id, day, a.at as at, band,
            lead(id) over (partition by party order by day, id) as next_id,
            lead(band) over (partition by party order by day, id) as next_band,
            lead(day) over (partition by party order by day, id) as next_day
          from panel_answer a
          where instrument = ${literal(experience)} and state = 'valid' and band is not null and party is not null and day is not null
        ) s
        where s.band = ${literal(lowest)}
      ) l
      where l.place = 1`;

const fateOf = (lowest: Sql): Sql =>
  sql`case when l.next_band is null then 'silent' when l.next_band = ${lowest} then 'still' else 'up' end`;

function fates(low: Sql, higher: readonly { code: string }[], { store: { dialect } }: MeasureContext): Sql {
  const days = dialect.double(dialect.daysBetween(sql`f.day`, sql`f.next_day`));
  return sql`
    select
      f.fate as fate, count(*) as n,
      ${join(higher.map(({ code }, i) => sql`sum(case when f.next_band = ${literal(code)} then 1 else 0 end) as ${raw(`n_${i}`)}`))},
      ${join(Object.entries(QUARTILES).map(([name, share]) => sql`${dialect.quantile(days, share)} as ${raw(`days_${name}`)}`))}
    from (select l.*, ${fateOf(sql`l.band`)} as fate from (${low}) l) f
    group by f.fate
    order by f.fate
  `;
}

/** How long it took those who moved up. */
function daysNote(row: Row | undefined, n: number): Message[] {
  if (row === undefined || n < base.minimum) return [];
  const days = (name: keyof typeof QUARTILES) => Number(row[`days_${name}`]);
  return [
    {
      code: "moved_up.days",
      values: { unit: "days", value: days("median"), low: days("first"), high: days("third"), n },
    },
  ];
}

interface Fates {
  all: number;
  again: number;
  still: number;
  next: readonly { code: string; n: number }[];
}

function fateTable(experience: string, { all, again, still, next }: Fates, lowest: string): Table {
  const row = (label: Message, n: number, of: number): Table["rows"][number] => ({
    what: { kind: "label", label },
    customers: { kind: "number", value: n, unit: "count" },
    share: shareCell(n, of),
  });
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `moved_up.column.${id}`, values: {} } },
  });
  return {
    id: `worth.moved-up.${experience}`,
    title: { code: "moved_up.table", values: {} },
    columns: [column("what", "start"), column("customers"), column("share")],
    rows: [
      row({ code: "moved_up.again", values: {} }, again, all),
      ...[{ code: lowest, n: still }, ...next].map(({ code, n }) =>
        row({ code: "moved_up.next", values: { band: code } }, n, again),
      ),
    ],
    note: { code: "moved_up.note", values: {} },
  };
}

/** What came after the next answer: of those who had moved up, and of those who had not. */
async function afterwards(
  context: MeasureContext,
  { experience, low, lowest }: { experience: string; low: Sql; lowest: string },
): Promise<Table | null> {
  const { store, info } = context;
  const outcomes = [worthOf(info) ?? "spend", "churn"]
    .map((id) => OUTCOMES.get(id)!)
    .filter(({ needs }) => needs.some((kind) => (info.facts[kind] ?? 0) > 0));
  const choices = await chooseHorizons(store, experience, outcomes, null);
  const columns = outcomes.flatMap((outcome, i) => {
    const horizon = choices[i]?.horizon ?? null;
    return horizon === null ? [] : [{ outcome, horizon }];
  });
  if (columns.length === 0) return null;
  const divided = dividedOf(columns);
  const numbers = divided.flatMap((isDivided, i) => [
    `u.y_${i} as y_${i}`,
    ...(isDivided ? [`u.x_${i} as x_${i}`] : []),
  ]);
  const units = sql`
      select u.id as id, u.party as party, ${fateOf(literal(lowest))} as band, ${raw(numbers.join(", "))}
      from (${momentRows(experience, columns, store.dialect)}) u
      inner join (${low}) l on l.next_id = u.id`;
  const query = bandSums(units, divided, store.dialect);
  const rows = await store.rows(query);
  context.record(`worth.moved-up.${experience}.after`, query, rows);
  const side = (fate: string, i: number) => {
    const row = rows.find(({ band }) => band === fate);
    return row ? bandEstimate(readBandSums(row, i), columns[i]!.outcome.unit) : null;
  };
  const unitOf = ({ unit }: Outcome) => ({
    unit,
    ...(unit === "money_per_customer" && info.currency ? { currency: info.currency } : {}),
  });
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `moved_up.column.${id}`, values: {} } },
  });
  return {
    id: `worth.moved-up.${experience}.after`,
    title: { code: "moved_up.after.table", values: {} },
    columns: [column("outcome", "start"), ...["up", "up_n", "still", "still_n", "difference"].map((id) => column(id))],
    rows: columns.map(({ outcome, horizon }, i) => {
      const [up, still] = [side("up", i), side("still", i)];
      const enough = up && still && up.n >= BAND_MINIMUM && still.n >= BAND_MINIMUM;
      const value = (found: typeof up): TableCell =>
        found && found.n >= base.minimum
          ? { kind: "number", value: found.mean, interval: found.interval, ...unitOf(outcome) }
          : {
              kind: "message",
              message: { code: "figure.state.too_few.short", values: { n: found?.n ?? 0, required: base.minimum } },
            };
      const n = (found: typeof up): TableCell => ({ kind: "number", value: found?.n ?? 0, unit: "count" });
      return {
        outcome: {
          kind: "message",
          message: { code: "moved_up.outcome", values: { outcome: outcome.id, horizonDays: horizon } },
        },
        ...{ up: value(up), up_n: n(up), still: value(still), still_n: n(still) },
        difference: differenceCell(enough ? contrast(up, still) : null, unitOf(outcome)),
      };
    }),
    note: { code: "moved_up.after.note", values: { required: BAND_MINIMUM } },
  };
}
