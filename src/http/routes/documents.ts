import { z } from "zod";
import { beginDocument, documentNamed } from "../../app/server/documents.ts";
import { RequestError } from "../../base/errors.ts";
import * as contract from "../../contracts/documents.ts";
import { wordsFor } from "../pages/page.ts";
import { type Route, route } from "../route.ts";

const TYPES: Readonly<Record<contract.DocumentFormat, string>> = {
  html: "text/html; charset=utf-8",
  pdf: "application/pdf",
  csv: "text/csv; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  json: "application/json",
};

const Id = z.object({ id: z.uuid() });

type Told = z.infer<typeof contract.DocumentJob>;
const told = ({ id, kind, format, state, error }: ReturnType<typeof documentNamed>): Told => ({
  ...{ id, kind, format, state },
  error: error === null ? null : error instanceof Error ? error.message : String(error),
});

/** Reports to take away, in every format; what takes its time is made while nobody waits. */
export const DOCUMENTS: readonly Route[] = [
  route({
    ...{ method: "POST", url: "/api/v1/documents", allow: "figures.read", tag: "figures" },
    summary: "Begins to make a document: the report, its first page, the month, or what concerns a department",
    body: contract.NewDocument,
    answer: { status: 202, schema: contract.DocumentJob },
    handle: async ({ body, actor, request, served }) => {
      const own = actor.kind === "user" ? actor.user.language : null;
      return told(beginDocument(served.live, { ...body, language: wordsFor(request, served, own).language }));
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/documents/:id", allow: "figures.read", tag: "figures" },
    summary: "How far a document is",
    params: Id,
    answer: { schema: contract.DocumentJob },
    handle: async ({ params, served }) => told(documentNamed(served.live, params.id)),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/documents/:id/file", allow: "figures.read", tag: "figures" },
    summary: "The document itself, once it is done",
    params: Id,
    handle: async ({ params, reply, served }) => {
      const { body, kind, format } = documentNamed(served.live, params.id);
      if (body === null)
        throw new RequestError("request.conflict", "The document is not done yet.", {
          hint: "GET /api/v1/documents/{id} says how far it is.",
        });
      // A page brings its own policy, which allows exactly its own style and script.
      if (format === "html") reply.header("content-security-policy", "frame-ancestors 'none'");
      const name = `feltworth-${kind.replace("_", "-")}.${format}`;
      return reply
        .header("content-disposition", `${format === "html" ? "inline" : "attachment"}; filename="${name}"`)
        .header("cache-control", "private, no-store")
        .type(TYPES[format])
        .send(body);
    },
  }),
];
