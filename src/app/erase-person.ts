import { InputError } from "../base/errors.ts";
import { type Person, personOf } from "../customers/person.ts";
import { type Erased, type Erasing, erasePerson } from "../workspace/erase/erase.ts";
import { noteRewrite } from "../workspace/erase/rewrite.ts";
import { isWorkspace } from "../workspace/layout.ts";
import { theOneNamed } from "./ask-people.ts";
import { withCompany } from "./company.ts";
import type { Run } from "./compose.ts";
import { exportedPerson } from "./export-person.ts";
import { forgetDecisions } from "./forget-decisions.ts";
import { peopleFile } from "./recognise-files.ts";
import type { CompanyRequest } from "./request.ts";
import { writingWorkspace } from "./workspace.ts";

export interface EraseRequest extends CompanyRequest {
  who: string;
  reason: string;
  everything: boolean;
  dryRun: boolean;
}

export interface ErasedPerson extends Partial<Erased> {
  schema: 1;
  erased: boolean;
  /** How many identifiers the person had. */
  identifiers: number;
  /** Facts by kind that are the person's. */
  facts: Record<string, number>;
}

/** Takes a person out of a workspace and writes its file anew. @throws InputError where the data are files, or nobody is meant */
export async function eraseFromWorkspace(request: EraseRequest, onRun?: (run: Run) => void): Promise<ErasedPerson> {
  const [folder] = request.paths;
  if (request.paths.length !== 1 || folder === undefined || !isWorkspace(folder)) throw onlyInWorkspace();
  const { person, facts } = await withCompany(
    request,
    async (company) => {
      const named = await theOneNamed(company.run.store, request.who);
      const { facts } = await exportedPerson(company, named);
      return { person: await personOf(company.analysis.context, named), facts: countsOf(facts) };
    },
    onRun,
  );
  const told = { schema: 1 as const, identifiers: person.identifiers.length, facts };
  if (request.dryRun) return { ...told, erased: false };
  const erased = await writingWorkspace(
    folder,
    { doing: "erase", now: request.now, ...(onRun ? { onRun } : {}) },
    async ({ layout, kept }) => {
      noteRewrite(layout);
      const erased = await erasePerson(kept, erasingOf(person, request));
      // Before the note goes: whoever is cut off here leaves what the next opening finishes.
      await forgetDecisions(peopleFile(request.paths, request.files.people ?? null), person.identifiers);
      return erased;
    },
  );
  return { ...told, erased: true, ...erased };
}

export const countsOf = (facts: Readonly<Record<string, readonly unknown[]>>): Record<string, number> =>
  Object.fromEntries(Object.entries(facts).map(([kind, rows]) => [kind, rows.length]));

export const erasingOf = (
  { identifiers, names }: Person,
  { reason, everything, now }: Pick<EraseRequest, "reason" | "everything" | "now">,
): Erasing => ({ identifiers, names, reason, everything, now });

export const onlyInWorkspace = (): InputError =>
  new InputError("input.option_invalid", "People are erased from a workspace; files are their owner's.", {
    hint: "Erase the person where the files come from, and export them anew.",
  });
