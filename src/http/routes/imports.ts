import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Imports } from "../../app/server/imports/imports.ts";
import type { ImportRecord } from "../../app/server/imports/record.ts";
import { vocabulary } from "../../app/server/imports/vocabulary.ts";
import { RequestError } from "../../base/errors.ts";
import * as contract from "../../contracts/imports.ts";
import { type Route, route, type Served } from "../route.ts";

const Id = z.object({ id: z.string().max(100) });

/** A file may have so many bytes, and an upload so many files. */
export const UPLOAD_LIMITS = { fileSize: 2 ** 31, files: 50, fields: 0, parts: 50, headerPairs: 50 };
/** A sender that says nothing for this long is given up, in milliseconds. */
const LONGEST_SILENCE = 60_000;

/** Files that people upload into the workspace: what each was taken for is told first, and nothing is imported until somebody says so. */
export const IMPORTS: readonly Route[] = [
  route({
    ...{ method: "POST", url: "/api/v1/imports", allow: "data.write", tag: "imports", takesFiles: true },
    summary: "Takes files (multipart/form-data), and tells what each was taken for; nothing is imported yet",
    answer: { status: 201, schema: contract.Import },
    handle: async ({ actor, request, served }) => {
      const imports = importsOf(served);
      if (!request.isMultipart())
        throw new RequestError("request.unreadable", "Files are sent as multipart/form-data.", {
          hint: 'With curl: `-F "file=@orders.csv"`, once for each file.',
        });
      request.raw.socket.setTimeout(LONGEST_SILENCE);
      try {
        const record = await imports.take(actor.id, filesIn(request));
        await served.operations.audit({
          ...{ at: served.now(), actor: actor.id, action: "import.uploaded", subject: record.id },
          details: { files: record.files.length, bytes: record.files.reduce((sum, { bytes }) => sum + bytes, 0) },
        });
        return shown(record);
      } finally {
        request.raw.socket.setTimeout(0);
      }
    },
  }),
  route({
    ...{ method: "GET", url: "/api/v1/imports", allow: "data.write", tag: "imports" },
    summary: "Uploads, the latest first, and what became of them",
    answer: { schema: contract.ImportList },
    handle: async ({ served }) => ({ items: importsOf(served).list().map(shown) }),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/imports/:id", allow: "data.write", tag: "imports" },
    summary: "One upload: what its files were taken for, how far it is, what it came to",
    params: Id,
    answer: { schema: contract.Import },
    handle: async ({ params, served }) => shown(importsOf(served).get(params.id)),
  }),
  route({
    ...{ method: "GET", url: "/api/v1/vocabulary", allow: "data.write", tag: "imports" },
    summary: "What a row of a table can be, and what its columns can say",
    answer: { schema: contract.Vocabulary },
    handle: async () => ({ facts: vocabulary() }),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/imports/:id/review", allow: "data.write", tag: "imports" },
    summary: "What an upload would come to if its files were read as said; nothing is imported",
    ...{ params: Id, body: contract.ReviewImport },
    answer: { schema: contract.Import },
    handle: async ({ params, body, served }) => shown(await importsOf(served).review(params.id, body.files)),
  }),
  route({
    ...{ method: "POST", url: "/api/v1/imports/:id/confirm", allow: "data.write", tag: "imports" },
    summary: "Imports an upload, with answers to what was asked; GET /api/v1/events tells how far it is",
    ...{ params: Id, body: contract.ConfirmImport },
    answer: { status: 202, schema: contract.Import },
    handle: async ({ params, body, actor, served }) => {
      const { keep, ...said } = body;
      const record = await importsOf(served).confirm(params.id, { ...said, isKept: keep });
      const details = { answers: body.answers.length, ...(keep ? { kept: body.files.length } : {}) };
      await served.operations.audit({
        ...{ at: served.now(), actor: actor.id, action: "import.confirmed", subject: record.id, details },
      });
      return shown(record);
    },
  }),
  route({
    ...{ method: "DELETE", url: "/api/v1/imports/:id", allow: "data.write", tag: "imports" },
    summary: "Deletes an upload that is not to be imported",
    params: Id,
    answer: { status: 204, schema: z.null() },
    handle: async ({ params, actor, served }) => {
      importsOf(served).remove(params.id);
      const entry = { action: "import.deleted" as const, subject: params.id, details: {} };
      await served.operations.audit({ at: served.now(), actor: actor.id, ...entry });
      return null;
    },
  }),
];

function importsOf({ imports }: Served): Imports {
  if (imports) return imports;
  throw new RequestError("request.conflict", "This server shows files, which only their owner changes.", {
    hint: "Make a workspace (`feltworth init shop`), import the files into it (`feltworth import <path> --workspace shop`), and serve that: `feltworth serve shop`.",
  });
}

async function* filesIn(request: FastifyRequest) {
  for await (const part of request.files({ limits: UPLOAD_LIMITS, throwFileSizeLimit: false }))
    yield { name: part.filename, stream: part.file };
}

function shown({ inspection, result, by: _, ...record }: ImportRecord): z.infer<typeof contract.Import> {
  return {
    ...record,
    tables: (inspection?.tables ?? []).map(({ path: _path, facts, questions, ...table }) => ({
      ...table,
      facts: facts.map(({ doc: _doc, ...fact }) => fact),
      questions: questions.map(({ option: _option, ...question }) => question),
    })),
    unreadable: inspection?.unreadable ?? [],
    result: result && {
      ...{ imported: result.imported, files: result.files },
      gained: { ...result.gained } as Record<string, number>,
    },
  };
}
