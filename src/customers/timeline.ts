import { InputError } from "../base/errors.ts";
import { isoMoment } from "../base/instant.ts";
import { factColumns, factTable } from "../facts/columns.ts";
import { type FactKind, factDefinition } from "../facts/facts.ts";
import { DELIVERY, TIMELINE_KINDS, type TimelineKind, toldBy } from "../facts/timeline.ts";
import type { MeasureContext } from "../measures/measure.ts";
import type { Analytics, Row } from "../store/ports/analytics.ts";
import { join, literal, name, raw, type Sql, sql } from "../store/sql/sql.ts";

/** A fact with its fields as they are on record; of an order its lines, of a contact its legs. */
export interface TimelineFact {
  kind: TimelineKind;
  /** The key of the fact. */
  id: string;
  /** UTC instant, or the calendar date at 00:00 where only that is known; null without a date. */
  at: string | null;
  precision: string;
  source: string;
  /** File that it came in, with the part of it (a sheet), and the line there. */
  file: string | null;
  line: number;
  fields: Readonly<Record<string, Row[string]>>;
  /** What the source said besides, as JSON. */
  properties: string | null;
  parts: Readonly<Record<string, Row[string]>>[];
}

export interface TimelineAsk {
  /** None: all. */
  kinds: readonly TimelineKind[];
  limit: number;
  /** Where the page before ended, as it said itself. */
  after: string | null;
}

/** Facts of a customer, the newest first and those without a date at the end; a page of them. */
export async function customerTimeline(
  { store, info }: MeasureContext,
  party: string,
  { kinds, limit, after }: TimelineAsk,
): Promise<{ items: TimelineFact[]; next: string | null }> {
  const id = sql`cast(${party} as ${store.dialect.columnType("key", true)})`;
  const asked = (kinds.length === 0 ? TIMELINE_KINDS : kinds).filter((kind) => (info.facts[toldBy(kind)] ?? 0) > 0);
  if (asked.length === 0) return { items: [], next: null };
  const moments = asked.flatMap((kind) => isOf(kind, id).map((where) => momentsWhere(kind, where)));
  // What nobody dated stands behind all that has a date: no record is older than this.
  const rows = await store.rows(sql`
    select kind, concat('', id) as fact, concat('', happened_at) as moment
    from (
      select f.kind as kind, f.id as id, coalesce(f.moment, timestamp '1900-01-01 00:00:00') as happened_at
      from (${join(moments, " union ")}) f
    ) happened
    where ${after === null ? raw("true") : behind(readCursor(after), store)}
    order by happened_at desc, kind, id
    limit ${raw(String(limit + 1))}
  `);
  const page = rows.slice(0, limit) as { kind: TimelineKind; fact: string; moment: string }[];
  const found = await factsNamed(store, page);
  const items = page.flatMap(({ kind, fact }) => found.get(`${kind} ${fact}`) ?? []);
  const last = page.at(-1);
  const next = rows.length > limit && last ? encode([last.moment, last.kind, last.fact]) : null;
  return { items, next };
}

const momentsWhere = (kind: TimelineKind, where: Sql): Sql =>
  kind === "broken_promise"
    ? sql`
      select ${literal(kind)} as kind, f.id as id, f.delivered as moment from ${raw(factTable(toldBy(kind)))} f
      where ${where} and f.id in (select o.id from panel_order o where o.late = 1)`
    : sql`
      select ${literal(kind)} as kind, f.id as id, f.at as moment from ${raw(factTable(toldBy(kind)))} f where ${where}`;

/** A fact `f` is the customer's by its own subject; some are also by the order, contact or invitation that they belong to. */
function isOf(kind: TimelineKind, party: Sql): Sql[] {
  const own = sql`f.subject in (select key from identity where party = ${party})`;
  const panel = { refund: "panel_refund", contact: "panel_contact", answer: "panel_answer" }[kind as string];
  return panel ? [own, sql`f.id in (select id from ${raw(panel)} where party = ${party})`] : [own];
}

/** The facts of a page, by kind and key. */
async function factsNamed(
  store: Analytics,
  page: readonly { kind: TimelineKind; fact: string }[],
): Promise<Map<string, TimelineFact>> {
  const found = new Map<string, TimelineFact>();
  const kinds = [...new Set(page.map(({ kind }) => kind))];
  await Promise.all(
    kinds.map(async (kind) => {
      const ids = page.filter((each) => each.kind === kind).map(({ fact }) => fact);
      for (const row of await rowsOf(store, toldBy(kind), keysIn(ids, store))) {
        const { id, subject: _, at, precision, source, line, properties, file, part, ...fields } = row;
        found.set(`${kind} ${id}`, {
          ...{ kind, id: String(id), at: at === null ? null : String(at), precision: String(precision) },
          ...{ source: String(source), line: Number(line), file: fileName(file, part), fields },
          ...(kind === "broken_promise" ? brokenPromise(fields) : {}),
          ...{ properties: properties === null ? null : String(properties), parts: [] },
        });
      }
    }),
  );
  await addParts(store, [...found.values()], { of: "purchase", kind: "line", by: "order_id" });
  await addParts(store, [...found.values()], { of: "contact", kind: "leg", by: "contact_id" });
  return found;
}

