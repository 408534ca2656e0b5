import { addDays } from "../base/day.ts";
import type { Figure, Message } from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { OUTCOMES } from "../links/outcome.ts";
import { worthOf } from "../measures/definitions/common.ts";
import { type MeasureContext, PRIVATE_BELOW } from "../measures/measure.ts";
import { OUTCOME_SUMS } from "../panel/customers.ts";
import { partyLabels } from "../panel/labels.ts";
import { BASELINE_DAYS } from "../panel/settings.ts";
import type { Row } from "../store/ports/analytics.ts";
import { join, raw, type Sql, sql } from "../store/sql/sql.ts";
import { partyPages } from "./pages.ts";

/** Parts of the members, from the most engaged on, that the finding tells apart. */
const PARTS = [0.1, 0.25, 0.5, 1] as const;

/**
 * One row a member of the loyalty programme, the most engaged first: by the days of the last year on which they earned or redeemed, then
 * by the points redeemed and earned. `money`: of the last year.
 */
function ranked({ store, info }: MeasureContext): Sql {
  const { day, double, exact } = store.dialect;
  const sum = OUTCOMES.get(worthOf(info) ?? "spend")!.sum!;
  const from = day(addDays(info.asOf!, -BASELINE_DAYS));
  const until = day(info.asOf!);
  const inYear = (what: string) => sql`p.change = '${raw(what)}' and p.day >= ${from} and p.day < ${until}`;
  const points = (what: string) =>
    sql`sum(case when ${inYear(what)} then ${exact(sql`p.points`)} else ${exact(raw("0"))} end)`;
  return sql`
    select m.*, count(*) over () as members,
      row_number() over (order by m.days desc, m.redeemed desc, m.earned desc, m.party) as place
    from (
      select
        e.party as party, e.days as days, ${double(sql`e.earned`)} as earned, ${double(sql`e.redeemed`)} as redeemed, e.last_day as last_day,
        ${double(sql`coalesce(b.money, ${exact(raw("0"))})`)} as money
      from (
        select
          p.party as party,
          count(distinct case when p.change in ('earned', 'redeemed') and p.day >= ${from} and p.day < ${until} then p.day end) as days,
          ${points("earned")} as earned, ${points("redeemed")} as redeemed,
          max(case when p.change in ('earned', 'redeemed') then p.day end) as last_day
        from panel_points p
        where p.party is not null and p.day is not null and p.day < ${until}
        group by p.party
        having sum(case when p.change = 'earned' then 1 else 0 end) > 0
      ) e
      left join (
        select d.party as party, sum(${exact(raw(OUTCOME_SUMS[sum]))}) as money
        from customer_day d
        where d.day >= ${from} and d.day < ${until}
        group by d.party
      ) b on b.party = e.party
    ) m`;
}

