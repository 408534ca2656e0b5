import type { FactKind } from "../../facts/facts.ts";
import type { Figure, Message } from "../../findings/figure.ts";
import type { Finding, Table, TableCell } from "../../findings/finding.ts";
import { OUTCOME_SUMS } from "../../panel/customers.ts";
import { wilsonInterval } from "../../stats/intervals/wilson.ts";
import type { Dialect } from "../../store/sql/dialect.ts";
import { raw, type Sql, sql } from "../../store/sql/sql.ts";
import { ofMargin, worthOf } from "../definitions/common.ts";
import { CONFIDENCE } from "../infer.ts";
import type { MeasureContext } from "../measure.ts";
import { inWindow, lastYear } from "../window.ts";
import { knowsStatus, message, messageCell, numberCell, populationName } from "./words.ts";

/** What is known of one population, as of the end. */
export interface Population {
  status: string;
  known: number;
  askedEver: number;
  askedLately: number;
  heardEver: number;
  heardLately: number;
  /** What they brought in the window, and of that, what those brought who were heard in it. */
  value: number;
  valueHeard: number;
}

const STATUSES = ["active", "former", "prospect"] as const;

/** One row a status as of the end: how many there are, were asked, were heard, and what stands behind them. */
export function populationSums(
  window: Parameters<typeof inWindow>[1],
  worth: "margin" | "spend" | null,
  dialect: Dialect,
): Sql {
  const { exact } = dialect;
  const brought = exact(raw(OUTCOME_SUMS[worth === "margin" ? "margin" : "revenue"]));
  const lately = inWindow(raw("day"), window, dialect);
  const asked = sql`case when ${lately} then 1 else 0 end`;
  return sql`
    with asked as (
      select party, max(${asked}) as lately from panel_invitation where asked = 1 and party is not null group by party
    ),
    heard as (
      select party, max(${asked}) as lately from panel_answer where state = 'valid' and party is not null group by party
    ),
    brought as (
      select d.party as party, sum(${brought}) as value
      from customer_day d
      where ${inWindow(raw("d.day"), window, dialect)}
      group by d.party
    )
    select
      s.status as status, count(*) as known,
      count(a.party) as asked_ever, sum(coalesce(a.lately, 0)) as asked_lately,
      count(h.party) as heard_ever, sum(coalesce(h.lately, 0)) as heard_lately,
      sum(coalesce(b.value, ${exact(raw("0"))})) as value,
      sum(case when h.lately = 1 then coalesce(b.value, ${exact(raw("0"))}) else ${exact(raw("0"))} end) as value_heard
    from customer_state s
    left join asked a on a.party = s.party
    left join heard h on h.party = s.party
    left join brought b on b.party = s.party
    group by s.status
    order by s.status
  `;
}

/** Prospects, customers and former customers: how many of each are heard, and what stands behind those who are. */
export async function populationsFinding(context: MeasureContext, dataVersion: string): Promise<Finding | null> {
  const { store, info } = context;
  const window = lastYear(context);
  const worth = worthOf(info);
  const query = populationSums(window, worth, store.dialect);
  const rows = await store.rows(query);
  context.record("coverage.populations", query, rows);
  const populations = rows.map((row): Population => {
    const number = (key: string) => Number(row[key] ?? 0);
    return {
      status: knowsStatus(info) ? String(row.status) : "known",
      known: number("known"),
      askedEver: number("asked_ever"),
      askedLately: number("asked_lately"),
      heardEver: number("heard_ever"),
      heardLately: number("heard_lately"),
      value: number("value"),
      valueHeard: number("value_heard"),
    };
  });
  populations.sort((a, b) => STATUSES.indexOf(a.status as never) - STATUSES.indexOf(b.status as never));
  const total = (of: (p: Population) => number) => populations.reduce((sum, p) => sum + of(p), 0);
  if (total((p) => p.known) === 0) return null;
  const value = total((p) => p.value);
  const byValue = worth !== null && value > 0;
  const whole = byValue ? value : total((p) => p.known);
  const part = total(byValue ? (p) => p.valueHeard : (p) => p.heardLately);
  const isMargin = byValue && worth === "margin";
  const definition = byValue ? `heard-${worth}` : "heard-customers";
  const headline: Figure = {
    id: definition,
    definition: `${definition}@1`,
    unit: "share",
    window,
    grade: "recorded",
    basis: isMargin ? ofMargin.basis(info) : "observed",
    n: total((p) => p.known),
    excluded: [],
    query: { id: "coverage.populations" },
    cautions: isMargin ? ofMargin.cautions(info) : [],
    ...(whole > 0
      ? { state: "estimate", value: part / whole, interval: null }
      : { state: "undefined", why: "empty_base" }),
  };
  const never = total((p) => p.known - p.heardEver);
  const notes: Message[] = [
    message("heard.counts", {
      n: total((p) => p.known),
      heard: total((p) => p.heardLately),
      share: total((p) => p.heardLately) / total((p) => p.known),
      never,
      neverShare: never / total((p) => p.known),
    }),
  ];
  if ((info.facts.invitation ?? 0) === 0) notes.push(message("heard.no_invitations"));
  if (!knowsStatus(info)) notes.push(message("heard.no_status"));
  notes.push(kindsOfMeasure(info, await attitudesOf(context)));
  return {
    schema: 1,
    kind: "coverage",
    id: "coverage.populations",
    asOf: info.asOf,
    dataVersion,
    headline,
    verdict: total((p) => p.heardEver) === 0 ? message("heard.nobody") : heardBy(part / whole, byValue ? worth : null),
    notes,
    figures: {},
    tables: [populationsTable(populations, context, byValue ? worth : null)],
    charts: [],
    evidence: [{ file: "queries/coverage.populations.sql", what: "evidence.query" }],
  };
}

