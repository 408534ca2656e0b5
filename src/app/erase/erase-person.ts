import { InputError } from "../../base/errors.ts";
import { type Person, personOf } from "../../customers/person.ts";
import { type Erased, type Erasing, erasePerson } from "../../workspace/erase/erase.ts";
import { ledgerOf } from "../../workspace/erase/ledger.ts";
import { noteRewrite } from "../../workspace/erase/rewrite.ts";
import { tracesOf } from "../../workspace/erase/traces.ts";
import { isWorkspace, readMarker } from "../../workspace/layout.ts";
import { forgetInStudies } from "../../workspace/studies.ts";
import { theOneNamed } from "../ask-people.ts";
import { withCompany } from "../company.ts";
import type { Run } from "../compose.ts";
import { exportedPerson } from "../export-person.ts";
import { peopleFile, settingsBeside } from "../recognise-files.ts";
import type { CompanyRequest } from "../request.ts";
import { foldersOfBackups } from "../server/backup/backups.ts";
import { type ServerPlace, withServerAtRest } from "../server/forget.ts";
import { writingWorkspace } from "../workspace.ts";
import { forgetBeside } from "./forget-beside.ts";
import { keepLedger } from "./ledger-files.ts";

export interface EraseRequest extends CompanyRequest {
  who: string;
  reason: string;
  everything: boolean;
  dryRun: boolean;
  /** The server of the workspace, which does not run. */
  server?: ServerPlace | null;
}

export interface ErasedPerson extends Partial<Erased> {
  schema: 1;
  erased: boolean;
  /** How many identifiers the person had. */
  identifiers: number;
  /** Facts by kind that are the person's. */
  facts: Record<string, number>;
  /** Notes about the person on the server. */
  notes?: number;
  /** Folders of backups in which the ledger of erasures could not be written. */
  unreached?: string[];
}

/** Takes a person out of a workspace, and of its server, and writes its file anew. @throws InputError where the data are files, or nobody is meant */
export async function eraseFromWorkspace(request: EraseRequest, onRun?: (run: Run) => void): Promise<ErasedPerson> {
  const [folder] = request.paths;
  if (request.paths.length !== 1 || folder === undefined || !isWorkspace(folder)) throw onlyInWorkspace();
  const { person, traces, facts } = await withCompany(
    request,
    async (company) => {
      const named = await theOneNamed(company.run.store, request.who);
      const { facts } = await exportedPerson(company, named);
      const { context } = company.analysis;
      const person = await personOf(context, named);
      return { person, traces: await tracesOf(context.store, person), facts: countsOf(facts) };
    },
    onRun,
  );
  const told = { schema: 1 as const, identifiers: person.identifiers.length, facts };
  if (request.dryRun) return { ...told, erased: false };
  const { server = null } = request;
  // Outside the facts first: by them the person is found again where this is cut off.
  const besides = server === null ? {} : await withServerAtRest(server, (atRest) => atRest.forget(traces));
  const done = await writingWorkspace(
    folder,
    { doing: "erase", now: request.now, ...(onRun ? { onRun } : {}) },
    async ({ layout, kept }) => {
      forgetInStudies(layout, traces.text);
      noteRewrite(layout);
      const erased = await erasePerson(kept, erasingOf(person, request));
      // Before the note goes: whoever is cut off here leaves what the next opening finishes.
      const [people, settings] = [
        peopleFile(request.paths, request.files.people ?? null),
        settingsBeside(request.paths),
      ];
      await forgetBeside({ people, settings: request.files.config ?? settings }, person.identifiers, traces);
      const ledger = await ledgerOf(kept, readMarker(folder)!.id);
      const backups = server === null ? [] : foldersOfBackups(server.folder);
      return { ...erased, ...unreachedOf(keepLedger(ledger!, [layout.folder, ...backups])) };
    },
  );
  return { ...told, erased: true, ...besides, ...done };
}

/** Told only where there are any. */
export const unreachedOf = (unreached: string[]) => (unreached.length > 0 ? { unreached } : {});

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
