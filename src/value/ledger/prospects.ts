import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { factDay } from "../../panel/days.ts";
import { wilsonInterval } from "../../stats/intervals/wilson.ts";
import { sql } from "../../store/sql/sql.ts";

/** Most reasons that are shown; the rest stands in one row. */
const REASONS_SHOWN = 10;

/** Offers that came to nothing, by stage of the sale and reason; null where no offer was decided. */
export async function lostFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { store, info, record } = context;
  const { exact, double, day } = store.dialect;
  const offered = factDay(store.dialect, info.zone, "f");
  const query = sql`
    select o.stage as stage, o.reason as reason, o.outcome as outcome, o.is_prospect as is_prospect,
      count(*) as offers, sum(${exact(sql`o.amount`)}) as amount
    from (
      select
        coalesce(f.stage, '') as stage, coalesce(f.reason, '') as reason, f.outcome as outcome,
        coalesce(${double(sql`f.amount`)}, 0.0) as amount,
        case when m.since is null or m.since >= ${offered} then 1 else 0 end as is_prospect
      from fact_offer f
      left join identity i on i.key = f.subject
      left join value_member m on m.party = i.party
      where f.outcome in ('won', 'lost', 'declined') and ${offered} < ${day(info.asOf!)}
    ) o
    group by o.stage, o.reason, o.outcome, o.is_prospect
    order by is_prospect, outcome, offers desc, stage, reason
  `;
  const rows = (await store.rows(query)).map((row) => ({
    stage: String(row.stage),
    reason: String(row.reason),
    isWon: row.outcome === "won",
    isProspect: Number(row.is_prospect) === 1,
    offers: Number(row.offers),
    amount: Number(row.amount),
  }));
  record("clv.lost", query, rows);
  const prospects = rows.filter(({ isProspect }) => isProspect);
  const [all, lost] = [prospects, prospects.filter(({ isWon }) => !isWon)].map((of) =>
    of.reduce((sum, { offers }) => sum + offers, 0),
  ) as [number, number];
  if (all === 0) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  const amount = prospects.filter(({ isWon }) => !isWon).reduce((sum, row) => sum + row.amount, 0);
  const interval = wilsonInterval({ successes: lost, n: all });
  const headline: Figure = {
    ...{ id: "clv.lost", definition: "prospects-lost@1", unit: "share", grade: "recorded", basis: "observed", n: all },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ excluded: [], query: { id: "clv.lost" }, cautions: [] },
    ...{ state: "estimate", value: lost / all, interval: { ...interval, level: 0.95 } },
  };
  const values: Message["values"] = { share: lost / all, n: all, total: amount, unit: "money", ...currency };
  return {
    ...{ schema: 1, kind: "value", id: "clv.lost", asOf: info.asOf, dataVersion, headline },
    title: { code: "clv.lost.title", values: {} },
    verdict: { code: "clv.lost", values },
    ...{
      figures: {},
      tables: [
        reasons(
          prospects.filter(({ isWon }) => !isWon),
          currency,
        ),
      ],
      charts: [],
    },
    evidence: [{ file: "queries/clv.lost.sql", what: "evidence.query" }],
  };
}

function reasons(
  lost: readonly { stage: string; reason: string; offers: number; amount: number }[],
  currency: Pick<Figure, "currency">,
): Table {
  const grouped = new Map<string, { stage: string; reason: string; offers: number; amount: number }>();
  for (const row of lost) {
    const key = JSON.stringify([row.stage, row.reason]);
    const known = grouped.get(key) ?? { ...row, offers: 0, amount: 0 };
    grouped.set(key, { ...known, offers: known.offers + row.offers, amount: known.amount + row.amount });
  }
  const ordered = [...grouped.values()].sort((a, b) => b.offers - a.offers);
  const all = ordered.reduce((sum, { offers }) => sum + offers, 0);
  const rest = ordered.slice(REASONS_SHOWN);
  const label = (text: string): TableCell => ({
    kind: "label",
    label: text === "" ? { code: "clv.lost.unsaid", values: {} } : { data: text },
  });
  const row = (stage: TableCell, reason: TableCell, offers: number, amount: number) => ({
    stage,
    reason,
    offers: { kind: "number", value: offers, unit: "count" } as const,
    share: { kind: "number", value: all === 0 ? null : offers / all, unit: "share" } as const,
    amount: { kind: "number", value: amount, unit: "money", ...currency } as const,
  });
  const others: TableCell = { kind: "label", label: { code: "clv.lost.others", values: {} } };
  return {
    id: "clv.lost",
    title: { code: "clv.lost.table", values: {} },
    columns: ["stage", "reason", "offers", "share", "amount"].map((id, i) => ({
      ...{ id, title: { code: `clv.lost.column.${id}`, values: {} } },
      align: i < 2 ? "start" : "end",
    })),
    rows: [
      ...ordered
        .slice(0, REASONS_SHOWN)
        .map((each) => row(label(each.stage), label(each.reason), each.offers, each.amount)),
      ...(rest.length === 0
        ? []
        : [
            row(
              others,
              others,
              rest.reduce((sum, { offers }) => sum + offers, 0),
              rest.reduce((sum, { amount }) => sum + amount, 0),
            ),
          ]),
    ],
  };
}
