import { addDays } from "../../base/day.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { BASELINE_DAYS } from "../../panel/settings.ts";
import { sql } from "../../store/sql/sql.ts";
import type { ValueStudy } from "./study.ts";

/** Points of retention, and percent of costs, that are tried. */
const POINTS = [-5, -2, 2, 5] as const;
const PERCENT = [-20, -10, 10, 20] as const;
/** The points that the published claim speaks of. */
const CLAIMED = 2;

/** What there is to play with: customers kept and lost over the last year, what one who stays is worth, and what was spent. */
export interface Levers {
  /** Customers a year ago, and those of them who are there now. */
  start: number;
  kept: number;
  /** What is to come from one customer who is there today. */
  perCustomer: number;
  /** Spent in the last year to acquire and to serve: all costs to date, by the length of the records. */
  acquire: number;
  serve: number;
  cost: number;
}

/** A change of one lever, and what it does to the value, in money. */
export interface Change {
  lever: "retention" | "acquire" | "serve";
  /** Points of retention, or percent of the cost. */
  by: number;
  money: number;
}

/** What changes of retention and of costs come to: one customer more who stays is worth what is to come from one who is there. */
export function changes({ start, perCustomer, acquire, serve }: Levers): Change[] {
  return [
    ...POINTS.map((by): Change => ({ lever: "retention", by, money: (start * perCustomer * by) / 100 })),
    ...PERCENT.map((by): Change => ({ lever: "acquire", by, money: (-acquire * by) / 100 })),
    ...PERCENT.map((by): Change => ({ lever: "serve", by, money: (-serve * by) / 100 })),
  ];
}

/** "Two points of retention equal x % of cost", from the company's own figures; null where nobody was there a year ago. */
export async function whatIfFinding(
  context: MeasureContext,
  study: ValueStudy,
  dataVersion: string,
): Promise<Finding | null> {
  const { info } = context;
  const levers = await readLevers(context, study);
  if (levers === null) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  const worth = (levers.start * levers.perCustomer * CLAIMED) / 100;
  const values: Message["values"] = {
    ...{ n: levers.start, share: levers.kept / levers.start, value: worth, unit: "money", ...currency },
    ...(levers.cost > 0 ? { coverage: worth / levers.cost, total: levers.cost } : {}),
  };
  const money = (value: number): TableCell => ({ kind: "number", value, unit: "money", ...currency, signed: true });
  const headline: Figure = {
    ...{
      id: "clv.what-if",
      definition: "clv-what-if@1",
      unit: "money",
      ...currency,
      grade: "association",
      basis: "scenario",
    },
    window: { from: addDays(study.asOf, -BASELINE_DAYS), to: study.asOf, zone: info.zone },
    ...{ n: levers.start, excluded: [], query: { id: "clv.what-if" }, cautions: [] },
    ...{ state: "estimate", value: worth, interval: null },
  };
  return {
    ...{ schema: 1, kind: "value", id: "clv.what-if", asOf: info.asOf, dataVersion, headline },
    title: { code: "clv.what_if.title", values: {} },
    verdict: { code: levers.cost > 0 ? "clv.what_if" : "clv.what_if.no_cost", values },
    notes: [
      {
        code: "clv.what_if.reading",
        values: { n: levers.start, value: levers.perCustomer, unit: "money", ...currency },
      },
    ],
    figures: {},
    tables: [
      {
        id: "clv.what-if",
        title: { code: "clv.what_if.table", values: {} },
        columns: ["lever", "by", "percent", "money", "of_cost"].map((id, i) => ({
          ...{ id, title: { code: `clv.what_if.column.${id}`, values: {} } },
          align: i === 0 ? ("start" as const) : ("end" as const),
        })),
        rows: changes(levers).map(({ lever, by, money: change }) => ({
          lever: { kind: "label", label: { code: `clv.what_if.${lever}`, values: {} } } as const,
          // Points where they are points; the same as percent of what there is.
          by: { kind: "number", value: lever === "retention" ? by / 100 : null, unit: "share", signed: true } as const,
          percent: {
            ...{ kind: "number", unit: "share" },
            value:
              lever === "retention" ? (levers.kept > 0 ? by / 100 / (levers.kept / levers.start) : null) : by / 100,
          } as const,
          money: money(change),
          of_cost: { kind: "number", value: levers.cost > 0 ? change / levers.cost : null, unit: "share" } as const,
        })),
        note: { code: "clv.what_if.note", values: {} },
      },
    ],
    charts: [],
    evidence: [{ file: "queries/clv.what-if.sql", what: "evidence.query" }],
  };
}

/** The last year's customers and costs. A year of cost is what was spent to date, by the share of the records that a year is. */
export async function readLevers(
  { store, info, record }: MeasureContext,
  { asOf, customers }: Pick<ValueStudy, "asOf" | "customers">,
): Promise<Levers | null> {
  const { dialect } = store;
  const [from, to] = [dialect.day(addDays(asOf, -BASELINE_DAYS)), dialect.day(asOf)];
  const query = sql`
    with there as (
      select s.party as party,
        max(case when s.from_day <= ${from} and s.to_day > ${from} then 1 else 0 end) as before,
        max(case when s.from_day <= ${to} and s.to_day > ${to} then 1 else 0 end) as now
      from panel_spell s group by s.party
    )
    select sum(t.before) as before, sum(t.before * t.now) as kept, sum(t.now) as now,
      sum(case when t.now = 1 then coalesce(v.amount, ${dialect.exact(sql`0`)}) else ${dialect.exact(sql`0`)} end) as to_come
    from there t
    left join value_to_come v on v.party = t.party
  `;
  const [row] = await store.rows(query);
  record("clv.what-if", query, [row]);
  const number = (key: string) => Number(row?.[key] ?? 0);
  if (number("before") === 0 || number("now") === 0 || info.firstDay === null) return null;
  const days = (Date.parse(asOf) - Date.parse(info.firstDay)) / 86_400_000;
  const yearly = (amount: number) => (-amount * Math.min(BASELINE_DAYS, days)) / days;
  return {
    start: number("before"),
    kept: number("kept"),
    perCustomer: number("to_come") / number("now"),
    acquire: yearly(customers.acquire),
    serve: yearly(customers.serve),
    cost: yearly(customers.acquire + customers.serve + customers.keep),
  };
}
