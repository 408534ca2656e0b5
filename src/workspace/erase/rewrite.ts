import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout } from "../layout.ts";

/** Says that the database still holds bytes of somebody who was erased; it goes once the file was written anew. */
export const pendingFile = ({ folder }: Pick<Layout, "folder">): string => join(folder, "rewrite.pending");

/** Before anything is erased: whoever opens the workspace next finishes what an early end left. */
export const noteRewrite = (layout: Layout): void => writeFileSync(pendingFile(layout), "\n");

export const needsRewrite = (layout: Layout): boolean => existsSync(pendingFile(layout));

/**
 * Writes the database anew, so that no unused part of it holds what was there before, and puts the new file in the place of the old one
 * and its log. Nobody may have it open. An early end leaves the old file whole, and the note that it is to be done.
 * @param copy copies all tables of one database file into a new one, closed when it returns
 */
export async function rewriteKept(layout: Layout, copy: (from: string, to: string) => Promise<void>): Promise<void> {
  const fresh = `${layout.facts}.new`;
  for (const path of [fresh, `${fresh}.wal`]) rmSync(path, { force: true });
  await copy(layout.facts, fresh);
  // The log of the old file was taken into it when it was closed.
  rmSync(`${layout.facts}.wal`, { force: true });
  renameSync(fresh, layout.facts);
  rmSync(pendingFile(layout), { force: true });
}
