import { COUNTABLE, type CountableRows, columnsOf, cutsOf, OF_CUSTOMER } from "../facts/countable.ts";
import type { Condition, Conditions, OwnMeasure, OwnUnit, Plain, Quantity } from "../facts/own-measure.ts";
import type { Message } from "../findings/figure.ts";
import { factDay } from "../panel/days.ts";
import type { PanelInfo } from "../panel/settings.ts";
import type { Dialect } from "../store/sql/dialect.ts";
import { all, join, raw, type Sql, sql } from "../store/sql/sql.ts";
import type { Family, MeasureDefinition, Population } from "./definition.ts";
import { notEnoughContactCost, notEnoughCost, ofContactCost, ofMargin } from "./definitions/common.ts";

type Events = Extract<Population, { over: "events" }>;

/** Where the rows stand, and which of them count at all. */
const TABLES: Readonly<
  Record<CountableRows, Pick<Events, "table" | "query" | "base" | "valid" | "exclusions" | "asOfEnd">>
> = {
  orders: { table: "panel_order" },
  refunds: { table: "panel_refund" },
  contacts: { table: "panel_contact" },
  cases: { table: "panel_case" },
  answers: {
    table: "panel_answer",
    // A composite is computed of answers that are counted already.
    base: sql`p.parts is null`,
    valid: sql`p.state = 'valid'`,
    exclusions: [
      { reason: "not_answered", where: sql`p.state = 'not_answered'` },
      { reason: "employee", where: sql`p.state = 'not_customer'` },
    ],
  },
  invitations: { table: "panel_invitation" },
  points: { table: "panel_points" },
  reviews: { table: "panel_review" },
  referrals: { table: "panel_referral" },
  touches: { table: "touches", query: touches },
  customers: { table: "customers", query: customers, asOfEnd: true, valid: sql`p.since is not null` },
};

/** Flags that the panel keeps as 0 and 1. */
const COUNTED_FLAGS: Partial<Record<CountableRows, readonly string[]>> = {
  orders: ["returned"],
  cases: ["resolved", "first_contact_resolved"],
  invitations: ["asked", "completed"],
  reviews: ["is_rated"],
};

/** Makes a measure of what a company stated. Names and values are its data: values are bound, columns are those of the list. */
export function ownMeasure(stated: OwnMeasure): MeasureDefinition {
  const { id, rows, value, where, better, cuts } = stated;
  const terms = new Terms(rows);
  const { table, query, asOfEnd, base, valid, exclusions } = TABLES[rows];
  const used = columnsUsed(stated);
  const known = needed(stated).map((column) => terms.one(column, { known: true }, "p"));
  const need = COUNTABLE[rows].needs;
  const family = familyOf(stated, terms);
  const cluster = stated.cluster ?? (rows === "customers" ? "none" : "customer");
  const [margin, cost] = [
    used.includes("margin"),
    used.includes("contact_cost") || (rows === "contacts" && used.includes("cost")),
  ];
  return {
    id,
    version: 1,
    unit: unitOf(stated),
    better,
    needs: need === null ? [] : [need],
    lacks: (info) =>
      (need === "review" && info.only ? "named_reviews" : null) ??
      (margin ? notEnoughCost(info) : null) ??
      (cost ? notEnoughContactCost(info) : null),
    population: {
      over: "events",
      table,
      ...(query ? { query } : {}),
      ...(asOfEnd ? { asOfEnd } : {}),
      ...(base || where ? { base: all([...(base ? [base] : []), ...(where ? [terms.all(where, "p")] : [])]) } : {}),
      ...(valid || known.length > 0 ? { valid: all([...(valid ? [valid] : []), ...known]) } : {}),
      exclusions: [
        ...(exclusions ?? []),
        ...(known.length > 0
          ? [{ reason: "not_recorded", where: sql`${valid ?? raw("true")} and not (${all(known)})` }]
          : []),
      ],
      dimensions: cutsOf(rows),
    },
    family,
    cluster: "total" in value || cluster === "none" ? null : cluster === "agent" ? "agent" : "party",
    minimum: stated.minimum ?? ("total" in value ? 1 : 5),
    reported: cuts,
    basis: (info) => (rests(info, margin, cost).length > 0 ? "assumption" : "observed"),
    cautions: (info) => rests(info, margin, cost),
  };
}

const rests = (info: PanelInfo, margin: boolean, cost: boolean): Message[] => [
  ...(margin ? ofMargin.cautions(info) : []),
  ...(cost ? ofContactCost.cautions(info) : []),
];

/** Columns and conditions as SQL over the rows of one table. */
class Terms {
  constructor(private readonly rows: CountableRows) {}

  /** A column of the row itself; flags are true or false whatever the panel keeps. */
  of(column: string, alias: "p" | "r"): Sql {
    const stands = sql`${raw(alias)}.${raw(column)}`;
    return COUNTED_FLAGS[this.rows]?.includes(column) ? sql`(${stands} = 1)` : stands;
  }

  all(conditions: Conditions, alias: "p" | "r"): Sql {
    return all(Object.entries(conditions).map(([column, condition]) => this.one(column, condition, alias)));
  }

  private isOfCustomer(column: string): boolean {
    return column in OF_CUSTOMER && this.rows !== "customers";
  }

  one(column: string, condition: Condition, alias: "p" | "r"): Sql {
    // What the customer is stands in another table; a set of parties is asked once, not once a row.
    if (this.isOfCustomer(column))
      return sql`${raw(alias)}.party in (select o.party from customer_state o where ${this.holds(sql`o.${raw(column)}`, column, condition)})`;
    return this.holds(this.of(column, alias), column, condition);
  }

