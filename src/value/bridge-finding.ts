import { addDays } from "../base/day.ts";
import type { WaterfallChart } from "../findings/chart-spec.ts";
import {
  type Estimate,
  type Exclusion,
  type Figure,
  type FigureHeader,
  isEstimate,
  type Message,
  weakestGrade,
} from "../findings/figure.ts";
import type { Finding, Table, TableCell } from "../findings/finding.ts";
import { isWorth } from "../links/ladder.ts";
import { ofContactCost } from "../measures/definitions/common.ts";
import { type MeasureContext, measureByStretch } from "../measures/measure.ts";
import { measureDefinition } from "../measures/registry.ts";
import type { PanelInfo } from "../panel/settings.ts";
import { raw, sql } from "../store/sql/sql.ts";
import { type Amount, type Bridge, type BridgePart, bridgeOf, bridgeSteps, OF_INCOME } from "./bridge.ts";
import type { MoveScenario } from "./step-total.ts";

type Money = Pick<Figure, "unit" | "currency">;
type Values = Message["values"];

/** What is on the books over as many days as the worth of a step counts. */
interface Booked {
  /** Margin, or revenue where costs are not known. */
  money: Estimate;
  /** What contacts cost in the same days; null where they are not among the parts. */
  contacts: { value: number; n: number; excluded: Exclusion[] } | null;
  /** Together. */
  before: number;
}

/**
 * From what is on the books to what would be, if a share of those who stand below a step of one score moved up: income and costs part by
 * part, each with its interval, which add up to the whole. Of other scores nothing is added, as they would move the same customers.
 * @param findings of the worth of steps
 * @param today customers on each band of the score
 */
export async function bridgeFinding(
  context: MeasureContext,
  findings: readonly Finding[],
  {
    experience,
    today,
    scenario,
  }: {
    experience: string;
    today: readonly { band: string; customers: number }[];
    scenario: MoveScenario;
  },
  dataVersion: string,
): Promise<Finding | null> {
  const { info } = context;
  const found = bridgeSteps(findings, experience, (band) => today.find((each) => each.band === band)?.customers ?? 0);
  if (!found || info.asOf === null) return null;
  const { outcome, steps, unsure } = found;
  const { share, cost } = scenario;
  const bridge = bridgeOf(steps, share);
  const [{ headline: worth, finding: first }] = steps as [(typeof steps)[number]];
  const days = Number(first.verdict.values.horizonDays);
  const id = `worth.bridge.${experience}`;
  const hasContacts = bridge.parts.some((part) => part.id === "contacts");
  const booked = await bookedMoney(context, { id, days, outcome, hasContacts });
  if (!booked) return null;
  const money: Money = { unit: "money", ...(worth.currency ? { currency: worth.currency } : {}) };
  const gain = less(bridge.gain, cost ?? 0);
  const after = { value: booked.before + gain.value, interval: shifted(gain, booked.before) };
  const { isDifference: _, ...about } = worth;
  const header: FigureHeader = {
    ...about,
    ...money,
    ...{
      id,
      definition: "worth-bridge@1",
      basis: "scenario",
      grade: weakestGrade(steps.map((step) => step.headline.grade)),
    },
    n: steps.reduce((n, { customers }) => n + customers, 0),
  };
  // What is booked is said by itself: beside it nobody would see what is added.
  const values: Values = {
    ...{ experience, outcome, ...money, horizonDays: days, share, n: header.n, count: steps.length },
    ...{ contacts: hasContacts ? "yes" : "no", paid: cost === null ? "no" : "yes" },
    ...{ change: gain.value, low: gain.interval.low, high: gain.interval.high, level: gain.interval.level },
  };
  const others = [
    ...new Set(
      findings
        .filter((each) => isWorth(each) && each.headline.unit === "money_per_customer")
        .map((each) => String(each.verdict.values.experience ?? experience)),
    ),
  ].filter((each) => each !== experience);
  return {
    ...{ schema: 1, kind: "worth", id, asOf: info.asOf, dataVersion },
    title: { code: "worth.bridge.title", values },
    headline: { ...header, isDifference: true, state: "estimate", ...gain },
    verdict: { code: "worth.bridge", values },
    notes: [
      {
        code: "worth.bridge.booked",
        values: { ...money, horizonDays: days, before: booked.before, after: after.value },
      },
      ...(bridge.costs
        ? [
            {
              code: "worth.bridge.both",
              values: {
                ...values,
                ...{ change: bridge.income.value, low: bridge.income.interval.low, high: bridge.income.interval.high },
                ...{
                  rate: bridge.costs.value,
                  minimum: bridge.costs.interval.low,
                  maximum: bridge.costs.interval.high,
                },
              },
            },
          ]
        : []),
      { code: steps.length > 1 ? "worth.bridge.once_each" : "worth.bridge.once", values },
      ...unsure.map(({ verdict }) => ({
        code: "worth.bridge.unsure",
        values: { lowBand: verdict.values.lowBand!, highBand: verdict.values.highBand! },
      })),
      ...others.map((other) => ({ code: "worth.bridge.other", values: { ...values, experience: other } })),
      { code: "worth.bridge.not_in_it", values },
    ],
    figures: figuresOf(bridge, { info, header, booked, after, cost }),
    tables: [bridgeTable(id, bridge, { booked, after, gain, cost, money, header }, values)],
    charts: [bridgeChart(id, bridge, { gain, cost, money }, values)],
    evidence: [`${id}.booked`, ...(hasContacts ? [`${id}.contacts`] : [])].map((query) => ({
      ...{ file: `queries/${query}.sql`, what: "evidence.query" },
    })),
  };
}

