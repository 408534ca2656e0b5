import type { HealthWeights } from "../../facts/health-score.ts";
import type { Figure } from "../../findings/figure.ts";
import type { Finding } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { sql } from "../../store/sql/sql.ts";
import { columnsOf, countCell, labelCell, moneyCell } from "../cells.ts";
import { inTurn } from "../in-turn.ts";
import { gainFinding } from "./gain-finding.ts";
import { goneInterval } from "./gone-interval.ts";
import { healthFinding } from "./health-finding.ts";
import { type Readiness, readinessWithin } from "./readiness.ts";
import { readyFinding } from "./ready-finding.ts";
import { header, shell } from "./shell.ts";
import { CUSTOMERS_NEEDED, EACH_NEEDED, type RiskStudy, riskStudy } from "./study.ts";
import { testedFinding } from "./tested-finding.ts";

/** Who is likely to be gone, what stands behind them, and how good that has been; with the study, for the list of customers. */
export async function riskFindings(
  context: MeasureContext,
  { horizon, weights }: { horizon: number; weights: Partial<HealthWeights> | undefined },
  dataVersion: string,
): Promise<{ findings: Finding[]; study: RiskStudy | null; ready: Readiness | null }> {
  const study = await riskStudy(context, horizon, weights);
  if (study === null) return { findings: [], study: null, ready: null };
  const ready = await inTurn(context.store, () => readinessWithin(context, horizon));
  const told = readyFinding(context, { ready, horizon, dataVersion });
  const modelled = ready !== null && "scored" in ready ? ready : null;
  if ("gone" in study) {
    const few = refused(context, { ...study, horizon, dataVersion });
    return { findings: told ? [few, told] : [few], study: null, ready: modelled };
  }
  const bands = await inTurn(context.store, () => byBand(context));
  const asked = { study, dataVersion };
  const findings = [
    today(context, { study, bands, dataVersion }),
    testedFinding(context, asked),
    gainFinding(context, asked),
    healthFinding(context, asked),
    told,
  ];
  return { findings: findings.filter((finding) => finding !== null), study, ready: modelled };
}

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
  const headline: Figure = {
    ...{ ...header(context, "risk.today"), unit: "share", n: customers, query: { id: "risk.bands" } },
    ...{ state: "estimate", value, interval: goneInterval(study) },
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
        columns: columnsOf("risk.column", ["band", "customers", "expected", "to_come", "at_risk"]),
        rows: bands.map(({ band, customers: n, expected: gone, toCome, atRisk }) => ({
          band: labelCell(`risk.band.${band}`),
          customers: countCell(n),
          expected: countCell(gone),
          to_come: moneyCell(toCome, currency),
          at_risk: moneyCell(atRisk, currency),
        })),
      },
    ],
    evidence: [{ file: "queries/risk.bands.sql", what: "evidence.query" }],
  };
}