/** How much of what members redeem, and of what they bring, comes from the most engaged of them. Null where nobody ever earned a point. */
export async function membersFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { store, info } = context;
  if (info.asOf === null || (info.facts.points ?? 0) === 0) return null;
  const { exact } = store.dialect;
  const within = (share: number) => sql`place <= ceil(${raw(String(share))} * members)`;
  const sums = PARTS.flatMap((share, i) => [
    sql`sum(case when ${within(share)} then 1 else 0 end) as n_${raw(String(i))}`,
    sql`sum(case when ${within(share)} then days else 0 end) as days_${raw(String(i))}`,
    ...["redeemed", "money"].map(
      (column) => sql`sum(case when ${within(share)} then ${exact(raw(column))} end) as ${raw(`${column}_${i}`)}`,
    ),
  ]);
  const query = sql`select ${join(sums)}, sum(case when days = 0 then 1 else 0 end) as idle from (${ranked(context)}) r`;
  const [row] = await store.rows(query);
  context.record("stages.members", query, row ? [row] : []);
  const number = (name: string) => Number(row?.[name] ?? 0);
  const parts = PARTS.map((share, i) => ({
    ...{ share, n: number(`n_${i}`), days: number(`days_${i}`) },
    ...{ redeemed: number(`redeemed_${i}`), money: number(`money_${i}`) },
  }));
  const [tenth, all] = [parts[0]!, parts.at(-1)!];
  if (all.n === 0) return null;
  const bought = worthOf(info);
  const header = {
    ...{ id: "stages.members", definition: "most-engaged-members@1", unit: "share" as const, n: all.n, excluded: [] },
    window: { from: addDays(info.asOf, -BASELINE_DAYS), to: info.asOf, zone: info.zone },
    ...{ grade: "recorded" as const, basis: "observed" as const, query: { id: "stages.members" }, cautions: [] },
  };
  const headline: Figure =
    tenth.n < PRIVATE_BELOW
      ? { ...header, state: "too_few", required: PRIVATE_BELOW / PARTS[0] }
      : all.redeemed > 0
        ? { ...header, state: "estimate", value: tenth.redeemed / all.redeemed, interval: null }
        : { ...header, state: "undefined", why: "empty_base" };
  const values: Message["values"] = {
    ...{ n: all.n, share: all.redeemed > 0 ? tenth.redeemed / all.redeemed : 0 },
    coverage: all.money > 0 ? tenth.money / all.money : 0,
  };
  const isTold = headline.state === "estimate";
  return {
    ...{ schema: 1, kind: "value", id: "stages.members", asOf: info.asOf, dataVersion },
    title: { code: "members.title", values: {} },
    headline,
    verdict: {
      code: !isTold ? "members.untold" : bought !== null && all.money > 0 ? "members.most_with_money" : "members.most",
      values,
    },
    notes: [{ code: "members.idle", values: { n: number("idle"), share: number("idle") / all.n } }],
    figures: {},
    tables: tenth.n < PRIVATE_BELOW ? [] : [partTable(parts, context)],
    charts: [],
    evidence: [{ file: "queries/stages.members.sql", what: "evidence.query" }],
  };
}

function partTable(
  parts: readonly { share: number; n: number; days: number; redeemed: number; money: number }[],
  { info }: MeasureContext,
): Table {
  const column = (id: string, align: "start" | "end" = "end") => ({
    ...{ id, align, title: { code: `members.column.${id}`, values: {} } },
  });
  const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
  const withMoney = worthOf(info) !== null;
  return {
    id: "stages.members",
    title: { code: "members.table", values: {} },
    columns: [
      ...[column("part", "start"), column("members"), column("days"), column("redeemed")],
      ...(withMoney ? [column("money")] : []),
    ],
    rows: parts.map(({ share, n, days, redeemed, money }) => ({
      part: { kind: "message", message: { code: share < 1 ? "next_step.part" : "next_step.all", values: { share } } },
      members: count(n),
      days: { kind: "number", value: days / n, unit: "ratio" },
      redeemed: count(redeemed),
      money: { kind: "number", value: money, unit: "money", ...(info.currency ? { currency: info.currency } : {}) },
    })),
    note: { code: "members.note", values: {} },
  };
}

/** Columns of the list of members, as its header names them; amounts are those of the last year. */
export const MEMBER_COLUMNS = [
  "place",
  "customer",
  "segment",
  "country",
  "active_days",
  "points_earned",
  "points_redeemed",
  "last_active",
  "money_last_year",
] as const;

/** Every member, the most engaged first, a page at a time. */
export async function memberPages(context: MeasureContext): Promise<AsyncGenerator<Row[]>> {
  const { store } = context;
  await store.materialise("value_member_place", ranked(context), ["place"]);
  return partyPages(
    store,
    sql`
      select n.place as place, l.label as customer, s.segment as segment, s.country as country, n.days as active_days,
        n.earned as points_earned, n.redeemed as points_redeemed, n.last_day as last_active, n.money as money_last_year,
        concat('', n.place) as key
      from value_member_place n
      inner join customer_state s on s.party = n.party
      left join (${partyLabels}) l on l.party = n.party
    `,
    "n.place",
  );
}