const shifted = ({ interval }: Amount, by: number) => ({
  ...interval,
  low: interval.low + by,
  high: interval.high + by,
});

const less = (amount: Amount, cost: number): Amount => ({
  value: amount.value - cost,
  interval: shifted(amount, -cost),
});

/** The measure itself, over the last days of the records; null where it cannot be told. */
async function bookedMoney(
  context: MeasureContext,
  { id, days, outcome, hasContacts }: { id: string; days: number; outcome: string; hasContacts: boolean },
): Promise<Booked | null> {
  const { store, info, record } = context;
  const { day, exact } = store.dialect;
  const [from, to] = [addDays(info.asOf!, -days), info.asOf!];
  const measure = measureDefinition(outcome === "spend" ? "revenue" : "margin");
  const [row] = await measureByStretch(measure, context, [{ from, to }], { id: `${id}.booked` });
  if (!row || !isEstimate(row.figure)) return null;
  const money = row.figure;
  if (!hasContacts) return { money, contacts: null, before: money.value };
  // Of everybody, as what is booked is: also of those whom nobody named.
  const query = sql`
    select count(c.cost) as n, count(*) - count(c.cost) as uncosted, sum(${exact(raw("c.cost"))}) as cost
    from panel_contact c
    where c.day >= ${day(from)} and c.day < ${day(to)}
  `;
  const rows = await store.rows(query);
  record(`${id}.contacts`, query, rows);
  const { n, uncosted, cost } = rows[0]!;
  const value = Number(cost ?? 0);
  const excluded = Number(uncosted) > 0 ? [{ reason: "no_cost", n: Number(uncosted) }] : [];
  return { money, contacts: { value, n: Number(n), excluded }, before: money.value - value };
}

const label = (part: BridgePart | "action") => ({ code: `worth.bridge.part.${part}`, values: {} });

