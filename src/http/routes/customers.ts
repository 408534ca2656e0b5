import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { atRiskOf } from "../../app/server/customers/at-risk.ts";
import { everybodyAtRisk, everybodyOf, noted } from "../../app/server/customers/everybody.ts";
import { customersOf, groupsOf } from "../../app/server/customers/list.ts";
import { addNote, notesOf, removeNote, restoreNote } from "../../app/server/customers/notes.ts";
import { profileOf } from "../../app/server/customers/profile.ts";
import { quartersOf } from "../../app/server/customers/quarters.ts";
import { recordsOf } from "../../app/server/customers/records.ts";
import { customerStatement, statementFile } from "../../app/server/customers/statement.ts";
import { timelineOf } from "../../app/server/customers/timeline.ts";
import { verbatimsOf } from "../../app/server/customers/verbatims.ts";
import { sightOf } from "../../app/server/customers/withheld.ts";
import * as contract from "../../contracts/customers.ts";
import { Where } from "../../contracts/findings.ts";
import { CustomerStatement, StatementQuery } from "../../contracts/statement.ts";
import { rowLines, rowsCsv } from "../../report/rows-csv.ts";
import { texts } from "../../texts/texts.ts";
import { preferred } from "../accept.ts";
import { type Route, route } from "../route.ts";

const Id = z.object({ id: z.string().max(100) });
const NoteId = z.object({ id: z.string().max(100), note: z.string().max(100) });