/** Of an order what was promised, and when it came: that is when it happened, to the day where nobody says the hour. */
function brokenPromise({
  order_id,
  product,
  promised,
  delivered,
}: Row): Pick<TimelineFact, "at" | "precision" | "fields"> {
  const [day, time] = String(delivered).split("T") as [string, string];
  return {
    ...(time === "00:00:00Z"
      ? { at: day, precision: "day" }
      : { at: `${day} ${time.slice(0, -1)}`, precision: "instant" }),
    fields: { touchpoint: DELIVERY, promised, delivered, order_id, product } as TimelineFact["fields"],
  };
}

/** Of a fact of the page the parts that it has in another table. */
async function addParts(
  store: Analytics,
  facts: readonly TimelineFact[],
  { of, kind, by }: { of: TimelineKind; kind: FactKind; by: string },
): Promise<void> {
  const wholes = new Map(
    facts.filter((f) => f.kind === of && f.fields[by] != null).map((f) => [String(f.fields[by]), f]),
  );
  if (wholes.size === 0) return;
  const those = sql`f.${name(by)} in (${join([...wholes.keys()].map((value) => sql`${value}`))})`;
  for (const row of await rowsOf(store, kind, those)) {
    const own = Object.keys(factDefinition(kind).fields).filter((field) => field !== by);
    wholes.get(String(row[by]))?.parts.push(Object.fromEntries(own.map((field) => [field, row[field] ?? null])));
  }
}

/** Rows of a kind of fact `f` with where they came from; money as doubles, keys as text. */
export async function rowsOf(store: Analytics, kind: FactKind, where: Sql): Promise<Row[]> {
  const own = Object.keys(factDefinition(kind).fields);
  const types = new Map(factColumns(kind).map((column) => [column.name, column.type]));
  const columns = own.map((field) => {
    const column = sql`f.${name(field)}`;
    return sql`${types.get(field) === "money" ? store.dialect.double(column) : column} as ${name(field)}`;
  });
  const instants = own.filter((field) => types.get(field) === "instant");
  const subject = types.has("subject") ? sql`concat('', f.subject)` : raw("null");
  const rows = await store.rows(sql`
    select concat('', f.id) as id, ${subject} as subject, f.at as at, f.precision as precision, f.source as source, f.line as line, f.properties as properties,
      l.name as file, l.part as part, ${join(columns)}
    from ${raw(factTable(kind))} f
    left join "load" l on l."load" = f."load"
    where ${where}
    order by f."load", f.line, f.id
  `);
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(instants.map((field) => [field, row[field] == null ? null : isoMoment(String(row[field]))])),
  }));
}

const keysIn = (keys: readonly string[], { dialect }: Analytics): Sql =>
  sql`f.id in (${join(keys.map((key) => sql`cast(${key} as ${dialect.columnType("key", true)})`))})`;

export const fileName = (file: unknown, part: unknown): string | null =>
  file === null ? null : `${String(file)}${part === null ? "" : ` › ${String(part)}`}`;

function behind([moment, kind, id]: readonly [string, string, string], { dialect }: Analytics): Sql {
  const at = sql`cast(${moment} as ${dialect.columnType("instant", true)})`;
  const key = sql`cast(${id} as ${dialect.columnType("key", true)})`;
  return sql`(happened_at < ${at} or (happened_at = ${at} and (kind > ${kind} or (kind = ${kind} and id > ${key}))))`;
}

const encode = (cursor: readonly string[]): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

/** @throws InputError where it is no cursor */
function readCursor(text: string): readonly [string, string, string] {
  try {
    const read = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const [moment, kind, id] = read;
    const isMoment = typeof moment === "string" && /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?$/.test(moment);
    if (isMoment && typeof kind === "string" && typeof id === "string" && /^\d{1,20}$/.test(id))
      return [moment, kind, id];
  } catch {
    // Told below: whatever it is, it is not ours.
  }
  throw new InputError("input.option_invalid", "This is not where a page of this list ended.", {
    hint: "Take `next` of the page before as it is.",
  });
}
