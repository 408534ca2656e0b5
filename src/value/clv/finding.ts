import type { WaterfallChart } from "../../findings/chart-spec.ts";
import type { Figure, FigureHeader, Interval, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { ofContactCost, ofMargin, ofRevenue } from "../../measures/definitions/common.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { wilsonInterval } from "../../stats/intervals/wilson.ts";
import { raw, sql } from "../../store/sql/sql.ts";
import { CUSTOMERS_NEEDED } from "./base.ts";
import { paybackByChannel, paybackTable } from "./payback.ts";
import { CUSTOMER_LEVEL } from "./retention.ts";
import type { ValueStudy } from "./study.ts";

type Money = Pick<Figure, "currency">;
const COMPONENT_ROWS = ["margin", "acquire", "serve", "keep"] as const;
/** Costs that are missing, by the component that they would be part of. */
const MISSES = { margin: "goods", acquire: "acquisition", serve: "contacts", keep: "keeping" } as const;
/** Groups with fewer customers are not compared. */
const GROUP_NEEDED = 30;

const money = (
  value: number | null,
  currency: Money,
  interval?: { low: number; high: number; level: number },
): TableCell => ({
  ...{ kind: "number", value, unit: "money", ...currency },
  ...(interval ? { interval } : {}),
});
const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
const said = (code: string, values: Message["values"] = {}): TableCell => ({ kind: "label", label: { code, values } });
const columns = (prefix: string, ids: readonly string[]): Table["columns"] =>
  ids.map((id, i) => ({ id, title: { code: `${prefix}.${id}`, values: {} }, align: i === 0 ? "start" : "end" }));

/** What all customers are worth: earned and spent to date, and what is to come, each part by itself. */
export function totalFinding({ info }: MeasureContext, study: ValueStudy, dataVersion: string): Finding {
  const { customers, prospects, toCome, terms, nobody } = study;
  const currency: Money = info.currency ? { currency: info.currency } : {};
  const toDate = COMPONENT_ROWS.reduce((sum, part) => sum + customers[part], 0);
  const header: FigureHeader = {
    ...{ id: "clv", definition: "clv@1", unit: "money", ...currency, grade: "recorded", basis: "model" },
    window: { from: info.firstDay, to: info.asOf, zone: info.zone },
    ...{ n: customers.customers, excluded: [], query: { id: "clv.sums" } },
    cautions: [...ofMargin.cautions(info), ...ofRevenue.cautions(info), ...ofContactCost.cautions(info)],
  };
  const base = {
    ...({ schema: 1, kind: "value", id: "clv", asOf: info.asOf, dataVersion } as const),
    title: { code: "clv.title", values: {} },
    ...{ figures: {}, tables: [], charts: [] },
    evidence: [{ file: "queries/clv.sums.sql", what: "evidence.query" }],
  };
  if (toCome === null)
    return {
      ...base,
      headline: { ...header, state: "too_few", required: CUSTOMERS_NEEDED },
      verdict: { code: "clv.too_few", values: { required: CUSTOMERS_NEEDED } },
    };
  const interval = { low: toDate + toCome.low, high: toDate + toCome.high, level: toCome.level };
  const invested = -(customers.acquire + customers.serve + customers.keep);
  const values: Message["values"] = {
    ...{ n: customers.customers, value: customers.clv, low: interval.low, high: interval.high, level: interval.level },
    ...{ before: toDate, after: toCome.value, months: terms.months, share: terms.discount, unit: "money", ...currency },
  };
  const n = customers.customers;
  const shareNegative = n === 0 ? null : { ...wilsonInterval({ successes: customers.negative, n }), level: 0.95 };
  const figures: Record<string, Figure> = {
    "per-customer": {
      ...{ ...header, id: "clv:per-customer", definition: "clv-mean@1", unit: "money_per_customer", state: "estimate" },
      value: customers.clv / n,
      interval: { low: interval.low / n, high: interval.high / n, level: interval.level },
    },
    ...(shareNegative
      ? {
          negative: {
            ...{
              ...withoutCurrency(header),
              id: "clv:negative",
              definition: "clv-negative@1",
              unit: "share",
              state: "estimate",
            },
            value: customers.negative / n,
            interval: shareNegative,
          } as Figure,
        }
      : {}),
    ...(invested > 0
      ? {
          roi: {
            ...{ ...withoutCurrency(header), id: "clv:roi", definition: "clv-roi@1", unit: "ratio", state: "estimate" },
            value: customers.clv / invested,
            interval: { low: interval.low / invested, high: interval.high / invested, level: interval.level },
          } as Figure,
        }
      : {}),
  };
  return {
    ...base,
    headline: { ...header, state: "estimate", value: customers.clv, interval },
    verdict: { code: "clv.found", values },
    notes: [
      { code: toCome.checked ? "clv.interval" : "clv.interval.unchecked", values },
      { code: "clv.customer_interval", values: { level: CUSTOMER_LEVEL } },
      ...(customers.negative > 0
        ? [{ code: "clv.negative", values: { n: customers.negative, share: customers.negative / n } }]
        : []),
      ...(invested > 0
        ? [
            {
              code: "clv.roi",
              values: { ratio: round(customers.clv / invested), total: invested, unit: "money", ...currency },
            },
          ]
        : []),
      ...study.missing.map((what) => ({ code: `clv.missing.${what}`, values: {} })),
      ...(prospects.clv !== 0
        ? [
            {
              code: "clv.prospects",
              values: { n: prospects.customers, value: prospects.clv, unit: "money", ...currency },
            },
          ]
        : []),
      ...(nobody === 0 ? [] : [{ code: "clv.nobody", values: { value: nobody, unit: "money", ...currency } }]),
    ],
    figures,
    tables: [partsTable(study, { toDate, interval, currency })],
    charts: [partsWaterfall(study, { toDate, interval, currency })],
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
const withoutCurrency = ({ currency: _, ...header }: FigureHeader): FigureHeader => header;

/** From margin to date over what was spent to what is to come: where the value stands now, and where it will. */
function partsWaterfall(
  { customers, toCome, terms }: ValueStudy,
  { toDate, interval, currency }: { toDate: number; interval: Interval; currency: Money },
): WaterfallChart {
  const label = (code: string) => ({ code: `clv.part.${code}`, values: { months: terms.months } });
  return {
    ...{ type: "waterfall", id: "clv.parts", unit: "money", ...currency },
    title: { code: "clv.parts", values: {} },
    summary: {
      code: "clv.parts.summary",
      values: { before: toDate, after: customers.toCome, total: customers.clv, unit: "money", ...currency },
    },
    steps: [
      ...COMPONENT_ROWS.filter((part) => customers[part] !== 0).map((part) => ({
        label: label(part),
        value: customers[part],
      })),
      { label: label("to_date"), value: toDate, isTotal: true },
      { label: label("to_come"), value: toCome?.value ?? customers.toCome },
      { label: label("clv"), value: customers.clv, isTotal: true, interval },
    ],
  };
}

function partsTable(
  { customers, toCome, missing, terms }: ValueStudy,
  {
    toDate,
    interval,
    currency,
  }: { toDate: number; interval: { low: number; high: number; level: number }; currency: Money },
): Table {
  const n = customers.customers;
  const each = (bounds: typeof interval) => ({ low: bounds.low / n, high: bounds.high / n, level: bounds.level });
  const row = (code: string, value: number, bounds?: typeof interval) => ({
    part: said(`clv.part.${code}`, { months: terms.months }),
    total: money(value, currency, bounds),
    each: money(value / n, currency, bounds ? each(bounds) : undefined),
  });
  const none = { kind: "message", message: { code: "clv.not_on_record", values: {} } } as const;
  return {
    id: "clv.parts",
    title: { code: "clv.parts", values: {} },
    columns: columns("clv.column", ["part", "total", "each"]),
    rows: [
      ...COMPONENT_ROWS.map((part) =>
        customers[part] === 0 && missing.includes(MISSES[part])
          ? { part: said(`clv.part.${part}`), total: none, each: none }
          : row(part, customers[part]),
      ),
      row("to_date", toDate),
      row("to_come", customers.toCome, toCome ?? undefined),
      row("clv", customers.clv, interval),
    ],
  };
}

/** Value by group of one dimension: customers, mean value, what is to come, and return on what was invested. */
export async function groupsFinding(
  context: MeasureContext,
  study: ValueStudy,
  dataVersion: string,
): Promise<Finding | null> {
  const { store, info, record } = context;
  const tables: Table[] = [];
  const currency: Money = info.currency ? { currency: info.currency } : {};
  let headline: { group: string; value: number; n: number; low: number; high: number } | null = null;
  let least: { group: string; value: number } | null = null;
  for (const [dimension, column] of [
    ["segment", "segment"],
    ["acquisition_channel", "channel"],
    ["country", "country"],
  ] as const) {
    const query = sql`
      select c.${raw(column)} as name, count(*) as customers, sum(c.clv) as clv, sum(c.to_come) as to_come,
        -(sum(c.acquire) + sum(c.serve) + sum(c.keep)) as invested, -sum(c.acquire) as acquired,
        sum(${store.dialect.exact(sql`${store.dialect.double(sql`c.clv`)} * ${store.dialect.double(sql`c.clv`)}`)}) as squares
      from value_customer c
      where c.since is not null and c.${raw(column)} is not null
      group by c.${raw(column)}
      order by customers desc, name
      limit 12
    `;
    const rows = (await store.rows(query)).filter((row) => Number(row.customers) >= GROUP_NEEDED);
    record(`clv.by-${dimension}`, query, rows);
    if (rows.length < 2) continue;
    const groups = rows.map((row) => {
      const [n, clv, squares] = [Number(row.customers), Number(row.clv), Number(row.squares)];
      const mean = clv / n;
      const half = 1.96 * Math.sqrt(Math.max(0, squares / n - mean ** 2) / n);
      return { row, n, mean, low: mean - half, high: mean + half };
    });
    if (headline === null) {
      const ordered = [...groups].sort((a, b) => b.mean - a.mean);
      const [top, bottom] = [ordered[0]!, ordered.at(-1)!];
      headline = { group: String(top.row.name), value: top.mean, n: top.n, low: top.low, high: top.high };
      least = { group: String(bottom.row.name), value: bottom.mean };
    }
    tables.push({
      id: `clv.by-${dimension}`,
      title: { code: "clv.groups.table", values: { dimension } },
      columns: columns("clv.column", ["group", "customers", "each", "to_come", "acquired", "roi"]),
      rows: groups.map(({ row, n, mean, low, high }) => ({
        group: { kind: "label", label: { data: String(row.name) } },
        customers: count(n),
        each: money(mean, currency, { low, high, level: 0.95 }),
        to_come: money(Number(row.to_come) / n, currency),
        acquired: money(study.missing.includes("acquisition") ? null : Number(row.acquired) / n, currency),
        roi: {
          kind: "number",
          value: Number(row.invested) > 0 ? Number(row.clv) / Number(row.invested) : null,
          unit: "ratio",
        },
      })),
      note: { code: "clv.groups.note", values: {} },
    });
  }
  if (headline === null || least === null) return null;
  const payback = study.missing.includes("acquisition") ? [] : await paybackByChannel(context, study.value);
  if (payback.length > 0) tables.push(paybackTable(payback, currency));
  const { group, value, n, low, high } = headline;
  return {
    ...{ schema: 1, kind: "value", id: "clv.groups", asOf: info.asOf, dataVersion },
    title: { code: "clv.groups.title", values: {} },
    headline: {
      ...{
        id: "clv.groups",
        definition: "clv-mean@1",
        unit: "money_per_customer",
        ...currency,
        grade: "association",
        basis: "model",
      },
      window: { from: info.firstDay, to: info.asOf, zone: info.zone },
      ...{ n, excluded: [], query: { id: tables[0]!.id }, cautions: [], state: "estimate", value },
      interval: { low, high, level: 0.95 },
    },
    verdict: {
      code: "clv.groups",
      values: {
        group,
        name: least.group,
        highValue: value,
        lowValue: least.value,
        unit: "money_per_customer",
        ...currency,
      },
    },
    ...{ figures: {}, tables, charts: [] },
    evidence: [{ file: `queries/${tables[0]!.id}.sql`, what: "evidence.query" }],
  };
}