const heardBy = (share: number, worth: "margin" | "spend" | null): Message =>
  worth === null ? message("heard.customers", { share }) : message(`heard.${worth}`, { share });

/** Records from which each of the four kinds of measure can be made (Temkin). */
const KINDS: Readonly<Record<string, readonly FactKind[]>> = {
  behaviour: ["purchase", "term", "usage", "points", "referral"],
  attitude: [],
  perception: ["review"],
  interaction: ["contact", "case", "touch"],
};

/** Whether anybody was asked what they think of the company, and of what they met with. */
async function attitudesOf({ store, record }: MeasureContext): Promise<{ attitude: boolean; perception: boolean }> {
  const about = sql`(kind = 'relationship' or (kind is null and instrument = 'nps'))`;
  const query = sql`
    select sum(case when ${about} then 1 else 0 end) as attitude, count(*) as answers
    from panel_answer where state = 'valid'
  `;
  const rows = await store.rows(query);
  record("coverage.kinds", query, rows);
  const [attitude, answers] = [Number(rows[0]?.attitude ?? 0), Number(rows[0]?.answers ?? 0)];
  return { attitude: attitude > 0, perception: answers > attitude };
}

/** Which kinds of measure there are, and which are missing. */
function kindsOfMeasure({ facts }: MeasureContext["info"], heard: { attitude: boolean; perception: boolean }): Message {
  const isThere = (kind: string) =>
    KINDS[kind]!.some((fact) => (facts[fact] ?? 0) > 0) || (kind in heard && heard[kind as keyof typeof heard]);
  const [present, missing] = [true, false].map((there) => Object.keys(KINDS).filter((kind) => isThere(kind) === there));
  if (missing!.length === 0) return message("kinds.all");
  return message(present!.length === 0 ? "kinds.none" : "kinds.some", {
    kinds: present!.join(","),
    missing: missing!.join(","),
  });
}

/** The share of a population that gave a score in the window. */
function measuredCell({ known, heardLately }: Population): TableCell {
  if (known === 0) return messageCell("cell.none");
  const interval = wilsonInterval({ successes: heardLately, n: known }, CONFIDENCE);
  return { kind: "number", value: heardLately / known, unit: "share", interval };
}

function populationsTable(
  populations: readonly Population[],
  { info }: MeasureContext,
  worth: "margin" | "spend" | null,
): Table {
  const column = (id: string) => ({ id, title: message(`column.${id}`), align: "end" as const });
  const invited = (info.facts.invitation ?? 0) > 0;
  return {
    id: "coverage.populations",
    title: message("table.populations"),
    columns: [
      { id: "status", title: message("column.status"), align: "start" },
      column("known"),
      ...(invited ? [column("asked_ever"), column("asked_lately")] : []),
      column("heard_lately"),
      column("measured"),
      column("never"),
      ...(worth ? [column("value"), column("value_heard")] : []),
    ],
    rows: populations.map((p) => ({
      status: { kind: "message", message: populationName(p.status) },
      known: numberCell(p.known),
      asked_ever: numberCell(p.askedEver),
      asked_lately: numberCell(p.askedLately),
      heard_lately: numberCell(p.heardLately),
      measured: measuredCell(p),
      never: numberCell(p.known - p.heardEver),
      value: numberCell(p.value, "money", info.currency),
      value_heard: p.value > 0 ? numberCell(p.valueHeard / p.value, "share") : messageCell("cell.none"),
    })),
    note: message("note.populations"),
  };
}