  private holds(value: Sql, column: string, condition: Condition): Sql {
    const plain = (each: Plain) => this.plain(column, each);
    const among = (each: Plain | readonly Plain[]) =>
      Array.isArray(each) ? sql`${value} in (${join(each.map(plain))})` : sql`${value} = ${plain(each as Plain)}`;
    if (typeof condition !== "object" || Array.isArray(condition)) return among(condition as Plain | readonly Plain[]);
    const { gt, gte, lt, lte, not, known } = condition as Exclude<Condition, Plain | readonly Plain[]>;
    return all([
      ...(gt === undefined ? [] : [sql`${value} > ${plain(gt)}`]),
      ...(gte === undefined ? [] : [sql`${value} >= ${plain(gte)}`]),
      ...(lt === undefined ? [] : [sql`${value} < ${plain(lt)}`]),
      ...(lte === undefined ? [] : [sql`${value} <= ${plain(lte)}`]),
      ...(not === undefined ? [] : [sql`not (${among(not)})`]),
      ...(known === undefined ? [] : [sql`${value} is ${raw(known ? "not null" : "null")}`]),
    ]);
  }

  private plain(column: string, value: Plain): Sql {
    const kind = columnsOf(this.rows)[column]!.kind;
    if (kind === "number") return raw(`cast(${value as number} as double)`);
    if (kind === "flag") return raw(value === true ? "true" : "false");
    return kind === "day" ? raw(`cast('${value as string}' as date)`) : sql`${value as string}`;
  }
}

function familyOf({ value }: OwnMeasure, terms: Terms): Family {
  const amount = (quantity: Quantity): Sql => {
    const { column = "rows", where = {} } = typeof quantity === "string" ? { column: quantity } : quantity;
    const each = column === "rows" ? raw("1.0") : terms.of(column, "r");
    return Object.keys(where).length === 0 ? each : sql`case when ${terms.all(where, "r")} then ${each} else 0.0 end`;
  };
  if ("share" in value) return { kind: "share", hit: terms.all(value.share, "r") };
  if ("mean" in value) return { kind: "mean", value: terms.of(value.mean, "r") };
  if ("total" in value) return { kind: "total", value: amount(value.total) };
  if ("quantile" in value) return { kind: "quantile", value: terms.of(value.quantile, "r"), share: value.at };
  const { of, per } = value.ratio;
  return { kind: "ratio", numerator: amount(of), denominator: amount(per), ...(isPart(of, per) ? { part: true } : {}) };
}

const columnOf = (quantity: Quantity): string =>
  typeof quantity === "string" ? quantity : (quantity.column ?? "rows");
const whereOf = (quantity: Quantity): Conditions | undefined =>
  typeof quantity === "string" ? undefined : quantity.where;

/** Whether the numerator counts some of what the denominator counts. */
export const isPart = (of: Quantity, per: Quantity): boolean =>
  columnOf(of) === columnOf(per) && whereOf(of) !== undefined && whereOf(per) === undefined;

/** Columns without which a row says nothing; of sums with a condition a row without the column adds nothing. */
function needed({ value }: OwnMeasure): string[] {
  if ("share" in value)
    return Object.entries(value.share).flatMap(([column, condition]) =>
      typeof condition === "object" && !Array.isArray(condition) && "known" in condition ? [] : [column],
    );
  if ("mean" in value) return [value.mean];
  if ("quantile" in value) return [value.quantile];
  const quantities = "total" in value ? [value.total] : [value.ratio.of, value.ratio.per];
  return [...new Set(quantities.map(columnOf))].filter((column) => column !== "rows");
}

function columnsUsed(stated: OwnMeasure): string[] {
  const { value } = stated;
  const quantities = "total" in value ? [value.total] : "ratio" in value ? [value.ratio.of, value.ratio.per] : [];
  return [
    ...needed(stated),
    ...Object.keys(stated.where ?? {}),
    ...quantities.flatMap((quantity) => Object.keys(whereOf(quantity) ?? {})),
  ];
}

/** The unit that follows from the columns, where none is stated. */
export function unitOf({ rows, value, unit }: OwnMeasure): OwnUnit {
  if (unit) return unit;
  const of = (column: string): OwnUnit => (column === "rows" ? "count" : (columnsOf(rows)[column]?.unit ?? "count"));
  if ("share" in value) return "share";
  if ("mean" in value) return of(value.mean);
  if ("quantile" in value) return of(value.quantile);
  if ("total" in value) return of(columnOf(value.total));
  const { ratio } = value;
  if (isPart(ratio.of, ratio.per)) return "share";
  return columnOf(ratio.per) === "rows" && columnOf(ratio.of) !== "rows" ? of(columnOf(ratio.of)) : "ratio";
}

/** One row a touch. */
function touches(dialect: Dialect, { zone, asOf }: PanelInfo): Sql {
  const day = factDay(dialect, zone, "f");
  return sql`
    select f.id as id, i.party as party, ${day} as day, f.name as name, f.campaign as campaign, f.channel as channel, f.stage as stage
    from fact_touch f
    left join identity i on i.key = f.subject
    where ${asOf === null ? raw("true") : sql`(${day} is null or ${day} < ${dialect.day(asOf)})`}
  `;
}

/** One row a party as of the end, with what the list of columns promises. */
function customers(dialect: Dialect, info: PanelInfo): Sql {
  return sql`
    select s.*, s.customer_since as since, coalesce(t.touches, 0) as touches
    from customer_state s
    left join (select party, count(*) as touches from (${touches(dialect, info)}) f group by party) t on t.party = s.party
  `;
}
