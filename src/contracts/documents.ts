import { z } from "zod";
import { WindowQuery } from "./findings.ts";

/** What can be taken away: the report, its first page, the month, and what concerns each department. */
export const DOCUMENTS = ["full", "one_page", "digest", "support", "sales", "marketing", "product"] as const;
export type DocumentKind = (typeof DOCUMENTS)[number];
export const DOCUMENT_FORMATS = ["html", "pdf", "csv", "md", "json"] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

export const NewDocument = WindowQuery.extend({
  kind: z.enum(DOCUMENTS).meta({ description: "`digest` is what changed since the month before, on one page." }),
  format: z.enum(DOCUMENT_FORMATS).default("pdf"),
});

export const DocumentJob = z
  .object({
    id: z.string(),
    kind: z.enum(DOCUMENTS),
    format: z.enum(DOCUMENT_FORMATS),
    state: z.enum(["computing", "drawing", "done", "failed"]),
    error: z.string().nullable(),
  })
  .meta({ id: "DocumentJob", description: "A document that is being made; once it is done, its file can be fetched." });