/** From the books, part by part, to what would be on them. */
function bridgeTable(
  id: string,
  { parts, income, costs, gain: whole }: Bridge,
  {
    booked,
    after,
    gain,
    cost,
    money,
    header,
  }: { booked: Booked; after: Amount; gain: Amount; cost: number | null; money: Money; header: FigureHeader },
  values: Values,
): Table {
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    ...{ id: name, title: { code: `worth.bridge.column.${name}`, values }, align },
  });
  const grade = (of: Figure["grade"]): TableCell => ({ kind: "label", label: { code: `grade.${of}`, values: {} } });
  const row = (
    name: string,
    amount: { value: number; interval?: Amount["interval"] },
    { isRecorded = false, isSum = false }: { isRecorded?: boolean; isSum?: boolean } = {},
  ): Table["rows"][number] => ({
    part: { kind: "label", label: { code: `worth.bridge.part.${name}`, values } },
    amount: {
      ...{ kind: "number", value: amount.value, interval: amount.interval ?? null, ...money },
      ...(isSum ? {} : { signed: true as const }),
    },
    of_booked: {
      ...{ kind: "number", unit: "share" },
      value: booked.before > 0 && !isSum ? amount.value / booked.before : null,
    },
    grade:
      name === "action"
        ? { kind: "label", label: { code: "worth.bridge.stated", values: {} } }
        : grade(isRecorded ? "recorded" : header.grade),
  });
  const recorded = { isRecorded: true, isSum: true };
  const ofIncome = parts.filter((part) => OF_INCOME.includes(part.id));
  return {
    id,
    title: { code: "worth.bridge.table", values },
    columns: [column("part", "start"), column("amount"), column("of_booked"), column("grade", "start")],
    rows: [
      row("booked", { value: booked.money.value }, recorded),
      ...(booked.contacts === null
        ? []
        : [
            row("booked_contacts", { value: -booked.contacts.value }, recorded),
            row("before", { value: booked.before }, recorded),
          ]),
      ...ofIncome.map(({ id: name, amount }) => row(name, amount)),
      row("income", income),
      ...parts.filter((part) => !ofIncome.includes(part)).map(({ id: name, amount }) => row(name, amount)),
      ...(costs ? [row("costs", costs)] : []),
      ...(cost === null ? [] : [row("whole", whole), row("action", { value: -cost })]),
      row("gain", gain),
      row("after", after, { isSum: true }),
    ],
    note: { code: "worth.bridge.note", values },
  };
}

/** The parts as a cascade that ends at what they come to; on the scale of all that is booked they would not be seen. */
function bridgeChart(
  id: string,
  { parts }: Bridge,
  { gain, cost, money }: { gain: Amount; cost: number | null; money: Money },
  values: Values,
): WaterfallChart {
  return {
    ...{ type: "waterfall", id: `${id}.cascade`, ...money },
    title: { code: "worth.bridge.cascade", values },
    summary: { code: "worth.bridge", values },
    steps: [
      ...parts.map(({ id: part, amount }) => ({ label: label(part), value: amount.value })),
      ...(cost === null ? [] : [{ label: label("action"), value: -cost }]),
      { label: { code: "worth.bridge.part.gain", values }, value: gain.value, interval: gain.interval, isTotal: true },
    ],
  };
}

/** The same for programs. */
function figuresOf(
  { parts, income, costs, gain, moved }: Bridge,
  {
    info,
    header,
    booked,
    after,
    cost,
  }: { info: PanelInfo; header: FigureHeader; booked: Booked; after: Amount; cost: number | null },
): Record<string, Figure> {
  const of = (
    name: string,
    amount: { value: number; interval: Amount["interval"] | null },
    about: FigureHeader,
  ): [string, Figure] => [
    name,
    { ...about, id: `${header.id}:${name}`, state: "estimate", value: amount.value, interval: amount.interval },
  ];
  const recorded = (value: number) => ({ value, interval: null });
  const { state: _state, value: money, interval: _interval, ...own } = booked.money;
  const ofContacts: FigureHeader = {
    ...own,
    ...{ definition: header.definition, n: booked.contacts?.n ?? 0, excluded: booked.contacts?.excluded ?? [] },
    ...{ basis: ofContactCost.basis(info), cautions: ofContactCost.cautions(info) },
    query: { id: `${header.id}.contacts` },
  };
  const together: FigureHeader = booked.contacts
    ? {
        ...own,
        ...{ definition: header.definition, basis: own.basis === "assumption" ? own.basis : ofContacts.basis },
        cautions: [...own.cautions, ...ofContacts.cautions],
      }
    : own;
  const difference = { ...header, isDifference: true } as const;
  const { currency: _currency, ...counted } = header;
  return Object.fromEntries([
    of("booked", recorded(money), own),
    ...(booked.contacts ? [of("booked-contacts", recorded(booked.contacts.value), ofContacts)] : []),
    of("before", recorded(booked.before), together),
    ...parts.map(({ id, amount }) => of(id, amount, difference)),
    of("income", income, difference),
    ...(costs ? [of("costs", costs, difference)] : []),
    of("whole", gain, difference),
    ...(cost === null ? [] : [of("action", recorded(cost), { ...header, basis: "assumption" })]),
    of("after", after, { ...header, cautions: [...header.cautions, ...together.cautions] }),
    of("moved", recorded(moved), { ...counted, unit: "count" }),
  ]);
}
