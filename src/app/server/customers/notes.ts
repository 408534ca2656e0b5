import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { AccessError, RequestError } from "../../../base/errors.ts";
import type * as contract from "../../../contracts/customers.ts";
import { keysOf } from "../../../customers/profile.ts";
import type { Note, Operations } from "../../../store/ports/operations.ts";
import type { Actor } from "../access.ts";
import type { LiveCompany } from "../live-company.ts";
import { thePartyOf } from "./looking.ts";

type ShownNote = z.infer<typeof contract.Note>;

export interface Desk {
  live: LiveCompany;
  operations: Operations;
  now: () => Date;
}

/** What people wrote about a customer, the latest first. Notes of customers that became one are notes of that one. */
export async function notesOf({ live, operations }: Desk, id: string, actor: Actor): Promise<ShownNote[]> {
  const notes = await operations.notesOf(await partiesOf(live, id));
  const names = new Map((await operations.users()).map((user) => [user.id, user.name]));
  return notes.map((note) => shown(note, names, actor));
}

export async function addNote(
  { live, operations, now }: Desk,
  id: string,
  text: string,
  actor: Actor,
): Promise<ShownNote> {
  const party = await live.look((company) => thePartyOf(company, id));
  const note: Note = { id: randomUUID(), party, author: actor.id, at: now(), text };
  await operations.addNote(note);
  await operations.audit({
    at: now(),
    actor: actor.id,
    action: "note.added",
    subject: party,
    details: { note: note.id },
  });
  const user = actor.kind === "user" ? [[actor.id, actor.user.name] as const] : [];
  return shown(note, new Map(user), actor);
}

/** Whoever wrote a note may take it away, and administrators may. @throws RequestError where there is no such note; AccessError */
export async function removeNote(
  { live, operations, now }: Desk,
  id: string,
  noteId: string,
  actor: Actor,
): Promise<void> {
  const note = (await operations.notesOf(await partiesOf(live, id))).find((each) => each.id === noteId);
  if (!note) throw new RequestError("request.not_found", "There is no such note.", { details: { what: "note" } });
  if (note.author !== actor.id && actor.role !== "administrator")
    throw new AccessError("access.denied", "Only whoever wrote a note may take it away.", {
      hint: "Ask them, or an administrator of this server.",
    });
  await operations.removeNote(noteId);
  await operations.audit({
    at: now(),
    actor: actor.id,
    action: "note.removed",
    subject: note.party,
    details: { note: noteId },
  });
}

/** Keys under which notes of a customer may stand. */
const partiesOf = (live: LiveCompany, id: string): Promise<string[]> =>
  live.look(async (company) => keysOf(company.analysis.context, await thePartyOf(company, id)));

const shown = ({ id, author, at, text }: Note, names: ReadonlyMap<string, string>, actor: Actor): ShownNote => ({
  ...{ id, author: names.get(author) ?? null, at: at.toISOString(), text, isOwn: author === actor.id },
});