/** Customers one by one: lists of them, what is known of one, what happened, and what people wrote. */
export const CUSTOMERS: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/customers", allow: "people.read", tag: "customers" },
    summary:
      "Customers in one of several orders, narrowed by status, segment, last score or text: a page of them, or all as a table (CSV)",
    query: contract.CustomerQuery,
    answer: { schema: contract.CustomerPage },
    handle: async ({ query, actor, request, reply, served }) => {
      const sight = sightOf(actor.role);
      if (!isTable(query, request)) return customersOf(served.live, query, sight);
      const list = "customers";
      const pages = noted(everybodyOf(served.live, query, sight), { list, actor }, served);
      return asTable(reply, { list, columns: COLUMNS }, pages, inColumns);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/groups", allow: "people.read", tag: "customers" },
    summary: "What a list of customers can be narrowed to, with how many there are",
    query: z.object({ where: Where }),
    answer: { schema: contract.CustomerGroups },
    handle: ({ query, served }) => groupsOf(served.live, query.where ?? []),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/measures/:id/records", allow: "people.read", tag: "customers" },
    summary: "The records that a measure counts, with what each adds: all of them, or those of one group and period",
    ...{ params: Id, query: contract.RecordQuery },
    answer: { schema: contract.RecordPage },
    handle: ({ params, query, actor, served }) => recordsOf(served.live, params.id, query, sightOf(actor.role)),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/verbatims", allow: "people.read", tag: "customers" },
    summary: "What customers wrote, each with its score and what the customer has brought to date",
    query: contract.VerbatimQuery,
    answer: { schema: contract.VerbatimPage },
    handle: ({ query, actor, served }) => verbatimsOf(served.live, query, sightOf(actor.role)),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/at-risk", allow: "people.read", tag: "customers" },
    summary: "Customers by the money at risk, each with what raises it: a page of them, or all as a table (CSV)",
    query: contract.AtRiskQuery,
    answer: { schema: contract.AtRiskPage },
    handle: async ({ query, actor, request, reply, served }) => {
      const sight = sightOf(actor.role);
      if (!isTable(query, request)) return atRiskOf(served.live, query, sight);
      const { t } = texts(query.language ?? served.live.current.company.language);
      const said = (codes: readonly string[], name: string) =>
        Object.fromEntries(
          REASONS.map((place) => [`${name}_${place}`, codes[place - 1] && t(`risk.reason.${codes[place - 1]}`)]),
        );
      const list = "at-risk";
      const pages = noted(everybodyAtRisk(served.live, query, sight), { list, actor }, served);
      return asTable(reply, { list, columns: AT_RISK_COLUMNS }, pages, (row) => ({
        ...{ ...inColumns(row), to_come: row.toCome, money_at_risk: row.moneyAtRisk },
        ...{ ...said(row.reasons, "reason"), ...said(row.readyReasons, "ready_reason") },
      }));
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/:id", allow: "people.read", tag: "customers" },
    summary: "What is known of a customer, and what is expected",
    params: Id,
    answer: { schema: contract.CustomerProfile },
    handle: ({ params, actor, served }) => profileOf(served.live, params.id, sightOf(actor.role)),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/:id/timeline", allow: "people.read", tag: "customers" },
    summary: "Records of a customer, the newest first",
    ...{ params: Id, query: contract.TimelineQuery },
    answer: { schema: contract.TimelinePage },
    handle: ({ params, query, actor, served }) => timelineOf(served.live, params.id, query, sightOf(actor.role)),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/:id/quarters", allow: "people.read", tag: "customers" },
    summary: "What a customer brought and cost by quarter, what was to come, and what was done for them",
    params: Id,
    answer: { schema: contract.CustomerQuarters },
    handle: ({ params, served }) => quartersOf(served.live, params.id),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/:id/statement", allow: "people.read", tag: "customers" },
    summary: "Profit and loss of a customer by date, ending in the financial result; or as a table (CSV)",
    ...{ params: Id, query: StatementQuery },
    answer: { schema: CustomerStatement },
    handle: async ({ params, query, request, reply, served }) => {
      if (!isTable(query, request)) return customerStatement(served.live, params.id, query.by);
      const list = `statement-${params.id}`;
      const { columns, rows } = await statementFile(served.live, params.id, query.by);
      return asTable(reply, { list, columns }, inOne([...rows]), (row) => row);
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/customers/:id/notes", allow: "people.read", tag: "customers" },
    summary: "What people wrote about a customer, the latest first",
    params: Id,
    answer: { schema: contract.NoteList },
    handle: async ({ params, actor, served }) => ({ items: await notesOf(served, params.id, actor) }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/customers/:id/notes", allow: "people.write", tag: "customers" },
    summary: "Adds a note about a customer",
    ...{ params: Id, body: contract.NewNote },
    answer: { status: 201, schema: contract.Note },
    handle: ({ params, body, actor, served }) => addNote(served, params.id, body.text, actor),
  }),
  route({
    ...{ method: "DELETE", url: "/api/v1/customers/:id/notes/:note", allow: "people.write", tag: "customers" },
    summary: "Takes a note away: one's own, or as an administrator any",
    params: NoteId,
    answer: { status: 204, schema: z.null() },
    handle: async ({ params, actor, served }) => {
      await removeNote(served, params.id, params.note, actor);
      return null;
    },
  }),
  route({
    ...{ method: "POST", url: "/api/v1/customers/:id/notes/:note/restore", allow: "people.write", tag: "customers" },
    summary: "Puts a note back, within ten minutes of taking it away",
    params: NoteId,
    answer: { schema: contract.Note },
    handle: ({ params, actor, served }) => restoreNote(served, params.id, params.note, actor),
  }),
];

const COLUMNS = [
  ...["id", "label", "name", "segment", "country", "status", "score", "score_value", "score_band", "score_on"],
  ...["orders", "revenue", "margin", "contacts_last_year", "last_seen"],
];
const REASONS = [1, 2, 3] as const;
const AT_RISK_COLUMNS = [
  ...[...COLUMNS, "gone", "to_come", "money_at_risk", ...REASONS.map((place) => `reason_${place}`)],
  ...["ready", ...REASONS.map((place) => `ready_reason_${place}`)],
];

const inColumns = ({ lastScore, contactsLastYear, lastSeen, ...row }: z.infer<typeof contract.CustomerRow>) => ({
  ...{ ...row, contacts_last_year: contactsLastYear, last_seen: lastSeen },
  ...{ score: lastScore?.measure ?? null, score_value: lastScore?.value ?? null },
  ...{ score_band: lastScore?.band ?? null, score_on: lastScore?.on ?? null },
});

/** Whether a list is asked for as a table: by the address, or else by what the request says it takes. */
const isTable = ({ format }: { format?: "json" | "csv" | undefined }, request: FastifyRequest): boolean =>
  (format ?? (preferred(request, ["application/json", "text/csv"]) === "text/csv" ? "csv" : "json")) === "csv";

async function* inOne<Row>(rows: Row[]): AsyncGenerator<Row[]> {
  yield rows;
}

/** Everybody on a list as CSV, no faster than it is read. */
async function asTable<Row>(
  reply: FastifyReply,
  { list, columns }: { list: string; columns: readonly string[] },
  pages: AsyncGenerator<Row[]>,
  cellsOf: (row: Row) => Readonly<Record<string, unknown>>,
): Promise<FastifyReply> {
  // What is wrong is told before the first line.
  const first = await pages.next();
  async function* lines() {
    yield rowsCsv(columns, first.done ? [] : first.value.map(cellsOf));
    for await (const rows of pages) yield rowLines(columns, rows.map(cellsOf));
  }
  return reply
    .type("text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="feltworth-${list}.csv"`)
    .send(Readable.from(lines(), { objectMode: false }));
}
