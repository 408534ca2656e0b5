import type { Figure, FigureHeader, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { inTurn } from "../in-turn.ts";
import { CUSTOMERS_NEEDED, EACH_NEEDED, type RiskStudy, riskStudy } from "./study.ts";

const label = (code: string, values: Message["values"] = {}): TableCell => ({ kind: "label", label: { code, values } });
const count = (value: number): TableCell => ({ kind: "number", value, unit: "count" });
const share = (value: number | null): TableCell => ({ kind: "number", value, unit: "share" });
const columns = (ids: readonly string[]): Table["columns"] =>
  ids.map((id, i) => ({ id, title: { code: `risk.column.${id}`, values: {} }, align: i === 0 ? "start" : "end" }));

/** Who is likely to be gone, what stands behind them, and how good that has been; with the study, for the list of customers. */
export async function riskFindings(
  context: MeasureContext,
  horizon: number,
  dataVersion: string,
): Promise<{ findings: Finding[]; study: RiskStudy | null }> {
  const study = await riskStudy(context, horizon);
  if (study === null) return { findings: [], study: null };
  if ("gone" in study) return { findings: [refused(context, { ...study, horizon, dataVersion })], study: null };
  const bands = await inTurn(context.store, () => byBand(context));
  return { findings: [today(context, { study, bands, dataVersion }), tested(context, { study, dataVersion })], study };
}

const header = ({ info }: MeasureContext, id: string): Omit<FigureHeader, "unit" | "n"> => ({
  ...{ id, definition: `${id.replace(".", "-")}@1`, grade: "association", basis: "model" },
  window: { from: info.firstDay, to: info.asOf, zone: info.zone },
  ...{ excluded: [], cautions: [] },
});
const shell = ({ info }: MeasureContext, id: string, dataVersion: string) => ({
  ...({ schema: 1, kind: "value", id, asOf: info.asOf, dataVersion } as const),
  title: { code: `${id}.title`, values: {} },
  ...{ figures: {}, charts: [], evidence: [] },
});

function refused(
  context: MeasureContext,
  { customers, gone, horizon, dataVersion }: { customers: number; gone: number; horizon: number; dataVersion: string },
): Finding {
  return {
    ...shell(context, "risk.today", dataVersion),
    headline: {
      ...header(context, "risk.today"),
      unit: "share",
      n: customers,
      state: "too_few",
      required: CUSTOMERS_NEEDED,
    },
    verdict: {
      code: "risk.too_little",
      values: { n: customers, count: gone, required: CUSTOMERS_NEEDED, least: EACH_NEEDED, days: horizon },
    },
    tables: [],
  };
}

/** Bounds of the bands that customers are counted in. */
const BANDS = [0.25, 0.5, 0.75] as const;

interface Band {
  band: number;
  customers: number;
  expected: number;
  toCome: number;
  atRisk: number;
}

async function byBand({ store, record }: MeasureContext): Promise<Band[]> {
  const { exact, double } = store.dialect;
  const [first, second, third] = BANDS;
  const money = double(sql`case when v.to_come > 0 then v.to_come else 0 end`);
  const query = sql`
    select b.band as band, count(*) as customers, sum(${exact(sql`b.risk`)}) as expected, sum(${exact(sql`b.money`)}) as to_come,
      sum(${exact(sql`b.risk * b.money`)}) as at_risk
    from (
      select case when r.risk < ${first} then 0 when r.risk < ${second} then 1 when r.risk < ${third} then 2 else 3 end as band,
        r.risk as risk, coalesce(${money}, 0.0) as money
      from value_risk r left join value_customer v on v.party = r.party
    ) b
    group by b.band order by band
  `;
  const rows = await store.rows(query);
  record("risk.bands", query, rows);
  return rows.map((row) => ({
    band: Number(row.band),
    customers: Number(row.customers),
    expected: Number(row.expected),
    toCome: Number(row.to_come),
    atRisk: Number(row.at_risk),
  }));
}

function today(
  context: MeasureContext,
  { study, bands, dataVersion }: { study: RiskStudy; bands: readonly Band[]; dataVersion: string },
): Finding {
  const currency = context.info.currency ? { currency: context.info.currency } : {};
  const { customers, expected, money } = study.scored;
  const value = customers > 0 ? expected / customers : 0;
  const cell = (amount: number): TableCell => ({ kind: "number", value: amount, unit: "money", ...currency });
  const headline: Figure = {
    ...{ ...header(context, "risk.today"), unit: "share", n: customers, query: { id: "risk.bands" } },
    ...{ state: "estimate", value, interval: null },
  };
  return {
    ...shell(context, "risk.today", dataVersion),
    headline,
    verdict: {
      code: "risk.today",
      values: {
        n: customers,
        count: Math.round(expected),
        share: value,
        days: study.horizon,
        total: money,
        unit: "money",
        ...currency,
      },
    },
    notes: [{ code: "risk.money", values: {} }],
    tables: [
      {
        id: "risk.bands",
        title: { code: "risk.bands", values: { days: study.horizon } },
        columns: columns(["band", "customers", "expected", "to_come", "at_risk"]),
        rows: bands.map(({ band, customers: n, expected: gone, toCome, atRisk }) => ({
          band: label(`risk.band.${band}`),
          customers: count(n),
          expected: count(gone),
          to_come: cell(toCome),
          at_risk: cell(atRisk),
        })),
      },
    ],
    evidence: [{ file: "queries/risk.bands.sql", what: "evidence.query" }],
  };
}

function tested(context: MeasureContext, { study, dataVersion }: { study: RiskStudy; dataVersion: string }): Finding {
  const { test, model, horizon } = study;
  const { auc, interval } = test.auc;
  const slope = test.calibration;
  const isGood = slope !== null && slope.slope >= 0.9 && slope.slope <= 1.1;
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    ...shell(context, "risk.model", dataVersion),
    headline: {
      ...{ ...header(context, "risk.model"), unit: "ratio", n: test.customers },
      ...{ state: "estimate", value: auc ?? 0.5, interval },
    },
    verdict: {
      code: slope === null ? "risk.model.unclear" : isGood ? "risk.model.good" : "risk.model.off",
      values: {
        ...{
          score: round(auc ?? 0.5),
          n: test.customers,
          days: horizon,
          expected: Math.round(test.expected),
          count: test.gone,
        },
        ...(slope === null ? {} : { slope: round(slope.slope) }),
      },
    },
    notes: [{ code: "risk.model.reading", values: { days: horizon } }],
    tables: [
      {
        id: "risk.tenths",
        title: { code: "risk.tenths", values: {} },
        columns: columns(["tenth", "customers", "expected_share", "gone_share"]),
        rows: test.tenths.map(({ customers, expected, gone }, t) => ({
          tenth: { kind: "label", label: { data: String(t + 1) } },
          customers: count(customers),
          expected_share: share(customers > 0 ? expected / customers : null),
          gone_share: share(customers > 0 ? gone / customers : null),
        })),
      },
      {
        id: "risk.drivers",
        title: { code: "risk.drivers", values: {} },
        columns: columns(["driver", "odds"]),
        rows: [...model.terms]
          .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
          .map(({ id, weight }) => ({
            driver: label(`risk.reason.${id}.more`),
            odds: { kind: "number", value: Math.exp(weight), unit: "ratio" },
          })),
        note: { code: "risk.drivers.note", values: {} },
      },
    ],
  };
}
