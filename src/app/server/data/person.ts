import type { z } from "zod";
import { RequestError } from "../../../base/errors.ts";
import type * as contract from "../../../contracts/data.ts";
import { personOf } from "../../../customers/person.ts";
import { keysOf } from "../../../customers/profile.ts";
import type { IdentifierName } from "../../../facts/people-rules.ts";
import type { Note, Operations } from "../../../store/ports/operations.ts";
import { sql } from "../../../store/sql/sql.ts";
import { tracesOf } from "../../../workspace/erase/traces.ts";
import { forgetInStudies } from "../../../workspace/studies.ts";
import { countsOf, erasingOf, unreachedOf } from "../../erase/erase-person.ts";
import { forgetBeside } from "../../erase/forget-beside.ts";
import { keepLedger } from "../../erase/ledger-files.ts";
import { type ExportedPerson, exportedPerson } from "../../export-person.ts";
import type { OpenCompany } from "../../open-company.ts";
import { peopleFile } from "../../recognise-files.ts";
import type { Actor } from "../access.ts";
import type { Background } from "../background.ts";
import { foldersOfBackups } from "../backup/backups.ts";
import { thePartyOf } from "../customers/looking.ts";
import type { RemovedNotes } from "../customers/removed-notes.ts";
import { forgetInServer } from "../forget.ts";
import type { Imports } from "../imports/imports.ts";
import type { LiveCompany } from "../live-company.ts";
import type { Repeats } from "../repeats.ts";
import type { DataDesk } from "./desk.ts";

export interface PersonDesk {
  live: LiveCompany;
  operations: Operations;
  data: DataDesk;
  removedNotes: RemovedNotes;
  now: () => Date;
}

/** Everything that is held about a person: the records, what was derived of them, and what people wrote. @throws RequestError `request.not_found` */
export async function personExport(
  { live, operations, now }: PersonDesk,
  id: string,
  actor: Actor,
): Promise<ExportedPerson & { notes: Omit<Note, "party">[] }> {
  const { keys, person } = await live.look(async (company) => {
    const named = await identifierOf(company, id);
    return {
      keys: await keysOf(company.analysis.context, named.party),
      person: await exportedPerson(company, named.name),
    };
  });
  const notes = (await operations.notesOf(keys)).map(({ party: _, ...note }) => note);
  const details = { identifiers: person.identifiers.length };
  await operations.audit({ at: now(), actor: actor.id, action: "people.exported", subject: id, details });
  return { ...person, notes };
}

/** What a server keeps of people besides the facts. */
export interface ErasingDesk extends PersonDesk {
  repeats: Repeats;
  imports: Imports | null;
  background: Pick<Background, "dear">;
}

/** Takes a person out of all that the server keeps. @throws RequestError where the server shows files, or there is no such customer */
export async function personErase(
  { live, operations, data, now, removedNotes, repeats, imports, background }: ErasingDesk,
  id: string,
  { reason, everything, dryRun }: z.infer<typeof contract.ErasePerson>,
  actor: Actor,
): Promise<z.infer<typeof contract.ErasedPerson>> {
  const { workspace } = data;
  if (workspace === null)
    throw new RequestError("request.conflict", "This server shows files, which only their owner changes.", {
      hint: "Erase the person where the files come from, and export them anew.",
    });
  const found = await live.look(async (company) => {
    const { party, name } = await identifierOf(company, id);
    const { context } = company.analysis;
    const { facts } = await exportedPerson(company, name);
    const person = await personOf(context, name);
    const traces = await tracesOf(context.store, person);
    const keys = [...new Set([...traces.keys, ...(await keysOf(context, party))])];
    return { person, traces: { ...traces, keys }, facts: countsOf(facts) };
  });
  const { person, traces } = found;
  const notes = await operations.notesOf(traces.keys);
  const told = { identifiers: person.identifiers.length, facts: found.facts, notes: notes.length };
  if (dryRun) return { erased: false, ...told };
  // Outside the facts first: by them the person is found again where this is cut off.
  await forgetInServer({ operations, repeats, imports }, traces);
  removedNotes.forget(traces.keys);
  forgetInStudies({ folder: data.workspaceFolder! }, traces.text);
  const erased = await workspace.erase(erasingOf(person, { reason, everything, now: now() }));
  const people = peopleFile(data.paths, data.people);
  await forgetBeside({ people, settings: data.settings }, person.identifiers, traces);
  const unreached = unreachedOf(
    keepLedger((await workspace.ledger())!, [data.workspaceFolder!, ...foldersOfBackups(data.folder)]),
  );
  // The log outlives the person, and names nobody.
  const details = { reason, everything, ...erased };
  await operations.audit({ at: now(), actor: actor.id, action: "people.erased", subject: null, details });
  // What was computed of the data before may have been written down meanwhile.
  await live.refresh();
  await background.dear.outdate();
  await operations.forget(traces);
  await operations.rewrite();
  return { erased: true, ...told, ...erased, ...unreached };
}

async function identifierOf(company: OpenCompany, id: string): Promise<{ party: string; name: IdentifierName }> {
  const party = await thePartyOf(company, id);
  const { store } = company.analysis.context;
  const [row] = await store.rows(sql`
    select kind, value from identifier where key = cast(${id} as ${store.dialect.columnType("key", true)})`);
  return { party, name: { kind: String(row!.kind), value: String(row!.value) } };
}
