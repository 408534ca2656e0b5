import { type PersonRecords, personRecords } from "../customers/person.ts";
import { type IdentifierName, writtenIdentifier } from "../facts/people-rules.ts";
import { theOneNamed } from "./ask-people.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import type { OpenCompany } from "./open-company.ts";
import type { CompanyRequest } from "./request.ts";

export interface ExportedPerson extends Omit<PersonRecords, "identifiers"> {
  schema: 1;
  identifiers: string[];
  /** What decides who the person is, in the words of whoever decided. */
  decisions: unknown[];
}

/** Everything that is held about one person, with where each record came from. */
export const exportPerson = (
  request: CompanyRequest & { who: string },
  onRun?: (run: Run) => void,
): Promise<ExportedPerson> =>
  withCompany(
    request,
    async (company) => exportedPerson(company, await theOneNamed(company.run.store, request.who)),
    onRun,
  );

/** The same of a company that is open. */
export async function exportedPerson(
  { analysis, options }: OpenCompany,
  named: IdentifierName,
): Promise<ExportedPerson> {
  const { identifiers, ...records } = await personRecords(analysis.context, named);
  const written = identifiers.map(writtenIdentifier);
  const decisions = (options.people?.decisions ?? []).filter((decision) =>
    ("merge" in decision ? decision.merge : decision.split).some((name) => written.includes(name)),
  );
  return { schema: 1, identifiers: written, ...records, decisions };
}
