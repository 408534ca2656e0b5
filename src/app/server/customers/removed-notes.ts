import type { Note } from "../../../store/ports/operations.ts";
import { UNDO_TIME } from "../access.ts";

/** Notes that were taken away a moment ago, so that whoever did it can put them back as they were; in memory alone, and not for long. */
export class RemovedNotes {
  readonly #notes = new Map<string, { note: Note; at: number }>();

  constructor(private readonly now: () => Date) {}

  keep(note: Note): void {
    this.#tidy();
    this.#notes.set(note.id, { note, at: this.now().getTime() });
  }

  /** A note that may be put back. */
  of(id: string): Note | null {
    this.#tidy();
    return this.#notes.get(id)?.note ?? null;
  }

  /** It was put back. */
  drop(id: string): void {
    this.#notes.delete(id);
  }

  /** Forgets those about these customers, as when a person is erased. */
  forget(parties: readonly string[]): void {
    for (const [id, { note }] of this.#notes) if (parties.includes(note.party)) this.#notes.delete(id);
  }

  #tidy(): void {
    const oldest = this.now().getTime() - UNDO_TIME;
    for (const [id, { at }] of this.#notes) if (at < oldest) this.#notes.delete(id);
  }
}
