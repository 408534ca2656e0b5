import { z } from "zod";
import { atRiskOf } from "../../app/server/customers/at-risk.ts";
import { customersOf, groupsOf } from "../../app/server/customers/list.ts";
import { addNote, notesOf, removeNote, restoreNote } from "../../app/server/customers/notes.ts";
import { profileOf } from "../../app/server/customers/profile.ts";
import { quartersOf } from "../../app/server/customers/quarters.ts";
import { recordsOf } from "../../app/server/customers/records.ts";
import { timelineOf } from "../../app/server/customers/timeline.ts";
import { verbatimsOf } from "../../app/server/customers/verbatims.ts";
import { sightOf } from "../../app/server/customers/withheld.ts";
import * as contract from "../../contracts/customers.ts";
import { Where } from "../../contracts/findings.ts";
import { rowsCsv } from "../../report/rows-csv.ts";
import { preferred } from "../accept.ts";
import { type Route, route } from "../route.ts";

const Id = z.object({ id: z.string().max(100) });
const NoteId = z.object({ id: z.string().max(100), note: z.string().max(100) });

/** Customers one by one: lists of them, what is known of one, what happened, and what people wrote. */
export const CUSTOMERS: readonly Route[] = [
  route({
    ...{ method: "GET", url: "/api/v1/customers", allow: "people.read", tag: "customers" },
    summary: "A page of customers, in one of several orders, narrowed by status, segment, last score or text",
    query: contract.CustomerQuery,
    answer: { schema: contract.CustomerPage },
    handle: async ({ query, actor, request, reply, served }) => {
      const page = await customersOf(served.live, query, sightOf(actor.role));
      if (preferred(request, ["application/json", "text/csv"]) === "application/json") return page;
      const rows = page.items.map(({ lastScore, contactsLastYear, lastSeen, ...row }) => ({
        ...{ ...row, contacts_last_year: contactsLastYear, last_seen: lastSeen },
        ...{ score: lastScore?.measure ?? null, score_value: lastScore?.value ?? null },
        ...{ score_band: lastScore?.band ?? null, score_on: lastScore?.on ?? null },
      }));
      if (page.next !== null) reply.header("x-next", page.next);
      return reply.type("text/csv; charset=utf-8").send(rowsCsv(CSV_COLUMNS, rows));
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
    summary: "Customers who are likely to be gone, by the money at risk, each with what raises it",
    query: contract.AtRiskQuery,
    answer: { schema: contract.AtRiskPage },
    handle: ({ query, actor, served }) => atRiskOf(served.live, query, sightOf(actor.role)),
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
    summary: "What a customer brought and cost by quarter, and what was done for them",
    params: Id,
    answer: { schema: contract.CustomerQuarters },
    handle: ({ params, served }) => quartersOf(served.live, params.id),
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

const CSV_COLUMNS = [
  ...["id", "label", "name", "segment", "country", "status", "score", "score_value", "score_band", "score_on"],
  ...["orders", "revenue", "margin", "contacts_last_year", "last_seen"],
] as const;
