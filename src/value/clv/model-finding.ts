import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import type { MeasureContext } from "../../measures/measure.ts";
import { cohortSurvival } from "../../stats/customer-base/retention-model.ts";
import { contractNote, contractTables } from "./contract-finding.ts";
import type { ValueStudy } from "./study.ts";
import { trackingChart, trackingTable } from "./tracking.ts";

const number = (value: number | null, unit: "count" | "money" | "share" | "ratio", currency = {}): TableCell => ({
  ...{ kind: "number", value, unit },
  ...(unit === "money" ? currency : {}),
});
const columns = (ids: readonly string[]): Table["columns"] =>
  ids.map((id, i) => ({ id, title: { code: `clv.model.column.${id}`, values: {} }, align: i === 0 ? "start" : "end" }));

/** How the value to come was predicted, and how good such predictions have been. */
export function modelFinding({ info }: MeasureContext, study: ValueStudy, dataVersion: string): Finding | null {
  const { base, checks, contracts, candidates, tracking } = study;
  if (base === null && contracts === null) return null;
  const currency = info.currency ? { currency: info.currency } : {};
  const [last] = checks;
  const ratio = last && last.money.expected > 0 ? last.money.actual / last.money.expected : null;
  const header = {
    ...({ id: "clv.check", definition: "clv-check@1", unit: "ratio", grade: "recorded", basis: "model" } as const),
    window: { from: last?.day ?? info.firstDay, to: last?.until ?? info.asOf, zone: info.zone },
    ...{
      n: last?.customers ?? 0,
      excluded: [],
      query: { id: `clv.histories.${last?.day ?? study.asOf}` },
      cautions: [],
    },
  };
  const headline: Figure =
    ratio === null
      ? { ...header, state: "undefined", why: "no_history" }
      : { ...header, state: "estimate", value: ratio, interval: null };
  const values: Message["values"] = last
    ? {
        day: last.day,
        to: last.until,
        n: last.customers,
        total: last.money.expected,
        value: last.money.actual,
        ratio: ratio ?? 0,
        unit: "money",
        ...currency,
      }
    : {};
  return {
    ...{ schema: 1, kind: "value", id: "clv.model", asOf: info.asOf, dataVersion, headline },
    title: { code: "clv.model.title", values: {} },
    verdict: last
      ? { code: ratio !== null && Math.abs(Math.log(ratio)) > 0.1 ? "clv.model.off" : "clv.model.good", values }
      : { code: "clv.model.unchecked", values: {} },
    notes: notesOf(study),
    figures: {},
    tables: [
      ...(candidates.length > 0 ? [candidateTable(study)] : []),
      ...(checks.length > 0 ? [checkTable(study, currency), classTable(study)] : []),
      ...contractTables(study),
      ...(tracking === null ? [] : [trackingTable(tracking)]),
    ],
    charts: tracking === null ? [] : [trackingChart(tracking)],
    evidence: [{ file: `queries/clv.histories.${study.asOf}.sql`, what: "evidence.query" }],
  };
}

function notesOf(study: ValueStudy): Message[] {
  const { base, contracts } = study;
  const notes: Message[] = [];
  if (base) {
    notes.push({ code: "clv.model.chosen", values: { way: base.fit.model.replace("-", "_"), n: base.customers } });
    const { spend } = base;
    if (spend.kind === "mean") notes.push({ code: "clv.model.mean_spend", values: { n: spend.n } });
    else
      notes.push({
        code: spend.fit.isFrequencyRelated ? "clv.model.related" : "clv.model.independent",
        values: { score: round(spend.fit.correlation ?? 0), n: spend.fit.n },
      });
  }
  if (contracts) {
    const survival = cohortSurvival(contracts.fit, 24);
    notes.push({
      code: "clv.model.contracts",
      values: { way: contracts.fit.model, n: contracts.customers, share: survival[12]!, coverage: survival[24]! },
    });
    notes.push(contractNote(study));
  }
  notes.push({ code: "clv.model.calendar", values: {} });
  return notes;
}

const round = (value: number): number => Math.round(value * 100) / 100;

function candidateTable({ candidates, base }: ValueStudy): Table {
  return {
    id: "clv.candidates",
    title: { code: "clv.model.candidates", values: {} },
    columns: columns(["model", "held_out", "chosen"]),
    rows: candidates.map(({ model, heldOut }) => ({
      model: { kind: "label", label: { code: `clv.way.${model}`, values: {} } },
      held_out: { kind: "number", value: heldOut, unit: "score" },
      chosen: {
        kind: "label",
        label: { code: model === base?.fit.model ? "clv.agrees.yes" : "clv.agrees.no", values: {} },
      },
    })),
    note: { code: "clv.model.candidates.note", values: {} },
  };
}

function checkTable({ checks }: ValueStudy, currency: Pick<Figure, "currency">): Table {
  return {
    id: "clv.checks",
    title: { code: "clv.model.checks", values: {} },
    columns: columns(["day", "customers", "purchases_expected", "purchases", "money_expected", "money", "ratio"]),
    rows: checks.map(({ day, customers, purchases, money }) => ({
      day: { kind: "label", label: { data: day } },
      customers: number(customers, "count"),
      purchases_expected: number(purchases.expected, "count"),
      purchases: number(purchases.actual, "count"),
      money_expected: number(money.expected, "money", currency),
      money: number(money.actual, "money", currency),
      ratio: number(money.expected > 0 ? money.actual / money.expected : null, "ratio"),
    })),
    note: { code: "clv.model.checks.note", values: {} },
  };
}

function classTable({ checks: [last] }: ValueStudy): Table {
  return {
    id: "clv.classes",
    title: { code: "clv.model.classes", values: { day: last!.day } },
    columns: columns(["repeats", "customers", "purchases_expected", "purchases"]),
    rows: last!.classes.map(({ repeatPurchases, isOpenEnded, customers, expected, actual }) => ({
      repeats: { kind: "label", label: { data: isOpenEnded ? `${repeatPurchases}+` : String(repeatPurchases) } },
      customers: number(customers, "count"),
      purchases_expected: number(expected, "count"),
      purchases: number(actual, "count"),
    })),
  };
}
