import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Finding } from "../findings/finding.ts";
import type { MeasureContext } from "../measures/measure.ts";
import { field } from "../report/csv.ts";
import type { Cell } from "../store/ports/analytics.ts";
import { CUSTOMER_COLUMNS, customerPages } from "../value/clv/customers.ts";
import { groupsFinding, totalFinding } from "../value/clv/finding.ts";
import { modelFinding } from "../value/clv/model-finding.ts";
import { type ValueTerms, valueStudy } from "../value/clv/study.ts";
import { buildStages, stagesFinding } from "../value/ledger/finding.ts";
import { loyaltyFinding } from "../value/ledger/loyalty.ts";
import { lostFinding } from "../value/ledger/prospects.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { makeFolder } from "./make-folder.ts";
import type { CompanyRequest } from "./request.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { unwritable } from "./write-files.ts";

export interface ClvRequest extends CompanyRequest {
  terms: ValueTerms;
  /** File that every customer is written to; null: none. */
  customers: string | null;
  /** Segments whose stages are shown beside the company's. */
  segments: readonly string[];
}

/** What customers are worth, by part, stage and group; every one of them into a file where that is asked for. */
export async function askClv(
  request: ClvRequest,
  onRun?: (run: Run) => void,
): Promise<StudyAnswer & { design: ValueTerms; customers?: string }> {
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      request.progress.step("clv");
      const findings = await clvFindings(context, request, dataVersion);
      if (request.customers !== null && findings.length > 0) await writeCustomers(context, request.customers);
      return {
        ...studyAnswer(findings, stated, language),
        design: request.terms,
        ...(request.customers === null ? {} : { customers: request.customers }),
      };
    },
    onRun,
  );
}

/** The findings of the value of customers; none where nothing is bought. */
export async function clvFindings(
  context: MeasureContext,
  { terms, segments }: Pick<ClvRequest, "terms" | "segments">,
  dataVersion: string,
): Promise<Finding[]> {
  const study = await valueStudy(context, terms);
  if (study === null) return [];
  await buildStages(context);
  const found = [
    totalFinding(context, study, dataVersion),
    await stagesFinding(context, segments, dataVersion),
    await groupsFinding(context, study, dataVersion),
    await loyaltyFinding(context, dataVersion),
    await lostFinding(context, dataVersion),
    modelFinding(context, study, dataVersion),
  ];
  return found.filter((finding) => finding !== null);
}

/** Writes the list of customers as CSV, page by page; it appears whole or not at all. */
async function writeCustomers(context: MeasureContext, path: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await makeFolder(dirname(path));
    await pipeline(Readable.from(lines(context)), createWriteStream(partial));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    if (cause instanceof Error && "syscall" in cause) throw unwritable(path, cause);
    throw cause;
  }
}

async function* lines(context: MeasureContext): AsyncGenerator<string> {
  yield `${CUSTOMER_COLUMNS.join(",")}\r\n`;
  for await (const rows of customerPages(context))
    yield rows.map((row) => `${CUSTOMER_COLUMNS.map((column) => written(row[column] ?? null)).join(",")}\r\n`).join("");
}

const written = (cell: Cell): string =>
  field(typeof cell === "bigint" || typeof cell === "boolean" ? String(cell) : cell);
