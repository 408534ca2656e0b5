import type { Currency } from "../base/currency.ts";
import type { Message, Unit } from "../findings/figure.ts";
import type { Table, TableCell } from "../findings/finding.ts";
import type { PanelInfo } from "../panel/settings.ts";
import type { AipwEffect } from "../stats/causal/aipw.ts";
import type { EffectEstimate } from "../stats/causal/influence.ts";
import type { Study } from "../stats/causal/study.ts";
import { raw, type Sql, sql } from "../store/sql/sql.ts";
import { lackOf, OUTCOMES } from "./outcome.ts";
import { type Part, type PartEffects, partEffects, sumOf } from "./part-effects.ts";

/** Outcomes in money whose worth is told apart: with what the goods cost, or without, and with the cost of contacts in them or not. */
const APART: Readonly<Record<string, { hasGoods: boolean; hasContacts: boolean }>> = {
  margin: { hasGoods: true, hasContacts: false },
  spend: { hasGoods: false, hasContacts: false },
  "net-value": { hasGoods: true, hasContacts: true },
};

/** Share of the answers whose contacts may be unknown for the last days of the horizon. */
const UNKNOWN_CONTACTS = 0.05;

/** Sums of amounts with a fraction may miss zero by a hair. */
const LEAST = 1e-6;

/** What each row of a study brought and cost over the horizon, in money; null where the records do not say. */
export interface MoneyParts {
  /** Before refunds. */
  sales: Float64Array;
  refunds: Float64Array | null;
  contacts: Float64Array | null;
  /** How many orders the sales were; null where sales are on record that were no orders. */
  orders: Float64Array | null;
  /** Answers after which contacts are not on record to the end of the horizon. */
  contactsCut: number;
}

/** Columns of a scored moment `m` that `moneyPartsOf` reads; null for an outcome that is not told apart. */
export function moneyColumns(outcome: string, horizon: number): [id: string, value: Sql][] | null {
  if (!(outcome in APART)) return null;
  const column = (name: string) => raw(`m.${name}_${horizon}`);
  return [
    ["part_sales", sql`${column("revenue")} + ${column("refunded")}`],
    ["part_refunds", column("refunded")],
    ["part_orders", column("orders")],
    ["part_contacts", column("contact_cost")],
    ["part_contacts_known", sql`case when ${column("contacts_known")} then 1.0 else 0.0 end`],
  ];
}

export function moneyPartsOf(columns: Readonly<Record<string, Float64Array>>, info: PanelInfo): MoneyParts {
  const known = columns.part_contacts_known!;
  const contactsCut = known.reduce((n, each) => n + (1 - each), 0);
  const isTold = lackOf(OUTCOMES.get("service-cost")!, info) === null && contactsCut <= UNKNOWN_CONTACTS * known.length;
  return {
    sales: columns.part_sales!,
    refunds: (info.facts.refund ?? 0) > 0 ? columns.part_refunds! : null,
    contacts: isTold ? columns.part_contacts! : null,
    orders: columns.part_sales!.some((sold, i) => Math.abs(sold) > LEAST && columns.part_orders![i] === 0)
      ? null
      : columns.part_orders!,
    contactsCut,
  };
}

type PartId = Sold | "sales" | "goods" | "refunds" | "contacts" | "income" | "costs" | "whole" | "with_contacts";

/** What of more sales is that more of them buy at all, that these buy more often, and that they buy more at a time. */
type Sold = "stay" | "often" | "basket";

/** What a step does to income and to costs; every effect is positive where it adds to the worth. */
export interface TwoEffects {
  effects: ReadonlyMap<PartId, EffectEstimate>;
  contactsCut: number;
}

/**
 * Tells what a step does to income, and what to costs. Income is what customers buy, less what the goods cost; costs are refunds and
 * contacts, where any are on record. Each is the doubly robust effect in the study of the headline, with its people, windows, propensities and folds, so that
 * sales, goods and refunds add up to it exactly; contacts are beside it where the outcome does not hold them.
 * @param study of the headline, whose effect is `robust`
 */
