import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { MeasureContext } from "../measures/measure.ts";
import { field } from "../report/csv.ts";
import type { Cell } from "../store/ports/analytics.ts";
import { clvFindings } from "../value/clv/chapter.ts";
import { CUSTOMER_COLUMNS, customerPages } from "../value/clv/customers.ts";
import type { ValueTerms } from "../value/clv/study.ts";
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
