import { randomUUID } from "node:crypto";
import { RequestError } from "../../base/errors.ts";
import type { DocumentFormat, DocumentKind } from "../../contracts/documents.ts";
import { digestCsv, digestMarkdown, digestOf } from "../../report/digest.ts";
import { departmentHtml, digestHtml, onePageHtml, reportHtml } from "../../report/report-html.ts";
import type { ReportInput } from "../../report/report-input.ts";
import { reportMarkdown } from "../../report/report-markdown.ts";
import { reportTables } from "../../report/report-tables.ts";
import { type Texts, texts } from "../../texts/texts.ts";
import { departmentInputs } from "../make-report.ts";
import { type AskedWindow, findingsOf, reportOf } from "./findings.ts";
import type { LiveCompany } from "./live-company.ts";

export interface DocumentAsk extends AskedWindow {
  kind: DocumentKind;
  format: DocumentFormat;
  language: Texts["language"];
}

/** What a document is made of, by the kind of it. */
async function inputFor(live: LiveCompany, { kind, ...asked }: DocumentAsk): Promise<ReportInput> {
  const { value: report } = await reportOf(live, asked);
  if (kind === "full" || kind === "one_page") return report;
  if (kind === "digest") {
    const { items } = (await findingsOf(live, "risk", asked)).value;
    return { ...report, chapters: [...report.chapters, { id: "risk", findings: items }] };
  }
  const { book } = live.current.company.analysis;
  return departmentInputs(report, book).find(([department]) => department === kind)![1];
}

/** A document, as it goes out. @throws InputError on a period or a group that is none */
export async function makeDocument(
  live: LiveCompany,
  ask: DocumentAsk,
  onStep: (step: "drawing") => void = () => {},
): Promise<string | Buffer> {
  const input = await inputFor(live, ask);
  const words = texts(ask.language, { words: input.words ?? {} });
  onStep("drawing");
  const { kind, format } = ask;
  const isDigest = kind === "digest";
  switch (format) {
    case "html":
      if (isDigest) return digestHtml(input, words);
      if (kind === "full") return reportHtml(input, words);
      return kind === "one_page" ? onePageHtml(input, words) : departmentHtml(input, kind, words);
    case "md":
      return isDigest ? digestMarkdown(input, words) : reportMarkdown(input, words);
    case "csv":
      return isDigest ? digestCsv(input, words) : reportTables(input, words)["figures.csv"]!;
    case "json":
      return JSON.stringify(isDigest ? { schema: 1, settings: input.settings, digest: digestOf(input) } : input);
    case "pdf": {
      const pdf = await import("../../report/pdf/report-pdf.ts");
      if (isDigest) return pdf.digestPdf(input, words);
      if (kind === "full") return pdf.reportPdf(input, words);
      return kind === "one_page" ? pdf.onePagePdf(input, words) : pdf.departmentPdf(input, kind, words);
    }
    default:
      return format satisfies never;
  }
}

/** A document that is being made, or is there to be fetched. */
export interface DocumentJob {
  id: string;
  kind: DocumentKind;
  format: DocumentFormat;
  state: "computing" | "drawing" | "done" | "failed";
  error: unknown;
  body: string | Buffer | null;
}

/** Documents that are kept to be fetched; the oldest go first. */
const KEPT = 20;

const all = new WeakMap<LiveCompany, Map<string, DocumentJob>>();
const jobsOf = (live: LiveCompany): Map<string, DocumentJob> => {
  const known = all.get(live) ?? new Map<string, DocumentJob>();
  all.set(live, known);
  return known;
};

/** Begins to make a document; nobody waits for it. */
export function beginDocument(live: LiveCompany, ask: DocumentAsk): DocumentJob {
  live.current;
  const { kind, format } = ask;
  const job: DocumentJob = { id: randomUUID(), kind, format, state: "computing", error: null, body: null };
  const jobs = jobsOf(live);
  jobs.set(job.id, job);
  for (const oldest of jobs.keys()) {
    if (jobs.size <= KEPT) break;
    jobs.delete(oldest);
  }
  makeDocument(live, ask, (step) => {
    job.state = step;
  }).then(
    (body) => Object.assign(job, { state: "done", body }),
    (error: unknown) => Object.assign(job, { state: "failed", error }),
  );
  return job;
}

/** @throws RequestError `request.not_found` */
export function documentNamed(live: LiveCompany, id: string): DocumentJob {
  const job = jobsOf(live).get(id);
  if (job) return job;
  throw new RequestError("request.not_found", "There is no such document, or not any more.", {
    hint: "Ask for it again: POST /api/v1/documents.",
  });
}
