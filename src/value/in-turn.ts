import type { Analytics } from "../store/ports/analytics.ts";

const last = new WeakMap<Analytics, Promise<unknown>>();

/** Runs work that builds the tables of this folder one after another: chapters are told at the same time, and share these tables. */
export function inTurn<T>(store: Analytics, work: () => Promise<T>): Promise<T> {
  const before = last.get(store) ?? Promise.resolve();
  const now = before.then(work, work);
  last.set(
    store,
    now.catch(() => {}),
  );
  return now;
}
