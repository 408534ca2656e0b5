import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { AccessError, RequestError } from "../../../base/errors.ts";
import type * as contract from "../../../contracts/customers.ts";
import { keysOf } from "../../../customers/profile.ts";
import type { Note, Operations } from "../../../store/ports/operations.ts";
import type { Actor } from "../access.ts";
import type { LiveCompany } from "../live-company.ts";
import { thePartyOf } from "./looking.ts";
import type { RemovedNotes } from "./removed-notes.ts";

type ShownNote = z.infer<typeof contract.Note>;

export interface Desk {
  live: LiveCompany;
  operations: Operations;
  now: () => Date;
  removedNotes: RemovedNotes;
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
  { live, operations, now, removedNotes }: Desk,
  id: string,
  noteId: string,
  actor: Actor,
): Promise<void> {
  const note = (await operations.notesOf(await partiesOf(live, id))).find((each) => each.id === noteId);
  if (!note) throw noSuchNote();
  mayRemove(note, actor);
  await operations.removeNote(noteId);
  removedNotes.keep(note);
  await operations.audit({
    at: now(),
    actor: actor.id,
    action: "note.removed",
    subject: note.party,
    details: { note: noteId },
  });
}

/** Puts a note back that was taken away a moment ago, by whoever may take it away. @throws RequestError where there is none; AccessError */
export async function restoreNote(
  { live, operations, now, removedNotes }: Desk,
  id: string,
  noteId: string,
  actor: Actor,
): Promise<ShownNote> {
  const parties = await partiesOf(live, id);
  const note = removedNotes.of(noteId);
  if (!note || !parties.includes(note.party)) throw noSuchNote();
  mayRemove(note, actor);
  removedNotes.drop(noteId);
  await operations.addNote(note);
  const details = { note: noteId };
  await operations.audit({ at: now(), actor: actor.id, action: "note.restored", subject: note.party, details });
  return shown(note, new Map((await operations.users()).map((user) => [user.id, user.name])), actor);
}

const noSuchNote = () => new RequestError("request.not_found", "There is no such note.", { details: { what: "note" } });

function mayRemove({ author }: Note, actor: Actor): void {
  if (author === actor.id || actor.role === "administrator") return;
  throw new AccessError("access.denied", "Only whoever wrote a note may take it away.", {
    hint: "Ask them, or an administrator of this server.",
  });
}

/** Keys under which notes of a customer may stand. */
const partiesOf = (live: LiveCompany, id: string): Promise<string[]> =>
  live.look(async (company) => keysOf(company.analysis.context, await thePartyOf(company, id)));

const shown = ({ id, author, at, text }: Note, names: ReadonlyMap<string, string>, actor: Actor): ShownNote => ({
  ...{ id, author: names.get(author) ?? null, at: at.toISOString(), text, isOwn: author === actor.id },
});
