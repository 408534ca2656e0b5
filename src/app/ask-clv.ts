import { InputError } from "../base/errors.ts";
import { clvFindings } from "../value/clv/chapter.ts";
import { CUSTOMER_COLUMNS, customerPages } from "../value/clv/customers.ts";
import { statementPages } from "../value/clv/one-customer.ts";
import { USUAL_TERMS, type ValueTerms } from "../value/clv/study.ts";
import { STATEMENT_COLUMNS } from "../value/ledger/statement-table.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { CompanyRequest } from "./request.ts";
import { refuseRestricted } from "./restricted.ts";
import { type StudyAnswer, studyAnswer } from "./study-answer.ts";
import { writeCustomers } from "./write-customers.ts";

export interface ClvRequest extends CompanyRequest {
  /** What the settings file or the usual terms say where an option is left out. */
  terms: Partial<ValueTerms>;
  /** File that every customer is written to; null: none. */
  customers: string | null;
  /** Segments whose stages are shown beside the company's. */
  segments: readonly string[];
  /** Customers who are shown one by one. */
  who: readonly string[];
  /** File that the profit and loss of each of those is written to, by month; null: none. */
  statement: string | null;
}

/** What customers are worth, by part, stage and group; every one of them into a file where that is asked for. */
export async function askClv(
  request: ClvRequest,
  onRun?: (run: Run) => void,
): Promise<StudyAnswer & { design: ValueTerms; customers?: string; statement?: string }> {
  if (request.statement !== null && request.who.length === 0)
    throw new InputError("input.option_invalid", "--statement is of the customers that --customer names.", {
      hint: "Name at least one: --customer C17 --statement c17.csv",
    });
  return withCompany(
    request,
    async ({ analysis: { context, stated }, loaded: { dataVersion }, language }) => {
      refuseRestricted(context.info, "Customer value");
      request.progress.step("clv");
      const terms = { ...USUAL_TERMS, ...stated.valueTerms, ...request.terms };
      const findings = await clvFindings(context, { ...request, terms }, dataVersion);
      if (request.customers !== null && findings.length > 0)
        await writeCustomers(request.customers, CUSTOMER_COLUMNS, customerPages(context));
      if (request.statement !== null && findings.length > 0)
        await writeCustomers(request.statement, STATEMENT_COLUMNS, statementPages(context, request.who));
      return {
        ...studyAnswer(findings, stated, language),
        design: terms,
        ...(request.customers === null ? {} : { customers: request.customers }),
        ...(request.statement === null ? {} : { statement: request.statement }),
      };
    },
    onRun,
  );
}
