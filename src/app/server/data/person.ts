import type { z } from "zod";
import { RequestError } from "../../../base/errors.ts";
import type * as contract from "../../../contracts/data.ts";
import { personOf } from "../../../customers/person.ts";
import { keysOf } from "../../../customers/profile.ts";
import type { IdentifierName } from "../../../facts/people-rules.ts";
import type { Note, Operations } from "../../../store/ports/operations.ts";
import { sql } from "../../../store/sql/sql.ts";
import { countsOf, erasingOf } from "../../erase-person.ts";
import { type ExportedPerson, exportedPerson } from "../../export-person.ts";
import { forgetDecisions } from "../../forget-decisions.ts";
import type { OpenCompany } from "../../open-company.ts";
import { peopleFile } from "../../recognise-files.ts";
import type { Actor } from "../access.ts";
import { thePartyOf } from "../customers/looking.ts";
import type { RemovedNotes } from "../customers/removed-notes.ts";
import type { LiveCompany } from "../live-company.ts";
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

/** Takes a person out of the workspace and of the notes. @throws RequestError where the server shows files, or there is no such customer */
export async function personErase(
  { live, operations, data, now, removedNotes }: PersonDesk,
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
    return { keys: await keysOf(context, party), person: await personOf(context, name), facts: countsOf(facts) };
  });
  const notes = await operations.notesOf(found.keys);
  const told = { identifiers: found.person.identifiers.length, facts: found.facts, notes: notes.length };
  if (dryRun) return { erased: false, ...told };
  // Notes first: whoever is erased is not found again by those that were left.
  for (const note of notes) await operations.removeNote(note.id);
  removedNotes.forget(found.keys);
  const erased = await workspace.erase(erasingOf(found.person, { reason, everything, now: now() }));
  await forgetDecisions(peopleFile(data.paths, data.people), found.person.identifiers);
  // The log outlives the person, and names nobody.
  const details = { reason, everything, ...erased };
  await operations.audit({ at: now(), actor: actor.id, action: "people.erased", subject: null, details });
  data.changed();
  return { erased: true, ...told, ...erased };
}

async function identifierOf(company: OpenCompany, id: string): Promise<{ party: string; name: IdentifierName }> {
  const party = await thePartyOf(company, id);
  const { store } = company.analysis.context;
  const [row] = await store.rows(sql`
    select kind, value from identifier where key = cast(${id} as ${store.dialect.columnType("key", true)})`);
  return { party, name: { kind: String(row!.kind), value: String(row!.value) } };
}