export function twoEffects(
  outcome: string,
  study: Study,
  robust: AipwEffect,
  { sales, refunds, contacts, orders, contactsCut }: MoneyParts,
): TwoEffects | null {
  const how = APART[outcome];
  if (!how) return null;
  const { whole, fitted, effect } = partEffects(study, robust);
  const fit = (values: Float64Array | null) => (values === null ? null : fitted(values));
  const [sold, refunded, served] = [fit(sales), fit(refunds), fit(contacts)];
  if (!sold || (refunds !== null && !refunded) || (contacts !== null && !served)) return null;
  if (how.hasContacts && !served) return null;
  const parts = new Map<PartId, Part>([["sales", sold]]);
  const less = (part: Part): Part => sumOf([[-1, part]]);
  const all = (...ids: PartId[]): Part =>
    sumOf(ids.flatMap((id) => (parts.has(id) ? [[1, parts.get(id)!] as const] : [])));
  if (refunded) parts.set("refunds", less(refunded));
  if (served) parts.set("contacts", less(served));
  if (how.hasGoods) {
    // What is left of the whole: so the parts add up to it whatever the goods cost.
    const others = all("sales", "refunds", ...(how.hasContacts ? (["contacts"] as const) : []));
    parts.set(
      "goods",
      sumOf([
        [1, whole],
        [-1, others],
      ]),
    );
  }
  parts.set("income", all("sales", "goods"));
  if (refunded || served) parts.set("costs", all("refunds", "contacts"));
  for (const [id, part] of orders ? soldParts(study, sold, { sales, orders, fitted }) : []) parts.set(id, part);
  parts.set("whole", whole);
  if (served && !how.hasContacts) parts.set("with_contacts", all("whole", "contacts"));
  return { effects: new Map([...parts].map(([id, part]) => [id, effect(part)])), contactsCut };
}

/**
 * Sales, told apart at what an order and a buyer came to on the lower step: whoever buys at all counts as many orders as its buyers have,
 * each at its mean amount; orders beyond that at that amount; and what is left is the amount of an order. Row by row they are the sales.
 */
function soldParts(
  { treated }: Pick<Study, "treated">,
  sold: Part,
  { sales, orders, fitted }: { sales: Float64Array; orders: Float64Array; fitted: PartEffects["fitted"] },
): [Sold, Part][] {
  const bought = orders.map((n) => (n > 0 ? 1 : 0));
  const below = (values: Float64Array) => values.reduce((sum, value, i) => sum + (treated[i] === 0 ? value : 0), 0);
  const [perOrder, perBuyer] = [below(sales) / below(orders), below(orders) / below(bought)];
  if (!Number.isFinite(perOrder) || !Number.isFinite(perBuyer)) return [];
  const [ordered, buying] = [fitted(orders), fitted(bought)];
  if (!ordered || !buying) return [];
  const usual = perOrder * perBuyer;
  return [
    ["stay", sumOf([[usual, buying]])],
    [
      "often",
      sumOf([
        [perOrder, ordered],
        [-usual, buying],
      ]),
    ],
    [
      "basket",
      sumOf([
        [1, sold],
        [-perOrder, ordered],
      ]),
    ],
  ];
}

/** What the step does to income and to costs, in a sentence, and what is not in it. */
export function effectsInWords({ effects, contactsCut }: TwoEffects, values: Message["values"]): Message[] {
  const [income, costs] = [effects.get("income")!, effects.get("costs")];
  if (!costs) return [];
  const of = effects.has("refunds") ? (effects.has("contacts") ? "both" : "refunds") : "contacts";
  const told: Message = {
    code: "worth.effects",
    values: {
      ...{ ...values, of, goods: effects.has("goods") ? "yes" : "no", level: income.interval.level },
      ...{ change: income.estimate, low: income.interval.low, high: income.interval.high },
      ...{ rate: costs.estimate, minimum: costs.interval.low, maximum: costs.interval.high },
    },
  };
  if (!effects.has("contacts")) return [told, { code: "worth.effects.no_contacts", values: {} }];
  return contactsCut === 0 ? [told] : [told, { code: "worth.effects.contacts_cut", values: { n: contactsCut } }];
}

const SHOWN: readonly PartId[] = [
  ...(["sales", "goods", "income"] as const),
  ...(["refunds", "contacts", "costs"] as const),
  ...(["whole", "with_contacts"] as const),
];

/** Every part with its interval, then both effects, then the whole. */
export function effectsTable(
  id: string,
  { effects }: TwoEffects,
  { values, unit, n }: { values: Message["values"]; unit: { unit: Unit; currency?: Currency }; n: number },
): Table {
  const column = (name: string, align: "start" | "end" = "end"): Table["columns"][number] => ({
    ...{ id: name, title: { code: `worth.column.${name}`, values }, align },
  });
  const row = (part: PartId, { estimate, interval }: EffectEstimate): Record<string, TableCell> => ({
    part: {
      kind: "label",
      label: {
        code: `worth.effect.${part}`,
        values: { ...values, contacts: effects.has("with_contacts") ? "no" : "yes" },
      },
    },
    adds: { kind: "number", value: estimate, interval, ...unit, signed: true },
    grade: { kind: "label", label: { code: "grade.matched", values: {} } },
    n: { kind: "number", value: n, unit: "count" },
  });
  return {
    id: `${id}.effects`,
    title: { code: "worth.effects.table", values: {} },
    columns: [column("part", "start"), column("adds"), column("grade", "start"), column("n")],
    rows: SHOWN.flatMap((part) => (effects.has(part) ? [row(part, effects.get(part)!)] : [])),
    note: { code: "worth.effects.note", values: {} },
  };
}
