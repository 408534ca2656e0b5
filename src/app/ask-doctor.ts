import type { DataQuality } from "../report/report-input.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { judgedQuality } from "./judged-quality.ts";
import type { CompanyRequest } from "./request.ts";

export interface Doctored extends DataQuality {
  schema: 1;
}

/** How good the data are: what became of every row, what was matched to people, and what looks wrong. */
export async function askDoctor(request: CompanyRequest, onRun?: (run: Run) => void): Promise<Doctored> {
  return withCompany(
    request,
    async ({ analysis, loaded }) => ({ schema: 1, ...(await judgedQuality(analysis, loaded.quality)) }),
    onRun,
  );
}
