import type { Message } from "../../findings/figure.ts";
import type { Finding, TableCell } from "../../findings/finding.ts";
import { BAND_MINIMUM } from "../../links/contrast.ts";
import { chooseHorizons } from "../../links/horizon.ts";
import { OUTCOMES } from "../../links/outcome.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { SELF_SERVICE_KNOWN, selfServiceIssues } from "../../panel/self-service.ts";
import { raw, sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, LEVEL, labelCell, shareCell, shareInterval } from "../cells.ts";
import { header, shell } from "../shell.ts";

const SCORE = "nps";

/** What customers of one band did, by the last answer of each whose days are all known. */
export interface SaidAndDone {
  band: string;
  customers: number;
  /** Who had brought somebody in the year before the answer, and who did in the days after it. */
  before: number;
  after: number;
  /** People they brought in the days after. */
  brought: number;
  /** Issues of the days after of which it is known who handled them, and those that nobody had to. */
  issues: number;
  alone: number;
  /** Issues of the days after that began with a machine, of which it is known who came next, and those that no agent had to follow. */
  begun: number;
  deflected: number;
}

/** Recommendation as it was said and as it was done, and who solved what without an agent; null where no referral is on record. */
export async function saidAndDone(context: MeasureContext): Promise<{ days: number; rows: SaidAndDone[] } | null> {
  const { store, info, record } = context;
  if ((info.facts.referral ?? 0) === 0) return null;
  const outcome = OUTCOMES.get("referrals")!;
  const [choice] = await chooseHorizons(store, SCORE, [outcome], null);
  const days = choice?.horizon ?? null;
  if (days === null) return null;
  const h = raw(String(days));
  const did = raw(`m.referrals_${days}`);
  const query = sql`
    with answered as (
      select m.id as id, m.party as party, m.day as day, m.band as band, m.baseline_referrals as earlier, ${did} as later,
        row_number() over (partition by m.party order by m.day desc, m.id desc) as place
      from scored_moment m
      where m.instrument = ${SCORE} and m.${raw(`purchases_known_${days}`)}
    ),
    issue as (
      select a.id as id, count(*) as issues, sum(case when c.live = 0 then 1 else 0 end) as alone
      from answered a
      inner join panel_case c on c.party = a.party and c.day > a.day and c.day <= a.day + ${h}
      where a.place = 1 and c.unhandled = 0
      group by a.id
    ),
    begun as (
      select a.id as id, count(*) as begun, sum(1 - s.live) as deflected
      from answered a
      inner join (${selfServiceIssues(store.dialect, info)}) s on s.party = a.party and s.day > a.day and s.day <= a.day + ${h}
      where a.place = 1 and ${raw(SELF_SERVICE_KNOWN)}
      group by a.id
    )
    select a.band as band, count(*) as customers,
      sum(case when a.earlier > 0 then 1 else 0 end) as earlier, sum(case when a.later > 0 then 1 else 0 end) as later, sum(a.later) as brought,
      sum(coalesce(i.issues, 0)) as issues, sum(coalesce(i.alone, 0)) as alone,
      sum(coalesce(b.begun, 0)) as begun, sum(coalesce(b.deflected, 0)) as deflected
    from answered a
    left join issue i on i.id = a.id
    left join begun b on b.id = a.id
    where a.place = 1
    group by a.band
  `;
  const rows = await store.rows(query);
  record("stages.said", query, rows);
  const { bands } = info.instruments[SCORE]!;
  return {
    days,
    rows: bands.flatMap(({ code }) => {
      const row = rows.find(({ band }) => band === code);
      const number = (key: string) => Number(row?.[key] ?? 0);
      return row
        ? [
            {
              ...{ band: code, customers: number("customers"), before: number("earlier"), after: number("later") },
              ...{ brought: number("brought"), issues: number("issues"), alone: number("alone") },
              ...{ begun: number("begun"), deflected: number("deflected") },
            },
          ]
        : [];
    }),
  };
}

/** Whether those who say that they would recommend do so. */
export function saidFinding(
  context: MeasureContext,
  found: Awaited<ReturnType<typeof saidAndDone>>,
  dataVersion: string,
): Finding | null {
  if (found === null || found.rows.length === 0) return null;
  const { days, rows } = found;
  const bands = context.info.instruments[SCORE]!.bands;
  const best = rows.find(({ band }) => band === bands.at(-1)!.code);
  const others = rows.filter((row) => row !== best);
  const sum = (key: "customers" | "after") => others.reduce((total, row) => total + row[key], 0);
  const base = shell(context, "stages.said", "stages.said", dataVersion);
  const own = { ...header(context, "stages.said", "stages.said"), unit: "share" as const };
  if (!best || best.customers < BAND_MINIMUM || sum("customers") < BAND_MINIMUM)
    return {
      ...{ ...base, tables: [] },
      headline: { ...own, n: best?.customers ?? 0, state: "too_few", required: BAND_MINIMUM },
      verdict: { code: "stages.said.too_few", values: { n: best?.customers ?? 0, required: BAND_MINIMUM } },
    };
  const values: Message["values"] = {
    ...{ n: best.customers, share: best.after / best.customers, count: sum("customers"), days },
    ...{ coverage: sum("after") / sum("customers") },
  };
  const isServed = rows.some(({ issues }) => issues > 0);
  const isBegun = rows.some(({ begun }) => begun > 0);
  const ratio = (top: number, n: number): TableCell => ({
    kind: "number",
    value: n > 0 ? top / n : null,
    unit: "ratio",
  });
  return {
    ...base,
    headline: {
      ...{ ...own, n: best.customers, state: "estimate", value: best.after / best.customers },
      interval: shareInterval(best.after, best.customers),
    },
    verdict: { code: "stages.said", values },
    notes: [{ code: "stages.said.reading", values }],
    tables: [
      {
        id: "stages.said",
        title: { code: "stages.said.table", values },
        columns: columnsOf("stages.said.column", [
          ...["band", "customers", "before", "after", "brought"],
          ...(isServed ? ["issues", "alone"] : []),
          ...(isBegun ? ["deflected"] : []),
        ]),
        rows: rows.map(({ band, customers, before, after, brought, issues, alone, begun, deflected }) => ({
          ...{ band: labelCell(`band.${band}`), customers: countCell(customers) },
          ...{ before: shareCell(before, customers), after: shareCell(after, customers) },
          brought: ratio(brought, customers),
          ...(isServed ? { issues: ratio(issues, customers), alone: shareCell(alone, issues) } : {}),
          ...(isBegun ? { deflected: shareCell(deflected, begun) } : {}),
        })),
        note: { code: "stages.said.note", values: { level: LEVEL, days } },
      },
    ],
  };
}
